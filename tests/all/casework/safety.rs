//! No way of contact is used that is not safe: the gate when an attempt is recorded, and what the person calls safe.

use std::sync::Arc;

use access::kind;
use casework::Refused;
use casework::change_safety::{Told, change_safety, mark};
use casework::ended_on::EndedOn;
use casework::finish_task::{Finished, finish_task};
use casework::record::EventKind;
use casework::record_attempt::{Attempt, record_attempt};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use kernel::{BlockedReason, Safety};
use people::record::PointKind;
use testkit::databases::on_both;

use super::{BURGLARY, DANGER, NO_SAFE_WAY, pairs, refused, story};
use crate::hub::monday;

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
fn a_safe_way_is_agreed_on_its_own_page() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[NO_SAFE_WAY]);
        let file = story.file("Cara");
        let finished = Finished { task: file.open[0].due.id, pathway: None, note: None };
        let profile = Arc::clone(&story.profile);
        let outcome = story.act::<kind::FinishTask, _>(&story.sam, file.case.id, monday(), move |tx, ids, permit| {
            finish_task(tx, ids, permit, &profile, &finished)
        });
        assert_eq!(refused(outcome), Refused::FinishedElsewhere(EndedOn::Safety));
    });
}
