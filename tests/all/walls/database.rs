//! What a permit is given on, read from rows: as the oracle says of the same world in memory.

use std::sync::mpsc;

use access::{Error, Walls, kind};
use kernel::{CaseId, IdMaker, PersonId, Purpose};
use policy::{Act, Actor, Circumstances, Kind, OnCase, OnPerson, Subject};
use proptest::prelude::*;
use store::{Db, Result, Tx};
use testkit::databases::on_both;
use testkit::hub_walls::vault;

use super::agreement::{config, fixed};
use super::oracle;
use super::worlds::{World, any_world};

/// Fills a database with this world for as long as somebody looks, and leaves it as empty as it was.
pub fn in_passing<T: Send + 'static>(
    db: &Db,
    world: &World,
    look: impl Fn(&mut Tx<'_>, &World, &Walls) -> Result<T> + Send + 'static,
) -> T {
    let (answer, answered) = mpsc::channel();
    let world = world.clone();
    let walls = Walls::new(world.organisation.clone(), vault()).expect("the shipped policies");
    let undone = db.write_now(move |tx| {
        world.fill(tx, &walls)?;
        answer.send(look(tx, &world, &walls)?).map_err(|_| store::Error::Busy)?;
        Err::<(), _>(store::Error::NotFound)
    });
    let seen = answered.try_iter().last();
    seen.unwrap_or_else(|| panic!("the database says {undone:?}"))
}

/// Whether there was a permit; what the database says is no answer.
fn was_given<T>(asked: std::result::Result<T, Error>) -> Result<bool> {
    match asked {
        Ok(_) => Ok(true),
        Err(Error::Refused(_)) => Ok(false),
        Err(Error::Store(error)) => Err(error),
    }
}

/// Somebody who asks the walls of a world.
pub struct Asker<'w> {
    pub walls: &'w Walls,
    pub world: &'w World,
    pub actor: Actor,
}

impl Asker<'_> {
    /// What the oracle says to what they ask as anybody would.
    pub fn oracle(&self, act: Act, subject: Subject<'_>) -> bool {
        let purpose = if oracle::is_police(&self.world.organisation, &self.actor) { Purpose::Justice } else { act.purpose() };
        let now = Circumstances { at: self.world.at, purpose, has_second_person: false };
        oracle::may(&self.world.organisation, &self.actor, act, subject, &now)
    }

    fn on_case<A: Kind<On = OnCase>>(&self, tx: &mut Tx<'_>, ids: &mut IdMaker, case: CaseId) -> Result<bool> {
        was_given(self.walls.permit_case::<A>(tx, ids, &self.actor, case, self.world.at))
    }

    fn on_person<A: Kind<On = OnPerson>>(&self, tx: &mut Tx<'_>, ids: &mut IdMaker, person: PersonId) -> Result<bool> {
        was_given(self.walls.permit_person::<A>(tx, ids, &self.actor, person, self.world.at))
    }
}

macro_rules! on_each {
    ($asker:expr, $method:ident, $tx:expr, $ids:expr, $id:expr, $($act:ident)+) => {
        [$((Act::$act, $asker.$method::<kind::$act>($tx, $ids, $id)?)),+]
    };
}

/// Every answer that differs, in words.
fn differences(tx: &mut Tx<'_>, world: &World, walls: &Walls) -> Result<Vec<String>> {
    let mut ids = IdMaker::new(world.at, 0, b"walls");
    let mut told = Vec::new();
    let mut compare = |asker: &Asker<'_>, act: Act, given: bool, subject: Subject<'_>| {
        let expected = asker.oracle(act, subject);
        if given != expected {
            told.push(format!("{act} by {:?}: database {given}, oracle {expected}, on {subject:?}", asker.actor));
        }
    };
    for user in &world.users {
        let asker = Asker { walls, world, actor: user.actor() };
        for person in &world.people {
            let facts = world.person_facts(&asker.actor, person);
            for (act, given) in on_each!(asker, on_person, tx, &mut ids, person.id, ReadPerson NameConflict Export Hold Join) {
                compare(&asker, act, given, Subject::Person(&facts));
            }
            for case in &person.cases {
                let facts = world.case_facts(&asker.actor, person, case);
                let acts = on_each!(asker, on_case, tx, &mut ids, case.id, ReadCase SeeContact SeeAddress SeeNotes BreakGlass TakeCase CloseCase WriteNote);
                for (act, given) in acts {
                    compare(&asker, act, given, Subject::Case(&facts));
                }
            }
        }
    }
    Ok(told)
}

#[test]
fn what_rows_say_is_decided_as_the_oracle_says() {
    on_both(|hub| {
        for mut runner in [fixed(40), proptest::test_runner::TestRunner::new(config(20))] {
            let agree = |world: World| {
                let told = in_passing(&hub.db, &world, differences);
                prop_assert!(told.is_empty(), "{}", told.join("\n"));
                Ok(())
            };
            runner.run(&any_world(), agree).unwrap_or_else(|error| panic!("{error}"));
        }
    });
}
