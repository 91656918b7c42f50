//! When a limit of time ends, in the working days and opening hours of England and Wales.
//!
//! Everything here is Europe/London, with its clock changes compiled in: a machine without a time zone database gives the same answers.

mod bank_holidays;
#[cfg(test)]
mod tests;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use crate::TimeLimit;

static LONDON: TimeZone = jiff::tz::get!("Europe/London");

const HOUR: i64 = 3_600_000_000_000;

/// Working days and opening hours. Monday to Friday but bank holidays, between opening and closing time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WorkingTime {
    opens: Time,
    closes: Time,
}

impl WorkingTime {
    /// The working days of England and Wales with these opening hours, local time, the same every day.
    ///
    /// Opening has to come before closing: whoever reads the hours from a profile refuses others. Hours that leave no working time
    /// at all would never let a limit end, so they are taken as 09:00 to 17:00.
    pub fn england_and_wales(opens: Time, closes: Time) -> Self {
        if opens < closes {
            Self { opens, closes }
        } else {
            Self { opens: Time::constant(9, 0, 0, 0), closes: Time::constant(17, 0, 0, 0) }
        }
    }

    /// Whether people work on this day: not on Saturday, Sunday or a bank holiday.
    ///
    /// Bank holidays are computed for any year from 1978. Past the last proclaimed year the rules may still be changed for one year;
    /// a change is known only once it stands in the table.
    pub fn is_working_day(&self, date: Date) -> bool {
        !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && !bank_holidays::is_bank_holiday(date)
    }

    /// Whether it is between opening and closing on a working day at that moment; at closing it is not.
    pub fn is_open(&self, at: Timestamp) -> bool {
        let local = LONDON.to_datetime(at);
        self.is_working_day(local.date()) && (self.opens..self.closes).contains(&local.time())
    }

    /// The moment at which a limit ends that starts to run at `from`.
    ///
    /// * Hours (`24h`) are elapsed time, whatever the clocks do.
    /// * Working hours (`48wh`) run between opening and closing on working days. What ends with the day ends at closing time, not at the
    ///   next opening.
    /// * Working days (`2wd`) end at closing time of the last of them; the first is the one after the London day of `from`.
    ///
    /// Never before `from`, and never earlier for a later `from`. Stops at the last moment that can be written (year 9999).
    pub fn due(&self, limit: TimeLimit, from: Timestamp) -> Timestamp {
        match limit {
            TimeLimit::Hours(hours) => from.checked_add(SignedDuration::from_hours(i64::from(hours))).ok(),
            TimeLimit::WorkingHours(hours) => self.after_working_time(i64::from(hours) * HOUR, from),
            TimeLimit::WorkingDays(days) => {
                self.working_days_after(london_date(from), u32::from(days)).and_then(|last| in_london(last, self.closes))
            }
        }
        .unwrap_or(Timestamp::MAX)
    }

    /// The next time that it is this weekday at this local time, strictly after `after`.
    ///
    /// For a weekly meeting; it keeps its day also on a bank holiday. A time that the clock change leaves out is an hour later that day;
    /// of one that comes twice, the first counts.
    pub fn next_weekday_at(&self, weekday: Weekday, at: Time, after: Timestamp) -> Timestamp {
        let today = london_date(after);
        let ahead = i64::from(today.weekday().until(weekday));
        [ahead, ahead + 7]
            .into_iter()
            .filter_map(|days| in_london(today.checked_add(SignedDuration::from_hours(24 * days)).ok()?, at))
            .find(|meeting| *meeting > after)
            .unwrap_or(Timestamp::MAX)
    }

    /// The moment when `length` nanoseconds of working time have passed since `from`. The clocks change on Sundays only, so within working
    /// hours the local clock measures elapsed time.
    fn after_working_time(&self, length: i64, from: Timestamp) -> Option<Timestamp> {
        let (opens, closes) = (nanoseconds(self.opens), nanoseconds(self.closes));
        let local = LONDON.to_datetime(from);
        let now = nanoseconds(local.time());
        let (day, start) = if self.is_working_day(local.date()) && now < closes {
            (local.date(), now.max(opens))
        } else {
            (self.working_days_after(local.date(), 1)?, opens)
        };
        // Counted from that day's opening, the last day is never empty: a full day ends at closing.
        let worked = start - opens + length;
        let full_days = (worked - 1) / (closes - opens);
        let end = opens + worked - full_days * (closes - opens);
        let last = self.working_days_after(day, u32::try_from(full_days).ok()?)?;
        in_london(last, Time::MIN.checked_add(SignedDuration::from_nanos(end)).ok()?)
    }

    fn working_days_after(&self, day: Date, count: u32) -> Option<Date> {
        let (mut day, mut left) = (day, count);
        while left > 0 {
            day = day.tomorrow().ok()?;
            left -= u32::from(self.is_working_day(day));
        }
        Some(day)
    }
}

fn nanoseconds(time: Time) -> i64 {
    let seconds = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    seconds * 1_000_000_000 + i64::from(time.subsec_nanosecond())
}

fn in_london(date: Date, time: Time) -> Option<Timestamp> {
    LONDON.to_timestamp(date.to_datetime(time)).ok()
}

/// The day it is in London at that moment.
pub fn london_date(at: Timestamp) -> Date {
    LONDON.to_datetime(at).date()
}

/// The moment at which this day begins in London.
pub fn london_midnight(day: Date) -> Option<Timestamp> {
    in_london(day, Time::MIN)
}

/// The first moment after this day in London: where the next begins. Of the last day that can be written, the last moment.
pub fn london_day_end(day: Date) -> Timestamp {
    day.tomorrow().ok().and_then(london_midnight).unwrap_or(Timestamp::MAX)
}

/// That moment as London's clocks show it.
pub fn london(at: Timestamp) -> Zoned {
    at.to_zoned(LONDON.clone())
}

/// How old somebody is on a day, in completed years. `None` if the day is before the birth (or more than 255 years after it).
///
/// Born on 29 February, a person is a year older on 1 March of a common year, as the law of England and Wales has it.
pub fn age_on(date_of_birth: Date, on: Date) -> Option<u8> {
    let birthday_to_come = (on.month(), on.day()) < (date_of_birth.month(), date_of_birth.day());
    u8::try_from(i32::from(on.year()) - i32::from(date_of_birth.year()) - i32::from(birthday_to_come)).ok()
}
