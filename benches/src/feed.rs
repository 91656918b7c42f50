//! Feeds of invented victims, the same bytes each time.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};

use crate::Result;

/// The people of the feeds are the same each time.
const SEED: u64 = 20_181_101;
/// The month that is made up where there is no real one, and how many crimes it has: as many as the real one of a rural county.
const MADE_UP: (Date, u32) = (date(2018, 11, 1), 5_615);
/// Real recorded crime, where it is kept beside the checkout.
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/recorded-crime");

/// A feed on the disk.
#[derive(Debug)]
pub struct Feed {
    /// The file.
    pub file: PathBuf,
    /// The rows in it.
    pub rows: u64,
    /// A moment of receipt after everything in it was recorded.
    pub received_at: Timestamp,
    /// Whether it follows real recorded crime.
    pub real: bool,
}

/// Writes a feed of so many rows into the folder. Of real months the one that is named for the hub is taken, or else the first.
///
/// # Errors
/// When it cannot be written, or the recorded crime is not what it should be.
pub fn write(folder: &Path, rows: u64, hub: &str) -> Result<Feed> {
    let recorded = recorded_crime(hub);
    let month = recorded.as_ref().map_or(MADE_UP.0, |(month, _)| *month);
    let source: Box<dyn Read> = match &recorded {
        Some((_, file)) => Box::new(File::open(file)?),
        None => Box::new(std::io::Cursor::new(synth::example_month(MADE_UP.0, MADE_UP.1, SEED))),
    };
    let file = folder.join(format!("feed-{rows}.csv"));
    let options = synth::Options { seed: SEED, rows: Some(rows), ..Default::default() };
    let summary = synth::write_feed(source, &mut File::create(&file)?, &options)?;
    let received = month.first_of_month().checked_add(1.month())?.at(9, 0, 0, 0).in_tz("Europe/London")?;
    Ok(Feed { file, rows: summary.rows, received_at: received.timestamp(), real: recorded.is_some() })
}

/// A real month: the day it begins and its file.
fn recorded_crime(hub: &str) -> Option<(Date, PathBuf)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(RECORDED).ok()?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let name = |file: &Path| file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let months: Vec<(Date, PathBuf)> =
        files.into_iter().filter_map(|file| Some((format!("{}-01", name(&file).get(..7)?).parse().ok()?, file))).collect();
    months.iter().find(|(_, file)| name(file).contains(hub)).or(months.first()).cloned()
}
