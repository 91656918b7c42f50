//! What is kept secret at rest: the keys of people, sealed values, blind indexes.
//!
//! Every person has a key of their own, kept wrapped under the hub's master key; whatever tells who somebody is, is sealed under it and
//! bound to the table, row and column where it is kept. Destroying the wrapped key destroys the person's record.

pub mod belonging;
mod error;
mod key_file;
mod keys;
pub mod rotation;
mod seal;
mod secrets;
#[cfg(test)]
mod tests;
mod vault;

pub use error::VaultError;
pub use key_file::{CREDENTIAL, KeyFileError, add_master, credential, read_keys, write_new_keys};
pub use keys::{Keys, KeysError};
pub use seal::{DataKey, Place};
pub use secrets::{NoSecrets, Secrets, SystemSecrets};
pub use vault::{Vault, master_of};
