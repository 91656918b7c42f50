//! The example hub, as it looks after a month: transfers taken in day by day, and workers who did most of what was due.

mod month;
mod numbers;
mod pairs;
mod walls;
mod work;

use std::path::PathBuf;
use std::sync::Arc;

use access::{Actor, Walls, kind};
use identity::{NewUser, PasswordCost, Post, hash_password};
use jiff::{SignedDuration, Timestamp};
use kernel::{Email, IdMaker, RingFences, StaffRole, UserId};
use profile::Profile;
use store::Db;
use vault::{Secrets, SystemSecrets};

use crate::command::Error;

/// What everybody signs in with: this hub's people are invented, and it is served to this machine only.
pub const PASSWORD: &str = "one-door-for-everybody";

/// An account of the example hub.
pub struct Account {
    /// The address to sign in with.
    pub email: &'static str,
    /// The name to show.
    pub name: &'static str,
    /// What they do.
    pub role: StaffRole,
    /// Whether they are cleared for every ring-fenced class.
    cleared: bool,
    /// Of another organisation than the hub's own.
    agency: Option<&'static str>,
    /// In a team.
    team: Option<&'static str>,
}

const fn own(email: &'static str, name: &'static str, role: StaffRole, cleared: bool) -> Account {
    Account { email, name, role, cleared, agency: None, team: None }
}

/// Who works at the example hub, and who else looks in: some are cleared for what is ring-fenced and some are not.
pub const STAFF: [Account; 11] = [
    own("amina@example.org", "Amina Yusuf", StaffRole::Worker, true),
    own("gareth@example.org", "Gareth Pugh", StaffRole::Worker, false),
    own("lucja@example.org", "Łucja Nowak", StaffRole::Worker, true),
    own("marcus@example.org", "Marcus Bell", StaffRole::Worker, false),
    own("priya@example.org", "Priya Raman", StaffRole::TeamLead, true),
    own("noor@example.org", "Noor Hassan", StaffRole::Manager, true),
    own("daniel@example.org", "Daniel Price", StaffRole::DataProtectionOfficer, false),
    own("helen@example.org", "Helen Ashby", StaffRole::Administrator, false),
    Account { agency: Some("police"), ..own("wendy@example.org", "Wendy Clarke", StaffRole::WitnessCare, false) },
    Account {
        agency: Some("counselling_service"),
        team: Some("counselling"),
        ..own("iris@example.org", "Iris Fontaine", StaffRole::Specialist, true)
    },
    Account { agency: Some("commissioner"), ..own("oliver@example.org", "Oliver Grant", StaffRole::Commissioner, false) },
];

impl Account {
    fn post(&self) -> Post {
        Post {
            agency: self.agency.map(str::to_owned),
            team: self.team.map(str::to_owned),
            cleared: if self.cleared { RingFences::ALL } else { RingFences::NONE },
            ..Post::of(self.role)
        }
    }
}

/// Somebody who works here, as the month is played.
#[derive(Clone)]
pub struct Member {
    id: UserId,
    email: &'static str,
    name: &'static str,
    post: Post,
}

impl Member {
    fn actor(&self) -> Actor {
        let mut actor = Actor::staff(self.id, self.name, self.post.role, self.post.team.clone());
        (actor.agency, actor.cleared) = (self.post.agency.clone(), self.post.cleared);
        actor
    }
}

/// A fresh database with the month before `now` in it. What stood in the folder before goes.
///
/// # Errors
/// When the folder cannot be written or the month cannot be played; in words.
pub fn load(folder: &PathBuf, profile: &Arc<Profile>, walls: &Walls, now: Timestamp) -> Result<Db, Error> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let db = Db::open(&format!("sqlite:{}", folder.join("demo.db").display()))?;
    let staff = hire(&db, walls, now.checked_sub(SignedDuration::from_hours(24 * 60))?)?;
    let days = month::transfers(folder, now)?;
    let everybody = Arc::new(people::memory::Everybody::without_names());
    for day in &days {
        month::take_in(&db, profile, walls, &everybody, day)?;
        work::day(&db, profile, walls, &staff, day.received_at, now)?;
        std::fs::remove_file(&day.file)?;
    }
    let last = pairs::transfer(folder, now)?;
    month::take_in(&db, profile, walls, &everybody, &last)?;
    std::fs::remove_file(&last.file)?;
    walls::show(&db, walls, &staff, now)?;
    Ok(db)
}

fn hire(db: &Db, walls: &Walls, at: Timestamp) -> Result<Vec<Member>, Error> {
    let hash = hash_password(PASSWORD, &SystemSecrets, PasswordCost::OWASP)?;
    let mut staff = Vec::new();
    for account in STAFF {
        let (name, email, post) = (account.name, account.email, account.post());
        let address = Email::parse(email).ok_or("the example hub's addresses are e-mail addresses")?;
        let password = Some(hash.clone());
        let new = NewUser { email: address, name: name.to_owned(), post: post.clone(), password, first_password_until: None };
        let (cause, walls) = (SystemSecrets.bytes()?, walls.clone());
        let id = db.write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, &cause);
            let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), at)?;
            identity::add_user(tx, &mut ids, &permit, &new)
        })?;
        staff.push(Member { id: id.ok_or("two of the example hub's people share an address")?, email, name, post });
    }
    Ok(staff)
}
