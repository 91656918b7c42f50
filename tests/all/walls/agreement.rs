//! The policies and the oracle give the same answer in every world.

use std::collections::BTreeSet;

use kernel::{NoteKind, Purpose};
use policy::{Act, Actor, Circumstances, NoteOrigin, Policies, Scope, Subject};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::oracle;
use super::worlds::{DESKS, World, any_world};

/// Something that somebody wants to do; which of them, what and on which record counts round.
#[derive(Debug, Clone)]
pub struct Question {
    who: Index,
    act: Index,
    /// Mostly it is something that their role does on some record at least.
    is_their_job: bool,
    /// On another kind of record than the act is done on.
    mistaken: Option<Scope>,
    record: Index,
    /// Mostly what such an act is usually asked for.
    purpose: Option<Purpose>,
    has_second_person: bool,
}

pub fn any_question() -> impl Strategy<Value = Question> {
    let mistaken = weighted(0.02, select(&[Scope::OnHub, Scope::OnPerson, Scope::OnCase][..]));
    let purpose = weighted(0.3, prop_oneof![Just(Purpose::Justice), select(Purpose::ALL)]);
    let chance = prop::bool::weighted;
    (any::<Index>(), any::<Index>(), chance(0.75), mistaken, any::<Index>(), purpose, chance(0.4)).prop_map(
        |(who, act, is_their_job, mistaken, record, purpose, has_second_person)| Question {
            who,
            act,
            is_their_job,
            mistaken,
            record,
            purpose,
            has_second_person,
        },
    )
}

impl Question {
    /// What is asked of whom in this world.
    pub fn of(&self, world: &World) -> (Actor, Act, Circumstances) {
        let actor = self.who.get(&world.actors()).clone();
        let is_theirs = |act: &Act| match actor.role() {
            Some(role) => oracle::does(role, *act),
            None => matches!(act, Act::Erase | Act::RunIntake | Act::RunRetention | Act::SeeUsers | Act::DisableUser),
        };
        let theirs: Vec<Act> = Act::ALL.iter().copied().filter(is_theirs).collect();
        let act = *self.act.get(if self.is_their_job { &theirs } else { Act::ALL });
        let usual = if oracle::is_police(&world.organisation, &actor) { Purpose::Justice } else { act.purpose() };
        let now = Circumstances { at: world.at, purpose: self.purpose.unwrap_or(usual), has_second_person: self.has_second_person };
        (actor, act, now)
    }

    /// Asks both; `None` where there is no such record in this world.
    pub fn answers(&self, policies: &Policies, world: &World) -> Option<(bool, bool)> {
        let (actor, act, now) = self.of(world);
        let both = |subject: Subject<'_>| {
            let by_policies = policies.decide(&actor, act, subject, &now).is_ok();
            (by_policies, oracle::may(policies.organisation(), &actor, act, subject, &now))
        };
        match self.mistaken.unwrap_or(act.scope()) {
            Scope::OnHub => Some(both(Subject::Hub)),
            Scope::OnPerson => Some(both(Subject::Person(&world.person_facts(&actor, self.record.get(&world.people))))),
            Scope::OnCase => {
                let cases: Vec<_> = world.cases().collect();
                let (person, case) = cases.get(self.record.index(cases.len().max(1)))?;
                Some(both(Subject::Case(&world.case_facts(&actor, person, case))))
            }
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
        if let Some((by_policies, by_oracle)) = question.answers(&policies, world) {
            let (actor, act, now) = question.of(world);
            prop_assert_eq!(by_policies, by_oracle, "policies and oracle on {} by {:?}: {:?}", act, actor, now);
        }
    }
    Ok(())
}

#[test]
fn policies_and_oracle_agree_on_every_act() {
    let worlds = (any_world(), vec(any_question(), 1..600));
    for mut runner in [fixed(150), TestRunner::new(config(30))] {
        runner.run(&worlds, |(world, questions)| agree(&world, &questions)).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn policies_and_oracle_agree_on_every_note() {
    let agree = |world: World| {
        let policies = Policies::new(world.organisation.clone()).expect("the shipped policies");
        for (actor, (person, case)) in world.users.iter().flat_map(|user| world.cases().map(|case| (user.actor(), case))) {
            let facts = world.case_facts(&actor, person, case);
            let now = Circumstances { at: world.at, purpose: policies.purpose(&actor, Act::SeeNotes), has_second_person: false };
            // Where no note is read at all, one of the kind that most may read stands for all.
            let reads_some = oracle::may(&world.organisation, &actor, Act::SeeNotes, Subject::Case(&facts), &now);
            let kinds = if reads_some { NoteKind::ALL } else { &[NoteKind::CaseUpdate] };
            let desks = || [None].into_iter().chain(DESKS.iter().map(Some));
            let own = world.organisation.agency(actor.agency.as_deref()).map_or("", |agency| agency.name.as_str());
            let of = |kind: &NoteKind| {
                desks().flat_map(|desk| [(desk, facts.agency.as_str()), (desk, own)]).map(|by| (*kind, by)).collect::<Vec<_>>()
            };
            for (kind, (desk, agency)) in kinds.iter().flat_map(of) {
                let origin = NoteOrigin { kind, desk: desk.map(|desk| (*desk).to_owned()), agency: agency.to_owned() };
                let by_policies = policies.readable_notes(&actor, &facts, &now, &origin);
                let by_oracle = oracle::may_read_note(&world.organisation, &actor, &facts, &now, kind, (desk.copied(), agency));
                prop_assert_eq!(by_policies, by_oracle, "policies and oracle on a note {:?} by {:?}", origin, actor);
            }
        }
        Ok(())
    };
    for mut runner in [fixed(60), TestRunner::new(config(20))] {
        runner.run(&any_world(), agree).unwrap_or_else(|error| panic!("{error}"));
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
        given.extend(questions.iter().filter_map(|question| Some((question.of(&world).1, question.answers(&policies, &world)?.0))));
    }
    let missing = Act::ALL.iter().flat_map(|act| [(*act, true), (*act, false)]).filter(|answer| !given.contains(answer));
    assert_eq!(missing.collect::<Vec<_>>(), []);
}
