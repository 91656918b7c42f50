//! A whole file, taken in batch by batch. Each batch commits whole; running the file again finishes it and changes nothing twice.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use access::{Act, Actor};
use jiff::Timestamp;
use kernel::{IdMaker, Source, TransferId, WorkingTime};
use profile::Profile;
use sha2::{Digest, Sha256};
use store::Db;

use crate::keep::{By, keep};
use crate::place::{Chosen, Circumstances, Placed, place};
use crate::read::{Content, FileError, Reader, Row};
use crate::register::Register;

/// Rows of a batch. A batch that is long makes pages wait for it; one that is short waits for the disk more often.
pub const ROWS_A_BATCH: usize = 1_000;
/// Batches read ahead.
const AHEAD: usize = 2;
/// How often a batch is tried again when the database could not be reached, and how long is waited first; doubled each time.
const TRIES: u32 = 7;
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// One batch at a time in a hub: who is who must be decided one after the other.
pub(crate) const ONE_BATCH: i64 = 0x696e_7461_6b65;

const UNFINISHED: &str =
    "SELECT id, received_at FROM transfers WHERE digest = $1 AND source = $2 AND finished_at IS NULL ORDER BY id LIMIT 1";
const BEGIN: &str = "INSERT INTO transfers (id, source, digest, profile, received_at) VALUES ($1, $2, $3, $4, $5)";
const FINISH: &str = "UPDATE transfers SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[UNFINISHED, BEGIN, FINISH];

/// How a file is taken in.
#[derive(Debug, Clone)]
pub struct Options {
    /// By which door it came.
    pub source: Source,
    /// The hub's rules.
    pub profile: Arc<Profile>,
    /// When it was received, where that is not now: for rehearsal and tests.
    pub as_of: Option<Timestamp>,
    /// Decide and keep nothing.
    pub dry_run: bool,
    /// Random bytes that no other run has: they go into the ids of audit rows, which a second run writes anew.
    pub run: [u8; 32],
    /// Counts the bytes of the file as they are read, for whoever shows how far it is.
    pub bytes_read: Arc<AtomicU64>,
}

/// What stopped a file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file cannot be opened.
    #[error("{0} cannot be opened: {1}")]
    Open(String, std::io::Error),
    /// The database.
    #[error("{0}")]
    Store(#[from] store::Error),
    /// Decisions or the reconciliation report could not be written.
    #[error("what was decided could not be written out: {0}")]
    Output(#[from] std::io::Error),
    /// The reading thread ended without a word.
    #[error("reading the file stopped on a fault in the program; run it again")]
    Reading,
}

/// Who is told how it goes.
pub trait Watch {
    /// Told of every row, in the file's order, once its batch is kept.
    ///
    /// # Errors
    /// When it cannot write down what it was told; the file stops there, with what was kept kept.
    fn placed(&mut self, placed: &Placed) -> std::io::Result<()>;

    /// Told of the columns that the feed does not know, at the end.
    fn unknown_columns(&mut self, _columns: &[String]) {}
}

/// Takes a file in. `now` is the moment of receipt where the options name none and the file was not begun before.
///
/// # Errors
/// When the file cannot be read to its end, the database fails for good, or the answers cannot be written. What was kept stays: run it again.
pub fn take_in(db: &Db, path: &Path, options: &Options, now: Timestamp, watch: &mut dyn Watch) -> Result<(), Error> {
    let digest = digest(path)?;
    let begun = if options.dry_run { None } else { Some(begin(db, &digest, options, now)?) };
    let received_at = options.as_of.or(begun.map(|(_, received_at)| received_at)).unwrap_or(now);
    let (opens, closes) = options.profile.working_hours;
    let under = Arc::new(Circumstances {
        source: options.source,
        profile: Arc::clone(&options.profile),
        working_time: WorkingTime::england_and_wales(opens, closes),
        received_at,
    });
    let file = open(path)?;
    let name = path.file_name().map_or_else(|| "the file".to_owned(), |name| name.to_string_lossy().into_owned());
    let (batches, reading) = read_ahead(Counted(file, Arc::clone(&options.bytes_read)), name, digest)?;
    let mut rehearsal = Register::default();
    for (number, batch) in (1_u32..).zip(&batches) {
        let batch = Arc::new(batch?);
        let placed = match &begun {
            Some((transfer, _)) => keep_batch(db, &under, *transfer, options.run, &batch)?,
            None => {
                // A rehearsal keeps what it decided in memory only, so that later rows meet earlier ones.
                let (under, batch) = (Arc::clone(&under), Arc::clone(&batch));
                let (register, placed) = db.read_now(move |conn| {
                    rehearsal.load(conn, under.source, &batch, "")?;
                    let placed = place_all(&under, &mut rehearsal, &batch);
                    Ok((rehearsal, placed))
                })?;
                rehearsal = register;
                placed
            }
        };
        placed.iter().try_for_each(|placed| watch.placed(placed))?;
        // After batches 1, 4, 16, 64 …: each time the tables have grown fourfold, and no more often than that is worth.
        if begun.is_some() && number.is_power_of_two() && number.trailing_zeros().is_multiple_of(2) {
            db.write_now(|tx| tx.gather_statistics())?;
        }
    }
    let unknown = reading.join().map_err(|_| Error::Reading)?;
    watch.unknown_columns(&unknown);
    if let Some((transfer, _)) = begun {
        db.write_now(move |tx| tx.execute(FINISH, &[&transfer, &now]))?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|error| Error::Open(path.display().to_string(), error))
}

fn digest(path: &Path) -> Result<[u8; 32], Error> {
    let mut file = open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0_u8; 1 << 16];
    loop {
        let length = file.read(&mut piece).map_err(|error| Error::Open(path.display().to_string(), error))?;
        if length == 0 {
            return Ok(hasher.finalize().into());
        }
        hasher.update(piece.get(..length).unwrap_or_default());
    }
}

/// Begins a transfer, or goes on with one that was begun and broke off: then its moment of receipt stands.
fn begin(db: &Db, digest: &[u8; 32], options: &Options, now: Timestamp) -> Result<(TransferId, Timestamp), Error> {
    let (digest, source, profile) = (*digest, options.source, options.profile.name.clone());
    let received_at = options.as_of.unwrap_or(now);
    Ok(db.write_now(move |tx| {
        tx.hold(ONE_BATCH)?;
        if let Some(begun) = tx.maybe(UNFINISHED, &[&digest.as_slice(), &source.as_str()])? {
            return Ok(begun);
        }
        let id: TransferId = IdMaker::new(now, 0, &[source.as_str().as_bytes(), &digest].concat()).make();
        tx.execute_one(BEGIN, &[&id, &source.as_str(), &digest.as_slice(), &profile, &received_at])?;
        Ok((id, received_at))
    })?)
}

type Batch = Vec<(String, Row)>;

/// Batches as they are read, and the thread that reads them, which in the end names the columns that the feed does not know.
type ReadAhead = (Receiver<Result<Batch, FileError>>, std::thread::JoinHandle<Vec<String>>);

struct Counted(File, Arc<AtomicU64>);

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.0.read(into)?;
        self.1.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Reads on a thread of its own, a few batches ahead.
fn read_ahead(file: Counted, name: String, digest: [u8; 32]) -> Result<ReadAhead, Error> {
    let place: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (send, batches) = sync_channel(AHEAD);
    let read = move || {
        let mut reader = match Reader::open(BufReader::with_capacity(1 << 16, file), &name) {
            Ok(reader) => reader,
            Err(error) => {
                drop(send.send(Err(error)));
                return Vec::new();
            }
        };
        let mut batch = Batch::with_capacity(ROWS_A_BATCH);
        for row in reader.by_ref() {
            let failed = row.is_err();
            match row {
                Ok(row) => batch.push((key(&row, &place), row)),
                Err(error) => {
                    // What could be read before it is taken in first.
                    let rest = send.send(Ok(std::mem::take(&mut batch)));
                    drop(rest.and_then(|()| send.send(Err(error))));
                }
            }
            if failed || (batch.len() == ROWS_A_BATCH && send.send(Ok(std::mem::take(&mut batch))).is_err()) {
                return Vec::new();
            }
        }
        drop(send.send(Ok(batch)));
        reader.unknown_columns().to_vec()
    };
    let thread = std::thread::Builder::new().name("reading".into()).spawn(read).map_err(|_| Error::Reading)?;
    Ok((batches, thread))
}

/// A row is known by its sender's id; one that cannot be read, by its place in its file.
fn key(row: &Row, place: &str) -> String {
    match &row.content {
        Content::Referral(referral) => referral.source_record_id.clone(),
        Content::Rejected { .. } => format!("row {} of {place}", row.number),
    }
}

fn place_all(under: &Circumstances, register: &mut Register, batch: &Batch) -> Vec<Placed> {
    batch.iter().map(|(key, row)| place(under, register, key, row, &Chosen::Nobody)).collect()
}

/// Places and keeps one batch; tries again while the database cannot be reached, since doing a batch twice changes nothing.
fn keep_batch(db: &Db, under: &Arc<Circumstances>, transfer: TransferId, run: [u8; 32], batch: &Arc<Batch>) -> Result<Vec<Placed>, Error> {
    let mut wait = FIRST_WAIT;
    for attempt in 0..TRIES {
        let audit = [run.as_slice(), &attempt.to_be_bytes()].concat();
        let (under, batch) = (Arc::clone(under), Arc::clone(batch));
        let kept = db.write_now(move |tx| {
            tx.hold(ONE_BATCH)?;
            let mut register = Register::default();
            let hold = tx.for_update();
            register.load(tx, under.source, &batch, hold)?;
            let placed = place_all(&under, &mut register, &batch);
            let rows: Vec<_> = batch.iter().map(|(_, row)| row).zip(&placed).collect();
            let by = By { actor: &Actor::program("intake"), act: Act::RunIntake, transfer: Some(transfer), audit: &audit };
            keep(tx, &under, &by, &mut register, &rows)?;
            Ok(placed)
        });
        match kept {
            Err(store::Error::Unavailable(_) | store::Error::Unknown | store::Error::Busy) => std::thread::sleep(wait),
            kept => return Ok(kept?),
        }
        wait = wait.saturating_mul(2);
    }
    Err(store::Error::Unavailable("it was tried for half a minute; what was kept stays, so run the same file again".into()).into())
}
