//! A whole file, taken in batch by batch. Each batch commits whole; running the file again finishes it and changes nothing twice.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use access::{Actor, Walls, Warrant, kind};
use jiff::Timestamp;
use kernel::{IdMaker, Source, TransferId, WorkingTime, london_date};
use people::memory::Everybody;
use profile::{Profile, Versions};
use sha2::{Digest, Sha256};
use store::{Conn, Db, FromRow};

use crate::keep::{By, keep};
use crate::place::{Chosen, Circumstances, Placed, Writing, answer_again, place, refuses_again};
use crate::read::{Content, Doubt, FileError, Reader, Row};
use crate::register::Register;

/// Rows of a batch. A batch that is long makes pages wait for it; one that is short waits for the disk more often.
pub const ROWS_A_BATCH: usize = 1_000;
/// Batches read ahead.
const AHEAD: usize = 2;
/// How often something is tried when the database cannot be reached, and how long is waited first; doubled each time.
const TRIES: u32 = 7;
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// One batch at a time in a hub: who is who must be decided one after the other.
pub(crate) const ONE_BATCH: i64 = 0x696e_7461_6b65;

const BEGUN: &str = "SELECT id, received_at, rows_kept, finished_at IS NOT NULL FROM transfers WHERE digest = $1 AND source = $2";
const BEGIN: &str = "INSERT INTO transfers (id, source, digest, profile, received_at, rows_kept) VALUES ($1, $2, $3, $4, $5, 0)";
const ROWS_KEPT: &str = "SELECT rows_kept FROM transfers WHERE id = $1";
const ADVANCE: &str = "UPDATE transfers SET rows_kept = $2 WHERE id = $1";
const FINISH: &str = "UPDATE transfers SET finished_at = $2 WHERE id = $1 AND finished_at IS NULL";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[BEGUN, BEGIN, ROWS_KEPT, ADVANCE, FINISH];

/// How a file is taken in.
#[derive(Debug, Clone)]
pub struct Options {
    /// By which door it came.
    pub source: Source,
    /// Who may do what in the hub.
    pub walls: Walls,
    /// The hub's rules: the version in force on the London day of receipt decides, and every row keeps which that was.
    pub versions: Versions,
    /// When it was received, where that is not now: for rehearsal and tests. To the second.
    pub as_of: Option<Timestamp>,
    /// Decide and keep nothing.
    pub dry_run: bool,
    /// Everybody on record, to recognise people by likeness. Without, for measuring alone, people are known by the sender's reference only.
    pub everybody: Option<Arc<Everybody>>,
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
    /// It broke off before, and was received at another moment than is now said.
    #[error("this file was begun before and broke off; it was received at {0}: finish it with that moment, or without naming one")]
    ReceivedBefore(Timestamp),
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

    /// Told of those among them that may be meant for one that the feed does know, at the end.
    fn doubtful_columns(&mut self, _doubts: &[Doubt]) {}
}

/// A file on its way in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transfer {
    id: TransferId,
    received_at: Timestamp,
    rows_kept: u64,
    finished: bool,
}

impl FromRow for Transfer {
    fn from_row(row: &store::Row<'_>) -> store::Result<Self> {
        Ok(Self { id: row.get(0)?, received_at: row.get(1)?, rows_kept: row.get::<i64>(2)?.unsigned_abs(), finished: row.get(3)? })
    }
}

impl Transfer {
    /// One of which nothing was kept yet.
    pub(crate) fn fresh(source: Source, digest: [u8; 32], received_at: Timestamp) -> Self {
        let id = IdMaker::new(received_at, 0, &[source.as_str().as_bytes(), &digest].concat()).make();
        Self { id, received_at, rows_kept: 0, finished: false }
    }
}

/// Takes a file in. `now` is the moment of receipt where the options name none and the file was not begun before.
///
/// A file is known by its bytes and its door. What of it was kept is answered and otherwise left alone, also when it is run again long after and
/// other files have told newer things since; but a refusal in it counts each time.
///
/// # Errors
/// When the file cannot be read to its end, the database fails for good, or the answers cannot be written. What was kept stays: run it again.
pub fn take_in(db: &Db, path: &Path, options: &Options, now: Timestamp, watch: &mut dyn Watch) -> Result<(), Error> {
    let digest = digest(path)?;
    let transfer = begin(db, digest, options, now)?;
    // Where a file was begun under another version, it is finished under that.
    let profile = options.versions.at(london_date(transfer.received_at));
    let under = Arc::new(circumstances(options.source, profile, options.everybody.clone(), transfer.received_at));
    let (batches, reading) = read_ahead(path, &options.bytes_read, digest)?;
    let mut rehearsal = Register::under(&under);
    for (number, batch) in (1_u32..).zip(&batches) {
        let batch = Arc::new(batch?);
        let placed = if options.dry_run {
            // A rehearsal keeps what it decided in memory only, so that later rows meet earlier ones.
            let placed;
            (rehearsal, placed) = rehearse_batch(db, &options.walls, &under, rehearsal, batch, transfer)?;
            placed
        } else {
            keep_batch(db, options, &under, transfer, &batch)?
        };
        placed.iter().try_for_each(|placed| watch.placed(placed))?;
        // After batches 1, 4, 16, 64 …: each time the tables have grown fourfold, and no more often than that is worth.
        if !options.dry_run && number.is_power_of_two() && number.trailing_zeros().is_multiple_of(2) {
            patiently(|_| db.write_now(|tx| tx.gather_statistics()))?;
        }
    }
    let unknown = reading.join().map_err(|_| Error::Reading)?;
    watch.unknown_columns(&unknown.names);
    watch.doubtful_columns(&unknown.doubts);
    if !options.dry_run {
        patiently(|_| db.write_now(move |tx| tx.execute(FINISH, &[&transfer.id, &now])))?;
    }
    Ok(())
}

/// Under which circumstances rows come in at that moment, where these rules decide.
pub(crate) fn circumstances(
    source: Source,
    profile: &Arc<Profile>,
    everybody: Option<Arc<Everybody>>,
    received_at: Timestamp,
) -> Circumstances {
    let (opens, closes) = profile.working_hours;
    let working_time = WorkingTime::england_and_wales(opens, closes);
    Circumstances { source, profile: Arc::clone(profile), working_time, received_at, everybody }
}

fn open(path: &Path) -> Result<File, Error> {
    File::open(path).map_err(|error| Error::Open(path.display().to_string(), error))
}

pub(crate) fn digest(path: &Path) -> Result<[u8; 32], Error> {
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

/// Begins a transfer, or goes on with one that was begun before: then its moment of receipt stands. A rehearsal begins nothing.
fn begin(db: &Db, digest: [u8; 32], options: &Options, now: Timestamp) -> Result<Transfer, Error> {
    let (source, profile, dry_run) = (options.source, options.versions.newest().name.clone(), options.dry_run);
    let (now, as_of) = (to_the_second(now), options.as_of.map(to_the_second));
    let fresh = Transfer { received_at: as_of.unwrap_or(now), ..Transfer::fresh(source, digest, now) };
    let find = move |conn: &mut Conn| conn.maybe::<Transfer>(BEGUN, &[&digest.as_slice(), &source.as_str()]);
    let transfer = if dry_run {
        db.read_now(find)?.unwrap_or(fresh)
    } else {
        patiently(|_| {
            let profile = profile.clone();
            db.write_now(move |tx| {
                tx.hold(ONE_BATCH)?;
                if let Some(begun) = find(tx)? {
                    return Ok(begun);
                }
                tx.execute_one(BEGIN, &[&fresh.id, &source.as_str(), &digest.as_slice(), &profile, &fresh.received_at])?;
                Ok(fresh)
            })
        })?
    };
    match as_of {
        _ if transfer.finished => Ok(Transfer { received_at: as_of.unwrap_or(now), ..transfer }),
        Some(other) if other != transfer.received_at => Err(Error::ReceivedBefore(transfer.received_at)),
        _ => Ok(transfer),
    }
}

/// Moments of receipt are kept to the second, as feeds tell theirs.
fn to_the_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

pub(crate) type Batch = Vec<(String, Row)>;

/// The columns that the feed does not know, and what some of them may be meant for.
#[derive(Default)]
pub(crate) struct Unknown {
    pub(crate) names: Vec<String>,
    pub(crate) doubts: Vec<Doubt>,
}

/// Batches as they are read, and the thread that reads them, which in the end names the columns that the feed does not know.
pub(crate) type ReadAhead = (Receiver<Result<Batch, FileError>>, std::thread::JoinHandle<Unknown>);

struct Counted(File, Arc<AtomicU64>);

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.0.read(into)?;
        self.1.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Reads on a thread of its own, a few batches ahead.
pub(crate) fn read_ahead(path: &Path, bytes_read: &Arc<AtomicU64>, digest: [u8; 32]) -> Result<ReadAhead, Error> {
    let file = Counted(open(path)?, Arc::clone(bytes_read));
    let name = path.file_name().map_or_else(|| "the file".to_owned(), |name| name.to_string_lossy().into_owned());
    let place: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (send, batches) = sync_channel(AHEAD);
    let read = move || {
        let mut reader = match Reader::open(BufReader::with_capacity(1 << 16, file), &name) {
            Ok(reader) => reader,
            Err(error) => {
                drop(send.send(Err(error)));
                return Unknown::default();
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
                return Unknown::default();
            }
        }
        drop(send.send(Ok(batch)));
        Unknown { names: reader.unknown_columns().to_vec(), doubts: reader.doubts().to_vec() }
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

/// Places a batch. What of the file is kept already is answered and left alone, but for who refuses again.
fn place_all(
    conn: &mut Conn,
    warrant: &Warrant<'_>,
    under: &Circumstances,
    register: &mut Register,
    batch: &Batch,
    of: &Transfer,
    hold: &str,
) -> store::Result<Vec<Placed>> {
    let (kept, rest) = batch.split_at(batch.partition_point(|(_, row)| row.number <= of.rows_kept));
    register.load_seen(conn, under.source, kept)?;
    let again: Vec<bool> = kept.iter().map(|(key, row)| of.finished && refuses_again(register, key, row, of.id)).collect();
    if again.contains(&true) {
        register.load(conn, warrant, under.source, batch, hold)?;
    } else if !rest.is_empty() {
        register.load(conn, warrant, under.source, rest, hold)?;
    }
    let undecided = again.into_iter().chain(std::iter::repeat(true));
    let placed = batch.iter().zip(undecided).map(|((key, row), undecided)| {
        if undecided { place(under, register, key, row, &Chosen::Nobody) } else { answer_again(under, register, key, row) }
    });
    Ok(placed.collect())
}

/// Places one batch in memory, in the register that earlier batches left, and keeps nothing.
pub(crate) fn rehearse_batch(
    db: &Db,
    walls: &Walls,
    under: &Arc<Circumstances>,
    mut register: Register,
    batch: Arc<Batch>,
    of: Transfer,
) -> Result<(Register, Vec<Placed>), Error> {
    let (under, walls) = (Arc::clone(under), walls.clone());
    Ok(db.read_now(move |conn| {
        let placed = walls.rehearse(conn, &Actor::program("intake"), under.received_at, |conn, warrant| {
            place_all(conn, warrant, &under, &mut register, &batch, &of, "")
        })?;
        register.set_down();
        Ok((register, placed))
    })?)
}

/// Places and keeps one batch.
fn keep_batch(
    db: &Db,
    options: &Options,
    under: &Arc<Circumstances>,
    transfer: Transfer,
    batch: &Arc<Batch>,
) -> Result<Vec<Placed>, Error> {
    let (Some((key, first)), Some((_, last))) = (batch.first(), batch.last()) else { return Ok(Vec::new()) };
    let last = last.number;
    // What the attempt before this one decided, should it come out that it was kept after all.
    let before: Arc<Mutex<Option<Vec<Placed>>>> = Arc::default();
    let (placed, register) = patiently(|attempt| {
        let cause = [options.run.as_slice(), &attempt.to_be_bytes(), key.as_bytes()].concat();
        let number = u32::try_from(first.number).unwrap_or(u32::MAX);
        let (under, batch, before, walls) = (Arc::clone(under), Arc::clone(batch), Arc::clone(&before), options.walls.clone());
        db.write_now(move |tx| {
            tx.hold(ONE_BATCH)?;
            let rows_kept = tx.one::<i64>(ROWS_KEPT, &[&transfer.id])?.unsigned_abs();
            let mut earlier = before.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(placed) = earlier.take().filter(|_| rows_kept >= last && !transfer.finished) {
                return Ok((placed, Register::default()));
            }
            let mut ids = IdMaker::new(under.received_at, number, &cause);
            let permit = walls.permit::<kind::RunIntake>(tx, &mut ids, &Actor::program("intake"), under.received_at)?;
            let mut register = Register::under(&under);
            let hold = tx.for_update();
            let placed = place_all(tx, permit.warrant(), &under, &mut register, &batch, &Transfer { rows_kept, ..transfer }, hold)?;
            let decided = |(row, placed): &(&Row, &Placed)| row.number > rows_kept || placed.writing != Writing::Leave;
            let rows: Vec<_> = batch.iter().map(|(_, row)| row).zip(&placed).filter(decided).collect();
            let by = By { warrant: permit.warrant(), transfer: Some(transfer.id) };
            keep(tx, &under, &mut ids, &by, &mut register, &rows)?;
            if rows_kept < last {
                tx.execute_one(ADVANCE, &[&transfer.id, &i64::try_from(last).unwrap_or(i64::MAX)])?;
            }
            *earlier = Some(placed.clone());
            Ok((placed, register))
        })
    })?;
    register.was_kept();
    Ok(placed)
}

/// Does something to the database, again and again while that cannot be reached; doing it twice must change nothing. Is told which try it is.
fn patiently<T>(mut work: impl FnMut(u32) -> store::Result<T>) -> Result<T, Error> {
    let mut wait = FIRST_WAIT;
    for attempt in 0..TRIES {
        match work(attempt) {
            Err(store::Error::Unavailable(_) | store::Error::Unknown | store::Error::Busy) => std::thread::sleep(wait),
            done => return Ok(done?),
        }
        wait = wait.saturating_mul(2);
    }
    Err(store::Error::Unavailable("it was tried for half a minute; what was kept stays, so run the same file again".into()).into())
}
