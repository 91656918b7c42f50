//! Who asks and how the record stands to them: the rows and columns of the matrix. All of them invented.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{AgencyKind, CaseId, IdMaker, Part, PersonId, Purpose, RingFence, RingFences, StaffRole, UserId};

use crate::{Actor, Agency, Agreement, CaseFacts, Desk, Organisation, PersonFacts};

/// Somebody who asks.
#[derive(Debug, Clone)]
pub struct Asker {
    /// What they are, in words.
    pub title: &'static str,
    /// They, with everything in order: a second factor just given, cleared for nothing.
    pub actor: Actor,
}

/// A case as it stands to somebody, and they as they stand to it.
#[derive(Debug, Clone)]
pub struct OnACase {
    /// How it stands, in words.
    pub title: &'static str,
    /// Who asks.
    pub actor: Actor,
    /// The case.
    pub case: CaseFacts,
}

/// A person as they stand to somebody.
#[derive(Debug, Clone)]
pub struct OnAPerson {
    /// How they stand, in words.
    pub title: &'static str,
    /// Who asks.
    pub actor: Actor,
    /// The person.
    pub person: PersonFacts,
}

/// The moment of the matrix; which one does not matter.
pub const AT: Timestamp = Timestamp::UNIX_EPOCH;

struct Ids {
    me: UserId,
    colleague: UserId,
    case: CaseId,
    person: PersonId,
}

fn ids() -> Ids {
    let mut ids = IdMaker::new(AT, 0, b"matrix");
    Ids { me: ids.make(), colleague: ids.make(), case: ids.make(), person: ids.make() }
}

/// A hub with two teams; a force, a partner and a commissioner under its roof; two desks, one of them hidden from the police. Agreements
/// with the force and the partner share everything for every purpose where `shares` says so.
pub fn organisation(shares: Option<WithConsent>) -> Organisation {
    let agency = |name: &str, kind, teams: &[&str]| Agency {
        name: name.into(),
        title: name.into(),
        kind,
        teams: teams.iter().map(|team| (*team).to_owned()).collect(),
    };
    let agreement = |agency: &str, with_consent| Agreement {
        agency: agency.into(),
        from: Date::MIN,
        until: Date::MAX,
        purposes: Purpose::ALL.to_vec(),
        parts: Part::ALL.to_vec(),
        with_consent,
    };
    let agreements = shares.map(|WithConsent(consent)| [agreement("force", consent), agreement("partner", consent)]);
    Organisation {
        agencies: vec![
            agency("hub", AgencyKind::Hub, &["north", "south"]),
            agency("force", AgencyKind::Police, &["witness"]),
            agency("partner", AgencyKind::Partner, &["advisers"]),
            agency("commissioner", AgencyKind::Commissioner, &[]),
        ],
        desks: vec![Desk { name: "court".into(), hidden_from_police: false }, Desk { name: "support".into(), hidden_from_police: true }],
        walled_desks: true,
        agreements: agreements.into_iter().flatten().collect(),
        police_see_records: true,
        second_factor: Vec::new(),
        overlay: None,
    }
}

/// Whether an agreement asks for the person's consent.
#[derive(Debug, Clone, Copy)]
pub struct WithConsent(pub bool);

/// Everybody who can ask.
pub fn askers() -> Vec<Asker> {
    let me = ids().me;
    let of = |title, role, agency: &str, team: Option<&str>| {
        let mut actor = Actor::staff(me, title, role, team.map(str::to_owned));
        actor.agency = Some(agency.to_owned());
        actor.factor_at = Some(AT);
        Asker { title, actor }
    };
    vec![
        of("Worker", StaffRole::Worker, "hub", Some("north")),
        of("Specialist", StaffRole::Specialist, "hub", Some("north")),
        of("Specialist of a partner", StaffRole::Specialist, "partner", Some("advisers")),
        of("Volunteer", StaffRole::Volunteer, "hub", Some("north")),
        of("Team lead", StaffRole::TeamLead, "hub", Some("north")),
        of("Team lead of no team", StaffRole::TeamLead, "hub", None),
        of("Manager", StaffRole::Manager, "hub", None),
        of("Witness care", StaffRole::WitnessCare, "force", Some("witness")),
        of("Police liaison", StaffRole::PoliceLiaison, "force", Some("witness")),
        of("Worker of the force", StaffRole::Worker, "force", Some("witness")),
        of("Referrer", StaffRole::Referrer, "hub", None),
        of("Commissioner", StaffRole::Commissioner, "commissioner", None),
        of("Data-protection officer", StaffRole::DataProtectionOfficer, "hub", None),
        of("Auditor", StaffRole::Auditor, "hub", None),
        of("Administrator", StaffRole::Administrator, "hub", None),
        Asker { title: "The program", actor: Actor::program("matrix") },
        Asker { title: "Operator at the machine", actor: Actor::operator() },
    ]
}

/// The ways a case can stand to somebody. All agree that their agency is told.
pub fn on_cases(asker: &Actor) -> Vec<OnACase> {
    let Ids { me, colleague, case, person } = ids();
    let organisation = organisation(None);
    let own = organisation.agency(asker.agency.as_deref()).map_or("hub", |agency| agency.name.as_str()).to_owned();
    let team = asker.team.clone().unwrap_or_else(|| "north".into());
    let facts = CaseFacts {
        case,
        person,
        is_open: true,
        worker: Some(me),
        team,
        agency: own.clone(),
        desks: vec!["court".into()],
        ring_fence: RingFences::NONE,
        has_unreported: false,
        has_agreed: true,
        is_referred: false,
        is_conflicted: false,
        is_broken: false,
    };
    let elsewhere = CaseFacts { worker: Some(colleague), team: "another".into(), ..facts.clone() };
    let other = if own == "hub" { "partner" } else { "hub" };
    let far = CaseFacts { agency: other.into(), ..elsewhere.clone() };
    let fenced = CaseFacts { ring_fence: RingFences::NONE.with(RingFence::SexualViolence), ..facts.clone() };
    let mut cleared = asker.clone();
    cleared.cleared = RingFences::ALL;
    let mut at_a_desk = asker.clone();
    at_a_desk.desk = Some("court".into());
    let on = |title, case| OnACase { title, actor: asker.clone(), case };
    vec![
        on("mine", facts.clone()),
        on("my team’s", CaseFacts { worker: Some(colleague), ..facts.clone() }),
        on("another team’s", elsewhere.clone()),
        on("nobody’s, my team’s", CaseFacts { worker: None, ..facts.clone() }),
        on("nobody’s, another team’s", CaseFacts { worker: None, ..elsewhere }),
        on("another agency’s", far.clone()),
        on("another agency’s, referred to mine", CaseFacts { is_referred: true, ..far.clone() }),
        on("ring-fenced, not cleared", fenced.clone()),
        OnACase { title: "ring-fenced, cleared", actor: cleared, case: fenced.clone() },
        on("another agency’s, ring-fenced, glass broken", CaseFacts { is_broken: true, ring_fence: fenced.ring_fence, ..far }),
        on("conflicted, glass broken", CaseFacts { is_conflicted: true, is_broken: true, ..facts.clone() }),
        on("with something unreported", CaseFacts { has_unreported: true, ..facts.clone() }),
        on("a hidden desk’s", CaseFacts { desks: vec!["support".into()], ..facts.clone() }),
        OnACase { title: "not my desk’s", actor: at_a_desk, case: CaseFacts { desks: vec!["support".into()], ..facts.clone() } },
        on("closed", CaseFacts { is_open: false, ..facts }),
    ]
}

/// The ways a person can stand to somebody: by their cases, or by having none.
pub fn on_people(asker: &Actor) -> Vec<OnAPerson> {
    let person = ids().person;
    let cases = on_cases(asker);
    let on = |title, actor: &Actor, cases: Vec<CaseFacts>| OnAPerson {
        title,
        actor: actor.clone(),
        person: PersonFacts { person, is_conflicted: false, cases },
    };
    let one = |shown: &'static str, by: &str| {
        cases.iter().find(|on| on.title == by).map(|found| on(shown, &found.actor, vec![found.case.clone()]))
    };
    let mut all: Vec<OnAPerson> = [
        one("their case is mine", "mine"),
        one("my team’s", "my team’s"),
        one("another team’s", "another team’s"),
        one("another agency’s", "another agency’s"),
        one("another agency’s, referred to mine", "another agency’s, referred to mine"),
        one("ring-fenced, cleared", "ring-fenced, cleared"),
        one("ring-fenced, not cleared", "ring-fenced, not cleared"),
        one("another agency’s, ring-fenced, glass broken", "another agency’s, ring-fenced, glass broken"),
        one("with something unreported", "with something unreported"),
        one("not my desk’s", "not my desk’s"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let two = |by: &str| cases.iter().find(|on| on.title == by).map(|on| on.case.clone());
    all.push(on("one mine, one ring-fenced, not cleared", asker, two("mine").into_iter().chain(two("ring-fenced, not cleared")).collect()));
    all.push(on("no case", asker, Vec::new()));
    let mut conflicted = on("conflicted", asker, two("mine").into_iter().collect());
    conflicted.person.is_conflicted = true;
    all.push(conflicted);
    all
}
