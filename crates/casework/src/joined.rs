//! What holds for every record of one person: conflicts of interest and ring-fences. Whatever stands here because of a join is worked out anew
//! from what stands on each record by itself, so that parting takes back exactly what the join brought, in whatever order.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use access::{Warrant, change_as_the_program};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId, RingFences, UserId};
use people::joined::Relation;
use serde_json::json;
use store::{Bind, Conn, FromRow, Result, Row, Tx};

use crate::{
    give::worker,
    keep,
    record::{EventKind, EventRecord},
    sql,
};

/// Whoever joins, parts or changes what a join spreads is alone in that until the change ends.
const ALONE: i64 = 0x6a6f_696e_6564;

/// Waits until nobody else changes who is joined with whom or what that brings, and keeps others from it until this change ends.
///
/// # Errors
/// As the database says.
pub fn hold_relation(tx: &mut Tx<'_>) -> Result<()> {
    tx.hold(ALONE)
}

/// Brings every record of this person in line with what stands on any of them, after a change to one. Nothing where there is one record.
///
/// # Errors
/// As the database says.
pub fn spread(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, person: PersonId) -> Result<()> {
    if !Relation::read_around(tx, &[person])?.is_joined(person) {
        return Ok(());
    }
    hold_relation(tx)?;
    let members = Relation::read_around(tx, &[person])?.members(person);
    let before = workers_of(tx, warrant, &members)?;
    settle(tx, &[members], WithoutCause::Goes)?;
    bring_workers_in_line(tx, ids, warrant, &before)
}

/// What becomes of what a join brought when the record that brought it is not among these any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutCause {
    /// It is taken back: the records were parted.
    Goes,
    /// It stays as the record's own: the other record was destroyed, and it was the same person.
    Stays,
}

struct Conflict {
    person: PersonId,
    user: UserId,
    named_at: Timestamp,
    named_by: Option<UserId>,
    by_join: bool,
}

impl FromRow for Conflict {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { person: row.get(0)?, user: row.get(1)?, named_at: row.get(2)?, named_by: row.get(3)?, by_join: row.get(4)? })
    }
}

struct Fenced {
    case: CaseId,
    person: PersonId,
    all: RingFences,
    by_join: RingFences,
}

impl FromRow for Fenced {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (all, by_join) = (RingFences::from_bits(row.get(2)?), RingFences::from_bits(row.get(3)?));
        Ok(Self { case: row.get(0)?, person: row.get(1)?, all, by_join })
    }
}

/// Brings conflicts and ring-fences of each of these people, given as all the records of theirs, in line with what stands on any of those by
/// itself.
///
/// # Errors
/// As the database says.
pub fn settle(tx: &mut Tx<'_>, people: &[Vec<PersonId>], without_cause: WithoutCause) -> Result<()> {
    change_as_the_program(tx, |tx| {
        for members in people {
            settle_conflicts(tx, members, without_cause)?;
            settle_ring_fences(tx, members, without_cause)?;
        }
        Ok(())
    })
}

fn settle_conflicts(tx: &mut Tx<'_>, members: &[PersonId], without_cause: WithoutCause) -> Result<()> {
    let mut standing: Vec<Conflict> = tx.all_among(sql::CONFLICTS_AMONG, members)?;
    standing.sort_by_key(|conflict| (conflict.named_at, conflict.person, conflict.user));
    let (brought, own): (Vec<_>, Vec<_>) = standing.into_iter().partition(|conflict| conflict.by_join);
    let has = |of: &[Conflict]| of.iter().map(|conflict| (conflict.person, conflict.user)).collect::<HashSet<_>>();
    let (is_own, is_brought) = (has(&own), has(&brought));
    let mut first: BTreeMap<UserId, &Conflict> = BTreeMap::new();
    own.iter().for_each(|conflict| {
        first.entry(conflict.user).or_insert(conflict);
    });
    for (user, cause) in &first {
        let lacks = |member: &&PersonId| !is_own.contains(&(**member, *user)) && !is_brought.contains(&(**member, *user));
        for member in members.iter().filter(lacks) {
            tx.execute_one(sql::CONFLICT_BY_JOIN, &[member, user, &cause.named_at, &cause.named_by, &true])?;
        }
    }
    for conflict in brought.iter().filter(|conflict| !first.contains_key(&conflict.user)) {
        let key: [&dyn Bind; 2] = [&conflict.person, &conflict.user];
        match without_cause {
            WithoutCause::Goes => tx.execute_one(sql::LIFT_CONFLICT, &key)?,
            WithoutCause::Stays => tx.execute_one(sql::OWN_CONFLICT, &[&conflict.person, &conflict.user, &false])?,
        }
    }
    Ok(())
}

fn settle_ring_fences(tx: &mut Tx<'_>, members: &[PersonId], without_cause: WithoutCause) -> Result<()> {
    let held = format!("{}{}", sql::FENCED_AMONG, tx.for_update());
    let mut cases: Vec<Fenced> = tx.all_among(&held, members)?;
    cases.sort_by_key(|fenced| fenced.case);
    let mut own: Vec<(PersonId, RingFences)> = cases.iter().map(|fenced| (fenced.person, fenced.all.without(fenced.by_join))).collect();
    if without_cause == WithoutCause::Stays {
        // Whatever no other record brings now is this one's own.
        let kept =
            cases.iter().zip(&own).map(|(fenced, (person, own_now))| (*person, own_now.and(fenced.all.without(brought_to(*person, &own)))));
        own = kept.collect();
    }
    for (fenced, (person, own_now)) in cases.iter().zip(&own) {
        let by_join = brought_to(*person, &own).without(*own_now);
        let all = own_now.and(by_join);
        if (all, by_join) != (fenced.all, fenced.by_join) {
            tx.execute_one(sql::SET_BOTH_RING_FENCES, &[&fenced.case, &all.bits(), &by_join.bits()])?;
        }
    }
    Ok(())
}

/// What cases on the other records are in by themselves: another case on the same record brings nothing, joined or not.
fn brought_to(person: PersonId, own: &[(PersonId, RingFences)]) -> RingFences {
    own.iter().filter(|(whose, _)| *whose != person).fold(RingFences::NONE, |all, (_, classes)| all.and(*classes))
}

/// Who works which of the open cases of some people, and who gave one back because of a join: as it stood before a change.
#[derive(Debug, Default)]
pub struct Workers {
    cases: Vec<CaseId>,
    /// Those who could work what they have.
    could: BTreeSet<(CaseId, UserId)>,
}

fn could_work(conn: &mut Conn, warrant: &Warrant<'_>, case: CaseId, user: UserId) -> Result<bool> {
    match worker(conn, user) {
        Ok(actor) => warrant.walls().could_work(conn, &actor, case, warrant.at()),
        Err(crate::Error::Refused(_)) => Ok(false),
        Err(crate::Error::Store(error)) => Err(error),
    }
}

/// Who works the open cases of these people, to be asked before what shuts somebody out.
///
/// # Errors
/// As the database says.
pub fn workers_of(tx: &mut Tx<'_>, warrant: &Warrant<'_>, people: &[PersonId]) -> Result<Workers> {
    change_as_the_program(tx, |tx| {
        let held = format!("{}{}", sql::WORKED_AMONG, tx.for_update());
        let open: Vec<(CaseId, Option<UserId>)> = tx.all_among(&held, people)?;
        let mut workers = Workers { cases: open.iter().map(|(case, _)| *case).collect(), could: BTreeSet::new() };
        workers.cases.sort_unstable();
        for (case, user) in open.into_iter().filter_map(|(case, user)| Some((case, user?))) {
            if could_work(tx, warrant, case, user)? {
                workers.could.insert((case, user));
            }
        }
        Ok(workers)
    })
}

/// A case whose worker is shut out of it now goes back to nobody; a case that went back so is theirs again when they are shut out no more,
/// unless anything else was done about its worker meanwhile.
///
/// # Errors
/// As the database says.
pub fn bring_workers_in_line(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, before: &Workers) -> Result<()> {
    change_as_the_program(tx, |tx| {
        let (at, by) = (warrant.at(), warrant.user());
        let mut events = Vec::new();
        let mut entry = |case, kind, detail: serde_json::Value| {
            events.push(EventRecord { id: ids.make(), case, at, kind, user: by, detail: Some(detail.to_string()) });
        };
        for (case, user) in &before.could {
            if !could_work(tx, warrant, *case, *user)? {
                tx.execute_one(sql::GIVE_BACK, &[case])?;
                tx.execute(sql::FORGET_GAVE_BACK, &[case])?;
                tx.execute_one(sql::GAVE_BACK, &[case, user, &at])?;
                entry(*case, EventKind::GivenBack, json!({}));
            }
        }
        let gave_back: Vec<(CaseId, UserId)> = tx.all_among(sql::GAVE_BACK_AMONG, &before.cases)?;
        for (case, user) in gave_back.into_iter().collect::<BTreeSet<_>>() {
            let actor = match worker(tx, user) {
                Ok(actor) => actor,
                Err(crate::Error::Refused(_)) => continue,
                Err(crate::Error::Store(error)) => return Err(error),
            };
            if warrant.walls().could_work(tx, &actor, case, at)? {
                tx.execute_one(sql::SET_WORKER, &[&case, &user])?;
                tx.execute_one(sql::FORGET_GAVE_BACK, &[&case])?;
                entry(case, EventKind::Given, json!({"to": actor.name()}));
            }
        }
        keep::insert_events(tx, warrant, &events)
    })
}

/// Tells of a join or parting on every open case of these people.
///
/// # Errors
/// As the database says.
pub fn tell(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, kind: EventKind, people: &[PersonId]) -> Result<()> {
    change_as_the_program(tx, |tx| {
        let mut open: Vec<(CaseId, Option<UserId>)> = tx.all_among(sql::WORKED_AMONG, people)?;
        open.sort_unstable();
        let (at, user) = (warrant.at(), warrant.user());
        let events: Vec<EventRecord> =
            open.into_iter().map(|(case, _)| EventRecord { id: ids.make(), case, at, kind, user, detail: None }).collect();
        keep::insert_events(tx, warrant, &events)
    })
}
