//! A referral taken off a person by the browser: whoever parts records sees what was told of somebody, and takes off what is not about them.

use axum::http::StatusCode;
use kernel::{PersonId, StaffRole};
use testkit::databases::{Scratch, on_both};
use testkit::feed::row;
use web::Transport;

use super::{MONDAY, hub};
use crate::hub::{Answer, Browser, Hub, employ};
use crate::routes::capabilities;

const EARLY: &str = "2026-11-23T09:30:00Z";

/// A hub in which two referrals are about Ann, the second by the sender's reference, and where Mona parts and Sam does not.
struct World<'s> {
    told: super::Hub<'s>,
    pages: Hub,
    ann: PersonId,
}

fn world(scratch: &Scratch) -> World<'_> {
    let told = hub(scratch, "example");
    let ann = |id: &str| row(id).name("Ann", "Wetherby").born("1984-03-12").reference("P1").says("support_consent", "given");
    let first = told.takes_one(EARLY, ann("R1").mobile("07700 900123"));
    let second = told.takes_one(MONDAY, ann("R2").mobile("07700 900777"));
    assert_eq!(first.person(), second.person());
    for (email, role) in [("mona@example.org", StaffRole::Manager), ("sam@example.org", StaffRole::Worker)] {
        employ(&scratch.db, email, role);
    }
    let ann = PersonId::parse(first.person()).unwrap();
    World { pages: Hub::new(&scratch.db, Transport::Loopback, capabilities()), told, ann }
}

impl World<'_> {
    fn referrals(&self) -> String {
        format!("/people/{}/referrals", self.ann)
    }

    fn part(&self, record: &str) -> String {
        let record = record.to_owned();
        let row: kernel::SourceRowId =
            self.told.db.read_now(move |c| c.one("SELECT id FROM source_rows WHERE source_record_id = $1", &[&record])).unwrap();
        format!("{}/{row}/part", self.referrals())
    }

    /// Whose a referral is.
    fn whose(&self, record: &str) -> PersonId {
        let record = record.to_owned();
        self.told.db.read_now(move |c| c.one("SELECT person_id FROM source_rows WHERE source_record_id = $1", &[&record])).unwrap()
    }
}

fn seen(browser: &mut Browser<'_>, path: &str) -> Answer {
    let answer = browser.get(path);
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer
}

fn is_refused(answer: &Answer, sentence: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert!(answer.says(".govuk-error-summary").unwrap().contains(sentence), "{}", answer.text);
    assert!(answer.text.contains("href=\"#referral\"") && answer.text.contains("id=\"referral\""));
}

#[test]
fn whoever_parts_sees_each_referral_and_why_it_is_on_the_record() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut mona = world.pages.signed_in("mona@example.org");
        let person = seen(&mut mona, &format!("/people/{}", world.ann));
        assert!(person.text.contains(&format!("href=\"{}\"", world.referrals())));
        let list = seen(&mut mona, &world.referrals());
        for told in
            ["Ann Wetherby", "Received", "The police", "/cases/", "CR/R1", "CR/R2", "Nobody like this was known", "their own reference"]
        {
            assert!(list.text.contains(told), "{told}: {}", list.text);
        }
        assert!(["R1", "R2"].iter().all(|record| list.text.contains(&world.part(record))));
        let read: i64 = world.told.counts("SELECT count(*) FROM audit WHERE act = 'read_person'");
        seen(&mut mona, &world.referrals());
        assert_eq!(world.told.counts("SELECT count(*) FROM audit WHERE act = 'read_person'"), read + 1, "who looked is noted");

        let mut sam = world.pages.signed_in("sam@example.org");
        assert!(!seen(&mut sam, &format!("/people/{}", world.ann)).text.contains("/referrals\""), "a worker does not part");
        assert_eq!(sam.get(&world.referrals()).status, StatusCode::NOT_FOUND);
        assert_eq!(sam.get(&world.part("R2")).status, StatusCode::NOT_FOUND);
        let token = sam.get("/search").field("form_token").unwrap();
        assert_eq!(sam.post(&world.part("R2"), &[("form_token", &token)]).status, StatusCode::NOT_FOUND);
        assert_eq!(world.whose("R2"), world.ann);
    });
}

#[test]
fn a_referral_taken_off_leads_to_the_case_of_whom_it_is_about_and_cannot_be_taken_off_again() {
    on_both(|scratch| {
        let world = world(scratch);
        let mut mona = world.pages.signed_in("mona@example.org");
        let path = world.part("R2");
        let page = seen(&mut mona, &path);
        assert!(page.text.contains("CR/R2") && !page.text.contains("CR/R1") && page.text.contains("kept apart"), "{}", page.text);
        let done = mona.fill_in(&path, &path, &[]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
        assert_ne!(world.whose("R2"), world.ann);
        assert_eq!(world.whose("R1"), world.ann);
        let case: kernel::CaseId =
            world.told.db.read_now(|c| c.one("SELECT case_id FROM source_rows WHERE source_record_id = 'R2'", &[])).unwrap();
        assert_eq!(done.header("location"), format!("/cases/{case}?done=referral_taken_off"));
        let new = seen(&mut mona, done.header("location"));
        assert!(new.says(".govuk-notification-banner").unwrap().contains("The referral has been taken off"));
        assert!(new.text.contains("900777") && !new.text.contains("900123"), "{}", new.text);

        let list = seen(&mut mona, &world.referrals());
        assert!(list.text.contains("CR/R1") && !list.text.contains("CR/R2"));
        assert!(seen(&mut mona, &path).text.contains("not about this person any more"));
        let token = mona.get("/search").field("form_token").unwrap();
        is_refused(&mona.post(&path, &[("form_token", &token)]), "not about this person any more");
        let only = world.part("R1");
        is_refused(&mona.fill_in(&only, &only, &[]), "the only referral about this person");
    });
}

#[test]
fn what_is_not_kept_any_more_is_not_told_apart() {
    on_both(|scratch| {
        let world = world(scratch);
        let emptied = "UPDATE source_rows SET as_sent = NULL WHERE source_record_id = 'R1'";
        world.told.db.write_now(|tx| tx.execute(emptied, &[])).unwrap();
        let mut mona = world.pages.signed_in("mona@example.org");
        let path = world.part("R2");
        is_refused(&mona.fill_in(&path, &path, &[]), "not kept any more");
        assert_eq!(world.whose("R2"), world.ann);
    });
}
