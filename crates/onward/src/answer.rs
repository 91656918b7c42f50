//! Writes down what a service says of a referral, or of leading a case.

use access::{Permit, change_as_the_program, kind};
use casework::due::PLACE_AGAIN;
use casework::record::{CaseState, DueState, EventKind};
use casework::snapshot::hold_person;
use casework::timeline::{user_of, write};
use kernel::{IdMaker, TimeLimit};
use profile::Profile;
use serde_json::json;
use store::Tx;

use crate::error::{Error, Refused};
use crate::note::{self, Task};
use crate::place::Asker;
use crate::record::{Referral, RefusalReason, State, on_case};
use crate::refer::add_moment;
use crate::{consent, lead, place};

/// A person whom a service does not take waits no longer than this for somebody to look.
const PLACED_WITHIN: TimeLimit = TimeLimit::WorkingDays(1);

/// What is said of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// By the hub: it has left.
    Sent,
    /// The service takes the person.
    Accepted,
    /// It does not, and why.
    Refused(RefusalReason),
    /// Support started.
    Started,
    /// Support ended.
    Ended,
}

impl Says {
    const fn state(self) -> State {
        match self {
            Self::Sent => State::Sent,
            Self::Accepted => State::Accepted,
            Self::Refused(_) => State::Refused,
            Self::Started => State::Started,
            Self::Ended => State::Ended,
        }
    }

    /// Whether nothing comes after it.
    pub const fn is_last(self) -> bool {
        self.state().is_last()
    }

    const fn reason(self) -> Option<RefusalReason> {
        match self {
            Self::Refused(reason) => Some(reason),
            _ => None,
        }
    }
}

/// Writes down what a service says, also once the case is closed: the door stays open both ways. A refusal goes back to the hub, which is
/// to place the person again; of the service that leads the case it also ends the lead, and the case is on the next meeting's agenda.
///
/// # Errors
/// [`Refused::NothingOpen`] when nothing is open with the service; [`Refused::NotTheirs`] when a partner speaks for another; [`Refused::CannotFollow`]; of what was sent [`Refused::NoConsent`] where
/// that is gone and [`Refused::NoSuchService`]; or what the database says.
pub fn answer(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AnswerReferral>,
    profile: &Profile,
    service: &str,
    says: Says,
) -> Result<(), Error> {
    user_of(permit)?;
    let case = permit.case();
    let partner = Asker::of_partner(permit);
    // Consent is taken back on any case of the person: what is withdrawn is not answered at the same moment.
    hold_person(tx, permit.person())?;
    if says == Says::Sent {
        // That it has left is the hub's to say.
        if partner.is_some() {
            return Err(Refused::NotTheirs.into());
        }
        let service = place::service(profile, service)?;
        let place = place::place_of(permit.warrant().walls().organisation(), service, &permit.facts().agency);
        if !consent::stands(tx, permit.person(), service, &place)? {
            return Err(Refused::NoConsent.into());
        }
    }
    let referral = on_case(tx, case)?.into_iter().rev().find(|referral| referral.service == service && referral.is_open());
    // The same answer whether something is open with another or nothing is: where else the person goes is not theirs to find out.
    if partner.is_some_and(|partner| !referral.as_ref().is_some_and(|referral| partner.has(referral.partner.as_ref()))) {
        return Err(Refused::NotTheirs.into());
    }
    let leads = lead::standing(tx, case)?.filter(|lead| lead.service == service);
    let refused = says.reason();
    if referral.is_none() && (leads.is_none() || refused.is_none()) {
        return Err(Refused::NothingOpen.into());
    }
    let detail = json!({"to_service": service, "service_says": says.state(), "refused_because": refused});
    write(tx, ids, permit, EventKind::ReferralAnswered, &detail)?;
    if let Some(referral) = &referral {
        // With a partner's last word the case is shut to whoever writes it down.
        change_as_the_program(tx, |tx| Ok(follow(tx, ids, permit, referral, says)))??;
    }
    let Some(reason) = refused else { return Ok(()) };
    // The case may go to another team by this, whose cases whoever wrote it down may not see.
    Ok(change_as_the_program(tx, |tx| {
        let is_open = lead::case_of(tx, permit)?.state == CaseState::Open;
        if leads.is_some() {
            lead::send_back(tx, ids, permit, profile, reason)?;
        } else if is_open {
            Task::within(PLACE_AGAIN, permit, profile, PLACED_WITHIN).set(tx, ids, case)?;
        }
        Ok(())
    })?)
}

fn follow(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::AnswerReferral>,
    referral: &Referral,
    says: Says,
) -> Result<(), Error> {
    if !says.state().may_follow(referral.state()) {
        return Err(Refused::CannotFollow.into());
    }
    add_moment(tx, ids, permit, referral.id, says.state(), says.reason())?;
    if let (Some(task), false) = (referral.task, says == Says::Sent) {
        note::end_task(tx, ids, referral.case, task, DueState::Done, permit.at())?;
    }
    Ok(())
}
