//! Erasure at somebody's word: now, and not by the schedule.

use access::{Permit, kind};
use kernel::{IdMaker, london_date, words};
use store::Tx;

use crate::certificate::{self, About, CertificateId};
use crate::retention::Step;
use crate::{Error, Refused, destroy, hold as holds, sql};

words! {
    /// Why a record is erased before its time.
    pub enum EraseReason {
        PersonAsked = "person_asked",
        HeldInError = "held_in_error",
        Court = "court",
    }
}

impl EraseReason {
    /// It as a page says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::PersonAsked => "The person asked for it, and there is no duty to keep it",
            Self::HeldInError => "It should never have been held",
            Self::Court => "A court or the Information Commissioner ordered it",
        }
    }
}

/// Destroys everything held about the person but what names nobody, and certifies it.
///
/// # Errors
/// [`Refused::OnHold`], [`Refused::CaseOpen`] or [`Refused::Destroyed`]; or what the database says.
pub fn erase(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::Erase>, reason: EraseReason) -> Result<CertificateId, Error> {
    erase_because(tx, ids, permit, reason.as_str())
}

/// [`erase`] for a reason that no page offers.
pub(crate) fn erase_because(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::Erase>,
    reason: &'static str,
) -> Result<CertificateId, Error> {
    // Every case of theirs was asked about before the permit was given.
    Ok(access::change_as_the_program(tx, |tx| all_of_them(tx, ids, permit, reason))??)
}

fn all_of_them(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::Erase>,
    reason: &'static str,
) -> store::Result<Result<CertificateId, Refused>> {
    let person = permit.about();
    let hold = tx.for_update();
    people::keep::hold(tx, &[person], hold)?;
    let (is_there, _, _): (bool, Option<i64>, Option<i64>) = tx.one(sql::STANDING, &[&person])?;
    if !is_there {
        return Ok(Err(Refused::Destroyed));
    }
    if holds::held_among(tx, &[person], london_date(permit.at()))?.contains(&person) {
        return Ok(Err(Refused::OnHold));
    }
    if permit.standing().cases.iter().any(|case| case.is_open) {
        return Ok(Err(Refused::CaseOpen));
    }
    let gone = destroy::destroy_person(tx, permit)?;
    let about = About { person, case: None, whole: true, step: Step::Destroy };
    certificate::write(tx, ids, permit.warrant(), about, &gone, Err(reason)).map(Ok)
}
