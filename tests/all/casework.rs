//! Cases worked, on both databases: what workers do, and what becomes of what is due.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use access::{Actor, Kind, OnCase, Permit, kind};
use casework::case::{CaseFile, read_case};
use casework::change_safety::{Told, change_safety, mark};
use casework::finish_task::{Finished, finish_task};
use casework::hand_over::{HandOver, HandOverReason, hand_over};
use casework::record::{CaseState, Ending, EventKind};
use casework::record_attempt::{Attempt, Recorded, record_attempt};
use casework::worklist::{self, Asked, Lines, Only, Scope, When};
use casework::{Error, Refused};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use intake::place::Placed;
use intake::transfer::{Options, Watch, take_in};
use jiff::{SignedDuration, Timestamp};
use kernel::{BlockedReason, CaseId, IdMaker, Safety, Source, StaffRole, UserId};
use people::record::PointKind;
use profile::Profile;
use store::{Db, Tx};
use testkit::databases::{Scratch, on_both};
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
        let (counted, who, filter) = (asked.clone(), who.clone(), walls().readable_cases(who, at));
        let count = self.db.read_now(move |c| worklist::counts(c, &filter, std::slice::from_ref(&counted), at)).unwrap();
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

#[test]
fn every_list_of_work_is_a_statement_both_databases_understand() {
    on_both(|scratch| {
        scratch
            .db
            .read_now(|c| {
                for sql in
                    worklist::statements(&walls().readable_cases(&Actor::staff(ids().make(), "Sam", StaffRole::Worker, None), monday()))
                {
                    c.check(&sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
                }
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn an_unanswered_call_moves_the_next_try_and_not_the_promise() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        assert_eq!(story.due("Amina"), pairs(&[("phone", "2026-11-25T17:00:00Z")]));
        let tried =
            story.attempt_for("Amina", Way::Call, AttemptOutcome::NoAnswer, None, Some("2026-11-24"), "2026-11-23T11:00:00Z").unwrap();
        assert_eq!(tried, Recorded { closed: false, agree_now: false });
        assert_eq!(story.due("Amina"), pairs(&[("phone", "2026-11-24T17:00:00Z")]));
        let file = story.file("Amina");
        assert_eq!(file.open[0].due.due_at.to_string(), "2026-11-25T17:00:00Z");
        assert_eq!((file.attempts.len(), file.attempts[0].outcome, file.attempts[0].by.as_str()), (1, AttemptOutcome::NoAnswer, "sam"));
        assert_eq!(file.events[0].kind, EventKind::Attempted);

        let late = story.attempt_for("Amina", Way::Call, AttemptOutcome::NoAnswer, None, Some("2027-02-01"), "2026-11-23T12:00:00Z");
        assert_eq!(refused(late), Refused::TryAgainDay);
        let past = story.attempt_for("Amina", Way::Call, AttemptOutcome::NoAnswer, None, Some("2026-11-20"), "2026-11-23T12:00:00Z");
        assert_eq!(refused(past), Refused::TryAgainDay);
    });
}

#[test]
fn a_form_sent_twice_is_one_attempt() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        for at in ["2026-11-23T11:00:00Z", "2026-11-23T11:00:02Z", "2026-11-23T13:00:00Z"] {
            story.attempt("Amina", Way::Call, AttemptOutcome::NoAnswer, at).unwrap();
        }
        assert_eq!(story.file("Amina").attempts.len(), 2);
        assert_eq!(story.due("Amina"), pairs(&[("phone", "2026-11-24T17:00:00Z")]), "again on the next working day, unless they say when");
    });
}

#[test]
fn a_no_closes_the_case_and_a_new_referral_opens_it_again() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        assert!(story.attempt("Amina", Way::Call, AttemptOutcome::Declined, "2026-11-23T11:00:00Z").unwrap().closed);
        let file = story.file("Amina");
        assert_eq!((file.case.state, file.case.ending, file.case.next_due_at), (CaseState::Closed, Some(Ending::Declined), None));
        assert!(file.open.is_empty());
        let after = story.attempt("Amina", Way::Call, AttemptOutcome::Reached, "2026-11-23T12:00:00Z");
        assert_eq!(refused(after), Refused::Closed);

        let again = BURGLARY.replace("R1,CR1,2026-11-23T08", "R9,CR9,2026-11-30T08");
        story.refer(&[&again], "2026-11-30T09:00:00Z".parse().unwrap());
        assert_eq!(story.file("Amina").case.state, CaseState::Open);
        assert_eq!(story.due("Amina"), pairs(&[("phone", "2026-12-02T17:00:00Z")]));
    });
}

#[test]
fn whoever_accepts_is_supported_by_the_hubs_own_limit() {
    on_both(|scratch| {
        let story = story(scratch, "hampshire", &[BURGLARY, DANGER]);
        story.attempt("Amina", Way::Text, AttemptOutcome::Accepted, "2026-11-23T11:00:00Z").unwrap();
        let due = story.due("Amina");
        assert!(due.contains(&("start_support".into(), "2026-11-25T11:00:00Z".into())), "48 hours for others: {due:?}");
        story.attempt("Beth", Way::Call, AttemptOutcome::Accepted, "2026-11-23T11:00:00Z").unwrap();
        let due = story.due("Beth");
        assert!(due.contains(&("start_support".into(), "2026-11-24T11:00:00Z".into())), "24 hours where enhanced: {due:?}");
    });
}

#[test]
fn the_gate_is_asked_again_when_an_attempt_is_recorded() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY, DANGER]);
        let text = story.attempt("Beth", Way::Text, AttemptOutcome::Sent, "2026-11-23T11:00:00Z");
        assert_eq!(refused(text), Refused::WayShut(Way::Text, BlockedReason::SafetyUnknown));
        let file = story.file("Beth");
        assert!(file.attempts.is_empty() && file.events.iter().all(|event| event.kind != EventKind::Attempted));
        let acts: Vec<String> = story.db.read_now(|c| c.all("SELECT act FROM audit WHERE act = 'record_attempt'", &[])).unwrap();
        assert!(acts.is_empty(), "what was refused keeps nothing");
        let nonsense = story.attempt("Amina", Way::Call, AttemptOutcome::Sent, "2026-11-23T11:00:00Z");
        assert_eq!(refused(nonsense), Refused::CannotFollow(AttemptOutcome::Sent, Way::Call));
    });
}

#[test]
fn danger_found_on_the_phone_shuts_the_phone_at_once() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Unsafe, "2026-11-23T11:00:00Z").unwrap();
        let file = story.file("Amina");
        let no = Some(false);
        assert_eq!(file.person.known.safety, Safety { call: no, voicemail: no, text: no, ..Safety::default() });
        assert_eq!(story.due("Amina"), pairs(&[("agree_safe_contact", "2026-11-25T17:00:00Z")]));
        let again = story.attempt("Amina", Way::Call, AttemptOutcome::Reached, "2026-11-23T12:00:00Z");
        assert_eq!(refused(again), Refused::WayShut(Way::Call, BlockedReason::Unsafe));
    });
}

#[test]
fn a_wrong_number_is_used_no_more_whoever_sends_it_again() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::WrongNumber, "2026-11-23T11:00:00Z").unwrap();
        assert_eq!(story.due("Amina"), pairs(&[("email", "2026-11-25T17:00:00Z")]), "the next way of the rule, by the same time");
        let again = story.attempt("Amina", Way::Call, AttemptOutcome::Reached, "2026-11-23T12:00:00Z");
        assert_eq!(refused(again), Refused::NotTheirs);
        let resent = BURGLARY.replace("R1,CR1", "R8,CR8").replace("07700 900123", "07700900123");
        story.refer(&[&resent], "2026-11-24T09:00:00Z".parse().unwrap());
        assert!(!story.file("Amina").who.reach.mobile, "the same number in another row is still somebody else's");
    });
}

/// A transfer that comes in while a worker writes down danger must not write the old word back.
#[test]
fn what_a_worker_writes_down_while_a_transfer_comes_in_stands() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        let file = story.file("Amina");
        let point = file.person.points.iter().find(|kept| kept.point.kind == PointKind::Mobile).unwrap().id;
        let (recorded, wait) = std::sync::mpsc::channel();
        std::thread::scope(|scope| {
            let story = &story;
            scope.spawn(move || {
                let attempt = Attempt {
                    way: Way::Call,
                    point,
                    service: None,
                    outcome: AttemptOutcome::Unsafe,
                    again_on: None,
                    note: None,
                    checked: false,
                    support_by: None,
                };
                let profile = Arc::clone(&story.profile);
                let act = story.act::<kind::RecordAttempt, _>(&story.sam, file.case.id, monday(), move |tx, ids, permit| {
                    let done = record_attempt(tx, ids, permit, &profile, &attempt)?;
                    recorded.send(()).ok();
                    std::thread::sleep(std::time::Duration::from_millis(300));
                    Ok(done)
                });
                act.unwrap();
            });
            wait.recv().unwrap();
            let further = BURGLARY.replace("R1,CR1", "R6,CR6").replace("amina@example.org", "amina.okafor@example.org");
            story.refer(&[&further], "2026-11-24T09:00:00Z".parse().unwrap());
        });
        let file = story.file("Amina");
        assert_eq!(file.incidents.len(), 2, "the transfer came in");
        assert_eq!(file.person.known.safety.call, Some(false));
        assert_eq!(file.who.safety.text, Some(false));
    });
}

#[test]
fn what_the_person_calls_safe_is_offered_in_place_of_the_task() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[NO_SAFE_WAY]);
        assert_eq!(story.due("Cara"), pairs(&[("agree_safe_contact", "2026-11-25T17:00:00Z")]));
        let said = |safety: Safety, before: String| {
            let contact_notes = Some("Say nothing of us".to_owned().into());
            let told = Told { before, safety, suspect_shares_address: None, contact_notes };
            let profile = Arc::clone(&story.profile);
            story.act::<kind::ChangeContact, _>(&story.sam, story.case_of("Cara"), monday(), move |tx, ids, permit| {
                change_safety(tx, ids, permit, &profile, &told)
            })
        };
        let change = |safety| said(safety, mark(&story.file("Cara").person)).unwrap();
        let opened_before = mark(&story.file("Cara").person);
        let call = Some(false);
        change(Safety { call, text: Some(false), ..Safety::default() });
        assert_eq!(story.due("Cara"), pairs(&[("agree_safe_contact", "2026-11-25T17:00:00Z")]), "no way was agreed");
        change(Safety { call, email: Some(true), ..Safety::default() });
        assert_eq!(story.due("Cara"), pairs(&[("email", "2026-11-25T17:00:00Z")]));
        let file = story.file("Cara");
        assert_eq!(file.person.known.contact_notes.as_ref().unwrap().reveal(), "Say nothing of us");
        assert_eq!(file.person.safety_confirmed_at, Some(monday()));
        change(Safety { call, email: Some(false), letter: Some(true), ..Safety::default() });
        assert_eq!(story.due("Cara"), pairs(&[("letter", "2026-11-25T17:00:00Z")]), "the promise passes on");
        let stale = said(Safety { call: Some(true), ..Safety::default() }, opened_before);
        assert_eq!(refused(stale), Refused::ChangedMeanwhile, "an old page does not make an unsafe way safe");
    });
}

#[test]
fn reaching_somebody_for_whom_no_way_is_agreed_is_the_moment_to_agree_one() {
    on_both(|scratch| {
        let story = story(scratch, "merseyside", &[&DANGER.replace("domestic_abuse", "stalking")]);
        assert!(story.due("Beth").iter().any(|(what, _)| what == "agree_safe_contact"), "{:?}", story.due("Beth"));
        let recorded = story.attempt("Beth", Way::Call, AttemptOutcome::Reached, "2026-11-23T11:00:00Z").unwrap();
        assert!(recorded.agree_now);
    });
}

#[test]
fn each_desk_keeps_its_own_promises() {
    on_both(|scratch| {
        let story = story(scratch, "dorset", &[BURGLARY]);
        let both = pairs(&[("phone", "2026-11-24T10:00:00Z"), ("phone", "2026-11-30T17:00:00Z")]);
        assert_eq!(story.due("Amina"), both, "support within 24 hours, the bureau within five working days");
        story.attempt_for("Amina", Way::Call, AttemptOutcome::Reached, Some("support"), None, "2026-11-23T11:00:00Z").unwrap();
        assert_eq!(story.due("Amina"), pairs(&[("phone", "2026-11-30T17:00:00Z")]));
        let desk = |name: &str| Some(Only::Desk(name.to_owned()));
        let shown = |only| story.list(&story.sam, Scope::Nobodys, When::Any, only, monday()).1;
        assert_eq!((shown(desk("bureau")), shown(desk("support"))), (1, 0));
    });
}

#[test]
fn of_two_who_take_a_case_one_has_it() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        let case = story.case_of("Amina");
        let take = |who: &Actor| story.act::<kind::TakeCase, _>(who, case, monday(), taking);
        let taken = std::thread::scope(|scope| {
            let both = [&story.sam, &story.kim].map(|who| scope.spawn(move || take(who)));
            both.map(|thread| thread.join().unwrap())
        });
        assert_eq!(taken.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{taken:?}");
        let other = taken.into_iter().find(Result::is_err).unwrap();
        assert_eq!(refused(other), Refused::NotPermitted(access::Refusal::SomebodyHasIt));
        assert_eq!(story.file("Amina").events.iter().filter(|event| event.kind == EventKind::Taken).count(), 1);
    });
}

#[test]
fn of_two_who_finish_a_task_one_does() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Accepted, "2026-11-23T11:00:00Z").unwrap();
        let file = story.file("Amina");
        let (case, task) = (file.case.id, file.open.iter().find(|open| open.is_task("start_support")).unwrap().due.id);
        let finish = |who: &Actor| {
            let (profile, finished) = (Arc::clone(&story.profile), Finished { task, pathway: None, note: None });
            story.act::<kind::FinishTask, _>(who, case, monday(), move |tx, ids, permit| finish_task(tx, ids, permit, &profile, &finished))
        };
        let done = std::thread::scope(|scope| {
            let both = [&story.sam, &story.kim].map(|who| scope.spawn(move || finish(who)));
            both.map(|thread| thread.join().unwrap())
        });
        assert_eq!(done.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{done:?}");
        assert_eq!(refused(done.into_iter().find(Result::is_err).unwrap()), Refused::DoneMeanwhile);
        assert!(!story.due("Amina").iter().any(|(what, _)| what == "start_support"));
    });
}

#[test]
fn the_meeting_sends_the_case_to_one_service() {
    on_both(|scratch| {
        let story = story(scratch, "sussex", &[&DANGER.replace("domestic_abuse", "domestic_abuse;hate_race")]);
        let file = story.file("Beth");
        assert_eq!(file.case.pathway, "multi_agency");
        let task = file.open.iter().find(|open| open.is_task("agree_lead_service")).expect("a meeting").due.id;
        let finish = |pathway: Option<&str>| {
            let finished = Finished { task, pathway: pathway.map(str::to_owned), note: None };
            let profile = Arc::clone(&story.profile);
            story.act::<kind::FinishTask, _>(&story.sam, file.case.id, monday(), move |tx, ids, permit| {
                finish_task(tx, ids, permit, &profile, &finished)
            })
        };
        assert_eq!(refused(finish(None)), Refused::NoSuchPathway);
        assert_eq!(refused(finish(Some("knitting"))), Refused::NoSuchPathway);
        finish(Some("hate")).unwrap();
        assert_eq!((story.file("Beth").case.pathway.as_str(), story.file("Beth").case.team.as_str()), ("hate", "hate"));
    });
}

#[test]
fn a_safe_way_is_agreed_on_its_own_page() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[NO_SAFE_WAY]);
        let file = story.file("Cara");
        let finished = Finished { task: file.open[0].due.id, pathway: None, note: None };
        let profile = Arc::clone(&story.profile);
        let outcome = story.act::<kind::FinishTask, _>(&story.sam, file.case.id, monday(), move |tx, ids, permit| {
            finish_task(tx, ids, permit, &profile, &finished)
        });
        assert_eq!(refused(outcome), Refused::FinishedElsewhere);
    });
}

#[test]
fn a_case_changes_hands_with_what_the_next_worker_must_know() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        let case = story.case_of("Amina");
        let sam = story.sam.user_id().unwrap();
        story
            .act::<kind::GiveCase, _>(&story.lead, case, monday(), move |tx, ids, permit| casework::give::give(tx, ids, permit, sam))
            .unwrap();
        assert_eq!(story.file("Amina").worker.as_deref(), Some("sam"));
        let over = |to: UserId| {
            let over = HandOver { to, reason: HandOverReason::Absence, note: "Prefers mornings".to_owned().into() };
            story.act::<kind::HandOverCase, _>(&story.sam, case, monday(), move |tx, ids, permit| hand_over(tx, ids, permit, &over))
        };
        assert_eq!(refused(over(sam)), Refused::TheirsAlready);
        assert_eq!(refused(over(ids().make())), Refused::NoSuchWorker);
        over(story.kim.user_id().unwrap()).unwrap();
        let file = story.file("Amina");
        assert_eq!(file.worker.as_deref(), Some("kim"));
        let note = file.events.iter().find(|event| event.kind == EventKind::HandedOver).unwrap().detail.reveal().clone().unwrap();
        assert_eq!((note["to"].as_str(), note["note"].as_str()), (Some("kim"), Some("Prefers mornings")));
        assert_eq!(refused(over(sam)), Refused::NotPermitted(access::Refusal::NotYours), "it is no longer hers to hand over");
    });
}

#[test]
fn a_closed_case_has_nothing_due_and_changes_no_more() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[BURGLARY]);
        let case = story.case_of("Amina");
        let close = |who: &Actor| {
            story.act::<kind::CloseCase, _>(who, case, monday(), |tx, ids, permit| {
                casework::close::close(tx, ids, permit, &crate::hub::shipped("example"), (Ending::NotReached, None))
            })
        };
        assert_eq!(refused(close(&story.sam)), Refused::NotPermitted(access::Refusal::NotYours));
        close(&story.lead).unwrap();
        assert_eq!(refused(close(&story.lead)), Refused::Closed);
        let take = story.act::<kind::TakeCase, _>(&story.sam, case, monday(), taking);
        assert_eq!(refused(take), Refused::Closed);
        assert_eq!(story.due("Amina"), []);
    });
}

#[test]
fn a_review_is_settled_once_with_what_was_found() {
    on_both(|scratch| {
        let without_area = BURGLARY.replace("1 High Street,LN1 1AA", ",");
        let story = story(scratch, "lincolnshire", &[&without_area]);
        let file = story.file("Amina");
        let review = file.reviews.first().expect("whether she lives here is unknown").id;
        let settle = || {
            story.act::<kind::SettleReview, _>(&story.sam, file.case.id, monday(), move |tx, ids, permit| {
                casework::settle_review::settle_review(tx, ids, permit, review, &"Lives in Lincoln".to_owned().into())
            })
        };
        settle().unwrap();
        assert_eq!(refused(settle()), Refused::DoneMeanwhile);
        assert_eq!(story.file("Amina").reviews[0].state.as_str(), "done");
    });
}

#[test]
fn the_list_shows_who_to_contact_first_what_is_overdue_and_notes_whom_it_showed() {
    on_both(|scratch| {
        let later = BURGLARY
            .replace("R1,CR1", "R5,CR5")
            .replace("Amina,Okafor,1984-03-27,07700 900123,,amina@", "Dora,Bell,1970-05-06,07700 900126,,dora@")
            .replace(",P1", ",P5");
        let story = story(scratch, "lincolnshire", &[BURGLARY, DANGER]);
        story.refer(&[&later], "2026-11-25T09:00:00Z".parse().unwrap());
        let now: Timestamp = "2026-11-26T09:00:00Z".parse().unwrap();
        let names = |lines: &Lines| lines.lines.iter().map(|line| line.person.name().unwrap()).collect::<Vec<_>>();
        let (all, count) = story.list(&story.sam, Scope::Nobodys, When::Any, None, now);
        // Amina's row came first and is due at the same moment, but Beth is in danger.
        assert_eq!((names(&all), count, all.more), (["Beth Lowe", "Amina Okafor", "Dora Bell"].map(str::to_owned).to_vec(), 3, false));
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Overdue, None, now).1, 2);
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Today, None, now).1, 2);
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Today, None, now + SignedDuration::from_hours(24)).1, 3);
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Nothing, None, now).1, 0);
        for (only, expected) in [
            (Only::Enhanced, vec!["Beth Lowe"]),
            (Only::Priority(3), vec!["Amina Okafor", "Dora Bell"]),
            (Only::Pathway("sv_coordinator".into()), vec![]),
        ] {
            let (lines, count) = story.list(&story.sam, Scope::Everyones, When::Any, Some(only.clone()), now);
            assert_eq!(
                (names(&lines), usize::try_from(count).unwrap()),
                (expected.iter().map(|name| (*name).to_owned()).collect(), expected.len()),
                "{only:?}"
            );
        }
        let sam = story.sam.user_id().unwrap();
        assert_eq!(story.list(&story.sam, Scope::Of(sam), When::Any, None, now).1, 0);
        story.act::<kind::TakeCase, _>(&story.sam, story.case_of("Beth"), now, taking).unwrap();
        let (mine, count) = story.list(&story.sam, Scope::Of(sam), When::Any, None, now);
        assert_eq!((names(&mine), count, mine.lines[0].worker.as_deref()), (vec!["Beth Lowe".to_owned()], 1, Some("sam")));
        let beth = mine.lines[0].person.id;
        let seen: i64 =
            story.db.read_now(move |c| c.one("SELECT count(*) FROM audit WHERE act = 'see_work' AND person_id = $1", &[&beth])).unwrap();
        assert!(seen > 0, "whoever is shown on a list has been read");
    });
}

#[test]
fn pages_of_fifty_and_counts_that_stop() {
    on_both(|scratch| {
        let row = |n: u32| {
            // No number in a name tells people apart, so each of these was born in another month.
            let (year, month) = (1940 + n / 2, 3 + n % 2 * 6);
            format!(
                "S{n},CS{n},2026-11-23T08:00:00Z,Burglary,,Ann{n},Bell,{year}-{month:02}-27,,,ann{n}@example.org,{n} High Street,LN1 1AA,,,,given,S{n}"
            )
        };
        let rows: Vec<String> = (0..120).map(row).collect();
        let story = story(scratch, "lincolnshire", &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let (lines, count) = story.list(&story.sam, Scope::Nobodys, When::Any, None, monday());
        assert_eq!((lines.lines.len(), lines.more, count), (50, true, 120));
    });
}

/// Lists are read from an index in its order, and nothing is sorted: that is what keeps them as fast with a million cases.
#[test]
fn every_list_rides_on_its_index() {
    let scratch = testkit::databases::sqlite();
    for sql in worklist::statements(&walls().readable_cases(&Actor::staff(ids().make(), "Sam", StaffRole::Worker, None), monday())) {
        let plan: Vec<(i64, i64, i64, String)> = scratch
            .db
            .read_now({
                let places = (1..=20).rev().fold(sql.clone(), |sql, n| sql.replace(&format!("${n}"), &format!("'{n}'")));
                move |c| c.all(&format!("EXPLAIN QUERY PLAN {places}"), &[])
            })
            .unwrap();
        let steps: Vec<String> = plan.into_iter().map(|(_, _, _, step)| step).collect();
        assert!(steps[0].contains("SEARCH cases USING") && steps[0].contains("INDEX cases_by_"), "{sql}: {steps:?}");
        assert!(steps.iter().all(|step| !step.contains("TEMP B-TREE") && !step.contains("SCAN cases")), "{sql}: {steps:?}");
    }
}
