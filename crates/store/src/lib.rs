//! SQLite and PostgreSQL behind one door: one SQL text, plain closures, no waiting inside a transaction.
//!
//! ```no_run
//! # fn main() -> Result<(), store::Error> {
//! let db = store::Db::open("sqlite:onedoor.db")?;
//! let open_cases = db.read_now(|c| c.one::<i64>("SELECT count(*) FROM cases WHERE state = 'open'", &[]))?;
//! # Ok(()) }
//! ```

mod cell;
mod conn;
mod database;
mod error;
mod gathered;
mod jobs;
mod migrate;
mod postgres_driver;
mod queue;
mod serving;
mod sqlite_driver;
mod statement;
mod tls;
mod tx;
mod workers;

pub use cell::{Bind, Cell, FromCell, FromRow, Row};
pub use conn::Conn;
pub use database::{Db, outside_transaction};
pub use error::{Error, Result};
pub use gathered::AtEnd;
pub use migrate::{Column, migrations};
pub use statement::{Engine, migration_for, places};
pub use tx::Tx;
