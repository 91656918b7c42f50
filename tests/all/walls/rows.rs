//! A world as rows of a real database.

use jiff::Timestamp;
use kernel::{Id, UserId};
use store::{Result, Tx};

use super::worlds::{Case, Person, World};

const USER: &str =
    "INSERT INTO users (id, email, email_key, name, role, team, password_hash, created_at) VALUES ($1, $2, $2, $2, $3, $4, '', $5)";
const PERSON: &str = "INSERT INTO people (id, given_key, family_key, flags, source_row_id, created_at) VALUES ($1, '', '', '', $1, $2)";
const CASE: &str = "INSERT INTO cases (id, reference, person_id, state, opened_at, level, categories, priority, pathway, team, basis,
    worker_id, next_due_at, ring_fence, has_unreported) VALUES ($1, $2, $3, $4, $5, 'standard', '', 1, 'support', $6, 'public_task', $7, $8, $9, $10)";
const DUE: &str = "INSERT INTO dues (id, case_id, kind, what, service, due_at, clock, rule, state)
    VALUES ($1, $2, 'task', 'Ring them', $3, $4, 'elapsed', '', $5)";
const CONFLICT: &str = "INSERT INTO conflicts (person_id, user_id, named_at) VALUES ($1, $2, $3)";
const CONSENT: &str =
    "INSERT INTO consents (id, person_id, agency, given_at, given_how, withdrawn_at) VALUES ($1, $2, $3, $4, 'said so', $5)";
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

impl World {
    /// Writes everybody and everything of it.
    pub fn fill(&self, tx: &mut Tx<'_>) -> Result<()> {
        let mut ids = Ids(0xd000);
        for user in &self.users {
            tx.execute_one(USER, &[&user.id, &user.id.to_string(), &user.role.as_str(), &user.team, &self.at])?;
        }
        for person in &self.people {
            tx.execute_one(PERSON, &[&person.id, &self.at])?;
            let conflicted: std::collections::BTreeSet<UserId> = person.conflicted.iter().copied().collect();
            for user in &conflicted {
                tx.execute_one(CONFLICT, &[&person.id, user, &self.at])?;
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

    fn fill_case(&self, tx: &mut Tx<'_>, ids: &mut Ids, person: &Person, case: &Case) -> Result<()> {
        let (reference, state) = (case.id.to_string(), if case.is_open { "open" } else { "closed" });
        let next_due_at: Option<Timestamp> = case.is_open.then_some(self.at);
        let row: &[&dyn store::Bind] = &[
            &case.id,
            &reference,
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
        for glass in &case.glass {
            let id = ids.make();
            let row: &[&dyn store::Bind] =
                &[&id, &id.to_string(), &case.id, &person.id, &glass.user, &b"sealed".to_vec(), &glass.broken_at, &glass.until];
            tx.execute_one(GLASS, row)?;
        }
        Ok(())
    }
}
