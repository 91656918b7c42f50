//! Walls for tests: the same keys in every test of one process and in the programs it starts, so that what one seals the other opens.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};

use access::{Organisation, Walls};
use tempfile::TempDir;
use vault::{Keys, SystemSecrets, Vault};

struct Made {
    vault: Vault,
    folder: TempDir,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let (keys, folder) = (Keys::generate(&SystemSecrets).unwrap(), TempDir::new().unwrap());
    vault::write_new_keys(&folder.path().join("keys"), &keys).unwrap();
    Made { vault: Vault::new(keys, Arc::new(SystemSecrets)), folder }
});

/// Policies take long to check when nothing is optimised, and most tests have the same.
static KNOWN: Mutex<Vec<(Organisation, Walls)>> = Mutex::new(Vec::new());

/// The keys of every test's hub.
pub fn vault() -> Vault {
    MADE.vault.clone()
}

/// A file with the same keys, for a program that a test starts.
pub fn key_file() -> PathBuf {
    MADE.folder.path().join("keys")
}

/// The walls of a hub with nobody else under its roof.
pub fn walls() -> Walls {
    walls_of(&Organisation::alone())
}

/// The walls of a hub that is organised like this.
pub fn walls_of(organisation: &Organisation) -> Walls {
    let mut known = KNOWN.lock().unwrap();
    if let Some((_, walls)) = known.iter().find(|(made, _)| made == organisation) {
        return walls.clone();
    }
    let walls = Walls::new(organisation.clone(), vault()).unwrap();
    known.push((organisation.clone(), walls.clone()));
    walls
}
