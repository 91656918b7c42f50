//! Who has a case and what is finished on it, each once: taken, handed over, reviewed, closed.

use std::sync::Arc;

use access::{Actor, kind};
use casework::Refused;
use casework::ended_on::EndedOn;
use casework::finish_task::{Finished, finish_task};
use casework::hand_over::{HandOver, HandOverReason, hand_over};
use casework::record::{Ending, EventKind};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use kernel::UserId;
use testkit::databases::on_both;

use super::{BURGLARY, DANGER, ids, refused, story, taking};
use crate::hub::monday;

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
        assert_eq!(refused(finish(None)), Refused::FinishedElsewhere(EndedOn::Lead));
        assert_eq!(refused(finish(Some("knitting"))), Refused::NoSuchPathway);
        finish(Some("hate")).unwrap();
        assert_eq!((story.file("Beth").case.pathway.as_str(), story.file("Beth").case.team.as_str()), ("hate", "hate"));
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
