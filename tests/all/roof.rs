//! Several organisations under one roof: the example hub's, with somebody of each who reads and does what a test says, behind its own walls.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use access::{Actor, Kind, OnCase, OnPerson, Permit, Walls, kind};
use casework::Error;
use casework::case::{CaseFile, read_case};
use identity::{NewUser, Post};
use jiff::Timestamp;
use kernel::{CaseId, Email, IdMaker, PersonId, RingFences, StaffRole};
use store::{Db, Tx};
use testkit::databases::Scratch;
use testkit::hub_walls::walls_of;

use crate::casework::{Story, story};
use crate::hub::{COST, PASSWORD, monday, shipped};

/// The example hub with people of every organisation under its roof, and cases.
pub struct Roof {
    pub db: Db,
    pub story: Story,
    pub walls: Walls,
}

/// A hub into which a force's file with these rows was taken.
pub fn roof(scratch: &Scratch, rows: &[&str]) -> Roof {
    let story = story(scratch, "example", rows);
    Roof { db: scratch.db.clone(), story, walls: walls_of(&shipped("example").organisation) }
}

pub fn ids() -> IdMaker {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    IdMaker::new(monday(), 7, &CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes())
}

impl Roof {
    /// Gives somebody an account with this post, and says who they are; their name is the part of the address before the @.
    pub fn employ(&self, name: &str, post: Post) -> Actor {
        let password = identity::hash_password(PASSWORD, &vault::SystemSecrets, COST).unwrap();
        let email = Email::parse(&format!("{name}@example.org")).unwrap();
        let new = NewUser { email, name: name.to_owned(), post: post.clone(), password: Some(password), first_password_until: None };
        let walls = self.walls.clone();
        let id = self.db.write_now(move |tx| {
            let mut ids = ids();
            let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), monday())?;
            identity::add_user(tx, &mut ids, &permit, &new)
        });
        let mut actor = Actor::staff(id.unwrap().expect("a new address"), name, post.role, post.team);
        (actor.agency, actor.desk, actor.cleared) = (post.agency, post.desk, post.cleared);
        actor
    }

    /// Somebody of the hub's own organisation.
    pub fn own(&self, name: &str, role: StaffRole) -> Actor {
        self.employ(name, Post { cleared: RingFences::NONE, ..Post::of(role) })
    }

    /// Somebody of another organisation.
    pub fn of(&self, name: &str, role: StaffRole, agency: &str, team: Option<&str>) -> Actor {
        self.employ(name, Post { agency: Some(agency.into()), team: team.map(Into::into), ..Post::of(role) })
    }

    /// Does something on a case as a page does: a permit first; what is refused keeps nothing.
    pub fn act<A: Kind<On = OnCase>, T: Send + 'static>(
        &self,
        who: &Actor,
        case: CaseId,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (walls, who) = (self.walls.clone(), who.clone());
        self.attempt(move |tx, ids| {
            let permit = walls.permit_case::<A>(tx, ids, &who, case, at)?;
            work(tx, ids, &permit)
        })
    }

    /// [`Roof::act`] on a person.
    pub fn act_on_person<A: Kind<On = OnPerson>, T: Send + 'static>(
        &self,
        who: &Actor,
        person: PersonId,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (walls, who) = (self.walls.clone(), who.clone());
        self.attempt(move |tx, ids| {
            let permit = walls.permit_person::<A>(tx, ids, &who, person, at)?;
            work(tx, ids, &permit)
        })
    }

    fn attempt<T: Send + 'static>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let refused = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&refused);
        let done = self.db.write_now(move |tx| {
            work(tx, &mut ids()).map_err(|error| match error {
                Error::Store(error) => error,
                Error::Refused(why) => {
                    *slot.lock().unwrap() = Some(why);
                    store::Error::NotFound
                }
            })
        });
        match refused.lock().unwrap().take() {
            Some(why) => Err(Error::Refused(why)),
            None => Ok(done?),
        }
    }

    /// [`Roof::act`] for a verb with refusals of its own; `None` for what is not permitted, or not there.
    pub fn does<A: Kind<On = OnCase>, T: Send + 'static, E: web::Refusable>(
        &self,
        who: &Actor,
        case: CaseId,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, E> + Send + 'static,
    ) -> Option<Result<T, E::Refusal>> {
        let refused = Arc::new(Mutex::new(None));
        let (slot, walls, who) = (Arc::clone(&refused), self.walls.clone(), who.clone());
        let done = self.db.write_now(move |tx| {
            let mut ids = ids();
            let permit = walls.permit_case::<A>(tx, &mut ids, &who, case, at)?;
            work(tx, &mut ids, &permit).map_err(|error| match error.refusal() {
                Err(error) => error,
                Ok(why) => {
                    *slot.lock().unwrap() = Some(why);
                    store::Error::NotFound
                }
            })
        });
        match (refused.lock().unwrap().take(), done) {
            (Some(why), _) => Some(Err(why)),
            (None, Ok(done)) => Some(Ok(done)),
            (None, Err(store::Error::NotFound)) => None,
            (None, Err(error)) => panic!("{error}"),
        }
    }

    /// The case of this name as somebody reads it, if they may.
    pub fn read(&self, who: &Actor, given_name: &str, at: Timestamp) -> Option<CaseFile> {
        let case = self.story.case_of(given_name);
        self.act::<kind::ReadCase, _>(who, case, at, |tx, _, permit| Ok(read_case(tx, permit)?)).ok()
    }

    /// Writes straight into the database what no verb writes, such as an age that a record would have.
    pub fn set(&self, sql: &'static str, case: CaseId) {
        self.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(sql, &[&case]))).unwrap();
    }

    /// Counts what stands in the database.
    pub fn count(&self, sql: &'static str) -> i64 {
        self.db.read_now(move |c| access::as_the_program(c, |c| c.one(sql, &[]))).unwrap()
    }
}
