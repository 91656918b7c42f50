//! The second wall: with every condition taken out of a statement, PostgreSQL shows whoever asks no other rows than the oracle permits.

use std::collections::BTreeSet;

use kernel::{CaseId, PersonId};
use policy::{Act, PersonFacts, Subject};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use store::{Db, Result, Tx};
use testkit::databases::postgres;

use super::agreement::{config, fixed};
use super::database::{Asker, in_passing};
use super::worlds::{Case, Person, World, any_world};

impl Asker<'_> {
    /// Whether they may read the case, or by it whose it is: nothing else of anybody is ever read.
    fn is_shown(&self, person: &Person, case: &Case) -> bool {
        let case = self.world.case_facts(&self.actor, person, case);
        let by_it = PersonFacts { cases: vec![case.clone()], ..self.world.person_facts(&self.actor, person) };
        self.oracle(Act::ReadCase, Subject::Case(&case)) || self.oracle(Act::ReadPerson, Subject::Person(&by_it))
    }

    fn shown_cases(&self) -> BTreeSet<CaseId> {
        self.world.cases().filter(|(person, case)| self.is_shown(person, case)).map(|(_, case)| case.id).collect()
    }

    fn shown_people(&self) -> BTreeSet<PersonId> {
        let is_shown = |person: &&Person| match person.cases.as_slice() {
            [] => self.oracle(Act::ReadPerson, Subject::Person(&self.world.person_facts(&self.actor, person))),
            cases => cases.iter().any(|case| self.is_shown(person, case)),
        };
        self.world.people.iter().filter(is_shown).map(|person| person.id).collect()
    }
}

fn everybody(tx: &mut Tx<'_>) -> Result<(BTreeSet<CaseId>, BTreeSet<PersonId>)> {
    let cases: Vec<CaseId> = tx.all("SELECT id FROM cases", &[])?;
    let people: Vec<PersonId> = tx.all("SELECT id FROM people", &[])?;
    Ok((cases.into_iter().collect(), people.into_iter().collect()))
}

#[test]
fn without_a_filter_the_database_shows_what_the_oracle_permits() {
    let hub = postgres();
    let db = Db::open_as_is(&hub.walled_url()).expect("a database that is there");
    for mut runner in [fixed(60), TestRunner::new(config(20))] {
        let agree = |world: World| {
            let told = in_passing(&db, &world, |tx, world, walls| {
                let mut told = Vec::new();
                for user in &world.users {
                    let asker = Asker { walls, world, actor: user.actor() };
                    walls.close(tx, &asker.actor, world.at)?;
                    let (shown, expected) = (everybody(tx)?, (asker.shown_cases(), asker.shown_people()));
                    if shown != expected {
                        told.push(format!("{:?} is shown {shown:?}, oracle {expected:?}", asker.actor));
                    }
                }
                tx.say(&[("capacity", String::new())])?;
                if everybody(tx)? != (BTreeSet::new(), BTreeSet::new()) {
                    told.push("whoever says nothing is shown something".into());
                }
                Ok(told)
            });
            prop_assert!(told.is_empty(), "{}", told.join("\n"));
            Ok(())
        };
        runner.run(&any_world(), agree).unwrap_or_else(|error| panic!("{error}"));
    }
}
