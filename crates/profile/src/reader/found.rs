//! A value of the file, and the forms it may be asked to have.

use std::mem::discriminant;

use jiff::civil::{Date, Time};
use kernel::TimeLimit;
use toml_edit::{ArrayOfTables, Item, TableLike, Value};

use super::meant::{day_missed, limit_meant, period_meant};
use super::{Section, Source};
use crate::error::nearest;
use crate::in_words::join;
use crate::model::Period;

pub(super) const LIMIT: &str = "a limit like \"24h\", \"48wh\" or \"2wd\"";
pub(super) const PERIOD: &str = "a period of days, months or years like \"30d\", \"12m\" or \"7y\", up to 120 years";
pub(super) const POUNDS: &str = "a whole number of pounds, without quotes, commas or a pound sign";
pub(super) const POSTS: &str = "a number of full-time posts up to 1000, without quotes";
pub(super) const DATE: &str = "a date like \"2026-04-01\"";
pub(super) const DAY_FORM: &str = "write year, month and day as in \"2026-04-01\"";
/// The oldest day a profile may name. No hub of today works by rules, agreements or grants from before; a year like 0026 is a slip.
const OLDEST_DAY: Date = jiff::civil::date(2000, 1, 1);
/// A year in each unit: nothing that a person waits for is promised for later, and 9999 working days are a slip.
const LONGEST_LIMITS: [TimeLimit; 3] = [TimeLimit::Hours(8784), TimeLimit::WorkingHours(2096), TimeLimit::WorkingDays(262)];
pub(super) const TIME: &str = "a time of day like \"09:00\"";

/// What is expected of a word of a closed list, and the first of them as an example.
pub(super) fn one_of<T>(words: &[(&'static str, T)]) -> (String, String) {
    let quoted: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
    (format!("one of {}", quoted.join(", ")), quoted.into_iter().next().unwrap_or_default())
}

#[derive(Clone, Copy)]
enum Node<'t> {
    Value(&'t Value),
    Table(&'t dyn TableLike),
    Tables(&'t ArrayOfTables),
}

/// A value, where it stands and what it is called there.
pub(crate) struct Found<'t> {
    pub(crate) source: &'t Source<'t>,
    pub(crate) path: String,
    pub(crate) at: usize,
    node: Node<'t>,
}

impl<'t> Found<'t> {
    pub(super) fn of_item(source: &'t Source<'t>, path: String, at: usize, item: &'t Item) -> Option<Self> {
        let node = match item {
            Item::None => return None,
            Item::Value(value) => Node::Value(value),
            Item::Table(table) => Node::Table(table),
            Item::ArrayOfTables(tables) => Node::Tables(tables),
        };
        Some(Self { source, path, at, node })
    }

    /// Reports that this is not what was asked for.
    pub(crate) fn wrong<T>(&self, expected: impl Into<String>, suggestion: impl Into<String>) -> Option<T> {
        let is = match self.node {
            Node::Value(value) => self.source.snippet(value.span()),
            Node::Table(_) => "a section".to_owned(),
            Node::Tables(_) => "a list of sections".to_owned(),
        };
        self.source.report(self.at, self.path.clone(), format!("is {is}"), expected, suggestion);
        None
    }

    /// Reports that the key this stands under is none of those there may be.
    pub(crate) fn not_called<T>(&self, found: &str, expected: impl Into<String>, suggestion: impl Into<String>) -> Option<T> {
        self.source.report(self.at, self.path.clone(), found, expected, suggestion);
        None
    }

    /// The text if it is one: in quotes and not blank.
    pub(crate) fn as_text(&self) -> Option<&'t str> {
        match self.node {
            Node::Value(value) => value.as_str().filter(|text| !text.trim().is_empty()),
            _ => None,
        }
    }

    pub(crate) fn text(&self, example: &str) -> Option<&'t str> {
        self.as_text().or_else(|| self.wrong(format!("text in quotes like {example}"), format!("try {example}")))
    }

    pub(crate) fn name(&self, example: &str) -> Option<String> {
        let written = self.as_text().unwrap_or_default();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if written.starts_with(|c: char| c.is_ascii_lowercase()) && written.chars().all(fits) {
            return Some(written.to_owned());
        }
        let repaired: String = written.trim().to_lowercase().chars().map(|c| if fits(c) { c } else { '_' }).collect();
        let better = if repaired.starts_with(|c: char| c.is_ascii_lowercase()) { repaired } else { example.to_owned() };
        self.wrong("a name of lower-case letters, digits and _ that starts with a letter", format!("try {better:?}"))
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        if let Node::Value(Value::Boolean(value)) = self.node {
            return Some(*value.value());
        }
        let meant = match self.as_text().map(str::to_lowercase).as_deref() {
            Some("yes" | "true" | "y" | "on") => "try true",
            Some("no" | "false" | "n" | "off") => "try false",
            _ => "write true or false without quotes",
        };
        self.wrong("true or false", meant)
    }

    pub(super) fn number(&self, least: u8, most: u8) -> Option<u8> {
        let integer = match self.node {
            Node::Value(value) => value.as_integer(),
            _ => None,
        };
        integer.and_then(|number| u8::try_from(number).ok()).filter(|number| (least..=most).contains(number)).or_else(|| {
            let quoted = self.as_text().and_then(|text| text.trim().parse::<u8>().ok()).filter(|n| (least..=most).contains(n));
            let near = quoted.unwrap_or(if integer.is_some_and(|n| n > i64::from(most)) { most } else { least });
            self.wrong(format!("a whole number from {least} to {most}, without quotes"), format!("try {near}"))
        })
    }

    pub(super) fn pounds(&self) -> Option<u32> {
        let integer = match self.node {
            Node::Value(value) => value.as_integer(),
            _ => None,
        };
        integer.and_then(|pounds| u32::try_from(pounds).ok()).or_else(|| self.wrong(POUNDS, "try 367000"))
    }

    pub(super) fn posts(&self) -> Option<f64> {
        const MOST: f64 = 1000.0;
        let number = match self.node {
            Node::Value(Value::Float(number)) => Some(*number.value()),
            Node::Value(Value::Integer(number)) => i32::try_from(*number.value()).ok().map(f64::from),
            _ => None,
        };
        number.filter(|posts| *posts > 0.0 && *posts <= MOST).or_else(|| self.wrong(POSTS, "try 6.5"))
    }

    pub(super) fn limit(&self) -> Option<TimeLimit> {
        let written = self.as_text().unwrap_or_default();
        let Some(limit) = TimeLimit::parse(written) else {
            return self.wrong(LIMIT, format!("try \"{}\"", limit_meant(written)));
        };
        let (TimeLimit::Hours(number) | TimeLimit::WorkingHours(number) | TimeLimit::WorkingDays(number)) = limit;
        let longest = LONGEST_LIMITS.map(|longest| format!("\"{longest}\""));
        let is_within_a_year = |longest: &TimeLimit| {
            let (TimeLimit::Hours(most) | TimeLimit::WorkingHours(most) | TimeLimit::WorkingDays(most)) = longest;
            discriminant(longest) == discriminant(&limit) && number <= *most
        };
        if LONGEST_LIMITS.iter().any(is_within_a_year) {
            return Some(limit);
        }
        self.wrong(format!("a limit of at most a year, {}", join(&longest, "or")), "write the one that was agreed")
    }

    pub(super) fn period(&self) -> Option<Period> {
        let written = self.as_text().unwrap_or_default();
        Period::parse(written).or_else(|| self.wrong(PERIOD, format!("try \"{}\"", period_meant(written))))
    }

    pub(super) fn date(&self) -> Option<Date> {
        let date: Option<Date> = match self.node {
            Node::Value(Value::Datetime(written)) => written.value().to_string().parse().ok(),
            _ => self.as_text().filter(|text| text.len() == 10).and_then(|text| text.parse().ok()),
        };
        match date {
            Some(day) if day < OLDEST_DAY => self.wrong("a day from 1 January 2000 on: no rules of a hub are older", "look at the year"),
            Some(day) => Some(day),
            None => {
                let (expected, suggestion) = self.as_text().and_then(day_missed).unwrap_or_else(|| (DATE.to_owned(), DAY_FORM.to_owned()));
                self.wrong(expected, suggestion)
            }
        }
    }

    pub(super) fn time(&self) -> Option<Time> {
        let time = match self.node {
            Node::Value(Value::Datetime(written)) => written.value().to_string().parse().ok(),
            _ => self.as_text().filter(|text| text.contains(':') && text.len() <= 8).and_then(|text| text.parse().ok()),
        };
        time.or_else(|| self.wrong(TIME, "write hours and minutes of the 24-hour clock as in \"09:00\""))
    }

    pub(crate) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> Option<T> {
        let written = self.as_text().unwrap_or_default();
        if let Some((_, word)) = words.iter().find(|(word, _)| *word == written) {
            return Some(*word);
        }
        let (expected, _) = one_of(words);
        let near = nearest(written, words.iter().map(|(word, _)| *word)).filter(|_| !written.is_empty());
        self.wrong(expected, near.map_or_else(|| "write the one that is meant".to_owned(), |near| format!("did you mean {near:?}?")))
    }

    pub(super) fn words<T: Copy + PartialEq>(&self, words: &[(&'static str, T)]) -> Option<Vec<T>> {
        let (expected, example) = one_of(words);
        let mut complete = true;
        let mut read: Vec<T> = Vec::new();
        for entry in self.list(&format!("a list of {}", expected.trim_start_matches("one of ")), &example)? {
            match entry.word(words) {
                Some(word) if read.contains(&word) => {
                    complete = false;
                    entry.wrong("each word once", "leave the second out").unwrap_or(())
                }
                Some(word) => read.push(word),
                None => complete = false,
            }
        }
        complete.then_some(read)
    }

    /// The entries of a list with at least one.
    pub(crate) fn list(&self, expected: &str, example: &str) -> Option<Vec<Found<'t>>> {
        let entries: Vec<Found<'t>> = match self.node {
            Node::Value(Value::Array(array)) => array.iter().enumerate().map(|(n, value)| self.entry(n, value)).collect(),
            Node::Value(Value::String(_)) => {
                return self.wrong(expected, format!("put it in brackets: [{}]", self.source.snippet(self.span())));
            }
            _ => return self.wrong(expected, format!("try [{example}]")),
        };
        if entries.is_empty() { self.wrong(format!("{expected}, at least one"), format!("try [{example}]")) } else { Some(entries) }
    }

    fn span(&self) -> Option<std::ops::Range<usize>> {
        match self.node {
            Node::Value(value) => value.span(),
            _ => None,
        }
    }

    fn entry(&self, n: usize, value: &'t Value) -> Found<'t> {
        let at = value.span().map_or(self.at, |span| span.start);
        Found { source: self.source, path: format!("{}[{}]", self.path, n.saturating_add(1)), at, node: Node::Value(value) }
    }

    /// The table, if it is one.
    fn table(&self) -> Option<&'t dyn TableLike> {
        match self.node {
            Node::Table(table) => Some(table),
            Node::Value(Value::InlineTable(table)) => Some(table),
            _ => None,
        }
    }

    /// The entries of a table whose keys somebody else chose, at least one, in the order in which they are written.
    pub(crate) fn mapping(&self, expected: &str, example: &str) -> Option<Vec<(String, Found<'t>)>> {
        let Some(table) = self.table().filter(|table| !table.is_empty()) else {
            return self.wrong(format!("{expected}, one or more"), format!("try {example}"));
        };
        let entry = |(key, item): (&str, &'t Item)| {
            let at = item.span().map_or(self.at, |span| span.start);
            Some((key.to_owned(), Found::of_item(self.source, format!("{}.{key:?}", self.path), at, item)?))
        };
        table.iter().map(entry).collect()
    }

    /// Whether this is a section or a table in braces.
    pub(crate) fn is_table(&self) -> bool {
        self.table().is_some()
    }

    pub(crate) fn section(&self, what: &str, keys: &[&str]) -> Option<Section<'t>> {
        match self.table() {
            Some(table) => Some(Section::open(self.source, self.path.clone(), self.at, table, what, keys)),
            None => self.wrong(format!("{what} with the keys {}", keys.join(", ")), "write it as { key = value } or as a [section]"),
        }
    }

    /// The sections of a list; what is none is reported and left out.
    pub(super) fn sections(&self, what: &str, keys: &[&str]) -> Vec<Section<'t>> {
        match self.node {
            Node::Tables(tables) => tables
                .iter()
                .enumerate()
                .map(|(n, table)| {
                    let at = table.span().map_or(self.at, |span| span.start);
                    Section::open(self.source, format!("{}[{}]", self.path, n.saturating_add(1)), at, table, what, keys)
                })
                .collect(),
            Node::Value(Value::Array(_)) => {
                let entries = self.list(&format!("a list of sections, each {what}"), "{ … }").unwrap_or_default();
                entries.iter().filter_map(|entry| entry.section(what, keys)).collect()
            }
            _ => {
                let header =
                    format!("start each with [[{}]], in double brackets", self.path.replace(|c: char| "[]0123456789".contains(c), ""));
                self.wrong(format!("a list of sections, each {what}"), header).unwrap_or_default()
            }
        }
    }
}
