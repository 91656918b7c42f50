//! What a file may be, and what is said of one that is no transfer.

use std::io::{self, Cursor, Read};

use super::super::Field;
use super::*;

const HEADINGS: &str = "source_record_id,crime_reference,recorded_at";
const A_AND_B: &str = "source_record_id,crime_reference,recorded_at\nA,CR/1,2026-11-23T10:00:00Z\nB,CR/2,2026-11-23T10:00:00Z\n";

#[test]
fn marks_line_ends_and_compression_make_no_difference() {
    let windows = A_AND_B.replace('\n', "\r\n");
    let doubled = A_AND_B.replace('\n', "\r\r\n");
    let marked = format!("\u{feff}{A_AND_B}");
    let spaced = A_AND_B.replace('\n', "\n\n \n");
    for file in [A_AND_B, windows.as_str(), doubled.as_str(), marked.as_str(), spaced.as_str(), A_AND_B.trim_end(), &format!("\n{A_AND_B}")]
    {
        for file in [file.as_bytes().to_vec(), gzipped(file), [gzipped(&file[..40]), gzipped(&file[40..])].concat()] {
            let rows = read(file);
            assert_eq!(ids(&rows), ["A", "B"]);
            assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2]);
        }
    }
}

#[test]
fn headings_count_in_any_order_and_case() {
    assert_eq!(ids(&read(" Recorded_At ,SOURCE_RECORD_ID,\"Crime_Reference\"\n2026-11-23T10:00:00Z,A,CR/1\n")), ["A"]);
}

#[test]
fn an_empty_file_and_one_with_headings_only_have_no_row() {
    for file in ["", "\n \r\n", "\u{feff}", HEADINGS] {
        assert!(read(file).is_empty());
        assert!(read(gzipped(file)).is_empty());
    }
}

#[test]
fn a_file_that_is_no_text_is_refused_in_a_sentence() {
    let utf16: Vec<u8> = A_AND_B.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (file, looks_like) in [
        ([b"\xff\xfe", utf16.as_slice()].concat(), "UTF-16"),
        (utf16, "UTF-16"),
        (b"PK\x03\x04\x14\x00\x06\x00".to_vec(), "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1".to_vec(), "Excel workbook"),
        (b"%PDF-1.7\n".to_vec(), "a PDF"),
        (gzipped(gzipped(A_AND_B)), "compressed file other than gzip"),
        (b"\x7fELF\x02\x01\x01\x00\x00".to_vec(), "a binary file"),
        (vec![1; 3 << 20], "a binary file"),
        (b"<?xml version=\"1.0\"?>\n<rows/>".to_vec(), "XML"),
        (b"[\n {\"source_record_id\":\"A\"}]".to_vec(), "one JSON list"),
    ] {
        let said = refused(&file);
        assert!(said.starts_with("transfer: this looks like ") && said.contains(looks_like), "{said}");
    }
    assert!(refused(vec![b'x'; 3 << 20]).contains("longer than a mebibyte"));
}

#[test]
fn headings_that_cannot_be_read_say_why() {
    assert!(refused(b"source_record_id,recorded_at,pr\xe9nom\nA,B,C\n").contains("not UTF-8"));
    assert!(refused("source_record_id,recorded_at\rA,2026-11-23T10:00:00Z\r").contains("carriage returns"));
    assert!(refused("source_record_id,\"recorded_at\nA,2026-11-23T10:00:00Z\n").contains("a quote is not closed"));
    assert!(refused(format!("{HEADINGS}{}", ",x".repeat(1_000))).contains("more than 1,000 columns"));
}

#[test]
fn missing_headings_are_named_with_the_nearest_found_but_never_with_a_persons_data() {
    let said = refused("source_recordid,crime_reference,recorded_on\n");
    assert!(said.contains("no heading source_record_id and no heading recorded_at"), "{said}");
    assert!(said.contains("nearest to source_record_id is `source_recordid`") && said.contains("`recorded_on`"), "{said}");
    let said = refused("NI-1,Zoë,Okafor,1 High Street,07700900123\nNI-2,Ada,Hall,2 High Street,07700900124\n");
    assert!(said.contains("no heading comes near") && !said.contains("Okafor"), "{said}");
    let said = refused("source_id,crime_reference,recorded_at\n");
    assert!(said.ends_with("the nearest to source_record_id is `source_id`: rename that heading and send the file again"), "{said}");
}

#[test]
fn columns_that_are_not_separated_by_commas_are_said_to_be() {
    let every_field = Field::ALL.iter().map(|field| field.as_str()).collect::<Vec<_>>();
    for (mark, called) in [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")] {
        for headings in
            ["source_record_id,recorded_at,sex".replace(',', mark), every_field.join(mark), format!("Name, {}", every_field.join(mark))]
        {
            let said = refused(format!("{headings}\n"));
            let wanted = format!("transfer: the columns are separated by {called}: save it as CSV with commas between the columns");
            assert!(said.starts_with(&wanted), "{said}");
        }
    }
}

#[test]
fn a_heading_that_stands_twice_is_named() {
    assert!(refused(format!("{HEADINGS},town, Town \n")).contains("`town` stands twice"));
}

#[test]
fn a_row_of_ten_megabytes_is_rejected_and_the_next_one_read() {
    for (start, end) in [("", ""), ("\"", ""), ("\"", "\"")] {
        let notes = format!("{start}{}{end}", "x".repeat(10 << 20));
        let rows = read(format!("{HEADINGS},contact_notes\nA,CR/1,2026-11-23T10:00:00Z,{notes}\nB,CR/2,2026-11-23T10:00:00Z,\n"));
        assert_eq!(ids(&rows), ["? rejected", "B"]);
        assert_eq!(reasons(&rows[0]), ["unreadable_row"]);
    }
    let line = format!("{{\"source_record_id\":\"{}\"}}\n", "x".repeat(10 << 20));
    assert_eq!(ids(&read(format!("{line}{line}"))), ["? rejected", "? rejected"]);
}

/// An endless row: a reader that held it would never get to the end.
#[test]
fn memory_stays_small_whatever_the_length_of_a_row() {
    let endless = io::repeat(b'x').take(64 << 20);
    let file = Cursor::new(format!("{HEADINGS}\n")).chain(endless).chain(Cursor::new("\nB,CR/2,2026-11-23T10:00:00Z\n"));
    let mut reader = Reader::open(file, "transfer").expect("opens");
    assert_eq!(ids(&reader.by_ref().map(|row| row.expect("read")).collect::<Vec<_>>()), ["? rejected", "B"]);
    assert!(reader.window.memory() < 4 << 20, "{}", reader.window.memory());
}

#[test]
fn a_file_cut_short_gives_the_rows_before_the_cut_and_then_says_so() {
    let rows: String = (0..50_000).map(|n| format!("A{n},CR/{n},2026-11-23T10:00:00Z\n")).collect();
    let mut packed = gzipped(format!("{HEADINGS}\n{rows}"));
    packed.truncate(packed.len() / 2);
    let (found, error) = until_failed(packed.as_slice());
    assert!(found.len() > 1_000 && found.len() < 50_000);
    assert!(found.iter().zip(0..).all(|(row, n)| ids(std::slice::from_ref(row)) == [format!("A{n}")]), "no row is cut");
    assert!(error.to_string().contains("could not be read to its end"), "{error}");
    let short = gzipped(A_AND_B);
    let (found, _) = until_failed(&short[..short.len() - 4]);
    assert_eq!(ids(&found), ["A", "B"], "also when the cut is found while looking at the file's first bytes");
}

#[test]
fn a_disk_that_fails_ends_the_reading_once() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let mut reader = Reader::open(A_AND_B.as_bytes().chain(&b"C,CR/3"[..]).chain(Failing), "transfer").expect("opens");
    assert_eq!(ids(&reader.by_ref().take(2).map(|row| row.expect("read")).collect::<Vec<_>>()), ["A", "B"]);
    assert!(reader.next().is_some_and(|row| row.is_err()), "a row that the failure may have cut is not given");
    assert!(reader.next().is_none());
}
