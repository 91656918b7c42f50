//! Hands a case over from its worker to another, with what the next one must know before the first call.

use access::{Permit, kind};
use kernel::{IdMaker, Sensitive, UserId, words};
use serde_json::json;
use store::Tx;

use crate::{
    error::Error,
    give::set_worker,
    keep,
    record::EventKind,
    snapshot::open_case,
    timeline::{Entry, user_of},
};

words! {
    /// Why a case changes hands.
    pub enum HandOverReason {
        Absence = "absence",
        Leaving = "leaving",
        Workload = "workload",
        Skills = "skills",
        PersonAsked = "person_asked",
        Conflict = "conflict",
        Other = "other",
    }
}

/// A hand-over.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// To whom.
    pub to: UserId,
    /// Why.
    pub reason: HandOverReason,
    /// What the next worker must know, so that the person need not tell it again.
    pub note: Sensitive<String>,
}

/// Makes another worker the case's worker and keeps the note in the timeline.
///
/// # Errors
/// [`crate::Refused`] when the case is closed, it is theirs already, or nobody of that id works here now; or what the database says.
pub fn hand_over(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::HandOverCase>, hand_over: &HandOver) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let name = set_worker(tx, permit, &case, hand_over.to)?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    let detail = json!({"to": name, "reason": hand_over.reason, "note": hand_over.note.reveal()});
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::HandedOver, &detail)])?)
}
