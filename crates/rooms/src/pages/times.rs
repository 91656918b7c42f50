//! The fields for a day, a beginning and an end, and times in words.

use govuk::{DateInput, Fieldset, Input, InputWidth, Legend, Size};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use kernel::{london, london_date};
use maud::{Markup, html};
use web::{Form, say};

use crate::booking::Times;

/// The fields, with what was typed.
pub(super) fn fields(form: &Form) -> Markup {
    let parts = ["day", "month", "year"].map(|part| (format!("on-{part}"), form.typed(&format!("on-{part}")).to_owned()));
    let time = |name: &str, label: &str| {
        Input::new(name, label)
            .width(InputWidth::Five)
            .spellcheck(false)
            .autocomplete("off")
            .hint("For example, 14:30")
            .value(form.typed(name))
            .error(form.error(name))
    };
    html! {
        (DateInput::new("on")
            .name_prefix("on")
            .fieldset(Fieldset::new(Legend::new("Which day?").size(Size::M)))
            .hint("For example, 27 11 2026")
            .values(parts)
            .error(form.error("on")))
        (time("begins", "From"))
        (time("ends", "To"))
    }
}

/// The fields as they are when these times stand already.
pub(super) fn filled(times: Times) -> Form {
    let day = london_date(times.begins);
    let clock = |at| london(at).strftime("%H:%M").to_string();
    Form::filled([
        ("on-day", day.day().to_string()),
        ("on-month", day.month().to_string()),
        ("on-year", day.year().to_string()),
        ("begins", clock(times.begins)),
        ("ends", clock(times.ends)),
    ])
}

/// What was typed; what is missing or no time is noted in the form.
pub(super) fn read(form: &mut Form) -> Option<Times> {
    let on = form.date("on", "The day");
    if on.is_none() && form.error("on").is_none() {
        form.fail_at("on", "on-day".to_owned(), "Enter the day".to_owned());
    }
    let (begins, ends) = (clock(form, "begins"), clock(form, "ends"));
    let (begins, ends) = (moment(on?, begins?), moment(on?, ends?));
    if begins.is_none() || ends.is_none() {
        form.fail_at("on", "on-day".to_owned(), "The day must be a real date, like 27 11 2026".to_owned());
    }
    Some(Times { begins: begins?, ends: ends? })
}

/// A moment of a day in London. Of an hour that comes twice the first is meant; one that is left out counts as the hour after it.
fn moment(day: Date, time: Time) -> Option<Timestamp> {
    let midnight = kernel::london_midnight(day)?;
    london(midnight).with().time(time).build().ok().map(|moment| moment.timestamp())
}

/// A time of day as people type it: `14:30`, `14.30`, `9`, `9am`, `2:30pm`.
fn clock(form: &mut Form, name: &str) -> Option<Time> {
    let typed = form.typed(name).trim().to_lowercase();
    let time = parse(&typed);
    if time.is_none() {
        form.fail(name, if typed.is_empty() { "Enter a time, like 14:30" } else { "Enter a time of the day, like 14:30 or 2:30pm" });
    }
    time
}

fn parse(typed: &str) -> Option<Time> {
    let (digits, half) = match (typed.strip_suffix("am"), typed.strip_suffix("pm")) {
        (Some(digits), _) => (digits.trim(), Some(0)),
        (_, Some(digits)) => (digits.trim(), Some(12)),
        _ => (typed, None),
    };
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
    let number = |text: &str| Some(text).filter(|text| text.bytes().all(|b| b.is_ascii_digit())).and_then(|text| text.parse::<i8>().ok());
    let (hour, minute) = (number(hour)?, number(minute).filter(|_| minute.len() == 2)?);
    let hour = match half {
        None => hour,
        Some(add) if (1..=12).contains(&hour) => hour % 12 + add,
        Some(_) => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// "Tuesday 24 November 2026, 2:30pm to 3pm".
pub(super) fn words(times: Times) -> String {
    format!("{} to {}", say::moment(times.begins), hour(times.ends))
}

/// "2:30pm to 3pm".
pub(super) fn hours(times: Times) -> String {
    format!("{} to {}", hour(times.begins), hour(times.ends))
}

fn hour(at: Timestamp) -> String {
    say::moment(at).rsplit(", ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Time, date, time};

    use super::{moment, parse};

    #[test]
    fn times_as_people_type_them() {
        for (typed, read) in [
            ("14:30", Some(time(14, 30, 0, 0))),
            ("9", Some(time(9, 0, 0, 0))),
            ("9.05", Some(time(9, 5, 0, 0))),
            ("2:30pm", Some(time(14, 30, 0, 0))),
            ("12am", Some(Time::midnight())),
            ("12 pm", Some(time(12, 0, 0, 0))),
            ("", None),
            ("25:00", None),
            ("13pm", None),
            ("9:5", None),
            ("-1", None),
            ("nine", None),
        ] {
            assert_eq!(parse(typed), read, "{typed}");
        }
    }

    #[test]
    fn hours_are_londons() {
        assert_eq!(moment(date(2026, 7, 1), time(10, 0, 0, 0)).unwrap().to_string(), "2026-07-01T09:00:00Z");
        assert_eq!(moment(date(2026, 12, 1), time(10, 0, 0, 0)).unwrap().to_string(), "2026-12-01T10:00:00Z");
        assert_eq!(moment(date(2026, 10, 25), time(1, 30, 0, 0)).unwrap().to_string(), "2026-10-25T00:30:00Z", "the first of the two");
    }
}
