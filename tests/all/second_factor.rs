//! Second factors, first passwords and sessions, driven through the router as a browser does.

use access::Organisation;
use axum::http::StatusCode;
use data_encoding::BASE32_NOPAD;
use identity::{PublicAddress, RecoveryCode, TotpSecret};
use jiff::SignedDuration;
use kernel::{Clock, StaffRole};
use store::Db;
use testkit::databases::{on_both, sqlite};
use testkit::hub_walls::walls_of;
use testkit::passkey_device::Device;
use web::Transport;

use crate::hub::{Answer, Browser, Hub, PASSWORD, employ, shipped};
use crate::web::{SAM, acts, goes_to, hub, pages};

const MAYA: &str = "maya@example.org";
const ORIGIN: &str = "http://localhost:8080";

/// The example hub as its profile demands it: managers give a second factor. Browsers know it as localhost.
fn demanding(db: &Db) -> Hub {
    let profile = shipped("example");
    let organisation = Organisation { second_factor: vec![StaffRole::Manager], ..profile.organisation.clone() };
    Hub::prepared(db, profile, Transport::Loopback, pages(), |mut site| {
        site.walls = walls_of(&organisation);
        site.with_public_address(&PublicAddress::parse(ORIGIN).unwrap())
    })
}

fn code(hub: &Hub, secret: &TotpSecret) -> String {
    secret.code_at(hub.clock.now())
}

/// Adds an authenticator app, as somebody with a telephone does; the app's secret.
fn add_app(hub: &Hub, browser: &mut Browser<'_>) -> TotpSecret {
    let offered = browser.get("/account/authenticator");
    assert_eq!(offered.status, StatusCode::OK, "{}", offered.text);
    let letters = offered.says("#secret").unwrap().replace(' ', "");
    let secret = TotpSecret::kept(&BASE32_NOPAD.decode(letters.as_bytes()).unwrap()).unwrap();
    let shown = code(hub, &secret);
    let answer = browser.fill_in("/account/authenticator", "/account/authenticator", &[("code", &shown)]);
    assert!(goes_to(&answer).starts_with("/account/recovery-codes"), "{}", answer.header("location"));
    secret
}

fn make_codes(browser: &mut Browser<'_>) -> Vec<String> {
    let made = browser.fill_in("/account/recovery-codes", "/account/recovery-codes", &[]);
    let page = scraper::Html::parse_document(&made.text);
    let codes = scraper::Selector::parse("code.od-code").unwrap();
    page.select(&codes).map(|code| code.text().collect()).collect()
}

fn give(browser: &mut Browser<'_>, typed: &str) -> Answer {
    browser.fill_in("/prove", "/prove", &[("code", typed)])
}

#[test]
fn whoever_added_an_app_signs_in_with_its_code_each_once() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = hub(&scratch.db);
        let secret = add_app(&hub, &mut hub.signed_in(SAM));
        hub.clock.pass(SignedDuration::from_mins(1));

        let mut browser = hub.browser();
        assert_eq!(
            goes_to(&browser.fill_in("/sign-in?next=/note", "/sign-in", &[("email", SAM), ("password", PASSWORD), ("next", "/note")])),
            "/note"
        );
        let half = browser.cookies["onedoor"].clone();
        assert_eq!(goes_to(&browser.get("/note")), "/prove?next=/note", "a password alone opens nothing");
        let token = browser.get("/prove").field("form_token").unwrap();
        assert_eq!(goes_to(&browser.post("/note", &[("form_token", &token), ("note", "Too early")])), "/prove");
        for page in
            ["/account", "/account/second-factor", "/account/authenticator", "/account/recovery-codes", "/account/password", "/users"]
        {
            assert!(goes_to(&browser.get(page)).starts_with("/prove"), "{page}");
        }
        for wrong in ["000000", "", "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"] {
            assert_eq!(give(&mut browser, wrong).status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
        let shown = code(&hub, &secret);
        assert_eq!(goes_to(&browser.fill_in("/prove?next=/note", "/prove", &[("code", &shown), ("next", "/note")])), "/note");
        assert_eq!(browser.get("/note").status, StatusCode::OK);
        assert_ne!(browser.cookies["onedoor"], half, "the session goes on under a new token");

        let mut thief = hub.browser();
        thief.sign_in(SAM, PASSWORD);
        assert_eq!(give(&mut thief, &shown).status, StatusCode::UNPROCESSABLE_ENTITY, "a code that was seen over a shoulder is used up");
        thief.cookies.insert("onedoor".into(), half);
        assert!(goes_to(&thief.get("/note")).starts_with("/sign-in"), "the token from before the second factor is dead");
        let acts = acts(&scratch.db);
        assert_eq!(acts.iter().filter(|act| *act == "factor_failed").count(), 3, "{acts:?}");
        assert!(acts.contains(&"factor_given".into()) && acts.contains(&"authenticator_added".into()));
    });
}

#[test]
fn a_recovery_code_lets_in_once_and_new_ones_replace_the_old() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = hub(&scratch.db);
        let mut browser = hub.signed_in(SAM);
        assert_eq!(
            goes_to(&browser.fill_in("/note", "/account/recovery-codes", &[])),
            "/account/second-factor",
            "only beside a second factor"
        );
        add_app(&hub, &mut browser);
        let codes = make_codes(&mut browser);
        assert_eq!(codes.len(), 10);
        assert!(codes.iter().all(|code| RecoveryCode::parse(code).is_some()));
        let kept: Vec<Vec<u8>> = scratch.db.read_now(|c| c.all("SELECT digest FROM recovery_codes", &[])).unwrap();
        assert!(kept.iter().all(|digest| digest.len() == 32), "only digests are kept");

        let mut lost = hub.browser();
        lost.sign_in(SAM, PASSWORD);
        assert_eq!(goes_to(&give(&mut lost, &codes[3].to_lowercase())), "/");
        let mut again = hub.browser();
        again.sign_in(SAM, PASSWORD);
        assert_eq!(give(&mut again, &codes[3]).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(lost.get("/account/second-factor").text.contains("You have 9 left"));
        make_codes(&mut lost);
        assert_eq!(give(&mut again, &codes[4]).status, StatusCode::UNPROCESSABLE_ENTITY, "replaced");
    });
}

#[test]
fn a_role_that_must_have_a_second_factor_can_do_nothing_before_it_has_one() {
    on_both(|scratch| {
        employ(&scratch.db, MAYA, StaffRole::Manager);
        employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = demanding(&scratch.db);
        assert_eq!(hub.signed_in(SAM).get("/note").status, StatusCode::OK);
        let mut maya = hub.signed_in(MAYA);
        assert_eq!(goes_to(&maya.get("/note")), "/account/second-factor?next=/note");
        let page = maya.get("/account/second-factor?next=/note");
        assert!(page.says(".govuk-inset-text").unwrap().contains("must have a second factor"));
        assert_eq!(page.says("main form[action='/sign-out'] button").as_deref(), Some("Sign out"));
        let secret = add_app(&hub, &mut maya);
        assert_eq!(maya.get("/note").status, StatusCode::OK);

        // Somebody who becomes a manager must have one from the next request on.
        let mut sam = hub.signed_in(SAM);
        scratch.db.write_now(|tx| tx.execute_one("UPDATE users SET role = 'manager' WHERE email_key = $1", &[&SAM])).unwrap();
        assert_eq!(goes_to(&sam.get("/note")), "/account/second-factor?next=/note");

        hub.clock.pass(SignedDuration::from_mins(31));
        let mut maya = hub.signed_in(MAYA);
        let shown = code(&hub, &secret);
        assert_eq!(goes_to(&give(&mut maya, &shown)), "/");
        assert_eq!(maya.get("/note").status, StatusCode::OK);
    });
}

#[test]
fn a_passkey_is_added_and_lets_in_and_answers_each_question_once() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = demanding(&scratch.db);
        let (mut device, mut browser) = (Device::new(), hub.signed_in(SAM));
        let ask = |browser: &mut Browser<'_>, page: &str, question: &str| {
            let token = browser.get(page).field("form_token").unwrap();
            browser.post(question, &[("form_token", &token)])
        };
        let question = ask(&mut browser, "/account/second-factor", "/account/passkeys/question");
        assert_eq!((question.status, question.header("content-type")), (StatusCode::OK, "application/json"));
        let answer = device.make(ORIGIN, &question.text);
        let fields = [("name", "work laptop"), ("answer", answer.as_str())];
        assert!(goes_to(&browser.fill_in("/account/second-factor", "/account/passkeys", &fields)).starts_with("/account/recovery-codes"));
        let again = browser.fill_in("/account/second-factor", "/account/passkeys", &fields);
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing was asked");
        assert!(browser.get("/account/second-factor").text.contains("work laptop"));

        let mut elsewhere = hub.browser();
        elsewhere.sign_in(SAM, PASSWORD);
        let question = ask(&mut elsewhere, "/prove", "/prove/passkey/question");
        let phished = device.answer("https://localhost.example", &question.text);
        assert_eq!(elsewhere.fill_in("/prove", "/prove/passkey", &[("answer", &phished)]).status, StatusCode::UNPROCESSABLE_ENTITY);
        let question = ask(&mut elsewhere, "/prove", "/prove/passkey/question");
        let answer = device.answer(ORIGIN, &question.text);
        let mut other = hub.browser();
        other.sign_in(SAM, PASSWORD);
        assert_eq!(
            other.fill_in("/prove", "/prove/passkey", &[("answer", &answer)]).status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "an answer is good only in the session that was asked"
        );
        assert_eq!(goes_to(&elsewhere.fill_in("/prove", "/prove/passkey", &[("answer", &answer)])), "/");
        assert_eq!(elsewhere.get("/note").status, StatusCode::OK);
        assert_eq!(elsewhere.fill_in("/prove", "/prove/passkey", &[("answer", &answer)]).status, StatusCode::UNPROCESSABLE_ENTITY);

        let sealed: Vec<u8> = scratch.db.read_now(|c| c.one("SELECT sealed FROM passkeys", &[])).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("cred"), "nobody puts another key in its place");
        let id = elsewhere.get("/account/second-factor").field("id").unwrap();
        let removed = elsewhere.fill_in("/account/second-factor", "/account/passkeys/remove", &[("id", &id)]);
        assert_eq!(goes_to(&removed), "/account/second-factor?done=factor_removed");
        assert_eq!(goes_to(&hub.browser().sign_in(SAM, PASSWORD)), "/");
        assert_eq!(hub.signed_in(SAM).get("/note").status, StatusCode::OK);
    });
}

#[test]
fn what_changes_how_somebody_signs_in_asks_who_they_are_again() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let mut browser = hub.signed_in(SAM);
    hub.clock.pass(SignedDuration::from_mins(10));
    assert_eq!(goes_to(&browser.get("/account/second-factor")), "/prove?next=/account/second-factor");
    let before = browser.cookies["onedoor"].clone();
    let prove = |browser: &mut Browser<'_>, password: &str| {
        browser.fill_in(
            "/prove?next=/account/second-factor",
            "/prove/password",
            &[("password", password), ("next", "/account/second-factor")],
        )
    };
    assert_eq!(prove(&mut browser, "not my password at all").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(goes_to(&prove(&mut browser, PASSWORD)), "/account/second-factor");
    assert_ne!(browser.cookies["onedoor"], before, "a new token at each step up");
    let secret = add_app(&hub, &mut browser);

    hub.clock.pass(SignedDuration::from_mins(10));
    assert_eq!(goes_to(&browser.get("/account/second-factor")), "/prove?next=/account/second-factor");
    assert_eq!(goes_to(&prove(&mut browser, PASSWORD)), "/prove?next=/account/second-factor", "the password is not enough any more");
    let shown = code(&hub, &secret);
    assert_eq!(goes_to(&give(&mut browser, &shown)), "/");
    assert_eq!(browser.get("/account/second-factor").status, StatusCode::OK);
}

#[test]
fn codes_cannot_be_guessed_and_guessing_locks_nobody_out() {
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db);
    let mut sam = hub.signed_in(SAM);
    let secret = add_app(&hub, &mut sam);
    // From now on this browser is known to be Sam's.
    sam.fill_in("/note", "/sign-out", &[]);
    hub.clock.pass(SignedDuration::from_mins(1));
    sam.sign_in(SAM, PASSWORD);
    let shown = code(&hub, &secret);
    goes_to(&give(&mut sam, &shown));

    let mut tried = 0;
    for n in 0..15 {
        let mut thief = hub.browser();
        thief.address = format!("198.51.100.{n}").parse().unwrap();
        thief.sign_in(SAM, PASSWORD);
        tried += i32::from(give(&mut thief, "000000").status == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(tried, 10, "from wherever they come");
    sam.fill_in("/note", "/sign-out", &[]);
    hub.clock.pass(SignedDuration::from_secs(30));
    assert_eq!(goes_to(&sam.sign_in(SAM, PASSWORD)), "/");
    let shown = code(&hub, &secret);
    assert_eq!(goes_to(&give(&mut sam, &shown)), "/", "in a browser of their own they get in at the same moment");
    assert!(sam.get("/account").text.contains("gave a wrong second factor"), "and are told");
}

#[test]
fn a_password_is_changed_with_the_old_one_and_ends_every_other_session() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = hub(&scratch.db);
        let (mut here, mut elsewhere) = (hub.signed_in(SAM), hub.signed_in(SAM));
        let change = |browser: &mut Browser<'_>, current: &str, new: &str| {
            browser.fill_in("/account/password", "/account/password", &[("current", current), ("new", new)])
        };
        for (current, new, field, says) in [
            ("not my password", "marmalade kettle otter", "current", "not right"),
            (PASSWORD, "too short", "new", "15 characters or more"),
            (PASSWORD, "passwordpassword", "new", "guessed first"),
            (PASSWORD, "exampleshire kettle", "new", "a word of this hub’s name"),
            (PASSWORD, PASSWORD, "new", "other than the current one"),
        ] {
            let answer = change(&mut here, current, new);
            assert!(answer.says(&format!("#{field}-error")).unwrap().contains(says), "{new}: {}", answer.text);
            assert!(!answer.text.contains(new), "what was typed does not come back");
        }
        hub.clock.pass(SignedDuration::from_mins(5));
        assert_eq!(goes_to(&change(&mut here, PASSWORD, "marmalade kettle otter")), "/account?done=password_changed");
        assert_eq!(here.get("/note").status, StatusCode::OK);
        assert!(goes_to(&elsewhere.get("/note")).starts_with("/sign-in"));
        assert_eq!(hub.browser().sign_in(SAM, PASSWORD).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(goes_to(&hub.browser().sign_in(SAM, "marmalade kettle otter")), "/");
    });
}

#[test]
fn somebody_sees_where_they_are_signed_in_and_ends_it() {
    on_both(|scratch| {
        employ(&scratch.db, SAM, StaffRole::Worker);
        employ(&scratch.db, MAYA, StaffRole::Worker);
        let hub = hub(&scratch.db);
        let mut phone = hub.browser();
        phone.headers = vec![("user-agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1".into())];
        phone.address = "198.51.100.7".parse().unwrap();
        phone.sign_in(SAM, PASSWORD);
        let (mut here, mut third, mut maya) = (hub.signed_in(SAM), hub.signed_in(SAM), hub.signed_in(MAYA));
        let page = here.get("/account");
        for part in ["Safari on an iPhone", "198.51.100.7", "This one", "Signed in in a new browser"] {
            assert!(page.text.contains(part), "{part}");
        }
        let id: String = scratch
            .db
            .read_now(|c| c.one::<kernel::Id<()>>("SELECT id FROM sessions WHERE peer = '198.51.100.7'", &[]))
            .unwrap()
            .to_string();
        assert_eq!(goes_to(&maya.fill_in("/account", "/account/sign-ins/end", &[("id", &id)])), "/account?done=sign_ins_ended");
        assert_eq!(phone.get("/note").status, StatusCode::OK, "nobody ends another's session");
        goes_to(&here.fill_in("/account", "/account/sign-ins/end", &[("id", &id)]));
        assert!(goes_to(&phone.get("/note")).starts_with("/sign-in"));
        assert_eq!(third.get("/note").status, StatusCode::OK);
        goes_to(&here.fill_in("/account", "/account/sign-ins/end-others", &[]));
        assert!(goes_to(&third.get("/note")).starts_with("/sign-in"));
        assert_eq!((here.get("/note").status, maya.get("/note").status), (StatusCode::OK, StatusCode::OK));
    });
}
