//! Parts two records that were joined: they are as they were.

use access::{Pair, change_as_the_program, kind, note_listed};
use casework::joined::{WithoutCause, bring_workers_in_line, hold_relation, settle, tell, workers_of};
use casework::record::EventKind;
use kernel::{IdMaker, PersonId};
use people::joined::{Relation, in_order, standing_among};
use store::Tx;

use crate::decision::{self, Decision};
use crate::error::{Error, Refused};
use crate::{relate, review, sql};

/// Takes back the join of the two. Exactly what it brought goes: what is there because of another join, or was written down on a record
/// itself since, stays.
///
/// # Errors
/// [`Refused::NotJoined`], or [`Refused::JoinedByAnother`] when they are of one person by way of a third record; or what the database says.
pub fn part(tx: &mut Tx<'_>, ids: &mut IdMaker, pair: &Pair<'_, kind::Part>) -> Result<(), Error> {
    Ok(change_as_the_program(tx, |tx| both(tx, ids, pair))??)
}

fn both(tx: &mut Tx<'_>, ids: &mut IdMaker, pair: &Pair<'_, kind::Part>) -> store::Result<Result<(), Refused>> {
    let (one, other) = pair.people();
    hold_relation(tx)?;
    let relation = Relation::read_around(tx, &[one, other])?;
    if one == other || !relation.are_one(one, other) {
        return Ok(Err(Refused::NotJoined));
    }
    let members = relation.members(one);
    let pair_in_order = in_order(one, other);
    let joins = standing_among(tx, &members)?;
    let Some(join) = joins.iter().find(|join| in_order(join.one, join.other) == pair_in_order) else {
        return Ok(Err(Refused::JoinedByAnother));
    };
    let hold = tx.for_update();
    people::keep::hold(tx, &members, hold)?;
    let before = workers_of(tx, pair.warrant(), &members)?;

    tx.execute_one(sql::PART, &[&join.id, &pair.at(), &pair.user()])?;
    let people = relate::relate(tx, &members)?;
    settle(tx, &people, WithoutCause::Goes)?;
    bring_workers_in_line(tx, ids, pair.warrant(), &before)?;
    review::ask_again(tx, &people)?;
    tell(tx, ids, pair.warrant(), EventKind::Parted, &members)?;
    let by_the_way: Vec<PersonId> = members.into_iter().filter(|member| *member != one && *member != other).collect();
    note_listed(tx, ids, pair.warrant(), &by_the_way)?;
    decision::note(tx, ids, pair.warrant(), (one, other), Decision::TakenBack, None)?;
    Ok(Ok(()))
}
