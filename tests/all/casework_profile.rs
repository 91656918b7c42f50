//! A case lives by its profile, on both databases: what acceptance sets, who works it, by which ways, and what follows when it is over.

mod again;
mod funding;
mod opting_out;
mod pages;

use std::collections::BTreeSet;
use std::sync::Arc;

use access::{Actor, Permit, kind};
use casework::record::{Ending, EventKind};
use casework::record_attempt::{Attempt, Recorded, record_attempt};
use casework::write_note::{NewNote, write_note};
use casework::{Error, Refused};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use jiff::Timestamp;
use kernel::{Channel, IdMaker, NoteKind, Sensitive, TimeLimit};
use people::record::PointKind;
use profile::{AfterAcceptance, Assignment, Condition, NeedsAssessment, Profile, SupportWay};
use store::Tx;
use testkit::databases::on_both;

use crate::casework::{BURGLARY, Story, refused, story_under};
use crate::hub::{monday, shipped};

const TEN: &str = "2026-11-23T11:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The example hub, with nothing that the profile asks for after acceptance but that support starts.
fn plain() -> Profile {
    let mut profile = shipped("example");
    (profile.after_acceptance, profile.needs_assessment) = (Vec::new(), None);
    (profile.offered_again, profile.feedback, profile.funding) = (Vec::new(), Vec::new(), Vec::new());
    (profile.assignment, profile.opt_out, profile.support_starts) = (Assignment::Queue, None, Vec::new());
    profile
}

impl Story {
    fn accepts(&self, who: &Actor, given_name: &str, support_by: Option<SupportWay>, now: &str) -> Result<Recorded, Error> {
        let file = self.file(given_name);
        let point = file.person.points.iter().find(|kept| kept.point.kind == PointKind::Mobile).unwrap().id;
        let (way, outcome) = (Way::Call, AttemptOutcome::Accepted);
        let attempt = Attempt { way, point, service: None, outcome, again_on: None, note: None, checked: true, support_by };
        let profile = Arc::clone(&self.profile);
        self.act::<kind::RecordAttempt, _>(who, file.case.id, at(now), move |tx, ids, permit| {
            record_attempt(tx, ids, permit, &profile, &attempt)
        })
    }

    fn ends(&self, given_name: &str, ending: Ending, now: &str) {
        let (case, profile) = (self.case_of(given_name), Arc::clone(&self.profile));
        let close = move |tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::CloseCase>| {
            casework::close::close(tx, ids, permit, &profile, (ending, None))
        };
        self.act::<kind::CloseCase, _>(&self.lead, case, at(now), close).unwrap();
    }

    fn takes(&self, who: &Actor, given_name: &str) -> Result<(), Error> {
        let (case, profile) = (self.case_of(given_name), Arc::clone(&self.profile));
        self.act::<kind::TakeCase, _>(who, case, monday(), move |tx, ids, permit| casework::take::take(tx, ids, permit, &profile))
    }

    fn kinds(&self, given_name: &str) -> Vec<EventKind> {
        let mut kinds: Vec<EventKind> = self.file(given_name).events.iter().map(|event| event.kind).collect();
        kinds.reverse();
        kinds
    }
}

#[test]
fn acceptance_sets_what_the_profile_asks_for_and_keeps_how_support_is_given() {
    on_both(|scratch| {
        let mut profile = plain();
        profile.after_acceptance =
            vec![AfterAcceptance { task: "send_pack".into(), when: Condition::default(), within: TimeLimit::Hours(48), desk: None }];
        profile.needs_assessment = Some(NeedsAssessment { within: TimeLimit::WorkingDays(5), measures: Vec::new() });
        profile.support_by = vec![SupportWay::Phone, SupportWay::FaceToFace];
        let story = story_under(scratch, profile, &[BURGLARY]);
        let sam = story.sam.clone();
        assert_eq!(refused(story.accepts(&sam, "Amina", Some(SupportWay::HomeVisit), TEN)), Refused::NotASupportWay);
        story.accepts(&sam, "Amina", Some(SupportWay::FaceToFace), TEN).unwrap();
        let open = story.file("Amina").open;
        let due: BTreeSet<String> =
            open.iter().map(|open| format!("{} by {} under {}", open.due.what, open.due.due_at, open.due.rule)).collect();
        let expected = [
            "assess_needs by 2026-11-30T17:00:00Z under assess_needs",
            "send_pack by 2026-11-25T11:00:00Z under after_acceptance",
            "start_support by 2026-11-25T17:00:00Z under default",
        ];
        assert_eq!(due, expected.map(str::to_owned).into());
        let file = story.file("Amina");
        let detail = file.events[0].detail.reveal().clone().unwrap();
        assert_eq!(detail["support_by"], "face_to_face");
        assert_eq!(file.case.worker, None, "in a queue it stays");
    });
}

#[test]
fn a_task_for_another_desk_gives_that_desk_sight_of_the_case() {
    on_both(|scratch| {
        let mut profile = shipped("dorset");
        profile.after_acceptance = vec![AfterAcceptance {
            task: "plan_support".into(),
            when: Condition::default(),
            within: TimeLimit::WorkingDays(1),
            desk: Some("support".into()),
        }];
        // Only the bureau has to do with it at first.
        profile.desks.iter_mut().filter(|desk| desk.name.as_deref() == Some("support")).for_each(|desk| desk.contact.clear());
        let story = story_under(scratch, profile, &[BURGLARY]);
        let desks =
            |story: &Story| -> BTreeSet<String> { story.file("Amina").open.into_iter().filter_map(|open| open.due.service).collect() };
        assert_eq!(desks(&story), ["bureau".to_owned()].into());
        let done = story.attempt_for("Amina", Way::Call, AttemptOutcome::Accepted, Some("bureau"), None, TEN).unwrap();
        assert!(!done.closed);
        assert!(desks(&story).contains("support"));
    });
}

#[test]
fn whoever_records_the_yes_keeps_the_case_where_the_hub_assigns_on_acceptance() {
    on_both(|scratch| {
        let story = story_under(scratch, Profile { assignment: Assignment::OnAcceptance, ..plain() }, &[BURGLARY]);
        let (sam, kim) = (story.sam.clone(), story.kim.clone());
        story.accepts(&kim, "Amina", None, TEN).unwrap();
        assert_eq!(story.file("Amina").case.worker, kim.user_id());
        assert!(story.kinds("Amina").contains(&EventKind::Taken));
        story.accepts(&sam, "Amina", None, "2026-11-23T12:00:00Z").unwrap();
        assert_eq!(story.file("Amina").case.worker, kim.user_id(), "one worker stays");
    });
}

#[test]
fn nobody_takes_a_case_that_a_lead_gives() {
    on_both(|scratch| {
        let story = story_under(scratch, Profile { assignment: Assignment::Lead, ..plain() }, &[BURGLARY]);
        assert_eq!(refused(story.takes(&story.sam, "Amina")), Refused::LeadGives);
        assert_eq!(story.file("Amina").case.worker, None);
        let (case, to) = (story.case_of("Amina"), story.sam.user_id().unwrap());
        story
            .act::<kind::GiveCase, _>(&story.lead, case, monday(), move |tx, ids, permit| casework::give::give(tx, ids, permit, to))
            .unwrap();
        assert_eq!(story.file("Amina").case.worker, Some(to));
    });
}

#[test]
fn a_hub_that_only_calls_records_no_letter_and_offers_none() {
    on_both(|scratch| {
        let story = story_under(scratch, Profile { ways: vec![Channel::Phone], ..plain() }, &[BURGLARY]);
        assert_eq!(refused(story.attempt("Amina", Way::Letter, AttemptOutcome::Sent, TEN)), Refused::NotTheHubsWay);
        assert_eq!(refused(story.attempt("Amina", Way::Email, AttemptOutcome::Sent, TEN)), Refused::NotTheHubsWay);
        for hour in 12..16 {
            story.attempt("Amina", Way::Voicemail, AttemptOutcome::Sent, &format!("2026-11-23T{hour}:00:00Z")).unwrap();
        }
        let offered: Vec<String> = story.due("Amina").into_iter().map(|(what, _)| what).collect();
        assert_eq!(offered, ["phone"], "nobody is written to after calls that nobody answered");
    });
}

#[test]
fn one_worker_stays_with_the_person_a_change_is_written_down_and_asking_a_colleague_changes_nothing() {
    on_both(|scratch| {
        let story = story_under(scratch, Profile { single_worker: true, ..plain() }, &[BURGLARY]);
        let case = story.case_of("Amina");
        story.takes(&story.sam, "Amina").unwrap();
        let note = NewNote { kind: NoteKind::Support, text: Sensitive::new("Ask the bank for a letter.".to_owned()) };
        story
            .act::<kind::WriteNote, _>(&story.kim, case, monday(), move |tx, ids, permit| write_note(tx, ids, permit, &note).map(|_| ()))
            .unwrap();
        assert_eq!(story.file("Amina").case.worker, story.sam.user_id(), "a colleague's advice takes nothing over");
        let hand_over = casework::hand_over::HandOver {
            to: story.kim.user_id().unwrap(),
            reason: casework::hand_over::HandOverReason::Leaving,
            note: Sensitive::new("She wants to be called after six.".to_owned()),
        };
        story
            .act::<kind::HandOverCase, _>(&story.sam, case, at(TEN), move |tx, ids, permit| {
                casework::hand_over::hand_over(tx, ids, permit, &hand_over)
            })
            .unwrap();
        let file = story.file("Amina");
        assert_eq!((file.case.worker, file.events[0].kind), (story.kim.user_id(), EventKind::HandedOver));
        assert_eq!(file.events[0].detail.reveal().as_ref().unwrap()["note"], "She wants to be called after six.");
    });
}
