//! The hub's rules and the calendar of its reports, as somebody at the hub reads them.

use axum::http::StatusCode;
use jiff::civil::{Date, date};
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

/// Makes the hub one that got its accounts on that day.
fn began(scratch: &Scratch, day: Date) {
    let at = day.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    scratch.db.write_now(move |tx| tx.execute("UPDATE users SET created_at = $1", &[&at])).unwrap();
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

const FIGURES: &str = "Figures of the service";
const RETURN: &str = "Return on victim services";

/// What stands in the calendar: under each heading, each day with its report and time.
fn calendar(page: &Answer) -> Vec<(String, Vec<String>)> {
    let page = scraper::Html::parse_document(&page.text);
    let select = |selector: &str| scraper::Selector::parse(selector).unwrap();
    let plain =
        |texts: scraper::element_ref::Text<'_>| texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    let rows = |table: scraper::ElementRef<'_>| table.select(&select("tbody tr")).map(|row| plain(row.text())).collect();
    let tables: Vec<_> = page.select(&select("main table")).collect();
    tables.into_iter().map(|table| (plain(table.select(&select("caption")).next().unwrap().text()), rows(table))).collect()
}

fn under(heading: &str, page: &Answer) -> Vec<String> {
    calendar(page).into_iter().find(|(caption, _)| caption == heading).map(|(_, rows)| rows).unwrap_or_default()
}

#[test]
fn the_calendar_begins_with_what_is_late_and_then_what_is_due_next() {
    let scratch = sqlite();
    employ_everybody(&scratch);
    began(&scratch, date(2026, 4, 1));
    let hub = hub(&scratch, "example");
    let mut commissioner = hub.signed_in("commissioner@example.org");
    // The clock of these tests stands at Monday 23 November 2026.
    let page = seen(&mut commissioner, "/rules/calendar");
    let to = ["To Office of the Commissioner for Exampleshire", "To Ministry of Justice, by way of the commissioner"];
    assert_eq!(
        calendar(&page),
        [
            (
                "Late".to_owned(),
                vec![
                    format!("Thursday 30 July 2026 {FIGURES} For 1 April 2026 to 30 June 2026 {}", to[0]),
                    format!("Friday 30 October 2026 {RETURN} For 1 April 2026 to 30 September 2026 {}", to[1]),
                    format!("Friday 30 October 2026 {FIGURES} For 1 July 2026 to 30 September 2026 {}", to[0]),
                ]
            ),
            (
                "Due next".to_owned(),
                vec![
                    format!("Saturday 30 January 2027 {FIGURES} For 1 October 2026 to 31 December 2026 {}", to[0]),
                    format!("Friday 30 April 2027 {RETURN} For 1 October 2026 to 31 March 2027 {}", to[1]),
                ]
            ),
        ]
    );
    assert!(!page.text.contains("/rules/calendar/sent"), "whoever does not send them does not write down that they were");
}

/// Reports on times before it had anybody here it has sent by other means, if it was a hub then.
#[test]
fn a_hub_that_began_today_is_late_with_nothing() {
    on_both(|scratch| {
        employ_everybody(scratch);
        let hub = hub(scratch, "example");
        let page = seen(&mut hub.signed_in("commissioner@example.org"), "/rules/calendar");
        assert_eq!(under("Late", &page), Vec::<String>::new());
        assert_eq!(under("Due next", &page).len(), 2, "those on the time in which it began");
        began(scratch, date(2026, 9, 30));
        let page = seen(&mut hub.signed_in("commissioner@example.org"), "/rules/calendar");
        assert_eq!(under("Late", &page).len(), 2, "those on the half year and the quarter that ended that day");
    });
}

#[test]
fn a_lead_writes_down_that_a_report_was_sent_and_takes_a_slip_back() {
    on_both(|scratch| {
        employ_everybody(scratch);
        began(scratch, date(2026, 4, 1));
        let hub = hub(scratch, "example");
        let (calendar, here) = ("/rules/calendar", "/rules/calendar/sent");
        let mut lead = hub.signed_in("lead@example.org");
        let on = |day, month| [("on-day", day), ("on-month", month), ("on-year", "2026")];
        let july = ("report", "figures/2026-07-01");
        let told = |answer: &Answer| answer.says(".govuk-error-summary").unwrap_or_default();

        assert!(seen(&mut lead, calendar).text.contains(&format!("href=\"{here}\"")));
        let nothing = told(&lead.fill_in(here, here, &[("on-day", ""), ("on-month", ""), ("on-year", "")]));
        assert!(nothing.contains("Select the report that was sent") && nothing.contains("Enter the day on which it was sent"), "{nothing}");
        let tomorrow = told(&lead.fill_in(here, here, &[&[july], &on("24", "11")[..]].concat()));
        assert!(tomorrow.contains("must be today or in the past"), "{tomorrow}");
        let before = told(&lead.fill_in(here, here, &[&[july], &on("30", "6")[..]].concat()));
        assert!(before.contains("must not be before the time that the report is about"), "{before}");
        assert_eq!(under("Late", &seen(&mut lead, calendar)).len(), 3, "nothing of that was kept");

        let saved = lead.fill_in(here, here, &[&[july], &on("2", "11")[..]].concat());
        assert_eq!(saved.header("location"), "/rules/calendar?done=report_sent", "{}", saved.text);
        let page = seen(&mut lead, calendar);
        assert_eq!(under("Late", &page).len(), 2);
        let sent = under("Sent", &page);
        let [sent] = sent.as_slice() else { panic!("{sent:?}") };
        let expected = format!("Monday 2 November 2026 {FIGURES} For 1 July 2026 to 30 September 2026 To Office of the Commissioner");
        assert!(sent.starts_with(&expected) && sent.contains("Written down by"), "{sent}");
        let id = page.field("sent").unwrap();

        // Somebody who only reads sees the day, and neither who wrote it down nor a way to take it back.
        let mut commissioner = hub.signed_in("commissioner@example.org");
        let read = seen(&mut commissioner, calendar);
        assert!(under("Sent", &read)[0].starts_with(&expected) && !read.text.contains("Written down by") && read.field("sent").is_none());
        assert_eq!(commissioner.get(here).status, StatusCode::NOT_FOUND);
        for path in [here, "/rules/calendar/take-back"] {
            let sends = commissioner.fill_in("/account", path, &[&[("sent", id.as_str()), july], &on("2", "11")[..]].concat());
            assert_eq!(sends.status, StatusCode::NOT_FOUND, "{path}");
        }

        // The same again, from a page that was open since before, changes nothing.
        let again = lead.fill_in(here, here, &[&[july], &on("3", "11")[..]].concat());
        assert!(told(&again).contains("Select the report that was sent"), "it is no choice any more");
        for goes in ["/rules/calendar?done=report_taken_back", "/rules/calendar"] {
            let back = lead.fill_in(calendar, "/rules/calendar/take-back", &[("sent", &id)]);
            assert_eq!(back.header("location"), goes, "once");
        }
        let page = seen(&mut lead, calendar);
        assert_eq!((under("Late", &page).len(), under("Sent", &page).len()), (3, 0));
        let saved = lead.fill_in(here, here, &[&[july], &on("3", "11")[..]].concat());
        assert_eq!(saved.header("location"), "/rules/calendar?done=report_sent", "it can be written down anew");
    });
}

#[test]
fn what_changes_on_a_day_to_come_stands_with_the_rules() {
    on_both(|scratch| {
        employ_everybody(scratch);
        let (_kept, folder) = crate::versions::folder("2026-12-01", &[crate::versions::NO_ROAD_DEATHS]);
        let versions = profile::Versions::load(&folder).unwrap();
        let hub = Hub::of_versions(&scratch.db, &versions, crate::hub::monday(), capabilities);
        let page = seen(&mut hub.signed_in("commissioner@example.org"), "/rules");
        let said = all(&page, "main p").join(" ");
        assert!(said.contains("Other rules hold from 1 December 2026. What changes on 1 December 2026"), "{said}");
        assert_eq!(all(&page, "#coming-1 h2"), ["What changes on 1 December 2026"]);
        assert!(all(&page, "#coming-1 h3").contains(&"Whom it serves".to_owned()), "{}", page.text);
        assert!(all(&page, "#coming-1 li").iter().any(|line| line.contains("road")), "{:?}", all(&page, "#coming-1 li"));
        assert!(all(&page, "main section h2").len() > 5, "today's rules stand before it");

        hub.clock.pass(jiff::SignedDuration::from_hours(24 * 8));
        let page = seen(&mut hub.signed_in("commissioner@example.org"), "/rules");
        assert!(!page.text.contains("What changes on") && page.text.contains("have been in force since 1 December 2026."));
    });
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
