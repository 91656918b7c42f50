//! Records as rows of numbers: everything that is compared, cleaned and packed, one row a cache line.

use std::hash::Hasher;

use crate::clean;
use crate::kind::NamePart;
use crate::model::Commonness;
use crate::scheme::{Compared, Into, Scheme, slot};
use crate::vocabulary::{Cleaned, Vocabulary};

/// Words of text that are not shared between records, one after the other: e-mail addresses, identifiers.
#[derive(Default)]
pub(crate) struct Texts(Vec<u8>);

impl Texts {
    /// Keeps a text; where it stands, from 1 on.
    fn keep(&mut self, text: &str) -> u32 {
        let bytes = text.as_bytes().get(..text.len().min(255)).unwrap_or_default();
        let at = u32::try_from(self.0.len() + 1).unwrap_or(0);
        if at > 0 {
            self.0.push(u8::try_from(bytes.len()).unwrap_or(u8::MAX));
            self.0.extend_from_slice(bytes);
        }
        at
    }

    /// The text that stands there.
    pub(crate) fn at(&self, at: u32) -> &[u8] {
        let Some(at) = (at as usize).checked_sub(1) else { return &[] };
        let length = self.0.get(at).copied().unwrap_or(0) as usize;
        self.0.get(at + 1..at + 1 + length).unwrap_or_default()
    }
}

/// The word of a row at a place; 0 where nothing is known.
#[inline]
pub(crate) fn at(row: &[u32], place: usize) -> u32 {
    row.get(place).copied().unwrap_or(0)
}

/// Two words of a row as one.
#[inline]
pub(crate) fn wide(row: &[u32], place: usize) -> u64 {
    u64::from(at(row, place)) | u64::from(at(row, place + 1)) << 32
}

/// Rows, and what their words stand for.
pub(crate) struct Rows<'b> {
    pub(crate) words: Vocabulary<'b>,
    below: Option<&'b Texts>,
    texts: Texts,
    rows: Vec<u32>,
    scheme: Scheme,
    scratch: String,
    joined: String,
}

/// Text of another's rows is below this, one's own from here on.
const OWN: u32 = 1 << 31;

impl<'b> Rows<'b> {
    pub(crate) fn new(scheme: Scheme, commonness: Commonness) -> Self {
        Self {
            words: Vocabulary::new(commonness),
            below: None,
            texts: Texts::default(),
            rows: Vec::new(),
            scheme,
            scratch: String::new(),
            joined: String::new(),
        }
    }

    /// Rows beside others, whose words they share.
    pub(crate) fn beside(others: &'b Rows<'static>) -> Self {
        Self {
            words: Vocabulary::over(&others.words),
            below: Some(&others.texts),
            texts: Texts::default(),
            rows: Vec::new(),
            scheme: others.scheme.clone(),
            scratch: String::new(),
            joined: String::new(),
        }
    }

    pub(crate) fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len() / self.scheme.stride
    }

    pub(crate) fn row(&self, number: u32) -> &[u32] {
        let from = number as usize * self.scheme.stride;
        self.rows.get(from..from + self.scheme.stride).unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.rows.chunks_exact(self.scheme.stride)
    }

    /// The text that a row's word stands for.
    pub(crate) fn text(&self, word: u32) -> &[u8] {
        match self.below {
            Some(below) if word < OWN => below.at(word),
            Some(_) => self.texts.at(word - OWN),
            None => self.texts.at(word),
        }
    }

    fn keep_text(&mut self, length: usize) -> u32 {
        let kept = self.texts.keep(self.scratch.get(..length).unwrap_or_default());
        if self.below.is_some() && kept > 0 { kept | OWN } else { kept }
    }

    /// Takes a record in as the last row; its number. Values are in the order of the layout; empty or absent ones are not known.
    pub(crate) fn push<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) -> u32 {
        let number = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let from = self.rows.len();
        self.rows.resize(from + self.scheme.stride, 0);
        self.fill(from, values);
        number
    }

    /// Puts another record in the place of one.
    pub(crate) fn replace<'v>(&mut self, number: u32, values: impl IntoIterator<Item = &'v str>) {
        let from = number as usize * self.scheme.stride;
        if let Some(row) = self.rows.get_mut(from..from + self.scheme.stride) {
            row.fill(0);
            self.fill(from, values);
        }
    }

    fn set(&mut self, place: usize, word: u32) {
        if let Some(slot) = self.rows.get_mut(place) {
            *slot = word;
        }
    }

    fn set_wide(&mut self, place: usize, word: u64) {
        self.set(place, low(word));
        self.set(place + 1, low(word >> 32));
    }

    fn fill<'v>(&mut self, from: usize, values: impl IntoIterator<Item = &'v str>) {
        let mut home = std::mem::take(&mut self.joined);
        home.clear();
        let mut values = values.into_iter();
        for place in 0..self.scheme.into.len() {
            let Some(value) = values.next() else { break };
            let Some(into) = self.scheme.into.get(place).copied() else { break };
            if value.is_empty() {
                continue;
            }
            match into {
                Into::Part(part) => self.fill_name(from, part, value),
                Into::Born => self.set(from + slot::BORN, clean::date(value).unwrap_or(0)),
                Into::Home => {
                    if !home.is_empty() {
                        home.push(' ');
                    }
                    home.push_str(value);
                }
                Into::Postcode => {
                    if let Some(postcode) = clean::postcode(value) {
                        self.set_wide(from + slot::POSTCODE, postcode.whole);
                        self.set(from + slot::OUTWARD, low(postcode.outward ^ postcode.outward >> 32).max(1));
                    }
                }
                Into::Own(what, at) => self.fill_own(from + at, what, value),
                Into::Nowhere => {}
            }
        }
        if !home.is_empty() {
            self.scratch.clear();
            let number = clean::address(&home, &mut self.scratch);
            let street = self.words.note(&self.scratch);
            self.set(from + slot::NUMBER, number);
            self.set(from + slot::STREET, street);
        }
        self.joined = home;
    }

    fn fill_name(&mut self, from: usize, part: NamePart, value: &str) {
        let place = match part {
            NamePart::Given => slot::GIVEN,
            NamePart::Middle => slot::MIDDLE,
            NamePart::Family => slot::FAMILY,
            NamePart::Whole => return self.fill_whole_name(from, value),
        };
        let word = self.words.note_typed(value, Cleaned::Name, &mut self.scratch);
        self.set(from + place, word);
    }

    fn fill_whole_name(&mut self, from: usize, value: &str) {
        self.scratch.clear();
        clean::name(value, &mut self.scratch);
        let (given, rest) = self.scratch.split_once(' ').unwrap_or((self.scratch.as_str(), ""));
        let (middle, family) = rest.rsplit_once(' ').unwrap_or(("", rest));
        let words = [self.words.note(given), self.words.note(middle), self.words.note(family)];
        for (place, word) in [slot::GIVEN, slot::MIDDLE, slot::FAMILY].into_iter().zip(words) {
            self.set(from + place, word);
        }
    }

    fn fill_own(&mut self, place: usize, what: Compared, value: &str) {
        self.scratch.clear();
        match what {
            Compared::Phone => self.set_wide(place, clean::phone(value).unwrap_or(0)),
            Compared::Date => self.set(place, clean::date(value).unwrap_or(0)),
            Compared::Email => {
                if let Some(local) = clean::email(value, &mut self.scratch) {
                    let whole = hash(self.scratch.as_bytes());
                    self.set(place, low(whole).max(1));
                    self.set(place + 1, low(hash(self.scratch.as_bytes().get(..local).unwrap_or_default())).max(1));
                    let text = self.keep_text(local);
                    self.set(place + 2, text);
                }
            }
            Compared::Identifier => {
                clean::identifier(value, &mut self.scratch);
                if !self.scratch.is_empty() {
                    self.set(place, low(hash(self.scratch.as_bytes())).max(1));
                    let text = self.keep_text(self.scratch.len());
                    self.set(place + 1, text);
                }
            }
            Compared::Category => {
                let word = self.words.note_typed(value, Cleaned::Category, &mut self.scratch);
                self.set(place, word);
            }
            _ => {
                let word = self.words.note_typed(value, Cleaned::Words, &mut self.scratch);
                self.set(place, word);
            }
        }
    }
}

pub(crate) const fn low(wide: u64) -> u32 {
    (wide & u32::MAX as u64) as u32
}

/// The same number for the same bytes, on every run and machine.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    mixed(hasher.finish())
}

/// Spreads what differs in a few bits over all of them.
#[inline]
pub(crate) const fn mixed(value: u64) -> u64 {
    let value = (value ^ value >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (value ^ value >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9) ^ value >> 32
}
