//! What becomes of a call, and what is kept of it.

use axum::http::StatusCode;
use testkit::databases::on_both;

use super::{count, hub, referred, take, tell, texts, wrong};

#[test]
fn somebody_who_calls_gets_a_case_by_the_same_door_as_a_file() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let first = sam.get("/referrals/new");
        assert!(first.says(".govuk-warning-text").unwrap().contains("999"));
        assert_eq!(first.says("title").as_deref(), Some("Who is telling you about this? – Exampleshire Victim Hub"));
        let (place, check) = tell(&mut sam, &[("flags", "fear_of_testifying")]);
        assert!(place.ends_with("/check"));
        for told in
            ["Dana Pryce", "5 June 1988", "07700 900555", "dana@example.org", "21 November 2026", "The house was broken into", "Polish"]
        {
            assert!(check.text.contains(told), "{told}");
        }
        let done = take(&mut sam, &place);
        assert_eq!(done.says("h1").as_deref(), Some("A case is open"));
        let reasons = done.says(".govuk-list").unwrap();
        assert!(reasons.contains("enhanced rights because they are intimidated") && reasons.contains("asked for support"), "{reasons}");
        let case = texts(&scratch.db, "SELECT reference FROM cases").remove(0);
        assert!(done.says(".govuk-panel").unwrap().contains(&case));
        assert!(!done.text.contains("Dana"), "this page may be left open");

        assert_eq!(texts(&scratch.db, "SELECT source || ' ' || outcome FROM source_rows"), ["self opened"]);
        assert_eq!(
            texts(&scratch.db, "SELECT given_name || ' ' || family_name || ' ' || date_of_birth || ' ' || first_language FROM people"),
            ["Dana Pryce 1988-06-05 pl"]
        );
        assert_eq!(texts(&scratch.db, "SELECT communication_needs FROM people"), ["Large print;Rather by text, gets tired"]);
        assert_eq!(
            texts(&scratch.db, "SELECT kind || ' ' || value FROM contact_points ORDER BY kind"),
            ["address 5 Castle Street\nLincoln\nLN1 3AA", "email dana@example.org", "mobile 07700 900555"]
        );
        assert_eq!(texts(&scratch.db, "SELECT u.name || ' ' || e.kind FROM events e JOIN users u ON u.id = e.user_id"), ["sam opened"]);
        let audit =
            "SELECT u.name FROM audit a JOIN users u ON u.id = a.user_id JOIN people p ON p.id = a.person_id WHERE a.act = 'take_referral'";
        assert_eq!(texts(&scratch.db, audit), ["sam"]);
        assert_eq!(count(&scratch.db, "drafts"), 0, "the answers are kept nowhere else");
        let received: i64 = scratch.db.read_now(|c| c.one("SELECT received_at - recorded_at FROM source_rows, incidents", &[])).unwrap();
        assert_eq!(received, 0, "it was recorded when it was told");
    });
}

#[test]
fn unsafe_ways_are_honoured() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let due = "SELECT kind || ' ' || what FROM dues ORDER BY kind, what";
        // Dana would like to be called, and calls are safe: called, never written to or mailed.
        referred(&mut sam, &[]);
        assert_eq!(texts(&scratch.db, due), ["offer phone"]);
        let kept = "SELECT CAST(safe_call AS INTEGER) || '-' || CAST(safe_voicemail AS INTEGER) || '-' || CAST(safe_text AS INTEGER) || '-' || CAST(safe_email AS INTEGER) FROM people";
        assert_eq!(texts(&scratch.db, kept), ["1-0-1-0"]);

        scratch.db.write_now(|tx| tx.execute("DELETE FROM dues", &[])).unwrap();
        let eve = [("given_name", "Eve"), ("phone", "07700 900556"), ("date_of_birth-year", "1977")];
        let only_text = [("safe_call", "no"), ("preferred_contact", "none")];
        referred(&mut sam, &[eve.as_slice(), &only_text].concat());
        assert_eq!(texts(&scratch.db, due), ["offer text"], "calls are not safe, so she is sent a text");

        scratch.db.write_now(|tx| tx.execute("DELETE FROM dues", &[])).unwrap();
        let fay = [("given_name", "Fay"), ("phone", "07700 900557"), ("date_of_birth-year", "1966"), ("flags", "domestic_abuse")];
        let nothing_known = [("safe_call", "no"), ("safe_text", "not_known"), ("preferred_contact", "none")];
        referred(&mut sam, &[fay.as_slice(), &nothing_known].concat());
        let due = texts(&scratch.db, due);
        assert!(due.contains(&"task agree_safe_contact".to_owned()) && !due.iter().any(|due| due.starts_with("offer")), "{due:?}");
    });
}

#[test]
fn a_refused_consent_leaves_nothing_but_the_reason() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let (place, page) = tell(&mut sam, &[("support_consent", "refused")]);
        assert!(place.ends_with("/consent-refused"), "{place}");
        assert!(page.text.contains("Nothing they told you will be kept"));
        let done = take(&mut sam, &place);
        assert_eq!(done.says("h1").as_deref(), Some("They do not agree to support"));
        for table in ["people", "contact_points", "incidents", "involvements", "cases", "dues", "events", "reviews", "drafts"] {
            assert_eq!(count(&scratch.db, table), 0, "{table}");
        }
        let left = "SELECT outcome || ' ' || reasons FROM source_rows WHERE digest IS NULL AND as_sent IS NULL AND decision IS NULL AND person_id IS NULL AND case_id IS NULL AND incident_id IS NULL";
        assert_eq!(texts(&scratch.db, left), ["declined consent_refused"]);
        assert_eq!(count(&scratch.db, "source_rows"), 1);
        assert_eq!(count(&scratch.db, "audit WHERE person_id IS NOT NULL"), 0);
    });
}

#[test]
fn a_hub_that_needs_consent_first_keeps_nothing_before_it_was_asked() {
    on_both(|scratch| {
        let hub = hub(scratch, "lincolnshire", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let by_agency = [("source", "agency"), ("caller", "Kit at the women’s centre")];
        let (place, page) = tell(&mut sam, &[by_agency.as_slice(), &[("support_consent", "not_asked")]].concat());
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let sent_back = sam.fill_in(&place, &place, &[]);
        assert_eq!(sent_back.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(sent_back.says("h1").as_deref(), Some("Do they agree to support?"));
        assert_eq!(wrong(&sent_back), ["Ask whether they agree: this hub may keep nothing about somebody who has not said yes"]);
        assert_eq!((count(&scratch.db, "source_rows"), count(&scratch.db, "people"), count(&scratch.db, "drafts")), (0, 0, 1));

        let consent = format!("{}/consent", place.rsplit_once('/').unwrap().0);
        let mended = sam.fill_in(&consent, &format!("{consent}?then=check"), &[("support_consent", "given"), ("support_requested", "yes")]);
        assert_eq!(mended.header("location"), place);
        assert_eq!(take(&mut sam, &place).says("h1").as_deref(), Some("A case is open"));
        let kept = texts(&scratch.db, "SELECT as_sent FROM source_rows WHERE source = 'agency'").remove(0);
        assert!(kept.contains("\"referred_by\":\"Kit at the women’s centre\""), "{kept}");
    });
}

#[test]
fn who_is_not_served_is_told_why_and_nothing_about_them_is_kept() {
    on_both(|scratch| {
        let hub = hub(scratch, "lincolnshire", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let done = referred(&mut sam, &[("postcode", "YO1 7HH")]);
        assert_eq!(done.says("h1").as_deref(), Some("This hub cannot take this referral"));
        let why = done.says("main").unwrap();
        assert!(why.contains("It does not belong to the area that this hub serves, Lincolnshire"), "{why}");
        assert!(why.contains("Do not leave them without help"), "{why}");
        assert_eq!((count(&scratch.db, "people"), count(&scratch.db, "incidents"), count(&scratch.db, "drafts")), (0, 0, 0));
        assert_eq!(
            texts(&scratch.db, "SELECT outcome || ' ' || reasons FROM source_rows WHERE as_sent IS NULL AND decision IS NULL"),
            ["not_eligible out_of_area"]
        );
    });
}
