//! Two rows compared: a level for each comparison, packed into one pattern.

mod dates;
mod homes;
mod memo;
mod names;
mod packed;

use rapidfuzz::distance::{damerau_levenshtein, jaro_winkler};

use self::dates::dates;
use self::homes::homes;
pub(crate) use self::memo::Memo;
use self::names::{LEAST, VOWELS, likeness_at_most, names};
use self::packed::phones;
use crate::levels::{self, Means, born, name};
use crate::rows::{Rows, at, wide};
use crate::scheme::{Compared, Comparison, Scheme, slot};
use crate::vocabulary::{Use, Vocabulary, Word, WordId};

/// The levels of a pair, four bits each, the first comparison's lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pattern(pub(crate) u64);

impl Pattern {
    /// The level of the comparison with this number.
    pub(crate) const fn level(self, comparison: usize) -> u8 {
        (self.0 >> (4 * comparison) & 15) as u8
    }

    /// The pattern with these levels.
    pub(crate) fn of(levels: impl Iterator<Item = u8>) -> Self {
        Self(levels.enumerate().fold(0, |pattern, (number, level)| pattern | u64::from(level) << (4 * number)))
    }
}

/// What the given name, the birth date and the sex of a pair say: what a household does not share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Personal {
    /// The given name and the birth date are the same, and no middle name speaks against it.
    Agrees,
    /// One of them is not known, or not quite the same.
    Unsure,
    /// One of them is another.
    Differs,
}

/// Compares rows of one or two sets that share their words.
pub(crate) struct Comparing<'r> {
    scheme: &'r Scheme,
    words: &'r Vocabulary<'r>,
    rows: &'r Rows<'r>,
}

impl<'r> Comparing<'r> {
    /// Among these rows, and those they stand beside.
    pub(crate) fn new(rows: &'r Rows<'r>) -> Self {
        Self { scheme: rows.scheme(), words: &rows.words, rows }
    }

    /// The pattern of two rows; the same whichever comes first.
    pub(crate) fn pattern(&self, a: &[u32], b: &[u32], memo: &mut Memo) -> Pattern {
        Pattern::of(self.scheme.comparisons.iter().map(|comparison| self.level(comparison, a, b, memo)))
    }

    /// What a pattern says of what a household does not share.
    pub(crate) fn personal(&self, pattern: Pattern) -> Personal {
        let (mut given, mut middle, mut born) = (false, true, false);
        for (number, comparison) in self.scheme.comparisons.iter().enumerate() {
            let level = pattern.level(number);
            let means = levels::of(comparison.what).get(usize::from(level)).map_or(Means::Nothing, |level| level.means);
            match comparison.what {
                Compared::Given | Compared::Born | Compared::Category if means == Means::Differs => return Personal::Differs,
                // A letter or so different is a slip, or a twin: so is another form of the name.
                Compared::Given => given = (name::EXACT..name::ALIKE).contains(&level) || level == name::SWAPPED,
                // Twins may be told apart by their second names alone.
                Compared::Middle => middle = level <= MIDDLE_INITIAL,
                // 1 January is a guess, and a son may be born on his father's birthday.
                Compared::Born => born = level == born::EXACT || level == born::SWAPPED,
                _ => {}
            }
        }
        if given && middle && born { Personal::Agrees } else { Personal::Unsure }
    }

    fn level(&self, comparison: &Comparison, a: &[u32], b: &[u32], memo: &mut Memo) -> u8 {
        let place = comparison.at;
        match comparison.what {
            Compared::Given => self.name(a, b, Use::Given, memo),
            Compared::Family => self.name(a, b, Use::Family, memo),
            Compared::Middle => self.middle(at(a, place), at(b, place), memo),
            Compared::Born | Compared::Date => dates(at(a, place), at(b, place)),
            Compared::Home => homes(a, b),
            Compared::Phone => phones(wide(a, place), wide(b, place)),
            Compared::Email => self.emails(a.get(place..place + 3), b.get(place..place + 3)),
            Compared::Category => self.category(at(a, place), at(b, place)),
            Compared::Identifier => self.identifiers(a.get(place..place + 2), b.get(place..place + 2)),
            Compared::Place | Compared::Text => self.text(at(a, place), at(b, place), memo),
        }
    }

    fn name(&self, a: &[u32], b: &[u32], used_as: Use, memo: &mut Memo) -> u8 {
        let (given_a, family_a) = (at(a, slot::GIVEN), at(a, slot::FAMILY));
        let (given_b, family_b) = (at(b, slot::GIVEN), at(b, slot::FAMILY));
        let (x, y) = if used_as == Use::Given { (given_a, given_b) } else { (family_a, family_b) };
        if x == y && x != 0 {
            return name::EXACT + self.words.brief(x).bin(used_as).min(4);
        }
        let is = |u: WordId, v: WordId| u != 0 && u == v;
        let (one, other) = (is(given_a, family_b), is(family_a, given_b));
        // What is swapped is told once, by the given name, so that it does not count twice.
        if one && other {
            return if used_as == Use::Given { name::SWAPPED } else { 0 };
        }
        if (one && (family_a == 0 || given_b == 0)) || (other && (given_a == 0 || family_b == 0)) {
            return if used_as == Use::Given { name::CROSSED } else { 0 };
        }
        if x == 0 || y == 0 {
            return 0;
        }
        let level = self.names(x, y, memo);
        if level != name::DIFFERS || used_as == Use::Family {
            return level;
        }
        let middle = is(x, at(b, slot::MIDDLE)) || is(y, at(a, slot::MIDDLE));
        if middle { name::MIDDLE } else { level }
    }

    fn middle(&self, x: WordId, y: WordId, memo: &mut Memo) -> u8 {
        if x == 0 || y == 0 {
            return 0;
        }
        if x == y {
            return 1;
        }
        match self.names(x, y, memo) {
            name::INITIAL => MIDDLE_INITIAL,
            name::DIFFERS => 4,
            _ => 3,
        }
    }

    /// Two names that are not the same. Most need no closer look: they have too few letters in common, whatever their order.
    fn names(&self, x: WordId, y: WordId, memo: &mut Memo) -> u8 {
        let (a, b) = (self.words.brief(x), self.words.brief(y));
        let short = a.length < 2 || b.length < 2;
        let plain = !(a.sets & b.sets != 0 || a.has_parts || b.has_parts || short || a.letters & VOWELS == 0 || b.letters & VOWELS == 0);
        if plain && likeness_at_most(a, b) < LEAST {
            return name::DIFFERS;
        }
        memo.level(x, y, false, || names(self.words.word(x), a, self.words.word(y), b))
    }

    fn emails(&self, a: Option<&[u32]>, b: Option<&[u32]>) -> u8 {
        let (Some(&[whole_a, local_a, text_a]), Some(&[whole_b, local_b, text_b])) = (a, b) else { return 0 };
        if whole_a == 0 || whole_b == 0 {
            return 0;
        }
        if whole_a == whole_b {
            return 1;
        }
        if local_a == local_b {
            return 2;
        }
        if within(self.rows.text(text_a), self.rows.text(text_b), 1) { 3 } else { 4 }
    }

    fn identifiers(&self, a: Option<&[u32]>, b: Option<&[u32]>) -> u8 {
        let (Some(&[whole_a, text_a]), Some(&[whole_b, text_b])) = (a, b) else { return 0 };
        if whole_a == 0 || whole_b == 0 {
            return 0;
        }
        if whole_a == whole_b {
            return 1;
        }
        let (a, b) = (self.rows.text(text_a), self.rows.text(text_b));
        match (within(a, b, 1), within(a, b, 2)) {
            (true, _) => 2,
            (_, true) => 3,
            _ => 4,
        }
    }

    fn category(&self, x: WordId, y: WordId) -> u8 {
        match (x, y) {
            (0, _) | (_, 0) => 0,
            (x, y) if x == y => 1 + third(self.words.brief(x).bin(Use::Other)),
            _ => 4,
        }
    }

    fn text(&self, x: WordId, y: WordId, memo: &mut Memo) -> u8 {
        match (x, y) {
            (0, _) | (_, 0) => 0,
            (x, y) if x == y => 1 + third(self.words.brief(x).bin(Use::Other)),
            (x, y) => memo.level(x, y, true, || texts(self.words.word(x), self.words.word(y))),
        }
    }
}

/// The level of middle names of which one is the other's first letter: up to here they fit.
const MIDDLE_INITIAL: u8 = 2;

/// Five bins of commonness as three.
const fn third(bin: u8) -> u8 {
    match bin {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    }
}

fn texts(a: &Word, b: &Word) -> u8 {
    if jaro_winkler::similarity(a.text().bytes(), b.text().bytes()) >= 0.92 {
        return 4;
    }
    if a.parts().any(|part| part.len() > 2 && b.parts().any(|other| other == part)) { 5 } else { 6 }
}

fn within(a: &[u8], b: &[u8], edits: usize) -> bool {
    if a.len().abs_diff(b.len()) > edits {
        return false;
    }
    let args = damerau_levenshtein::Args::default().score_cutoff(edits);
    damerau_levenshtein::distance_with_args(a.iter().copied(), b.iter().copied(), &args).is_some()
}
