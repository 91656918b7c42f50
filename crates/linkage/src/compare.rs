//! Two rows compared: a level for each comparison, packed into one pattern.

use rapidfuzz::distance::{damerau_levenshtein, jaro_winkler};

use crate::levels::{self, Means, born, home, name};
use crate::rows::{Rows, at, wide};
use crate::scheme::{Compared, Comparison, Scheme, slot};
use crate::vocabulary::{Brief, Use, Vocabulary, Word, WordId};

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

/// What was found out about pairs of words; the same pair is met again and again.
pub(crate) struct Memo {
    pairs: Vec<(u64, u8)>,
    /// Where pairs with a word stand whose number will be another word's before long.
    passing: Vec<usize>,
    passing_from: WordId,
}

const NO_PAIR: (u64, u8) = (u64::MAX, 0);

impl Memo {
    /// One that remembers this many pairs, a power of two.
    pub(crate) fn new(pairs: usize) -> Self {
        Self { pairs: vec![NO_PAIR; pairs.next_power_of_two()], passing: Vec::new(), passing_from: WordId::MAX }
    }

    /// From now on, words from this number on are only passing.
    pub(crate) fn pass_from(&mut self, from: WordId) {
        self.passing_from = from;
    }

    /// Forgets every pair with a word that was only passing.
    pub(crate) fn forget_passing(&mut self) {
        for place in self.passing.drain(..) {
            if let Some(pair) = self.pairs.get_mut(place) {
                *pair = NO_PAIR;
            }
        }
    }

    fn level(&mut self, a: WordId, b: WordId, of_text: bool, work_out: impl FnOnce() -> u8) -> u8 {
        // What two words are to each other as text is kept apart from what they are as names.
        let key = u64::from(a.min(b)) << 32 | u64::from(a.max(b)) | u64::from(of_text) << 63;
        let place = (crate::rows::mixed(key) & (self.pairs.len() as u64 - 1)) as usize;
        let Some(known) = self.pairs.get_mut(place) else { return work_out() };
        if known.0 != key {
            *known = (key, work_out());
            if a.max(b) >= self.passing_from {
                self.passing.push(place);
            }
        }
        known.1
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
                Compared::Middle => middle = means != Means::Differs,
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
            name::INITIAL => 2,
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

/// Five bins of commonness as three.
const fn third(bin: u8) -> u8 {
    match bin {
        0 | 1 => 0,
        2 | 3 => 1,
        _ => 2,
    }
}

fn names(a: &Word, brief_a: Brief, b: &Word, brief_b: Brief) -> u8 {
    if a.sets.iter().any(|set| b.sets.contains(set)) {
        return name::ALIKE;
    }
    if brief_a.length.min(brief_b.length) == 1 {
        return if brief_a.initial == brief_b.initial { name::INITIAL } else { name::DIFFERS };
    }
    let may_be = likeness_at_most(brief_a, brief_b) >= LEAST;
    let likeness = if may_be { jaro_winkler::similarity(a.text().bytes(), b.text().bytes()) } else { 0.0 };
    if likeness >= 0.92 {
        return name::CLOSE;
    }
    if brief_a.has_parts || brief_b.has_parts {
        if a.parts().any(|part| part.len() > 1 && b.parts().any(|other| other == part)) {
            return name::PART;
        }
        // Spaces and hyphens are left out as easily as they are put in.
        if a.parts().flat_map(str::bytes).eq(b.parts().flat_map(str::bytes)) {
            return name::CLOSE;
        }
    }
    if without_vowels(a.text(), b.text()) {
        return name::SIMILAR;
    }
    let sounds_the_same = brief_a.sound != 0 && brief_a.sound == brief_b.sound;
    if likeness >= 0.82 || (sounds_the_same && likeness >= LEAST) { name::SIMILAR } else { name::DIFFERS }
}

/// The bits of the vowels among a word's letters.
const VOWELS: u32 = 1 << (b'a' & 31) | 1 << (b'e' & 31) | 1 << (b'i' & 31) | 1 << (b'o' & 31) | 1 << (b'u' & 31);

/// Whether one of the names came without vowels, as Arabic and Hebrew are written, and has the other's consonants.
fn without_vowels(a: &str, b: &str) -> bool {
    let has_vowel = |name: &str| name.bytes().any(|letter| b"aeiou".contains(&letter));
    if has_vowel(a) && has_vowel(b) {
        return false;
    }
    fn consonants(name: &str) -> impl Iterator<Item = u8> {
        let mut before = 0;
        let kept = name.bytes().filter(|letter| !b"aeiouywh -".contains(letter));
        kept.filter(move |letter| std::mem::replace(&mut before, *letter) != *letter)
    }
    consonants(a).nth(1).is_some() && consonants(a).eq(consonants(b))
}

/// Names less alike than this are different, however they sound.
const LEAST: f64 = 0.7;

/// What the likeness of two names cannot exceed, by which letters are in them: most pairs need no closer look.
fn likeness_at_most(a: Brief, b: Brief) -> f64 {
    let lengths = (f64::from(a.length), f64::from(b.length));
    let alone = (f64::from((a.letters & !b.letters).count_ones()), f64::from((b.letters & !a.letters).count_ones()));
    let matching = (lengths.0 - alone.0).min(lengths.1 - alone.1);
    if matching <= 0.0 {
        return 0.0;
    }
    if a.length == u8::MAX || b.length == u8::MAX {
        return 1.0;
    }
    let jaro = (matching / lengths.0 + matching / lengths.1 + 1.0) / 3.0;
    if a.initial == b.initial { jaro + 0.4 * (1.0 - jaro) } else { jaro }
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

fn homes(a: &[u32], b: &[u32]) -> u8 {
    let postcodes = (wide(a, slot::POSTCODE), wide(b, slot::POSTCODE));
    let (numbers, streets) = ((at(a, slot::NUMBER), at(b, slot::NUMBER)), (at(a, slot::STREET), at(b, slot::STREET)));
    let both = |(x, y): (u32, u32)| x != 0 && y != 0;
    let same = |(x, y): (u32, u32)| x != 0 && x == y;
    if postcodes.0 != 0 && postcodes.1 != 0 {
        if postcodes.0 == postcodes.1 {
            return match () {
                () if same(numbers) => home::SAME,
                () if both(numbers) && digits_near(numbers.0, numbers.1) => home::NUMBER_EDIT,
                () if both(numbers) => home::POSTCODE,
                () if both(streets) && !same(streets) => home::POSTCODE,
                () => home::POSTCODE_ALONE,
            };
        }
        let near = postcode_near(postcodes.0, postcodes.1);
        return match () {
            () if near && same(numbers) && same(streets) => home::SAME_POSTCODE_EDIT,
            () if near => home::POSTCODE_EDIT,
            () if at(a, slot::OUTWARD) == at(b, slot::OUTWARD) => home::OUTWARD,
            () if same(numbers) && same(streets) => home::STREET,
            () => home::DIFFERS,
        };
    }
    match () {
        () if same(numbers) && same(streets) => home::NUMBER_AND_STREET,
        () if same(streets) => home::STREET,
        () if both(streets) => home::DIFFERS,
        () => 0,
    }
}

/// House numbers of which one digit differs, or the letter behind.
const fn digits_near(a: u32, b: u32) -> bool {
    let (x, y) = (a / 27, b / 27);
    if x == y || x / 10 == y / 10 || x / 10 == y || y / 10 == x {
        return true;
    }
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    high - low == 10 || high - low == 100 || high - low == 1
}

/// Packed postcodes that differ in one sign, or in two neighbours' order.
fn postcode_near(a: u64, b: u64) -> bool {
    near(a, b, 37)
}

fn phones(a: u64, b: u64) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => 0,
        (a, b) if a == b => 1,
        (a, b) if near(a, b, 10) => 2,
        _ => 3,
    }
}

/// Whether two packed numbers differ in one place, in two neighbours' order, or by one left out.
fn near(a: u64, b: u64, base: u64) -> bool {
    let (mut x, mut y, mut unit) = (a, b, 1_u64);
    // What stands behind the last difference.
    while x % base == y % base {
        (x, y, unit) = (x / base, y / base, unit.saturating_mul(base));
        if x == 0 || y == 0 {
            return x < base && y < base;
        }
    }
    let swapped = x % base == y / base % base && y % base == x / base % base && x / base / base == y / base / base;
    x / base == y / base || swapped || x / base == y || y / base == x
}

fn dates(a: u32, b: u32) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    let parts = |date: u32| (date >> 9, date >> 5 & 15, date & 31);
    let ((year_a, month_a, day_a), (year_b, month_b, day_b)) = (parts(a), parts(b));
    let (month_day, years) = ((month_a, day_a) == (month_b, day_b), year_a.abs_diff(year_b));
    let first = |month: u32, day: u32| month == 1 && day == 1;
    let (first_a, first_b) = (first(month_a, day_a), first(month_b, day_b));
    if a == b {
        return if first_a { born::FIRST_JANUARY } else { born::EXACT };
    }
    if years == 0 {
        return match () {
            () if month_a == day_b && day_a == month_b => born::SWAPPED,
            () if first_a || first_b => born::PLACEHOLDER,
            () if month_a == month_b && digits_edit(day_a, day_b) || day_a == day_b && digits_edit(month_a, month_b) => born::ONE_EDIT,
            () if month_a == month_b || day_a == day_b => born::YEAR_AND,
            () => born::YEAR,
        };
    }
    if month_day && !first_a {
        return match () {
            () if years == 1 || years == 10 => born::YEARS_OFF,
            () if year_edit(year_a, year_b) => born::ONE_EDIT,
            () => born::MONTH_DAY,
        };
    }
    match years {
        1 | 2 => born::WITHIN_2,
        3..=12 => born::WITHIN_12,
        _ => born::DIFFERS,
    }
}

/// Two-digit numbers of which one digit differs, or whose digits are swapped.
const fn digits_edit(a: u32, b: u32) -> bool {
    a / 10 == b / 10 || a % 10 == b % 10 || (a / 10 == b % 10 && a % 10 == b / 10)
}

fn year_edit(a: u32, b: u32) -> bool {
    let digits = |year: u32| [year / 1000, year / 100 % 10, year / 10 % 10, year % 10];
    let different = digits(a).iter().zip(digits(b)).filter(|(x, y)| **x != *y).count();
    different == 1 || (a / 100 == b / 100 && a % 10 == b / 10 % 10 && b % 10 == a / 10 % 10)
}
