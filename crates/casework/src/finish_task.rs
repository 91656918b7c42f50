//! Finishes a task.

use access::{Permit, kind};
use kernel::{DueId, IdMaker, Sensitive};
use profile::Profile;
use serde_json::json;
use store::Tx;
use triage::AGREE_SAFE_CONTACT;

use crate::{
    due::{DueChanges, OpenDue, carry_out},
    error::{Error, Refused},
    keep,
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
/// [`Refused`] when the case is closed, somebody else finished it, the task is the one to agree a safe way, or the profile has no such
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
    if asks_for_pathway(&task, profile) {
        let name = finished.pathway.as_deref().ok_or(Refused::NoSuchPathway)?;
        let pathway = profile.pathways.iter().find(|pathway| pathway.name == name).ok_or(Refused::NoSuchPathway)?;
        let team = pathway.team.as_ref().unwrap_or(&profile.default_team);
        tx.execute_one(sql::SET_PATHWAY, &[&case.id, &pathway.name, team])?;
    }
    let changes = DueChanges { ended: vec![(task.due.id, DueState::Done)], ..DueChanges::default() };
    carry_out(tx, ids, case.id, &changes, on.at)?;
    let detail = json!({"task": task.due.what, "pathway": finished.pathway, "note": finished.note.as_ref().map(Sensitive::reveal)});
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::TaskFinished, &detail)])?)
}

/// Whether this task is the meeting that decides which service leads.
pub fn asks_for_pathway(task: &OpenDue, profile: &Profile) -> bool {
    profile.several_services.as_ref().is_some_and(|several| task.is_task(&several.task))
}
