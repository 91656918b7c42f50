//! A month of transfers, one file a day, invented for recorded crime like Lincolnshire's.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use access::Walls;
use intake::place::Placed;
use intake::transfer::{self, Options, Watch};
use jiff::{SignedDuration, Timestamp};
use kernel::{Source, london_date};
use people::memory::Everybody;
use profile::Profile;
use serde_json::Value;
use store::Db;
use vault::{Secrets, SystemSecrets};

use crate::command::Error;
use crate::demo::numbers::Numbers;

/// Days played before now.
const DAYS: i64 = 30;
/// Recorded crimes in them: a small county's month, scaled to four workers.
const CRIMES: u32 = 960;
/// The demonstration always shows the same people.
const SEED: u64 = 7;
/// A day's transfer comes in so long after the last thing in it was recorded.
const NEXT_MORNING: SignedDuration = SignedDuration::from_hours(7);

/// One day's transfer.
pub struct Day {
    /// The file.
    pub file: PathBuf,
    /// When the hub received it.
    pub received_at: Timestamp,
}

/// Writes the files into the folder, in the order in which they come.
pub fn transfers(folder: &Path, now: Timestamp) -> Result<Vec<Day>, Error> {
    let start = now.checked_sub(SignedDuration::from_hours(24 * DAYS))?;
    let recorded = synth::example_month(london_date(now), CRIMES, SEED);
    let options = synth::Options {
        seed: SEED,
        format: synth::Format::JsonLines,
        recorded_between: Some((start, now.checked_sub(NEXT_MORNING)?)),
        ..Default::default()
    };
    let mut feed = Vec::new();
    synth::write_feed(recorded.as_slice(), &mut feed, &options)?;
    let feed = String::from_utf8(feed)?;
    let mut numbers = Numbers::default();
    let lines: Vec<String> = feed.lines().map(|line| numbers.in_row(line)).collect();
    let mut days = Vec::new();
    for (number, part) in lines.chunks(lines.len().div_ceil(usize::try_from(DAYS)?).max(1)).enumerate() {
        let last = part.iter().filter_map(|line| recorded_at(line)).filter(|at| *at <= now).max().unwrap_or(start);
        let file = folder.join(format!("transfer-{number:02}.jsonl"));
        let mut out = BufWriter::new(File::create(&file)?);
        part.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        out.flush()?;
        let earlier = days.last().map_or(start, |day: &Day| day.received_at);
        days.push(Day { file, received_at: last.checked_add(NEXT_MORNING)?.max(earlier).min(now) });
    }
    Ok(days)
}

fn recorded_at(line: &str) -> Option<Timestamp> {
    serde_json::from_str::<Value>(line).ok()?.get("recorded_at")?.as_str()?.parse().ok()
}

struct Silent;

impl Watch for Silent {
    fn placed(&mut self, _: &Placed) -> std::io::Result<()> {
        Ok(())
    }
}

/// Takes one day's transfer in.
pub fn take_in(db: &Db, profile: &Arc<Profile>, walls: &Walls, everybody: &Arc<Everybody>, day: &Day) -> Result<(), Error> {
    let options = Options {
        source: Source::Police,
        versions: Arc::clone(profile).into(),
        walls: walls.clone(),
        as_of: Some(day.received_at),
        dry_run: false,
        everybody: Some(Arc::clone(everybody)),
        run: SystemSecrets.bytes()?,
        bytes_read: Arc::default(),
    };
    Ok(transfer::take_in(db, &day.file, &options, day.received_at, &mut Silent)?)
}
