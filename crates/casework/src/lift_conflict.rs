//! Takes back that somebody is conflicted with a person. Nobody lifts their own: to them there is no such person.

use access::{Permit, kind};
use kernel::UserId;
use store::Tx;

use crate::{
    error::{Error, Refused},
    sql,
};

/// Lifts it. What they had before stays with whoever has it now.
///
/// # Errors
/// [`Refused::DoneMeanwhile`] when they are not named; or what the database says.
pub fn lift_conflict(tx: &mut Tx<'_>, permit: &Permit<'_, kind::LiftConflict>, whom: UserId) -> Result<(), Error> {
    if tx.execute(sql::LIFT_CONFLICT, &[&permit.about(), &whom])? == 0 {
        return Err(Refused::DoneMeanwhile.into());
    }
    Ok(())
}
