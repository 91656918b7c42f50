//! Asked again after a no, and coming back at any time.

use casework::come_back::{Return, come_back};
use casework::record::CaseState;
use casework::reminders::{Answer, Answered, Reminder, ReminderKind, ReminderState, answer_closed, offered};
use kernel::Safety;
use profile::{FeedbackMoment, FeedbackPoint, OfferAgain, Period, Way as Entry};

use super::*;
use crate::casework::DANGER;

const NEXT_MONTH: &str = "2026-12-21T10:00:00Z";

pub(super) fn asking() -> Profile {
    let (when, channels) = (Condition::default(), vec![Entry::By(Channel::Phone), Entry::By(Channel::Letter)]);
    let after = Period::Days(28);
    let offered_again = vec![OfferAgain { name: "after_four_weeks".into(), when: when.clone(), after, channels: channels.clone() }];
    let ask = |name: &str, at| FeedbackPoint {
        name: name.into(),
        title: "Exit survey".into(),
        at,
        after: None,
        when: when.clone(),
        channels: channels.clone(),
    };
    let feedback =
        vec![ask("first", FeedbackMoment::FirstContact), ask("midway", FeedbackMoment::During), ask("exit", FeedbackMoment::Closing)];
    Profile { offered_again, feedback, ..plain() }
}

fn told(reminders: &[Reminder]) -> Vec<String> {
    reminders.iter().map(|one| format!("{} {} on {}: {}", one.kind, one.rule, one.on, one.state)).collect()
}

impl Story {
    fn reminders(&self, given_name: &str) -> Vec<String> {
        told(&self.file(given_name).reminders)
    }

    fn answers(&self, given_name: &str, answer: Answer, note: Option<&str>) -> Result<(), Error> {
        let file = self.file(given_name);
        let reminder = file.reminders.iter().find(|one| one.state == ReminderState::Open).expect("an open reminder").id;
        let answered = Answered { reminder, answer, note: note.map(|note| Sensitive::new(note.to_owned())) };
        let profile = Arc::clone(&self.profile);
        self.act::<kind::OfferAgain, _>(&self.sam, file.case.id, at(NEXT_MONTH), move |tx, ids, permit| {
            answer_closed(tx, ids, permit, &profile, &answered)
        })
    }

    fn comes_back(&self, who: &Actor, given_name: &str, now: &str) -> Result<(), Error> {
        let (case, profile) = (self.case_of(given_name), Arc::clone(&self.profile));
        let back = Return { support_by: None, wants: Some(Sensitive::new("Somebody to talk to".to_owned())) };
        self.act::<kind::ReopenCase, _>(who, case, at(now), move |tx, ids, permit| come_back(tx, ids, permit, &profile, &back))
    }
}

#[test]
fn whoever_declines_is_to_be_offered_again_until_a_referral_opens_the_case() {
    on_both(|scratch| {
        let story = story_under(scratch, asking(), &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        assert_eq!(story.reminders("Amina"), ["offer_again after_four_weeks on 2026-12-21: open"]);
        story.refer(&[&BURGLARY.replace("R1,CR1", "R9,CR9")], at("2026-12-01T09:00:00Z"));
        let file = story.file("Amina");
        assert_eq!(
            (file.case.state, told(&file.reminders)),
            (CaseState::Open, vec!["offer_again after_four_weeks on 2026-12-21: left".to_owned()])
        );
    });
}

#[test]
fn people_are_asked_how_it_was_at_the_points_of_the_profile() {
    on_both(|scratch| {
        let story = story_under(scratch, asking(), &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Reached, TEN).unwrap();
        story.accepts(&story.sam, "Amina", None, "2026-11-24T11:00:00Z").unwrap();
        assert_eq!(story.reminders("Amina"), ["ask_feedback first on 2026-11-23: open", "ask_feedback midway on 2026-12-22: open"]);
        story.ends("Amina", Ending::Completed, "2026-12-01T11:00:00Z");
        assert_eq!(
            story.reminders("Amina"),
            ["ask_feedback first on 2026-11-23: left", "ask_feedback exit on 2026-12-01: open", "ask_feedback midway on 2026-12-22: left"]
        );
    });
}

#[test]
fn nobody_is_asked_by_a_way_that_the_gate_keeps_shut() {
    on_both(|scratch| {
        let story = story_under(scratch, asking(), &[DANGER]);
        story.attempt("Beth", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        let file = story.file("Beth");
        let open = |file: &casework::case::CaseFile| -> Vec<Way> {
            let outs = offered(&story.profile, &file.reminders[0], &file.person);
            outs.into_iter().filter(|out| out.points.as_ref().is_ok_and(|points| !points.is_empty())).map(|out| out.way).collect()
        };
        assert_eq!(open(&file), [Way::Call], "nothing is known of letters, and danger is at home");
        let point = |kind| file.person.points.iter().find(|kept| kept.point.kind == kind).unwrap().id;
        let letter = story.answers("Beth", Answer::Made(Way::Letter, point(PointKind::Address), false), None);
        assert!(matches!(refused(letter), Refused::WayShut(Way::Letter, _)));
        let text = story.answers("Beth", Answer::Made(Way::Text, point(PointKind::Mobile), false), None);
        assert_eq!(refused(text), Refused::NotTheHubsWay, "the rule does not ask by text");
        assert_eq!(refused(story.answers("Beth", Answer::Left, None)), Refused::SayWhy);
        story.answers("Beth", Answer::Made(Way::Call, point(PointKind::Mobile), false), None).unwrap();
        assert_eq!(story.reminders("Beth"), ["offer_again after_four_weeks on 2026-12-21: made"]);
        assert_eq!(story.kinds("Beth").last(), Some(&EventKind::OfferedAgain));
    });
}

#[test]
fn somebody_for_whom_calls_are_not_safe_is_offered_nothing() {
    on_both(|scratch| {
        let story = story_under(scratch, asking(), &[crate::casework::NO_SAFE_WAY]);
        story.ends("Cara", Ending::Declined, TEN);
        let file = story.file("Cara");
        let outs = offered(&story.profile, &file.reminders[0], &file.person);
        assert!(outs.iter().all(|out| !out.points.as_ref().is_ok_and(|points| !points.is_empty())), "only leaving it is left");
        story.answers("Cara", Answer::Left, Some("No way is safe")).unwrap();
        assert_eq!(story.reminders("Cara"), ["offer_again after_four_weeks on 2026-12-21: left"]);
        assert_eq!(file.person.known.safety, Safety { call: Some(false), ..Safety::default() });
    });
}

#[test]
fn whoever_asked_never_to_be_asked_again_is_not() {
    on_both(|scratch| {
        let story = story_under(scratch, asking(), &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        story.answers("Amina", Answer::Never, None).unwrap();
        assert_eq!(story.reminders("Amina"), ["offer_again after_four_weeks on 2026-12-21: never"]);
        story.comes_back(&story.sam.clone(), "Amina", "2027-01-04T10:00:00Z").unwrap();
        story.ends("Amina", Ending::Declined, "2027-01-05T10:00:00Z");
        assert_eq!(story.reminders("Amina"), ["offer_again after_four_weeks on 2026-12-21: never"], "no new one is set");
    });
}

#[test]
fn whoever_comes_back_is_let_in_at_once_to_their_own_worker() {
    on_both(|scratch| {
        let story = story_under(scratch, Profile { single_worker: true, ..asking() }, &[BURGLARY]);
        story.takes(&story.sam, "Amina").unwrap();
        story.attempt("Amina", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        story.comes_back(&story.kim, "Amina", "2026-12-01T10:00:00Z").unwrap();
        let file = story.file("Amina");
        assert_eq!((file.case.state, file.case.ending, file.case.worker), (CaseState::Open, None, story.sam.user_id()));
        assert_eq!(story.due("Amina"), [("start_support".to_owned(), "2026-12-03T17:00:00Z".to_owned())], "no contact has to be made");
        assert_eq!(file.events[0].kind, EventKind::Reopened);
        assert_eq!(file.events[0].detail.reveal().as_ref().unwrap()["note"], "Somebody to talk to");
        assert_eq!(file.reminders[0].state, ReminderState::Left);
        assert!(story.comes_back(&story.kim, "Amina", "2026-12-01T10:01:00Z").is_err(), "they are here already");
    });
}

#[test]
fn where_the_worker_has_left_whoever_lets_them_in_becomes_it() {
    on_both(|scratch| {
        let story = story_under(scratch, Profile { single_worker: true, ..plain() }, &[BURGLARY]);
        story.takes(&story.sam, "Amina").unwrap();
        story.ends("Amina", Ending::Completed, TEN);
        let sam = story.sam.user_id();
        story.db.write_now(move |tx| tx.execute_one("UPDATE users SET disabled_at = 1 WHERE id = $1", &[&sam])).unwrap();
        story.comes_back(&story.kim, "Amina", "2026-12-01T10:00:00Z").unwrap();
        let case = story.case_of("Amina");
        let read = story.act::<kind::ReadCase, _>(&story.kim, case, monday(), |tx, _, permit| Ok(casework::case::read_case(tx, permit)?));
        assert_eq!(read.unwrap().case.worker, story.kim.user_id());
    });
}

#[test]
fn somebody_who_sends_a_referral_of_their_own_about_a_closed_case_is_heard() {
    on_both(|scratch| {
        let story = story_under(scratch, plain(), &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        let now = at("2026-12-01T09:00:00Z");
        story.refer_by_themselves(&[&BURGLARY.replacen("R1,", "W1,", 1)], now);
        let rows: Vec<(String, String)> =
            story.db.read_now(|c| c.all("SELECT outcome, reasons FROM source_rows ORDER BY id", &[])).unwrap();
        assert_eq!(rows[1].0, "duplicate", "{rows:?}");
        let file = story.file("Amina");
        assert_eq!(file.case.state, CaseState::Closed, "the outcome of the row stays duplicate");
        assert_eq!(told(&file.reminders), ["came_back  on 2026-12-01: open"]);
        story.refer_by_themselves(&[&BURGLARY.replacen("R1,", "W2,", 1)], now);
        assert_eq!(story.file("Amina").reminders.len(), 1, "once is enough");
        story.refer(&[&BURGLARY.replacen("R1,", "R7,", 1)], now);
        assert_eq!(story.file("Amina").reminders.len(), 1, "the force that sends it twice is nobody who came back");
        let listed = story.listed();
        assert_eq!(listed.iter().map(|one| one.reminder.kind).collect::<Vec<_>>(), [ReminderKind::CameBack]);
    });
}

#[test]
fn whoever_asked_never_to_be_asked_is_heard_when_they_come_by_themselves_and_not_because_an_agency_sends_them() {
    on_both(|scratch| {
        let story = story_under(scratch, asking(), &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        story.answers("Amina", Answer::Never, None).unwrap();
        let never = "offer_again after_four_weeks on 2026-12-21: never".to_owned();
        let now = at("2027-01-04T09:00:00Z");

        let unasked = BURGLARY.replacen("R1,", "A1,", 1).replace(",given,", ",,");
        story.refer_by_an_agency(&[&unasked], now);
        assert_eq!(story.reminders("Amina"), std::slice::from_ref(&never), "what others think is no word of hers");

        story.refer_by_themselves(&[&BURGLARY.replacen("R1,", "W1,", 1)], now);
        assert_eq!(story.reminders("Amina"), [never.clone(), "came_back  on 2027-01-04: open".to_owned()], "she is heard all the same");
        story.answers("Amina", Answer::Left, Some("She only wanted to know our hours")).unwrap();
        story.comes_back(&story.sam.clone(), "Amina", "2027-01-05T10:00:00Z").unwrap();
        story.ends("Amina", Ending::Declined, "2027-01-06T10:00:00Z");
        assert_eq!(
            story.reminders("Amina"),
            [never, "came_back  on 2027-01-04: left".to_owned()],
            "the schedule still asks nothing of her"
        );
    });
}

#[test]
fn whoever_asked_never_to_be_asked_and_tells_an_agency_that_they_want_support_is_heard() {
    on_both(|scratch| {
        let story = story_under(scratch, asking(), &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        story.answers("Amina", Answer::Never, None).unwrap();
        story.refer_by_an_agency(&[&BURGLARY.replacen("R1,", "A1,", 1)], at("2027-01-04T09:00:00Z"));
        assert_eq!(story.reminders("Amina").last().map(String::as_str), Some("came_back  on 2027-01-04: open"), "she agreed to be sent");
    });
}

#[test]
fn whom_an_agency_sends_about_a_closed_case_is_heard_unless_they_asked_not_to_be() {
    on_both(|scratch| {
        let story = story_under(scratch, plain(), &[BURGLARY]);
        story.attempt("Amina", Way::Call, AttemptOutcome::Declined, TEN).unwrap();
        story.refer_by_an_agency(&[&BURGLARY.replacen("R1,", "A1,", 1).replace(",given,", ",,")], at("2026-12-01T09:00:00Z"));
        assert_eq!(story.reminders("Amina"), ["came_back  on 2026-12-01: open"]);
    });
}

impl Story {
    fn listed(&self) -> Vec<casework::reminders::Listed> {
        let sam = self.sam.clone();
        self.db
            .write_now(move |tx| {
                let mut ids = IdMaker::new(monday(), 0, b"listed");
                let permit = testkit::hub_walls::walls().permit::<kind::SeeWork>(tx, &mut ids, &sam, monday())?;
                assert_eq!(casework::reminders::due_by(tx, &permit, "2026-11-30".parse().unwrap())?, 0, "not before its day");
                assert_eq!(casework::reminders::due_by(tx, &permit, "2026-12-01".parse().unwrap())?, 1);
                casework::reminders::list(tx, &mut ids, &permit)
            })
            .unwrap()
    }
}
