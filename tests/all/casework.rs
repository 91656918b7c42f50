//! Cases worked, on both databases: what workers do, and what becomes of what is due.

mod attempts;
mod ended_on;
mod lists;
mod safety;
mod work_done;

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use access::{Actor, Kind, OnCase, Permit, kind};
use casework::case::{CaseFile, read_case};
use casework::record_attempt::{Attempt, Recorded, record_attempt};
use casework::worklist::{self, Asked, Lines, Only, Scope, When};
use casework::{Error, Refused};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use intake::place::Placed;
use intake::transfer::{Options, Watch, take_in};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, Source, StaffRole};
use people::record::PointKind;
use profile::Profile;
use store::{Db, Tx};
use testkit::databases::Scratch;
use testkit::hub_walls::walls;
use testkit::opened::opened;

use crate::hub::{employ, monday, shipped};

const HEAD: &str = "source_record_id,crime_reference,recorded_at,offence_text,flags,given_name,family_name,date_of_birth,phone_mobile,phone_home,email,\
                    address_1,postcode,preferred_contact,safe_call,safe_text,support_consent,person_reference";

/// Amina, a victim of burglary who can be reached by every way.
pub const BURGLARY: &str =
    "R1,CR1,2026-11-23T08:00:00Z,Burglary,,Amina,Okafor,1984-03-27,07700 900123,,amina@example.org,1 High Street,LN1 1AA,,,,given,P1";
/// Beth, in danger at home, who said nothing of what is safe.
pub const DANGER: &str = "R2,CR2,2026-11-23T08:00:00Z,Assault,domestic_abuse,Beth,Lowe,1990-01-02,07700 900124,,beth@example.org,2 High Street,LN1 1AB,,,,given,P2";
/// Cara, in danger at home, for whom calls are not safe.
pub const NO_SAFE_WAY: &str =
    "R3,CR3,2026-11-23T08:00:00Z,Assault,stalking,Cara,Hill,1990-01-02,07700 900125,,cara@example.org,3 High Street,LN1 1AD,,no,,given,P3";

struct Quiet;

impl Watch for Quiet {
    fn placed(&mut self, _: &Placed) -> std::io::Result<()> {
        Ok(())
    }
}

/// A hub with two workers and a lead, into which a force's file was taken.
pub struct Story {
    pub db: Db,
    pub profile: Arc<Profile>,
    pub sam: Actor,
    pub kim: Actor,
    pub lead: Actor,
}

fn ids() -> IdMaker {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    IdMaker::new(monday(), 0, &CALLS.fetch_add(1, Ordering::Relaxed).to_be_bytes())
}

pub fn story(scratch: &Scratch, profile: &str, rows: &[&str]) -> Story {
    story_under(scratch, shipped(profile), rows)
}

/// [`story`] under a profile of the test's own.
pub fn story_under(scratch: &Scratch, profile: Profile, rows: &[&str]) -> Story {
    let staff = |name: &str, role| Actor::staff(employ(&scratch.db, &format!("{name}@example.org"), role), name, role, None);
    let story = Story {
        db: scratch.db.clone(),
        profile: Arc::new(profile),
        sam: staff("sam", StaffRole::Worker),
        kim: staff("kim", StaffRole::Worker),
        lead: staff("lee", StaffRole::TeamLead),
    };
    story.refer(rows, monday());
    story
}

impl Story {
    pub fn refer(&self, rows: &[&str], at: Timestamp) {
        self.refer_under(HEAD, rows, at);
    }

    /// [`Story::refer`] with other columns.
    pub fn refer_under(&self, head: &str, rows: &[&str], at: Timestamp) {
        self.refer_by(Source::Police, head, rows, at);
    }

    /// [`Story::refer`] by the person's own door.
    pub fn refer_by_themselves(&self, rows: &[&str], at: Timestamp) {
        self.refer_by(Source::SelfReferral, HEAD, rows, at);
    }

    /// [`Story::refer`] by an agency that sends the person.
    pub fn refer_by_an_agency(&self, rows: &[&str], at: Timestamp) {
        self.refer_by(Source::Agency, HEAD, rows, at);
    }

    fn refer_by(&self, source: Source, head: &str, rows: &[&str], at: Timestamp) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "{head}\n{}", rows.join("\n")).unwrap();
        let (versions, bytes_read) = (Arc::clone(&self.profile).into(), Arc::default());
        let options = Options {
            source,
            walls: walls(),
            versions,
            as_of: Some(at),
            dry_run: false,
            everybody: Some(std::sync::Arc::default()),
            run: [0; 32],
            bytes_read,
        };
        take_in(&self.db, file.path(), &options, at, &mut Quiet).unwrap();
    }

    pub fn case_of(&self, given_name: &str) -> CaseId {
        let sql = "SELECT c.id FROM cases c JOIN people p ON p.id = c.person_id WHERE p.given_key = $1";
        let key = kernel::name_key(given_name);
        opened(&self.db).db.read_now(move |c| c.one(sql, &[&key])).unwrap()
    }

    /// Does something on a case as a page does: a permit first; what is refused keeps nothing.
    pub fn act<A: Kind<On = OnCase>, T: Send + 'static>(
        &self,
        who: &Actor,
        case: CaseId,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let refused = Arc::new(Mutex::new(None));
        let (slot, who) = (Arc::clone(&refused), who.clone());
        let done = self.db.write_now(move |tx| {
            let mut ids = ids();
            let mut whole = || {
                let permit = walls().permit_case::<A>(tx, &mut ids, &who, case, at)?;
                work(tx, &mut ids, &permit)
            };
            whole().map_err(|error| match error {
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

    pub fn file(&self, given_name: &str) -> CaseFile {
        let case = self.case_of(given_name);
        self.act::<kind::ReadCase, _>(&self.sam, case, monday(), |tx, _, permit| Ok(read_case(tx, permit)?)).unwrap()
    }

    pub fn attempt(&self, given_name: &str, way: Way, outcome: AttemptOutcome, at: &str) -> Result<Recorded, Error> {
        self.attempt_for(given_name, way, outcome, None, None, at)
    }

    pub fn attempt_for(
        &self,
        given_name: &str,
        way: Way,
        outcome: AttemptOutcome,
        service: Option<&str>,
        again_on: Option<&str>,
        at: &str,
    ) -> Result<Recorded, Error> {
        let kind = match way {
            Way::Call | Way::Voicemail | Way::Text => PointKind::Mobile,
            Way::Email => PointKind::Email,
            Way::Letter => PointKind::Address,
        };
        let file = self.file(given_name);
        let point = file.person.points.iter().find(|kept| kept.point.kind == kind).expect("such a way of contact").id;
        let again_on = again_on.map(|day| day.parse().unwrap());
        let attempt =
            Attempt { way, point, service: service.map(str::to_owned), outcome, again_on, note: None, checked: false, support_by: None };
        let profile = Arc::clone(&self.profile);
        self.act::<kind::RecordAttempt, _>(&self.sam, file.case.id, at.parse().unwrap(), move |tx, ids, permit| {
            record_attempt(tx, ids, permit, &profile, &attempt)
        })
    }

    /// What is due, as kind and channel or task, and when somebody must act.
    pub fn due(&self, given_name: &str) -> Vec<(String, String)> {
        let file = self.file(given_name);
        let next = file.open.first().map(casework::due::OpenDue::act_at);
        assert_eq!(file.case.next_due_at, next, "the list goes by what is due");
        file.open.iter().map(|open| (open.due.what.clone(), open.act_at().to_string())).collect()
    }

    pub fn list(&self, who: &Actor, scope: Scope, when: When, only: Option<Only>, at: Timestamp) -> (Lines, i64) {
        let asked = Asked { scope, when, only };
        let (counted, who, sight) = (asked.clone(), who.clone(), worklist::Sight::new(&walls(), who, at));
        let count = self.db.read_now(move |c| worklist::counts(c, &sight, std::slice::from_ref(&counted), at)).unwrap();
        let lines = self.db.write_now(move |tx| {
            let mut ids = ids();
            let permit = walls().permit::<kind::SeeWork>(tx, &mut ids, &who, at)?;
            worklist::lines(tx, &mut ids, &permit, &asked, 1)
        });
        (lines.unwrap(), count[0])
    }
}

/// Takes a case as in a hub where it waits in a queue.
fn taking(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::TakeCase>) -> Result<(), Error> {
    casework::take::take(tx, ids, permit, &shipped("example"))
}

pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Refused {
    match outcome {
        Err(Error::Refused(why)) => why,
        other => panic!("was not refused: {other:?}"),
    }
}

fn pairs(due: &[(&str, &str)]) -> Vec<(String, String)> {
    due.iter().map(|(what, at)| ((*what).to_owned(), (*at).to_owned())).collect()
}
