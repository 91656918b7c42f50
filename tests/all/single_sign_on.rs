//! Signing in with the organisation's account, against a real provider, through the router.

mod provider;

use axum::http::StatusCode;
use identity::single_sign_on as sign_on;
use jiff::SignedDuration;
use kernel::{Clock, IdMaker, StaffRole, SystemClock, UserId};
use serde_json::{Value, json};
use store::Db;
use testkit::databases::{on_both, sqlite};
use testkit::hub_walls::{walls, walls_of};
use web::Transport;

use self::provider::{RealProvider, Visitor, client};
use crate::hub::{Browser, Hub, PASSWORD, employ, monday, shipped};
use crate::web::{SAM, acts, goes_to, pages};

/// Sam as an Entra-shaped provider knows them, Kim as a plain one does.
fn staff() -> Value {
    json!({
        "sam": {
            "oid": "0f0e0d0c-object", "tid": "7a7b7c7d-tenant", "roles": ["Other.App", "Onedoor.Worker"], "groups": ["victim-support"],
            "name": "Sam Example", "preferred_username": "sam@example.org", "email": "sam@example.org", "amr": ["pwd", "mfa"],
        },
        "kim": { "roles": ["Onedoor.WitnessCare"], "name": "Kim Example", "email": "kim@example.org", "amr": ["pwd"] },
        "max": { "roles": ["Onedoor.Manager"], "name": "Max Example", "email": "max@example.org", "amr": ["pwd", "mfa"] },
        "noa": { "roles": ["Onedoor.Manager"], "name": "Noa Example", "email": "noa@example.org", "amr": ["pwd"] },
        "visitor": { "roles": ["Other.App"], "name": "Visitor Example", "email": "visitor@example.org" },
    })
}

fn provider() -> RealProvider {
    RealProvider::start(&staff(), "RS256", "client_secret_basic")
}

/// A hub whose clock agrees with the provider's, which is the machine's.
fn hub(db: &Db, client: sign_on::Provider, makes_accounts: bool) -> Hub {
    let mut profile = shipped("example");
    profile.single_sign_on.as_mut().unwrap().makes_accounts = makes_accounts;
    let walls = walls_of(&profile.organisation);
    let hub = Hub::prepared(db, profile, Transport::BehindTls, pages(), |site| {
        let mut site = site.with_single_sign_on(client);
        // With the roles that must give a second factor, which other tests do without.
        site.walls = walls;
        site
    });
    hub.clock.pass(SystemClock.now().duration_since(monday()));
    hub
}

/// Out to the provider, through its form, and back: what the hub answers then.
fn signs_in(browser: &mut Browser<'_>, login: &str) -> crate::hub::Answer {
    let there = goes_to(&browser.get("/sign-in/organisation?next=/note")).to_owned();
    let back = Visitor::default().signs_in(&there, login);
    browser.get(&back)
}

fn link(db: &Db, user: UserId, issuer: &str, subject: &str) -> bool {
    let (issuer, subject) = (issuer.to_owned(), subject.to_owned());
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(monday(), 1, subject.as_bytes());
        let permit = walls().permit::<access::kind::ChangeUser>(tx, &mut ids, &access::Actor::operator(), monday())?;
        sign_on::link(tx, &permit, user, &issuer, &subject)
    })
    .unwrap()
}

const SAM_THERE: &str = "oid:7a7b7c7d-tenant/0f0e0d0c-object";

/// Role, team and name of everybody with an account.
fn employed(db: &Db) -> Vec<(String, String, Option<String>)> {
    db.read_now(|c| c.all("SELECT email, role, team FROM users ORDER BY email", &[])).unwrap()
}

fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/note").status == StatusCode::OK
}

#[test]
fn a_worker_signs_in_with_the_organisations_account_and_out_again() {
    let there = provider();
    on_both(|scratch| {
        let sam = employ(&scratch.db, SAM, StaffRole::Auditor);
        assert!(link(&scratch.db, sam, &there.issuer, SAM_THERE));
        let hub = hub(&scratch.db, there.client(), false);
        let mut browser = hub.browser();

        let page = browser.get("/sign-in?next=/note");
        assert!(page.text.contains("href=\"/sign-in/organisation?next=/note\""), "{}", page.text);
        let out = browser.get("/sign-in/organisation?next=/note");
        let address = goes_to(&out).to_owned();
        for secret in ["secret", "sam", "example.org/note", &browser.cookies["__Host-onedoor-sign-on"]] {
            assert!(!address.contains(secret), "{secret}");
        }
        let cookie = out.header("set-cookie");
        for part in ["__Host-onedoor-sign-on=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
            assert!(cookie.contains(part), "{cookie}");
        }

        let back = Visitor::default().signs_in(&address, "sam");
        assert!(back.starts_with("/sign-in/callback?code=") && back.contains("&iss="), "{back}");
        assert_eq!(goes_to(&browser.get(&back)), "/note");
        assert!(!browser.cookies.contains_key("__Host-onedoor-sign-on"), "what tied the attempt is gone");
        assert!(browser.cookies.contains_key("__Host-onedoor"));
        let page = browser.get("/note");
        assert_eq!(page.says(".od-footer__note").as_deref(), Some("Signed in as sam"));
        // What they are here is what the provider says they are, the moment they sign in.
        assert_eq!(employed(&scratch.db), [(SAM.into(), "worker".into(), Some("support".into()))]);

        assert_eq!(goes_to(&browser.fill_in("/note", "/sign-out", &[])), "/sign-in?done=signed_out");
        let page = browser.get("/sign-in?done=signed_out");
        assert_eq!(page.says("a[href='/sign-out/organisation']").as_deref(), Some("sign out of your organisation’s account"));
        let out = browser.get("/sign-out/organisation");
        assert!(goes_to(&out).starts_with(&format!("{}/session/end?client_id=onedoor+hub&post_logout", there.issuer)), "{:?}", out.headers);
        let mut acts = acts(&scratch.db);
        acts.sort();
        assert_eq!(acts, ["change_user", "change_user", "sign_in", "sign_out"], "linked, moved, in and out");
    });
}

#[test]
fn every_way_of_signing_a_token_and_of_proving_the_hub_is_the_hub_works_with_a_real_provider() {
    for (algorithm, proof) in [("PS256", "client_secret_post"), ("ES256", "client_secret_basic")] {
        let there = RealProvider::start(&staff(), algorithm, proof);
        let scratch = sqlite();
        let hub = hub(&scratch.db, there.client(), true);
        assert_eq!(goes_to(&signs_in(&mut hub.browser(), "sam")), "/note", "{algorithm} {proof}");
    }
}

#[test]
fn an_account_is_made_at_the_first_sign_in_where_the_hub_wants_that_and_found_again_by_its_name_there_alone() {
    let there = provider();
    on_both(|scratch| {
        let hub = hub(&scratch.db, there.client(), true);
        let mut browser = hub.browser();
        assert_eq!(goes_to(&signs_in(&mut browser, "sam")), "/note");
        assert!(is_in(&mut browser));
        let made = [(SAM.to_owned(), "worker".to_owned(), Some("support".to_owned()))];
        assert_eq!(employed(&scratch.db), made);
        // Nobody knows a password of it.
        for password in ["", "!", PASSWORD, "none"] {
            let mut other = hub.browser();
            other.address = "192.0.2.77".parse().unwrap();
            assert_ne!(other.sign_in(SAM, password).status, StatusCode::SEE_OTHER);
        }

        // A new address and role there: the same account, as what they are now; in every session of theirs.
        let mut moved = staff();
        moved["sam"]["email"] = json!("sam.new@example.org");
        moved["sam"]["roles"] = json!(["Onedoor.Worker", "Onedoor.TeamLead"]);
        moved["sam"]["groups"] = json!(["victim-support-young-people"]);
        there.test("staff", &moved.to_string());
        assert_eq!(goes_to(&signs_in(&mut hub.browser(), "sam")), "/note");
        assert_eq!(employed(&scratch.db), [(SAM.into(), "team_lead".into(), Some("young_people".into()))], "the profile's order decides");

        // No role there any more: out, in every browser.
        assert!(is_in(&mut browser));
        moved["sam"]["roles"] = json!([]);
        there.test("staff", &moved.to_string());
        assert_eq!(signs_in(&mut hub.browser(), "sam").says("h1").as_deref(), Some("You have no role in this service"));
        assert!(!is_in(&mut browser));

        // Somebody else with the address that Sam had is not Sam.
        moved["lee"] = json!({ "oid": "other-object", "tid": "7a7b7c7d-tenant", "roles": ["Onedoor.Manager"], "email": SAM });
        there.test("staff", &moved.to_string());
        let refused = signs_in(&mut hub.browser(), "lee");
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert_eq!(refused.says("h1").as_deref(), Some("Your account has to be linked first"));
        assert_eq!(refused.says(".od-reference").as_deref(), Some("oid:7a7b7c7d-tenant/other-object"));
        assert_eq!(employed(&scratch.db).len(), 1);
        there.test("staff", &staff().to_string());
    });
}

#[test]
fn a_second_factor_given_to_the_provider_counts_here_and_one_that_was_not_is_asked_for() {
    let there = provider();
    on_both(|scratch| {
        let hub = hub(&scratch.db, there.client(), true);
        let (mut max, mut noa) = (hub.browser(), hub.browser());
        goes_to(&signs_in(&mut max, "max"));
        goes_to(&signs_in(&mut noa, "noa"));
        let factors: Vec<(String, bool)> = scratch
            .db
            .read_now(|c| {
                c.all("SELECT u.name, s.factor_at IS NOT NULL FROM sessions s JOIN users u ON u.id = s.user_id ORDER BY u.name", &[])
            })
            .unwrap();
        assert_eq!(factors, [("Max Example".into(), true), ("Noa Example".into(), false)]);
        // A manager must have one.
        assert!(is_in(&mut max));
        assert_eq!(noa.get("/note").status, StatusCode::SEE_OTHER, "to a page where one is added");
    });
}

#[test]
fn whom_the_hub_does_not_let_in_reads_whom_to_ask() {
    let there = provider();
    on_both(|scratch| {
        let hub = hub(&scratch.db, there.client(), false);
        let refused = |login: &str| {
            let mut browser = hub.browser();
            let page = signs_in(&mut browser, login);
            assert_eq!(page.status, StatusCode::FORBIDDEN);
            assert!(page.text.contains("ask your hub’s administrator"), "{}", page.text);
            assert!(browser.cookies.is_empty(), "{:?}", browser.cookies);
            page.says("h1").unwrap()
        };
        assert_eq!(refused("sam"), "You have no account in this service");
        assert_eq!(refused("visitor"), "You have no role in this service");
        assert_eq!(employed(&scratch.db), []);

        let sam = employ(&scratch.db, SAM, StaffRole::Worker);
        assert!(link(&scratch.db, sam, &there.issuer, SAM_THERE));
        scratch.db.write_now(move |tx| tx.execute_one("UPDATE users SET disabled_at = $2 WHERE id = $1", &[&sam, &monday()])).unwrap();
        assert_eq!(refused("sam"), "Your account is closed");
        // The address says nothing: an account with Kim's is not Kim's before somebody says so.
        let kim = employ(&scratch.db, "kim@example.org", StaffRole::Manager);
        assert_eq!(refused("kim"), "You have no account in this service");
        assert!(!link(&scratch.db, kim, &there.issuer, SAM_THERE), "a name opens one account");
        assert!(link(&scratch.db, kim, &there.issuer, "sub:kim"));
        assert_eq!(goes_to(&signs_in(&mut hub.browser(), "kim")), "/note");
        let failed = acts(&scratch.db).iter().filter(|act| *act == "sign_in_failed").count();
        assert_eq!(failed, 4);
    });
}

#[test]
fn an_answer_opens_only_the_browser_that_asked_and_only_once() {
    let there = provider();
    on_both(|scratch| {
        let hub = hub(&scratch.db, there.client(), true);
        let again = |answer: &crate::hub::Answer| {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
            assert_eq!(answer.says("h1").as_deref(), Some("Start signing in again"));
        };
        let mut sam = hub.browser();
        let address = goes_to(&sam.get("/sign-in/organisation")).to_owned();
        let back = Visitor::default().signs_in(&address, "sam");

        // In a browser that never asked, and in one that asked for itself.
        let mut stranger = hub.browser();
        again(&stranger.get(&back));
        goes_to(&stranger.get("/sign-in/organisation"));
        again(&stranger.get(&back));
        assert!(!is_in(&mut stranger));
        // With another's state, with none, with the code twice, as if from another provider.
        let (code, state) = (part(&back, "code"), part(&back, "state"));
        let theirs = goes_to(&hub.browser().get("/sign-in/organisation")).to_owned();
        for query in [
            format!("code={code}&state={}&iss={}", part(&theirs, "state"), there.issuer),
            format!("code={code}&iss={}", there.issuer),
            format!("code={code}&code={code}&state={state}&iss={}", there.issuer),
            String::new(),
        ] {
            again(&sam.get(&format!("/sign-in/callback?{query}")));
        }
        // None of that used up the attempt: the honest answer still counts, once.
        let cookies = sam.cookies.clone();
        assert_eq!(goes_to(&sam.get(&back)), "/");
        again(&sam.get(&back));
        let mut copied = hub.browser();
        copied.cookies = cookies;
        again(&copied.get(&back));
        assert!(!is_in(&mut copied));
        assert!(is_in(&mut sam));

        // An answer that names another provider, or none though it announces that it does.
        for issuer in ["&iss=https://evil.example", ""] {
            let mut browser = hub.browser();
            let back = Visitor::default().signs_in(goes_to(&browser.get("/sign-in/organisation")), "sam");
            again(&browser.get(&format!("/sign-in/callback?code={}&state={}{issuer}", part(&back, "code"), part(&back, "state"))));
            assert!(!is_in(&mut browser));
        }
    });
}

#[test]
fn a_code_given_to_one_browser_is_worth_nothing_in_another() {
    let there = provider();
    let scratch = sqlite();
    let hub = hub(&scratch.db, there.client(), true);
    let (mut sam, mut kim) = (hub.browser(), hub.browser());
    let theirs = Visitor::default().signs_in(goes_to(&sam.get("/sign-in/organisation")), "sam");
    let mine = goes_to(&kim.get("/sign-in/organisation")).to_owned();
    // Kim's own state with Sam's code: the provider sees that the code was asked for with another challenge.
    let mixed = format!("/sign-in/callback?code={}&state={}&iss={}", part(&theirs, "code"), part(&mine, "state"), there.issuer);
    assert_eq!(kim.get(&mixed).says("h1").as_deref(), Some("Start signing in again"));
    assert!(!is_in(&mut kim));
    assert_eq!(employed(&scratch.db), []);
}

#[test]
fn who_takes_too_long_or_says_no_starts_again() {
    let there = provider();
    on_both(|scratch| {
        let hub = hub(&scratch.db, there.client(), true);
        let mut slow = hub.browser();
        let back = Visitor::default().signs_in(goes_to(&slow.get("/sign-in/organisation")), "sam");
        hub.clock.pass(SignedDuration::from_mins(10));
        assert_eq!(slow.get(&back).says("h1").as_deref(), Some("Start signing in again"));
        let kept: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM sign_in_attempts", &[])).unwrap();
        assert_eq!(kept, 0);

        let declined = signs_in(&mut hub.browser(), "nobody");
        assert_eq!((declined.status, declined.says("h1").as_deref()), (StatusCode::BAD_REQUEST, Some("You did not finish signing in")));
        assert!(!declined.text.contains("the person said no"), "what an address says is not repeated");
    });
}

#[test]
fn a_provider_that_is_down_gets_a_calm_page_and_passwords_work_on() {
    let mut there = provider();
    let scratch = sqlite();
    employ(&scratch.db, SAM, StaffRole::Worker);
    let hub = hub(&scratch.db, there.client(), true);
    let mut half_way = hub.browser();
    let back = Visitor::default().signs_in(goes_to(&half_way.get("/sign-in/organisation")), "sam");
    there.stop();
    let fresh = self::hub(&scratch.db, client(&there.issuer), true);
    for answer in [half_way.get(&back), fresh.browser().get("/sign-in/organisation"), fresh.browser().get("/sign-out/organisation")] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
        assert_eq!(answer.says("h1").as_deref(), Some("Your organisation’s sign-in cannot be reached"));
        assert_eq!(answer.header("retry-after"), "60");
        for inside in ["127.0.0.1", "refused", "panick", "Error", "os error"] {
            assert!(!answer.text.contains(inside), "{inside}");
        }
    }
    let mut browser = fresh.browser();
    assert_eq!(goes_to(&browser.sign_in(SAM, PASSWORD)), "/");
}

#[test]
fn new_keys_of_the_provider_are_fetched_when_they_are_needed_and_at_most_once_a_minute() {
    let there = provider();
    let scratch = sqlite();
    let hub = hub(&scratch.db, there.client(), true);
    assert_eq!(goes_to(&signs_in(&mut hub.browser(), "sam")), "/note");
    there.test("new-keys", "");
    // Within the minute after the keys were fetched, tokens with others are refused, however many come.
    let refused = signs_in(&mut hub.browser(), "sam");
    assert_eq!(refused.says("h1").as_deref(), Some("Your organisation’s sign-in did not work"));
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    hub.clock.pass(SignedDuration::from_secs(60));
    assert_eq!(goes_to(&signs_in(&mut hub.browser(), "sam")), "/note");
}

#[test]
fn who_is_signed_out_at_the_provider_is_signed_out_here() {
    let there = provider();
    on_both(|scratch| {
        let hub = hub(&scratch.db, there.client(), true);
        let (mut sam, mut kim) = (hub.browser(), hub.browser());
        let mut visitor = Visitor::default();
        let back = visitor.signs_in(goes_to(&sam.get("/sign-in/organisation")), "sam");
        goes_to(&sam.get(&back));
        goes_to(&signs_in(&mut kim, "kim"));
        let mut told = hub.browser();
        for nonsense in ["", "e30.e30.", "x"] {
            assert_eq!(told.post("/sign-in/ended-elsewhere", &[("logout_token", nonsense)]).status, StatusCode::BAD_REQUEST);
        }
        visitor.signs_out(&there.issuer);
        let token = there.test("logout-token", "");
        assert!(!token.is_empty(), "the provider tells the hubs");
        let answer = told.post("/sign-in/ended-elsewhere", &[("logout_token", &token)]);
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"), "{}", answer.text);
        assert!(!is_in(&mut sam), "as if they had signed out here");
        assert!(is_in(&mut kim));
        // That token signs nobody in.
        assert_eq!(told.get(&format!("/sign-in/callback?code={token}&state=x")).status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn a_hub_without_a_provider_has_none_of_this() {
    let scratch = sqlite();
    let hub = crate::web::hub(&scratch.db);
    let mut browser = hub.browser();
    assert!(!browser.get("/sign-in").text.contains("organisation"));
    for path in ["/sign-in/organisation", "/sign-in/callback?code=a&state=b", "/sign-out/organisation"] {
        assert_eq!(browser.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(browser.post("/sign-in/ended-elsewhere", &[("logout_token", "x")]).status, StatusCode::NOT_FOUND);
}

/// A part of an address's query, still encoded.
fn part<'a>(address: &'a str, name: &str) -> &'a str {
    let (_, query) = address.split_once('?').unwrap();
    query.split('&').find_map(|pair| pair.split_once('=').filter(|(found, _)| *found == name)).unwrap().1
}
