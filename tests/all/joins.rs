//! Records of one person, on both databases: joined, parted, kept apart, and what that changes for whom.

mod acts;
mod anything;
mod coming_back;
mod contact;
mod destroyed;
mod pages;
mod reviews;
mod shut_out;

use std::sync::{Arc, Mutex};

use access::{Actor, Kind, OnPerson, Pair, kind};
use casework::case::CaseFile;
use identity::Post;
use jiff::{SignedDuration, Timestamp};
use joins::{Error, JoinId, Refused};
use kernel::{IdMaker, PersonId, RingFences, StaffRole};
use store::Tx;

use crate::hub::monday;
use crate::roof::{Roof, ids};

/// Edna, of the same birth date as Amina, for whom texts are not safe.
const NO_TEXTS: &str =
    "R4,CR4,2026-11-23T08:00:00Z,Theft,,Edna,Stone,1984-03-27,07700 900126,,edna@example.org,4 High Street,LN1 1AE,,,no,given,P4";

/// So many minutes after everything began.
fn after(minutes: i64) -> Timestamp {
    monday() + SignedDuration::from_mins(minutes)
}

/// A manager who gave a second factor a minute before.
fn manager(roof: &Roof, name: &str, now: Timestamp) -> Actor {
    let mut manager = roof.employ(name, Post { cleared: RingFences::ALL, ..Post::of(StaffRole::Manager) });
    manager.factor_at = Some(now - SignedDuration::from_mins(1));
    manager
}

fn person(roof: &Roof, given_name: &str) -> PersonId {
    let case = roof.story.case_of(given_name);
    roof.db.read_now(move |c| access::as_the_program(c, |c| c.one("SELECT person_id FROM cases WHERE id = $1", &[&case]))).unwrap()
}

/// What came of it; `None` for what is not permitted, or not there.
type Outcome<T> = Option<Result<T, Refused>>;

/// Does something as a page does: what is refused keeps nothing.
fn attempt<T: Send + 'static>(
    roof: &Roof,
    mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker) -> Result<T, Error> + Send + 'static,
) -> Outcome<T> {
    let refused = Arc::new(Mutex::new(None));
    let slot = Arc::clone(&refused);
    let done = roof.db.write_now(move |tx| {
        work(tx, &mut ids()).map_err(|error| match error {
            Error::Store(error) => error,
            Error::Refused(why) => {
                *slot.lock().unwrap() = Some(why);
                store::Error::NotFound
            }
        })
    });
    match (refused.lock().unwrap().take(), done) {
        (Some(why), _) => Some(Err(why)),
        (None, Ok(done)) => Some(Ok(done)),
        (None, Err(store::Error::NotFound)) => None,
        (None, Err(error)) => panic!("{error}"),
    }
}

/// Does something to two people, whom permits name.
fn to_both<A: Kind<On = OnPerson>, T: Send + 'static>(
    roof: &Roof,
    who: &Actor,
    pair: (PersonId, PersonId),
    at: Timestamp,
    mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Pair<'_, A>) -> Result<T, Error> + Send + 'static,
) -> Outcome<T> {
    let (walls, who) = (roof.walls.clone(), who.clone());
    attempt(roof, move |tx, ids| {
        let both = walls.permit_pair::<A>(tx, ids, &who, pair, at)?;
        work(tx, ids, &both)
    })
}

fn join(roof: &Roof, who: &Actor, one: &str, other: &str, at: Timestamp) -> Outcome<JoinId> {
    let pair = (person(roof, one), person(roof, other));
    to_both::<kind::Join, _>(roof, who, pair, at, |tx, ids, both| joins::join(tx, ids, both, None))
}

fn part(roof: &Roof, who: &Actor, one: &str, other: &str, at: Timestamp) -> Outcome<()> {
    let pair = (person(roof, one), person(roof, other));
    to_both::<kind::Part, _>(roof, who, pair, at, joins::part)
}

fn events(file: &CaseFile) -> Vec<&'static str> {
    file.events.iter().map(|event| event.kind.as_str()).collect()
}
