//! Names services to a person, and writes down which of them they chose.

use access::{Permit, kind};
use casework::record::EventKind;
use casework::timeline::{user_of, write};
use kernel::IdMaker;
use profile::Profile;
use serde_json::json;
use store::Tx;

use crate::error::{Error, Refused};
use crate::place::service;
use crate::sql;
use crate::standing::Named;

/// Writes down that these services were named to the person. What was named before stays as it was.
///
/// # Errors
/// [`Refused::NoService`] for none, [`Refused::NoSuchService`], [`Refused::SaidAlready`] when all of them were named before; or what the
/// database says.
pub fn tell_of(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ReferOnward>,
    profile: &Profile,
    services: &[&str],
) -> Result<(), Error> {
    let user = user_of(permit)?;
    let mut new = Vec::new();
    let named = Named::of_case(tx, permit.case())?;
    for name in known(profile, services)? {
        if named.iter().all(|named| named.service != name) {
            tx.execute_one(sql::NAME_SERVICE, &[&permit.case(), &name, &permit.at(), &user])?;
            new.push(name);
        }
    }
    if new.is_empty() {
        return Err(Refused::SaidAlready.into());
    }
    write(tx, ids, permit, EventKind::ServicesNamed, &json!({"services": new}))?;
    Ok(())
}

/// Writes down that the person chose these of the services named to them. What they chose before stays chosen.
///
/// # Errors
/// [`Refused::NoService`] for none, [`Refused::NoSuchService`], [`Refused::NotNamed`], [`Refused::SaidAlready`] when all of them were chosen
/// before; or what the database says.
pub fn choose(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ReferOnward>,
    profile: &Profile,
    services: &[&str],
) -> Result<(), Error> {
    let user = user_of(permit)?;
    let mut new = Vec::new();
    let named = Named::of_case(tx, permit.case())?;
    for name in known(profile, services)? {
        let named = named.iter().find(|named| named.service == name).ok_or(Refused::NotNamed)?;
        if named.chosen_at.is_none() {
            tx.execute_one(sql::CHOOSE, &[&permit.case(), &name, &permit.at(), &user])?;
            new.push(name);
        }
    }
    if new.is_empty() {
        return Err(Refused::SaidAlready.into());
    }
    write(tx, ids, permit, EventKind::ServicesChosen, &json!({"services": new}))?;
    Ok(())
}

/// Each once, in the order of the profile.
fn known<'p>(profile: &'p Profile, services: &[&str]) -> Result<Vec<&'p str>, Refused> {
    if services.is_empty() {
        return Err(Refused::NoService);
    }
    services.iter().try_for_each(|name| service(profile, name).map(drop))?;
    Ok(profile.services.iter().map(|service| service.name.as_str()).filter(|name| services.contains(name)).collect())
}
