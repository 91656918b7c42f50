//! The answers: checked, changed, kept for whoever typed them, and never more than text.

use axum::http::StatusCode;
use jiff::SignedDuration;
use testkit::databases::{on_both, sqlite};
use testkit::feed::row;

use super::{count, hub, take, tell, wrong};

#[test]
fn what_a_worker_must_mend_is_said_beside_the_question() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[]);
    let mut sam = hub.signed_in("sam@example.org");
    for (but, at, told) in [
        (vec![("source", "")], "new", "Select who is telling you"),
        (vec![("source", "btp")], "new", "Select who is telling you"),
        (vec![("source", "agency")], "new", "Enter who is calling, so that they can be asked again"),
        (vec![("given_name", ""), ("family_name", "")], "person", "Enter a given name or a family name"),
        (vec![("phone", "12345")], "person", "Enter a phone number, like 01632 960001 or 07700 900123"),
        (vec![("date_of_birth-day", "31")], "person", "Date of birth must be a real date, like 27 3 1984"),
        (vec![("date_of_birth-year", "")], "person", "Date of birth must include a year"),
        (vec![("date_of_birth-year", "2031")], "person", "Date of birth must be today or in the past"),
        (vec![("postcode", "nowhere")], "reach", "Enter a postcode, like LN1 1AA, or the first half of one"),
        (vec![("email", "dana@")], "reach", "Enter an email address, like name@example.org"),
        (vec![("safe_text", "")], "safety", "Select whether it is safe to send a text"),
        (vec![("safe_call", "no")], "safety", "Select a way that they did not call unsafe"),
        (vec![("suspect_shares_address", "")], "safety", "Select whether the suspect lives at the same address"),
        (vec![("reported", "")], "report", "Select whether it was reported to the police"),
        (vec![("reported", "yes")], "report", "Enter the crime reference, or select that it is not known"),
        (vec![("offence_text", "")], "what", "Enter a few words about what happened"),
        (vec![("flags", "made_up")], "applies", "Select from the choices shown"),
        (vec![("occurred_from-day", "24")], "when", "The day it happened must be today or in the past"),
        (vec![("incident_postcode", "12")], "when", "Enter a postcode, like LN1 1AA, or the first half of one"),
        (vec![("support_consent", "")], "consent", "Select whether they agree to support"),
        (vec![("support_consent", "not_asked")], "consent", "Ask whether they agree, and select yes or no"),
        (vec![("first_language", "xx")], "needs", "Select one of the languages, or enter another one below"),
    ] {
        let (place, answer) = tell(&mut sam, &but);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{but:?}");
        assert!(place.ends_with(&format!("/{at}")), "{place}: {but:?}");
        assert_eq!(wrong(&answer), [told], "{but:?}");
        assert!(answer.says("title").unwrap().starts_with("Error: "));
        for typed in but.iter().filter(|(name, value)| ["phone", "postcode"].contains(name) && !value.is_empty()) {
            assert_eq!(answer.field(typed.0).as_deref(), Some(typed.1), "what was typed stays");
        }
    }
    assert_eq!(count(&scratch.db, "people") + count(&scratch.db, "source_rows"), 0);
}

#[test]
fn one_answer_is_changed_from_the_last_page_and_back() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[]);
    let mut sam = hub.signed_in("sam@example.org");
    let (place, check) = tell(&mut sam, &[]);
    let base = place.rsplit_once('/').unwrap().0;
    let page = scraper::Html::parse_document(&check.text);
    assert!(check.text.contains("Nobody we know fits these details"));
    let change = scraper::Selector::parse(".govuk-summary-list__actions a").unwrap();
    let links: Vec<_> = page.select(&change).map(|link| link.value().attr("href").unwrap().to_owned()).collect();
    assert!(links.len() > 15 && links.iter().all(|link| link.starts_with(base) && link.ends_with("?then=check")), "{links:?}");
    for link in &links {
        assert_eq!(sam.get(link).status, StatusCode::OK, "{link}");
    }
    let reach = format!("{base}/reach?then=check");
    assert_eq!(sam.get(&reach).field("town").as_deref(), Some("Lincoln"));
    let back = sam.fill_in(&reach, &reach, &[("town", "Boston")]);
    assert_eq!(back.header("location"), place);
    let check = sam.get(&place);
    assert!(check.text.contains("Boston") && !check.text.contains("Castle Street"));
}

#[test]
fn pressed_twice_it_is_taken_once() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let (place, check) = tell(&mut sam, &[]);
        let token = check.field("form_token").unwrap();
        let [first, second] = [(); 2].map(|()| sam.post(&place, &[("form_token", &token)]));
        assert_eq!(first.header("location"), second.header("location"));
        assert_eq!((count(&scratch.db, "source_rows"), count(&scratch.db, "people"), count(&scratch.db, "cases")), (1, 1, 1));
        for step in ["person", "known", "safety", "check", "consent-refused"] {
            let late = sam.get(&format!("{}/{step}", place.rsplit_once('/').unwrap().0));
            assert_eq!(late.header("location"), first.header("location"), "going back to {step} leads to what became of it");
        }
    });
}

#[test]
fn answers_are_the_workers_own_and_wait_for_them() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let (place, _) = tell(&mut sam, &[("safe_text", "")]);
        assert!(place.ends_with("/safety"));
        let mut kim = hub.signed_in("kim@example.org");
        assert!(!kim.get("/referrals/new").text.contains("did not finish"));
        let other = kim.get(&place);
        assert_eq!(other.status, StatusCode::SEE_OTHER);
        assert_eq!(kim.get(other.header("location")).header("location"), "/referrals/new");

        // The call broke off and half an hour went by.
        hub.clock.pass(SignedDuration::from_mins(31));
        let signed_out = sam.get(&place);
        assert!(signed_out.header("location").starts_with("/sign-in?next=/referrals/"), "{}", signed_out.header("location"));
        sam.sign_in("sam@example.org", crate::hub::PASSWORD);
        let first = sam.get("/referrals/new");
        assert!(first.text.contains("did not finish") && first.text.contains(&place), "{}", first.text);
        let person = sam.get(&format!("{}/person", place.rsplit_once('/').unwrap().0));
        assert_eq!(person.field("given_name").as_deref(), Some("Dana"));

        let stop = format!("{}/stop", place.rsplit_once('/').unwrap().0);
        let asked = sam.get(&stop);
        assert!(
            asked.says("h1").as_deref() == Some("Delete these answers?") && asked.text.contains(&format!("href=\"{place}\"")),
            "one may go on"
        );
        assert_eq!(count(&scratch.db, "drafts"), 1);
        let stopped = sam.fill_in(&stop, &stop, &[]);
        assert_eq!(stopped.header("location"), "/referrals/new?done=answers_deleted");
        assert_eq!(count(&scratch.db, "drafts"), 0);
    });
}

#[test]
fn half_a_story_is_not_taken() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[]);
    let mut sam = hub.signed_in("sam@example.org");
    let (place, page) = tell(&mut sam, &[("safe_text", "")]);
    let base = place.rsplit_once('/').unwrap().0;
    let early = sam.get(&format!("{base}/check"));
    assert_eq!(early.header("location"), format!("{base}/safety"), "the first question that is still open");
    let token = page.field("form_token").unwrap();
    let sent = sam.post(&format!("{base}/check"), &[("form_token", &token)]);
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong(&sent).iter().any(|error| error == "Select whether it is safe to call them"), "{:?}", wrong(&sent));
    assert_eq!(count(&scratch.db, "source_rows"), 0);
    for (method, path) in [("get", format!("{base}/nothing")), ("get", "/referrals/not-an-id/person".to_owned())] {
        assert_eq!(sam.get(&path).status, StatusCode::NOT_FOUND, "{method} {path}");
    }
    assert_eq!(sam.post(&format!("{base}/safety"), &[("safe_call", "yes")]).status, StatusCode::FORBIDDEN, "a form of another site");
}

#[test]
fn what_is_told_is_only_ever_text() {
    let scratch = sqlite();
    let named = row("R1").name("<b>Bo</b>", "<script>alert(1)</script>").born("1990-03-12");
    let hub = hub(&scratch, "example", &[named]);
    let mut sam = hub.signed_in("sam@example.org");
    let markup = "<script>alert(1)</script>";
    let but = [
        [("given_name", "<b>Bo</b>"), ("family_name", markup), ("offence_text", markup), ("address_1", markup), ("contact_notes", markup)]
            .as_slice(),
        &[("incident_location", "</textarea><img src=x>"), ("other_needs", markup), ("source", "police"), ("caller", markup)],
        &[("date_of_birth-day", "12"), ("date_of_birth-month", "3"), ("date_of_birth-year", "1990"), ("known", "")],
    ]
    .concat();
    let (place, asked) = tell(&mut sam, &but);
    assert!(place.ends_with("/known"), "{place}");
    assert!(asked.text.contains("&lt;b&gt;Bo&lt;/b&gt;") && !asked.text.contains("<b>Bo") && !asked.text.contains("<script>alert"));
    let and_then: Vec<_> = but.into_iter().filter(|(name, _)| *name != "known").collect();
    let (place, check) = tell(&mut sam, &and_then);
    assert!(place.ends_with("/check"), "{}", check.text);
    assert!(!check.text.contains("<script>alert") && !check.text.contains("<img src=x>"));
    assert_eq!(take(&mut sam, &place).says("h1").as_deref(), Some("A case is open"));
}
