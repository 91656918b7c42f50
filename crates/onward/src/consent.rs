//! Writes down whether a person agreed that a service is told.

use access::{Permit, change_as_the_program, kind};
use casework::opt_out::has_opted_out;
use casework::record::{DueState, EventKind};
use casework::record_consent::{Answer, GivenHow, record_consent};
use casework::snapshot::hold_person;
use casework::timeline::{user_of, write};
use jiff::Timestamp;
use kernel::{Id, IdMaker, PersonId};
use profile::{ConsentForm, Profile, Service};
use serde_json::json;
use store::{Conn, FromRow, Result as Stored, Row, Tx};

use crate::error::{Error, Refused};
use crate::place::{Place, place_of, service};
use crate::record::{State, of_person};
use crate::refer::add_moment;
use crate::{note, sql};

/// The kind of a consent's id.
#[derive(Debug, Clone, Copy)]
enum ConsentKey {}

/// What the person said of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// They agreed that it is told, explicitly and in this way.
    Agreed(ConsentForm),
    /// They took that back.
    TakenBack,
}

/// That a person agreed.
#[derive(Debug, Clone)]
pub struct Consent {
    /// To which service.
    pub service: String,
    /// When.
    pub given_at: Timestamp,
    /// How.
    pub how: ConsentForm,
    /// When they took it back.
    pub withdrawn_at: Option<Timestamp>,
}

impl FromRow for Consent {
    fn from_row(row: &Row<'_>) -> Stored<Self> {
        Ok(Self { service: row.get(0)?, given_at: row.get(1)?, how: row.word(2)?, withdrawn_at: row.get(3)? })
    }
}

/// What a person said of services, the latest first.
pub(crate) fn of(conn: &mut Conn, person: PersonId) -> Stored<Vec<Consent>> {
    conn.all(sql::CONSENTS, &[&person])
}

/// Whether a person's consent stands for a service; for a partner's under the roof the partner must be let in too. Of whoever opted out of the
/// hub nobody is told anything more.
pub(crate) fn stands(conn: &mut Conn, person: PersonId, service: &Service, place: &Place) -> Stored<bool> {
    if has_opted_out(conn, person)? {
        return Ok(false);
    }
    let own = of(conn, person)?.iter().any(|consent| consent.service == service.name && consent.withdrawn_at.is_none());
    Ok(match place {
        Place::Same => true,
        Place::Outside => own,
        Place::Partner((agency, _)) => own && has_agreed_to(conn, person, agency)?,
    })
}

fn has_agreed_to(conn: &mut Conn, person: PersonId, agency: &str) -> Stored<bool> {
    Ok(conn.one::<i64>(sql::AGREED_TO, &[&person, &agency])? > 0)
}

/// Writes down what the person said of a service; it holds at once, for every case of theirs. Where a partner under the roof works the
/// service, its walls open with it, and shut when the last service of that partner has no consent any more.
///
/// Taking it back withdraws what was asked of the service and has not started.
///
/// # Errors
/// [`Refused::NoSuchService`], [`Refused::NoConsentNeeded`], [`Refused::NotThisWay`], [`Refused::SaidAlready`]; or what the database says.
pub fn consent(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::RecordConsent>,
    profile: &Profile,
    name: &str,
    said: Said,
) -> Result<(), Error> {
    let (user, service) = (user_of(permit)?, service(profile, name)?);
    let place = place_of(permit.warrant().walls().organisation(), service, &permit.facts().agency);
    if !place.needs_consent() {
        return Err(Refused::NoConsentNeeded.into());
    }
    let (person, at) = (permit.person(), permit.at());
    hold_person(tx, person)?;
    let standing = of(tx, person)?.iter().any(|consent| consent.service == service.name && consent.withdrawn_at.is_none());
    match said {
        Said::Agreed(how) if !profile.onward.consent_by.contains(&how) => return Err(Refused::NotThisWay.into()),
        Said::Agreed(how) => {
            let opened = let_in(tx, ids, permit, &place, how)?;
            if standing && !opened {
                return Err(Refused::SaidAlready.into());
            }
            if !standing {
                let id: Id<ConsentKey> = ids.make();
                tx.execute_one(sql::GIVE_CONSENT, &[&id, &person, &service.name, &at, &how.as_str(), &user])?;
                write(tx, ids, permit, EventKind::ConsentGiven, &json!({"to_service": service.name, "how": how}))?;
            }
        }
        Said::TakenBack if !standing => return Err(Refused::SaidAlready.into()),
        Said::TakenBack => {
            tx.execute_one(sql::WITHDRAW_CONSENT, &[&person, &service.name, &at, &user])?;
            write(tx, ids, permit, EventKind::ConsentWithdrawn, &json!({"to_service": service.name}))?;
            shut_out(tx, ids, permit, profile, &place)?;
            change_as_the_program(tx, |tx| withdraw(tx, ids, permit, &service.name))?;
        }
    }
    Ok(())
}

/// Lets a partner in; whether that was new.
fn let_in(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::RecordConsent>,
    place: &Place,
    how: ConsentForm,
) -> Result<bool, Error> {
    let Place::Partner((agency, _)) = place else { return Ok(false) };
    if has_agreed_to(tx, permit.person(), agency)? {
        return Ok(false);
    }
    let how = match how {
        ConsentForm::Verbal => GivenHow::Verbal,
        ConsentForm::Written => GivenHow::Written,
        ConsentForm::Online => GivenHow::Online,
    };
    record_consent(tx, ids, permit, agency, Answer::Agreed(how))?;
    Ok(true)
}

/// Shuts a partner out unless another of its services still has the person's consent.
fn shut_out(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::RecordConsent>,
    profile: &Profile,
    place: &Place,
) -> Result<(), Error> {
    let Place::Partner((agency, _)) = place else { return Ok(()) };
    let organisation = permit.warrant().walls().organisation();
    let standing = of(tx, permit.person())?;
    let is_of_it = |consent: &Consent| {
        let of_profile = profile.services.iter().find(|service| service.name == consent.service);
        consent.withdrawn_at.is_none()
            && of_profile.is_some_and(
                |service| matches!(place_of(organisation, service, &permit.facts().agency), Place::Partner((of, _)) if of == *agency),
            )
    };
    if !standing.iter().any(is_of_it) && has_agreed_to(tx, permit.person(), agency)? {
        record_consent(tx, ids, permit, agency, Answer::TakenBack)?;
    }
    Ok(())
}

/// Withdraws what was asked of a service for the person, on whichever case, and has not started.
fn withdraw(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::RecordConsent>, service: &str) -> Stored<()> {
    for referral in of_person(tx, permit.person())? {
        if referral.service == service && State::Withdrawn.may_follow(referral.state()) {
            add_moment(tx, ids, permit, referral.id, State::Withdrawn, None)?;
            if let Some(task) = referral.task {
                note::end_task(tx, ids, referral.case, task, DueState::Withdrawn, permit.at())?;
            }
        }
    }
    Ok(())
}
