//! What only its own page can truly end is not called done by hand, and the case leads to that page.

use access::kind;
use axum::http::StatusCode;
use casework::due::{DueChanges, NewDue, carry_out};
use casework::record::DueKind;
use jiff::civil::{Weekday, time};
use kernel::{DueId, TimeLimit};
use profile::{HateReports, Profile, SeveralServices};
use testkit::databases::on_both;
use web::Transport;

use super::{BURGLARY, Story, ids, story_under};
use crate::hub::{Answer, Hub, monday, shipped};
use crate::routes::capabilities;

/// Each task that ends on another page: its kind, that page under the case, and what whoever calls it done is told to do.
const ELSEWHERE: [(&str, &str, &str); 7] = [
    ("agree_safe_contact", "safety", "when you record which ways of contact are safe"),
    ("assess_needs", "assess", "when you assess the person’s needs"),
    ("agree_lead_service", "onward/lead", "Agree it on “Which service leads”"),
    ("chase_answer", "onward/answer", "Write that down on “What a service says”"),
    ("send_hate_report", "hate-reports", "Write that down on “Reports of hate crime”"),
    ("get_update", "updates", "Write that down on “What is happening in the case”"),
    ("tell_person", "updates", "Write that down on “What is happening in the case”"),
];

/// The example hub, with a weekly meeting and reports of hate crime.
fn with_everything() -> Profile {
    Profile {
        several_services: Some(SeveralServices {
            pathway: "multi_agency".into(),
            task: "agree_lead_service".into(),
            weekday: Weekday::Wednesday,
            at: time(10, 0, 0, 0),
            authorities: Vec::new(),
        }),
        hate_reports: Some(HateReports { to: "Exampleshire Police".into(), sent_within: TimeLimit::WorkingDays(1) }),
        ..shipped("example")
    }
}

impl Story {
    /// Sets a task of this kind on Amina's case.
    fn sets(&self, what: &'static str) -> DueId {
        let case = self.case_of("Amina");
        let new = NewDue {
            kind: DueKind::Task,
            what: what.to_owned(),
            service: None,
            due_at: monday(),
            clock: "1wd".into(),
            rule: "any".into(),
            source_row: None,
        };
        self.act::<kind::FinishTask, _>(&self.sam, case, monday(), move |tx, _, _| {
            let changes = DueChanges { added: vec![new.clone()], ..DueChanges::default() };
            Ok(carry_out(tx, &mut ids(), case, &changes, monday())?)
        })
        .unwrap();
        self.file("Amina").open.iter().find(|open| open.is_task(what)).expect("it is set").due.id
    }

    fn is_open(&self, task: DueId) -> bool {
        self.file("Amina").open.iter().any(|open| open.due.id == task)
    }
}

/// Whether what is due on the case has a link there.
fn leads_to(page: &Answer, path: &str) -> bool {
    let page = scraper::Html::parse_document(&page.text);
    let links = scraper::Selector::parse("section[aria-labelledby='due'] a[href]").unwrap();
    page.select(&links).any(|link| link.value().attr("href") == Some(path))
}

#[test]
fn what_ends_on_a_page_of_its_own_is_not_called_done_and_leads_there() {
    on_both(|scratch| {
        let story = story_under(scratch, with_everything(), &[BURGLARY]);
        let hub = Hub::prepared(&story.db, with_everything(), Transport::Loopback, capabilities(), |site| site);
        let (case, mut sam) = (format!("/cases/{}", story.case_of("Amina")), hub.signed_in("sam@example.org"));
        for (what, page, told) in ELSEWHERE {
            let task = story.sets(what);
            let finish = format!("{case}/tasks/{task}/finish");
            let shown = sam.get(&case);
            assert!(leads_to(&shown, &format!("{case}/{page}")), "{what} leads to {page}");
            assert!(!leads_to(&shown, &finish), "{what} is not called done");
            assert_eq!(sam.get(&format!("{case}/{page}")).status, StatusCode::OK, "{what}: the page is there");

            let opened = sam.get(&finish);
            assert_eq!(opened.status, StatusCode::OK, "whoever has the old address");
            assert!(
                opened.says("main").unwrap().contains(told) && !opened.text.contains("This is done"),
                "{what}: {:?}",
                opened.says("main")
            );
            let sent = sam.fill_in(&case, &finish, &[("note", "Done."), ("pathway", "hate")]);
            assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
            assert!(sent.says(".govuk-error-summary").unwrap().contains(told), "{what}: {:?}", sent.says(".govuk-error-summary"));
            assert!(story.is_open(task), "{what} is still to be done");
        }
    });
}

#[test]
fn what_ends_nowhere_else_is_done_by_hand() {
    on_both(|scratch| {
        let story = story_under(scratch, with_everything(), &[BURGLARY]);
        let hub = Hub::prepared(&story.db, with_everything(), Transport::Loopback, capabilities(), |site| site);
        let (case, mut sam) = (format!("/cases/{}", story.case_of("Amina")), hub.signed_in("sam@example.org"));
        for what in ["start_support", "get_in_touch", "place_again", "send_pack"] {
            let task = story.sets(what);
            let finish = format!("{case}/tasks/{task}/finish");
            assert!(leads_to(&sam.get(&case), &finish), "{what}");
            let done = sam.fill_in(&finish, &finish, &[("note", "There is no other service; she has us.")]);
            assert_eq!(done.header("location"), format!("{case}?done=task_finished"), "{what}: {}", done.text);
            assert!(!story.is_open(task), "{what}");
        }
    });
}

#[test]
fn where_the_hub_has_that_page_no_more_a_task_that_is_left_over_is_done_by_hand() {
    on_both(|scratch| {
        let story = story_under(scratch, shipped("example"), &[BURGLARY]);
        let hub = Hub::prepared(&story.db, shipped("example"), Transport::Loopback, capabilities(), |site| site);
        let (case, mut sam) = (format!("/cases/{}", story.case_of("Amina")), hub.signed_in("sam@example.org"));
        for what in ["agree_lead_service", "send_hate_report"] {
            let task = story.sets(what);
            let finish = format!("{case}/tasks/{task}/finish");
            assert!(leads_to(&sam.get(&case), &finish), "{what}");
            sam.fill_in(&finish, &finish, &[]);
            assert!(!story.is_open(task), "{what}");
        }
    });
}
