//! What can go wrong with sealed things. No text here holds a key or what was sealed.

use crate::NoSecrets;

/// Why something could not be sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It was changed, moved to another place, or sealed under another key.
    #[error("a sealed value does not open: it was changed, moved, or sealed under another key; compare the database with a backup")]
    DoesNotOpen,
    /// It begins with a version this program does not know, or is too short to be one.
    #[error("a sealed value is not of a form this program knows: the database may be of a newer Onedoor, or damaged")]
    UnknownForm,
    /// The key file lacks the master key under which a key was wrapped.
    #[error("a key is wrapped under master key {0}, which is not in the key file: put its line back, from a copy of the file")]
    NoMaster(u32),
    /// More than can be sealed at once.
    #[error("more than can be sealed at once")]
    TooLong,
    /// No randomness.
    #[error(transparent)]
    NoSecrets(#[from] NoSecrets),
}

/// So that what reads the database can answer for what does not open. None of these texts names anybody.
impl From<VaultError> for store::Error {
    fn from(error: VaultError) -> Self {
        Self::Schema(error.to_string())
    }
}
