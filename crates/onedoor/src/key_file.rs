//! Which keys open what the hub's database keeps sealed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use store::Db;
use vault::{Keys, SystemSecrets, Vault};

use crate::command::Error;
use crate::database::data_folder;

/// The `--keys` option.
#[derive(Args, Clone)]
pub struct KeyFile {
    /// The hub's key file; without it systemd's credential `onedoor-keys`, or else onedoor.keys in the data folder, made when missing
    #[arg(long, env = "ONEDOOR_KEYS", value_name = "FILE")]
    keys: Option<PathBuf>,
}

impl KeyFile {
    /// The file.
    pub fn path(&self) -> PathBuf {
        let credential = || {
            let directory = std::env::var_os("CREDENTIALS_DIRECTORY")?;
            Some(vault::credential(Path::new(&directory))).filter(|path| path.exists())
        };
        self.keys.clone().or_else(credential).unwrap_or_else(Self::usual)
    }

    fn usual() -> PathBuf {
        data_folder().join("onedoor.keys")
    }

    /// The keys at work. The usual file is made where it is missing; one that was named must be there.
    ///
    /// # Errors
    /// When the file cannot be read or made, or others can read it.
    pub fn open(&self) -> Result<Vault, Error> {
        let path = self.path();
        if path == Self::usual() && !path.exists() {
            std::fs::create_dir_all(data_folder())?;
            match vault::write_new_keys(&path, &Keys::generate(&SystemSecrets)?) {
                Ok(()) => {
                    eprintln!(
                        "made the keys of this hub in {}: without them nobody can read its records, so keep a copy elsewhere",
                        path.display()
                    );
                }
                // Another command was faster.
                Err(_) if path.exists() => {}
                Err(error) => return Err(error.into()),
            }
        }
        if !path.exists() {
            let named = path.display();
            return Err(format!(
                "there is no key file {named}: a new hub's is made with `onedoor keys new {named}`; for a hub that has keys name its file with \
                 --keys, or put the copy back, since no other opens its records"
            )
            .into());
        }
        Ok(Vault::from_file(&path, Arc::new(SystemSecrets))?)
    }

    /// The keys at work, once it is sure that they are this database's.
    ///
    /// # Errors
    /// As [`KeyFile::open`]; when the database was sealed with other keys.
    pub fn open_for(&self, db: &Db) -> Result<Vault, Error> {
        let vault = self.open()?;
        let settling = vault.clone();
        db.write_now(move |tx| settling.settle_in(tx))?;
        Ok(vault)
    }

    /// The keys at work for a rehearsal, which leaves no trace: where there is no usual file yet, keys that are forgotten with it.
    ///
    /// # Errors
    /// As [`KeyFile::open`].
    pub fn open_to_rehearse(&self, db: &Db) -> Result<Vault, Error> {
        let path = self.path();
        if path == Self::usual() && !path.exists() {
            let forgotten = Vault::new(Keys::generate(&SystemSecrets)?, Arc::new(SystemSecrets));
            return belonging(forgotten, db);
        }
        belonging(self.open()?, db)
    }
}

fn belonging(vault: Vault, db: &Db) -> Result<Vault, Error> {
    let looking = vault.clone();
    db.read_now(move |conn| looking.belongs_to(conn))?;
    Ok(vault)
}
