//! Every word met, once: names, streets, places, text. Comparing works on their numbers; the text is asked for when those differ.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::clean::{self, alike, sound};
use crate::model::Commonness;

/// The number of a word. 0 stands for nothing.
pub(crate) type WordId = u32;

/// What is asked of a word each time it is met: small, so that those of a million people stay near.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Brief {
    /// A bit for each letter that is in it.
    pub(crate) letters: u32,
    /// How it sounds, as a name; 0 for nothing.
    pub(crate) sound: u32,
    /// How common it is as a given name, a family name, or otherwise: 0 the commonest.
    bins: [u8; USES],
    /// Its first letter.
    pub(crate) initial: u8,
    /// How long it is, up to 255.
    pub(crate) length: u8,
    /// Whether it consists of several parts.
    pub(crate) has_parts: bool,
    /// A bit for each set of alike names that it is in; other sets may have the same bit.
    pub(crate) sets: u64,
}

/// What is asked of a word when it differs from another.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    text: Box<str>,
    /// The sets of alike names that it is in.
    pub(crate) sets: &'static [u16],
}

/// What a word is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Given,
    Family,
    Other,
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

impl Brief {
    fn new(text: &str, commonness: &Commonness) -> Self {
        Self {
            sound: sound(text),
            initial: text.bytes().next().unwrap_or(0),
            letters: text.bytes().fold(0, |letters, letter| letters | 1 << (letter & 31)),
            length: u8::try_from(text.len()).unwrap_or(u8::MAX),
            has_parts: text.contains([' ', '-']),
            sets: alike::sets(text).iter().fold(0, |sets, set| sets | 1 << (set & 63)),
            bins: commonness.bins(text),
        }
    }

    pub(crate) const fn bin(self, used_as: Use) -> u8 {
        let [given, family, other] = self.bins;
        match used_as {
            Use::Given => given,
            Use::Family => family,
            Use::Other => other,
        }
    }
}

impl Word {
    pub(crate) fn text(&self) -> &str {
        &self.text
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
    briefs: Vec<Brief>,
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

    /// How many words of its own it has.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// How common its words are.
    pub(crate) const fn commonness(&self) -> &Commonness {
        &self.commonness
    }

    pub(crate) fn word(&self, id: WordId) -> &Word {
        if id >= self.begins {
            return self.words.get((id - self.begins) as usize).unwrap_or(&NOTHING);
        }
        self.below.and_then(|below| below.words.get(id.checked_sub(below.begins)? as usize)).unwrap_or(&NOTHING)
    }

    #[inline]
    pub(crate) fn brief(&self, id: WordId) -> Brief {
        let brief = if id >= self.begins {
            self.briefs.get((id - self.begins) as usize)
        } else {
            self.below.and_then(|below| below.briefs.get(id.checked_sub(below.begins)? as usize))
        };
        brief.copied().unwrap_or_default()
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
        self.briefs.push(Brief::new(text, commonness));
        self.words.push(Word { text: text.into(), sets: alike::sets(text) });
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
        for (brief, word) in self.briefs.iter_mut().zip(&self.words) {
            brief.bins = commonness.bins(&word.text);
        }
        self.commonness = commonness;
    }
}
