//! Which database a command works on.

use std::path::PathBuf;

use clap::Args;
use store::Db;

/// The `--database` option.
#[derive(Args, Clone)]
pub struct Database {
    /// The hub's database: `sqlite:path.db` or `postgres://…`; without it, sqlite:onedoor.db in the data folder
    #[arg(long, env = "ONEDOOR_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
}

impl Database {
    /// The database named on the command line, or else this one.
    pub fn or(self, otherwise: Option<String>) -> Self {
        Self { database: self.database.or(otherwise) }
    }

    /// Its address. The data folder is made where it is missing.
    pub fn url(&self) -> Result<String, std::io::Error> {
        if self.database.is_none() {
            std::fs::create_dir_all(data_folder())?;
        }
        Ok(self.address())
    }

    fn address(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", data_folder().join("onedoor.db").display()))
    }

    /// Opens it, tables up to date.
    pub fn open(&self) -> Result<Db, crate::command::Error> {
        Ok(Db::open(&self.url()?)?)
    }

    /// Opens it to look into, changing nothing, not even its tables; nothing when there is none yet.
    ///
    /// # Errors
    /// When it cannot be reached, or was made by another version of the program.
    pub fn look_into(&self) -> Result<Option<Db>, crate::command::Error> {
        let url = self.address();
        if url.strip_prefix("sqlite:").is_some_and(|path| !std::path::Path::new(path.strip_prefix("//").unwrap_or(path)).exists()) {
            return Ok(None);
        }
        let db = Db::open_as_is(&url)?;
        let has_tables = db.read_now(|c| Ok(c.columns()?.iter().any(|column| column.table == "migrations")))?;
        if !has_tables {
            return Ok(None);
        }
        let newest: i64 = db.read_now(|c| c.one("SELECT coalesce(max(number), 0) FROM migrations", &[]))?;
        let known = store::migrations().last().map_or(0, |(number, _)| *number);
        if newest == known {
            return Ok(Some(db));
        }
        // The address of a server may hold a password.
        let which = url.strip_prefix("sqlite:").map_or_else(|| "the hub's database".to_owned(), |path| format!("the database {path}"));
        Err(if newest < known {
            format!(
                "{which} is of an older version of the program (step {newest}, and this is at {known}), and nothing that only looks changes \
                 it: bring it up to date with `onedoor migrate` first"
            )
        } else {
            format!("{which} is of a newer version of the program (step {newest}, and this knows {known}): use that one")
        }
        .into())
    }
}

/// Where a hub on this machine keeps its files when nothing else is said.
pub fn data_folder() -> PathBuf {
    let of = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    of("XDG_DATA_HOME").or_else(|| of("HOME").map(|home| home.join(".local/share"))).unwrap_or_default().join("onedoor")
}
