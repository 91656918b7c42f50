//! The same person written down a second time, slightly differently: by ear, by a nickname, in haste.

use jiff::civil::Date;

use crate::draw::Draw;
use crate::row::{Column, Row};

const NICKNAMES: [(&str, &str); 40] = [
    ("Margaret", "Maggie"),
    ("Patricia", "Pat"),
    ("Barbara", "Babs"),
    ("Maureen", "Mo"),
    ("Valerie", "Val"),
    ("Kathleen", "Kath"),
    ("Josephine", "Jo"),
    ("Susan", "Sue"),
    ("Jacqueline", "Jackie"),
    ("Deborah", "Debbie"),
    ("Amanda", "Mandy"),
    ("Samantha", "Sam"),
    ("Elizabeth", "Liz"),
    ("Catherine", "Cathy"),
    ("Rebecca", "Becky"),
    ("Charlotte", "Lottie"),
    ("Jessica", "Jess"),
    ("Bethany", "Beth"),
    ("Danielle", "Dani"),
    ("Abigail", "Abi"),
    ("Ronald", "Ron"),
    ("Kenneth", "Ken"),
    ("Raymond", "Ray"),
    ("Leonard", "Len"),
    ("David", "Dave"),
    ("Andrew", "Andy"),
    ("Stephen", "Steve"),
    ("Robert", "Bob"),
    ("Michael", "Mick"),
    ("Philip", "Phil"),
    ("Richard", "Rick"),
    ("Anthony", "Tony"),
    ("Timothy", "Tim"),
    ("James", "Jim"),
    ("Matthew", "Matt"),
    ("Daniel", "Dan"),
    ("Thomas", "Tom"),
    ("Christopher", "Chris"),
    ("Samuel", "Sam"),
    ("Benjamin", "Ben"),
];

/// Changes one of given name, family name and birth date, so that a person would still see who it is.
pub(crate) fn one_cell(born: Date, draw: &mut Draw, row: &mut Row) {
    let given = row.get(Column::GivenName);
    let nickname = NICKNAMES.iter().find(|(name, _)| *name == given).map(|(_, nickname)| *nickname);
    match (nickname, draw.below(4)) {
        (Some(nickname), 0 | 1) => row.set(Column::GivenName, nickname),
        (_, 0) if (2..=12).contains(&born.day()) && born.day() != born.month() => {
            row.write(Column::DateOfBirth, format_args!("{:04}-{:02}-{:02}", born.year(), born.day(), born.month()));
        }
        (_, 1) => respell(Column::GivenName, draw, row),
        _ => respell(Column::FamilyName, draw, row),
    }
}

/// Drops, doubles or swaps a letter, not the first.
fn respell(column: Column, draw: &mut Draw, row: &mut Row) {
    let mut letters: Vec<char> = row.get(column).trim().chars().collect();
    let size = u32::try_from(letters.len()).unwrap_or(0);
    if size < 4 {
        letters.push('e');
    } else {
        let at = draw.between(1, size - 2) as usize;
        match draw.below(3) {
            0 => drop(letters.remove(at)),
            1 => {
                let letter = letters.get(at).copied().unwrap_or('e');
                letters.insert(at, letter);
            }
            _ if letters.get(at) == letters.get(at + 1) => drop(letters.remove(at)),
            _ => letters.swap(at, at + 1),
        }
    }
    row.set(column, &letters.into_iter().collect::<String>());
}
