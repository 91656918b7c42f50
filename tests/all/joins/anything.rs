//! In any world, whoever is joined with whomever: parting takes back exactly what joining brought, and nobody sees more by it.

use std::collections::{BTreeMap, BTreeSet};

use access::{Walls, as_the_program, change_as_the_program, kind};
use casework::name_conflict::name_conflict;
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, IdMaker, PersonId, RingFences, StaffRole, UserId};
use policy::Actor;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;
use store::{Conn, Engine, Result, Tx};
use testkit::databases::on_both;

use crate::walls::agreement::{config, fixed};
use crate::walls::database::in_passing;
use crate::walls::worlds::{User, World, any_crowd};

/// What a join writes of its own, and what is only ever added to.
const ITS_OWN: &[&str] = &["audit", "audit_heads", "events", "joins", "joined_people", "gave_back_by_join", "link_decisions", "migrations"];

/// A world whose own manager may act on anybody who has a case with the hub.
fn with_a_manager(mut world: World) -> (World, Actor) {
    world.organisation.overlay = None;
    let id = UserId::from_uuid(uuid::Uuid::from_u128(0xaaaa));
    let (agency, desk, team) = (None, None, None);
    let mona = User { id, role: StaffRole::Manager, agency, desk, team, cleared: RingFences::ALL, factor_at: Some(world.at) };
    world.users.push(mona.clone());
    let mona = mona.actor();
    (world, mona)
}

/// Somebody at work in a world, each act a second after the last.
struct AtWork<'w> {
    walls: &'w Walls,
    who: &'w Actor,
    now: Timestamp,
    ids: IdMaker,
}

impl AtWork<'_> {
    fn later(&mut self) -> Timestamp {
        self.now += SignedDuration::from_secs(1);
        self.now
    }

    /// Whether they were joined: walls may stand before it, and who is of one person already is not joined again.
    fn join(&mut self, tx: &mut Tx<'_>, pair: (PersonId, PersonId)) -> Result<bool> {
        let at = self.later();
        let both = match self.walls.permit_pair::<kind::Join>(tx, &mut self.ids, self.who, pair, at) {
            Ok(both) => both,
            Err(access::Error::Refused(_)) => return Ok(false),
            Err(access::Error::Store(error)) => return Err(error),
        };
        match joins::join(tx, &mut self.ids, &both, None) {
            Ok(_) => Ok(true),
            Err(joins::Error::Refused(_)) => Ok(false),
            Err(joins::Error::Store(error)) => Err(error),
        }
    }

    fn part(&mut self, tx: &mut Tx<'_>, pair: (PersonId, PersonId)) -> Result<()> {
        let at = self.later();
        let both = self.walls.permit_pair::<kind::Part>(tx, &mut self.ids, self.who, pair, at)?;
        match joins::part(tx, &mut self.ids, &both) {
            Ok(()) => Ok(()),
            Err(joins::Error::Store(error)) => Err(error),
            Err(joins::Error::Refused(why)) => panic!("{why:?} for {pair:?}"),
        }
    }

    fn name(&mut self, tx: &mut Tx<'_>, person: PersonId, user: UserId) -> Result<()> {
        let at = self.later();
        match self.walls.permit_person::<kind::NameConflict>(tx, &mut self.ids, self.who, person, at) {
            Ok(permit) => match name_conflict(tx, &mut self.ids, &permit, user) {
                Ok(()) | Err(casework::Error::Refused(_)) => Ok(()),
                Err(casework::Error::Store(error)) => Err(error),
            },
            Err(access::Error::Refused(_)) => Ok(()),
            Err(access::Error::Store(error)) => Err(error),
        }
    }
}

/// Every row of every table, as text.
fn everything(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<String>>> {
    change_as_the_program(tx, |tx| {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for column in tx.columns()?.into_iter().filter(|column| !ITS_OWN.contains(&column.table.as_str())) {
            tables.entry(column.table).or_default().push(column.name);
        }
        let mut rows = BTreeMap::new();
        for (table, columns) in tables {
            let whole = match tx.engine() {
                Engine::Postgres => format!("SELECT CAST(x AS TEXT) FROM {table} x"),
                Engine::Sqlite => {
                    let quoted: Vec<_> = columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
                    format!("SELECT {} FROM {table}", quoted.join(" || ' ' || "))
                }
            };
            let mut found: Vec<String> = tx.all(&whole, &[])?;
            found.sort_unstable();
            rows.insert(table, found);
        }
        Ok(rows)
    })
}

/// Every row that is in one and not in the other.
fn differences(before: &BTreeMap<String, Vec<String>>, after: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let rows = |of: &BTreeMap<String, Vec<String>>| -> BTreeSet<String> {
        of.iter().flat_map(|(table, rows)| rows.iter().map(move |row| format!("{table}: {row}"))).collect()
    };
    let (before, after) = (rows(before), rows(after));
    let gone = before.difference(&after).map(|row| format!("gone: {row}"));
    gone.chain(after.difference(&before).map(|row| format!("new: {row}"))).collect()
}

/// Who is joined with whom, in which order they are parted, and what is named on which record meanwhile.
#[derive(Debug, Clone)]
struct Plan {
    joins: Vec<(Index, Index)>,
    parts: Vec<Index>,
    named: Vec<(Index, Index)>,
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let pairs = || vec((any::<Index>(), any::<Index>()), 1..6);
    (pairs(), vec(any::<Index>(), 6), vec((any::<Index>(), any::<Index>()), 0..3)).prop_map(|(joins, parts, named)| Plan {
        joins,
        parts,
        named,
    })
}

/// Joins as the plan says, does something, and parts everybody again in the plan's order. How many joins there were.
fn there_and_back(
    tx: &mut Tx<'_>,
    (world, walls, who): (&World, &Walls, &Actor),
    plan: &Plan,
    meanwhile: impl FnOnce(&mut Tx<'_>, &mut AtWork<'_>) -> Result<()>,
) -> Result<usize> {
    let people: Vec<PersonId> = world.people.iter().map(|person| person.id).collect();
    let mut work = AtWork { walls, who, now: world.at, ids: IdMaker::new(world.at, 1, b"work") };
    let mut joined = Vec::new();
    for (one, other) in &plan.joins {
        let pair = (*one.get(&people), *other.get(&people));
        if work.join(tx, pair)? {
            joined.push(pair);
        }
    }
    let count = joined.len();
    meanwhile(tx, &mut work)?;
    for next in &plan.parts {
        if joined.is_empty() {
            break;
        }
        let (one, other) = joined.swap_remove(next.index(joined.len()));
        work.part(tx, (other, one))?;
    }
    Ok(count)
}

#[test]
fn to_join_and_part_in_any_order_leaves_everything_as_it_was() {
    on_both(|hub| {
        let mut joins = 0;
        for mut runner in [fixed(45), TestRunner::new(config(10))] {
            let counted = std::cell::Cell::new(0);
            let identity = |(world, plan): (World, Plan)| {
                let (world, mona) = with_a_manager(world);
                let (count, told) = in_passing(&hub.db, &world, move |tx, world, walls| {
                    let before = everything(tx)?;
                    let count = there_and_back(tx, (world, walls, &mona), &plan, |_, _| Ok(()))?;
                    Ok((count, differences(&before, &everything(tx)?)))
                });
                counted.set(counted.get() + count);
                prop_assert!(told.is_empty(), "{}", told.join("\n"));
                Ok(())
            };
            runner.run(&(any_crowd(), any_plan()), identity).unwrap_or_else(|error| panic!("{error}"));
            joins += counted.get();
        }
        assert!(joins > 30, "only {joins} joins: the worlds have lost their people, or this test its eyes");
    });
}

/// The same conflicts named in the same world, with the records joined meanwhile and without: nothing is left of the difference.
#[test]
fn what_is_named_on_a_record_while_it_is_joined_is_that_records_own() {
    on_both(|hub| {
        for mut runner in [fixed(30), TestRunner::new(config(10))] {
            let same = |(world, plan): (World, Plan)| {
                let (world, mona) = with_a_manager(world);
                let name_all = |plan: &Plan, world: &World, tx: &mut Tx<'_>, work: &mut AtWork<'_>| -> Result<()> {
                    for (person, user) in &plan.named {
                        work.now = world.at + SignedDuration::from_secs(100);
                        // The manager comes last, and could part nobody whom she knows.
                        let others = &world.users[..world.users.len() - 1];
                        work.name(tx, person.get(&world.people).id, user.get(others).id)?;
                    }
                    Ok(())
                };
                let (alone, by) = (plan.clone(), mona.clone());
                let expected = in_passing(&hub.db, &world, move |tx, world, walls| {
                    let mut work = AtWork { walls, who: &by, now: world.at, ids: IdMaker::new(world.at, 1, b"work") };
                    name_all(&alone, world, tx, &mut work)?;
                    without_keys(everything(tx)?)
                });
                let found = in_passing(&hub.db, &world, move |tx, world, walls| {
                    there_and_back(tx, (world, walls, &mona), &plan, |tx, work| name_all(&plan, world, tx, work))?;
                    without_keys(everything(tx)?)
                });
                let told = differences(&expected, &found);
                prop_assert!(told.is_empty(), "{}", told.join("\n"));
                Ok(())
            };
            runner.run(&(any_crowd(), any_plan()), same).unwrap_or_else(|error| panic!("{error}"));
        }
    });
}

/// Keys and what is sealed under them differ each time a world is written.
fn without_keys(mut everything: BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, Vec<String>>> {
    everything.remove("people");
    Ok(everything)
}

/// What each person who works there may read, as lists say and, on PostgreSQL, as the database itself shows.
fn readable(tx: &mut Tx<'_>, world: &World, walls: &Walls, at: Timestamp) -> Result<Vec<(BTreeSet<CaseId>, BTreeSet<PersonId>)>> {
    let mut all = Vec::new();
    for user in &world.users {
        let actor = user.actor();
        let (cases, people) = (walls.readable_cases(&actor, at).cases("c", 1), walls.readable_people(&actor, at).people("p", 1));
        let listed = as_the_program(tx, |conn: &mut Conn| {
            let cases: Vec<CaseId> =
                conn.all(&format!("SELECT c.id FROM cases c WHERE {}", cases.text), &cases.binds().collect::<Vec<_>>())?;
            let people: Vec<PersonId> =
                conn.all(&format!("SELECT p.id FROM people p WHERE {}", people.text), &people.binds().collect::<Vec<_>>())?;
            Ok((cases.into_iter().collect(), people.into_iter().collect()))
        })?;
        all.push(listed);
        if tx.engine() == Engine::Postgres {
            walls.close(tx, &actor, at)?;
            let cases: Vec<CaseId> = tx.all("SELECT id FROM cases", &[])?;
            let people: Vec<PersonId> = tx.all("SELECT id FROM people", &[])?;
            all.push((cases.into_iter().collect(), people.into_iter().collect()));
            tx.say(&[("capacity", "program".to_owned())])?;
        }
    }
    Ok(all)
}

#[test]
fn nobody_sees_more_by_a_join() {
    on_both(|hub| {
        for mut runner in [fixed(30), TestRunner::new(config(10))] {
            let no_more = |(world, plan): (World, Plan)| {
                let (world, mona) = with_a_manager(world);
                let (before, after) = in_passing(&hub.db, &world, move |tx, world, walls| {
                    let before = readable(tx, world, walls, world.at)?;
                    let mut after = Vec::new();
                    there_and_back(tx, (world, walls, &mona), &plan, |tx, _| {
                        after = readable(tx, world, walls, world.at)?;
                        Ok(())
                    })?;
                    Ok((before, after))
                });
                for ((cases, people), (cases_after, people_after)) in before.iter().zip(&after) {
                    prop_assert!(cases_after.is_subset(cases), "{cases_after:?} beyond {cases:?}");
                    prop_assert!(people_after.is_subset(people), "{people_after:?} beyond {people:?}");
                }
                Ok(())
            };
            runner.run(&(any_crowd(), any_plan()), no_more).unwrap_or_else(|error| panic!("{error}"));
        }
    });
}
