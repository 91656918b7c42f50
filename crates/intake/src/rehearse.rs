//! A whole file decided about by way of trial, as if a hub began with it: what would become of every row, and what would be due when.
//!
//! Nothing is kept: later rows meet earlier ones in memory. That is the way of [`transfer::take_in`] with nothing to keep, but for when rows come
//! in: a month in one file is taken day by day, as a force sends it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use access::Walls;
use casework::record::{DueRecord, DueState};
use jiff::{SignedDuration, Timestamp};
use kernel::{Source, london_date, london_day_end};
use people::memory::Everybody;
use profile::Profile;
use store::Db;

use crate::read::{Content, Row};
use crate::register::Register;
use crate::transfer::{self, Batch, Error, ROWS_A_BATCH, Transfer, Unknown, Watch};

/// When a day's file comes in: so long after midnight of the next day in London, before the hub opens.
const IN_THE_MORNING: SignedDuration = SignedDuration::from_hours(7);

/// Under what a file is rehearsed.
#[derive(Debug)]
pub struct Trial {
    /// By which door it comes.
    pub source: Source,
    /// Who may do what in the hub.
    pub walls: Walls,
    /// The rules.
    pub profile: Arc<Profile>,
    /// Counts the bytes of the file as they are read.
    pub bytes_read: Arc<AtomicU64>,
}

/// When rows come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// All of them at this moment.
    At(Timestamp),
    /// Each on the morning after the day on which it was recorded, as from a force that sends a file a day; none later than now. A row that says
    /// no day comes with the one before it.
    MorningAfter {
        /// Now.
        now: Timestamp,
    },
}

impl Received {
    fn of(self, row: &Row, before: Option<Timestamp>) -> Timestamp {
        match (self, &row.content) {
            (Self::At(at), _) => at,
            (Self::MorningAfter { now }, Content::Referral(referral)) => {
                let midnight = london_day_end(london_date(referral.recorded_at));
                midnight.checked_add(IN_THE_MORNING).unwrap_or(now).min(now)
            }
            (Self::MorningAfter { now }, Content::Rejected { .. }) => before.unwrap_or(now),
        }
    }
}

/// Decides about a file and says what is due in the end, in no particular order. The watch is told of rows in the order in which they come in, which
/// is the file's but for days that stand in it out of turn. `db` is one with tables and nothing in them.
///
/// # Errors
/// When the file cannot be read to its end, the database fails, or the watch cannot write down what it was told.
pub fn rehearse(db: &Db, path: &Path, trial: &Trial, received: Received, watch: &mut dyn Watch) -> Result<Vec<DueRecord>, Error> {
    let digest = transfer::digest(path)?;
    let everybody = Some(Arc::new(Everybody::without_names()));
    let circumstances = |at| Arc::new(transfer::circumstances(trial.source, &trial.profile, everybody.clone(), at));
    let mut register = Register::under(&circumstances(Timestamp::UNIX_EPOCH));
    let (batches, columns) = read(path, trial, received, digest)?;
    for (at, batch) in batches {
        let transfer = Transfer::fresh(trial.source, digest, at);
        let placed;
        (register, placed) = transfer::rehearse_batch(db, &trial.walls, &circumstances(at), register, Arc::new(batch), transfer)?;
        placed.iter().try_for_each(|placed| watch.placed(placed))?;
    }
    watch.unknown_columns(&columns.names);
    watch.doubtful_columns(&columns.doubts);
    let known = register.people.into_values().filter(|known| !known.forgotten);
    let dues = known.flat_map(|known| known.dues).map(|due| due.value);
    Ok(dues.filter(|due| due.state == DueState::Open).collect())
}

/// A file in batches of rows that come in together, and the columns that the feed does not know.
type Whole = (Vec<(Timestamp, Batch)>, Unknown);

fn read(path: &Path, trial: &Trial, received: Received, digest: [u8; 32]) -> Result<Whole, Error> {
    let (read, reading) = transfer::read_ahead(path, &trial.bytes_read, digest)?;
    let mut rows: Vec<(Timestamp, (String, Row))> = Vec::new();
    for batch in &read {
        for (key, row) in batch? {
            let at = received.of(&row, rows.last().map(|(at, _)| *at));
            rows.push((at, (key, row)));
        }
    }
    let columns = reading.join().map_err(|_| Error::Reading)?;
    // Rows of one morning stay in the order of the file.
    rows.sort_by_key(|(at, _)| *at);
    let mut batches: Vec<(Timestamp, Batch)> = Vec::new();
    for (at, row) in rows {
        match batches.last_mut().filter(|(same, batch)| *same == at && batch.len() < ROWS_A_BATCH) {
            Some((_, batch)) => batch.push(row),
            None => batches.push((at, vec![row])),
        }
    }
    Ok((batches, columns))
}
