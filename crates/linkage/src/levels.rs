//! The levels of each comparison: how alike two values are, from the same to different. Level 0 is always "not known" and says nothing.
//!
//! Beside each level stands what it is worth before anything was learned: bits for the same person (+) or against (−). Training begins with these
//! and replaces them.

use crate::scheme::Compared;

/// A level: its word in a model, how it is said to a reader, and what it is worth before training.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Level {
    pub(crate) word: &'static str,
    pub(crate) said: &'static str,
    pub(crate) bits: f64,
    /// What it means for the start of training.
    pub(crate) means: Means,
}

/// What a level means, roughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    Nothing,
    Agrees,
    Close,
    Differs,
}

const fn level(word: &'static str, said: &'static str, bits: f64, means: Means) -> Level {
    Level { word, said, bits, means }
}

use Means::{Agrees, Close, Differs, Nothing};

const MISSING: Level = level("missing", "not known for both", 0.0, Nothing);

pub(crate) mod name {
    pub(crate) const EXACT: u8 = 1;
    pub(crate) const ALIKE: u8 = 6;
    pub(crate) const CLOSE: u8 = 7;
    pub(crate) const SIMILAR: u8 = 8;
    pub(crate) const PART: u8 = 9;
    pub(crate) const INITIAL: u8 = 10;
    pub(crate) const MIDDLE: u8 = 11;
    pub(crate) const SWAPPED: u8 = 12;
    pub(crate) const CROSSED: u8 = 13;
    pub(crate) const DIFFERS: u8 = 14;
}

const NAME: &[Level] = &[
    MISSING,
    level("exact_1", "the same, one of the commonest names", 5.5, Agrees),
    level("exact_2", "the same, a very common name", 7.0, Agrees),
    level("exact_3", "the same, a common name", 8.5, Agrees),
    level("exact_4", "the same, a rather rare name", 10.0, Agrees),
    level("exact_5", "the same, a rare name", 12.0, Agrees),
    level("alike", "a short form or another spelling of the same name", 6.0, Agrees),
    level("close", "a letter or so different", 6.0, Agrees),
    level("similar", "somewhat similar", 2.0, Close),
    level("part", "one part of it is the same", 4.0, Close),
    level("initial", "only the first letter is known, and it fits", 2.0, Close),
    level("middle", "it is the other's middle name", 2.0, Close),
    level("swapped", "given and family name are swapped", 14.0, Agrees),
    level("crossed", "the only name known of one is the other's other name", 4.0, Close),
    level("differs", "different", -4.0, Differs),
];

const MIDDLE: &[Level] = &[
    MISSING,
    level("exact", "the same", 4.0, Agrees),
    level("initial", "the first letter fits", 2.0, Close),
    level("similar", "somewhat similar", 2.0, Close),
    level("differs", "different", -2.0, Differs),
];

pub(crate) mod born {
    pub(crate) const EXACT: u8 = 1;
    pub(crate) const FIRST_JANUARY: u8 = 2;
    pub(crate) const SWAPPED: u8 = 3;
    pub(crate) const YEARS_OFF: u8 = 4;
    pub(crate) const ONE_EDIT: u8 = 5;
    pub(crate) const PLACEHOLDER: u8 = 6;
    pub(crate) const YEAR_AND: u8 = 7;
    pub(crate) const MONTH_DAY: u8 = 8;
    pub(crate) const YEAR: u8 = 9;
    pub(crate) const WITHIN_2: u8 = 10;
    pub(crate) const WITHIN_12: u8 = 11;
    pub(crate) const DIFFERS: u8 = 12;
}

const DATE: &[Level] = &[
    MISSING,
    level("exact", "the same day", 13.0, Agrees),
    level("first_january", "the same, but 1 January, which is often a guess", 6.0, Agrees),
    level("swapped", "day and month swapped", 8.0, Agrees),
    level("years_off", "one year or ten years off, otherwise the same", 6.0, Agrees),
    level("one_edit", "one digit different", 5.0, Close),
    level("placeholder", "the same year, one of them 1 January, which is often a guess", 4.0, Close),
    level("year_and", "the same year, and month or day", 1.0, Close),
    level("month_day", "the same day of another year", 1.0, Close),
    level("year", "the same year", -2.0, Differs),
    level("within_2", "within two years", -4.0, Differs),
    level("within_12", "within twelve years", -6.0, Differs),
    level("differs", "many years apart", -8.0, Differs),
];

pub(crate) mod home {
    pub(crate) const SAME: u8 = 1;
    pub(crate) const SAME_POSTCODE_EDIT: u8 = 2;
    pub(crate) const NUMBER_EDIT: u8 = 3;
    pub(crate) const POSTCODE: u8 = 4;
    pub(crate) const NUMBER_AND_STREET: u8 = 5;
    pub(crate) const POSTCODE_ALONE: u8 = 6;
    pub(crate) const POSTCODE_EDIT: u8 = 7;
    pub(crate) const OUTWARD: u8 = 8;
    pub(crate) const STREET: u8 = 9;
    pub(crate) const DIFFERS: u8 = 10;
}

const HOME: &[Level] = &[
    MISSING,
    level("same", "the same postcode and house number", 11.0, Agrees),
    level("same_postcode_edit", "the same house number and street, one letter of the postcode different", 10.0, Agrees),
    level("number_edit", "the same postcode, the house number one digit different", 8.0, Agrees),
    level("postcode", "the same postcode, another house number", 3.0, Close),
    level("number_and_street", "the same house number and street; a postcode is missing", 8.0, Agrees),
    level("postcode_alone", "the same postcode; a house number is missing", 7.0, Agrees),
    level("postcode_edit", "one letter of the postcode different", 3.0, Close),
    level("outward", "the same postal district", 1.0, Close),
    level("street", "the same street name", 1.0, Close),
    level("differs", "different", -1.5, Differs),
];

const PHONE: &[Level] = &[
    MISSING,
    level("exact", "the same number", 12.0, Agrees),
    level("one_digit", "one digit different", 9.0, Close),
    level("differs", "different", -1.0, Differs),
];

const EMAIL: &[Level] = &[
    MISSING,
    level("exact", "the same address", 13.0, Agrees),
    level("same_local", "the same before the @", 8.0, Agrees),
    level("close", "a letter or so different", 7.0, Close),
    level("differs", "different", -1.0, Differs),
];

const CATEGORY: &[Level] = &[
    MISSING,
    level("same_common", "the same", 0.8, Agrees),
    level("same", "the same, a rather rare one", 2.0, Agrees),
    level("same_rare", "the same, a rare one", 5.0, Agrees),
    level("differs", "different", -3.0, Differs),
];

const IDENTIFIER: &[Level] = &[
    MISSING,
    level("exact", "the same", 16.0, Agrees),
    level("one_edit", "one sign different", 11.0, Close),
    level("two_edits", "two signs different", 8.0, Close),
    level("differs", "different", -4.0, Differs),
];

const WORDS: &[Level] = &[
    MISSING,
    level("same_common", "the same, a common one", 3.0, Agrees),
    level("same", "the same", 5.0, Agrees),
    level("same_rare", "the same, a rare one", 8.0, Agrees),
    level("close", "a letter or so different", 5.0, Close),
    level("shares_words", "some words the same", 2.0, Close),
    level("differs", "different", -1.5, Differs),
];

/// The levels of a comparison, in order of their numbers.
pub(crate) const fn of(what: Compared) -> &'static [Level] {
    match what {
        Compared::Given | Compared::Family => NAME,
        Compared::Middle => MIDDLE,
        Compared::Born | Compared::Date => DATE,
        Compared::Home => HOME,
        Compared::Phone => PHONE,
        Compared::Email => EMAIL,
        Compared::Category => CATEGORY,
        Compared::Identifier => IDENTIFIER,
        Compared::Place | Compared::Text => WORDS,
    }
}
