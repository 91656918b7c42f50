//! Files as forces send them, and as they should not.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value};
use testkit::databases::{on_both, sqlite};
use testkit::feed::{FeedRow, columns, csv, csv_with, row};

use super::{Answers, MONDAY, hub, outcomes, state};

fn ann(id: &str) -> FeedRow {
    row(id).name("Ann", "Lee").born("1990-02-03").mobile("07700 900001").says("house_colour", "blue")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Rows of every outcome that one file can have.
fn mixed() -> Vec<FeedRow> {
    vec![
        ann("R1").says("contact_notes", "Ring, but \"not\" before ten\nand never on Sunday"),
        ann("R2"),
        ann("R1"),
        ann("R3").crime("CR/R2"),
        row("R4").name("Zoë", "Ó Briain").email("zoe@example.org").flags("stalking").says("address_1", "1, High Street"),
        row("R5").recorded("24/11/2026"),
        row("R6"),
        row("R7").name("Bob", "Ray").refuses(),
        row("R8").name("Bob", "Ray").says("role", "witness"),
    ]
}

/// JSON's lines say only what a row says.
fn json_lines(rows: &[FeedRow]) -> String {
    let columns = columns(rows);
    let line = |row: &FeedRow| {
        let said = columns.iter().filter(|name| !row.get(name).is_empty());
        let object: Map<String, Value> = said.map(|name| (name.clone(), Value::from(row.get(name)))).collect();
        Value::Object(object).to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

#[test]
fn however_it_is_written_the_decisions_are_the_same() {
    let rows = mixed();
    let mut shuffled = columns(&rows);
    shuffled.reverse();
    shuffled.rotate_left(5);
    let marked = |text: String| format!("\u{feff}{text}");
    let written: Vec<(&str, Vec<u8>)> = vec![
        ("CRLF, mark and other columns first", marked(csv_with(&shuffled, &rows, "\r\n")).into_bytes()),
        ("the same, compressed", gzip(marked(csv_with(&shuffled, &rows, "\r\n")).as_bytes())),
        ("JSON Lines", json_lines(&rows).into_bytes()),
        ("JSON Lines, compressed, with a mark", gzip(marked(json_lines(&rows)).as_bytes())),
    ];
    on_both(|scratch| {
        let plain_hub = hub(scratch, "example");
        let plain = plain_hub.takes(MONDAY, &rows);
        let expected = ["opened", "attached", "updated", "duplicate", "opened", "rejected", "quarantined", "declined", "not_eligible"];
        assert_eq!(outcomes(&plain), expected);
        for (how, file) in &written {
            let other = sqlite();
            let answers = hub(&other, "example").reads(MONDAY, file, false);
            assert_eq!(answers, plain, "{how}");
            // What came once as CSV and comes again as JSON is the same row.
            let again = plain_hub.reads(MONDAY, file, false);
            let changed: Vec<_> =
                outcomes(&again).into_iter().filter(|outcome| !["unchanged", "rejected", "updated"].contains(outcome)).collect();
            assert!(changed.is_empty(), "{how}: {changed:?}");
        }
    });
}

#[test]
fn unknown_columns_are_kept_with_the_row() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        hub.takes_one(MONDAY, ann("R1"));
        let kept: Value = serde_json::from_str(&hub.asks("SELECT as_sent FROM source_rows")[0]).unwrap();
        assert_eq!((&kept["house_colour"], &kept["source_record_id"]), (&"blue".into(), &"R1".into()));
    });
}

#[test]
fn a_file_that_is_no_transfer_is_refused_in_a_sentence_and_nothing_is_kept() {
    let files: [&[u8]; 5] = [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x06\x00spreadsheet",
        &[0xff, 0xfe, b's', 0, b'o', 0],
        b"Dear hub,\nplease find nothing attached.\n",
        b"source_record_id;recorded_at\nR1;2026-11-23T09:00:00Z\n",
    ];
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        for file in files {
            let mut answers = Answers::default();
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("transfer.csv");
            std::fs::write(&path, file).unwrap();
            let error = hub.reads_file(MONDAY, &path, false, &mut answers).unwrap_err().to_string();
            assert!(error.starts_with("transfer.csv: ") && error.len() > 40, "{error}");
            assert!(answers.0.is_empty());
        }
        assert_eq!(hub.counts("SELECT count(*) FROM source_rows"), 0);
    });
}

#[test]
fn a_compressed_file_that_is_cut_off_keeps_what_was_read_and_goes_on_when_it_is_whole() {
    let rows: Vec<FeedRow> = (0..3_000).map(|n| ann(&format!("R{n}")).somebody(n)).collect();
    let whole = gzip(csv(&rows).as_bytes());
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("transfer.csv.gz");
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let mut answers = Answers::default();
        let error = hub.reads_file(MONDAY, &path, false, &mut answers).unwrap_err().to_string();
        assert!(error.contains("could not be read to its end"), "{error}");
        let kept = answers.0.len();
        assert!((500..2_900).contains(&kept), "{kept}");
        assert_eq!(hub.counts("SELECT count(*) FROM source_rows"), i64::try_from(kept).unwrap());
        std::fs::write(&path, &whole).unwrap();
        let mut answers = Answers::default();
        hub.reads_file(MONDAY, &path, false, &mut answers).unwrap();
        assert_eq!(outcomes(&answers.0).into_iter().filter(|outcome| *outcome == "opened").count(), 3_000 - kept);
        assert_eq!(hub.counts("SELECT count(*) FROM cases WHERE state = 'open'"), 3_000);
    });
}

#[test]
fn a_row_of_ten_megabytes_is_one_rejected_row_between_good_ones() {
    let huge = ann("R2").says("contact_notes", &"x".repeat(10 << 20));
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let answers = hub.takes(MONDAY, &[ann("R1"), huge.clone(), ann("R3")]);
        assert_eq!(outcomes(&answers), ["opened", "rejected", "attached"]);
        assert_eq!(answers[1].reasons(), ["unreadable_row"]);
        let kept = hub.counts("SELECT CAST(max(length(coalesce(as_sent, ''))) AS BIGINT) FROM source_rows");
        assert!(kept < 10_000, "{kept} characters of it are kept");
    });
}

#[test]
fn a_long_note_is_kept_whole_and_one_too_long_is_told_by_its_field() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let note = |id: &str, long: usize| ann(id).says("contact_notes", &"y".repeat(long));
        let answers = hub.takes(MONDAY, &[note("R1", 4_000), note("R2", 200_000)]);
        assert_eq!(answers[0].outcome(), "opened");
        assert_eq!(answers[1].reasons(), ["bad_value:contact_notes"]);
    });
}

/// On 25 October 2026 the hour from one to two is there twice; on 29 March it is not there at all.
#[test]
fn the_hour_that_is_there_twice_and_the_one_that_is_missing() {
    on_both(|scratch| {
        let by_recording = hub(scratch, "merseyside");
        let recorded = |id: &str, at: &str| row(id).name("Ann", &format!("Lee{id}")).mobile("07700 900001").recorded(at);
        let rows = [
            recorded("R1", "2026-10-25T01:30:00+01:00"),
            recorded("R2", "2026-10-25T01:30:00+00:00"),
            recorded("R3", "2026-03-29T01:30:00+00:00"),
            recorded("R4", "2026-03-29T01:30:00+01:00"),
        ];
        let answers = by_recording.takes("2026-10-26T09:00:00Z", &rows);
        let due: Vec<_> = answers.iter().map(|answer| answer.0["offers"][0]["due_at"].as_str().unwrap().to_owned()).collect();
        // 24 hours by the clock from the moment itself, whatever the clock on the wall said.
        let expected = ["2026-10-26T00:30:00Z", "2026-10-26T01:30:00Z", "2026-03-30T01:30:00Z", "2026-03-30T00:30:00Z"];
        assert_eq!(due, expected);
        let kept: Vec<jiff::Timestamp> =
            scratch.db.read_now(|c| c.all("SELECT recorded_at FROM incidents ORDER BY crime_reference", &[])).unwrap();
        let expected = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T00:30:00Z"];
        assert_eq!(kept, expected.map(|at| at.parse().unwrap()));
    });
}

#[test]
fn received_in_either_of_the_two_hours_the_working_day_ends_at_five() {
    on_both(|scratch| {
        for (number, at) in ["2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00"].into_iter().enumerate() {
            let somebody = row(&format!("R{number}")).recorded("2026-10-24T09:00:00+01:00").name("Ann", "Lee").mobile("07700 900001");
            let answer = hub(scratch, "example").takes_one(at, somebody);
            // Sunday: the second working day after is Tuesday, and London is back on Greenwich time.
            assert_eq!(answer.0["offers"][0]["due_at"], "2026-10-27T17:00:00Z");
        }
    });
}

#[test]
fn received_before_a_bank_holiday_it_does_not_count() {
    on_both(|scratch| {
        let received = |at: &str, id: &str| {
            let somebody = row(id).recorded("2026-03-01T09:00:00+00:00").name("Ann", id).mobile("07700 900001");
            hub(scratch, "example").takes_one(at, somebody).0["offers"][0]["due_at"].clone()
        };
        // Maundy Thursday: Good Friday and Easter Monday do not count; the clock changed to summer time on 29 March.
        assert_eq!(received("2026-04-02T16:00:00+01:00", "R1"), "2026-04-08T16:00:00Z");
        // Christmas Eve is a Thursday: Christmas, and Boxing Day's Monday, do not count.
        assert_eq!(received("2026-12-24T16:00:00Z", "R2"), "2026-12-30T17:00:00Z");
        assert_eq!(received("2026-12-31T10:00:00Z", "R3"), "2027-01-05T17:00:00Z");
    });
}

/// A row recorded on the day of receipt, by a clock that goes a little fast, is not in the future; one of the next day is.
#[test]
fn the_future_begins_on_the_day_after_receipt() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let recorded = |id: &str, at: &str| row(id).name("Ann", &format!("Lee{id}")).mobile("07700 900001").recorded(at);
        let night = "2026-07-01T22:30:00Z";
        let rows = [
            recorded("R1", "2026-07-01T23:40:00+01:00"),
            recorded("R2", "2026-07-02T00:10:00+01:00"),
            recorded("R3", "2026-07-01T08:00:00Z").says("occurred_from", "2026-07-01"),
            recorded("R4", "2026-07-01T08:00:00Z").says("occurred_to", "2026-07-02"),
        ];
        assert_eq!(outcomes(&hub.takes(night, &rows)), ["opened", "quarantined", "opened", "quarantined"]);
    });
}

#[test]
fn what_is_kept_does_not_depend_on_the_writing() {
    let rows = mixed();
    let (plain, other) = (sqlite(), sqlite());
    hub(&plain, "example").takes(MONDAY, &rows);
    let mut shuffled = columns(&rows);
    shuffled.reverse();
    hub(&other, "example").reads(MONDAY, &gzip(csv_with(&shuffled, &rows, "\r\n").as_bytes()), false);
    let but_for_rejected = |db: &store::Db| {
        let mut state = state(db);
        // A row that cannot be read is known by its place in its file.
        state.get_mut("source_rows").unwrap().retain(|row| !row.contains("'rejected'"));
        state
    };
    assert_eq!(but_for_rejected(&plain.db), but_for_rejected(&other.db));
}
