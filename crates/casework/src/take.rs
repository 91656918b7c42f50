//! Takes a case that nobody works.

use access::{Permit, kind};
use kernel::IdMaker;
use profile::{Assignment, Profile};
use serde_json::json;
use store::Tx;

use crate::{
    error::{Error, Refused},
    keep,
    record::EventKind,
    snapshot::open_case,
    sql,
    timeline::{Entry, user_of},
};

/// Makes whoever was permitted the case's worker. That nobody is, the permission has seen to.
///
/// # Errors
/// [`Refused::LeadGives`] where the profile has cases given; [`Refused::Closed`] when the case is closed; or what the database says.
pub fn take(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::TakeCase>, profile: &Profile) -> Result<(), Error> {
    if profile.assignment == Assignment::Lead {
        return Err(Refused::LeadGives.into());
    }
    let case = open_case(tx, permit.case())?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    tx.execute_one(sql::SET_WORKER, &[&case.id, &on.user])?;
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::Taken, &json!({}))])?)
}
