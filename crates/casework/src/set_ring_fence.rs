//! Puts a case into the classes that only those cleared for them see, or takes it out again.

use access::{Permit, change_as_the_program, kind};
use kernel::{IdMaker, RingFence, RingFences, Sensitive, StaffRole};
use serde_json::json;
use store::Tx;

use crate::{
    error::{Error, Refused},
    give::worker,
    joined, keep,
    record::EventKind,
    sql,
    timeline::{Entry, user_of},
};

/// Whether somebody of this role takes a case out of a class.
pub const fn takes_away(role: Option<StaffRole>) -> bool {
    matches!(role, Some(StaffRole::TeamLead | StaffRole::Manager))
}

/// Sets the classes, with the reason in the timeline; whichever a case of this person is in holds for all of them, on whatever record. A
/// worker who is not cleared for them has the case no longer.
///
/// # Errors
/// [`Refused::OnlyALead`] when somebody who does not lead takes one away; [`Refused::StandsByJoin`] when it
/// is there for a case on another record of this person; [`Refused::NothingChanges`]; or what the database says.
pub fn set_ring_fence(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SetRingFence>,
    classes: RingFences,
    reason: &Sensitive<String>,
) -> Result<(), Error> {
    let (user, before) = (user_of(permit)?, permit.facts().ring_fence);
    let (added, removed) = (classes.without(before), before.without(classes));
    if added.is_none() && removed.is_none() {
        return Err(Refused::NothingChanges.into());
    }
    if !removed.is_none() && !takes_away(permit.warrant().actor().role()) {
        return Err(Refused::OnlyALead.into());
    }
    let by_join = RingFences::from_bits(tx.one(sql::JOINED_RING_FENCE, &[&permit.case()])?);
    if removed.without(by_join) != removed {
        return Err(Refused::StandsByJoin.into());
    }
    let on = Entry { case: permit.case(), at: permit.at(), user };
    let words = |classes: RingFences| classes.iter().map(RingFence::as_str).collect::<Vec<_>>();
    let detail = json!({"added": words(added), "removed": words(removed), "note": reason.reveal()});
    let mut events = vec![on.entry(ids, EventKind::RingFenceSet, &detail)];
    change_as_the_program(tx, |tx| tx.execute_one(sql::SET_BOTH_RING_FENCES, &[&permit.case(), &classes.bits(), &by_join.bits()]))?;
    if let Some(has) = permit.facts().worker.filter(|_| permit.facts().is_open) {
        let can = match worker(tx, has) {
            Ok(has) => permit.warrant().walls().could_work(tx, &has, permit.case(), permit.at())?,
            Err(_) => false,
        };
        if !can {
            change_as_the_program(tx, |tx| tx.execute_one(sql::GIVE_BACK, &[&permit.case()]))?;
            events.push(on.entry(ids, EventKind::GivenBack, &json!({})));
        }
    }
    change_as_the_program(tx, |tx| keep::insert_events(tx, permit.warrant(), &events))?;
    Ok(joined::spread(tx, ids, permit.warrant(), permit.person())?)
}
