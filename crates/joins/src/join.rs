//! Joins two records: from here on they are of one person.

use access::{Pair, change_as_the_program, kind, note_listed};
use casework::joined::{WithoutCause, bring_workers_in_line, hold_relation, settle, tell, workers_of};
use casework::record::EventKind;
use kernel::{IdMaker, PersonId};
use people::joined::{JoinId, Relation, in_order};
use store::{Conn, Tx};

use crate::decision::{self, Decision, EngineSaid};
use crate::error::{Error, Refused};
use crate::{relate, review, sql};

/// Joins the two, and with them whoever is joined with either. No record is changed and no case handed over; what stands against contact on
/// one stands on all, and so do conflicts of interest and ring-fences. Every open case is told.
///
/// # Errors
/// [`Refused::WithThemself`], [`Refused::JoinedAlready`], [`Refused::KeptApart`] or [`Refused::Destroyed`]; or what the database says.
pub fn join(tx: &mut Tx<'_>, ids: &mut IdMaker, pair: &Pair<'_, kind::Join>, engine: Option<&EngineSaid>) -> Result<JoinId, Error> {
    // Every case of both was asked about before the permits were given; what holds for one record holds for those that neither shows.
    Ok(change_as_the_program(tx, |tx| both(tx, ids, pair, engine))??)
}

fn both(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    pair: &Pair<'_, kind::Join>,
    engine: Option<&EngineSaid>,
) -> store::Result<Result<JoinId, Refused>> {
    let (one, other) = pair.people();
    let relation = match may_be_joined(tx, one, other)? {
        Ok(relation) => relation,
        Err(why) => return Ok(Err(why)),
    };
    let members: Vec<PersonId> = [relation.members(one), relation.members(other)].concat();
    let before = workers_of(tx, pair.warrant(), &members)?;

    let id: JoinId = ids.make();
    let (first, second) = in_order(one, other);
    tx.execute_one(sql::ADD_JOIN, &[&id, &first, &second, &pair.at(), &pair.user()])?;
    let people = relate::relate(tx, &members)?;
    settle(tx, &people, WithoutCause::Goes)?;
    bring_workers_in_line(tx, ids, pair.warrant(), &before)?;
    review::settle_by_join(tx, &members)?;
    tell(tx, ids, pair.warrant(), EventKind::Joined, &members)?;
    let by_the_way: Vec<PersonId> = members.into_iter().filter(|member| *member != one && *member != other).collect();
    note_listed(tx, ids, pair.warrant(), &by_the_way)?;
    decision::note(tx, ids, pair.warrant(), (one, other), Decision::Same, engine)?;
    Ok(Ok(id))
}

/// Whether nothing stands against joining them, with the relation as it is around them. From here on nobody else changes it.
pub(crate) fn may_be_joined(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> store::Result<Result<Relation, Refused>> {
    if one == other {
        return Ok(Err(Refused::WithThemself));
    }
    hold_relation(tx)?;
    let relation = Relation::read_around(tx, &[one, other])?;
    if relation.are_one(one, other) {
        return Ok(Err(Refused::JoinedAlready));
    }
    if relation.are_apart(one, other) {
        return Ok(Err(Refused::KeptApart));
    }
    let held = [relation.members(one), relation.members(other)].concat();
    let hold = tx.for_update();
    people::keep::hold(tx, &held, hold)?;
    if are_there(tx, one, other)? { Ok(Ok(relation)) } else { Ok(Err(Refused::Destroyed)) }
}

/// Whether neither of the two was destroyed.
pub(crate) fn are_there(conn: &mut Conn, one: PersonId, other: PersonId) -> store::Result<bool> {
    let there: Vec<PersonId> = conn.all_among(sql::THERE_AMONG, &[one, other])?;
    Ok(there.len() == 2)
}
