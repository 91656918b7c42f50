//! A small hub with everybody under its roof, and cases in it.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file takes of it what it needs")]

use jiff::Timestamp;
use kernel::{AgencyKind, Part, Purpose, StaffRole};
use policy::{Act, Actor, Agency, Agreement, CaseFacts, Circumstances, Desk, Organisation, PersonFacts, Policies, Refusal, Subject};
use uuid::Uuid;

pub fn id<K>(n: u128) -> kernel::Id<K> {
    kernel::Id::from_uuid(Uuid::from_u128(n))
}

/// Noon in London on a day in March.
pub fn at() -> Timestamp {
    "2026-03-10T12:00:00Z".parse().unwrap()
}

pub fn now() -> Circumstances {
    Circumstances { at: at(), purpose: Purpose::Support, has_second_person: false }
}

pub struct Hub {
    pub policies: Policies,
}

impl Hub {
    fn circumstances(&self, actor: &Actor, act: Act) -> Circumstances {
        Circumstances { purpose: self.policies.purpose(actor, act), ..now() }
    }

    pub fn on_case(&self, actor: &Actor, act: Act, case: &CaseFacts) -> Result<(), Refusal> {
        self.policies.decide(actor, act, Subject::Case(case), &self.circumstances(actor, act))
    }

    pub fn on_person(&self, actor: &Actor, act: Act, person: &PersonFacts) -> Result<(), Refusal> {
        self.policies.decide(actor, act, Subject::Person(person), &self.circumstances(actor, act))
    }

    pub fn on_hub(&self, actor: &Actor, act: Act) -> Result<(), Refusal> {
        self.policies.decide(actor, act, Subject::Hub, &self.circumstances(actor, act))
    }
}

/// The hub with a force, a partner and a commissioner under its roof, changed as a test wants it.
pub fn organisation(change: impl FnOnce(&mut Organisation)) -> Organisation {
    let agency = |name: &str, kind, teams: &[&str]| Agency {
        name: name.into(),
        title: name.into(),
        kind,
        teams: teams.iter().map(|team| (*team).to_owned()).collect(),
    };
    let mut organisation = Organisation::alone();
    organisation.agencies.extend([
        agency("force", AgencyKind::Police, &["witness"]),
        agency("isva", AgencyKind::Partner, &["isva"]),
        agency("opcc", AgencyKind::Commissioner, &[]),
    ]);
    organisation.desks =
        vec![Desk { name: "support".into(), hidden_from_police: true }, Desk { name: "court".into(), hidden_from_police: false }];
    change(&mut organisation);
    organisation
}

pub fn world(change: impl FnOnce(&mut Organisation)) -> Hub {
    Hub { policies: Policies::new(organisation(change)).unwrap() }
}

/// Everything but the address.
pub fn agreement(agency: &str, purpose: Purpose) -> Agreement {
    Agreement {
        agency: agency.into(),
        from: "2026-01-01".parse().unwrap(),
        until: "2026-12-31".parse().unwrap(),
        purposes: vec![purpose],
        parts: vec![Part::Name, Part::Contact, Part::Notes, Part::Incident],
        with_consent: false,
    }
}

pub fn staff(role: StaffRole) -> Actor {
    Actor::staff(id(7), "Sam Okafor", role, None)
}

pub fn of(role: StaffRole, agency: &str) -> Actor {
    let mut actor = staff(role);
    actor.agency = Some(agency.into());
    actor
}

pub fn mine() -> CaseFacts {
    CaseFacts { worker: Some(id(7)), ..nobodys() }
}

pub fn colleagues() -> CaseFacts {
    CaseFacts { worker: Some(id(8)), ..nobodys() }
}

pub fn nobodys() -> CaseFacts {
    CaseFacts {
        case: id(1),
        person: id(2),
        is_open: true,
        worker: None,
        team: "north".into(),
        agency: "hub".into(),
        desks: Vec::new(),
        ring_fence: kernel::RingFences::NONE,
        has_unreported: false,
        has_agreed: false,
        is_referred: false,
        is_conflicted: false,
        is_broken: false,
    }
}

pub fn of_partner() -> CaseFacts {
    CaseFacts { team: "isva".into(), agency: "isva".into(), ..colleagues() }
}

pub fn person(cases: &[CaseFacts]) -> PersonFacts {
    PersonFacts { person: id(2), is_conflicted: false, cases: cases.to_vec() }
}
