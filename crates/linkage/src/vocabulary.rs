//! Every word met, once: names, streets, places, text. Comparing works on their numbers; the text is asked for when those differ.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::clean::{self, alike, sound};
use crate::model::Commonness;

/// The number of a word. 0 stands for nothing.
pub(crate) type WordId = u32;

/// What is known of a word.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    text: Box<str>,
    /// How it sounds, as a name; 0 for nothing.
    pub(crate) sound: u32,
    /// Its first letter.
    pub(crate) initial: u8,
    /// A bit for each letter that is in it.
    pub(crate) letters: u32,
    /// Whether it consists of several parts.
    pub(crate) has_parts: bool,
    /// The sets of alike names that it is in.
    pub(crate) sets: &'static [u16],
    /// How common it is as a given name, a family name, or otherwise: 0 the commonest.
    pub(crate) bins: [u8; USES],
}

/// What a word is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Given = 0,
    Family = 1,
    Other = 2,
}

/// How a value as typed is cleaned.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cleaned {
    Name = 0,
    Category = 1,
    Words = 2,
}

/// How many uses there are.
pub(crate) const USES: usize = 3;

impl Word {
    fn new(text: &str, commonness: &Commonness) -> Self {
        Self {
            sound: sound(text),
            initial: text.bytes().next().unwrap_or(0),
            letters: text.bytes().fold(0, |letters, letter| letters | 1 << (letter & 31)),
            has_parts: text.contains([' ', '-']),
            sets: alike::sets(text),
            bins: commonness.bins(text),
            text: text.into(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn bin(&self, used_as: Use) -> u8 {
        self.bins.get(used_as as usize).copied().unwrap_or(0)
    }

    /// The parts of a name of several.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        self.text.split([' ', '-']).filter(|part| !part.is_empty())
    }
}

/// All words. Those below a number may be another vocabulary's: a record that is only asked about leaves no trace in the register's.
#[derive(Default)]
pub(crate) struct Vocabulary<'b> {
    below: Option<&'b Vocabulary<'static>>,
    begins: u32,
    words: Vec<Word>,
    ids: FxHashMap<Box<str>, WordId>,
    /// Values as they were typed, of which many are the same.
    typed: [FxHashMap<Box<str>, WordId>; 3],
    commonness: Commonness,
}

static NOTHING: LazyLock<Word> = LazyLock::new(Word::default);

impl<'b> Vocabulary<'b> {
    pub(crate) fn new(commonness: Commonness) -> Self {
        Self { begins: 1, commonness, ..Self::default() }
    }

    /// One that knows all words of another, and keeps new ones to itself.
    pub(crate) fn over(below: &'b Vocabulary<'static>) -> Self {
        Self { below: Some(below), begins: below.next(), ..Self::default() }
    }

    fn next(&self) -> WordId {
        self.begins + u32::try_from(self.words.len()).unwrap_or(u32::MAX)
    }

    /// The first number of its own words.
    pub(crate) const fn begins(&self) -> WordId {
        self.begins
    }

    pub(crate) fn word(&self, id: WordId) -> &Word {
        if id >= self.begins {
            return self.words.get((id - self.begins) as usize).unwrap_or(&NOTHING);
        }
        self.below.and_then(|below| below.words.get(id.checked_sub(below.begins)? as usize)).unwrap_or(&NOTHING)
    }

    /// The number of a word, which is given one if it is new.
    pub(crate) fn note(&mut self, text: &str) -> WordId {
        if text.is_empty() {
            return 0;
        }
        let known = self.below.and_then(|below| below.ids.get(text)).or_else(|| self.ids.get(text));
        if let Some(id) = known {
            return *id;
        }
        let id = self.next();
        let commonness = self.below.map_or(&self.commonness, |below| &below.commonness);
        self.words.push(Word::new(text, commonness));
        self.ids.insert(text.into(), id);
        id
    }

    /// The number of a value as typed, cleaned only when it is met for the first time.
    pub(crate) fn note_typed(&mut self, typed: &str, way: Cleaned, scratch: &mut String) -> WordId {
        let find = |typed_ones: &[FxHashMap<Box<str>, WordId>; 3]| typed_ones.get(way as usize).and_then(|ones| ones.get(typed)).copied();
        let known = self.below.and_then(|below| find(&below.typed)).or_else(|| find(&self.typed));
        if let Some(id) = known {
            return id;
        }
        scratch.clear();
        match way {
            Cleaned::Name => clean::name(typed, scratch),
            Cleaned::Category => clean::category(typed, scratch),
            Cleaned::Words => clean::words(typed, scratch),
        }
        let id = self.note(scratch);
        if let Some(ones) = self.typed.get_mut(way as usize) {
            ones.insert(typed.into(), id);
        }
        id
    }

    /// Judges anew how common each word is.
    pub(crate) fn judge(&mut self, commonness: Commonness) {
        for word in &mut self.words {
            word.bins = commonness.bins(&word.text);
        }
        self.commonness = commonness;
    }

    /// Every word with its number.
    pub(crate) fn all(&self) -> impl Iterator<Item = (WordId, &Word)> {
        (self.begins..).zip(&self.words)
    }
}
