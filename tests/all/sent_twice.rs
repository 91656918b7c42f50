//! The same form sent twice, on both databases: a button pressed again without a script, or on a slow machine. What was written is kept once,
//! and whatever differs is kept.

use std::fmt::Debug;
use std::time::Duration;

use access::{Actor, Kind, OnCase, Permit, kind};
use assessment::{Again, Assessment, Degree, Need, Rating, StepState, agree_step, assess, assess_end, end_step};
use casework::write_note::{NewNote, write_note};
use jiff::{SignedDuration, Timestamp};
use kernel::{Flag, FlagSet, IdMaker, NoteKind, Sensitive};
use liaison::{Account, Answer, AnswerSource, NewHateReport, UpdateSays, answer_update, ask_update, report_hate, withdraw_report};
use onward::{Disclosure, disclose};
use profile::{ConsentForm, DisclosureReason};
use store::Tx;
use testkit::databases::{Scratch, on_both};
use web::{Refusable, Transport};

use crate::casework::BURGLARY;
use crate::hub::{Hub, monday, shipped};
use crate::liaison::taking_reports;
use crate::roof::{Roof, roof};
use crate::routes::capabilities;

/// A hub, and for how long what is sent there is not yet kept after it was written.
struct Desk {
    roof: Roof,
    linger: Duration,
}

/// A kind of form: how somebody sends it on Amina's case with these words in it, and which id it answers with; where what was sent is kept;
/// and its entry in the timeline, where it leaves one.
struct Form {
    send: fn(&Desk, &Actor, &str, Timestamp) -> String,
    kept: &'static str,
    entries: Option<&'static str>,
}

const NOTE: Form = Form { send: note, kept: "SELECT count(*) FROM notes", entries: None };
const DISCLOSURE: Form = Form { send: disclosure, kept: "SELECT count(*) FROM disclosures", entries: Some(DISCLOSED) };
const DISCLOSED: &str = "SELECT count(*) FROM events WHERE kind = 'disclosed'";
const ASSESSMENT: Form =
    Form { send: assessment, kept: "SELECT count(*) FROM assessments WHERE moment = 'start'", entries: Some(ASSESSED) };
const ASSESSED: &str = "SELECT count(*) FROM events WHERE kind = 'needs_assessed'";
const LAST_ANSWERS: Form =
    Form { send: asked_again, kept: "SELECT count(*) FROM assessments WHERE moment = 'end'", entries: Some(ASKED_AGAIN) };
const ASKED_AGAIN: &str = "SELECT count(*) FROM events WHERE kind = 'asked_again'";
const STEP: Form = Form { send: step, kept: "SELECT count(*) FROM plan_steps", entries: Some(AGREED) };
const AGREED: &str = "SELECT count(*) FROM events WHERE kind = 'plan_step_agreed'";
const UPDATE: Form = Form { send: update, kept: "SELECT count(*) FROM updates", entries: Some(ASKED) };
const ASKED: &str = "SELECT count(*) FROM events WHERE kind = 'update_asked'";
const REPORT: Form = Form { send: report, kept: "SELECT count(*) FROM hate_reports", entries: Some(REPORTED) };
const REPORTED: &str = "SELECT count(*) FROM events WHERE kind = 'hate_report_made'";

/// Every kind of form of this file.
const FORMS: &[Form] = &[NOTE, DISCLOSURE, ASSESSMENT, LAST_ANSWERS, STEP, UPDATE, REPORT];

fn desk(scratch: &Scratch) -> Desk {
    Desk { roof: roof(scratch, &[BURGLARY]), linger: Duration::ZERO }
}

impl Desk {
    fn act<A: Kind<On = OnCase>, T: Debug + Send + 'static, E: Refusable<Refusal: Debug>>(
        &self,
        who: &Actor,
        at: Timestamp,
        mut work: impl FnMut(&mut Tx<'_>, &mut IdMaker, &Permit<'_, A>) -> Result<T, E> + Send + 'static,
    ) -> String {
        let linger = self.linger;
        let done = self.roof.does::<A, T, E>(who, self.roof.story.case_of("Amina"), at, move |tx, ids, permit| {
            let done = work(tx, ids, permit)?;
            std::thread::sleep(linger);
            Ok(done)
        });
        format!("{:?}", done.expect("permitted").unwrap())
    }
}

fn told(words: &str) -> Sensitive<String> {
    Sensitive::new(words.to_owned())
}

fn note(desk: &Desk, who: &Actor, words: &str, at: Timestamp) -> String {
    let note = NewNote { kind: NoteKind::Support, text: told(words) };
    desk.act::<kind::WriteNote, _, _>(who, at, move |tx, ids, permit| write_note(tx, ids, permit, &note))
}

fn disclosure(desk: &Desk, who: &Actor, words: &str, at: Timestamp) -> String {
    let (to, reason) = ("police".to_owned(), DisclosureReason::Safeguarding);
    let disclosure = Disclosure { to, reason, why: told("He is outside"), told: told(words) };
    desk.act::<kind::Disclose, _, _>(who, at, move |tx, ids, permit| disclose(tx, ids, permit, &shipped("example"), &disclosure))
}

fn needs(degree: Degree, said: &str) -> Assessment {
    let rating = |measure: &str| Rating { measure: measure.to_owned(), answer: 2 };
    Assessment {
        needs: vec![(Need::Money, Degree::SomeNeed), (Need::Health, degree)],
        ratings: vec![rating("safety"), rating("informed")],
        said: Some(told(said)),
        pathway: Some("young".into()),
    }
}

fn assesses(desk: &Desk, who: &Actor, assessment: Assessment, at: Timestamp) -> String {
    desk.act::<kind::AssessNeeds, _, _>(who, at, move |tx, ids, permit| assess(tx, ids, permit, &shipped("example"), &assessment))
}

fn assessment(desk: &Desk, who: &Actor, words: &str, at: Timestamp) -> String {
    assesses(desk, who, needs(Degree::MuchNeed, words), at)
}

fn asked_again(desk: &Desk, who: &Actor, words: &str, at: Timestamp) -> String {
    let again = Again { ratings: needs(Degree::NoNeed, "").ratings, said: Some(told(words)) };
    desk.act::<kind::AssessNeeds, _, _>(who, at, move |tx, ids, permit| assess_end(tx, ids, permit, &shipped("example"), &again))
}

fn step(desk: &Desk, who: &Actor, words: &str, at: Timestamp) -> String {
    let words = told(words);
    desk.act::<kind::ChangeContact, _, _>(who, at, move |tx, ids, permit| agree_step(tx, ids, permit, &words))
}

fn update(desk: &Desk, who: &Actor, words: &str, at: Timestamp) -> String {
    let question = told(words);
    desk.act::<kind::AskForUpdate, _, _>(who, at, move |tx, ids, permit| ask_update(tx, ids, permit, &shipped("example"), Some(&question)))
}

fn report(desk: &Desk, who: &Actor, words: &str, at: Timestamp) -> String {
    let account = Account { happened: told(words), when: told("last Friday"), place: told("at the bus station") };
    let flags = FlagSet::of(&[Flag::HateRace]);
    let new = NewHateReport { flags, account, is_named: false, agreed: ConsentForm::Verbal, looked: false };
    desk.act::<kind::ReportHate, _, _>(who, at, move |tx, ids, permit| report_hate(tx, ids, permit, &taking_reports(), &new))
}

fn after(seconds: i64) -> Timestamp {
    monday() + SignedDuration::from_secs(seconds)
}

/// Who sends what, how many seconds after ten, and how many are kept from then on.
const SENT: &[(&str, &str, i64, i64)] = &[
    ("sam", "Shouts at night", 0, 1),
    ("sam", "Shouts at night", 0, 1),
    ("sam", "Shouts at night", 2, 1),
    // Pressed later and yet carried out before: each press has its own moment.
    ("sam", "Shouts at night", -1, 1),
    ("sam", "Shouts at night.", 4, 2),
    // Back, and as it was: what stands last is what they wrote last.
    ("sam", "Shouts at night", 6, 3),
    ("kim", "Shouts at night", 8, 4),
    ("sam", "Shouts at night", 10, 4),
    ("sam", "Shouts at night", 65, 4),
    ("sam", "Shouts at night", 66, 5),
];

fn kept_once(form: &Form) {
    on_both(|scratch| {
        let desk = desk(scratch);
        let mut last = [String::new(), String::new()];
        let mut before = 0;
        for (name, words, seconds, kept) in SENT {
            let (who, last) = if *name == "sam" { (&desk.roof.story.sam, &mut last[0]) } else { (&desk.roof.story.kim, &mut last[1]) };
            let answer = (form.send)(&desk, who, words, after(*seconds));
            let sent = format!("{words:?} by {name} after {seconds} seconds");
            assert_eq!(desk.roof.count(form.kept), *kept, "{sent}");
            assert_eq!(form.entries.map_or(*kept, |entries| desk.roof.count(entries)), *kept, "{sent}, in the timeline");
            // It answers with the very one that was kept.
            assert!(*kept > before || answer == *last, "{sent}");
            (*last, before) = (answer, *kept);
        }
    });
}

#[test]
fn a_note_sent_twice_is_kept_once() {
    kept_once(&NOTE);
}

#[test]
fn what_was_told_without_consent_is_kept_once_when_sent_twice() {
    kept_once(&DISCLOSURE);
}

#[test]
fn an_assessment_sent_twice_is_kept_once() {
    kept_once(&ASSESSMENT);
}

#[test]
fn what_was_answered_at_the_end_is_kept_once_when_sent_twice() {
    kept_once(&LAST_ANSWERS);
}

#[test]
fn a_step_of_the_plan_sent_twice_is_kept_once() {
    kept_once(&STEP);
}

#[test]
fn a_question_sent_twice_is_asked_once() {
    kept_once(&UPDATE);
}

#[test]
fn a_report_of_hate_sent_twice_is_made_once() {
    kept_once(&REPORT);
}

#[test]
fn a_form_sent_twice_at_the_same_moment_is_kept_once() {
    for form in FORMS {
        on_both(|scratch| {
            // The other one is sent before this one is kept.
            let desk = Desk { linger: Duration::from_millis(50), ..desk(scratch) };
            let answers: Vec<String> = std::thread::scope(|scope| {
                let press = || (form.send)(&desk, &desk.roof.story.sam, "Shouts at night", monday());
                [scope.spawn(press), scope.spawn(press)].map(|sent| sent.join().unwrap()).into()
            });
            assert_eq!(desk.roof.count(form.kept), 1, "{}", form.kept);
            assert_eq!(answers[0], answers[1], "{}", form.kept);
        });
    }
}

/// Each differs from the one before in one answer, and in nothing else.
#[test]
fn an_assessment_that_differs_in_one_answer_is_kept() {
    on_both(|scratch| {
        let desk = desk(scratch);
        let first = needs(Degree::MuchNeed, "The roof leaks");
        let milder = Assessment { needs: needs(Degree::SomeNeed, "").needs, ..first.clone() };
        let fewer = Assessment { needs: milder.needs[..1].to_vec(), ..milder.clone() };
        let better =
            Assessment { ratings: vec![first.ratings[0].clone(), Rating { answer: 3, ..first.ratings[1].clone() }], ..fewer.clone() };
        let elsewhere = Assessment { pathway: Some("fraud".into()), ..better.clone() };
        let silent = Assessment { said: None, ..elsewhere.clone() };
        for (number, assessment) in [first, milder, fewer, better, elsewhere, silent].into_iter().enumerate() {
            for _ in 0..2 {
                assesses(&desk, &desk.roof.story.sam, assessment.clone(), after(i64::try_from(number).unwrap()));
            }
            assert_eq!(desk.roof.count(ASSESSMENT.kept), i64::try_from(number).unwrap() + 1, "{number}");
        }
    });
}

/// What the first sending did no longer stands, so that the second is no second sending.
#[test]
fn what_was_ended_meanwhile_is_written_anew() {
    on_both(|scratch| {
        let desk = desk(scratch);
        let sam = &desk.roof.story.sam;
        let words = "Shouts at night";

        let agreed = assessment::StepId::parse(&step(&desk, sam, words, after(0))).unwrap();
        desk.act::<kind::ChangeContact, _, _>(sam, after(5), move |tx, ids, permit| end_step(tx, ids, permit, agreed, StepState::Dropped));
        step(&desk, sam, words, after(10));
        assert_eq!(desk.roof.count(STEP.kept), 2, "agreed again");

        let made = liaison::HateReportId::parse(&report(&desk, sam, words, after(0))).unwrap();
        desk.act::<kind::ReportHate, _, _>(sam, after(5), move |tx, ids, permit| withdraw_report(tx, ids, permit, made));
        report(&desk, sam, words, after(10));
        assert_eq!(desk.roof.count(REPORT.kept), 2, "the person agreed once more");

        let asked = liaison::UpdateId::parse(&update(&desk, sam, words, after(0))).unwrap();
        desk.act::<kind::AskForUpdate, _, _>(sam, after(5), move |tx, ids, permit| {
            let answer = Answer { says: UpdateSays::Charged, source: AnswerSource::Officer, words: None };
            answer_update(tx, ids, permit, &shipped("example"), asked, &answer)
        });
        update(&desk, sam, words, after(10));
        assert_eq!(desk.roof.count(UPDATE.kept), 2, "asked again after the answer");

        assessment(&desk, sam, words, after(0));
        crate::assessment::task(&desk.roof, "Amina", "assess_needs");
        assessment(&desk, sam, words, after(10));
        assert_eq!(desk.roof.count(ASSESSMENT.kept), 2, "a task that was set since asks for another");
        let open = desk.roof.read(sam, "Amina", after(10)).unwrap().open;
        assert!(!open.iter().any(|open| open.is_task("assess_needs")), "and it is done");
    });
}

/// A page, where its form is sent, and what is filled in.
type Filled = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const PAGES: &[Filled] = &[
    ("notes", "notes", &[("kind", "support"), ("text", "Shouts at night")]),
    (
        "onward/disclose",
        "onward/disclose",
        &[("told_to", "police"), ("because", "serious_harm"), ("could_not_wait", "He is outside"), ("told", "Where she is")],
    ),
    // The page does not offer the pathway any more once the case is on it.
    ("assess", "assess", &[("need-housing", "much"), ("measure-informed", "2"), ("said", "The roof leaks"), ("pathway", "young")]),
    ("assess/end", "assess/end", &[("measure-informed", "4"), ("said", "It is dry")]),
    ("plan", "plan/support", &[("words-support", "Sam calls each Friday")]),
    ("plan", "plan/safety", &[("words-safety", "New locks by Monday")]),
    ("updates", "updates", &[("question", "Has anybody been charged?")]),
    ("updates", "updates", &[]),
    (
        "hate-reports/new",
        "hate-reports/new",
        &[("flags", "hate_race"), ("named", "unnamed"), ("happened", "Two men shouted"), ("agreed", "verbal")],
    ),
];

#[test]
fn a_page_sent_twice_answers_the_same_and_keeps_one() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let hub = Hub::prepared(&roof.db, taking_reports(), Transport::Loopback, capabilities(), |site| site);
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", roof.story.case_of("Amina"));
        let all = || -> Vec<i64> {
            let events = "SELECT count(*) FROM events";
            let dues = "SELECT count(*) FROM dues";
            FORMS.iter().map(|form| form.kept).chain([events, dues]).map(|sql| roof.count(sql)).collect()
        };
        for (page, action, fields) in PAGES {
            let (page, action) = (format!("{case}/{page}"), format!("{case}/{action}"));
            let before = all();
            let first = sam.fill_in(&page, &action, fields);
            let goes_to = first.header("location").to_owned();
            assert!(goes_to.contains("?done="), "{action}: {}", first.text);
            let kept = all();
            assert_ne!(kept, before, "{action}");
            hub.clock.pass(SignedDuration::from_secs(2));
            assert_eq!(sam.fill_in(&page, &action, fields).header("location"), goes_to, "{action}");
            assert_eq!(all(), kept, "{action}");
        }
    });
}
