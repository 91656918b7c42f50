//! One value, sealed: AES-256-GCM-SIV (RFC 8452) under a key of its own person, bound to the place where it is kept.

use aes_gcm_siv::{
    Aes256GcmSiv, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use kernel::Sensitive;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{Secrets, VaultError};

/// What sealed bytes begin with: the form they are in.
const FORM: u8 = 1;
const NONCE: usize = 12;

/// Where a sealed value is kept: taken to another table, row or column it does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: Uuid,
    /// The column.
    pub column: &'static str,
}

impl Place {
    /// A column of a row of a table.
    pub const fn new(table: &'static str, row: Uuid, column: &'static str) -> Self {
        Self { table, row, column }
    }

    /// The place as bytes: each part with its length before it, so that no two places look the same.
    fn bytes(self) -> Vec<u8> {
        let parts: [&[u8]; 4] = [b"onedoor sealed", self.table.as_bytes(), self.row.as_bytes(), self.column.as_bytes()];
        joined(&parts)
    }
}

/// Parts with their lengths before them.
pub(crate) fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut all = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        all.extend_from_slice(&(part.len() as u64).to_be_bytes());
        all.extend_from_slice(part);
    }
    all
}

/// The key of one person, or of one row that is about nobody known yet. Wiped from memory when dropped.
#[derive(Clone)]
pub struct DataKey {
    pub(crate) key: Zeroizing<[u8; 32]>,
    pub(crate) secrets: std::sync::Arc<dyn Secrets>,
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey")
    }
}

impl DataKey {
    /// Seals a value for its place. Sealed twice, it looks different each time.
    ///
    /// # Errors
    /// When the machine has no randomness, or the value is longer than 64 GiB.
    pub fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        seal(&self.key, &*self.secrets, &[FORM], &place.bytes(), plain)
    }

    /// Opens a value that was sealed for this place.
    ///
    /// # Errors
    /// When a bit of it was changed, when it was sealed for another place or under another key.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Sensitive<Vec<u8>>, VaultError> {
        let [FORM, sealed @ ..] = sealed else { return Err(VaultError::UnknownForm) };
        open(&self.key, &place.bytes(), sealed).map(Sensitive::new)
    }
}

/// Texts that may be missing.
impl DataKey {
    /// [`DataKey::seal`] for a text.
    ///
    /// # Errors
    /// As [`DataKey::seal`].
    pub fn seal_text(&self, place: Place, text: Option<&str>) -> Result<Option<Vec<u8>>, VaultError> {
        text.map(|text| self.seal(place, text.as_bytes())).transpose()
    }

    /// [`DataKey::open`] for a text.
    ///
    /// # Errors
    /// As [`DataKey::open`]; when it is no text.
    pub fn open_text(&self, place: Place, sealed: Option<&[u8]>) -> Result<Option<Sensitive<String>>, VaultError> {
        let text = |opened: Sensitive<Vec<u8>>| String::from_utf8(opened.into_inner()).map_err(|_| VaultError::UnknownForm);
        sealed.map(|sealed| self.open(place, sealed).and_then(text).map(Sensitive::new)).transpose()
    }
}

/// `begin`, nonce, ciphertext, tag.
pub(crate) fn seal(key: &[u8; 32], secrets: &dyn Secrets, begin: &[u8], bound_to: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let random = Zeroizing::new(secrets.bytes()?);
    let (nonce, _) = random.split_first_chunk::<NONCE>().ok_or(VaultError::TooLong)?;
    let cipher = Aes256GcmSiv::new(key.into());
    let sealed = cipher.encrypt(&Nonce::from(*nonce), Payload { msg: plain, aad: bound_to }).map_err(|_| VaultError::TooLong)?;
    Ok([begin, nonce, &sealed].concat())
}

/// Opens what [`seal`] made, without what it began with.
pub(crate) fn open(key: &[u8; 32], bound_to: &[u8], sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(VaultError::UnknownForm)?;
    let cipher = Aes256GcmSiv::new(key.into());
    cipher.decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: bound_to }).map_err(|_| VaultError::DoesNotOpen)
}
