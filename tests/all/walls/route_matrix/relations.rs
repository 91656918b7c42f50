//! Who asks, and how cases stand to them: those of the committed matrix, as rows of a database.

use access::kind;
use casework::break_glass::{GlassId, reason_of};
use identity::{NewUser, Post};
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, Email, Id, IdMaker, PersonId, RingFences, UserId};
use policy::matrix::{WithConsent, askers, on_cases, organisation};
use policy::{Actor, CaseFacts, PersonFacts};
use store::{Db, Tx};
use testkit::hub_walls::{walls, walls_of};

use super::super::worlds::{Case, Consent, Glass, Person, Referral, World};
use crate::hub::{COST, PASSWORD, monday};

/// A colleague of everybody, who asks for nothing here.
const COLLEAGUE: &str = "colleague@example.org";
/// Cases that stand alike: what uses one up leaves the others as they were.
pub const ALIKE: usize = 5;

/// Somebody at a browser, and how some cases stand to them.
pub struct Asker {
    pub title: &'static str,
    pub email: String,
    pub actor: Actor,
    pub relations: Vec<Relation>,
}

/// How cases stand to somebody.
pub struct Relation {
    pub title: &'static str,
    pub facts: CaseFacts,
    pub alike: [CaseId; ALIKE],
}

impl Relation {
    /// Whose case it is, as they stand to the same asker.
    pub fn person(&self) -> PersonFacts {
        PersonFacts { person: self.facts.person, is_conflicted: self.facts.is_conflicted, cases: vec![self.facts.clone()] }
    }
}

/// The hub of the matrix, in which the force and the partner share; each has a team besides the askers', as a row says its agency by its team.
pub fn hub() -> policy::Organisation {
    let mut hub = organisation(Some(WithConsent(false)));
    for agency in hub.agencies.iter_mut().skip(1) {
        agency.teams.push(format!("another of the {}", agency.name));
    }
    hub
}

/// The team of a case that is another team's: one of its agency's.
fn team(facts: &CaseFacts) -> String {
    let hub = hub();
    if hub.agency_of(&facts.team) == facts.agency {
        return facts.team.clone();
    }
    hub.agency(Some(&facts.agency)).and_then(|agency| agency.teams.last()).expect("an agency with teams").clone()
}

fn id<K>(number: usize) -> Id<K> {
    Id::from_uuid(uuid::Uuid::from_u128(u128::try_from(number).unwrap()))
}

/// As long as the tests run.
fn kept(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

/// Makes everybody and every case.
pub fn fill(db: &Db) -> Vec<Asker> {
    let colleague = employ(db, COLLEAGUE, &Post::of(kernel::StaffRole::Worker));
    let (mut made, mut people, mut next) = (Vec::<Asker>::new(), Vec::new(), 1);
    for asker in askers().into_iter().filter(|asker| asker.actor.role().is_some()) {
        let me = asker.actor.user_id();
        for relation in on_cases(&asker.actor) {
            let mut actor = relation.actor.clone();
            let known = made.iter().position(|made| made.title == asker.title && same(&made.actor, &actor));
            let place = known.unwrap_or_else(|| {
                let email = format!("asker-{}@example.org", made.len());
                let user = employ(db, &email, &post(&actor));
                let mut signed_in = Actor::staff(user, "", actor.role().unwrap(), actor.team.clone());
                (signed_in.agency, signed_in.desk, signed_in.cleared) = (actor.agency.clone(), actor.desk.clone(), actor.cleared);
                signed_in.factor_at = Some(monday());
                made.push(Asker { title: asker.title, email, actor: signed_in, relations: Vec::new() });
                made.len() - 1
            });
            actor = made[place].actor.clone();
            let mut facts = relation.case.clone();
            facts.team = team(&facts);
            facts.worker = facts.worker.map(|worker| if Some(worker) == me { actor.user_id().unwrap() } else { colleague });
            let alike = std::array::from_fn(|number| id(next + number));
            next += ALIKE;
            people.extend(alike.iter().map(|case| person(&facts, *case, &actor)));
            (facts.case, facts.person) = (alike[0], PersonId::from_uuid(alike[0].uuid()));
            made[place].relations.push(Relation { title: relation.title, facts, alike });
        }
    }
    let waiting: Vec<PersonId> =
        made.iter().flat_map(|asker| &asker.relations).filter(|on| WAIT.contains(&on.title)).map(|on| on.facts.person).collect();
    let world = World { at: monday(), organisation: hub(), users: Vec::new(), people };
    db.write_now(move |tx| {
        world.fill(tx, &walls_of(&world.organisation))?;
        as_pages_read_them(tx)?;
        for (_, case) in world.cases() {
            tx.execute_one(REVIEW, &[&case.id, &case.id, &world.at])?;
            tx.execute_one(EVENT, &[&case.id, &case.id, &world.at])?;
            tx.execute_one(HATE_REPORT, &[&case.id, &world.at, &colleague, &case.id])?;
            tx.execute_one(UPDATE, &[&case.id, &world.at, &colleague, &case.id])?;
            tx.execute_one(BOOKING, &[&case.id, &world.at, &(world.at + SignedDuration::from_hours(1)), &colleague])?;
        }
        waiting.iter().try_for_each(|person| tx.execute_one(APPROVAL, &[person, person, &colleague, &world.at]))
    })
    .unwrap();
    made
}

/// What a random world leaves in words that no page reads.
fn as_pages_read_them(tx: &mut Tx<'_>) -> store::Result<()> {
    tx.execute("UPDATE consents SET given_how = 'verbal'", &[])?;
    let permit = walls().permit::<kind::RunIntake>(tx, &mut IdMaker::new(monday(), 1, b"reasons"), &Actor::program("intake"), monday())?;
    let glasses: Vec<(GlassId, PersonId)> = tx.all("SELECT id, person_id FROM break_glass", &[])?;
    for (glass, person) in glasses {
        let key = people::keep::key_of(tx, permit.warrant(), person)?.expect("a person with a key");
        let reason = key.seal(reason_of(glass), b"Nobody else is here").expect("sealed");
        tx.execute_one("UPDATE break_glass SET reason = $2 WHERE id = $1", &[&glass, &reason])?;
    }
    Ok(())
}

/// About whom somebody asked for a second person's yes.
pub const WAIT: &[&str] = &["my team’s", "another agency’s", "ring-fenced, not cleared", "conflicted, glass broken"];
/// Called by the id of their case too.
const EVENT: &str = "INSERT INTO events (id, case_id, at, kind) VALUES ($1, $2, $3, 'update_asked')";
const HATE_REPORT: &str = "INSERT INTO hate_reports (id, case_id, made_at, made_by, flags, is_named, agreed, due_at, account_event)
    VALUES ($1, $1, $2, $3, 'hate_race', TRUE, 'verbal', $2, $4)";
const UPDATE: &str = "INSERT INTO updates (id, case_id, state, asked_at, asked_by, due_at, question_event)
    VALUES ($1, $1, 'asked', $2, $3, $2, $4)";
const BOOKING: &str = "INSERT INTO bookings (id, case_id, room, begins_at, ends_at, booked_at, booked_by)
    VALUES ($1, $1, 'quiet_room', $2, $3, $2, $4)";
/// Reviews, and acts that wait for a second person, are called by the id of their case here, as its person is.
const REVIEW: &str = "INSERT INTO reviews (id, case_id, kind, state, created_at) VALUES ($1, $2, 'possible_same_person', 'open', $3)";
const APPROVAL: &str = "INSERT INTO approvals (id, act, person_id, asked_by, asked_at) VALUES ($1, 'erase', $2, $3, $4)";

/// Apart from their second factor, which everybody has just given.
fn same(one: &Actor, other: &Actor) -> bool {
    (one.cleared, &one.desk) == (other.cleared, &other.desk)
}

fn post(actor: &Actor) -> Post {
    let (agency, team, desk) = (actor.agency.clone(), actor.team.clone(), actor.desk.clone());
    Post { role: actor.role().unwrap(), agency, team, desk, cleared: actor.cleared }
}

fn employ(db: &Db, email: &str, post: &Post) -> UserId {
    let password = identity::hash_password(PASSWORD, &vault::SystemSecrets, COST).unwrap();
    let new = NewUser {
        email: Email::parse(email).unwrap(),
        name: "Somebody".into(),
        post: post.clone(),
        password: Some(password),
        first_password_until: None,
    };
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(monday(), 0, new.email.reveal().as_bytes());
        let permit = walls().permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), monday())?;
        identity::add_user(tx, &mut ids, &permit, &new)
    })
    .unwrap()
    .expect("a new address")
}

/// A person with such a case, who agreed that every organisation is told.
fn person(facts: &CaseFacts, case: CaseId, actor: &Actor) -> Person {
    let hour = SignedDuration::from_hours(1);
    let me = actor.user_id().unwrap();
    let glass = Glass { user: me, broken_at: monday() - hour, until: monday() + hour };
    let consent = |agency: &str| Consent { agency: kept(agency), given_at: Timestamp::UNIX_EPOCH, withdrawn_at: None };
    let organisation = hub();
    let theirs = organisation.agency(actor.agency.as_deref()).map(|agency| kept(&agency.name));
    let team = actor.team.as_deref().unwrap_or("advisers");
    let case = Case {
        id: case,
        worker: facts.worker,
        team: kept(&facts.team),
        ring_fence: facts.ring_fence,
        has_unreported: facts.has_unreported,
        desks: facts.desks.iter().map(|desk| kept(desk)).collect(),
        is_open: facts.is_open,
        glass: facts.is_broken.then_some(glass).into_iter().collect(),
        referrals: theirs
            .filter(|_| facts.is_referred)
            .map(|agency| Referral { agency: Some(agency), team: kept(team), is_agreed: true, states: &["asked", "sent"] })
            .into_iter()
            .collect(),
    };
    Person {
        id: PersonId::from_uuid(case.id.uuid()),
        conflicted: facts.is_conflicted.then_some(me).into_iter().collect(),
        consents: hub().agencies.iter().map(|agency| consent(&agency.name)).collect(),
        cases: vec![case],
    }
}

/// The classes of a case as a form sends them.
pub fn classes(fenced: RingFences) -> Vec<&'static str> {
    fenced.iter().map(kernel::RingFence::as_str).collect()
}
