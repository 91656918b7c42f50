//! The hub's rules and the calendar of its reports, as somebody at the hub reads them.

use axum::http::StatusCode;
use kernel::StaffRole;
use profile::chapters;
use testkit::databases::{Scratch, on_both, sqlite};
use web::Transport;

use crate::hub::{Answer, Browser, Hub, employ, shipped};
use crate::routes::capabilities;

fn employ_everybody(scratch: &Scratch) {
    for (email, role) in [
        ("lead@example.org", StaffRole::TeamLead),
        ("commissioner@example.org", StaffRole::Commissioner),
        ("referrer@example.org", StaffRole::Referrer),
    ] {
        employ(&scratch.db, email, role);
    }
}

fn hub(scratch: &Scratch, profile: &str) -> Hub {
    Hub::of(&scratch.db, profile, Transport::Loopback, capabilities())
}

fn all(answer: &Answer, selector: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let wanted = scraper::Selector::parse(selector).unwrap();
    let plain = |texts: Vec<&str>| texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    page.select(&wanted).map(|found| plain(found.text().collect())).collect()
}

fn seen(browser: &mut Browser<'_>, path: &str) -> Answer {
    let answer = browser.get(path);
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer
}

#[test]
fn a_team_lead_reads_everything_the_hub_laid_down() {
    on_both(|scratch| {
        employ_everybody(scratch);
        for name in ["example", "sussex"] {
            let (hub, profile) = (hub(scratch, name), shipped(name));
            let mut lead = hub.signed_in("lead@example.org");
            let page = seen(&mut lead, "/rules");
            let told = chapters(&profile);
            let titles: Vec<String> = (1..).zip(&told).map(|(number, chapter)| format!("{number}. {}", chapter.title())).collect();
            assert_eq!(all(&page, "main section h2"), titles);
            assert_eq!(all(&page, "main nav a"), titles);
            let sentences: Vec<&String> = told.iter().flat_map(|chapter| &chapter.sentences).collect();
            assert_eq!(all(&page, "main section p").iter().collect::<Vec<_>>(), sentences);
            // Every entry of the contents leads to its chapter.
            let document = scraper::Html::parse_document(&page.text);
            for link in document.select(&scraper::Selector::parse("main nav a").unwrap()) {
                let id = scraper::Selector::parse(link.value().attr("href").unwrap()).unwrap();
                assert_eq!(document.select(&id).count(), 1);
            }
            let from = web::say::date(profile.in_force_from);
            assert!(all(&page, "main p").iter().any(|said| said.contains(&format!("have been in force since {from}."))), "{}", page.text);
        }
    });
}

#[test]
fn the_calendar_begins_with_what_is_due_next() {
    let scratch = sqlite();
    employ_everybody(&scratch);
    let hub = hub(&scratch, "example");
    let mut commissioner = hub.signed_in("commissioner@example.org");
    // The clock of these tests stands at Monday 23 November 2026.
    let page = seen(&mut commissioner, "/rules/calendar");
    assert_eq!(
        all(&page, "tbody tr"),
        [
            "Saturday 30 January 2027 Figures of the service About 1 October 2026 to 31 December 2026 To Office of the Commissioner for Exampleshire",
            "Friday 30 April 2027 Return on victim services About 1 October 2026 to 31 March 2027 To Ministry of Justice, by way of the commissioner",
            "Friday 30 October 2026 Figures of the service About 1 July 2026 to 30 September 2026 To Office of the Commissioner for Exampleshire",
            "Friday 30 October 2026 Return on victim services About 1 April 2026 to 30 September 2026 To Ministry of Justice, by way of the commissioner",
        ]
    );
}

/// The link stands for whoever it opens for, and for nobody else.
#[test]
fn the_foot_of_a_page_leads_to_the_rules_whoever_may_see_them() {
    let scratch = sqlite();
    employ_everybody(&scratch);
    let hub = hub(&scratch, "example");
    for (email, may) in [("lead@example.org", true), ("commissioner@example.org", true), ("referrer@example.org", false)] {
        let mut browser = hub.signed_in(email);
        let foot = all(&seen(&mut browser, "/account"), "footer a[href='/rules']");
        assert_eq!(foot, if may { vec!["The hub’s rules"] } else { Vec::new() }, "{email}");
        let expected = if may { StatusCode::OK } else { browser.get("/no-such-page").status };
        for path in ["/rules", "/rules/calendar"] {
            assert_eq!(browser.get(path).status, expected, "{email} at {path}");
        }
    }
}
