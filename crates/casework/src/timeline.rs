//! Entries of the timeline by somebody who works here.

use access::{Kind, OnCase, Permit, Refusal};
use jiff::Timestamp;
use kernel::{CaseId, EventId, IdMaker, UserId};
use store::Tx;

use crate::{
    error::{Error, Refused},
    keep,
    record::{EventKind, EventRecord},
};

/// Writes an entry on the case of the permit, by whoever holds it: the way of other parts of the program into the timeline. What it tells
/// more is sealed under the key of whose case it is. What somebody wrote in words of their own stands in the part `note`, read as a note on
/// support is, or in `update`, read as an update on the case is.
///
/// # Errors
/// [`Refused::NotPermitted`] for the program itself, which works no case; or what the database says.
pub fn write<A: Kind<On = OnCase>>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, A>,
    kind: EventKind,
    detail: &serde_json::Value,
) -> Result<EventId, Error> {
    let entry = Entry { case: permit.case(), at: permit.at(), user: user_of(permit)? }.entry(ids, kind, detail);
    let id = entry.id;
    keep::insert_events(tx, permit.warrant(), &[entry])?;
    Ok(id)
}

/// Who did something on which case, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) case: CaseId,
    pub(crate) at: Timestamp,
    pub(crate) user: UserId,
}

impl Entry {
    pub(crate) fn entry(self, ids: &mut IdMaker, kind: EventKind, detail: &serde_json::Value) -> EventRecord {
        EventRecord { id: ids.make(), case: self.case, at: self.at, kind, user: Some(self.user), detail: Some(detail.to_string()) }
    }
}

/// Who was permitted.
///
/// # Errors
/// [`Refused::NotPermitted`] for the program itself, which works no case.
pub fn user_of<A: Kind>(permit: &Permit<'_, A>) -> Result<UserId, Refused> {
    permit.user().ok_or(Refused::NotPermitted(Refusal::RoleMayNot))
}
