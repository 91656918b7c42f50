//! What lists, counts and searches show is what the oracle permits, record for record and page by page.

use access::{Error, kind};
use casework::worklist::{self, Asked, LAST_PAGE, Only, PAGE, Scope, Sight, When};
use jiff::Timestamp;
use kernel::{AgencyKind, CaseId, IdMaker, PersonId};
use people::memory::Everybody;
use people::search::{A_PAGE, Exact, Sought, find};
use policy::{Act, PersonFacts, Subject};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use store::{Result, Tx};
use testkit::databases::on_both;

use super::agreement::{config, fixed};
use super::database::{Asker, in_passing};
use super::rows::FAMILY_NAME;
use super::worlds::{Case, DESKS, Person, World, any_crowd};

impl Asker<'_> {
    fn reads(&self, person: &Person, case: &Case) -> bool {
        self.oracle(Act::ReadCase, Subject::Case(&self.world.case_facts(&self.actor, person, case)))
    }

    /// Whether they may try to reach the person on this case.
    fn contacts(&self, person: &Person, case: &Case) -> bool {
        self.oracle(Act::RecordAttempt, Subject::Case(&self.world.case_facts(&self.actor, person, case)))
    }

    /// Whether they may see the person, and would by this case alone.
    fn sees_by(&self, person: &Person, case: &Case) -> bool {
        let all = self.world.person_facts(&self.actor, person);
        let one = PersonFacts { cases: vec![self.world.case_facts(&self.actor, person, case)], ..all.clone() };
        [all, one].iter().all(|facts| self.oracle(Act::ReadPerson, Subject::Person(facts)))
    }

    /// The open cases they may read of those asked for, as the list has them in order.
    fn expected(&self, asked: &Asked) -> Vec<CaseId> {
        let own = self.world.organisation.agency(self.actor.agency.as_deref());
        let is_of_the_hub = own.is_some_and(|own| own.kind == AgencyKind::Hub);
        let is_told = |person: &Person, case: &Case| is_of_the_hub || self.contacts(person, case);
        let is_asked_for = |person: &Person, case: &Case| {
            let whose = match asked.scope {
                Scope::Of(user) => case.worker == Some(user),
                Scope::Nobodys => case.worker.is_none(),
                Scope::Everyones => true,
            };
            let due = case.next_due_at(self.world.at);
            let told = is_told(person, case);
            let when = match asked.when {
                When::Any => due.is_some() || !is_of_the_hub,
                When::Overdue => told && due.is_some_and(|due| due < self.world.at),
                When::Nothing => told && due.is_none(),
                When::Today => unreachable!("not asked for here"),
            };
            // Of each case only the first desk has something open.
            let only = match &asked.only {
                Some(Only::Desk(desk)) => told && case.desks.first() == Some(&desk.as_str()),
                _ => true,
            };
            case.is_open && whose && when && only
        };
        let cases = self.world.cases().filter(|(person, case)| is_asked_for(person, case) && self.reads(person, case));
        // What they are not told comes last, in an order that says nothing.
        let by = |person: &Person, case: &Case| case.next_due_at(self.world.at).filter(|_| is_told(person, case)).unwrap_or(Timestamp::MAX);
        let mut cases: Vec<_> = cases.map(|(person, case)| (by(person, case), case.id)).collect();
        cases.sort();
        cases.into_iter().map(|(_, case)| case).collect()
    }

    fn asks(&self) -> Vec<Asked> {
        let me = self.actor.user_id().expect("somebody signed in");
        let somebody = self.world.users.iter().map(|user| user.id).find(|user| *user != me).unwrap_or(me);
        let scopes = [Scope::Everyones, Scope::Nobodys, Scope::Of(me), Scope::Of(somebody)];
        let all = |scope| [When::Any, When::Overdue, When::Nothing].map(|when| Asked { scope, when, only: None });
        let of_desk = |desk: &&str| Asked { scope: Scope::Everyones, when: When::Any, only: Some(Only::Desk((*desk).to_owned())) };
        scopes.into_iter().flat_map(all).chain(DESKS.iter().map(of_desk)).collect()
    }
}

fn worklist_differences(tx: &mut Tx<'_>, asker: &Asker<'_>, ids: &mut IdMaker) -> Result<Vec<String>> {
    let (asks, at) = (asker.asks(), asker.world.at);
    let mut told = Vec::new();
    asker.walls.close(tx, &asker.actor, at)?;
    let counts = worklist::counts(tx, &Sight::new(asker.walls, &asker.actor, at), &asks, at)?;
    for (asked, count) in asks.iter().zip(counts) {
        let expected = asker.expected(asked);
        if usize::try_from(count) != Ok(expected.len()) {
            told.push(format!("{:?} counts {count} of {asked:?}, oracle {expected:?}", asker.actor));
        }
        let permit = match asker.walls.permit::<kind::SeeWork>(tx, ids, &asker.actor, at) {
            Ok(permit) => permit,
            Err(Error::Refused(_)) => continue,
            Err(Error::Store(error)) => return Err(error),
        };
        let mut shown = Vec::new();
        for page in 1..=LAST_PAGE {
            let lines = worklist::lines(tx, ids, &permit, asked, page)?;
            let is_full = lines.lines.len() == PAGE;
            shown.extend(lines.lines.into_iter().map(|line| line.case));
            if lines.more != (shown.len() < expected.len()) || lines.more && !is_full {
                told.push(format!("{:?}: page {page} of {asked:?} says {} about more", asker.actor, lines.more));
            }
            if !lines.more {
                break;
            }
        }
        if shown != expected {
            told.push(format!("{:?} sees {shown:?} of {asked:?}, oracle {expected:?}", asker.actor));
        }
    }
    Ok(told)
}

/// What a search shows: whom, and which of their cases.
type Shown = Vec<(PersonId, Vec<CaseId>)>;

fn search_differences(tx: &mut Tx<'_>, asker: &Asker<'_>, ids: &mut IdMaker) -> Result<Vec<String>> {
    let permit = match asker.walls.permit::<kind::SearchPeople>(tx, ids, &asker.actor, asker.world.at) {
        Ok(permit) => permit,
        Err(Error::Refused(_)) => return Ok(Vec::new()),
        Err(Error::Store(error)) => return Err(error),
    };
    let sees = |person: &Person| asker.oracle(Act::ReadPerson, Subject::Person(&asker.world.person_facts(&asker.actor, person)));
    let hit = |person: &Person| {
        let mut cases: Vec<CaseId> = person.cases.iter().filter(|case| asker.reads(person, case)).map(|case| case.id).collect();
        cases.sort();
        (person.id, cases)
    };
    let names = Everybody::default();
    let mut told = Vec::new();
    let mut look = |sought: Sought, expected: Shown| -> Result<()> {
        let mut shown = Shown::new();
        let pages = expected.len().div_ceil(A_PAGE).max(1);
        for page in 1..=pages {
            let found = find(tx, ids, &permit, &names, std::slice::from_ref(&sought), page)?;
            let is_right =
                (found.total, found.pages(), found.page, found.more) == (expected.len(), expected.len().div_ceil(A_PAGE), page, false);
            if !is_right || found.hits.len() > A_PAGE {
                told.push(format!("{:?}: page {page} of {} people, oracle {}", asker.actor, found.total, expected.len()));
            }
            let cases = |hit: &people::search::Hit| {
                let mut cases: Vec<CaseId> = hit.cases.iter().map(|case| case.id).collect();
                cases.sort();
                cases
            };
            shown.extend(found.hits.iter().map(|hit| (hit.person.id, cases(hit))));
        }
        if shown != expected {
            told.push(format!("{:?} finds {shown:?} by {sought:?}, oracle {expected:?}", asker.actor));
        }
        Ok(())
    };
    let by_name = Sought { names: vec![kernel::name_key(FAMILY_NAME).into()], ..Sought::default() };
    look(by_name, asker.world.people.iter().filter(|person| sees(person)).map(hit).collect())?;
    // Nobody learns whose a case is that does not itself let them see the person.
    for (person, case) in asker.world.cases().take(6) {
        let by_case = Sought { exact: vec![Exact::Case(case.reference())], ..Sought::default() };
        let is_found = asker.sees_by(person, case);
        look(by_case, is_found.then(|| hit(person)).into_iter().collect())?;
    }
    Ok(told)
}

fn hold(look: fn(&mut Tx<'_>, &Asker<'_>, &mut IdMaker) -> Result<Vec<String>>) {
    on_both(|hub| {
        for mut runner in [fixed(20), TestRunner::new(config(5))] {
            let agree = |world: World| {
                let told = in_passing(&hub.db, &world, move |tx, world, walls| {
                    let mut ids = IdMaker::new(world.at, 0, b"lists");
                    let mut told = Vec::new();
                    for user in &world.users {
                        told.extend(look(tx, &Asker { walls, world, actor: user.actor() }, &mut ids)?);
                    }
                    Ok(told)
                });
                prop_assert!(told.is_empty(), "{}", told.join("\n"));
                Ok(())
            };
            runner.run(&any_crowd(), agree).unwrap_or_else(|error| panic!("{error}"));
        }
    });
}

#[test]
fn worklists_and_their_counts_show_what_the_oracle_permits() {
    hold(worklist_differences);
}

#[test]
fn search_shows_what_the_oracle_permits() {
    hold(search_differences);
}
