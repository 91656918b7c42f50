//! A hub with a worker who refers people onward, each step at so many minutes past ten on Monday 23 November 2026.

use std::sync::{Arc, Mutex};

use access::{Actor, Kind, OnCase, Permit, Walls, kind};
use casework::close::close;
use casework::record::{Ending, EventKind};
use casework::record_consent::{Answer, record_consent};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, IdMaker, Sensitive, StaffRole};
use onward::{Disclosed, Disclosure, Error, RefusalReason, Refused, Said, Says, Standing, State, Waiting};
use people::memory::Everybody;
use profile::{DisclosureReason, Profile};
use store::{Db, Tx};
use testkit::databases::Scratch;
use testkit::hub_walls::walls_of;

use crate::casework::{Story, story};
use crate::hub::{employ, monday, shipped};
use crate::roof::ids;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn after(minutes: i64) -> Timestamp {
    monday() + SignedDuration::from_mins(minutes)
}

pub struct World {
    pub db: Db,
    pub story: Story,
    pub profile: Arc<Profile>,
    pub walls: Walls,
}

impl World {
    /// The hub of a shipped profile into which these rows were taken.
    pub fn new(scratch: &Scratch, profile: &str, rows: &[&str]) -> Self {
        Self::with(scratch, profile, rows, |_| {})
    }

    /// The same under rules that differ in something after intake.
    pub fn with(scratch: &Scratch, profile: &str, rows: &[&str], change: impl FnOnce(&mut Profile)) -> Self {
        let story = story(scratch, profile, rows);
        let mut profile = shipped(profile);
        change(&mut profile);
        let walls = walls_of(&profile.organisation);
        Self { db: scratch.db.clone(), story, profile: Arc::new(profile), walls }
    }

    pub fn case(&self, name: &str) -> CaseId {
        self.story.case_of(name)
    }

    /// Does something on a case: a permit first; what is refused keeps nothing.
    pub fn act<A: Kind<On = OnCase>, T: Send + 'static>(
        &self,
        who: &Actor,
        name: &str,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>, &Profile) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Refused> {
        let (walls, who, case, profile) = (self.walls.clone(), who.clone(), self.case(name), Arc::clone(&self.profile));
        let refused = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&refused);
        let done = self.db.write_now(move |tx| {
            let mut ids = ids();
            let mut whole = || {
                let permit = walls.permit_case::<A>(tx, &mut ids, &who, case, at)?;
                work(tx, &mut ids, &permit, &profile)
            };
            whole().map_err(|error| match error {
                Error::Store(error) => error,
                Error::Refused(why) => {
                    *slot.lock().unwrap() = Some(why);
                    store::Error::NotFound
                }
            })
        });
        let refusal = refused.lock().unwrap().take();
        refusal.map_or_else(|| Ok(done.unwrap()), Err)
    }

    fn sam<A: Kind<On = OnCase>>(
        &self,
        name: &str,
        at: Timestamp,
        work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>, &Profile) -> Result<(), Error> + Send + 'static,
    ) -> Result<(), Refused> {
        self.act(&self.story.sam, name, at, work)
    }

    /// The person says that calls are safe, and what to heed.
    pub fn says_safe(&self, name: &str, heed: &'static str, minutes: i64) {
        let before = casework::change_safety::mark(&self.story.file(name).person);
        let safety = kernel::Safety { call: Some(true), ..kernel::Safety::default() };
        let contact_notes = Some(Sensitive::new(heed.to_owned()));
        let told = casework::change_safety::Told { before, safety, suspect_shares_address: None, contact_notes };
        self.sam::<kind::ChangeContact>(name, after(minutes), move |tx, ids, permit, profile| {
            Ok(casework::change_safety::change_safety(tx, ids, permit, profile, &told)?)
        })
        .unwrap();
    }

    pub fn tell_of(&self, name: &str, services: &'static [&'static str], minutes: i64) -> Result<(), Refused> {
        self.sam(name, after(minutes), move |tx, ids, permit, profile| onward::tell_of(tx, ids, permit, profile, services))
    }

    pub fn choose(&self, name: &str, services: &'static [&'static str], minutes: i64) -> Result<(), Refused> {
        self.sam(name, after(minutes), move |tx, ids, permit, profile| onward::choose(tx, ids, permit, profile, services))
    }

    pub fn agree(&self, name: &str, service: &'static str, said: Said, minutes: i64) -> Result<(), Refused> {
        self.sam(name, after(minutes), move |tx, ids, permit, profile| onward::consent(tx, ids, permit, profile, service, said))
    }

    pub fn take_back_from_agency(&self, name: &str, agency: &'static str, minutes: i64) {
        self.sam::<kind::RecordConsent>(name, after(minutes), move |tx, ids, permit, _| {
            Ok(record_consent(tx, ids, permit, agency, Answer::TakenBack)?)
        })
        .unwrap();
    }

    pub fn refer(&self, name: &str, service: &'static str, minutes: i64) -> Result<(), Refused> {
        self.sam(name, after(minutes), move |tx, ids, permit, profile| onward::refer(tx, ids, permit, profile, service, false).map(drop))
    }

    pub fn refer_introduced(&self, name: &str, service: &'static str, minutes: i64) -> Result<(), Refused> {
        self.sam(name, after(minutes), move |tx, ids, permit, profile| onward::refer(tx, ids, permit, profile, service, true).map(drop))
    }

    pub fn answer(&self, name: &str, service: &'static str, says: Says, minutes: i64) -> Result<(), Refused> {
        self.answer_at(name, service, says, after(minutes))
    }

    pub fn answer_at(&self, name: &str, service: &'static str, says: Says, at: Timestamp) -> Result<(), Refused> {
        self.sam(name, at, move |tx, ids, permit, profile| onward::answer(tx, ids, permit, profile, service, says))
    }

    pub fn lead(&self, name: &str, service: &'static str, why: Option<onward::WhyChanged>, at: Timestamp) -> Result<(), Refused> {
        self.sam(name, at, move |tx, ids, permit, profile| onward::lead(tx, ids, permit, profile, service, why))
    }

    pub fn disclose(
        &self,
        name: &str,
        to: &'static str,
        reason: DisclosureReason,
        why: &'static str,
        told: &'static str,
        minutes: i64,
    ) -> Result<(), Refused> {
        self.sam(name, after(minutes), move |tx, ids, permit, profile| {
            let (why, told) = (Sensitive::new(why.to_owned()), Sensitive::new(told.to_owned()));
            onward::disclose(tx, ids, permit, profile, &Disclosure { to: to.to_owned(), reason, why, told })
        })
    }

    pub fn close(&self, name: &str, minutes: i64) {
        let sam = self.story.sam.clone();
        let own = "UPDATE cases SET worker_id = $2 WHERE id = $1";
        let (case, user) = (self.case(name), sam.user_id());
        self.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(own, &[&case, &user]))).unwrap();
        self.sam::<kind::CloseCase>(name, after(minutes), |tx, ids, permit, profile| {
            Ok(close(tx, ids, permit, profile, (Ending::Completed, None))?)
        })
        .unwrap();
    }

    pub fn standing<T: Send + 'static>(&self, name: &str, ask: impl Fn(&Standing) -> T + Send + 'static) -> T {
        self.act::<kind::ReadCase, _>(&self.story.sam, name, monday(), move |tx, _, permit, profile| {
            Ok(ask(&onward::standing(tx, permit, profile)?))
        })
        .unwrap()
    }

    /// Each referral with what it is now, the first first.
    pub fn states(&self, name: &str) -> Vec<(String, State)> {
        self.standing(name, |standing| {
            let mut referrals: Vec<_> = standing.services.iter().flat_map(|of| &of.referrals).chain(&standing.others).collect();
            referrals.sort_by_key(|referral| referral.id);
            referrals.into_iter().map(|referral| (referral.service.clone(), referral.state())).collect()
        })
    }

    pub fn due(&self, name: &str) -> Vec<(String, String)> {
        self.story.file(name).open.iter().map(|open| (open.due.what.clone(), open.due.due_at.to_string())).collect()
    }

    pub fn events(&self, name: &str) -> Vec<EventKind> {
        self.story.file(name).events.iter().map(|event| event.kind).collect()
    }

    pub fn waiting(&self, service: &'static str, day: Date) -> Waiting {
        self.db.read_now(move |conn| onward::waiting(conn, service, day)).unwrap()
    }

    /// Something on the hub, by its lead.
    pub fn on_hub<A: Kind<On = access::OnHub>, T: Send + 'static>(
        &self,
        who: &Actor,
        at: Timestamp,
        work: impl Fn(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>, &Profile) -> store::Result<T> + Send + 'static,
    ) -> T {
        let (walls, who, profile) = (self.walls.clone(), who.clone(), Arc::clone(&self.profile));
        let done = self.db.write_now(move |tx| {
            let mut ids = ids();
            let permit = walls.permit::<A>(tx, &mut ids, &who, at)?;
            work(tx, &mut ids, &permit, &profile)
        });
        done.unwrap()
    }

    pub fn who_waits(&self, day: Date) -> Vec<String> {
        self.on_hub::<kind::SeeWork, _>(&self.story.sam, monday(), move |tx, ids, permit, _| {
            let (waits, _) = onward::who_waits(tx, ids, permit, day, 1)?;
            Ok(waits.lines.iter().filter_map(|waits| waits.person.known.given_name.as_ref().map(|name| name.reveal().clone())).collect())
        })
    }

    pub fn refused_counts(&self) -> Vec<(String, RefusalReason, i64)> {
        let (from, until) = (Date::constant(2026, 11, 1), Date::constant(2027, 1, 1));
        self.db.read_now(move |conn| onward::refused_counts(conn, from, until)).unwrap()
    }

    pub fn disclosures(&self) -> Vec<Disclosed> {
        let officer = Actor::staff(
            employ(&self.db, "olu@example.org", StaffRole::DataProtectionOfficer),
            "olu",
            StaffRole::DataProtectionOfficer,
            None,
        );
        self.on_hub::<kind::ReadAudit, _>(&officer, monday(), |tx, _, permit, _| onward::disclosures(tx, permit))
    }

    pub fn opt_out(&self, name: &str, minutes: i64) {
        self.sam::<kind::OptOut>(name, after(minutes), |tx, ids, permit, profile| {
            Ok(casework::opt_out::opt_out(tx, ids, permit, profile).map(drop)?)
        })
        .unwrap();
    }

    /// They opt out, and a worker lets them in again when they come.
    pub fn opt_out_and_come_back(&self, name: &str, minutes: i64) {
        self.opt_out(name, minutes);
        self.sam::<kind::ReopenCase>(name, after(minutes + 1), |tx, ids, permit, profile| {
            Ok(casework::come_back::come_back(tx, ids, permit, profile, &casework::come_back::Return::default())?)
        })
        .unwrap();
    }

    fn cleared(&self) -> Actor {
        let mut sam = self.story.sam.clone();
        sam.cleared = kernel::RingFences::ALL;
        sam
    }

    pub fn agree_cleared(&self, name: &str, service: &'static str, minutes: i64) {
        let said = Said::Agreed(profile::ConsentForm::Verbal);
        self.act::<kind::RecordConsent, _>(&self.cleared(), name, after(minutes), move |tx, ids, permit, profile| {
            onward::consent(tx, ids, permit, profile, service, said)
        })
        .unwrap();
    }

    pub fn refer_cleared(&self, name: &str, service: &'static str, minutes: i64) {
        self.act::<kind::ReferOnward, _>(&self.cleared(), name, after(minutes), move |tx, ids, permit, profile| {
            onward::refer(tx, ids, permit, profile, service, false).map(drop)
        })
        .unwrap();
    }

    pub fn erase(&self, name: &str, at: Timestamp) {
        let (walls, person) = (self.walls.clone(), self.story.file(name).case.person);
        let erase = move |tx: &mut Tx<'_>| {
            let mut ids = ids();
            let permit = walls.permit_person::<kind::Erase>(tx, &mut ids, &Actor::program("retention"), person, at)?;
            let erased = records::erase::erase(tx, &mut ids, &permit, records::erase::EraseReason::PersonAsked);
            erased.map(drop).map_err(|why| store::Error::Other(why.to_string()))
        };
        self.db.write_now(erase).unwrap();
    }

    pub fn forget(&self, name: &str) {
        let person = self.story.file(name).case.person;
        self.db.write_now(move |tx| access::change_as_the_program(tx, |tx| onward::forget(tx, person))).unwrap();
    }

    /// The references on an agenda as the lead sees it.
    pub fn agenda(&self, authority: &'static str, day: Date, at: Timestamp) -> Vec<String> {
        self.on_hub::<kind::SeeWork, _>(&self.story.sam, at, move |tx, ids, permit, profile| {
            let listed = onward::agenda(tx, ids, permit, profile, &Everybody::default(), (authority, day), 1)?;
            Ok(listed.lines.iter().filter_map(|line| line.person.known.given_name.as_ref().map(|name| name.reveal().clone())).collect())
        })
    }

    /// The timeline as an officer reads it with whom the person agreed to be shared, as text.
    pub fn events_read_by_the_police(&self, name: &str) -> String {
        self.sam::<kind::RecordConsent>(name, after(50), |tx, ids, permit, _| {
            Ok(record_consent(tx, ids, permit, "police", Answer::Agreed(casework::record_consent::GivenHow::Verbal))?)
        })
        .unwrap();
        let mut officer = Actor::staff(employ(&self.db, "wes@example.org", StaffRole::WitnessCare), "wes", StaffRole::WitnessCare, None);
        officer.agency = Some("police".into());
        self.act::<kind::ReadCase, _>(&officer, name, after(51), |tx, _, permit, _| {
            let file = casework::case::read_case(tx, permit)?;
            Ok(file.events.iter().map(|event| format!("{} {:?}\n", event.kind, event.detail.reveal())).collect())
        })
        .unwrap()
    }

    pub fn count(&self, sql: &'static str) -> i64 {
        self.db.read_now(move |c| access::as_the_program(c, |c| c.one(sql, &[]))).unwrap()
    }
}
