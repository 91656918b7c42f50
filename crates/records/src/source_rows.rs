//! A row as it was sent: sealed under the person's key, or under one of its own where it stands for nobody.

use access::Warrant;
use kernel::{PersonId, Sensitive, SourceRowId};
use store::{Result, Tx};
use vault::{DataKey, Place};

use crate::sql;

/// Where a row is kept as it was sent.
const fn as_sent_of(row: SourceRowId) -> Place {
    Place::new("source_rows", row.uuid(), "as_sent")
}

/// Seals a row as it was sent, under this key.
///
/// # Errors
/// When the machine has no randomness.
pub fn seal_as_sent(key: &DataKey, row: SourceRowId, text: &str) -> Result<Vec<u8>> {
    Ok(key.seal(as_sent_of(row), text.as_bytes())?)
}

/// A row as it was sent, opened: with the row's own key where it has one, with the person's otherwise. Nothing once that is destroyed.
///
/// # Errors
/// When it does not open.
pub fn open_as_sent(
    warrant: &Warrant<'_>,
    person: Option<&DataKey>,
    row: SourceRowId,
    (sealed_key, sealed): (Option<&[u8]>, Option<&[u8]>),
) -> Result<Option<Sensitive<String>>> {
    let own = sealed_key.map(|wrapped| warrant.vault().unwrap_key(row.uuid(), wrapped)).transpose()?;
    Ok(own.as_ref().or(person).map(|key| key.open_text(as_sent_of(row), sealed)).transpose()?.flatten())
}

/// Takes away what rows told of a person, and that they were about them. Their ids, outcomes and reasons stay, for the count.
///
/// # Errors
/// As the database says.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    tx.execute(sql::FORGET_ROWS, &[&person]).map(|_| ())
}
