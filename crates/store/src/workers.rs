//! The threads that own the connections. A job runs to COMMIT or ROLLBACK whatever becomes of whoever asked for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::conn::{Conn, Tx};
use crate::database::Target;
use crate::error::{Error, Result};
use crate::queue::Queue;

/// How many changes SQLite's writer puts into one transaction: each waits for the disk once, together.
const CHANGES_A_COMMIT: usize = 64;
/// How long it goes on gathering them.
const GATHERING: Duration = Duration::from_millis(20);
/// How often a change is tried again when another was in the way.
const TRIES: u32 = 10;

/// A piece of work: runs on a connection, then answers whoever asked.
pub trait Job: Send {
    fn run(&mut self, conn: &mut Conn) -> Result<()>;
    /// Answers with what `run` found, or with this error.
    fn answer(self: Box<Self>, error: Option<Error>);
}

pub type Jobs = Arc<Queue<Box<dyn Job>>>;

fn guarded(job: &mut dyn Job, conn: &mut Conn) -> Result<()> {
    catch_unwind(AssertUnwindSafe(|| job.run(conn)))
        .unwrap_or_else(|_| Err(Error::Other("the work stopped on a fault in the program".into())))
}

/// Reads: a few connections that cannot change anything.
pub fn read_jobs(target: &Target, jobs: &Jobs) {
    let mut kept: Option<Conn> = None;
    while let Some(mut job) = jobs.take() {
        let result = with_connection(target, false, &mut kept, |conn| in_transaction(conn, "BEGIN", "BEGIN READ ONLY", &mut *job));
        job.answer(result.err());
    }
}

/// PostgreSQL's changes: each its own transaction, tried again when another was in the way.
pub fn change_jobs(target: &Target, jobs: &Jobs) {
    let mut kept: Option<Conn> = None;
    while let Some(mut job) = jobs.take() {
        let mut tried = 0;
        let result = loop {
            match with_connection(target, true, &mut kept, |conn| in_transaction(conn, "BEGIN IMMEDIATE", "BEGIN", &mut *job)) {
                Err(Error::Busy) if tried < TRIES => {
                    tried += 1;
                    std::thread::sleep(Duration::from_millis(u64::from(tried * tried)));
                }
                result => break result,
            }
        };
        job.answer(result.err());
    }
}

/// SQLite's changes: one writer; what waits goes into one transaction, each change behind a savepoint of its own.
pub fn gathered_changes(target: &Target, jobs: &Jobs) {
    let mut kept: Option<Conn> = None;
    while let Some(first) = jobs.take() {
        let mut next = Some(first);
        let mut gathered: Vec<(Box<dyn Job>, Option<Error>)> = Vec::new();
        let result = with_connection(target, true, &mut kept, |conn| {
            conn.batch("BEGIN IMMEDIATE")?;
            let started = Instant::now();
            while let Some(mut job) = next.take() {
                let error = in_savepoint(conn, &mut *job).err();
                gathered.push((job, error));
                if !conn.is_in_transaction() {
                    // A full disk or a failed write ended the whole transaction, and with it the changes that had gone well.
                    return Err(gathered.last().and_then(|(_, error)| error.as_ref()).map_or(Error::Busy, same));
                }
                if gathered.len() < CHANGES_A_COMMIT && started.elapsed() < GATHERING {
                    next = jobs.take_waiting();
                }
            }
            conn.batch("COMMIT").inspect_err(|_| drop(conn.batch("ROLLBACK")))
        });
        let failed = result.err();
        gathered.extend(next.map(|job| (job, None)));
        for (job, error) in gathered {
            let error = error.or_else(|| failed.as_ref().map(same));
            job.answer(error);
        }
    }
}

fn in_savepoint(conn: &mut Conn, job: &mut dyn Job) -> Result<()> {
    conn.batch("SAVEPOINT one")?;
    let result = guarded(job, conn);
    let end = if result.is_ok() { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" };
    result.and(conn.batch(end))
}

fn in_transaction(conn: &mut Conn, sqlite: &str, postgres: &str, job: &mut dyn Job) -> Result<()> {
    let begin = if conn.engine() == crate::statement::Engine::Sqlite { sqlite } else { postgres };
    conn.batch(begin)?;
    match guarded(job, conn) {
        Ok(()) => conn.batch("COMMIT").map_err(|error| match error {
            Error::Unavailable(_) => Error::Unknown,
            other => other,
        }),
        Err(error) => {
            if conn.batch("ROLLBACK").is_err() && conn.is_lost() {
                return Err(Error::Unavailable("the connection was lost".into()));
            }
            Err(error)
        }
    }
}

/// Runs on the kept connection, or a new one; one that was lost is dropped so that the next job gets a new one.
fn with_connection(target: &Target, write: bool, kept: &mut Option<Conn>, work: impl FnOnce(&mut Conn) -> Result<()>) -> Result<()> {
    if kept.as_ref().is_none_or(Conn::is_lost) {
        *kept = Some(Conn::open(target, write)?);
    }
    let conn = kept.as_mut().ok_or(Error::NotFound)?;
    let result = work(conn);
    if matches!(result, Err(Error::Unavailable(_) | Error::Unknown | Error::ReadOnly)) || conn.is_lost() {
        *kept = None;
    }
    result
}

/// The same error for each change of a commit that failed.
fn same(error: &Error) -> Error {
    match error {
        Error::Full => Error::Full,
        Error::Busy => Error::Busy,
        Error::ReadOnly => Error::ReadOnly,
        Error::Unknown => Error::Unknown,
        Error::Unavailable(why) => Error::Unavailable(why.clone()),
        other => Error::Other(other.to_string()),
    }
}

/// A change as the queue holds it.
pub struct Change<F, T> {
    pub work: F,
    pub found: Option<T>,
    pub answer: tokio::sync::oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut Tx<'_>) -> Result<T> + Send> Job for Change<F, T> {
    fn run(&mut self, conn: &mut Conn) -> Result<()> {
        self.found = None;
        self.found = Some((self.work)(&mut Tx(conn))?);
        Ok(())
    }

    fn answer(self: Box<Self>, error: Option<Error>) {
        let Self { found, answer, .. } = *self;
        // Nobody may be waiting any more: the change stands all the same.
        drop(answer.send(error.map_or_else(|| found.ok_or(Error::NotFound), Err)));
    }
}

/// A read as the queue holds it.
pub struct Reading<F, T> {
    pub work: Option<F>,
    pub found: Option<T>,
    pub answer: tokio::sync::oneshot::Sender<Result<T>>,
}

impl<T: Send, F: FnOnce(&mut Conn) -> Result<T> + Send> Job for Reading<F, T> {
    fn run(&mut self, conn: &mut Conn) -> Result<()> {
        let work = self.work.take().ok_or(Error::Busy)?;
        self.found = Some(work(conn)?);
        Ok(())
    }

    fn answer(self: Box<Self>, error: Option<Error>) {
        let Self { found, answer, .. } = *self;
        drop(answer.send(error.map_or_else(|| found.ok_or(Error::NotFound), Err)));
    }
}
