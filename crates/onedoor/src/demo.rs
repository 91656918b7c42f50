//! The example hub, as it looks after a month: transfers taken in day by day, and workers who did most of what was due.

mod month;
mod work;

use std::path::PathBuf;
use std::sync::Arc;

use access::{Actor, Walls, kind};
use identity::{NewUser, PasswordCost, Post, hash_password};
use jiff::{SignedDuration, Timestamp};
use kernel::{Email, IdMaker, StaffRole, UserId};
use profile::Profile;
use store::Db;
use vault::{Secrets, SystemSecrets};

use crate::command::Error;

/// What everybody signs in with: this hub's people are invented, and it is served to this machine only.
pub const PASSWORD: &str = "one-door-for-everybody";

/// Who works at the example hub.
pub const STAFF: [(&str, &str, StaffRole); 6] = [
    ("amina@example.org", "Amina Yusuf", StaffRole::Worker),
    ("gareth@example.org", "Gareth Pugh", StaffRole::Worker),
    ("lucja@example.org", "Łucja Nowak", StaffRole::Worker),
    ("marcus@example.org", "Marcus Bell", StaffRole::Worker),
    ("priya@example.org", "Priya Raman", StaffRole::TeamLead),
    ("helen@example.org", "Helen Ashby", StaffRole::Administrator),
];

/// Somebody who works here, as the month is played.
#[derive(Clone)]
pub struct Member {
    id: UserId,
    name: &'static str,
    role: StaffRole,
}

impl Member {
    fn actor(&self) -> Actor {
        Actor::staff(self.id, self.name, self.role, None)
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
    for day in &days {
        month::take_in(&db, profile, walls, day)?;
        work::day(&db, profile, walls, &staff, day.received_at, now)?;
        std::fs::remove_file(&day.file)?;
    }
    Ok(db)
}

fn hire(db: &Db, walls: &Walls, at: Timestamp) -> Result<Vec<Member>, Error> {
    let hash = hash_password(PASSWORD, &SystemSecrets, PasswordCost::OWASP)?;
    let mut staff = Vec::new();
    for (email, name, role) in STAFF {
        let email = Email::parse(email).ok_or("the example hub's addresses are e-mail addresses")?;
        let new = NewUser { email, name: name.to_owned(), post: Post::of(role), password: Some(hash.clone()), first_password_until: None };
        let (cause, walls) = (SystemSecrets.bytes()?, walls.clone());
        let id = db.write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, &cause);
            let permit = walls.permit::<kind::AddUser>(tx, &mut ids, &Actor::operator(), at)?;
            identity::add_user(tx, &mut ids, &permit, &new)
        })?;
        staff.push(Member { id: id.ok_or("two of the example hub's people share an address")?, name, role });
    }
    Ok(staff)
}
