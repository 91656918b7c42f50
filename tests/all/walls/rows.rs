//! A world as rows of a real database.

use std::collections::BTreeSet;

use access::{Walls, kind};
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseReference, Id, IdMaker, SourceRowId, UserId};
use people::record::{Particulars, PersonRecord};
use policy::Actor;
use store::{Result, Tx};

use super::worlds::{Case, Person, World};

/// What everybody is called, so that a search finds them all.
pub const FAMILY_NAME: &str = "Lee";

const USER: &str =
    "INSERT INTO users (id, email, email_key, name, role, team, password_hash, created_at) VALUES ($1, $2, $2, $2, $3, $4, '', $5)";
const CASE: &str = "INSERT INTO cases (id, reference, person_id, state, opened_at, level, categories, priority, pathway, team, basis,
    worker_id, next_due_at, ring_fence, has_unreported) VALUES ($1, $2, $3, $4, $5, 'standard', '', 1, 'support', $6, 'public_task', $7, $8, $9, $10)";
const DUE: &str = "INSERT INTO dues (id, case_id, kind, what, service, due_at, clock, rule, state)
    VALUES ($1, $2, 'task', 'Ring them', $3, $4, 'elapsed', '', $5)";
const CONFLICT: &str = "INSERT INTO conflicts (person_id, user_id, named_at) VALUES ($1, $2, $3)";
const CONSENT: &str =
    "INSERT INTO consents (id, person_id, agency, given_at, given_how, withdrawn_at) VALUES ($1, $2, $3, $4, 'said so', $5)";
const REFERRAL: &str = "INSERT INTO onward_referrals (id, case_id, service, introduced, agency, team) VALUES ($1, $2, $5, FALSE, $3, $4)";
const AGREED: &str = "INSERT INTO onward_consents (id, person_id, service, given_at, given_how) VALUES ($1, $2, $3, $4, 'verbal')";
const MOMENT: &str = "INSERT INTO onward_moments (id, referral_id, state, at) VALUES ($1, $2, $3, $4)";
const GLASS: &str = "INSERT INTO break_glass (id, reference, case_id, person_id, user_id, reason, broken_at, until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Ids of rows that nobody asks for.
struct Ids(u128);

impl Ids {
    fn make(&mut self) -> Id<()> {
        self.0 += 1;
        Id::from_uuid(uuid::Uuid::from_u128(self.0))
    }
}

impl Case {
    /// What people call it by.
    pub fn reference(&self) -> CaseReference {
        let number = u64::try_from(self.id.uuid().as_u128()).expect("a small number");
        CaseReference::from_number(number).expect("a number that a reference can have")
    }

    /// When somebody must act next: also never, and for several at one moment.
    pub fn next_due_at(&self, at: Timestamp) -> Option<Timestamp> {
        let number = i64::try_from(self.id.uuid().as_u128() % 7).expect("a small number");
        (self.is_open && number > 0).then(|| at + SignedDuration::from_hours(number / 2 - 1))
    }
}

impl World {
    /// Writes everybody and everything of it.
    pub fn fill(&self, tx: &mut Tx<'_>, walls: &Walls) -> Result<()> {
        let mut ids = Ids(0xd000);
        for user in &self.users {
            tx.execute_one(USER, &[&user.id, &user.id.to_string(), &user.role.as_str(), &user.team, &self.at])?;
        }
        let mut people: Vec<PersonRecord> = self.people.iter().map(|person| self.record(person)).collect();
        let permit = walls.permit::<kind::RunIntake>(tx, &mut IdMaker::new(self.at, 0, b"fill"), &Actor::program("intake"), self.at)?;
        let change = people::keep::next_change(tx)?;
        people::keep::insert(tx, permit.warrant(), change, &mut people.iter_mut().collect::<Vec<_>>())?;
        for person in &self.people {
            for user in person.conflicted.iter().copied().collect::<BTreeSet<UserId>>() {
                tx.execute_one(CONFLICT, &[&person.id, &user, &self.at])?;
            }
            for consent in &person.consents {
                tx.execute_one(CONSENT, &[&ids.make(), &person.id, &consent.agency, &consent.given_at, &consent.withdrawn_at])?;
            }
            for case in &person.cases {
                self.fill_case(tx, &mut ids, person, case)?;
            }
        }
        Ok(())
    }

    fn record(&self, person: &Person) -> PersonRecord {
        let known = Particulars {
            given_name: Some("Ann".to_owned().into()),
            family_name: Some(FAMILY_NAME.to_owned().into()),
            ..Particulars::default()
        };
        PersonRecord {
            id: person.id,
            known,
            points: Vec::new(),
            safety_confirmed_at: None,
            source_row: SourceRowId::from_uuid(person.id.uuid()),
            created_at: self.at,
            others: Vec::new(),
            key: None,
        }
    }

    fn fill_case(&self, tx: &mut Tx<'_>, ids: &mut Ids, person: &Person, case: &Case) -> Result<()> {
        let (reference, state) = (case.reference(), if case.is_open { "open" } else { "closed" });
        let next_due_at = case.next_due_at(self.at);
        let row: &[&dyn store::Bind] = &[
            &case.id,
            &reference.as_str(),
            &person.id,
            &state,
            &self.at,
            &case.team,
            &case.worker,
            &next_due_at,
            &case.ring_fence.bits(),
            &case.has_unreported,
        ];
        tx.execute_one(CASE, row)?;
        for (number, desk) in case.desks.iter().enumerate() {
            // A desk that is done with the case has had something to do with it.
            let state = if case.is_open && number == 0 { "open" } else { "done" };
            tx.execute_one(DUE, &[&ids.make(), &case.id, desk, &self.at, &state])?;
        }
        for referral in &case.referrals {
            let id = ids.make();
            let service = id.to_string();
            tx.execute_one(REFERRAL, &[&id, &case.id, &referral.agency, &referral.team, &service])?;
            if referral.is_agreed {
                tx.execute_one(AGREED, &[&ids.make(), &person.id, &service, &self.at])?;
            }
            for state in referral.states {
                tx.execute_one(MOMENT, &[&ids.make(), &id, state, &self.at])?;
            }
        }
        for glass in &case.glass {
            let id = ids.make();
            let row: &[&dyn store::Bind] =
                &[&id, &id.to_string(), &case.id, &person.id, &glass.user, &b"sealed".to_vec(), &glass.broken_at, &glass.until];
            tx.execute_one(GLASS, row)?;
        }
        Ok(())
    }
}
