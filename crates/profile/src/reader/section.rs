//! A section of the file: its keys, none unknown, and the values under them.

use jiff::civil::{Date, Time};
use kernel::TimeLimit;
use toml_edit::TableLike;

use super::{Found, Source};
use crate::check::Placed;
use crate::error::nearest;
use crate::model::Period;
use crate::{condition, whole};

/// What to do about a key of the hub's own below a line in brackets.
pub(crate) const MOVE_UP: &str =
    "it is the hub's own: move it up, above the first line in brackets, since below one every key belongs to that section";

/// A table of the file under its path.
pub(crate) struct Section<'t> {
    pub(crate) source: &'t Source<'t>,
    /// `contact[1]`; empty for the file as a whole.
    pub(crate) path: String,
    /// Where it starts in the text.
    pub(crate) at: usize,
    table: &'t dyn TableLike,
}

impl<'t> Section<'t> {
    /// Opens a table and reports every key that is none of these.
    pub(crate) fn open(source: &'t Source<'t>, path: String, at: usize, table: &'t dyn TableLike, what: &str, keys: &[&str]) -> Self {
        let section = Self { source, path, at, table };
        for (key, _) in table.iter().filter(|(key, _)| !keys.contains(key)) {
            source.report(
                section.key_at(key),
                section.path_of(key),
                format!("is not a key of {what}"),
                format!("one of {}", keys.join(", ")),
                section.instead_of(key, keys),
            );
        }
        section
    }

    /// What to do about a key that is none of these. Below a line in brackets every key belongs to that section, and a condition goes under
    /// `when`: what stands there as if it were the hub's own or by itself was meant elsewhere.
    fn instead_of(&self, key: &str, keys: &[&str]) -> String {
        if !self.path.is_empty() && whole::is_of_the_hub(key) {
            return MOVE_UP.to_owned();
        }
        if keys.contains(&"when") && condition::KEYS.contains(&key) {
            return format!("say when = {{ {key} = … }}");
        }
        nearest(key, keys.iter().copied()).map_or_else(|| "leave it out".to_owned(), |near| format!("did you mean {near}?"))
    }

    /// Whether the key is written at all.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// How many keys are written.
    pub(crate) fn len(&self) -> usize {
        self.table.len()
    }

    pub(crate) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Where the key stands; the section's start if it does not.
    pub(crate) fn key_at(&self, key: &str) -> usize {
        let key_span = self.table.get_key_value(key).and_then(|(key, item)| key.span().or_else(|| item.span()));
        key_span.map_or(self.at, |span| span.start)
    }

    /// The value of a key that may be absent.
    pub(crate) fn get(&self, key: &str) -> Option<Found<'t>> {
        let item = self.table.get(key)?;
        let at = item.span().map_or_else(|| self.key_at(key), |span| span.start);
        Found::of_item(self.source, self.path_of(key), at, item)
    }

    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &str, expected: &str, example: &str) -> Option<Found<'t>> {
        let found = self.get(key);
        if found.is_none() {
            self.source.report(self.at, self.path_of(key), "is missing", expected, format!("add {key} = {example}"));
        }
        found
    }

    /// What `read` makes of a key that may be absent: `Some(None)` if it is.
    pub(crate) fn maybe<T>(&self, key: &str, read: impl FnOnce(&Self) -> Option<T>) -> Option<Option<T>> {
        if self.has(key) { read(self).map(Some) } else { Some(None) }
    }

    pub(crate) fn text(&self, key: &str, example: &str) -> Option<String> {
        let example = format!("{example:?}");
        self.need(key, &format!("text in quotes like {example}"), &example)?.text(&example).map(str::to_owned)
    }

    /// A name as it goes into decisions: lower-case letters, digits and `_`.
    pub(crate) fn name(&self, key: &str, example: &str) -> Option<String> {
        self.need(key, "a name like \"young_people\"", &format!("{example:?}"))?.name(example)
    }

    /// A list of such names, at least one, each with its place.
    pub(crate) fn names(&self, key: &str, expected: &str, example: &str) -> Option<Vec<Placed<String>>> {
        let entries = self.need(key, expected, &format!("[{example:?}]"))?.list(expected, &format!("{example:?}"))?;
        let read: Vec<Option<Placed<String>>> =
            entries.iter().map(|entry| entry.name(example).map(|what| Placed { what, path: entry.path.clone(), at: entry.at })).collect();
        read.into_iter().collect()
    }

    pub(crate) fn boolean(&self, key: &str) -> Option<bool> {
        self.need(key, "true or false", "false")?.boolean()
    }

    pub(crate) fn boolean_or(&self, key: &str, otherwise: bool) -> Option<bool> {
        if self.has(key) { self.boolean(key) } else { Some(otherwise) }
    }

    pub(crate) fn number(&self, key: &str, least: u8, most: u8) -> Option<u8> {
        self.need(key, &format!("a whole number from {least} to {most}"), &least.to_string())?.number(least, most)
    }

    /// A list of texts in quotes, at least one.
    pub(crate) fn texts(&self, key: &str, example: &str) -> Option<Vec<String>> {
        let (expected, example) = ("a list of texts in quotes", format!("{example:?}"));
        let entries = self.need(key, expected, &format!("[{example}]"))?.list(expected, &example)?;
        let read: Vec<Option<String>> = entries.iter().map(|entry| entry.text(&example).map(str::to_owned)).collect();
        read.into_iter().collect()
    }

    /// A whole number of pounds.
    pub(crate) fn pounds(&self, key: &str) -> Option<u32> {
        self.need(key, found::POUNDS, "367000")?.pounds()
    }

    /// A number of posts, with tenths.
    pub(crate) fn posts(&self, key: &str) -> Option<f64> {
        self.need(key, found::POSTS, "6.5")?.posts()
    }

    pub(crate) fn limit(&self, key: &str) -> Option<TimeLimit> {
        self.need(key, found::LIMIT, "\"2wd\"")?.limit()
    }

    pub(crate) fn period(&self, key: &str) -> Option<Period> {
        self.need(key, found::PERIOD, "\"7y\"")?.period()
    }

    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        self.need(key, found::DATE, "\"2026-04-01\"")?.date()
    }

    pub(crate) fn time(&self, key: &str) -> Option<Time> {
        self.need(key, found::TIME, "\"09:00\"")?.time()
    }

    /// One word of a closed list.
    pub(crate) fn word<T: Copy>(&self, key: &str, words: &[(&'static str, T)]) -> Option<T> {
        let (expected, _) = found::one_of(words);
        // None of them as an example: it would be pasted, and a ground of law is nothing to paste.
        self.need(key, &expected, "\"…\" with the one that is meant")?.word(words)
    }

    /// A list of words of a closed list, at least one, none twice.
    pub(crate) fn words<T: Copy + PartialEq>(&self, key: &str, words: &[(&'static str, T)]) -> Option<Vec<T>> {
        let (expected, example) = found::one_of(words);
        self.need(key, &format!("a list of {}", expected.trim_start_matches("one of ")), &format!("[{example}]"))?.words(words)
    }

    /// A section under this one.
    pub(crate) fn section(&self, key: &str, what: &str, keys: &[&str]) -> Option<Section<'t>> {
        self.need(key, &format!("{what} with the keys {}", keys.join(", ")), "{ … }")?.section(what, keys)
    }

    /// The sections of a list under this one; none if the key is absent.
    pub(crate) fn sections(&self, key: &str, what: &str, keys: &[&str]) -> Vec<Section<'t>> {
        self.get(key).map(|found| found.sections(what, keys)).unwrap_or_default()
    }
}

use super::found;
