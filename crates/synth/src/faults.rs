//! The errors real feeds have, put into finished rows on purpose: a reader must answer each of them and never fall over.

use crate::draw::Draw;
use crate::mix;
use crate::row::{Column, Row, Slip};

/// An error of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// A date as it is typed by hand: 12/03/1990.
    TypedDate,
    /// A date that does not exist: 1990-02-30.
    ImpossibleDate,
    /// A date that has not come yet.
    FutureDate,
    /// Neither given nor family name.
    NoName,
    /// Town and postcode in each other's columns.
    PostcodeInTown,
    /// E-mail address and mobile number in each other's columns.
    EmailInPhone,
    /// A flag nobody agreed on.
    BadFlag,
    /// A word that is not of its list: "Y", "Female".
    BadWord,
    /// No id of the row.
    NoRecordId,
    /// No crime number although it was reported.
    NoCrimeReference,
    /// No time of recording.
    NoRecordedAt,
    /// A time of recording without its offset.
    NoOffset,
    /// Neither code nor text nor flags.
    NoOffence,
    /// A name in Windows-1252 (CSV only).
    CodePage,
    /// A quotation mark in the middle of a cell that is not quoted (CSV only).
    StrayQuote,
    /// A comma in an address that nobody quoted, and so a cell too many (CSV only).
    CellTooMany,
}

/// How often each occurs among faulty rows.
const WEIGHTS: [(u32, Fault); 15] = [
    (16, Fault::TypedDate),
    (6, Fault::ImpossibleDate),
    (5, Fault::FutureDate),
    (6, Fault::NoName),
    (9, Fault::PostcodeInTown),
    (9, Fault::EmailInPhone),
    (6, Fault::BadFlag),
    (8, Fault::BadWord),
    (3, Fault::NoRecordId),
    (5, Fault::NoCrimeReference),
    (3, Fault::NoRecordedAt),
    (5, Fault::NoOffset),
    (4, Fault::NoOffence),
    (6, Fault::StrayQuote),
    (3, Fault::CellTooMany),
];
const BAD_FLAGS: [&str; 4] = ["DV", "domestic abuse", "hate-race", "vulnerable adult"];
const BAD_WORDS: [(Column, &str); 6] = [
    (Column::SafeText, "Y"),
    (Column::Sex, "Female"),
    (Column::SupportConsent, "consented"),
    (Column::PreferredContact, "WhatsApp"),
    (Column::Role, "injured party"),
    (Column::VulnerableMarker, "1"),
];

/// Draws whether the row has an error and puts it in: another one where the first does not fit this row.
pub(crate) fn spoil(row: &mut Row, csv: bool, draw: &mut Draw) -> Option<Fault> {
    if csv && draw.chance(mix::WRONG_CODE_PAGE) && code_page(row) {
        return Some(Fault::CodePage);
    }
    if !draw.chance(mix::FAULTY) {
        return None;
    }
    (0..6).find_map(|_| {
        let fault = draw.weighted(&WEIGHTS, |(weight, _)| *weight).map(|(_, fault)| *fault)?;
        apply(fault, row, csv, draw).then_some(fault)
    })
}

/// Whether the error fitted.
fn apply(fault: Fault, row: &mut Row, csv: bool, draw: &mut Draw) -> bool {
    match fault {
        Fault::TypedDate => retype(row, draw, |year, month, day| format!("{day}/{month}/{year}")),
        Fault::ImpossibleDate => retype(row, draw, |year, _, _| format!("{year}-02-30")),
        Fault::FutureDate => future(row, draw),
        Fault::NoName => empty(row, &[Column::GivenName, Column::FamilyName]),
        Fault::PostcodeInTown => swap(row, Column::Town, Column::Postcode),
        Fault::EmailInPhone => swap(row, Column::Email, Column::PhoneMobile),
        Fault::BadFlag => {
            row.add(Column::Flags, draw.one(&BAD_FLAGS));
            true
        }
        Fault::BadWord => {
            if let Some((column, word)) = draw.weighted(&BAD_WORDS, |_| 1) {
                row.set(*column, word);
            }
            true
        }
        Fault::NoRecordId => empty(row, &[Column::SourceRecordId]),
        Fault::NoCrimeReference => row.get(Column::Reported) != "no" && empty(row, &[Column::CrimeReference]),
        Fault::NoRecordedAt => empty(row, &[Column::RecordedAt]),
        Fault::NoOffset => {
            let bare = row.get(Column::RecordedAt).split('+').next().unwrap_or_default().to_owned();
            row.set(Column::RecordedAt, &bare);
            true
        }
        Fault::NoOffence => empty(row, &[Column::OffenceCode, Column::OffenceText, Column::Flags]),
        Fault::CodePage => csv && code_page(row),
        Fault::StrayQuote => csv && stray_quote(row, draw),
        Fault::CellTooMany => {
            let splits = csv && row.get(Column::Address1).contains(' ');
            row.slip = splits.then_some(Slip::CellTooMany).or(row.slip);
            splits
        }
    }
}

fn retype(row: &mut Row, draw: &mut Draw, typed: impl Fn(&str, &str, &str) -> String) -> bool {
    let column = if draw.below(3) == 0 { Column::OccurredFrom } else { Column::DateOfBirth };
    let date = row.get(column).to_owned();
    let mut parts = date.split('-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else { return false };
    row.set(column, &typed(year, month, day));
    true
}

/// A year typed a century too late.
fn future(row: &mut Row, draw: &mut Draw) -> bool {
    let column = if draw.below(2) == 0 { Column::OccurredFrom } else { Column::DateOfBirth };
    let date = row.get(column).to_owned();
    let Some((_, rest)) = date.split_once('-') else { return false };
    row.write(column, format_args!("2{}-{rest}", draw.between(101, 199)));
    true
}

fn empty(row: &mut Row, columns: &[Column]) -> bool {
    columns.iter().filter(|column| !row.take(**column).is_empty()).count() > 0
}

fn swap(row: &mut Row, one: Column, other: Column) -> bool {
    if !row.has(one) || !row.has(other) {
        return false;
    }
    let (first, second) = (row.take(one), row.take(other));
    row.set(one, &second);
    row.set(other, &first);
    true
}

/// A name with an accented letter or an apostrophe, which a word processor made a curly one, as Windows-1252 writes them.
fn code_page(row: &mut Row) -> bool {
    let names = [Column::GivenName, Column::FamilyName];
    let telling = names.iter().any(|column| row.get(*column).contains(|letter: char| !letter.is_ascii() || letter == '\''));
    let whole = telling && row.cells().all(|(_, text)| text.chars().all(|letter| windows_1252(letter).is_some()));
    if whole {
        for column in names {
            let curly = row.get(column).replace('\'', "\u{2019}");
            row.set(column, &curly);
        }
        row.slip = Some(Slip::CodePage);
    }
    whole
}

/// The byte of a letter in Windows-1252, for the letters met here.
pub(crate) fn windows_1252(letter: char) -> Option<u8> {
    match letter {
        '\u{0}'..='\u{7f}' | '\u{a0}'..='\u{ff}' => u8::try_from(letter).ok(),
        '\u{2019}' => Some(0x92),
        'Š' => Some(0x8a),
        'š' => Some(0x9a),
        'Ž' => Some(0x8e),
        'ž' => Some(0x9e),
        _ => None,
    }
}

/// Three forms that stay within their cell and row: `Sm"ith`, `Smith"`, `12" Mill Lane`.
fn stray_quote(row: &mut Row, draw: &mut Draw) -> bool {
    let column = if draw.below(2) == 0 { Column::FamilyName } else { Column::Address1 };
    let text = row.get(column).to_owned();
    let size = u32::try_from(text.chars().count()).unwrap_or(0);
    if size < 3 || text.contains([',', '\n']) {
        return false;
    }
    let at = draw.between(1, size) as usize;
    let spoilt: String = text.chars().take(at).chain(['"']).chain(text.chars().skip(at)).collect();
    row.set(column, &spoilt);
    row.slip = Some(Slip::Unquoted(column));
    true
}
