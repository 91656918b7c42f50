//! Fresh databases of both kinds, each gone when it is let go.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use store::{Db, Engine, outside_transaction};
use tempfile::TempDir;

use crate::Result;

/// Where fresh databases are made.
#[derive(Debug)]
pub struct Databases {
    /// Beside what was built, so that SQLite's files are on the disk and not in memory.
    folder: TempDir,
    postgres: Option<String>,
    number: Cell<u32>,
}

impl Databases {
    /// SQLite in a scratch folder; PostgreSQL where `ONEDOOR_TEST_POSTGRES` says.
    ///
    /// # Errors
    /// When no scratch folder can be made.
    pub fn new() -> Result<Self> {
        let program = std::env::current_exe()?;
        let built = program.parent().and_then(Path::parent).ok_or("a benchmark is run from the folder it was built in")?;
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(built)?;
        Ok(Self { folder, postgres: std::env::var("ONEDOOR_TEST_POSTGRES").ok(), number: Cell::new(0) })
    }

    /// A folder for scratch files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A new, empty database without tables: the first to open it makes them.
    ///
    /// # Errors
    /// When PostgreSQL is asked for and there is none.
    pub fn fresh(&self, engine: Engine) -> Result<Fresh> {
        self.made(engine, "template0")
    }

    /// Another database with the same in it, which nobody uses while it is copied.
    ///
    /// # Errors
    /// As the database or the disk says.
    pub fn copy(&self, of: &Fresh) -> Result<Fresh> {
        of.write_out()?;
        match &of.kept {
            Kept::OnServer { name, .. } => self.made(of.engine, name),
            Kept::File(file) => {
                let copy = self.made(of.engine, "")?;
                if let Kept::File(to) = &copy.kept {
                    std::fs::copy(file, to)?;
                }
                Ok(copy)
            }
        }
    }

    fn made(&self, engine: Engine, template: &str) -> Result<Fresh> {
        let number = self.number.replace(self.number.get() + 1);
        match engine {
            Engine::Sqlite => {
                let file = self.folder.path().join(format!("{number}.db"));
                Ok(Fresh { url: format!("sqlite:{}", file.display()), engine, kept: Kept::File(file) })
            }
            Engine::Postgres => {
                let server = self.postgres.clone().ok_or(
                    "there is no PostgreSQL: run this under scripts/with-postgres, as make bench-intake and make bench-pages do, \
                     or with --only sqlite",
                )?;
                let (base, _) = server.rsplit_once('/').ok_or("ONEDOOR_TEST_POSTGRES names no database")?;
                let name = format!("bench_{}_{number}", std::process::id());
                outside_transaction(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}"))?;
                // One measurement does not pay for what the one before it left to be written.
                outside_transaction(&server, "CHECKPOINT")?;
                Ok(Fresh { url: format!("{base}/{name}"), engine, kept: Kept::OnServer { server, name } })
            }
        }
    }
}

/// A database of one measurement.
#[derive(Debug)]
pub struct Fresh {
    /// Its address.
    pub url: String,
    /// Which it is.
    pub engine: Engine,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    File(PathBuf),
    OnServer { server: String, name: String },
}

impl Fresh {
    /// Writes out what waits to be written, so that what is measured next does not pay for it.
    ///
    /// # Errors
    /// As the database says.
    pub fn write_out(&self) -> Result<()> {
        let sql = match self.engine {
            Engine::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)",
            Engine::Postgres => "CHECKPOINT",
        };
        Ok(outside_transaction(&self.url, sql)?)
    }

    /// Brings what the planner knows up to date, as a database that has run for a while has it.
    ///
    /// # Errors
    /// As the database says.
    pub fn analyze(&self) -> Result<()> {
        if self.engine == Engine::Sqlite {
            return Ok(outside_transaction(&self.url, "ANALYZE")?);
        }
        let columns = Db::open_as_is(&self.url)?.read_now(|c| c.columns())?;
        let mut tables: Vec<String> = columns.into_iter().map(|column| column.table).collect();
        tables.dedup();
        // Table by table: no statement may take longer than two minutes.
        Ok(tables.iter().try_for_each(|table| outside_transaction(&self.url, &format!("VACUUM (ANALYZE) {table}")))?)
    }

    /// How large it is, in MB.
    ///
    /// # Errors
    /// As the database or the disk says.
    pub fn megabytes(&self) -> Result<u64> {
        let bytes = match &self.kept {
            Kept::File(file) => std::fs::metadata(file)?.len(),
            Kept::OnServer { .. } => {
                let size: i64 = Db::open_as_is(&self.url)?.read_now(|c| c.one("SELECT pg_database_size(current_database())", &[]))?;
                u64::try_from(size)?
            }
        };
        Ok(bytes / 1_000_000)
    }

    /// Which version of the database this is and, of PostgreSQL, whether what it answers as kept is on the disk.
    ///
    /// # Errors
    /// As the database says.
    pub fn version(&self) -> Result<String> {
        let sql = match self.engine {
            Engine::Sqlite => "SELECT 'SQLite ' || sqlite_version()",
            Engine::Postgres => {
                "SELECT 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')
                 || ', synchronous_commit ' || current_setting('synchronous_commit')"
            }
        };
        Ok(Db::open_as_is(&self.url)?.read_now(move |c| c.one(sql, &[]))?)
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        match &self.kept {
            Kept::File(file) => {
                for ending in ["", "-wal", "-shm"] {
                    let mut name = file.clone().into_os_string();
                    name.push(ending);
                    drop(std::fs::remove_file(name));
                }
            }
            Kept::OnServer { server, name } => drop(outside_transaction(server, &format!("DROP DATABASE {name} WITH (FORCE)"))),
        }
    }
}

/// The databases that were asked for: both, or the one that is named.
pub fn engines(only: Option<&str>) -> Vec<Engine> {
    let all = [("sqlite", Engine::Sqlite), ("postgres", Engine::Postgres)];
    all.into_iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).map(|(_, engine)| engine).collect()
}

/// What a table calls it.
pub const fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SQLite",
        Engine::Postgres => "PostgreSQL",
    }
}
