//! Why somebody decided as they did, in their words, on the timeline of the case that asked.

use access::{Warrant, change_as_the_program};
use casework::record::{EventKind, EventRecord};
use kernel::{CaseId, IdMaker, ReviewKind, Sensitive};
use serde_json::json;
use store::{Result, Tx};

/// Notes why it was decided so; nothing where they gave no reason.
pub(crate) fn note_reason(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    case: CaseId,
    why: Option<&Sensitive<String>>,
) -> Result<()> {
    note(tx, ids, warrant, (case, EventKind::ReviewSettled), why)
}

/// [`note_reason`] where somebody else decides.
pub(crate) fn note_reason_so_far(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    case: CaseId,
    why: Option<&Sensitive<String>>,
) -> Result<()> {
    note(tx, ids, warrant, (case, EventKind::ReviewLeft), why)
}

fn note(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    (case, kind): (CaseId, EventKind),
    why: Option<&Sensitive<String>>,
) -> Result<()> {
    let Some(why) = why else { return Ok(()) };
    let detail = json!({"review": ReviewKind::PossibleSamePerson.as_str(), "found": why.reveal()}).to_string();
    let event = EventRecord { id: ids.make(), case, at: warrant.at(), kind, user: warrant.user(), detail: Some(detail) };
    change_as_the_program(tx, |tx| casework::keep::insert_events(tx, warrant, &[event]))
}
