//! Signing in and out, driven through the router.

use axum::http::StatusCode;
use jiff::SignedDuration;
use kernel::StaffRole;
use testkit::databases::{on_both, sqlite};
use web::Transport;

use crate::hub::{Browser, Hub, PASSWORD, employ, monday};
use crate::web::{SAM, acts, goes_to, hub, pages};

#[test]
fn a_worker_signs_in_works_and_signs_out() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = hub(&scratch.db);
        let mut browser = hub.browser();
        assert_eq!(goes_to(&browser.get("/note")), "/sign-in?next=/note");

        let page = browser.get("/sign-in?next=/note");
        assert_eq!(page.says("h1").as_deref(), Some("Sign in"));
        let (token, next) = (page.field("form_token").unwrap(), page.field("next").unwrap());
        let fields = [("form_token", token.as_str()), ("next", &next), ("email", "Sam@Example.org"), ("password", PASSWORD)];
        assert_eq!(goes_to(&browser.post("/sign-in", &fields)), "/note");

        let page = browser.get("/note");
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.says(".od-footer__note").as_deref(), Some("Signed in as sam"));
        assert_eq!(goes_to(&browser.fill_in("/note", "/note", &[("note", "Rang twice")])), "/note?done=attempt_recorded");
        let kept: String = scratch.db.read_now(|c| c.one("SELECT value FROM settings WHERE name = 'note'", &[])).unwrap();
        assert_eq!(kept, "Rang twice");
        let banner = browser.get("/note?done=attempt_recorded").says(".govuk-notification-banner__content");
        assert_eq!(banner.as_deref(), Some("The contact attempt has been recorded."));

        let kept_cookie = browser.cookies.clone();
        let out = browser.fill_in("/note", "/sign-out", &[]);
        assert_eq!(goes_to(&out), "/sign-in?done=signed_out");
        assert!(out.header("clear-site-data").contains("cache"));
        assert_eq!(browser.cookies.keys().collect::<Vec<_>>(), ["onedoor-known"], "which opens nothing");
        assert_eq!(
            browser.get("/sign-in?done=signed_out").says(".govuk-notification-banner__content").as_deref(),
            Some("You are signed out.")
        );

        // Somebody who copied the cookie has nothing left.
        browser.cookies = kept_cookie;
        assert_eq!(goes_to(&browser.get("/note")), "/sign-in?next=/note&ended=yes");
        assert_eq!(acts(&scratch.db), ["sign_in", "sign_out"]);
    });
}

#[test]
fn every_sign_in_has_a_new_session_and_ends_the_one_before() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let mut browser = hub.signed_in(SAM);
    let before = browser.cookies.clone();
    browser.sign_in(SAM, PASSWORD);
    assert_ne!(browser.cookies["onedoor"], before["onedoor"]);
    assert_eq!(browser.get("/note").status, StatusCode::OK);
    browser.cookies = before;
    goes_to(&browser.get("/note"));
}

#[test]
fn every_failure_to_sign_in_gets_the_same_answer() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let gone = employ(&scratch.db, "gone@example.org", StaffRole::Worker);
        scratch.db.write_now(move |tx| tx.execute_one("UPDATE users SET disabled_at = $2 WHERE id = $1", &[&gone, &monday()])).unwrap();
        let hub = hub(&scratch.db);
        let mut browser = hub.browser();
        browser.get("/sign-in");
        let mut answers = Vec::new();
        for (email, password) in
            [(SAM, "correct horse batterz"), ("gone@example.org", PASSWORD), ("nobody@example.org", PASSWORD), ("not an address", PASSWORD)]
        {
            let answer = browser.sign_in(email, password);
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.text.contains("<title>Error: Sign in"), "{}", answer.text);
            assert!(!answer.text.contains("correct horse"), "a password never comes back");
            assert_eq!(answer.field("email").as_deref(), Some(email));
            answers.push(answer.text.replace(email, "…"));
        }
        assert!(answers.iter().all(|answer| *answer == answers[0]));
        assert!(!browser.cookies.contains_key("onedoor"));
        let failed: Vec<(String, bool)> =
            scratch.db.read_now(|c| c.all("SELECT act, user_id IS NULL FROM audit WHERE act LIKE 'sign_in%'", &[])).unwrap();
        assert_eq!(failed.iter().filter(|(act, _)| act == "sign_in_failed").count(), 4);
        assert_eq!(failed.iter().filter(|(_, nobody)| *nobody).count(), 2);
    });
}

#[test]
fn an_empty_sign_in_form_says_what_to_enter() {
    let scratch = sqlite();
    let hub = hub(&scratch.db);
    let answer = hub.browser().sign_in("", "");
    assert_eq!(answer.says(".govuk-error-summary a[href='#email']").as_deref(), Some("Enter your email address"));
    assert_eq!(answer.says(".govuk-error-summary a[href='#password']").as_deref(), Some("Enter your password"));
    assert_eq!(answer.says("#password-error").as_deref(), Some("Error: Enter your password"));
    assert_eq!(acts(&scratch.db), [""; 0]);
}

#[test]
fn after_signing_in_one_stays_on_this_hub() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    for next in ["//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example", "/\t/elsewhere.example", "/sign-out", "work"]
    {
        let mut browser = hub.browser();
        let fields = [("next", next), ("email", SAM), ("password", PASSWORD)];
        assert_eq!(goes_to(&browser.fill_in("/sign-in", "/sign-in", &fields)), "/", "{next}");
        hub.clock.pass(SignedDuration::from_mins(5));
    }
    let page = hub.browser().get("/sign-in?next=//elsewhere.example");
    assert_eq!(page.field("next"), None);
    assert!(!page.text.contains("elsewhere"));
}

#[test]
fn a_session_left_alone_ends_and_the_sign_in_page_says_so() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let mut browser = hub.signed_in(SAM);
    let seen = || scratch.db.read_now(|c| c.one::<jiff::Timestamp>("SELECT seen_at FROM sessions", &[])).unwrap();
    hub.clock.pass(SignedDuration::from_secs(59));
    browser.get("/note");
    assert_eq!(seen(), monday(), "written at most once a minute");
    hub.clock.pass(SignedDuration::from_secs(1));
    browser.get("/note");
    assert_eq!(seen(), monday() + SignedDuration::from_mins(1));

    let token = browser.get("/note").field("form_token").unwrap();
    hub.clock.pass(SignedDuration::from_mins(30));
    let answer = browser.post("/note", &[("form_token", &token), ("note", "Too late")]);
    assert_eq!(goes_to(&answer), "/sign-in?ended=yes", "a form that was not kept is nothing to go back to");
    let page = browser.get("/sign-in?ended=yes");
    assert!(page.says(".govuk-inset-text").unwrap().contains("was not saved"));
    assert_eq!(scratch.db.read_now(|c| c.one::<i64>("SELECT count(*) FROM settings WHERE name = 'note'", &[])).unwrap(), 0);
}

#[test]
fn a_sign_in_form_is_taken_only_from_the_browser_it_was_sent_to() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let (mut mine, mut other) = (hub.browser(), hub.browser());
    let token = other.get("/sign-in").field("form_token").unwrap();
    let fields = [("form_token", token.as_str()), ("email", SAM), ("password", PASSWORD)];
    assert_eq!(mine.post("/sign-in", &fields).status, StatusCode::FORBIDDEN);
    mine.get("/sign-in");
    assert_eq!(mine.post("/sign-in", &fields).status, StatusCode::FORBIDDEN);
    // Two tabs of one browser share a form.
    other.get("/sign-in");
    assert_eq!(goes_to(&other.post("/sign-in", &fields)), "/");
}

#[test]
fn guessing_is_slowed_and_only_for_a_while() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let mut stranger = hub.browser();
    for _ in 0..10 {
        assert_eq!(stranger.sign_in(SAM, "guess guess guess").status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let slowed = stranger.sign_in(SAM, PASSWORD);
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(slowed.says("h1").as_deref(), Some("Too many attempts to sign in"));
    let wait: i64 = slowed.header("retry-after").parse().unwrap();
    assert!((1..=31).contains(&wait), "{wait}");

    // The worker, elsewhere, is not held up; the stranger is let in again later.
    let mut worker = hub.browser();
    worker.address = "192.0.2.77".parse().unwrap();
    assert_eq!(goes_to(&worker.sign_in(SAM, PASSWORD)), "/");
    hub.clock.pass(SignedDuration::from_secs(wait));
    assert_eq!(stranger.sign_in(SAM, "guess guess guess").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(acts(&scratch.db).iter().filter(|act| *act == "sign_in_failed").count(), 11);
}

#[test]
fn behind_a_proxy_the_proxys_word_counts_and_not_the_browsers() {
    let scratch = sqlite();
    let hub = Hub::new(&scratch.db, Transport::BehindTls, pages());
    let attempt = |browser: &mut Browser<'_>, forwarded: String| {
        browser.headers = vec![("x-forwarded-for", forwarded)];
        browser.sign_in(SAM, "guess guess guess").status
    };
    let mut stranger = hub.browser();
    for n in 0..10 {
        assert_eq!(attempt(&mut stranger, format!("203.0.113.{n}, 198.51.100.7")), StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(attempt(&mut stranger, "203.0.113.99, 198.51.100.7".into()), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(attempt(&mut stranger, "203.0.113.99, 198.51.100.8".into()), StatusCode::UNPROCESSABLE_ENTITY);

    // In the clear there is no proxy, and the header says nothing.
    let direct = Hub::new(&scratch.db, Transport::Loopback, pages());
    let mut stranger = direct.browser();
    for n in 0..10 {
        attempt(&mut stranger, format!("203.0.113.{n}"));
    }
    assert_eq!(attempt(&mut stranger, "203.0.113.99".into()), StatusCode::TOO_MANY_REQUESTS);
}

#[test]
fn cookies_are_for_this_host_and_no_script() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    for (transport, names, secure) in
        [(Transport::Loopback, ["onedoor", "onedoor-form"], false), (Transport::BehindTls, ["__Host-onedoor", "__Host-onedoor-form"], true)]
    {
        let hub = Hub::new(&scratch.db, transport, pages());
        let mut browser = hub.browser();
        let [asked, signed_in] = [browser.get("/sign-in"), browser.sign_in(SAM, PASSWORD)];
        let cookies: Vec<&str> = [&asked, &signed_in]
            .iter()
            .flat_map(|answer| answer.headers.get_all("set-cookie"))
            .map(|cookie| cookie.to_str().unwrap())
            .collect();
        for name in names {
            assert!(cookies.iter().any(|cookie| cookie.starts_with(&format!("{name}="))), "{name} in {cookies:?}");
        }
        for cookie in cookies {
            assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax") && !cookie.contains("Domain"), "{cookie}");
            assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        }
        assert_eq!(browser.get("/note").status, StatusCode::OK);
    }
}
