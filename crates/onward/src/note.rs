//! What verbs here set and end beside their own rows: tasks on the case.

use access::{Kind, Permit};
use casework::due::settle_next_due;
use casework::record::{DueKind, DueRecord, DueState};
use jiff::Timestamp;
use kernel::{CaseId, DueId, IdMaker, TimeLimit};
use profile::Profile;
use store::{Conn, Tx};

/// The rule under which every task of this crate stands.
const RULE: &str = "onward";

/// Something to do on a case.
pub(crate) struct Task<'a> {
    pub(crate) what: &'a str,
    pub(crate) desk: Option<String>,
    pub(crate) due_at: Timestamp,
    pub(crate) clock: Option<TimeLimit>,
}

impl<'a> Task<'a> {
    /// To be done within a limit, at the desk of whoever sets it where the hub has several.
    pub(crate) fn within<A: Kind>(what: &'a str, permit: &Permit<'_, A>, profile: &Profile, limit: TimeLimit) -> Self {
        let due_at = casework::snapshot::working_time(profile).due(limit, permit.at());
        let desk = permit.warrant().actor().desk.clone().filter(|own| profile.desks.iter().any(|desk| desk.name.as_ref() == Some(own)));
        Self { what, desk, due_at, clock: Some(limit) }
    }

    /// Sets it.
    pub(crate) fn set(self, tx: &mut Tx<'_>, ids: &mut IdMaker, case: CaseId) -> store::Result<DueId> {
        let due = DueRecord {
            id: ids.make(),
            case,
            kind: DueKind::Task,
            what: self.what.to_owned(),
            service: self.desk,
            due_at: self.due_at,
            clock: self.clock.map(|limit| limit.to_string()).unwrap_or_default(),
            rule: RULE.to_owned(),
            state: DueState::Open,
            ended_at: None,
            source_row: None,
        };
        casework::keep::insert_dues(tx, [&due])?;
        settle_next_due(tx, case)?;
        Ok(due.id)
    }
}

/// Ends a task that is still open.
pub(crate) fn end_task(tx: &mut Tx<'_>, ids: &mut IdMaker, case: CaseId, task: DueId, state: DueState, at: Timestamp) -> store::Result<()> {
    if is_open(tx, case, task)? {
        let changes = casework::due::DueChanges { ended: vec![(task, state)], ..Default::default() };
        casework::due::carry_out(tx, ids, case, &changes, at)?;
    }
    Ok(())
}

fn is_open(conn: &mut Conn, case: CaseId, task: DueId) -> store::Result<bool> {
    Ok(casework::due::open_dues(conn, &[case])?.iter().any(|open| open.due.id == task))
}
