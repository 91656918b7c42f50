//! Finishes a task.

use access::{Permit, kind};
use kernel::{DueId, IdMaker, Sensitive};
use profile::Profile;
use serde_json::json;
use store::Tx;

use crate::{
    due::{DueChanges, OpenDue, carry_out},
    ended_on::EndedOn,
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
    /// Of the meeting's task, from the page on which it was agreed who leads: the pathway to which the case goes. By hand nobody names one.
    pub pathway: Option<String>,
    /// What else there is to say.
    pub note: Option<Sensitive<String>>,
}

/// Finishes the task. That of the meeting is finished with the pathway of the service that leads, and sends the case there.
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
    let pathway = match (EndedOn::of(&task, profile), finished.pathway.as_deref()) {
        (Some(EndedOn::Lead), Some(pathway)) => Some(pathway),
        (Some(on), _) => return Err(Refused::FinishedElsewhere(on).into()),
        (None, _) => None,
    };
    let changes = DueChanges { ended: vec![(task.due.id, DueState::Done)], ..DueChanges::default() };
    carry_out(tx, ids, case.id, &changes, on.at)?;
    let detail = json!({"task": task.due.what, "pathway": pathway, "note": finished.note.as_ref().map(Sensitive::reveal)});
    keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::TaskFinished, &detail)])?;
    if let Some(pathway) = pathway {
        send_to(tx, profile, case.id, pathway, Chosen::Otherwise)?;
    }
    Ok(())
}

/// Whether this task is the meeting that decides which service leads.
pub fn asks_for_pathway(task: &OpenDue, profile: &Profile) -> bool {
    EndedOn::of(task, profile) == Some(EndedOn::Lead)
}
