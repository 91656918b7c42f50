//! Addresses that were kept before doors were compared: their doors are worked out once, before anybody is offered contact by them.

use std::time::Instant;

use store::Db;
use vault::Vault;

use crate::command::Error;

/// Works out every door that is missing; at once where none is.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn know_doors(db: &Db, vault: &Vault) -> Result<(), Error> {
    let (mut after, mut steps, started) = (None, 0_u64, Instant::now());
    let step = |after| {
        let vault = vault.clone();
        db.write_now(move |tx| people::fill_doors(tx, &vault, after))
    };
    while let Some(last) = step(after)? {
        (after, steps) = (Some(last), steps + 1);
    }
    if steps > 0 {
        tracing::info!(steps, milliseconds = started.elapsed().as_millis(), "the doors of addresses are worked out");
    }
    Ok(())
}
