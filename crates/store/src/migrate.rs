//! The tables, brought up to date step by step; each step is one file that names its capability.

use crate::conn::Conn;
use crate::error::{Error, Result};
use crate::statement::{Engine, migration_for};
use crate::tx::Tx;

/// Every step in order: number and text.
pub const fn migrations() -> &'static [(i64, &'static str)] {
    &[
        (1, include_str!("../migrations/0001_main_job.sql")),
        (2, include_str!("../migrations/0002_accounts.sql")),
        (3, include_str!("../migrations/0003_audit_chain.sql")),
        (4, include_str!("../migrations/0004_walls.sql")),
        (5, include_str!("../migrations/0005_sealed.sql")),
        (6, include_str!("../migrations/0006_retention.sql")),
        (7, include_str!("../migrations/0007_row_level_security.sql")),
        (8, include_str!("../migrations/0008_joins.sql")),
        (9, include_str!("../migrations/0009_shared_ways.sql")),
        (10, include_str!("../migrations/0010_support.sql")),
        (11, include_str!("../migrations/0011_onward.sql")),
        (12, include_str!("../migrations/0012_assessment.sql")),
        (13, include_str!("../migrations/0013_liaison.sql")),
        (14, include_str!("../migrations/0014_rooms.sql")),
        (15, include_str!("../migrations/0015_major_incidents.sql")),
        (16, include_str!("../migrations/0016_order_of_work.sql")),
        (17, include_str!("../migrations/0017_referred_to_a_partner.sql")),
        (18, include_str!("../migrations/0018_reports_sent.sql")),
    ]
}

/// The step from which on what tells who somebody is, is kept sealed.
const SEALED: i64 = 5;

/// Whoever is on record already stands there unsealed, and this has no keys to seal them with: nothing is thrown away in silence.
fn nobody_unsealed(tx: &mut Tx<'_>) -> Result<()> {
    let people: i64 = tx.one("SELECT count(*) FROM people", &[])?;
    let rows: i64 = tx.one("SELECT count(*) FROM source_rows WHERE as_sent IS NOT NULL", &[])?;
    if people == 0 && rows == 0 {
        return Ok(());
    }
    Err(Error::Schema(
        "this database holds people as an older Onedoor kept them, unsealed, and cannot be taken over: make a new database, take the \
         transfers in again there with `onedoor intake`, and destroy this one"
            .into(),
    ))
}

const LOCK: i64 = 0x6f6e_6564_6f6f_7200;

/// Runs the steps that are missing; how many they were.
pub fn up(conn: &mut Conn) -> Result<usize> {
    conn.begin(true)?;
    let done = in_transaction(&mut Tx(conn)).inspect_err(|_| conn.roll_back())?;
    conn.commit()?;
    Ok(done)
}

/// Names are searched by ranges of keys. A database that sorts by the rules of a language would miss people without a word.
fn sorts_by_bytes(tx: &mut Tx<'_>) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        return Ok(());
    }
    let sql = "SELECT getdatabaseencoding() = 'UTF8' AND 'Z'::text < 'a'::text AND 'a b'::text < 'aa'::text";
    if tx.one(sql, &[])? {
        return Ok(());
    }
    Err(Error::Schema(
        "this database does not sort text by its bytes, or is not in UTF-8, so searches would miss people: \
         make it with CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
            .into(),
    ))
}

fn in_transaction(tx: &mut Tx<'_>) -> Result<usize> {
    sorts_by_bytes(tx)?;
    // Whoever only serves may not make tables: where nothing is missing, nothing is tried.
    if newest(tx)? == known() {
        return Ok(0);
    }
    tx.hold(LOCK)?;
    let newest = newest(tx)?;
    if newest > known() {
        return Err(Error::Schema(format!(
            "this database was made by a newer Onedoor (step {newest}; this program knows {}): use that one",
            known()
        )));
    }
    if !may_make_tables(tx)? {
        return Err(Error::Schema(format!(
            "this database is at step {newest} and this program at {}, and whoever serves may not change its tables: \
             run `onedoor migrate` as their owner first",
            known()
        )));
    }
    let engine = tx.engine();
    tx.batch(&migration_for("CREATE TABLE IF NOT EXISTS migrations (\n number BIGINT PRIMARY KEY\n);", engine))?;
    let missing = migrations().iter().filter(|(number, _)| *number > newest);
    let mut count = 0;
    for (number, text) in missing {
        if *number == SEALED {
            nobody_unsealed(tx)?;
        }
        tx.batch(&migration_for(text, engine))?;
        tx.execute("INSERT INTO migrations (number) VALUES ($1)", &[number])?;
        count += 1;
    }
    if count > 0 {
        crate::serving::grant_again(tx)?;
    }
    Ok(count)
}

/// The newest step this program knows.
fn known() -> i64 {
    migrations().last().map_or(0, |(number, _)| *number)
}

/// The newest step that was run; 0 where none was.
fn newest(tx: &mut Tx<'_>) -> Result<i64> {
    let is_there = match tx.engine() {
        Engine::Sqlite => "SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'",
        // Read from the catalogue itself: what a name stood for before the lock was waited for may be remembered.
        Engine::Postgres => "SELECT EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'migrations' AND pg_table_is_visible(c.oid))",
    };
    if tx.one(is_there, &[])? { tx.one("SELECT coalesce(max(number), 0) FROM migrations", &[]) } else { Ok(0) }
}

/// Whether this connection may: on PostgreSQL, whether it owns the tables that are there and may add some.
fn may_make_tables(tx: &mut Tx<'_>) -> Result<bool> {
    match tx.engine() {
        Engine::Sqlite => Ok(true),
        Engine::Postgres => tx.one(
            "SELECT coalesce(has_schema_privilege(current_schema()::text, 'CREATE'), FALSE)
             AND coalesce((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('migrations')), TRUE)",
            &[],
        ),
    }
}

/// A column as the database's own catalogue tells it, for comparing the two.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Column {
    /// Its table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// Its type in words common to both.
    pub kind: String,
    /// Whether it may be empty.
    pub may_be_empty: bool,
}

impl Conn {
    /// Every column of every table, from the catalogue, sorted.
    ///
    /// # Errors
    /// As the database says.
    pub fn columns(&mut self) -> Result<Vec<Column>> {
        let sql = match self.engine() {
            Engine::Sqlite => {
                "SELECT m.name, c.name, lower(c.type), CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN 0 ELSE 1 END
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
            }
            Engine::Postgres => {
                "SELECT table_name::text, column_name::text, data_type::text, CASE is_nullable WHEN 'NO' THEN 0::bigint ELSE 1::bigint END
                 FROM information_schema.columns WHERE table_schema = current_schema()
                   AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = current_schema())"
            }
        };
        let mut columns: Vec<Column> = self
            .all::<(String, String, String, i64)>(sql, &[])?
            .into_iter()
            .map(|(table, name, kind, empty)| Column { table, name, kind: common(&kind).to_owned(), may_be_empty: empty == 1 })
            .collect();
        columns.sort();
        Ok(columns)
    }
}

fn common(kind: &str) -> &str {
    match kind {
        "bigint" | "boolean" | "integer" => "whole number or yes/no",
        "uuid" | "bytea" | "blob" => "bytes",
        other => other,
    }
}
