//! What holds for any file.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::super::Field;
use super::super::split::{Split, split};
use super::*;

/// Columns of text, two of them unknown to the feed.
const TEXTS: [&str; 8] = ["given_name", "family_name", "address_1", "town", "contact_notes", "officer_name", "beat", "custody suite"];

/// Text such as people write it, and such as breaks readers.
fn text() -> impl Strategy<Value = String> {
    let piece = select(vec!["", "Zoë", "O’Brien", " ", "\"", "\"\"", ",", "\n", "\r\n", ";", "{", "x", "Łódź", "\u{a0}", "山"]);
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// The same, but where it has several lines a comma is followed by a word, so that no line of it looks like the start of a row.
fn honest_text() -> impl Strategy<Value = String> {
    text().prop_map(|text| if text.contains('\n') { text.replace(',', ", x") } else { text })
}

/// A table's rows: each has an id and its texts, every text marked as that row's.
fn people(text: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<Vec<String>>> {
    let texts = vec((text, any::<bool>()), TEXTS.len());
    vec(texts, 1..8).prop_map(|rows| {
        let row = |(number, texts): (usize, Vec<(String, bool)>)| {
            let marked = |(text, before): (String, bool)| if before { format!("#{number}#{text}") } else { format!("{text}#{number}#") };
            let fixed = [format!("#{number}#"), format!("CR/{number}"), "2026-11-23T10:00:00Z".to_owned()];
            fixed.into_iter().chain(texts.into_iter().map(marked)).collect()
        };
        rows.into_iter().enumerate().map(row).collect()
    })
}

fn headings() -> impl Iterator<Item = &'static str> {
    ["source_record_id", "crime_reference", "recorded_at"].into_iter().chain(TEXTS)
}

/// One record as a table has it.
fn record<'a>(fields: impl IntoIterator<Item = &'a str>, windows: bool) -> Vec<u8> {
    let end = if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut table = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
    table.write_record(fields).expect("written");
    table.into_inner().expect("written")
}

/// What the reader should make of a row: as it is kept.
fn kept(row: &[String]) -> String {
    let pairs = headings().zip(row.iter().map(|text| super::super::field::trimmed(text))).filter(|(_, text)| !text.is_empty());
    let known = |name: &str| Field::parse(name).map_or(usize::MAX, |field| field as usize);
    let mut pairs: Vec<(&str, &str)> = pairs.collect();
    pairs.sort_by_key(|(name, _)| known(name));
    let pairs = pairs.iter().map(|(name, text)| format!("{}:{}", serde_json::json!(name), serde_json::json!(text)));
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

fn as_kept(row: &Row) -> String {
    serde_json::to_string(&row.as_sent).expect("json")
}

fn is_read(row: &Row) -> bool {
    matches!(row.content, Content::Referral(_))
}

/// Bytes that look more like a transfer than random ones.
fn likely_bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(vec![
        &b"source_record_id,recorded_at,crime_reference"[..],
        b"A,2026-11-23T10:00:00Z,CR/1",
        b"{\"source_record_id\":\"A\"",
        b"}",
        b":",
        b",",
        b"\"",
        b"\n",
        b"\r",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\x1f\x8b\x08",
    ]);
    (any::<bool>(), vec(prop_oneof![9 => piece.prop_map(<[u8]>::to_vec), 1 => any::<[u8; 2]>().prop_map(Vec::from)], 0..60)).prop_map(
        |(table, pieces)| {
            let start = if table { &b"source_record_id,recorded_at,crime_reference\n"[..] } else { b"" };
            [start, &pieces.concat()].concat()
        },
    )
}

proptest! {
    #[test]
    fn any_bytes_give_numbered_rows_or_a_reason(bytes in prop_oneof![likely_bytes(), vec(any::<u8>(), 0..400)], pack in any::<bool>()) {
        let bytes = if pack { gzipped(bytes) } else { bytes };
        if let Ok(reader) = Reader::open(bytes.as_slice(), "transfer") {
            for (row, number) in reader.zip(1..) {
                match row {
                    Ok(row) => prop_assert_eq!(row.number, number),
                    Err(error) => prop_assert!(!error.to_string().is_empty()),
                }
            }
        }
    }

    #[test]
    fn a_table_is_read_as_it_was_written(
        rows in people(honest_text()),
        order in Just((0..TEXTS.len() + 3).collect::<Vec<_>>()).prop_shuffle(),
        (mark, windows, pack) in any::<(bool, bool, bool)>(),
    ) {
        let in_order = |fields: Vec<&str>| record(order.iter().map(|place| fields[*place]), windows);
        let mut file = if mark { b"\xef\xbb\xbf".to_vec() } else { Vec::new() };
        file.extend(in_order(headings().collect()));
        for row in &rows {
            file.extend(in_order(row.iter().map(String::as_str).collect()));
        }
        let ordered: Vec<u8> = headings().map(str::as_bytes).collect::<Vec<_>>().join(&b","[..]);
        let plain: Vec<u8> = [ordered, b"\n".to_vec()].concat().into_iter().chain(rows.iter().flat_map(|row| record(row.iter().map(String::as_str), false))).collect();
        let found = read(if pack { gzipped(file) } else { file });
        let reference = read(plain);
        prop_assert_eq!(found.len(), rows.len());
        for ((found, reference), row) in found.iter().zip(&reference).zip(&rows) {
            prop_assert!(is_read(found));
            prop_assert_eq!(found.digest, reference.digest);
            prop_assert_eq!(as_kept(reference), kept(row));
            prop_assert!(same_referral(found, reference));
        }
    }

    #[test]
    fn a_stray_or_lost_quote_in_one_row_touches_no_other_rows_content(
        rows in people(text()),
        hit in any::<Index>(),
        place in any::<Index>(),
        lose in any::<bool>(),
    ) {
        let hit = hit.index(rows.len());
        let found = read(with_one_quote_changed(&rows, hit, place, lose));
        for row in found.iter().filter(|row| is_read(row)) {
            let kept_text = as_kept(row);
            let owners: Vec<usize> = (0..rows.len()).filter(|number| kept_text.contains(&format!("#{number}#"))).collect();
            prop_assert!(owners.len() == 1, "{}", kept_text);
            prop_assert!(owners[0] == hit || kept_text == kept(&rows[owners[0]]));
        }
    }

    #[test]
    fn a_stray_or_lost_quote_among_rows_of_one_line_costs_at_most_its_own_row(
        rows in people(text().prop_map(|text| text.replace(['\r', '\n'], " "))),
        hit in any::<Index>(),
        place in any::<Index>(),
        lose in any::<bool>(),
    ) {
        let hit = hit.index(rows.len());
        let found = read(with_one_quote_changed(&rows, hit, place, lose));
        prop_assert_eq!(found.len(), rows.len());
        for (number, row) in found.iter().enumerate().filter(|(number, _)| *number != hit) {
            prop_assert_eq!(as_kept(row), kept(&rows[number]));
        }
    }

    #[test]
    fn a_record_is_split_as_others_split_it(fields in vec(text().prop_map(|text| text.replace('\r', "")), 1..6), place in any::<Index>(), stray in any::<bool>()) {
        let mut bytes = record(fields.iter().map(String::as_str), false);
        if stray {
            bytes.insert(place.index(bytes.len()), b'"');
        }
        let (mut found, mut spans) = (Vec::new(), Vec::new());
        if let Split::Whole { end, .. } = split(&bytes, &mut found, &mut spans) {
            let mut other = csv::ReaderBuilder::new().has_headers(false).flexible(true).terminator(csv::Terminator::Any(b'\n')).from_reader(&bytes[..end]);
            let other = other.byte_records().next().expect("a record").expect("read");
            let found: Vec<&[u8]> = spans.iter().map(|span| span.of(&found)).collect();
            prop_assert_eq!(found, other.iter().collect::<Vec<_>>());
        } else {
            prop_assert!(stray);
        }
    }
}

/// Whether two rows say the same; unknown columns may come in any order.
fn same_referral(one: &Row, other: &Row) -> bool {
    let (Content::Referral(one), Content::Referral(other)) = (&one.content, &other.content) else { return false };
    let [one, other] = [one, other].map(|referral| {
        let mut referral = (**referral).clone();
        referral.other.sort();
        referral
    });
    one == other
}

/// A table in which one row has a quote too many, or one too few if it has any.
fn with_one_quote_changed(rows: &[Vec<String>], hit: usize, place: Index, lose: bool) -> Vec<u8> {
    let mut file = record(headings(), false);
    for (number, row) in rows.iter().enumerate() {
        let mut bytes = record(row.iter().map(String::as_str), false);
        let quotes: Vec<usize> = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'"').map(|(at, _)| at).collect();
        if number == hit && lose && !quotes.is_empty() {
            bytes.remove(quotes[place.index(quotes.len())]);
        } else if number == hit {
            bytes.insert(place.index(bytes.len()), b'"');
        }
        file.extend(bytes);
    }
    file
}
