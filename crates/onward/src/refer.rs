//! Refers a person to a service.

use access::{Kind, Permit, change_as_the_program, kind};
use casework::due::{CHASE_ANSWER, PLACE_AGAIN, open_dues};
use casework::record::{DueState, EventKind};
use casework::snapshot::{hold_person, open_case};
use casework::timeline::{user_of, write};
use kernel::{Id, IdMaker};
use profile::Profile;
use serde_json::json;
use store::Tx;

use crate::error::{Error, Refused};
use crate::note::{self, Task};
use crate::place::{Place, place_of, service};
use crate::record::{Referral, ReferralId, RefusalReason, State, of_person};
use crate::standing::Named;
use crate::{consent, sql};

/// The kind of a moment's id.
#[derive(Debug, Clone, Copy)]
enum MomentKey {}

/// Refers the person to a service, and sets the task to ask for its answer; that to find another service is done by it. To a team of the
/// organisation that works the case it is sent at once, as the team sees the case; so it is to a partner under the roof whom the referral lets
/// in. To anybody else it is sent when somebody says so.
///
/// # Errors
/// [`Refused::NoSuchService`]; [`Refused::NotNamed`] or [`Refused::NotChosen`] where the person chooses; [`Refused::NoConsent`];
/// [`Refused::ReferredAlready`]; [`Refused::NotIntroduced`]; that the case is closed; or what the database says.
pub fn refer(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ReferOnward>,
    profile: &Profile,
    name: &str,
    introduced: bool,
) -> Result<ReferralId, Error> {
    user_of(permit)?;
    let case = open_case(tx, permit.case())?;
    let service = service(profile, name)?;
    if profile.onward.person_chooses {
        let named = Named::of_case(tx, case.id)?;
        let named = named.iter().find(|named| named.service == service.name).ok_or(Refused::NotNamed)?;
        named.chosen_at.ok_or(Refused::NotChosen)?;
    }
    let place = place_of(permit.warrant().walls().organisation(), service, &permit.facts().agency);
    hold_person(tx, case.person)?;
    if !consent::stands(tx, case.person, service, &place)? {
        return Err(Refused::NoConsent.into());
    }
    let is_open = |referral: &Referral| referral.service == service.name && referral.is_open();
    // Also on another case of theirs, which the reader may not see: the service has the person either way.
    if change_as_the_program(tx, |tx| of_person(tx, case.person))?.iter().any(is_open) {
        return Err(Refused::ReferredAlready.into());
    }
    if service.warm_handover && !introduced {
        return Err(Refused::NotIntroduced.into());
    }
    for again in open_dues(tx, &[case.id])?.into_iter().filter(|open| open.is_task(PLACE_AGAIN)) {
        note::end_task(tx, ids, case.id, again.due.id, DueState::Done, permit.at())?;
    }
    let task = Task::within(CHASE_ANSWER, permit, profile, profile.onward.answered_within).set(tx, ids, case.id)?;
    let id: ReferralId = ids.make();
    let (agency, team) = place.partner().map(|(agency, team)| (agency, team)).unzip();
    tx.execute_one(sql::ADD_REFERRAL, &[&id, &case.id, &service.name, &introduced, &Some(task), &agency, &team])?;
    add_moment(tx, ids, permit, id, State::Asked, None)?;
    // Behind a ring-fence, or between walled desks, nobody at the partner may see it: then somebody tells them, and says so.
    let is_plain = permit.facts().ring_fence.is_none() && !permit.warrant().walls().organisation().walled_desks;
    let is_let_in = |agency: &String| is_plain && permit.warrant().walls().lets_in_by_referral(agency, permit.at());
    if place == Place::Same || agency.is_some_and(is_let_in) {
        add_moment(tx, ids, permit, id, State::Sent, None)?;
    }
    write(tx, ids, permit, EventKind::ReferredOnward, &json!({"to_service": service.name, "introduced": introduced}))?;
    Ok(id)
}

/// Adds a moment to a referral; none is ever changed.
pub(crate) fn add_moment<A: Kind>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, A>,
    referral: ReferralId,
    state: State,
    reason: Option<RefusalReason>,
) -> store::Result<()> {
    let id: Id<MomentKey> = ids.make();
    let reason = reason.map(RefusalReason::as_str);
    tx.execute_one(sql::ADD_MOMENT, &[&id, &referral, &state.as_str(), &permit.at(), &permit.user(), &reason])
}
