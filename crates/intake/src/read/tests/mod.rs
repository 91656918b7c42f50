//! What a force may send, and what the reader makes of it.

mod doubts;
mod files;
mod properties;
mod quotes;
mod rows;

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::{Content, FileError, Reader, Referral, Row};

/// A row that is always in order.
const SOUND: &str = "NI-1,CR/1/26,2026-11-23T10:00:00Z";

/// Every row of a file, which must open and be read to its end.
fn read(file: impl AsRef<[u8]>) -> Vec<Row> {
    Reader::open(file.as_ref(), "transfer").expect("a transfer").map(|row| row.expect("a row")).collect()
}

/// Why a file does not open.
fn refused(file: impl AsRef<[u8]>) -> String {
    match Reader::open(file.as_ref(), "transfer") {
        Err(error) => error.to_string(),
        Ok(_) => panic!("it opened"),
    }
}

/// The rows of a file up to its error, and the error.
fn until_failed(file: impl std::io::Read) -> (Vec<Row>, FileError) {
    let mut rows = Vec::new();
    for row in Reader::open(file, "transfer").expect("a transfer") {
        match row {
            Ok(row) => rows.push(row),
            Err(error) => return (rows, error),
        }
    }
    panic!("it was read to its end")
}

/// A table with one sound row that has these further columns.
fn row_with(columns: &[(&str, &str)]) -> Row {
    let mut table = csv::Writer::from_writer(Vec::new());
    table
        .write_record(["source_record_id", "crime_reference", "recorded_at"].into_iter().chain(columns.iter().map(|c| c.0)))
        .expect("written");
    table.write_record(SOUND.split(',').chain(columns.iter().map(|c| c.1))).expect("written");
    let mut rows = read(table.into_inner().expect("written"));
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

/// The referral in a sound row that has these further columns.
fn referral_with(columns: &[(&str, &str)]) -> Referral {
    referral(row_with(columns))
}

fn referral(row: Row) -> Referral {
    match row.content {
        Content::Referral(referral) => *referral,
        Content::Rejected { reasons, .. } => panic!("rejected: {reasons:?}"),
    }
}

/// Why a row was rejected, as the force reads it; empty if it was not.
fn reasons(row: &Row) -> Vec<String> {
    match &row.content {
        Content::Referral(_) => Vec::new(),
        Content::Rejected { reasons, .. } => reasons.iter().map(ToString::to_string).collect(),
    }
}

/// The ids of all rows, with a mark behind those that were rejected.
fn ids(rows: &[Row]) -> Vec<String> {
    rows.iter()
        .map(|row| match &row.content {
            Content::Referral(referral) => referral.source_record_id.clone(),
            Content::Rejected { source_record_id, .. } => format!("{} rejected", source_record_id.as_deref().unwrap_or("?")),
        })
        .collect()
}

fn gzipped(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes.as_ref()).expect("packed");
    packed.finish().expect("packed")
}
