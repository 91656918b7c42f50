//! Entries of the timeline by somebody who works here.

use access::{Kind, Permit, Refusal};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, UserId};

use crate::{
    error::Refused,
    record::{EventKind, EventRecord},
};

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

/// Who was permitted; the program itself works no case.
pub(crate) fn user_of<A: Kind>(permit: &Permit<'_, A>) -> Result<UserId, Refused> {
    permit.user().ok_or(Refused::NotPermitted(Refusal::RoleMayNot))
}
