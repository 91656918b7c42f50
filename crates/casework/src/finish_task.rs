//! Finishes a task.

use access::{Permit, kind};
use kernel::{DueId, IdMaker, Sensitive};
use profile::Profile;
use serde_json::json;
use store::Tx;
use triage::AGREE_SAFE_CONTACT;

use crate::{
    due::{ASSESS_NEEDS, DueChanges, OpenDue, carry_out},
    error::{Error, Refused},
    keep,
    pathway::{Chosen, send_to},
    record::{DueState, EventKind},
    snapshot::open_case,
    sql,
    timeline::{Entry, user_of},
};

/// A finished task.
#[derive(Debug, Clone)]
pub struct Finished {
    /// Which.
    pub task: DueId,
    /// Where the meeting decided which service leads: its pathway.
    pub pathway: Option<String>,
    /// What else there is to say.
    pub note: Option<Sensitive<String>>,
}

/// Finishes the task. One that asks which service leads sends the case to that service.
///
/// # Errors
/// [`Refused`] when the case is closed, somebody else finished it, the task is one that ends elsewhere, or the case cannot go to that
/// pathway; or what the database says.
pub fn finish_task(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::FinishTask>,
    profile: &Profile,
    finished: &Finished,
) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    let task: OpenDue = tx.one(sql::TASK, &[&finished.task, &case.id])?;
    if task.due.state != DueState::Open {
        return Err(Refused::DoneMeanwhile.into());
    }
    if task.is_task(AGREE_SAFE_CONTACT) {
        return Err(Refused::FinishedElsewhere.into());
    }
    if task.is_task(ASSESS_NEEDS) {
        return Err(Refused::FinishedByAssessing.into());
    }
    let changes = DueChanges { ended: vec![(task.due.id, DueState::Done)], ..DueChanges::default() };
    carry_out(tx, ids, case.id, &changes, on.at)?;
    let detail = json!({"task": task.due.what, "pathway": finished.pathway, "note": finished.note.as_ref().map(Sensitive::reveal)});
    keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::TaskFinished, &detail)])?;
    if asks_for_pathway(&task, profile) {
        send_to(tx, profile, case.id, finished.pathway.as_deref().ok_or(Refused::NoSuchPathway)?, Chosen::Otherwise)?;
    }
    Ok(())
}

/// Whether this task is the meeting that decides which service leads.
pub fn asks_for_pathway(task: &OpenDue, profile: &Profile) -> bool {
    profile.several_services.as_ref().is_some_and(|several| task.is_task(&several.task))
}
