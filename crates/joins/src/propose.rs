//! Proposes that two records be joined, for whoever may not join: a manager who looks too carries it out.

use access::{Act, ApprovalId, Permit, change_as_the_program, kind, note_listed};
use kernel::IdMaker;
use people::joined::in_order;
use store::Tx;

use crate::error::{Error, Refused};
use crate::join;

/// Proposes it. It holds for a day, for this pair alone; a manager other than the proposer then joins them with nobody else's yes, as two
/// people have looked.
///
/// # Errors
/// Whatever [`crate::join`] would be refused for; [`Refused::ProposedAlready`]; or what the database says.
pub fn propose(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SettleReview>,
    other: &Permit<'_, kind::ReadPerson>,
) -> Result<ApprovalId, Error> {
    let (pair, user) = ((permit.person(), other.about()), permit.user().ok_or(store::Error::NotFound)?);
    let done = change_as_the_program(tx, |tx| {
        if let Err(why) = join::may_be_joined(tx, pair.0, pair.1)? {
            return Ok(Err(why));
        }
        let is_this = |waiting: &access::Waiting| {
            waiting.act == Act::Join && waiting.other.is_some_and(|other| in_order(waiting.person, other) == in_order(pair.0, pair.1))
        };
        if access::waiting(tx, permit.at())?.iter().any(is_this) {
            return Ok(Err(Refused::ProposedAlready));
        }
        note_listed(tx, ids, permit.warrant(), &[pair.1])?;
        access::ask_pair(tx, ids, user, Act::Join, pair, permit.at()).map(Ok)
    })?;
    Ok(done?)
}
