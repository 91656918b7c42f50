//! How a common password is known: by a few bytes of its digest. Used when the list is made and when it is asked.

use sha2::{Digest, Sha256};

/// The first four bytes of the SHA-256. One text in some thirty thousand has that of a common password by chance.
pub fn of(text: &str) -> u32 {
    let digest = Sha256::digest(text);
    digest.first_chunk::<4>().map_or(0, |bytes| u32::from_be_bytes(*bytes))
}
