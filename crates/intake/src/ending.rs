//! What a row brought about comes to an end: it is about nobody whom the hub serves, or the person refused.

use casework::record::{CaseState, DueKind, DueRecord, DueState, Ending, EventKind, EventRecord, InvolvementRecord};
use jiff::Timestamp;
use kernel::IdMaker;
use triage::AGREE_SAFE_CONTACT;

use crate::carry_out::{entry, withdraw};
use crate::register::{KnownPerson, SeenRow};

/// Ends what an earlier version of a row caused. The case is closed where nothing else holds it open. Where another incident does, what the row
/// offered is withdrawn only if the person is contacted because of the other all the same: nobody is dropped.
pub fn end_what_the_row_caused(
    known: &mut KnownPerson,
    seen: &SeenRow,
    ending: Ending,
    at: Timestamp,
    ids: &mut IdMaker,
) -> Vec<EventRecord> {
    let parts = || known.involvements.iter().map(|part| &part.value.involvement);
    let own = parts().find(|part| part.source_row == seen.id && part.case.is_some()).and_then(|part| part.case);
    let Some(case) = own.or(seen.case).filter(|case| known.cases.iter().any(|known| known.value.id == *case)) else { return Vec::new() };
    for part in known.involvements.iter_mut().filter(|part| part.value.involvement.source_row == seen.id) {
        part.change().involvement.case = None;
    }
    // An incident from before the case was opened again is done with.
    let opened_at = known.cases.iter().find(|tracked| tracked.value.id == case).map(|tracked| tracked.value.opened_at.as_millisecond());
    let since = |part: &InvolvementRecord| part.source_row.made_at().map(Timestamp::as_millisecond) >= opened_at;
    let is_held = known.involvements.iter().map(|part| &part.value.involvement).any(|part| part.case == Some(case) && since(part));
    let is_open = |due: &DueRecord| due.case == case && due.state == DueState::Open;
    let contacts = |due: &DueRecord| due.kind == DueKind::Offer || due.what == AGREE_SAFE_CONTACT;
    let by_row = |due: &DueRecord| due.source_row == Some(seen.id);
    if is_held && !known.dues.iter().any(|due| is_open(&due.value) && contacts(&due.value) && !by_row(&due.value)) {
        return Vec::new();
    }
    for due in known.dues.iter_mut().filter(|due| is_open(&due.value) && (!is_held || by_row(&due.value))) {
        withdraw(due, at);
    }
    known.settle_next_due(case);
    let open = known.cases.iter_mut().find(|tracked| tracked.value.id == case && tracked.value.state == CaseState::Open);
    match open {
        Some(tracked) if !is_held => {
            let case = tracked.change();
            (case.state, case.closed_at, case.ending) = (CaseState::Closed, Some(at), Some(ending));
            vec![entry(ids, case.id, at, EventKind::Closed)]
        }
        _ => Vec::new(),
    }
}
