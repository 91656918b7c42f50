//! Takes back that somebody is conflicted with a person. Nobody lifts their own: to them there is no such person.

use access::{Permit, kind};
use kernel::{IdMaker, UserId};
use store::Tx;

use crate::{
    error::{Error, Refused},
    joined, sql,
};

/// Lifts it. What they had before stays with whoever has it now.
///
/// # Errors
/// [`Refused::DoneMeanwhile`] when they are not named, [`Refused::StandsByJoin`] when they are on another record of this person; or what the
/// database says.
pub fn lift_conflict(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::LiftConflict>, whom: UserId) -> Result<(), Error> {
    if tx.maybe::<bool>(sql::IS_BY_JOIN, &[&permit.about(), &whom])? == Some(true) {
        return Err(Refused::StandsByJoin.into());
    }
    if tx.execute(sql::LIFT_CONFLICT, &[&permit.about(), &whom])? == 0 {
        return Err(Refused::DoneMeanwhile.into());
    }
    Ok(joined::spread(tx, ids, permit.warrant(), permit.about())?)
}
