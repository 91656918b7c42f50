//! `onedoor keys`: the keys that open what the hub's database keeps sealed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use store::Db;
use vault::rotation::Walk;
use vault::{Keys as KeySet, SystemSecrets, Vault};

use crate::command::Error;
use crate::database::Database;
use crate::key_file::KeyFile;

#[derive(Subcommand)]
pub enum Keys {
    /// Makes the key file of a new hub, readable by you alone
    #[command(after_help = "Example: onedoor keys new /etc/onedoor/keys\n\nKeep a copy away from this machine and away from the database.")]
    New {
        /// The file to make; one that is there is never overwritten
        file: PathBuf,
    },
    /// Adds a master key to the file and wraps every key in the database under it, while the hub serves
    #[command(
        after_help = "Example: onedoor keys rotate --keys /etc/onedoor/keys\n\nStopped half-way, run it again: it goes on with the master key it has added."
    )]
    Rotate {
        /// Only add the master key, so that the file can be brought to every machine of the hub first; then run rotate again
        #[arg(long)]
        only_add: bool,
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keys: KeyFile,
    },
    /// Looks whether every key in the database opens, and under which master key it is
    #[command(after_help = "Example: onedoor keys check --keys /etc/onedoor/keys")]
    Check {
        #[command(flatten)]
        database: Database,
        #[command(flatten)]
        keys: KeyFile,
    },
}

impl Keys {
    pub fn run(self) -> Result<ExitCode, Error> {
        match self {
            Self::New { file } => {
                vault::write_new_keys(&file, &KeySet::generate(&SystemSecrets)?)?;
                println!("made {}; keep a copy away from this machine and away from the database", file.display());
                Ok(ExitCode::SUCCESS)
            }
            Self::Rotate { only_add, database, keys } => rotate(only_add, &database, &keys),
            Self::Check { database, keys } => check(&database, &keys),
        }
    }
}

fn rotate(only_add: bool, database: &Database, keys: &KeyFile) -> Result<ExitCode, Error> {
    let (db, file) = (database.open()?, keys.path());
    let vault = keys.open_for(&db)?;
    let current = vault::read_keys(&file)?.current();
    // Where some are left under an older one, an earlier rotation was stopped, or its file has only now been brought here.
    let older = count(&db, &vault)?.into_keys().any(|(_, master)| master != Some(current));
    let current = if older && !only_add { current } else { vault::add_master(&file, &SystemSecrets)?.current() };
    if only_add {
        println!("added master key {current}: bring the file to every machine of this hub, restart the hub there, then run rotate again");
        return Ok(ExitCode::SUCCESS);
    }
    let vault = Vault::from_file(&file, Arc::new(SystemSecrets))?;
    let mut all = 0;
    // What the hub wrapped in the meantime, before it met the new master key, takes a second round.
    loop {
        let round = rewrap_all(&db, &vault)?;
        all += round;
        if round == 0 {
            break;
        }
    }
    println!(
        "{all} keys are now under master key {current}; the older ones still open what stands in backups, so keep their lines with those"
    );
    Ok(ExitCode::SUCCESS)
}

fn rewrap_all(db: &Db, vault: &Vault) -> Result<u64, Error> {
    let (mut walk, mut all) = (Walk::default(), 0);
    loop {
        let vault = vault.clone();
        let Some((count, further)) = db.write_now(move |tx| walk.rewrap_some(tx, &vault))? else { return Ok(all) };
        (walk, all) = (further, all + count);
    }
}

/// How many keys of which table are under which master key; all of them open.
type Counts = BTreeMap<(&'static str, Option<u32>), u64>;

fn count(db: &Db, vault: &Vault) -> Result<Counts, Error> {
    let (mut walk, mut counts) = (Walk::default(), Counts::new());
    loop {
        let vault = vault.clone();
        let Some((some, further)) = db.read_now(move |conn| walk.look_at_some(conn, &vault))? else { return Ok(counts) };
        for looked in some {
            looked.opens.map_err(|error| format!("a key in the table {}: {error}", looked.table))?;
            *counts.entry((looked.table, looked.master)).or_default() += 1;
        }
        walk = further;
    }
}

fn check(database: &Database, keys: &KeyFile) -> Result<ExitCode, Error> {
    let db = database.open()?;
    let counts = count(&db, &keys.open_for(&db)?)?;
    if counts.is_empty() {
        println!("the database holds nothing sealed yet");
    }
    for ((table, master), count) in counts {
        println!("{count:>9}  keys of {table} under master key {}", master.unwrap_or_default());
    }
    println!("every key opens");
    Ok(ExitCode::SUCCESS)
}
