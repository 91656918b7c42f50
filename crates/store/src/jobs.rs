//! What waits in the queues: a closure, what it found, and whom to tell.

use tokio::sync::oneshot::Sender;

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::gathered;
use crate::tx::Tx;

/// A piece of work: runs on a connection, then answers whoever asked.
pub trait Job: Send {
    /// Runs the closure.
    fn run(&mut self, conn: &mut Conn) -> Result<()>;
    /// Whether it can be run, or run again.
    fn can_run(&self) -> bool;
    /// Answers with what `run` found, or with this error. Nobody may be waiting any more: what was kept stands all the same.
    fn answer(self: Box<Self>, error: Option<Error>);
}

/// A change as the queue holds it.
pub struct Change<F, T> {
    pub work: F,
    pub found: Option<T>,
    pub answer: Sender<Result<T>>,
}

impl<T: Send, F: FnMut(&mut Tx<'_>) -> Result<T> + Send> Job for Change<F, T> {
    fn run(&mut self, conn: &mut Conn) -> Result<()> {
        self.found = None;
        // What an earlier run or another change gathered and did not write is none of this one's.
        conn.gathered.clear();
        let found = (self.work)(&mut Tx(conn))?;
        gathered::write(&mut Tx(conn))?;
        self.found = Some(found);
        Ok(())
    }

    fn can_run(&self) -> bool {
        true
    }

    fn answer(self: Box<Self>, error: Option<Error>) {
        tell(self.answer, self.found, error);
    }
}

/// A read as the queue holds it.
pub struct Reading<F, T> {
    pub work: Option<F>,
    pub found: Option<T>,
    pub answer: Sender<Result<T>>,
}

impl<T: Send, F: FnOnce(&mut Conn) -> Result<T> + Send> Job for Reading<F, T> {
    fn run(&mut self, conn: &mut Conn) -> Result<()> {
        let work = self.work.take().ok_or(Error::Busy)?;
        self.found = Some(work(conn)?);
        Ok(())
    }

    fn can_run(&self) -> bool {
        self.work.is_some()
    }

    fn answer(self: Box<Self>, error: Option<Error>) {
        tell(self.answer, self.found, error);
    }
}

fn tell<T>(answer: Sender<Result<T>>, found: Option<T>, error: Option<Error>) {
    drop(answer.send(error.map_or_else(|| found.ok_or(Error::NotFound), Err)));
}
