//! Random worlds: a few organisations under one roof, a few people who work there, a few they support, and how each stands to each.

use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::{AgencyKind, CaseId, Id, Part, PersonId, Purpose, RingFences, StaffRole, UserId};
use policy::{Actor, Agency, Agreement, CaseFacts, Desk, Organisation, PersonFacts};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::oracle::OVERLAYS;

/// How many work there.
const USERS: usize = 5;
const TEAMS: &[&str] = &["north", "north", "north", "north", "south", "harbour_team", "harbour_team", "custody_team", "county_team"];
/// Where they sit.
pub const DESKS: &[&str] = &["triage", "counselling", "court"];
/// One of them is no agency any more.
const AGENCIES: &[&str] = &["hub", "police", "harbour", "office", "county", "closed_down"];

/// A world at a moment.
#[derive(Debug, Clone)]
pub struct World {
    pub at: Timestamp,
    pub organisation: Organisation,
    pub users: Vec<User>,
    pub people: Vec<Person>,
}

/// Somebody who works there.
#[derive(Clone)]
pub struct User {
    pub id: UserId,
    pub role: StaffRole,
    pub agency: Option<&'static str>,
    pub desk: Option<&'static str>,
    pub team: Option<&'static str>,
    pub cleared: RingFences,
    pub factor_at: Option<Timestamp>,
}

/// Somebody they support.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PersonId,
    pub cases: Vec<Case>,
    /// Who must never see their record.
    pub conflicted: Vec<UserId>,
    pub consents: Vec<Consent>,
}

/// One of their cases.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: CaseId,
    pub worker: Option<UserId>,
    pub team: &'static str,
    pub ring_fence: RingFences,
    pub has_unreported: bool,
    pub desks: Vec<&'static str>,
    pub is_open: bool,
    pub glass: Vec<Glass>,
    pub referrals: Vec<Referral>,
}

/// That the person was referred to an agency on the case, and how far that came.
#[derive(Debug, Clone)]
pub struct Referral {
    pub agency: Option<&'static str>,
    pub team: &'static str,
    /// Whether the person's yes to that service stands.
    pub is_agreed: bool,
    /// What became of it, in the words of the database, the first first.
    pub states: &'static [&'static str],
}

/// Ways that a referral can have gone, the last two only as far as an open door.
const WENT: &[&[&str]] = &[
    &["asked", "refused"],
    &["asked", "sent", "withdrawn"],
    &["asked", "sent", "accepted", "started", "ended"],
    &["asked", "sent"],
    &["asked", "sent", "accepted", "started"],
];

/// That the person agreed to be shared with an agency, until they took it back.
#[derive(Debug, Clone)]
pub struct Consent {
    pub agency: &'static str,
    pub given_at: Timestamp,
    pub withdrawn_at: Option<Timestamp>,
}

/// That somebody broke the glass on the case.
#[derive(Debug, Clone)]
pub struct Glass {
    pub user: UserId,
    pub broken_at: Timestamp,
    pub until: Timestamp,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, role, agency, desk, team, cleared, factor_at } = self;
        write!(f, "{id}: {role} of {agency:?}, desk {desk:?}, team {team:?}, cleared {cleared:?}, factor {factor_at:?}")
    }
}

impl User {
    /// Them, signed in.
    pub fn actor(&self) -> Actor {
        let mut actor = Actor::staff(self.id, "Sam Okafor", self.role, self.team.map(str::to_owned));
        actor.agency = self.agency.map(str::to_owned);
        actor.desk = self.desk.map(str::to_owned);
        actor.cleared = self.cleared;
        actor.factor_at = self.factor_at;
        actor
    }
}

impl World {
    /// Everybody who may ask: those who are signed in, the program, the operator.
    pub fn actors(&self) -> Vec<Actor> {
        self.users.iter().map(User::actor).chain([Actor::program("retention"), Actor::operator()]).collect()
    }

    /// With each person so many times.
    fn repeated(self, times: u128) -> Self {
        let again = |person: &Person, time: u128| {
            let mut person = person.clone();
            person.id = id(person.id.uuid().as_u128() + (time << 16));
            for case in &mut person.cases {
                case.id = id(case.id.uuid().as_u128() + (time << 16));
            }
            person
        };
        let people = (0..times).flat_map(|time| self.people.iter().map(move |person| again(person, time))).collect();
        Self { people, ..self }
    }

    /// Every case, with whose it is.
    pub fn cases(&self) -> impl Iterator<Item = (&Person, &Case)> {
        self.people.iter().flat_map(|person| person.cases.iter().map(move |case| (person, case)))
    }

    /// How a case stands to this actor.
    pub fn case_facts(&self, actor: &Actor, person: &Person, case: &Case) -> CaseFacts {
        let theirs = self.organisation.agency(actor.agency.as_deref()).map(|agency| agency.name.as_str());
        let holds = |from: Timestamp, until: Option<Timestamp>| from <= self.at && until.is_none_or(|until| self.at < until);
        let agreed = |consent: &Consent| Some(consent.agency) == theirs && holds(consent.given_at, consent.withdrawn_at);
        let is_whose = |referral: &Referral| actor.team.as_ref().is_none_or(|team| team == referral.team);
        let stands = |referral: &Referral| {
            referral.is_agreed && !referral.states.iter().any(|state| ["refused", "withdrawn", "ended"].contains(state))
        };
        let broke = |glass: &Glass| Some(glass.user) == actor.user_id() && holds(glass.broken_at, Some(glass.until));
        CaseFacts {
            case: case.id,
            person: person.id,
            is_open: case.is_open,
            worker: case.worker,
            team: case.team.into(),
            agency: self.organisation.agency_of(case.team).into(),
            desks: case.desks.iter().map(|desk| (*desk).to_owned()).collect(),
            ring_fence: case.ring_fence,
            has_unreported: case.has_unreported,
            has_agreed: person.consents.iter().any(agreed),
            is_referred: case
                .referrals
                .iter()
                .any(|referral| referral.agency.is_some() && referral.agency == theirs && is_whose(referral) && stands(referral)),
            is_conflicted: person.is_conflicted(actor),
            is_broken: case.glass.iter().any(broke),
        }
    }

    /// How a person stands to this actor.
    pub fn person_facts(&self, actor: &Actor, person: &Person) -> PersonFacts {
        let cases = person.cases.iter().map(|case| self.case_facts(actor, person, case)).collect();
        PersonFacts { person: person.id, is_conflicted: person.is_conflicted(actor), cases }
    }
}

impl Person {
    fn is_conflicted(&self, actor: &Actor) -> bool {
        actor.user_id().is_some_and(|user| self.conflicted.contains(&user))
    }
}

/// Any world, and now and then one with so many people that a list of them has pages.
pub fn any_crowd() -> impl Strategy<Value = World> {
    (any_world(), prop_oneof![7 => Just(1), 1 => Just(20)]).prop_map(|(world, times)| world.repeated(times))
}

/// Any world.
pub fn any_world() -> impl Strategy<Value = World> {
    // In the second moment it is already tomorrow in London.
    let moment = select(&["2026-11-23T10:00:00Z", "2026-11-23T10:00:00Z", "2026-06-30T23:30:00Z"][..]);
    moment.prop_map(|at| at.parse().expect("a moment")).prop_flat_map(world_at)
}

fn world_at(at: Timestamp) -> impl Strategy<Value = World> {
    (any_organisation(), vec(any_user(at), USERS), vec(any_person(at), 1..4)).prop_map(move |(organisation, mut users, mut people)| {
        for (n, user) in (1..).zip(&mut users) {
            user.id = user_id(n);
        }
        let mut cases = 0..;
        for (n, person) in (1..).zip(&mut people) {
            person.id = id(0xb000 + n);
            for (n, case) in cases.by_ref().zip(&mut person.cases) {
                case.id = id(0xc000 + n);
            }
        }
        World { at, organisation, users, people }
    })
}

fn user_id(n: u128) -> UserId {
    id(0xa000 + n)
}

fn id<K>(n: u128) -> Id<K> {
    Id::from_uuid(uuid::Uuid::from_u128(n))
}

fn any_organisation() -> impl Strategy<Value = Organisation> {
    let hidden = vec(prop::bool::weighted(0.3), DESKS.len());
    let desks = hidden.prop_map(|hidden| {
        let desk = |(name, hidden_from_police): (&&str, bool)| Desk { name: (*name).into(), hidden_from_police };
        DESKS.iter().zip(hidden).map(desk).collect::<Vec<_>>()
    });
    let others = subsequence(vec!["police", "police", "harbour", "harbour", "office", "county"], 2..=6);
    let agreements = vec(any_agreement(), 0..5);
    let overlay = weighted(0.3, select(&OVERLAYS[..]).prop_map(str::to_owned));
    (others, desks, prop::bool::weighted(0.3), agreements, prop::bool::weighted(0.8), overlay).prop_map(
        |(others, desks, walled_desks, agreements, police_see_records, overlay)| {
            let mut agencies = vec![agency("hub")];
            for name in others {
                if agencies.iter().all(|known| known.name != name) {
                    agencies.push(agency(name));
                }
            }
            Organisation { agencies, desks, walled_desks, agreements, police_see_records, second_factor: Vec::new(), overlay }
        },
    )
}

fn agency(name: &str) -> Agency {
    let (kind, teams): (_, &[&str]) = match name {
        "police" => (AgencyKind::Police, &["custody_team"]),
        "harbour" => (AgencyKind::Partner, &["harbour_team"]),
        "office" => (AgencyKind::Commissioner, &[]),
        "county" => (AgencyKind::Hub, &["county_team"]),
        _ => (AgencyKind::Hub, &["south"]),
    };
    Agency { name: name.into(), title: name.into(), kind, teams: teams.iter().map(|team| (*team).to_owned()).collect() }
}

fn any_agreement() -> impl Strategy<Value = Agreement> {
    let day = |days: &'static [&'static str]| select(days).prop_map(|day| day.parse::<Date>().expect("a day"));
    let from = day(&["2026-01-01", "2026-01-01", "2026-01-01", "2026-07-01", "2026-11-23", "2026-11-24"]);
    let until = day(&["2026-12-31", "2026-12-31", "2026-12-31", "2026-06-30", "2026-11-22", "2026-11-23"]);
    let purposes = prop_oneof![
        2 => Just(Purpose::ALL.to_vec()),
        1 => Just(vec![Purpose::Justice]),
        1 => Just(vec![Purpose::Support]),
        1 => subsequence(Purpose::ALL.to_vec(), 0..=Purpose::ALL.len()),
    ];
    let all_but = |part: &Part| Part::ALL.iter().copied().filter(|other| other != part).collect::<Vec<_>>();
    let parts = prop_oneof![
        2 => Just(Part::ALL.to_vec()),
        2 => select(Part::ALL).prop_map(move |part| all_but(&part)),
        1 => subsequence(Part::ALL.to_vec(), 0..=Part::ALL.len()),
    ];
    let with = select(&["police", "police", "harbour", "harbour", "hub", "county"][..]);
    (with, from, until, purposes, parts, prop::bool::weighted(0.6)).prop_map(|(agency, from, until, purposes, parts, with_consent)| {
        Agreement { agency: agency.into(), from, until, purposes, parts, with_consent }
    })
}

fn any_fences() -> impl Strategy<Value = RingFences> {
    prop_oneof![4 => Just(0), 2 => 0..=RingFences::ALL.bits(), 1 => Just(RingFences::ALL.bits())].prop_map(RingFences::from_bits)
}

/// So many seconds ago: also later than now, exactly at a limit and just beside it.
fn ago(at: Timestamp, limit: i64) -> impl Strategy<Value = Timestamp> {
    select(vec![-1, 0, 1, limit / 2, limit - 1, limit, limit + 1, limit * 9])
        .prop_map(move |seconds| at - SignedDuration::from_secs(seconds))
}

fn any_user(at: Timestamp) -> impl Strategy<Value = User> {
    use StaffRole::{Manager, PoliceLiaison, Specialist, TeamLead, Volunteer, WitnessCare, Worker};
    let often = vec![Worker, Worker, Specialist, Specialist, Volunteer, TeamLead, Manager, WitnessCare, PoliceLiaison];
    let role = prop_oneof![2 => select(often), 1 => select(StaffRole::ALL)];
    let agency = prop_oneof![4 => Just(None), 1 => Just(Some("harbour")), 4 => select(AGENCIES).prop_map(Some)];
    let factor = weighted(0.6, ago(at, 600));
    (role, agency, weighted(0.3, select(DESKS)), weighted(0.7, select(TEAMS)), any_fences(), factor)
        .prop_map(|(role, agency, desk, team, cleared, factor_at)| User { id: user_id(0), role, agency, desk, team, cleared, factor_at })
}

fn any_user_id() -> impl Strategy<Value = UserId> {
    (1..=USERS as u128).prop_map(user_id)
}

fn any_person(at: Timestamp) -> impl Strategy<Value = Person> {
    // Nobody agrees, or takes it back, in the future.
    let told = move |limit| ago(at, limit).prop_map(move |told| told.min(at));
    let consent = (select(&["hub", "police", "harbour", "harbour", "county"][..]), told(60), weighted(0.5, told(10)));
    let consent = consent.prop_map(|(agency, given_at, withdrawn_at)| Consent { agency, given_at, withdrawn_at });
    let cases = prop_oneof![1 => Just(0..=0), 5 => Just(1..=4)].prop_flat_map(move |how_many| vec(any_case(at), how_many));
    (cases, vec(consent, 0..5), vec(any_user_id(), 0..2)).prop_map(|(cases, consents, conflicted)| Person {
        id: id(0),
        cases,
        conflicted,
        consents,
    })
}

fn any_case(at: Timestamp) -> impl Strategy<Value = Case> {
    let glass = (any_user_id(), ago(at, 7200)).prop_map(|(user, broken_at)| Glass {
        user,
        broken_at,
        until: broken_at + SignedDuration::from_hours(2),
    });
    let whose = (weighted(0.6, any_user_id()), select(TEAMS));
    let flags = (any_fences(), prop::bool::weighted(0.25), prop::bool::weighted(0.8));
    let to = select(&[Some("harbour"), Some("harbour"), Some("county"), Some("hub"), None][..]);
    let referral = (to, select(&["harbour_team", "harbour_team", "north"][..]), prop::bool::weighted(0.8), select(WENT));
    let referral = referral.prop_map(|(agency, team, is_agreed, states)| Referral { agency, team, is_agreed, states });
    (whose, flags, subsequence(DESKS, 0..=DESKS.len()), vec(glass, 0..3), vec(referral, 0..3)).prop_map(
        |((worker, team), (ring_fence, has_unreported, is_open), desks, glass, referrals)| Case {
            id: id(0),
            worker,
            team,
            ring_fence,
            has_unreported,
            desks,
            is_open,
            glass,
            referrals,
        },
    )
}
