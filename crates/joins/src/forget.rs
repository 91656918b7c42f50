//! What becomes of joins when one of the records is destroyed: the others are still of one person, and as careful as they were.

use access::Warrant;
use casework::joined::{WithoutCause, hold_relation, settle};
use kernel::PersonId;
use people::joined::{Join, Relation, in_order, inherit, standing_among};
use store::{Result, Tx};

use crate::{relate, sql};

/// Takes away whatever relates this person to anybody, before their record is destroyed. Those who were joined by way of it stay joined. What
/// it brought to them stays with them, since it was the same person: conflicts of interest, ring-fences and what it says against a way of
/// contact.
///
/// # Errors
/// As the database says.
pub fn forget(tx: &mut Tx<'_>, _warrant: &Warrant<'_>, person: PersonId) -> Result<()> {
    let relation = Relation::read_around(tx, &[person])?;
    if relation.is_joined(person) {
        hold_relation(tx)?;
        let others: Vec<PersonId> =
            Relation::read_around(tx, &[person])?.members(person).into_iter().filter(|member| *member != person).collect();
        inherit(tx, person, &others)?;
        lead_around(tx, person, &others)?;
        tx.execute(sql::UNRELATE, &[&person])?;
        let people = relate::relate(tx, &others)?;
        settle(tx, &people, WithoutCause::Stays)?;
    }
    for statement in [sql::FORGET_JOINS, sql::FORGET_APART, sql::FORGET_GAVE_BACK, sql::FORGET_SUPERSEDED, sql::FORGET_WHO] {
        tx.execute(statement, &[&person])?;
    }
    Ok(())
}

/// Before what tells of somebody is taken out of their record: what it says against a way of contact stays with their other records.
///
/// # Errors
/// As the database says.
pub fn pass_on(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let relation = Relation::read_around(tx, &[person])?;
    let others: Vec<PersonId> = relation.members(person).into_iter().filter(|member| *member != person).collect();
    inherit(tx, person, &others)
}

/// Each join with this person but the first becomes one with whoever the first is with.
fn lead_around(tx: &mut Tx<'_>, person: PersonId, others: &[PersonId]) -> Result<()> {
    let joins = standing_among(tx, &[&[person], others].concat())?;
    let with = |join: &Join| match (join.one == person, join.other == person) {
        (true, _) => Some(join.other),
        (_, true) => Some(join.one),
        _ => None,
    };
    let mut theirs = joins.iter().filter_map(|join| Some((join, with(join)?)));
    let Some((first, around)) = theirs.next() else { return Ok(()) };
    for (join, neighbour) in theirs {
        let (one, other) = in_order(around, neighbour);
        tx.execute_one(sql::LEAD_AROUND, &[&join.id, &one, &other, &join.at.max(first.at)])?;
    }
    Ok(())
}
