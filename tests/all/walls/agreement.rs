//! The policies and the oracle give the same answer in every world.

use std::collections::BTreeSet;

use kernel::{NoteKind, Purpose};
use policy::{Act, Circumstances, NoteOrigin, Policies, Scope, Subject};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::oracle;
use super::worlds::{World, any_desk, any_world};

/// Something that somebody wants to do; which of them and on which record counts round.
#[derive(Debug, Clone)]
pub struct Question {
    who: Index,
    act: Act,
    /// On another kind of record than the act is done on.
    mistaken: Option<Scope>,
    record: Index,
    purpose: Purpose,
    has_second_person: bool,
}

pub fn any_question() -> impl Strategy<Value = Question> {
    let mistaken = prop::option::weighted(0.02, select(&[Scope::OnHub, Scope::OnPerson, Scope::OnCase][..]));
    let second = prop::bool::weighted(0.4);
    (any::<Index>(), select(Act::ALL), mistaken, any::<Index>(), 0..6_u8, select(Purpose::ALL), second).prop_map(
        |(who, act, mistaken, record, usual, purpose, has_second_person)| {
            let purpose = match usual {
                0..=2 => act.purpose(),
                3 | 4 => Purpose::Justice,
                _ => purpose,
            };
            Question { who, act, mistaken, record, purpose, has_second_person }
        },
    )
}

/// Asks both; `None` where there is no such record in this world.
pub fn answers(policies: &Policies, world: &World, question: &Question) -> Option<(bool, bool)> {
    let actors = world.actors();
    let actor = question.who.get(&actors);
    let now = Circumstances { at: world.at, purpose: question.purpose, has_second_person: question.has_second_person };
    let both = |subject: Subject<'_>| {
        let by_policies = policies.decide(actor, question.act, subject, &now).is_ok();
        (by_policies, oracle::may(policies.organisation(), actor, question.act, subject, &now))
    };
    match question.mistaken.unwrap_or(question.act.scope()) {
        Scope::OnHub => Some(both(Subject::Hub)),
        Scope::OnPerson => Some(both(Subject::Person(&world.person_facts(actor, question.record.get(&world.people))))),
        Scope::OnCase => {
            let cases: Vec<_> = world.cases().collect();
            let (person, case) = cases.get(question.record.index(cases.len().max(1)))?;
            Some(both(Subject::Case(&world.case_facts(actor, person, case))))
        }
    }
}

/// The same worlds each time, so that what was right stays right.
pub fn fixed(cases: u32) -> TestRunner {
    TestRunner::new_with_rng(config(cases), TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]))
}

pub fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() }
}

fn agree(world: &World, questions: &[Question]) -> Result<(), TestCaseError> {
    let policies = Policies::new(world.organisation.clone()).expect("the shipped policies");
    for question in questions {
        if let Some((by_policies, by_oracle)) = answers(&policies, world, question) {
            let who = question.who.get(&world.actors()).clone();
            prop_assert_eq!(by_policies, by_oracle, "policies and oracle on {} by {:?}: {:?}", question.act, who, question);
        }
    }
    Ok(())
}

#[test]
fn policies_and_oracle_agree_on_every_act() {
    let worlds = (any_world(), vec(any_question(), 1..120));
    for mut runner in [fixed(150), TestRunner::new(config(50))] {
        runner.run(&worlds, |(world, questions)| agree(&world, &questions)).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// A note on some case, and who would read it.
#[derive(Debug, Clone)]
struct Note {
    who: Index,
    on: Index,
    kind: NoteKind,
    desk: Option<&'static str>,
    purpose: Purpose,
}

fn any_note() -> impl Strategy<Value = Note> {
    let purpose = select(&[Purpose::Support, Purpose::Justice][..]);
    (any::<Index>(), any::<Index>(), select(NoteKind::ALL), any_desk(), purpose).prop_map(|(who, on, kind, desk, purpose)| Note {
        who,
        on,
        kind,
        desk,
        purpose,
    })
}

#[test]
fn policies_and_oracle_agree_on_every_note() {
    let agree = |(world, notes): (World, Vec<Note>)| {
        let policies = Policies::new(world.organisation.clone()).expect("the shipped policies");
        let (actors, cases) = (world.actors(), world.cases().collect::<Vec<_>>());
        for note in notes.iter().filter(|_| !cases.is_empty()) {
            let (actor, (person, case)) = (note.who.get(&actors), note.on.get(&cases));
            let facts = world.case_facts(actor, person, case);
            let now = Circumstances { at: world.at, purpose: note.purpose, has_second_person: false };
            let origin = NoteOrigin { kind: note.kind, desk: note.desk.map(str::to_owned), agency: facts.agency.clone() };
            let by_policies = policies.readable_notes(actor, &facts, &now, &origin);
            let by_oracle = oracle::may_read_note(&world.organisation, actor, &facts, &now, note.kind, note.desk);
            prop_assert_eq!(by_policies, by_oracle, "policies and oracle on {:?} by {:?}", note, actor);
        }
        Ok(())
    };
    let worlds = (any_world(), vec(any_note(), 1..120));
    for mut runner in [fixed(100), TestRunner::new(config(50))] {
        runner.run(&worlds, agree).unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Agreement says nothing where nobody is ever let, or everybody is.
#[test]
fn every_act_is_permitted_in_some_world_and_refused_in_another() {
    let mut runner = fixed(1);
    let mut given: BTreeSet<(Act, bool)> = BTreeSet::new();
    for _ in 0..300 {
        let (world, questions) = (any_world(), vec(any_question(), 100)).new_tree(&mut runner).expect("a world").current();
        let policies = Policies::new(world.organisation.clone()).expect("the shipped policies");
        given.extend(questions.iter().filter_map(|question| Some((question.act, answers(&policies, &world, question)?.0))));
    }
    let missing = Act::ALL.iter().flat_map(|act| [(*act, true), (*act, false)]).filter(|answer| !given.contains(answer));
    assert_eq!(missing.collect::<Vec<_>>(), []);
}
