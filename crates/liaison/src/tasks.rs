//! Tasks that this crate sets and ends. One is set for each report and each update; of several of a kind that are due at one moment each
//! stands for any other.

use casework::due::{DueChanges, NewDue, carry_out, open_dues};
pub use casework::due::{GET_UPDATE, SEND_HATE_REPORT, TELL_PERSON};
use casework::record::{DueKind, DueState};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, TimeLimit};
use store::{Result, Tx};

/// A task of this kind, by then.
pub(crate) fn task(what: &str, due_at: Timestamp, within: TimeLimit, rule: &str) -> NewDue {
    NewDue {
        kind: DueKind::Task,
        what: what.to_owned(),
        service: None,
        due_at,
        clock: within.to_string(),
        rule: rule.to_owned(),
        source_row: None,
    }
}

/// Ends the task of this kind that was due then, if nobody finished it before, and sets others.
pub(crate) fn end_and_set(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    case: CaseId,
    (what, due_at): (&str, Timestamp),
    state: DueState,
    added: Vec<NewDue>,
    at: Timestamp,
) -> Result<()> {
    let open = open_dues(tx, &[case])?;
    let ended = open.iter().find(|open| open.is_task(what) && open.due.due_at == due_at).map(|open| (open.due.id, state));
    carry_out(tx, ids, case, &DueChanges { ended: ended.into_iter().collect(), added, ..DueChanges::default() }, at)
}
