//! Rows out of JSON Lines: one object a line, with the feed's field names.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::io::{self, Read};

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use sha2::{Digest, Sha256};

use super::as_sent::AsSent;
use super::doubt::{Doubt, Guess};
use super::field::{Field, MOST_COLUMNS, folded};
use super::split::Span;
use super::table::{Taken, sound_id};
use super::window::{LONGEST_LINE, Line, Window};

/// A file of JSON Lines.
#[derive(Default)]
pub(super) struct JsonLines {
    /// Names that the feed does not know, in the order they were met.
    pub(super) unknown: Vec<String>,
    met: HashMap<String, Option<Guess>>,
    /// What may be meant by some of them.
    pub(super) doubts: Vec<Doubt>,
    /// Whether the lines are the program's own, in which every name is meant.
    pub(super) are_own: bool,
}

impl JsonLines {
    /// The next row; nothing at the end.
    ///
    /// # Errors
    /// Those of the input.
    pub(super) fn next<R: Read>(&mut self, window: &mut Window<R>) -> io::Result<Option<Taken>> {
        loop {
            let end = match window.line(0, LONGEST_LINE)? {
                Line::EndsAt(end) => end,
                Line::None => return Ok(None),
                Line::TooLong => {
                    let taken = Taken::unreadable(window.part(0, LONGEST_LINE));
                    window.pass_line()?;
                    return Ok(Some(taken));
                }
            };
            let line = window.part(0, end);
            if line.iter().all(u8::is_ascii_whitespace) {
                window.take(end);
                continue;
            }
            let taken = self.row(line);
            window.take(end);
            return Ok(Some(taken));
        }
    }

    fn row(&mut self, line: &[u8]) -> Taken {
        let Ok(object) = serde_json::from_slice::<Object<'_>>(line) else { return Taken::unreadable(line) };
        let mut row = AsSent::over(String::with_capacity(line.len()));
        let (mut ill_typed, mut seen, mut readable) = (Vec::new(), [false; Field::COUNT], true);
        let (mut names, mut guesses) = (HashSet::new(), Vec::new());
        for (key, sent) in object.0 {
            let name = if Field::parse(&key).is_some() { key } else { Cow::Owned(folded(&key)) };
            let Some(field) = Field::parse(&name) else {
                readable &= names.len() < MOST_COLUMNS;
                let span = if let Sent::Nested(json) = &sent { row.append(json) } else { row.append(&sent.text()) };
                let guess = self.meet(&name);
                if row.place_other(&name, span) {
                    guesses.extend(guess.map(|guess| (name.to_string(), guess)));
                }
                readable &= names.insert(name);
                continue;
            };
            if seen.get_mut(field as usize).is_some_and(|seen| std::mem::replace(seen, true)) {
                // Of two values for one field nobody can say which is meant.
                readable = false;
                row.place(field, Span::default());
                continue;
            }
            if !sent.suits(field) {
                ill_typed.push(field);
            }
            let span = row.append(&sent.text());
            row.place(field, span);
        }
        if readable && !row.has_nul() {
            for (name, guess) in guesses {
                let is_there = seen.get(guess.meant as usize).copied().unwrap_or_default();
                ill_typed.extend(guess.doubt(&name, is_there).and_then(|doubt| self.doubt(doubt)));
            }
            return Taken::Fields(row, ill_typed);
        }
        Taken::Unreadable { source_record_id: sound_id(row.get(Field::SourceRecordId)), digest: Sha256::digest(line).into() }
    }

    /// Remembers a name that the feed does not know. The list is bounded, as memory is; what stands under the name is kept with its row.
    /// What it may be meant for.
    fn meet(&mut self, name: &str) -> Option<Guess> {
        if let Some(guess) = self.met.get(name) {
            return *guess;
        }
        let guess = if self.are_own { None } else { Guess::of(name) };
        if self.met.len() < MOST_COLUMNS {
            self.met.insert(name.to_owned(), guess);
            self.unknown.push(name.to_owned());
        }
        guess
    }

    /// Remembers a doubt; the field that is of no use because of it.
    fn doubt(&mut self, doubt: Doubt) -> Option<Field> {
        let (rejects, meant) = (doubt.rejects, doubt.meant);
        if let Some(known) = self.doubts.iter_mut().find(|known| known.column == doubt.column) {
            known.rows += u64::from(rejects);
        } else if self.doubts.len() < MOST_COLUMNS {
            self.doubts.push(Doubt { rows: u64::from(rejects), ..doubt });
        }
        rejects.then_some(meant)
    }
}

/// A value as sent, as far as its type tells what it means.
enum Sent<'a> {
    Text(Cow<'a, str>),
    YesNo(bool),
    /// A whole number, as written.
    Whole(String),
    /// A number that could have been written otherwise.
    Fraction(f64),
    Null,
    /// An object or a list, as JSON: no value of any field that the feed knows.
    Nested(String),
}

impl Sent<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::YesNo(true) => Cow::Borrowed("yes"),
            Self::YesNo(false) => Cow::Borrowed("no"),
            Self::Whole(digits) => Cow::Borrowed(digits),
            Self::Fraction(number) => Cow::Owned(number.to_string()),
            Self::Null | Self::Nested(_) => Cow::Borrowed(""),
        }
    }

    const fn suits(&self, field: Field) -> bool {
        match self {
            Self::Text(_) | Self::Whole(_) | Self::Null => true,
            Self::YesNo(_) => field.is_yes_or_no(),
            Self::Fraction(_) | Self::Nested(_) => false,
        }
    }
}

impl<'de> Deserialize<'de> for Sent<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneValue;
        impl<'de> Visitor<'de> for OneValue {
            type Value = Sent<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON value")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Sent<'de>, E> {
                Ok(Sent::Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Sent<'de>, E> {
                Ok(Sent::Text(Cow::Owned(text.to_owned())))
            }
            fn visit_bool<E>(self, yes: bool) -> Result<Sent<'de>, E> {
                Ok(Sent::YesNo(yes))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Sent<'de>, E> {
                Ok(Sent::Whole(number.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Sent<'de>, E> {
                Ok(Sent::Whole(number.to_string()))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Sent<'de>, E> {
                Ok(Sent::Fraction(number))
            }
            fn visit_unit<E>(self) -> Result<Sent<'de>, E> {
                Ok(Sent::Null)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Sent<'de>, A::Error> {
                serde_json::Value::deserialize(MapAccessDeserializer::new(map)).map(|object| Sent::Nested(object.to_string()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Sent<'de>, A::Error> {
                serde_json::Value::deserialize(SeqAccessDeserializer::new(list)).map(|list| Sent::Nested(list.to_string()))
            }
        }
        deserializer.deserialize_any(OneValue)
    }
}

/// One line's object: names and values in its order, a name as often as it stands there.
struct Object<'a>(Vec<(Cow<'a, str>, Sent<'a>)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneObject;
        impl<'de> Visitor<'de> for OneObject {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut pairs = Vec::with_capacity(Field::COUNT);
                while let Some((key, sent)) = map.next_entry::<Sent<'de>, Sent<'de>>()? {
                    if let Sent::Text(key) = key {
                        pairs.push((key, sent));
                    }
                }
                Ok(Object(pairs))
            }
        }
        deserializer.deserialize_map(OneObject)
    }
}
