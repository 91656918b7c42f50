//! Keys under which a record is found: two records that share one are compared.
//!
//! Each key joins as many things as make its block small among a million people, and together they leave room for any one field, and most pairs
//! of fields, to be missing or wrong.

use crate::rows::{Rows, at, mixed, wide};
use crate::scheme::{Compared, Scheme, slot};
use crate::vocabulary::{Brief, Vocabulary, WordId};

/// Parts of a name that get keys of their own.
const PARTS: usize = 4;

/// Writes the keys of a row; one may come twice.
pub(crate) fn keys_of(rows: &Rows<'_>, row: &[u32], keys: &mut Vec<u64>) {
    keys.clear();
    let maker = Maker { words: &rows.words, scheme: rows.scheme(), row };
    maker.names(keys);
    maker.homes(keys);
    maker.others(rows, keys);
}

struct Maker<'r> {
    words: &'r Vocabulary<'r>,
    scheme: &'r Scheme,
    row: &'r [u32],
}

/// A key of things of which each must be known.
fn key(tag: u64, parts: &[u64], keys: &mut Vec<u64>) {
    if parts.iter().all(|part| *part != 0) {
        keys.push(parts.iter().fold(mixed(tag), |key, part| mixed(key ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15))));
    }
}

impl Maker<'_> {
    fn names(&self, keys: &mut Vec<u64>) {
        let given = self.words.brief(at(self.row, slot::GIVEN));
        let family = self.words.brief(at(self.row, slot::FAMILY));
        let born = at(self.row, slot::BORN);
        let (year, month, day) = (u64::from(born >> 9), u64::from(born >> 5 & 15), u64::from(born & 31));
        // Day and month change places easily.
        let turned = if day <= 12 { month.min(day) << 5 | month.max(day) } else { month << 5 | day };
        let (whole, month_day) = if born == 0 { (0, 0) } else { (year << 9 | turned, turned | 1 << 10) };
        let outward = u64::from(at(self.row, slot::OUTWARD));
        let (initial, sound) = (u64::from(given.initial), u64::from(given.sound));
        key(1, &[whole, initial], keys);
        self.each_part(family, at(self.row, slot::FAMILY), |family_initial, family_sound| {
            key(1, &[whole, family_initial], keys);
            key(5, &[year, month, family_sound], keys);
            key(6, &[month_day, family_sound, initial], keys);
            key(7, &[family_sound, initial, outward], keys);
            // The pair of names in either order.
            let (one, other) = (sound.min(family_sound), sound.max(family_sound));
            key(8, &[one, other, year], keys);
            key(9, &[one, other, outward], keys);
        });
        key(2, &[whole, outward], keys);
        // Where little else is known; a long block of this is left out.
        key(10, &[u64::from(at(self.row, slot::GIVEN)), u64::from(at(self.row, slot::FAMILY))], keys);
    }

    fn homes(&self, keys: &mut Vec<u64>) {
        let postcode = wide(self.row, slot::POSTCODE);
        let (number, street) = (u64::from(at(self.row, slot::NUMBER)), u64::from(at(self.row, slot::STREET)));
        let given = self.words.brief(at(self.row, slot::GIVEN));
        let family = self.words.brief(at(self.row, slot::FAMILY));
        key(20, &[postcode, number], keys);
        key(21, &[postcode, u64::from(given.initial)], keys);
        key(22, &[postcode, u64::from(family.sound)], keys);
        key(23, &[street, number, u64::from(given.sound)], keys);
        key(24, &[street, number, u64::from(family.sound)], keys);
    }

    fn others(&self, rows: &Rows<'_>, keys: &mut Vec<u64>) {
        for comparison in &self.scheme.comparisons {
            let place = comparison.at;
            match comparison.what {
                Compared::Phone => phone_keys(wide(self.row, place), keys),
                Compared::Email => key(40, &[u64::from(at(self.row, place + 1))], keys),
                Compared::Place => self.places(u64::from(at(self.row, place)), place as u64, keys),
                Compared::Identifier => {
                    key(50, &[place as u64, u64::from(at(self.row, place))], keys);
                    let text = rows.text(at(self.row, place + 1));
                    let (front, back) = text.split_at(text.len() / 2);
                    if front.len() >= 3 {
                        key(51, &[place as u64, crate::rows::hash(front)], keys);
                        key(52, &[place as u64, crate::rows::hash(back)], keys);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Maker<'_> {
    /// The first letter and the sound of a name and, where it has several parts, of each of them.
    fn each_part(&self, name: Brief, id: WordId, mut each: impl FnMut(u64, u64)) {
        each(u64::from(name.initial), u64::from(name.sound));
        if name.has_parts {
            for part in self.words.word(id).parts().take(PARTS) {
                each(part.bytes().next().map_or(0, u64::from), u64::from(crate::clean::sound(part)));
            }
        }
    }

    fn places(&self, town: u64, place: u64, keys: &mut Vec<u64>) {
        let given = u64::from(self.words.brief(at(self.row, slot::GIVEN)).sound);
        let family = u64::from(self.words.brief(at(self.row, slot::FAMILY)).sound);
        key(60, &[place, town, given.min(family), given.max(family)], keys);
        key(61, &[place, town, u64::from(at(self.row, slot::STREET))], keys);
        key(62, &[place, town, u64::from(at(self.row, slot::BORN))], keys);
        key(63, &[u64::from(at(self.row, slot::NUMBER)), family], keys);
    }
}

/// Three keys, each without another third of the number: one digit that is wrong leaves one of them right.
fn phone_keys(number: u64, keys: &mut Vec<u64>) {
    if number != 0 {
        key(30, &[number % 1_000_000 + 1], keys);
        key(31, &[number / 1_000 + 1], keys);
        key(32, &[number / 1_000_000 + 1, number % 1_000 + 1], keys);
    }
}
