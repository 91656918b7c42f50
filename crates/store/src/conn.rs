//! What a closure may do with a connection inside a read; and how a transaction begins and ends on either engine.

use crate::cell::{Bind, Cell, FromRow};
use crate::error::{Error, Result};
use crate::gathered::Gathered;
use crate::postgres_driver::Postgres;
use crate::sqlite_driver::Sqlite;
use crate::statement::{self, Engine};

/// Keys a look-up asks for at once.
const KEYS_A_STATEMENT: usize = 200;

pub(crate) enum Driver {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// A connection inside a read.
pub struct Conn {
    driver: Driver,
    /// The first statement that failed in this transaction.
    failed: Option<Error>,
    /// What this change has gathered to be written at its end.
    pub(crate) gathered: Gathered,
    /// Whether a transaction may be left open on it that could not be ended: nobody may use it again.
    abandoned: bool,
    /// What this transaction says of itself.
    said: Vec<(&'static str, String)>,
}

impl Conn {
    pub(crate) fn open(target: &crate::database::Target, write: bool) -> Result<Self> {
        let driver = match target {
            crate::database::Target::Sqlite(path) => Driver::Sqlite(Sqlite::open(path, write)?),
            crate::database::Target::Postgres(url) => Driver::Postgres(Postgres::open(url)?),
        };
        Ok(Self { driver, failed: None, gathered: Gathered::default(), abandoned: false, said: Vec::new() })
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(c) => c.batch(sql),
            Driver::Postgres(c) => c.batch(sql),
        }
    }

    pub(crate) fn begin(&mut self, write: bool) -> Result<()> {
        self.said.clear();
        self.batch(match (self.engine(), write) {
            // A transaction that begins by reading and then turns writer meets "locked" at once, however long one would wait.
            (Engine::Sqlite, true) => "BEGIN IMMEDIATE",
            (Engine::Sqlite, false) | (Engine::Postgres, true) => "BEGIN",
            // One moment for the whole read, as SQLite gives it.
            (Engine::Postgres, false) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        })
    }

    /// Ends the transaction: after an error nothing of it is kept, but for a connection that was lost meanwhile.
    pub(crate) fn commit(&mut self) -> Result<()> {
        self.batch("COMMIT").inspect_err(|_| self.roll_back())
    }

    /// Ends the transaction without keeping anything; a connection that will not is never used again.
    pub(crate) fn roll_back(&mut self) {
        if self.batch("ROLLBACK").is_err() && self.is_in_transaction() {
            self.abandoned = true;
        }
    }

    pub(crate) fn is_lost(&self) -> bool {
        self.abandoned || matches!(&self.driver, Driver::Postgres(c) if c.is_closed())
    }

    /// PostgreSQL's client does not say: it may be in one.
    pub(crate) fn is_in_transaction(&self) -> bool {
        match &self.driver {
            Driver::Sqlite(c) => c.is_in_transaction(),
            Driver::Postgres(_) => true,
        }
    }

    /// The first failure since this was last asked, whatever the closure made of it.
    pub(crate) fn take_failure(&mut self) -> Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Runs a statement, unless one has failed before: PostgreSQL would refuse it then, and so does the door on both.
    fn unless_failed<T>(&mut self, cells: &[Cell<'_>], statement: impl FnOnce(&mut Driver) -> Result<T>) -> Result<T> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        no_nul(cells).and_then(|()| statement(&mut self.driver)).inspect_err(|error| self.failed = Some(error.clone()))
    }

    pub(crate) fn run(&mut self, sql: &str, cells: &[Cell<'_>], keep: bool) -> Result<u64> {
        self.unless_failed(cells, |driver| match driver {
            Driver::Sqlite(c) => c.execute(sql, cells, keep),
            Driver::Postgres(c) => c.execute(sql, cells, keep),
        })
    }

    fn select<T: FromRow>(&mut self, sql: &str, cells: &[Cell<'_>]) -> Result<Vec<T>> {
        self.unless_failed(cells, |driver| match driver {
            Driver::Sqlite(c) => c.query(sql, cells, T::from_row),
            Driver::Postgres(c) => c.query(sql, cells, T::from_row),
        })
    }

    /// Which database this is; for the few functions that hide a difference.
    pub const fn engine(&self) -> Engine {
        match self.driver {
            Driver::Sqlite(_) => Engine::Sqlite,
            Driver::Postgres(_) => Engine::Postgres,
        }
    }

    /// Every row of the answer.
    ///
    /// # Errors
    /// As the database says.
    pub fn all<T: FromRow>(&mut self, sql: &str, values: &[&dyn Bind]) -> Result<Vec<T>> {
        let cells: Vec<_> = values.iter().map(|value| value.cell()).collect();
        self.select(sql, &cells)
    }

    /// The first row of the answer, if there is one.
    ///
    /// # Errors
    /// As the database says.
    pub fn maybe<T: FromRow>(&mut self, sql: &str, values: &[&dyn Bind]) -> Result<Option<T>> {
        Ok(self.all(sql, values)?.into_iter().next())
    }

    /// The first row of the answer.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub fn one<T: FromRow>(&mut self, sql: &str, values: &[&dyn Bind]) -> Result<T> {
        self.maybe(sql, values)?.ok_or(Error::NotFound)
    }

    /// Every row whose key is among these, however many keys there are and however often one is repeated: `{}` in the text stands for the
    /// places. No row comes twice on account of its key; the order of the whole is no order.
    ///
    /// # Errors
    /// As the database says.
    pub fn all_among<T: FromRow>(&mut self, sql: &str, keys: &[impl Bind]) -> Result<Vec<T>> {
        self.all_among_and(sql, keys, &[])
    }

    /// [`Conn::all_among`] with values besides the keys: those are `$1`, `$2` …, and the keys come after them.
    ///
    /// # Errors
    /// As the database says.
    pub fn all_among_and<T: FromRow>(&mut self, sql: &str, keys: &[impl Bind], values: &[&dyn Bind]) -> Result<Vec<T>> {
        let mut keys: Vec<Cell<'_>> = keys.iter().map(Bind::cell).collect();
        keys.sort_unstable();
        keys.dedup();
        let mut out = Vec::new();
        for chunk in keys.chunks(KEYS_A_STATEMENT) {
            // The places are filled up with the last key again, so that few different statements are ever prepared.
            let size = chunk.len().next_power_of_two().min(KEYS_A_STATEMENT);
            let mut cells: Vec<Cell<'_>> = values.iter().map(|value| value.cell()).chain(chunk.iter().cloned()).collect();
            if let Some(last) = cells.last().cloned() {
                cells.resize(values.len() + size, last);
            }
            out.append(&mut self.select(&sql.replace("{}", &statement::places(values.len() + 1, size)), &cells)?);
        }
        Ok(out)
    }

    /// Says of the rest of this transaction what its rows are shown for: settings of the name `onedoor.…` that row-level security reads.
    /// They end with the transaction. Nothing on SQLite.
    ///
    /// # Errors
    /// As the database says.
    pub fn say(&mut self, settings: &[(&'static str, String)]) -> Result<()> {
        if self.engine() == Engine::Sqlite || self.said == settings {
            return Ok(());
        }
        let names = settings.iter().enumerate().map(|(place, (name, _))| format!("set_config('onedoor.{name}', ${}, TRUE)", place + 1));
        let sql = format!("SELECT 1::bigint FROM (SELECT {}) AS said", names.collect::<Vec<_>>().join(", "));
        let cells: Vec<Cell<'_>> = settings.iter().map(|(_, value)| value.cell()).collect();
        self.select::<i64>(&sql, &cells)?;
        self.said = settings.to_vec();
        Ok(())
    }

    /// Sees every row from here on; what was said before.
    pub(crate) fn say_program(&mut self) -> Result<Vec<(&'static str, String)>> {
        let before = if self.said.is_empty() { vec![("capacity", String::new())] } else { self.said.clone() };
        self.say(&[("capacity", "program".to_owned())])?;
        Ok(before)
    }

    /// Does something that is the program's own and sees every row, such as wrapping every key anew, and then goes on as before.
    ///
    /// # Errors
    /// As the closure or the database says.
    pub fn as_the_program<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let before = self.say_program()?;
        let done = work(self)?;
        self.say(&before)?;
        Ok(done)
    }

    /// Whether the statement is one the database understands, and speaks only of types that are kept; nothing is run.
    ///
    /// # Errors
    /// As the database says, or naming the type.
    pub fn check(&mut self, sql: &str) -> Result<()> {
        match &mut self.driver {
            Driver::Sqlite(c) => c.check(sql),
            Driver::Postgres(c) => c.check(sql),
        }
    }
}

/// PostgreSQL refuses a text with a NUL and SQLite keeps it: refused before either is asked.
fn no_nul(cells: &[Cell<'_>]) -> Result<()> {
    if cells.iter().any(|cell| matches!(cell, Cell::Text(text) if text.contains('\0'))) { Err(Error::NulInText) } else { Ok(()) }
}
