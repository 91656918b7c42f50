//! The vault: makes the keys of people, wraps and unwraps them, and makes blind indexes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::key_file::{self, KeyFileError};
use crate::seal::{self, joined};
use crate::{DataKey, Keys, Secrets, VaultError};

/// What wrapped keys begin with, before the number of the master key: the form they are in.
const FORM: u8 = 1;

/// The keys of a hub, at work. Cheap to clone: all clones are the same vault.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    keys: RwLock<Arc<Keys>>,
    index: Hmac<Sha256>,
    secrets: Arc<dyn Secrets>,
    file: Option<PathBuf>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// A vault with these keys for as long as it lives.
    pub fn new(keys: Keys, secrets: Arc<dyn Secrets>) -> Self {
        Self::of(keys, secrets, None)
    }

    /// A vault with the keys of this file, which it reads again when it meets a key wrapped under a master key it does not have: so a hub
    /// goes on serving while its master key is changed.
    ///
    /// # Errors
    /// As [`crate::read_keys`].
    pub fn from_file(file: &Path, secrets: Arc<dyn Secrets>) -> Result<Self, KeyFileError> {
        Ok(Self::of(key_file::read_keys(file)?, secrets, Some(file.to_owned())))
    }

    fn of(keys: Keys, secrets: Arc<dyn Secrets>, file: Option<PathBuf>) -> Self {
        // A key of 32 bytes is no longer than HMAC takes as it is.
        let mut block = Zeroizing::new([0; 64]);
        for (to, from) in block.iter_mut().zip(keys.index_key()) {
            *to = *from;
        }
        let index = Hmac::<Sha256>::new((&*block).into());
        Self(Arc::new(Inner { keys: RwLock::new(Arc::new(keys)), index, secrets, file }))
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.0.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys, where they have this master key or the file has got it since.
    fn keys_with(&self, master: u32) -> Result<Arc<Keys>, VaultError> {
        let keys = self.keys();
        if keys.master(master).is_some() {
            return Ok(keys);
        }
        let read = self.0.file.as_deref().and_then(|file| key_file::read_keys(file).ok());
        // Another index key would make look-ups miss people: such a file is of another hub.
        let fits = |read: &Keys| read.master(master).is_some() && read.index_key() == keys.index_key();
        let read = Arc::new(read.filter(fits).ok_or(VaultError::NoMaster(master))?);
        *self.0.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok(read)
    }

    /// A fresh random key for the person or row `of`, and the same wrapped under the current master key, to be kept.
    ///
    /// # Errors
    /// When the machine has no randomness.
    pub fn new_key(&self, of: Uuid) -> Result<(DataKey, Vec<u8>), VaultError> {
        let key = Zeroizing::new(self.0.secrets.bytes()?);
        let wrapped = self.wrap(&self.keys(), of, &key)?;
        Ok((DataKey { key, secrets: Arc::clone(&self.0.secrets) }, wrapped))
    }

    /// The key of `of` out of what was kept.
    ///
    /// # Errors
    /// When it is another's, was changed, or the key file lacks its master key.
    pub fn unwrap_key(&self, of: Uuid, wrapped: &[u8]) -> Result<DataKey, VaultError> {
        let (master, sealed) = parts(wrapped)?;
        let keys = self.keys_with(master)?;
        let key = keys.master(master).ok_or(VaultError::NoMaster(master))?;
        let plain = Zeroizing::new(seal::open(key, &bound_to(of, master), sealed)?);
        let key = plain.as_slice().try_into().map(Zeroizing::new).map_err(|_| VaultError::UnknownForm)?;
        Ok(DataKey { key, secrets: Arc::clone(&self.0.secrets) })
    }

    /// The same key wrapped under the current master key; `None` when it is already.
    ///
    /// # Errors
    /// As [`Vault::unwrap_key`].
    pub fn rewrap(&self, of: Uuid, wrapped: &[u8]) -> Result<Option<Vec<u8>>, VaultError> {
        let key = self.unwrap_key(of, wrapped)?;
        let keys = self.keys();
        if parts(wrapped)?.0 == keys.current() { Ok(None) } else { self.wrap(&keys, of, &key.key).map(Some) }
    }

    fn wrap(&self, keys: &Keys, of: Uuid, key: &[u8; 32]) -> Result<Vec<u8>, VaultError> {
        let current = keys.current();
        let master = keys.master(current).ok_or(VaultError::NoMaster(current))?;
        let [a, b, c, d] = current.to_be_bytes();
        seal::seal(master, &*self.0.secrets, &[FORM, a, b, c, d], &bound_to(of, current), key)
    }

    /// A blind index, 32 hexadecimal digits: the same for the same value, found by looking for it, and not to be turned back without the
    /// key. `what` keeps kinds of values apart. For exact look-up only, and only for what has too many possible values to try them all
    /// with a copy of the database alone.
    pub fn index(&self, what: &str, value: &str) -> String {
        let digest = self.0.index.clone().chain_update(joined(&[what.as_bytes(), value.as_bytes()])).finalize().into_bytes();
        digest.iter().take(16).flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|half| char::from_digit(half.into(), 16)).collect()
    }
}

/// The number of the master key a wrapped key is wrapped under.
///
/// # Errors
/// When these bytes are no wrapped key.
pub fn master_of(wrapped: &[u8]) -> Result<u32, VaultError> {
    parts(wrapped).map(|(master, _)| master)
}

fn parts(wrapped: &[u8]) -> Result<(u32, &[u8]), VaultError> {
    match wrapped {
        [FORM, a, b, c, d, sealed @ ..] => Ok((u32::from_be_bytes([*a, *b, *c, *d]), sealed)),
        _ => Err(VaultError::UnknownForm),
    }
}

fn bound_to(of: Uuid, master: u32) -> Vec<u8> {
    joined(&[b"onedoor wrapped key", of.as_bytes(), &master.to_be_bytes()])
}
