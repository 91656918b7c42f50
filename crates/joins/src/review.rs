//! Reviews that ask whether two records are of one person, and what ends them.

use std::collections::HashMap;

use access::{Permit, change_as_the_program, kind};
use casework::record::{EventKind, EventRecord};
use kernel::{IdMaker, PersonId, ReviewId, Sensitive};
use store::{Result, Tx};

use crate::decision::{self, Decision, EngineSaid};
use crate::error::Error;
use crate::{join, sql};

/// Open reviews, each with the two it asks about.
fn open_among(tx: &mut Tx<'_>, people: &[PersonId]) -> Result<Vec<(ReviewId, PersonId, PersonId)>> {
    let mut reviews: Vec<(ReviewId, PersonId, PersonId)> = tx.all_among(sql::OPEN_REVIEWS_AMONG, people)?;
    reviews.sort_unstable();
    Ok(reviews)
}

/// Nobody need look at what asks whether two of these are one person: they are joined.
pub(crate) fn settle_by_join(tx: &mut Tx<'_>, members: &[PersonId]) -> Result<()> {
    for (review, _, other) in open_among(tx, members)? {
        if members.contains(&other) {
            tx.execute_one(sql::SET_REVIEW, &[&review, &"done", &true])?;
        }
    }
    Ok(())
}

/// What was settled because two were joined is asked again where they are not any more.
pub(crate) fn ask_again(tx: &mut Tx<'_>, groups: &[Vec<PersonId>]) -> Result<()> {
    let group_of: HashMap<PersonId, usize> =
        groups.iter().enumerate().flat_map(|(number, group)| group.iter().map(move |person| (*person, number))).collect();
    let people: Vec<PersonId> = group_of.keys().copied().collect();
    let settled: Vec<(ReviewId, PersonId, PersonId)> = tx.all_among(sql::REVIEWS_SETTLED_BY_JOIN, &people)?;
    for (review, one, other) in settled {
        if group_of.get(&one) != group_of.get(&other) {
            tx.execute_one(sql::SET_REVIEW, &[&review, &"open", &false])?;
        }
    }
    Ok(())
}

/// Nobody need look any more: these and those are two people.
pub(crate) fn settle_between(tx: &mut Tx<'_>, these: &[PersonId], those: &[PersonId]) -> Result<()> {
    let between = |one: &PersonId, other: &PersonId| these.contains(one) && those.contains(other);
    for (review, one, other) in open_among(tx, &[these, those].concat())? {
        if between(&one, &other) || between(&other, &one) {
            tx.execute_one(sql::SET_REVIEW, &[&review, &"done", &false])?;
        }
    }
    Ok(())
}

/// Notes that somebody looked at whether the person of this case and another are one, and could not tell, with what they saw. The review
/// stays, for somebody else to look at.
///
/// # Errors
/// [`crate::Refused::WithThemself`], [`crate::Refused::JoinedAlready`], [`crate::Refused::KeptApart`] or [`crate::Refused::Destroyed`]; or what the database says.
pub fn cannot_tell(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SettleReview>,
    other: &Permit<'_, kind::ReadPerson>,
    seen: &Sensitive<String>,
    engine: Option<&EngineSaid>,
) -> std::result::Result<(), Error> {
    let pair = (permit.person(), other.about());
    let noted = change_as_the_program(tx, |tx| {
        if let Err(why) = join::may_be_joined(tx, pair.0, pair.1)? {
            return Ok(Err(why));
        }
        let detail = serde_json::json!({"note": seen.reveal()}).to_string();
        let event = EventRecord {
            id: ids.make(),
            case: permit.case(),
            at: permit.at(),
            kind: EventKind::ReviewLeft,
            user: permit.user(),
            detail: Some(detail),
        };
        casework::keep::insert_events(tx, permit.warrant(), &[event])?;
        decision::note(tx, ids, permit.warrant(), pair, Decision::CannotTell, engine).map(Ok)
    })?;
    Ok(noted?)
}
