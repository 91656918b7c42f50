//! The file the keys are in: read only where nobody else can read it, never overwritten.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::{Keys, KeysError, NoSecrets, Secrets};

/// The name of the keys among a service's systemd credentials.
pub const CREDENTIAL: &str = "onedoor-keys";

/// Why the keys could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("the key file {0} cannot be used: {1}")]
    Io(PathBuf, io::Error),
    /// Somebody else may read the file.
    #[error("the key file {0} can be read by others on this machine: make it yours alone with: chmod 600 {0}")]
    OpenToOthers(PathBuf),
    /// There is a file of this name already.
    #[error("{0} exists already, and keys are never overwritten: choose another name, or move that file away first")]
    Exists(PathBuf),
    /// What stands in it is wrong.
    #[error("the key file {0}: {1}")]
    Text(PathBuf, KeysError),
    /// No randomness.
    #[error(transparent)]
    NoSecrets(#[from] NoSecrets),
}

/// Reads the keys from a file that only its owner can read.
///
/// # Errors
/// When it cannot be read, when others can read it too, or when a line is wrong.
pub fn read_keys(file: &Path) -> Result<Keys, KeyFileError> {
    let text = read(file)?;
    Keys::parse(&text).map_err(|error| KeyFileError::Text(file.to_owned(), error))
}

/// Where systemd put the keys, given its `$CREDENTIALS_DIRECTORY`.
pub fn credential(directory: &Path) -> PathBuf {
    directory.join(CREDENTIAL)
}

/// Writes keys to a new file that only its owner can read.
///
/// # Errors
/// When there is such a file already, or it cannot be written.
pub fn write_new_keys(file: &Path, keys: &Keys) -> Result<(), KeyFileError> {
    write_new(file, keys.text().as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(file.to_owned()),
        _ => KeyFileError::Io(file.to_owned(), error),
    })
}

/// Adds a fresh master key to the file and says the keys it now has. All that stood there stays; the file is whole at every moment.
///
/// # Errors
/// As [`read_keys`]; when the file cannot be written.
pub fn add_master(file: &Path, secrets: &dyn Secrets) -> Result<Keys, KeyFileError> {
    let mut text = read(file)?;
    let keys = Keys::parse(&text).map_err(|error| KeyFileError::Text(file.to_owned(), error))?.with_new_master(secrets)?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&keys.master_line(keys.current()));
    let io = |error| KeyFileError::Io(file.to_owned(), error);
    // Beside it, so that the new one takes the place of the old in one step.
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let beside = file.with_file_name(name);
    write_new(&beside, text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyFileError::Exists(beside.clone()),
        _ => io(error),
    })?;
    fs::rename(&beside, file).map_err(io)?;
    sync_folder(file).map_err(io)?;
    Ok(keys)
}

fn read(file: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let io = |error| KeyFileError::Io(file.to_owned(), error);
    let opened = File::open(file).map_err(io)?;
    if is_open_to_others(file, &opened).map_err(io)? {
        return Err(KeyFileError::OpenToOthers(file.to_owned()));
    }
    io::read_to_string(opened).map(Zeroizing::new).map_err(io)
}

/// systemd lets a service read its credentials by an access list, which looks like leave for the group: the folder keeps others out.
fn is_open_to_others(file: &Path, opened: &File) -> io::Result<bool> {
    let others = if file.file_name().is_some_and(|name| name == CREDENTIAL) { 0o007 } else { 0o077 };
    Ok(opened.metadata()?.permissions().mode() & others != 0)
}

fn write_new(file: &Path, text: &[u8]) -> io::Result<()> {
    let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    opened.write_all(text)?;
    opened.sync_all()?;
    sync_folder(file)
}

fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemSecrets;

    fn mode(file: &Path, mode: u32) {
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_new_file_is_its_owners_alone_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let keys = Keys::generate(&SystemSecrets).unwrap();
        write_new_keys(&file, &keys).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let before = fs::read_to_string(&file).unwrap();
        assert!(matches!(write_new_keys(&file, &Keys::generate(&SystemSecrets).unwrap()), Err(KeyFileError::Exists(_))));
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
        assert_eq!(read_keys(&file).unwrap().signing_seed(), keys.signing_seed());
    }

    #[test]
    fn a_file_that_others_can_read_is_refused_with_how_to_mend_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        write_new_keys(&file, &Keys::generate(&SystemSecrets).unwrap()).unwrap();
        for (open, refused) in [(0o640, true), (0o604, true), (0o610, true), (0o600, false), (0o400, false)] {
            mode(&file, open);
            let answer = read_keys(&file);
            assert_eq!(matches!(answer, Err(KeyFileError::OpenToOthers(_))), refused, "{open:o}");
            assert!(answer.err().is_none_or(|error| error.to_string().contains("chmod 600")));
        }
    }

    #[test]
    fn systemd_lets_a_service_read_by_an_access_list() {
        let folder = tempfile::tempdir().unwrap();
        let file = credential(folder.path());
        write_new_keys(&file, &Keys::generate(&SystemSecrets).unwrap()).unwrap();
        mode(&file, 0o440);
        assert!(read_keys(&file).is_ok());
        mode(&file, 0o444);
        assert!(matches!(read_keys(&file), Err(KeyFileError::OpenToOthers(_))));
    }

    #[test]
    fn a_further_master_key_keeps_all_that_stood_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let keys = Keys::generate(&SystemSecrets).unwrap();
        write_new_keys(&file, &keys).unwrap();
        let noted = format!("{}# copied to the safe", fs::read_to_string(&file).unwrap());
        fs::write(&file, &noted).unwrap();
        let now = add_master(&file, &SystemSecrets).unwrap();
        assert_eq!((now.current(), now.master(1)), (2, keys.master(1)));
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with(&noted) && text.lines().last().unwrap().starts_with("master 2 "));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
