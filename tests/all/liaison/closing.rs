//! A case is not closed by hand over what was promised to the person; where it closes otherwise, the lists say so.

use axum::http::StatusCode;
use casework::record::CaseState;
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use jiff::SignedDuration;
use liaison::NewHateReport;
use testkit::databases::on_both;

use super::{World, report, unnamed, world};
use crate::hub::{Answer, Browser, monday};

const SHOUTED: &str = "Two men shouted at them.";

impl World {
    fn state(&self) -> CaseState {
        self.roof.read(&self.roof.story.sam, "Amina", monday()).unwrap().case.state
    }

    /// Whoever leads closes the case, whatever its page offers.
    fn closes(&self, lee: &mut Browser<'_>) -> Answer {
        lee.fill_in(&format!("{}/updates", self.case), &format!("{}/close", self.case), &[("ending", "completed")])
    }

    /// That somebody asked what is happening; where that is kept.
    fn asks(&self, sam: &mut Browser<'_>) -> String {
        let here = format!("{}/updates", self.case);
        // What was asked last stands first, and of one moment either may.
        self.hub.clock.pass(SignedDuration::from_secs(1));
        sam.fill_in(&here, &here, &[("question", "Is he still in prison?")]);
        let page = sam.get(&here).text;
        let update = page.split(&format!("{here}/")).nth(1).unwrap().split('"').next().unwrap();
        format!("{here}/{update}")
    }
}

/// Refused, with where to end what is owed.
fn is_refused(answer: &Answer, says: &str, leads_to: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.says(".govuk-error-summary").unwrap().contains(says), "{:?}", answer.says(".govuk-error-summary"));
    assert!(answer.text.contains(&format!("href=\"{leads_to}\"")), "{}", answer.text);
}

#[test]
fn nobody_closes_a_case_while_a_report_that_was_promised_is_not_sent() {
    on_both(|scratch| {
        let world = world(scratch);
        let id = report(&world.roof, "Amina", &unnamed(SHOUTED)).unwrap();
        let (mut sam, mut lee) = (world.hub.signed_in("sam@example.org"), world.hub.signed_in("lee@example.org"));
        let reports = format!("{}/hate-reports", world.case);
        let page = lee.get(&format!("{}/close", world.case));
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains(&format!("href=\"{reports}\"")) && page.text.contains("has not been sent"), "{}", page.text);
        assert!(!page.text.contains("name=\"ending\""), "nothing is offered that would be refused");
        is_refused(&world.closes(&mut lee), "A report of a hate crime was promised and has not been sent", &reports);
        assert_eq!(world.state(), CaseState::Open);

        let one = format!("{reports}/{id}");
        assert_eq!(sam.fill_in(&one, &one, &[("became", "withdrawn")]).status, StatusCode::SEE_OTHER);
        let close = format!("{}/close", world.case);
        let closed = lee.fill_in(&close, &close, &[("ending", "completed")]);
        assert_eq!(closed.header("location"), format!("{}?done=case_closed", world.case), "{}", closed.text);
    });
}

#[test]
fn nobody_closes_a_case_while_somebody_waits_to_hear_what_is_happening() {
    on_both(|scratch| {
        let world = world(scratch);
        let (mut sam, mut lee) = (world.hub.signed_in("sam@example.org"), world.hub.signed_in("lee@example.org"));
        let (one, list) = (world.asks(&mut sam), format!("{}/updates", world.case));
        is_refused(&world.closes(&mut lee), "asked what is happening and has not been told", &list);
        sam.fill_in(&one, &one, &[("came", "no_answer")]);
        is_refused(&world.closes(&mut lee), "asked what is happening and has not been told", &list);
        sam.fill_in(&one, &one, &[("came", "told")]);
        assert_eq!(world.closes(&mut lee).header("location"), format!("{}?done=case_closed", world.case));
    });
}

#[test]
fn somebody_who_waits_no_longer_or_cannot_be_told_is_left_with_the_reason() {
    on_both(|scratch| {
        let world = world(scratch);
        let (mut sam, mut lee) = (world.hub.signed_in("sam@example.org"), world.hub.signed_in("lee@example.org"));
        for answered in [false, true] {
            let one = world.asks(&mut sam);
            if answered {
                sam.fill_in(&one, &one, &[("came", "answer"), ("says", "charged"), ("from", "officer")]);
            }
            let unsaid = sam.fill_in(&one, &one, &[("came", "left")]);
            assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(unsaid.says(".govuk-error-summary").unwrap().contains("Say why the person is not told"), "{}", unsaid.text);
            let why = [("came", "left"), ("why", "He opens her letters, and she has no telephone.")];
            let left = sam.fill_in(&one, &one, &why);
            assert_eq!(left.header("location"), format!("{}/updates?done=update_written", world.case), "{}", left.text);
            assert!(sam.get("/updates").text.contains("Nobody waits to hear"));
            let page = sam.get(&one).text;
            assert!(page.contains("Is not told") && !page.contains("To be told") && !page.contains("Answer due"), "{page}");
            let open = world.roof.read(&world.roof.story.sam, "Amina", monday()).unwrap().open;
            assert!(!open.iter().any(|open| ["get_update", "tell_person"].contains(&open.due.what.as_str())), "{open:?}");
            let token = [("came", "told"), ("form_token", &sam.get(&format!("{}/updates", world.case)).field("form_token").unwrap())];
            assert_eq!(sam.post(&one, &token).status, StatusCode::UNPROCESSABLE_ENTITY, "nobody tells whom it was left for");
            assert!(sam.get(&world.case).text.contains("He opens her letters"), "the timeline says why");
        }
        assert_eq!(world.closes(&mut lee).header("location"), format!("{}?done=case_closed", world.case));
    });
}

#[test]
fn a_case_that_closes_because_the_person_declines_says_of_its_report_that_it_was_not_sent() {
    on_both(|scratch| {
        let world = world(scratch);
        let id = report(&world.roof, "Amina", &NewHateReport { is_named: true, ..unnamed(SHOUTED) }).unwrap();
        let recorded = world.roof.story.attempt("Amina", Way::Call, AttemptOutcome::Declined, "2026-11-23T11:00:00Z").unwrap();
        assert!(recorded.closed, "whoever declines is not kept");
        let mut sam = world.hub.signed_in("sam@example.org");
        let list = sam.get("/hate-reports");
        assert!(list.text.contains("<strong>0</strong> to be sent"), "{}", list.text);
        assert!(list.says("tbody").unwrap().contains("Not sent: the case was closed on Monday 23 November"), "{:?}", list.says("tbody"));
        let one = sam.get(&format!("{}/hate-reports/{id}", world.case)).text;
        assert!(one.contains("Not sent: the case was closed on Monday 23 November") && !one.contains("To be sent"), "{one}");
        // However long before it was made: it is the closing that is news.
        world.roof.db.write_now(|tx| tx.execute("UPDATE hate_reports SET made_at = 1", &[]).map(drop)).unwrap();
        assert!(
            sam.get("/hate-reports").says("tbody").is_some_and(|rows| rows.contains("the case was closed")),
            "it does not fall off the list"
        );

        let back = format!("{}/come-back", world.case);
        sam.fill_in(&back, &back, &[("support_by", "phone")]);
        assert_eq!(world.state(), CaseState::Open);
        let mut lee = world.hub.signed_in("lee@example.org");
        is_refused(&world.closes(&mut lee), "has not been sent", &format!("{}/hate-reports", world.case));
    });
}

#[test]
fn an_update_of_a_closed_case_is_not_said_to_be_due() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut sam = world.hub.signed_in("sam@example.org");
        let one = world.asks(&mut sam);
        world.roof.story.attempt("Amina", Way::Call, AttemptOutcome::Declined, "2026-11-23T11:00:00Z").unwrap();
        let page = sam.get(&one).text;
        assert!(page.contains("Not told: the case was closed on Monday 23 November") && !page.contains("Answer due"), "{page}");
    });
}
