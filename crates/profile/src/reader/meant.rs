//! What somebody who wrote a day, limit or period that there is not most likely meant.

use jiff::civil::Date;
use kernel::TimeLimit;

use super::found::DAY_FORM;
use crate::model::Period;

/// What is wrong with a day of the right form that there is not, and what to do.
pub(super) fn day_missed(written: &str) -> Option<(String, String)> {
    let mut parts = written.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_of_the_form = parts.next().is_none() && [year.len(), month.len(), day.len()] == [4, 2, 2];
    let (year, month, day): (i16, i8, i8) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    if !is_of_the_form {
        return None;
    }
    let Ok(first) = Date::new(year, month, 1) else { return Some(("a month from 01 to 12".to_owned(), DAY_FORM.to_owned())) };
    let near = if day < 1 { first } else { first.last_of_month() };
    let expected = format!("a day of {}, which has {} days", first.strftime("%B %Y"), first.days_in_month());
    Some((expected, format!("try \"{near}\"")))
}

/// The period somebody who wrote this most likely meant.
pub(super) fn period_meant(written: &str) -> String {
    let written = written.trim().to_lowercase();
    let number: String = written.chars().filter(char::is_ascii_digit).collect();
    let unit = written.chars().find(char::is_ascii_alphabetic).unwrap_or('y');
    let meant = format!("{number}{unit}");
    if Period::parse(&meant).is_some() { meant } else { "7y".to_owned() }
}

/// The limit somebody who wrote this most likely meant.
pub(super) fn limit_meant(written: &str) -> String {
    const WORKING_DAYS_A_WEEK: u16 = 5;
    let written = written.trim().to_lowercase();
    let number: String = written.chars().filter(char::is_ascii_digit).collect();
    let letters: String = written.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    let is = |starts: &[&str]| starts.iter().any(|start| letters.starts_with(start));
    let meant = if is(&["wh", "workinghour", "workhour", "officehour"]) {
        format!("{number}wh")
    } else if letters == "h" || is(&["hr", "hour"]) {
        format!("{number}h")
    } else if is(&["week"]) {
        format!("{}wd", number.parse::<u16>().unwrap_or_default().saturating_mul(WORKING_DAYS_A_WEEK))
    } else if letters == "d" || is(&["day", "wd", "workingday", "workday"]) {
        format!("{number}wd")
    } else {
        String::new()
    };
    if TimeLimit::parse(&meant).is_some() { meant } else { "2wd".to_owned() }
}
