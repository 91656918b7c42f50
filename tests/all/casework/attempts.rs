//! What an attempt changes: what is due, until when, and what becomes of the case.

use casework::Refused;
use casework::record::{CaseState, Ending, EventKind};
use casework::record_attempt::Recorded;
use casework::worklist::{Only, Scope, When};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use testkit::databases::on_both;

use super::{BURGLARY, DANGER, pairs, refused, story};
use crate::hub::monday;

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
        assert_eq!(
            (file.attempts.len(), file.attempts[0].outcome, file.attempts[0].by.as_deref()),
            (1, AttemptOutcome::NoAnswer, Some("sam"))
        );
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
