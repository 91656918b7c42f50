//! The pages about what is held, through the browser.

use access::Actor;
use axum::http::StatusCode;
use casework::record::Ending;
use identity::Post;
use jiff::SignedDuration;
use kernel::{RingFences, StaffRole};
use testkit::databases::on_both;
use web::Transport;

use super::{assert_nowhere, close, person, runs};
use crate::casework::{BURGLARY, DANGER};
use crate::hub::{Answer, Browser, Hub, shipped};
use crate::roof::{Roof, roof};

fn hub(roof: &Roof) -> Hub {
    let mut profile = shipped("example");
    profile.organisation.second_factor.clear();
    let routes = casework::pages::router().merge(records::pages::router()).merge(people::pages::router());
    Hub::prepared(&roof.db, profile, Transport::Loopback, routes, |site| site)
}

fn cleared(roof: &Roof, name: &str, role: StaffRole) -> Actor {
    roof.employ(name, Post { cleared: RingFences::ALL, ..Post::of(role) })
}

/// Their session says that a second factor was given just now, as if they had.
fn gives_factor(roof: &Roof, who: &Actor, hub: &Hub) {
    let (user, now) = (who.user_id().unwrap(), kernel::Clock::now(&*hub.clock));
    roof.db
        .write_now(move |tx| tx.execute("UPDATE sessions SET factor_at = $2, proved_at = $2 WHERE user_id = $1", &[&user, &now]))
        .unwrap();
}

fn seen(browser: &mut Browser<'_>, path: &str) -> Answer {
    let answer = browser.get(path);
    assert_eq!(answer.status, StatusCode::OK, "{path}: {} {}", answer.header("location"), answer.text);
    answer
}

#[test]
fn the_officer_finds_somebody_holds_their_record_and_sees_who_looked() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let dee = cleared(&roof, "dee", StaffRole::DataProtectionOfficer);
        let hub = hub(&roof);
        let to = format!("/people/{}", person(&roof, "Amina"));
        let mut sam = hub.signed_in("sam@example.org");
        seen(&mut sam, &format!("/cases/{}", roof.story.case_of("Amina")));
        let mut browser = hub.signed_in("dee@example.org");
        let page = seen(&mut browser, &to);
        assert_eq!(page.says("h1").as_deref(), Some("Amina Okafor"));
        assert!(!page.text.contains("07700 900123") && !page.text.contains("High Street"), "not where she is reached");

        let looks = seen(&mut browser, &format!("{to}/who-looked"));
        assert!(looks.text.contains("sam (worker)") && looks.text.contains("Read case"), "{}", looks.text);
        let nothing = browser.fill_in(&format!("{to}/hold"), &format!("{to}/hold"), &[]);
        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let over = [("reason", "court"), ("until-day", "1"), ("until-month", "1"), ("until-year", "2020")];
        let past = browser.fill_in(&format!("{to}/hold"), &format!("{to}/hold"), &over);
        assert!(past.text.contains("The last day must be today or later"));
        let set = browser.fill_in(&format!("{to}/hold"), &format!("{to}/hold"), &[("reason", "court"), ("note", "Trial in May")]);
        assert_eq!(set.header("location"), format!("{to}?done=hold_set"));
        let page = seen(&mut browser, &to);
        assert!(page.text.contains("On hold") && page.text.contains("Trial in May"));
        let lift = page.text.split("href=\"").find(|link| link.contains("/lift")).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(browser.fill_in(&lift, &lift, &[("why", "It is over")]).header("location"), format!("{to}?done=hold_lifted"));
        assert!(!seen(&mut browser, &to).text.contains("On hold since"));

        for path in ["", "/who-looked", "/hold", "/export", "/erase"] {
            let status = sam.get(&format!("{to}{path}")).status;
            assert_eq!(status == StatusCode::OK, path.is_empty(), "{path}: a worker reads the person and no more ({status})");
        }
        drop(dee);
    });
}

#[test]
fn what_is_given_takes_a_second_factor_and_its_file_names_nobody() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let dee = cleared(&roof, "dee", StaffRole::DataProtectionOfficer);
        let hub = hub(&roof);
        close(&roof, "Amina", Ending::Completed, "2026-11-23T09:30:00Z");
        let to = format!("/people/{}/export", person(&roof, "Amina"));
        let mut browser = hub.signed_in("dee@example.org");
        let sent_on = browser.get(&to);
        assert_eq!(sent_on.status, StatusCode::SEE_OTHER, "no second factor");
        gives_factor(&roof, &dee, &hub);
        let page = seen(&mut browser, &to);
        assert!(page.text.contains("Amina said goodbye"), "{}", page.text);
        let choice = page.text.split("value=\"").find(|value| value.starts_with("somebody_else/event:")).unwrap();
        let choice = choice.split('"').next().unwrap().to_owned();
        let file = browser.fill_in(&to, &to, &[("format", "html"), ("leave_out", &choice)]);
        assert_eq!(file.status, StatusCode::OK);
        let name = file.header("content-disposition");
        assert!(name.starts_with("attachment; filename=\"record-") && name.ends_with("-2026-11-23.html\""), "{name}");
        assert!(file.text.contains("Okafor") && !file.text.contains("Amina said goodbye"));
        assert!(file.text.contains("Left out because it is about somebody else."));
        let json = browser.fill_in(&to, &to, &[("format", "json")]);
        assert_eq!(json.header("content-type"), "application/json");
        assert!(serde_json::from_str::<serde_json::Value>(&json.text).unwrap()["held"]["person"][0]["given_name"] == "Amina");
        assert_eq!(browser.fill_in(&to, &to, &[("format", "html"), ("leave_out", "nonsense")]).status, StatusCode::BAD_REQUEST);
        hub.clock.pass(SignedDuration::from_mins(11));
        assert_eq!(browser.get(&to).status, StatusCode::SEE_OTHER, "ten minutes are over");
    });
}

#[test]
fn a_record_is_destroyed_on_a_page_and_its_case_says_so() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let dee = cleared(&roof, "dee", StaffRole::DataProtectionOfficer);
        let hub = hub(&roof);
        let (to, case) = (format!("/people/{}", person(&roof, "Amina")), roof.story.case_of("Amina"));
        let mut browser = hub.signed_in("dee@example.org");
        let page = seen(&mut browser, &format!("{to}/erase"));
        assert!(page.text.contains("second factor again, or somebody else"));
        let reason = [("reason", "person_asked")];
        assert_eq!(browser.fill_in(&format!("{to}/erase"), &format!("{to}/erase"), &reason).status, StatusCode::SEE_OTHER);
        assert!(person(&roof, "Amina").to_string() == to[8..], "nothing was destroyed");
        gives_factor(&roof, &dee, &hub);
        let open = browser.fill_in(&format!("{to}/erase"), &format!("{to}/erase"), &reason);
        assert!(open.text.contains("Close it first"), "{}", open.text);
        close(&roof, "Amina", Ending::Completed, "2026-11-23T09:30:00Z");
        let done = browser.fill_in(&format!("{to}/erase"), &format!("{to}/erase"), &reason);
        assert_eq!(done.header("location"), format!("{to}?done=record_erased"));
        assert!(seen(&mut browser, &to).text.contains("The record was destroyed on Monday 23 November 2026."));
        assert!(seen(&mut hub.signed_in("sam@example.org"), &format!("/cases/{case}")).text.contains("The record was destroyed on"));
        assert_nowhere(&roof.db, &["Amina", "Okafor", "900123"]);
        let certificates = seen(&mut browser, "/retention/certificates.csv").text;
        assert_eq!((certificates.lines().count(), certificates.contains(",destroy,true,,person_asked,")), (2, true), "{certificates}");
        // What is given afterwards says that it was destroyed, and nothing else of her.
        let file = browser.fill_in(&format!("{to}/export"), &format!("{to}/export"), &[("format", "json")]);
        let held: serde_json::Value = serde_json::from_str(&file.text).unwrap();
        assert_eq!(held["held"]["destroyed"][0]["step"], "destroy");
        assert!(!file.text.contains("Amina"));
    });
}

#[test]
fn an_auditor_sees_references_and_nobodys_name() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        cleared(&roof, "otto", StaffRole::Auditor);
        close(&roof, "Amina", Ending::Declined, "2026-11-23T09:30:00Z");
        runs(&roof, "2027-11-20T03:00:00Z");
        let hub = hub(&roof);
        let mut otto = hub.signed_in("otto@example.org");
        let audit = seen(&mut otto, "/audit");
        assert!(audit.text.contains("Close case") && audit.text.contains("Run retention"), "{}", audit.text);
        let coming = seen(&mut otto, "/retention");
        assert!(coming.text.contains("Minimise") && coming.text.contains("Saturday 4 December 2027"), "{}", coming.text);
        let unusual = seen(&mut otto, "/audit/unusual");
        assert!(unusual.text.contains("Nobody."));
        for page in [audit, coming, unusual, seen(&mut otto, "/retention/certificates")] {
            for name in ["Amina", "Okafor", "07700", "sam@", ">lee<"] {
                assert!(!page.text.contains(name), "{name}");
            }
        }
        let mut sam = hub.signed_in("sam@example.org");
        for path in ["/audit", "/audit/unusual", "/retention", "/retention/certificates", "/retention/certificates.csv"] {
            assert_eq!(sam.get(path).status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}
