//! Keeps two records apart, since somebody looked and found that they are two people; and takes that back.

use access::{Pair, Permit, Warrant, change_as_the_program, kind, note_listed};
use casework::joined::{hold_relation, tell};
use casework::record::EventKind;
use kernel::{Id, IdMaker, PersonId, Sensitive};
use people::joined::{Relation, in_order};
use store::Tx;
use vault::Place;

use crate::decision::{self, Decision, EngineSaid};
use crate::error::{Error, Refused};
use crate::{join, review, sql};

/// The kind of the id of a word that two are kept apart.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ApartKind {}
pub(crate) type ApartId = Id<ApartKind>;

/// Where it is kept why that was lifted.
const fn lifted_why(apart: ApartId) -> Place {
    Place::new("kept_apart", apart.uuid(), "lifted_why")
}

/// Says that the person of this case and another are two people: they are never joined and never offered again, nor is any record that is
/// joined with either. What asked whether they are one is settled.
///
/// # Errors
/// [`Refused::WithThemself`]; [`Refused::JoinedAlready`] for those who must be parted first; [`Refused::KeptApartAlready`];
/// [`Refused::Destroyed`]; or what the database says.
pub fn keep_apart(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SettleReview>,
    other: &Permit<'_, kind::ReadPerson>,
    engine: Option<&EngineSaid>,
) -> Result<(), Error> {
    say_they_are_two(tx, ids, permit.warrant(), (permit.person(), other.about()), engine)
}

/// The same for the person of whom a referral was taken off, and whose it is found to be: whoever parted those has said that they are two.
///
/// # Errors
/// As [`keep_apart`].
pub fn keep_apart_parted(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::Part>, other: PersonId) -> Result<(), Error> {
    say_they_are_two(tx, ids, permit.warrant(), (permit.about(), other), None)
}

fn say_they_are_two(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    (one, other): (PersonId, PersonId),
    engine: Option<&EngineSaid>,
) -> Result<(), Error> {
    let done = change_as_the_program(tx, |tx| {
        if one == other {
            return Ok(Err(Refused::WithThemself));
        }
        hold_relation(tx)?;
        let relation = Relation::read_around(tx, &[one, other])?;
        if relation.are_one(one, other) {
            return Ok(Err(Refused::JoinedAlready));
        }
        if !join::are_there(tx, one, other)? {
            return Ok(Err(Refused::Destroyed));
        }
        let (first, second) = in_order(one, other);
        if standing(tx, one, other)?.is_some() {
            return Ok(Err(Refused::KeptApartAlready));
        }
        let id: ApartId = ids.make();
        tx.execute_one(sql::KEEP_APART, &[&id, &first, &second, &warrant.at(), &warrant.user()])?;
        review::settle_between(tx, &relation.members(one), &relation.members(other))?;
        tell(tx, ids, warrant, EventKind::KeptApart, &[one, other])?;
        note_listed(tx, ids, warrant, &[other])?;
        decision::note(tx, ids, warrant, (one, other), Decision::Different, engine).map(Ok)
    })?;
    Ok(done?)
}

fn standing(tx: &mut Tx<'_>, one: PersonId, other: PersonId) -> store::Result<Option<ApartId>> {
    let (first, second) = in_order(one, other);
    tx.maybe(sql::APART, &[&first, &second])
}

/// Takes back that they are kept apart, with the reason. They may be offered and joined again.
///
/// # Errors
/// [`Refused::NotKeptApart`] or [`Refused::Destroyed`]; or what the database says.
pub fn lift(tx: &mut Tx<'_>, ids: &mut IdMaker, pair: &Pair<'_, kind::Part>, why: &Sensitive<String>) -> Result<(), Error> {
    let (one, other) = pair.people();
    let done = change_as_the_program(tx, |tx| {
        hold_relation(tx)?;
        let Some(apart) = standing(tx, one, other)? else { return Ok(Err(Refused::NotKeptApart)) };
        let Some(key) = people::keep::key_of(tx, pair.warrant(), in_order(one, other).0)? else { return Ok(Err(Refused::Destroyed)) };
        let sealed = key.seal_text(lifted_why(apart), Some(why.reveal().as_str()))?;
        tx.execute_one(sql::LIFT_APART, &[&apart, &pair.at(), &pair.user(), &sealed])?;
        tell(tx, ids, pair.warrant(), EventKind::KeptApartLifted, &[one, other])?;
        decision::note(tx, ids, pair.warrant(), (one, other), Decision::TakenBack, None).map(Ok)
    })?;
    Ok(done?)
}
