//! Any bytes as a transfer, and any bytes as rows between those of two people.
//!
//! Holds that reading never panics, that rows are numbered without a gap, and that whatever stands between two people's rows, nothing of either
//! comes out in another row.

#![no_main]

/// The reader's own source, so that fuzzing need not build databases and pages with it.
#[path = "../../crates/intake/src/read/mod.rs"]
#[allow(dead_code, unused_imports)]
mod read;

use libfuzzer_sys::fuzz_target;
use read::{Content, Reader};

const HEADINGS: &str = "source_record_id,crime_reference,recorded_at,family_name,contact_notes,town\n";
/// Two people with everything that confuses a reader in their rows: line breaks, commas and quotes.
const BEFORE: &str = "%1%,CR/%1%,2026-11-23T10:00:00Z,%1%,\"%1%\n\"\"so, \"\"\",%1%\n";
const AFTER: &str = "%2%,CR/%2%,2026-11-23T10:00:00Z,%2%,\"\n%2%, \"\"\n\",\"%2%\n\"\n";

fuzz_target!(|bytes: &[u8]| {
    let _ = rows(bytes);
    if bytes.contains(&b'%') {
        return;
    }
    let alone = rows(&[HEADINGS, BEFORE, AFTER].concat().into_bytes()).expect("a transfer");
    assert!(alone.len() == 2 && alone.iter().all(|(read, _)| *read), "both people's rows are legal");
    let between = [HEADINGS.as_bytes(), BEFORE.as_bytes(), bytes, b"\n", AFTER.as_bytes()].concat();
    for (read, kept) in rows(&between).expect("a transfer") {
        let of_a_person = alone.iter().any(|(_, own)| *own == kept);
        assert!(!read || of_a_person || !kept.contains('%'), "a row holds what is another's");
    }
});

/// Each row: whether it could be read, and what would be kept of it. Nothing if the file is refused; what came before an error if it fails.
fn rows(file: &[u8]) -> Option<Vec<(bool, String)>> {
    let reader = Reader::open(file, "transfer").ok()?;
    let rows = reader.map_while(Result::ok).zip(1..).map(|(row, number)| {
        assert_eq!(row.number, number);
        (matches!(row.content, Content::Referral(_)), serde_json::to_string(&row.as_sent).expect("json"))
    });
    Some(rows.collect())
}
