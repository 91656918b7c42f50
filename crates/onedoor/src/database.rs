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
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let folder = data_folder();
        std::fs::create_dir_all(&folder)?;
        Ok(format!("sqlite:{}", folder.join("onedoor.db").display()))
    }

    /// Opens it, tables up to date.
    pub fn open(&self) -> Result<Db, crate::command::Error> {
        Ok(Db::open(&self.url()?)?)
    }

    /// Whether it is a SQLite file that is not there yet.
    pub fn is_missing(&self) -> Result<bool, std::io::Error> {
        Ok(self.url()?.strip_prefix("sqlite:").is_some_and(|path| !std::path::Path::new(path).exists()))
    }
}

fn data_folder() -> PathBuf {
    let of = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    of("XDG_DATA_HOME").or_else(|| of("HOME").map(|home| home.join(".local/share"))).unwrap_or_default().join("onedoor")
}
