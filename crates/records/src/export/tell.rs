//! Facts of the record in plain words.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::Sensitive;
use profile::{Profile, capital};
use serde_json::{Value, json};
use web::say;

use super::document::{Told, spoken};

/// A text as it is kept.
pub(super) fn text(text: &str) -> Option<Told> {
    (!text.is_empty()).then(|| Told::Plain(text.to_owned(), json!(text)))
}

/// A text that may not be known.
pub(super) fn maybe(known: Option<&str>) -> Option<Told> {
    known.and_then(text)
}

/// A text that tells who somebody is.
pub(super) fn kept(known: &Option<Sensitive<String>>) -> Option<Told> {
    known.as_ref().and_then(|known| text(known.reveal()))
}

/// A word of a closed list.
pub(super) fn word(word: &str) -> Option<Told> {
    (!word.is_empty()).then(|| Told::Plain(spoken(word), json!(word)))
}

/// A word that may not be known.
pub(super) fn maybe_word(known: Option<&str>) -> Option<Told> {
    known.and_then(word)
}

/// A team, pathway or desk by what people call it; in JSON by its name.
pub(super) fn titled<'n>(profile: &Profile, name: impl Into<Option<&'n str>>) -> Option<Told> {
    let name = name.into().filter(|name| !name.is_empty())?;
    Some(Told::Plain(capital(&profile.title_of(name)), json!(name)))
}

/// Yes, no, or nothing where it is not known.
pub(super) fn yes_or_no(known: impl Into<Option<bool>>) -> Option<Told> {
    known.into().map(|yes| Told::Plain(if yes { "Yes" } else { "No" }.to_owned(), json!(yes)))
}

/// A moment, as London's clocks show it.
pub(super) fn moment(at: impl Into<Option<Timestamp>>) -> Option<Told> {
    at.into().map(|at| Told::Plain(say::moment(at), json!(at.to_string())))
}

/// A day.
pub(super) fn day(day: impl Into<Option<Date>>) -> Option<Told> {
    day.into().map(|day| Told::Plain(say::date(day), json!(day.to_string())))
}

/// A number.
pub(super) fn number(number: impl Into<u64>) -> Option<Told> {
    let number = number.into();
    Some(Told::Plain(number.to_string(), json!(number)))
}

/// Several, one a line; nothing where there is none.
pub(super) fn list(lines: impl IntoIterator<Item = String>) -> Option<Told> {
    let lines: Vec<String> = lines.into_iter().collect();
    (!lines.is_empty()).then_some(Told::List(lines))
}

/// What a row said, field by field.
pub(super) fn sent(text: &str) -> Option<Told> {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Some(Told::Sent(fields)),
        _ => Some(Told::Plain(text.to_owned(), json!(text))),
    }
}
