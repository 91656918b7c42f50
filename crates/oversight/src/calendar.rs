//! When the hub's reports are due, worked out from its profile alone.
//!
//! Days are London's. Weeks begin on Monday; years, their halves and quarters on 1 April, as the public year does. Whether a report was
//! sent is written down by [`crate::sent`].

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use profile::{Every, Report};

/// One report that is owed: what it is about, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Owed {
    /// The day it is due, on which it is still in time.
    pub due: Date,
    /// The first day of the time that it is about.
    pub first: Date,
    /// The last day of it.
    pub last: Date,
}

impl fmt::Display for Owed {
    /// `1 April 2026 to 30 September 2026, due 30 October 2026`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |day: Date| day.strftime("%-d %B %Y");
        write!(f, "{} to {}, due {}", plain(self.first), plain(self.last), plain(self.due))
    }
}

/// What is owed of one report, as seen from a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periods {
    /// Due on that day or later, of every time that has begun, the earliest first. Never empty: one time is always running.
    pub to_come: Vec<Owed>,
    /// Due before that day, the latest first, as far back as was asked.
    pub past: Vec<Owed>,
}

/// What is owed of this report, as seen from this day in London; of the past, whatever time ended on `since` or later.
pub fn periods(report: &Report, day: Date, since: Date) -> Periods {
    let running = Some(about(report, beginning(report.every, day)));
    let back = std::iter::successors(running, |later| {
        let before = later.first.yesterday().ok()?;
        Some(about(report, beginning(report.every, before)))
    });
    let (mut to_come, mut past) = (Vec::new(), Vec::new());
    for owed in back {
        if owed.due >= day {
            to_come.push(owed);
        } else if owed.last >= since {
            past.push(owed);
        } else {
            break;
        }
    }
    to_come.reverse();
    Periods { to_come, past }
}

/// How it stands with a report that is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// The day it was due is over, and it was not sent.
    Late,
    /// It is not sent, and there is time.
    Due,
    /// It was sent.
    Sent,
}

impl Owed {
    /// How it stands on a day in London: a report is in time all through the day on which it is due.
    pub fn standing(&self, is_sent: bool, today: Date) -> Standing {
        match (is_sent, self.due < today) {
            (true, _) => Standing::Sent,
            (false, true) => Standing::Late,
            (false, false) => Standing::Due,
        }
    }
}

fn about(report: &Report, first: Date) -> Owed {
    let next = match report.every {
        Every::Week => first.saturating_add(7.days()),
        Every::Month | Every::Quarter | Every::HalfYear | Every::Year => first.saturating_add(i32::from(months(report.every)).months()),
    };
    let last = next.yesterday().unwrap_or(first);
    Owed { due: report.due_after.map_or(last, |after| after.after(last)), first, last }
}

/// The first day of the time that this day lies in.
fn beginning(every: Every, day: Date) -> Date {
    if every == Every::Week {
        let since_monday = day.weekday().since(Weekday::Monday);
        return day.saturating_sub(i32::from(since_monday).days());
    }
    let since_april = (day.month() + 12 - APRIL) % 12;
    day.first_of_month().saturating_sub(i32::from(since_april % months(every)).months())
}

/// The month in which a public year begins.
const APRIL: i8 = 4;

/// How many months the time has; a week has none.
const fn months(every: Every) -> i8 {
    match every {
        Every::Week | Every::Month => 1,
        Every::Quarter => 3,
        Every::HalfYear => 6,
        Every::Year => 12,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails says where")]
mod tests {
    use jiff::civil::{Date, Weekday, date};
    use profile::{Every, Period, Report};

    use super::{Periods, Standing, periods};

    fn report(every: Every, due_after: Option<Period>) -> Report {
        Report { name: "figures".to_owned(), title: "Figures".to_owned(), to: "The commissioner".to_owned(), every, due_after }
    }

    fn told(every: Every, due_after: Option<Period>, day: Date) -> (Vec<String>, Option<String>) {
        let Periods { to_come, past } = periods(&report(every, due_after), day, date(2025, 1, 1));
        (to_come.iter().map(ToString::to_string).collect(), past.first().map(ToString::to_string))
    }

    #[test]
    fn half_a_year_begins_in_april_and_in_october() {
        let (to_come, past) = told(Every::HalfYear, Some(Period::Days(30)), date(2026, 5, 6));
        assert_eq!(to_come, ["1 April 2026 to 30 September 2026, due 30 October 2026"]);
        assert_eq!(past.unwrap(), "1 October 2025 to 31 March 2026, due 30 April 2026");
    }

    #[test]
    fn a_report_is_to_come_until_its_day_has_passed() {
        let before = told(Every::HalfYear, Some(Period::Days(30)), date(2026, 4, 30)).0;
        assert_eq!(
            before,
            ["1 October 2025 to 31 March 2026, due 30 April 2026", "1 April 2026 to 30 September 2026, due 30 October 2026"]
        );
        assert_eq!(told(Every::HalfYear, Some(Period::Days(30)), date(2026, 5, 1)).0, before[1..]);
    }

    #[test]
    fn quarters_follow_the_public_year() {
        for (day, about) in [
            (date(2026, 4, 1), "1 April 2026 to 30 June 2026"),
            (date(2026, 6, 30), "1 April 2026 to 30 June 2026"),
            (date(2026, 7, 1), "1 July 2026 to 30 September 2026"),
            (date(2026, 12, 31), "1 October 2026 to 31 December 2026"),
            (date(2027, 1, 1), "1 January 2027 to 31 March 2027"),
        ] {
            let last = told(Every::Quarter, None, day).0.pop().unwrap();
            assert!(last.starts_with(&format!("{about}, due ")), "{day}: {last}");
        }
        assert_eq!(told(Every::Year, None, date(2027, 3, 31)).0, ["1 April 2026 to 31 March 2027, due 31 March 2027"]);
    }

    #[test]
    fn months_and_weeks_are_as_long_as_they_are() {
        assert_eq!(told(Every::Month, None, date(2028, 2, 29)).0, ["1 February 2028 to 29 February 2028, due 29 February 2028"]);
        // A month after the last day of January is the last day of February.
        assert_eq!(
            told(Every::Month, Some(Period::Months(1)), date(2026, 2, 1)).0,
            ["1 January 2026 to 31 January 2026, due 28 February 2026", "1 February 2026 to 28 February 2026, due 28 March 2026"]
        );
        assert_eq!(told(Every::Week, None, date(2026, 11, 22)).0, ["16 November 2026 to 22 November 2026, due 22 November 2026"]);
    }

    /// Whatever the day and however long after: the times follow each other without a gap, each begins where it should, one of them holds
    /// the day, and what is past is the last before what is to come.
    #[test]
    fn no_day_is_in_no_time_and_none_in_two() {
        let late = [None, Some(Period::Days(10)), Some(Period::Months(3)), Some(Period::Years(1))];
        let mut day = date(2023, 12, 20);
        while day < date(2026, 2, 1) {
            for every in Every::ALL {
                for due_after in late {
                    let found = periods(&report(*every, due_after), day, date(2019, 4, 2));
                    let all: Vec<_> = found.past.iter().rev().chain(&found.to_come).collect();
                    assert!(all.windows(2).all(|two| two[0].last.tomorrow().unwrap() == two[1].first && two[0].due < two[1].due));
                    assert_eq!(found.to_come.iter().filter(|owed| owed.first <= day && day <= owed.last).count(), 1);
                    assert!(found.to_come.iter().all(|owed| owed.due >= day) && found.past.iter().all(|owed| owed.due < day));
                    assert!(found.past.last().unwrap().first <= date(2019, 4, 2), "as far back as was asked");
                    assert!(all.iter().all(|owed| match every {
                        Every::Week => owed.first.weekday() == Weekday::Monday,
                        Every::Month => owed.first.day() == 1,
                        Every::Quarter => owed.first.day() == 1 && [1, 4, 7, 10].contains(&owed.first.month()),
                        Every::HalfYear => owed.first.day() == 1 && [4, 10].contains(&owed.first.month()),
                        Every::Year => owed.first.day() == 1 && owed.first.month() == 4,
                    }));
                }
            }
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn a_report_is_late_from_the_day_after_it_was_due_until_it_is_sent() {
        let owed = *periods(&report(Every::Month, Some(Period::Days(10))), date(2026, 5, 6), date(2026, 5, 1)).to_come.first().unwrap();
        assert_eq!(owed.to_string(), "1 April 2026 to 30 April 2026, due 10 May 2026");
        let on = |day, is_sent| owed.standing(is_sent, date(2026, 5, day));
        assert_eq!(
            [on(10, false), on(11, false), on(10, true), on(11, true)],
            [Standing::Due, Standing::Late, Standing::Sent, Standing::Sent]
        );
    }

    /// At the ends of the calendar there is an answer too.
    #[test]
    fn the_first_and_the_last_day_there_are() {
        for every in Every::ALL {
            for day in [Date::MIN, Date::MAX] {
                let found = periods(&report(*every, Some(Period::Years(120))), day, day);
                assert!(!found.to_come.is_empty(), "{every} {day}");
            }
        }
    }
}
