//! SQLite through `rusqlite`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef};

use crate::cell::{Cell, Inner, Row};
use crate::error::{Error, Result};
use crate::statement::for_sqlite;

/// How long to wait for another program that has the file.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Sqlite {
    connection: rusqlite::Connection,
    texts: HashMap<String, String>,
}

impl Sqlite {
    /// Opens the file; `write` decides whether this connection may change anything.
    pub fn open(path: &str, write: bool) -> Result<Self> {
        if write {
            make_for_its_owner_only(path);
        }
        let connection = rusqlite::Connection::open(path)?;
        connection.busy_timeout(PATIENCE)?;
        write_ahead(&connection)?;
        // synchronous=FULL: what was answered as kept is kept, power cut or not. A checkpoint writes each changed page once however often
        // it changed, so 64 MB between two of them spares an import most of its writing; the writer's cache holds the indexes it jumps in.
        // secure_delete: what is deleted is overwritten, as somebody may have refused to be in this file.
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
             PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 16000; PRAGMA secure_delete = ON;",
        )?;
        connection.execute_batch(if write {
            "PRAGMA cache_size = -131072"
        } else {
            "PRAGMA cache_size = -16384; PRAGMA query_only = ON"
        })?;
        connection.set_prepared_statement_cache_capacity(256);
        Ok(Self { connection, texts: HashMap::new() })
    }

    fn prepare(&mut self, sql: &str, keep: bool) -> Result<rusqlite::CachedStatement<'_>> {
        if !keep {
            return Ok(self.connection.prepare_cached(&for_sqlite(sql))?);
        }
        if !self.texts.contains_key(sql) {
            self.texts.insert(sql.to_owned(), for_sqlite(sql));
        }
        let text = self.texts.get(sql).ok_or(Error::NotFound)?;
        Ok(self.connection.prepare_cached(text)?)
    }

    pub fn query<T>(&mut self, sql: &str, cells: &[Cell<'_>], mut read: impl FnMut(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut statement = self.prepare(sql, true)?;
        bind(&mut statement, cells)?;
        let mut rows = statement.raw_query();
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(read(&Row(Inner::Sqlite(row)))?);
        }
        Ok(out)
    }

    pub fn execute(&mut self, sql: &str, cells: &[Cell<'_>], keep: bool) -> Result<u64> {
        let mut statement = self.prepare(sql, keep)?;
        bind(&mut statement, cells)?;
        let changed = statement.raw_execute()? as u64;
        if !keep {
            statement.discard();
        }
        Ok(changed)
    }

    pub fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    pub fn batch(&mut self, sql: &str) -> Result<()> {
        Ok(self.connection.execute_batch(sql)?)
    }

    /// Prepares without running: whether the statement is one at all.
    pub fn check(&mut self, sql: &str) -> Result<()> {
        self.prepare(sql, false)?.discard();
        Ok(())
    }
}

/// Changes go to a file beside the first, so that readers and the writer do not wait for each other. Programs that open a new file at the same
/// moment are told "locked" at once, whatever patience SQLite was asked for: it is asked again.
fn write_ahead(connection: &rusqlite::Connection) -> Result<()> {
    let started = Instant::now();
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL").map_err(Error::from) {
            Err(Error::Busy) if started.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(5)),
            result => return result,
        }
    }
}

/// The file holds addresses: a new one is for its owner only, and SQLite gives the files beside it the same permissions. One that is there
/// already keeps those it was given; what stands in the way is told when the file is opened.
fn make_for_its_owner_only(path: &str) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path));
}

fn bind(statement: &mut rusqlite::Statement<'_>, cells: &[Cell<'_>]) -> Result<()> {
    let places = statement.parameter_count();
    if places != cells.len() {
        // SQLite would take a missing value for NULL.
        return Err(Error::Other(format!("{} values for {places} places", cells.len())));
    }
    for (index, cell) in cells.iter().enumerate() {
        let value = match cell {
            Cell::Null => ValueRef::Null,
            Cell::Bool(b) => ValueRef::Integer(i64::from(*b)),
            Cell::Int(n) => ValueRef::Integer(*n),
            Cell::Text(text) => ValueRef::Text(text.as_bytes()),
            Cell::Uuid(uuid) => ValueRef::Blob(uuid.as_bytes()),
            Cell::Bytes(bytes) => ValueRef::Blob(bytes),
        };
        statement.raw_bind_parameter(index + 1, ToSqlOutput::Borrowed(value))?;
    }
    Ok(())
}

pub fn cell<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Result<Cell<'a>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(n) => Cell::Int(n),
        ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => Cell::Bytes(Cow::Borrowed(bytes)),
        ValueRef::Real(_) => return Err(Error::Other("a fraction where none is kept".into())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SQLite answers "locked" at once when another is about to write a file that has no write-ahead log yet, whatever the timeout.
    #[test]
    fn a_file_that_another_program_is_just_making_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("onedoor.db");
        let other = rusqlite::Connection::open(&path).unwrap();
        other.execute_batch("CREATE TABLE t (a INTEGER); BEGIN IMMEDIATE; INSERT INTO t (a) VALUES (1)").unwrap();
        let text = path.to_str().unwrap().to_owned();
        let opening = std::thread::spawn(move || Sqlite::open(&text, true).map(|_| ()));
        std::thread::sleep(Duration::from_millis(100));
        assert!(!opening.is_finished(), "it waits");
        other.execute_batch("COMMIT").unwrap();
        drop(other);
        opening.join().unwrap().unwrap();
    }
}
