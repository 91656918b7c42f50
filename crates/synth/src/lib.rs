//! Invented victims for real recorded crime: for rehearsal, training and load.
//!
//! [`write_feed`] reads a month of recorded crime in the street layout of data.police.uk and writes a transfer feed, version 1: for each crime that
//! has somebody to send, one row a person. Volume, mix and places follow the recorded crime; the people are put together at random from common names
//! and do not exist. Telephone numbers come from Ofcom's drama ranges and e-mail addresses are at example.org, so that nobody can be reached by mistake.
//!
//! The same file, options and seed give the same bytes on every machine. [`example_month`] makes up a month of recorded crime where there is none.

mod again;
mod cast;
mod describe;
mod draw;
mod example_month;
mod faults;
mod feed;
mod identity;
mod incident;
mod misspell;
mod mix;
mod names;
mod offences;
mod person;
mod phones;
mod places;
mod recorded_crime;
mod row;
#[cfg(test)]
mod tests;
mod timetable;
mod wishes;
mod write;

use std::io::{BufWriter, Read, Write};

use jiff::Timestamp;

pub use example_month::example_month;

/// The form of the feed that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// CSV in UTF-8 with a header, and with the slips that only a CSV file can have (a stray quote, a wrong code page, a cell too many).
    #[default]
    Csv,
    /// JSON Lines: one object a row, without the fields that are not known.
    JsonLines,
}

impl Format {
    /// The form a file of this name has: JSON Lines for `.jsonl` and `.ndjson` (with or without `.gz`), else CSV.
    pub fn of_file(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let name = name.trim_end_matches(".gz");
        if [".jsonl", ".ndjson"].iter().any(|ending| name.ends_with(ending)) { Self::JsonLines } else { Self::Csv }
    }
}

/// What feed to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Another seed gives other people; the same seed the same bytes.
    pub seed: u64,
    /// So many rows: the first of the month, or, where the month has fewer, as many more like it in the same month. None: as the month gives.
    pub rows: Option<u64>,
    /// CSV or JSON Lines.
    pub format: Format,
    /// Record the crimes between these two moments (the second not included) instead of in the month of the file: for a demonstration whose rows are
    /// recent on any day of the month. Ids keep the month of the file.
    pub recorded_between: Option<(Timestamp, Timestamp)>,
}

/// What was written. It says nothing about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Summary {
    /// Recorded crimes gone through.
    pub crimes: u64,
    /// Of them, those with at least one person to send.
    pub incidents: u64,
    /// Rows written, the header not counted.
    pub rows: u64,
    /// People invented.
    pub people: u64,
    /// Rows of somebody who was a victim earlier in the feed.
    pub repeats: u64,
    /// Rows chosen to be sent again unchanged.
    pub resent: u64,
    /// Rows chosen to be sent again with something changed.
    pub resent_changed: u64,
    /// Rows chosen to come again under another id.
    pub duplicates: u64,
    /// Rows with an error put in on purpose.
    pub faulty: u64,
}

/// Why no feed could be written.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// The recorded crime lacks a column.
    #[error(
        "the recorded crime has no column \"{column}\"; expected the street layout of data.police.uk, a CSV file that begins with \"Crime ID,Month,Reported by,…\""
    )]
    MissingColumn {
        /// The column that is not there.
        column: &'static str,
    },
    /// A line of the recorded crime holds a value that cannot be.
    #[error("line {line} of the recorded crime: {what} \"{found}\" is not {expected}")]
    Line {
        /// The line in the file, counted from 1.
        line: u64,
        /// Which value.
        what: &'static str,
        /// What stands there, shortened.
        found: String,
        /// What should.
        expected: String,
    },
    /// There is a header and nothing else.
    #[error("the recorded crime holds no crime")]
    NoCrimes,
    /// So many rows were asked for and no crime has anybody to send.
    #[error(
        "no crime of this file has a victim (drugs, weapons and most public order have none), so no rows can be made from it; take a file with other crimes"
    )]
    NobodyHarmed,
    /// The file is too big to be a month of recorded crime.
    #[error("the recorded crime holds more than {most} crimes; one file is one month of one force")]
    TooManyCrimes {
        /// How many are read at most.
        most: usize,
    },
    /// The stretch of time is empty or lies outside the calendar.
    #[error("there is no time between the first and the last moment of recording; give a later end")]
    NoTime,
    /// The recorded crime is not CSV.
    #[error("the recorded crime cannot be read as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// Reading or writing failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
}

/// Writes a feed of invented victims for a month of recorded crime.
///
/// `recorded_crime` is CSV, plain or gzip-compressed. A few bytes a crime are held in memory, and a bounded number of people; nothing grows with the rows.
/// Rows come in the order of recording, except those that come again later. Times are written in London's time with its offset.
///
/// # Errors
/// When the recorded crime is not in the street layout, holds more than one month or an unknown crime type (the message names the line),
/// or when reading or writing fails.
pub fn write_feed(recorded_crime: impl Read, out: &mut impl Write, options: &Options) -> Result<Summary, SynthError> {
    let month = recorded_crime::RecordedMonth::read(recorded_crime)?;
    feed::write(&month, &mut BufWriter::with_capacity(1 << 16, out), options)
}
