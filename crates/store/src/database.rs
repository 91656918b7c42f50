//! The door: a database, and the two ways in.

use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::jobs::{Change, Job, Reading};
use crate::migrate;
use crate::queue::Queue;
use crate::serving;
use crate::statement::Engine;
use crate::tx::Tx;
use crate::workers::{Jobs, changes, gathered_changes, reads};

/// Jobs that may wait at once; more are told "busy".
const WAITING: usize = 1024;
/// Connections that only read, on SQLite.
const SQLITE_READERS: usize = 4;
/// Connections of one node, on PostgreSQL.
const POSTGRES_CONNECTIONS: usize = 12;

#[derive(Clone)]
pub(crate) enum Target {
    Sqlite(String),
    Postgres(String),
}

/// A database. Cheap to clone; the last one to go ends its threads, after what is queued is done.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Engine,
    reads: Jobs,
    changes: Jobs,
    threads: Vec<JoinHandle<()>>,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Db({:?})", self.0.engine)
    }
}

impl Db {
    /// Opens `sqlite:path.db` or `postgres://…` and brings its tables up to date; where they are, as whoever may not change them too.
    ///
    /// # Errors
    /// When the address is neither, the database cannot be reached, it was made by a newer program, or its tables are not up to date and
    /// this is not their owner.
    pub fn open(url: &str) -> Result<Self> {
        let target = target(url)?;
        set_up(&target, migrate::up)?;
        Self::start(target)
    }

    /// Opens a database as it is, without touching its tables; for looking into one that may be newer.
    ///
    /// # Errors
    /// When the address is no database address.
    pub fn open_as_is(url: &str) -> Result<Self> {
        Self::start(target(url)?)
    }

    fn start(target: Target) -> Result<Self> {
        let (reading, changing): (Jobs, Jobs) = (Arc::new(Queue::new(WAITING)), Arc::new(Queue::new(WAITING)));
        let mut threads = Vec::new();
        let mut run = |jobs: &Jobs, work: fn(&Target, &Jobs)| {
            let (target, jobs) = (target.clone(), Arc::clone(jobs));
            let thread = std::thread::Builder::new().name("database".into()).spawn(move || work(&target, &jobs));
            thread.map(|thread| threads.push(thread)).map_err(|_| Error::Unavailable("no thread could be started".into()))
        };
        let engine = match target {
            Target::Sqlite(_) => {
                (0..SQLITE_READERS).try_for_each(|_| run(&reading, reads))?;
                run(&changing, gathered_changes)?;
                Engine::Sqlite
            }
            Target::Postgres(_) => {
                (0..POSTGRES_CONNECTIONS / 3).try_for_each(|_| run(&reading, reads))?;
                (0..POSTGRES_CONNECTIONS - POSTGRES_CONNECTIONS / 3).try_for_each(|_| run(&changing, changes))?;
                Engine::Postgres
            }
        };
        Ok(Self(Arc::new(Inner { engine, reads: reading, changes: changing, threads })))
    }

    /// Which database this is.
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    fn queue_read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T>>> {
        let (answer, receiver) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Reading { work: Some(work), found: None, answer });
        self.0.reads.push(job).map_err(|_| Error::Busy)?;
        Ok(receiver)
    }

    fn queue_write<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T>>> {
        let (answer, receiver) = oneshot::channel();
        let job: Box<dyn Job> = Box::new(Change { work, found: None, answer });
        self.0.changes.push(job).map_err(|_| Error::Busy)?;
        Ok(receiver)
    }

    /// Reads, in one read-only transaction that sees one moment. Run again if the connection was lost before the closure began.
    ///
    /// # Errors
    /// As the closure or the database says; [`Error::Busy`] when too much is waiting.
    pub async fn read<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.queue_read(work)?.await.map_err(|_| Error::Busy)?
    }

    /// Changes, in one transaction that is kept whole once this answers `Ok`. The closure may run more than once: when another change was in
    /// the way, or the connection was lost and COMMIT had not been sent. To drop the future does not stop a change that waits or runs.
    ///
    /// # Errors
    /// As the closure or the database says; nothing is kept then, but for [`Error::Unknown`].
    pub async fn write<T: Send + 'static>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.queue_write(work)?.await.map_err(|_| Error::Busy)?
    }

    /// [`Db::read`] for the command line and tests: waits, and must not be called on the runtime.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T: Send + 'static>(&self, work: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.queue_read(work)?.blocking_recv().map_err(|_| Error::Busy)?
    }

    /// [`Db::write`] for the command line and tests: waits, and must not be called on the runtime.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T: Send + 'static>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.queue_write(work)?.blocking_recv().map_err(|_| Error::Busy)?
    }

    /// Brings the tables up to date.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn migrate(url: &str) -> Result<usize> {
        set_up(&target(url)?, migrate::up)
    }

    /// Lets a login role of a PostgreSQL database serve the hub, whose tables are up to date: to read, add, change and remove rows, but of
    /// the audit to read and add only; no right to any table's form, to other roles, or to more. Run as the owner of the tables.
    ///
    /// # Errors
    /// In words when there is no such role, or it could give itself what it is not given.
    pub fn let_serve(url: &str, role: &str) -> Result<()> {
        set_up(&target(url)?, |conn| serving::let_serve(conn, role))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.reads.close();
        self.changes.close();
        for thread in self.threads.drain(..) {
            // The last handle may be dropped by a job on one of these very threads.
            if thread.thread().id() != std::thread::current().id() {
                drop(thread.join());
            }
        }
    }
}

/// Works on a connection of its own, on a thread of its own: PostgreSQL's client runs a small runtime and must not be made inside another.
fn set_up<T: Send>(target: &Target, work: impl FnOnce(&mut Conn) -> Result<T> + Send) -> Result<T> {
    std::thread::scope(|scope| scope.spawn(|| work(&mut Conn::open(target, true)?)).join())
        .unwrap_or_else(|_| Err(Error::Other("the work stopped on a fault in the program".into())))
}

fn target(url: &str) -> Result<Target> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return if path.is_empty() {
            Err(Error::Unavailable("sqlite: wants a file, as in sqlite:onedoor.db".into()))
        } else {
            Ok(Target::Sqlite(path.to_owned()))
        };
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Target::Postgres(url.to_owned()));
    }
    Err(Error::Unavailable("a database address begins with sqlite: or postgres://".into()))
}

/// Runs one statement that no transaction may hold, such as making a database; for setting up, never for a page.
///
/// # Errors
/// As the database says.
pub fn outside_transaction(url: &str, sql: &str) -> Result<()> {
    set_up(&target(url)?, |conn| conn.batch(sql))
}
