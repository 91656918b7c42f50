//! Moments in plain words, as London's clocks show them.

use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use kernel::{WorkingTime, london, london_date};

/// A moment: "Tuesday 24 November 2026, 5pm".
pub fn moment(at: Timestamp) -> String {
    format!("{}, {}", day(london_date(at)), clock(at))
}

/// A day: "Tuesday 24 November 2026".
pub fn day(date: Date) -> String {
    format!("{} {}", weekday_and_day(date), date.year())
}

/// A day long past, such as a birth date: "12 March 1990".
pub fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// By when something is due, as seen from `now`: "today at 5pm", "tomorrow at 5pm", "Tuesday 24 November at 5pm"; or how late it is:
/// "2 hours overdue", "1 working day overdue".
pub fn due(at: Timestamp, now: Timestamp, working: WorkingTime) -> String {
    if at <= now { overdue(at, now, working) } else { ahead(at, now) }
}

fn ahead(at: Timestamp, now: Timestamp) -> String {
    let (date, today) = (london_date(at), london_date(now));
    let when = match today.until(date).map(|span| span.get_days()) {
        Ok(0) => "today".to_owned(),
        Ok(1) => "tomorrow".to_owned(),
        _ if date.year() == today.year() => weekday_and_day(date),
        _ => day(date),
    };
    format!("{when} at {}", clock(at))
}

fn overdue(at: Timestamp, now: Timestamp, working: WorkingTime) -> String {
    let (date, today) = (london_date(at), london_date(now));
    if date == today {
        return match now.duration_since(at).as_hours() {
            0 => "less than an hour overdue".to_owned(),
            hours => format!("{} overdue", counted(hours, "hour")),
        };
    }
    match working_days(date, today, working) {
        0 => format!("overdue since {}", weekday_and_day(date)),
        days => format!("{} overdue", counted(days, "working day")),
    }
}

/// Working days after `from` up to and with `to`.
fn working_days(from: Date, to: Date, working: WorkingTime) -> i64 {
    let following = std::iter::successors(from.tomorrow().ok(), |day| day.tomorrow().ok());
    following.take_while(|day| *day <= to).map(|day| i64::from(working.is_working_day(day))).sum()
}

fn counted(number: i64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// "5pm", "9:30am", "midday", "midnight" (GOV.UK style).
fn clock(at: Timestamp) -> String {
    let time: Time = london(at).time();
    let (hour, minute) = (time.hour(), time.minute());
    let half = if hour < 12 { "am" } else { "pm" };
    match (hour, minute) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "midday".to_owned(),
        (_, 0) => format!("{}{half}", twelve(hour)),
        _ => format!("{}:{minute:02}{half}", twelve(hour)),
    }
}

const fn twelve(hour: i8) -> i8 {
    match hour % 12 {
        0 => 12,
        hour => hour,
    }
}

fn weekday_and_day(date: Date) -> String {
    let weekday = match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    };
    format!("{weekday} {} {}", date.day(), month(date))
}

fn month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn nine_to_five() -> WorkingTime {
        WorkingTime::england_and_wales(time(9, 0, 0, 0), time(17, 0, 0, 0))
    }

    #[test]
    fn moments_as_people_say_them_in_summer_and_in_winter() {
        for (moment_of, said) in [
            ("2026-11-24T17:00:00Z", "Tuesday 24 November 2026, 5pm"),
            ("2026-07-01T08:30:00Z", "Wednesday 1 July 2026, 9:30am"),
            ("2026-11-24T00:00:00Z", "Tuesday 24 November 2026, midnight"),
            ("2026-11-24T12:00:00Z", "Tuesday 24 November 2026, midday"),
            ("2026-11-24T00:05:59Z", "Tuesday 24 November 2026, 12:05am"),
            ("2026-11-24T12:05:00Z", "Tuesday 24 November 2026, 12:05pm"),
            ("2026-06-30T23:15:00Z", "Wednesday 1 July 2026, 12:15am"),
        ] {
            assert_eq!(moment(at(moment_of)), said);
        }
    }

    #[test]
    fn what_is_still_to_come() {
        let now = at("2026-11-23T10:00:00Z");
        for (due_at, said) in [
            ("2026-11-23T17:00:00Z", "today at 5pm"),
            ("2026-11-24T09:30:00Z", "tomorrow at 9:30am"),
            ("2026-11-25T17:00:00Z", "Wednesday 25 November at 5pm"),
            ("2027-01-04T17:00:00Z", "Monday 4 January 2027 at 5pm"),
        ] {
            assert_eq!(due(at(due_at), now, nine_to_five()), said);
        }
        assert_eq!(due(at("2026-12-01T00:00:00Z"), at("2026-11-30T23:59:00Z"), nine_to_five()), "tomorrow at midnight");
    }

    #[test]
    fn what_is_late_counts_working_days() {
        for (due_at, now, said) in [
            ("2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z", "less than an hour overdue"),
            ("2026-11-23T09:00:00Z", "2026-11-23T10:30:00Z", "1 hour overdue"),
            ("2026-11-23T09:00:00Z", "2026-11-23T16:00:00Z", "7 hours overdue"),
            ("2026-11-20T17:00:00Z", "2026-11-21T09:00:00Z", "overdue since Friday 20 November"),
            ("2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z", "1 working day overdue"),
            ("2026-11-18T17:00:00Z", "2026-11-23T09:00:00Z", "3 working days overdue"),
            // Christmas Day and Boxing Day (kept on Monday 28th) are not counted.
            ("2026-12-24T17:00:00Z", "2026-12-29T09:00:00Z", "1 working day overdue"),
        ] {
            assert_eq!(due(at(due_at), at(now), nine_to_five()), said, "{due_at} at {now}");
        }
    }
}
