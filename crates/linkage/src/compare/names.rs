//! Two names that are not the same.

use rapidfuzz::distance::jaro_winkler;

use crate::levels::name;
use crate::vocabulary::{Brief, Word};

pub(super) fn names(a: &Word, brief_a: Brief, b: &Word, brief_b: Brief) -> u8 {
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
pub(super) const VOWELS: u32 = 1 << (b'a' & 31) | 1 << (b'e' & 31) | 1 << (b'i' & 31) | 1 << (b'o' & 31) | 1 << (b'u' & 31);

/// Whether one of the names came without vowels, as Arabic and Hebrew are written, and has the other's consonants.
fn without_vowels(a: &str, b: &str) -> bool {
    let has_vowel = |name: &str| name.bytes().skip(1).any(|letter| b"aeiou".contains(&letter));
    if has_vowel(a) && has_vowel(b) {
        return false;
    }
    fn consonants(name: &str) -> impl Iterator<Item = u8> {
        let mut before = 0;
        let kept = name.bytes().filter(|letter| !b"aeiouywh -".contains(letter)).map(|letter| if letter == b'k' { b'c' } else { letter });
        kept.filter(move |letter| std::mem::replace(&mut before, *letter) != *letter)
    }
    consonants(a).nth(1).is_some() && consonants(a).eq(consonants(b))
}

/// Names less alike than this are different, however they sound.
pub(super) const LEAST: f64 = 0.7;

/// What the likeness of two names cannot exceed, by which letters are in them: most pairs need no closer look.
pub(super) fn likeness_at_most(a: Brief, b: Brief) -> f64 {
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
