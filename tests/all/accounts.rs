//! Joiners, movers and leavers, as an administrator looks after them.

use axum::Router;
use axum::http::StatusCode;
use jiff::SignedDuration;
use kernel::{CaseId, IdMaker, PersonId, StaffRole, UserId};
use store::Db;
use testkit::databases::{on_both, sqlite};
use web::Transport;

use crate::hub::{Browser, Hub, PASSWORD, employ, monday, shipped};
use crate::web::{SAM, goes_to, hub};

const ADA: &str = "ada@example.org";

fn of(user: UserId) -> String {
    format!("/users/{user}")
}

fn join(ada: &mut Browser<'_>, fields: &[(&str, &str)]) -> crate::hub::Answer {
    let mut all = vec![("name", "Noor Khan"), ("email", "noor@example.org"), ("role", "worker"), ("agency", "hub")];
    for (name, value) in fields {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    ada.fill_in("/users/new", "/users/new", &all)
}

/// Signs in with a first password and chooses another.
fn settle_in(hub: &Hub, email: &str, first: &str) {
    let mut browser = hub.browser();
    assert_eq!(goes_to(&browser.sign_in(email, first)), "/");
    assert_eq!(goes_to(&browser.get("/note")), "/account/password?next=/note", "a password that somebody else knows opens nothing else");
    let fields = [("current", first), ("new", PASSWORD), ("next", "/note")];
    assert_eq!(goes_to(&browser.fill_in("/account/password?next=/note", "/account/password", &fields)), "/note");
    assert_eq!(browser.get("/note").status, StatusCode::OK);
}

#[test]
fn a_joiner_chooses_a_password_that_nobody_else_knows() {
    on_both(|scratch| {
        employ(&scratch.db, ADA, StaffRole::Administrator);
        let hub = hub(&scratch.db);
        let mut ada = hub.signed_in(ADA);
        let added = join(&mut ada, &[]);
        let first = added.says("#first-password").unwrap();
        assert!(first.len() >= 20, "{first}");
        assert!(ada.get("/users").text.contains("Has not chosen a password"));
        settle_in(&hub, "noor@example.org", &first);
        assert_eq!(hub.browser().sign_in("noor@example.org", &first).status, StatusCode::UNPROCESSABLE_ENTITY);

        let late = join(&mut ada, &[("email", "late@example.org")]).says("#first-password").unwrap();
        hub.clock.pass(SignedDuration::from_hours(72));
        assert_eq!(hub.browser().sign_in("late@example.org", &late).status, StatusCode::UNPROCESSABLE_ENTITY, "its time is over");
    });
}

#[test]
fn a_team_is_listed_by_its_title_and_typed_by_its_name() {
    let scratch = sqlite();
    employ(&scratch.db, ADA, StaffRole::Administrator);
    let mut profile = shipped("example");
    profile.titles = [("sexual_violence".to_owned(), "independent sexual violence advisers".to_owned())].into();
    let hub = Hub::prepared(&scratch.db, profile, Transport::Loopback, Router::new(), |site| site);
    let mut ada = hub.signed_in(ADA);
    assert!(ada.get("/users/new").text.contains("Enter its name in the profile: sexual_violence for independent sexual violence advisers"));
    assert!(join(&mut ada, &[("team", "sexual_violence")]).says("#first-password").is_some());
    let listed = ada.get("/users").text;
    assert!(listed.contains("Independent sexual violence advisers") && !listed.contains("sexual_violence"), "{listed}");
}

#[test]
fn a_post_that_the_hub_does_not_have_is_refused_where_it_stands() {
    let scratch = sqlite();
    employ(&scratch.db, ADA, StaffRole::Administrator);
    let hub = hub(&scratch.db);
    let mut ada = hub.signed_in(ADA);
    for (fields, field) in [
        (vec![("role", "")], "role"),
        (vec![("role", "police_liaison")], "role"),
        (vec![("role", "worker"), ("agency", "police")], "role"),
        (vec![("agency", "nowhere")], "agency"),
        (vec![("team", "counselling")], "team"),
        (vec![("role", "administrator"), ("cleared", "staff_victim")], "cleared"),
        (vec![("email", "no address")], "email"),
        (vec![("email", ADA)], "email"),
        (vec![("name", " ")], "name"),
    ] {
        let answer = join(&mut ada, &fields);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(answer.says(&format!("#{field}-error")).is_some(), "{fields:?}: {}", answer.text);
    }
    let count: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM users", &[])).unwrap();
    assert_eq!(count, 1);
    assert!(join(&mut ada, &[("role", "police_liaison"), ("agency", "police")]).says("#first-password").is_some());
}

#[test]
fn a_mover_has_the_new_post_from_the_next_request_on() {
    on_both(|scratch| {
        employ(&scratch.db, ADA, StaffRole::Administrator);
        let sam = employ(&scratch.db, SAM, StaffRole::Worker);
        let hub = hub(&scratch.db);
        let (mut ada, mut in_office) = (hub.signed_in(ADA), hub.signed_in(SAM));
        assert_eq!(in_office.get("/users").status, StatusCode::NOT_FOUND);
        let moved = ada.fill_in(&of(sam), &of(sam), &[("role", "administrator"), ("agency", "hub")]);
        assert_eq!(goes_to(&moved), format!("{}?done=account_changed", of(sam)));
        assert_eq!(in_office.get("/users").status, StatusCode::OK);
        assert!(ada.get(&of(sam)).text.contains("The role, team or clearance was changed."));
    });
}

#[test]
fn nobody_gives_themselves_anything() {
    let scratch = sqlite();
    let ada = employ(&scratch.db, ADA, StaffRole::Administrator);
    let hub = hub(&scratch.db);
    let mut browser = hub.signed_in(ADA);
    assert!(browser.get(&of(ada)).text.contains("your own account"));
    for (path, fields) in [
        (of(ada), vec![("role", "manager"), ("agency", "hub")]),
        (format!("{}/password", of(ada)), vec![]),
        (format!("{}/second-factor", of(ada)), vec![]),
        (format!("{}/disable", of(ada)), vec![]),
    ] {
        assert_eq!(browser.fill_in("/users/new", &path, &fields).status, StatusCode::NOT_FOUND, "{path}");
    }
    let role: String = scratch.db.read_now(|c| c.one("SELECT role FROM users", &[])).unwrap();
    assert_eq!(role, "administrator");
}

#[test]
fn only_administrators_see_accounts_and_what_they_may_not_see_is_not_there() {
    let scratch = sqlite();
    let sam = employ(&scratch.db, SAM, StaffRole::Manager);
    let hub = hub(&scratch.db);
    let mut browser = hub.signed_in(SAM);
    for path in ["/users".to_owned(), "/users/new".into(), of(sam), format!("{}/disable", of(sam))] {
        assert_eq!(browser.get(&path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn a_leaver_is_out_at_once_and_leaves_their_cases_by_reference_only() {
    on_both(|scratch| {
        employ(&scratch.db, ADA, StaffRole::Administrator);
        let sam = employ(&scratch.db, SAM, StaffRole::Worker);
        for reference in ["K7M2-9QXD", "B3F8-2WKT"] {
            give_case(&scratch.db, reference, sam);
        }
        let hub = hub(&scratch.db);
        let (mut ada, mut in_office) = (hub.signed_in(ADA), hub.signed_in(SAM));
        let asked = ada.get(&format!("{}/disable", of(sam)));
        assert!(asked.text.contains("2 open cases need another worker"), "{}", asked.text);
        let gone = ada.fill_in(&format!("{}/disable", of(sam)), &format!("{}/disable", of(sam)), &[]);
        assert_eq!(gone.status, StatusCode::OK);
        assert!(["K7M2-9QXD", "B3F8-2WKT"].iter().all(|reference| gone.text.contains(reference)));
        assert!(!gone.text.contains("/cases/"), "whoever looks after accounts sees no record");
        assert!(goes_to(&in_office.get("/note")).starts_with("/sign-in"));
        assert_eq!(hub.browser().sign_in(SAM, PASSWORD).status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn somebody_who_lost_password_or_factor_is_helped_and_the_other_stays() {
    on_both(|scratch| {
        employ(&scratch.db, ADA, StaffRole::Administrator);
        let sam = employ(&scratch.db, SAM, StaffRole::Worker);
        scratch
            .db
            .write_now(move |tx| tx.execute_one("INSERT INTO recovery_codes (user_id, digest) VALUES ($1, $2)", &[&sam, &vec![1_u8; 32]]))
            .unwrap();
        let hub = hub(&scratch.db);
        let (mut ada, mut in_office) = (hub.signed_in(ADA), hub.signed_in(SAM));
        let reset = ada.fill_in(&of(sam), &format!("{}/password", of(sam)), &[]);
        let first = reset.says("#first-password").unwrap();
        assert!(goes_to(&in_office.get("/note")).starts_with("/sign-in"), "whoever may have the password is out");
        let codes = || scratch.db.read_now(|c| c.one::<i64>("SELECT count(*) FROM recovery_codes", &[])).unwrap();
        assert_eq!(codes(), 1, "a new password takes no second factor away");
        settle_in(&hub, SAM, &first);
        goes_to(&ada.fill_in(&of(sam), &format!("{}/second-factor", of(sam)), &[]));
        assert_eq!(codes(), 0);

        hub.clock.pass(SignedDuration::from_mins(11));
        let late = ada.fill_in(&of(sam), &format!("{}/sign-ins", of(sam)), &[]);
        assert_eq!(goes_to(&late), format!("/prove?next={}", of(sam)), "who does this proves again who they are");
    });
}

fn give_case(db: &Db, reference: &'static str, worker: UserId) {
    let mut ids = IdMaker::new(monday(), 1, reference.as_bytes());
    let (person, case): (PersonId, CaseId) = (ids.make(), ids.make());
    db.write_now(move |tx| {
        let person_row = "INSERT INTO people (id, flags, source_row_id, created_at) VALUES ($1, '', $1, $2)";
        tx.execute_one(person_row, &[&person, &monday()])?;
        let case_row = "INSERT INTO cases (id, reference, person_id, state, opened_at, level, categories, priority, pathway, team, basis, \
             worker_id) VALUES ($1, $2, $3, 'open', $4, 'standard', '', 1, 'support', 'north', 'public_task', $5)";
        tx.execute_one(case_row, &[&case, &reference, &person, &monday(), &worker])
    })
    .unwrap();
}
