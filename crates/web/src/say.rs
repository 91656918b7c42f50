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
    const MONTHS: [&str; 12] =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let weekday = match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    };
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default();
    format!("{weekday} {} {month}", date.day())
}
