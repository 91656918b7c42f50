//! The threads that own the connections. A job runs to COMMIT or ROLLBACK whatever becomes of whoever asked for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::conn::Conn;
use crate::database::Target;
use crate::error::{Error, Result};
use crate::jobs::Job;
use crate::queue::Queue;

/// How many changes SQLite's writer puts into one transaction: each waits for the disk once, together.
const CHANGES_A_COMMIT: usize = 64;
/// How long it goes on gathering them.
const GATHERING: Duration = Duration::from_millis(20);
/// How often a job is run again because another was in the way.
const AGAIN_WHEN_BUSY: u32 = 10;
/// How often a job is run again because its connection was lost.
const AGAIN_WHEN_LOST: u32 = 3;
/// After so long nobody waits for an answer any more: a job is not run again.
const PATIENCE: Duration = Duration::from_secs(10);

pub type Jobs = Arc<Queue<Box<dyn Job>>>;

/// Reads: a few connections that cannot change anything.
pub fn reads(target: &Target, jobs: &Jobs) {
    each_alone(target, jobs, false);
}

/// PostgreSQL's changes: several connections, each change a transaction of its own.
pub fn changes(target: &Target, jobs: &Jobs) {
    each_alone(target, jobs, true);
}

fn each_alone(target: &Target, jobs: &Jobs, write: bool) {
    let mut kept: Option<Conn> = None;
    while let Some(mut job) = jobs.take() {
        let result = alone(target, write, &mut kept, &mut *job);
        job.answer(result.err());
    }
}

/// SQLite's changes: one writer; what waits goes into one transaction, each change behind a savepoint of its own.
pub fn gathered_changes(target: &Target, jobs: &Jobs) {
    let mut kept: Option<Conn> = None;
    while let Some(first) = jobs.take() {
        let mut next = Some(first);
        let mut done: Vec<(Box<dyn Job>, Option<Error>)> = Vec::new();
        let together = on_connection(target, true, &mut kept, |conn| gather(conn, jobs, &mut next, &mut done));
        done.extend(next.map(|job| (job, None)));
        let several = done.len() > 1;
        for (mut job, mut error) in done {
            if let (None, Err(failed)) = (&error, &together) {
                // Nothing of them was kept. What one of many did to the transaction is not the fault of the others.
                error = if several { alone(target, true, &mut kept, &mut *job).err() } else { Some(failed.clone()) };
            }
            job.answer(error);
        }
    }
}

fn gather(conn: &mut Conn, jobs: &Jobs, next: &mut Option<Box<dyn Job>>, done: &mut Vec<(Box<dyn Job>, Option<Error>)>) -> Result<()> {
    conn.begin(true)?;
    let started = Instant::now();
    while let Some(mut job) = next.take() {
        // The first needs no way back but to the beginning, and a savepoint would copy every page it changes.
        let result =
            if done.is_empty() { guarded(conn, &mut *job).inspect_err(|_| conn.roll_back()) } else { behind_savepoint(conn, &mut *job) };
        let error = result.err();
        let why = error.clone();
        done.push((job, error));
        if !conn.is_in_transaction() {
            // A full disk or a failed write ended the whole transaction, and with it the changes that had gone well.
            return Err(why.unwrap_or(Error::Busy));
        }
        if done.len() < CHANGES_A_COMMIT && started.elapsed() < GATHERING {
            *next = jobs.take_waiting();
        }
    }
    conn.commit()
}

fn behind_savepoint(conn: &mut Conn, job: &mut dyn Job) -> Result<()> {
    conn.batch("SAVEPOINT one")?;
    let result = guarded(conn, job);
    let ended = conn.batch(if result.is_ok() { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" });
    if ended.is_err() {
        // What this one did can no longer be told from what the others did.
        conn.roll_back();
    }
    result.and(ended)
}

/// Runs a job in a transaction of its own. Runs it again when another was in the way, or when the connection was lost and COMMIT had not
/// been sent.
fn alone(target: &Target, write: bool, kept: &mut Option<Conn>, job: &mut dyn Job) -> Result<()> {
    let started = Instant::now();
    let mut again = 0_u32;
    loop {
        let result = on_connection(target, write, kept, |conn| in_transaction(conn, write, job));
        let limit = match &result {
            Err(Error::Busy) => AGAIN_WHEN_BUSY,
            Err(Error::Unavailable(_) | Error::ReadOnly) => AGAIN_WHEN_LOST,
            _ => return result,
        };
        if again == limit || started.elapsed() > PATIENCE || !job.can_run() {
            return result;
        }
        again += 1;
        std::thread::sleep(Duration::from_millis(u64::from(again * again)));
    }
}

fn in_transaction(conn: &mut Conn, write: bool, job: &mut dyn Job) -> Result<()> {
    conn.begin(write)?;
    if let Err(error) = guarded(conn, job) {
        conn.roll_back();
        return Err(if conn.is_lost() { Error::Unavailable("the connection was lost".into()) } else { error });
    }
    conn.commit().map_err(|error| if write && conn.is_lost() { Error::Unknown } else { error })
}

/// Runs the closure; a panic in it, or a failed statement that it overlooked, is an error.
fn guarded(conn: &mut Conn, job: &mut dyn Job) -> Result<()> {
    drop(conn.take_failure());
    let result = catch_unwind(AssertUnwindSafe(|| job.run(conn)))
        .unwrap_or_else(|_| Err(Error::Other("the work stopped on a fault in the program".into())));
    // PostgreSQL answers COMMIT after a failed statement with a rollback and no error: the asker would be told "kept".
    result.and(conn.take_failure())
}

/// Runs on the kept connection, or a new one; one that was lost is dropped, so that the next job gets a new one.
fn on_connection(target: &Target, write: bool, kept: &mut Option<Conn>, work: impl FnOnce(&mut Conn) -> Result<()>) -> Result<()> {
    if kept.as_ref().is_none_or(Conn::is_lost) {
        *kept = Some(Conn::open(target, write)?);
    }
    let conn = kept.as_mut().ok_or(Error::NotFound)?;
    let result = work(conn);
    if matches!(result, Err(Error::Unavailable(_) | Error::ReadOnly)) || conn.is_lost() {
        tracing::warn!("a connection to the database is given up; the next job opens another");
        *kept = None;
    }
    result
}
