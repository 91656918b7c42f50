//! A referral by telephone, told to a worker one question a page, through the browser and on both databases.

mod answers;
mod at_rest;
mod known;
mod outcomes;

use kernel::StaffRole;
use std::collections::BTreeSet;

use axum::http::StatusCode;
use store::Db;
use testkit::databases::Scratch;
use testkit::feed::{FeedRow, row};
use testkit::opened::opened;
use web::Transport;

use crate::hub::{Answer, Browser, Hub, employ};
use crate::search::transferred;

/// What Dana tells, question by question: a burglary, and that only calls and texts are safe.
const TOLD: &[(&str, &str, &str)] = &[
    ("new", "source", "self"),
    ("person", "given_name", "Dana"),
    ("person", "family_name", "Pryce"),
    ("person", "date_of_birth-day", "5"),
    ("person", "date_of_birth-month", "6"),
    ("person", "date_of_birth-year", "1988"),
    ("person", "phone", "07700 900555"),
    ("known", "known", "none"),
    ("reach", "address_1", "5 Castle Street"),
    ("reach", "town", "Lincoln"),
    ("reach", "postcode", "LN1 3AA"),
    ("reach", "email", "dana@example.org"),
    ("safety", "safe_call", "yes"),
    ("safety", "safe_voicemail", "no"),
    ("safety", "safe_text", "yes"),
    ("safety", "safe_email", "no"),
    ("safety", "safe_letter", "not_known"),
    ("safety", "suspect_shares_address", "no"),
    ("safety", "preferred_contact", "phone"),
    ("safety", "contact_notes", "After six; do not say where you call from"),
    ("report", "reported", "no"),
    ("what", "role", "victim"),
    ("what", "incident_kind", "crime"),
    ("what", "offence_text", "The house was broken into"),
    ("when", "occurred_from-day", "21"),
    ("when", "occurred_from-month", "November"),
    ("when", "occurred_from-year", "2026"),
    ("when", "incident_location", "At home"),
    ("consent", "support_consent", "given"),
    ("consent", "support_requested", "not_known"),
    ("needs", "first_language", "pl"),
    ("needs", "interpreter_needed", "yes"),
    ("needs", "communication_needs", "Large print"),
    ("needs", "other_needs", "Rather by text; gets tired"),
];

fn hub(scratch: &Scratch, profile: &str, rows: &[FeedRow]) -> Hub {
    transferred(&scratch.db, profile, rows);
    for email in ["sam@example.org", "kim@example.org"] {
        employ(&scratch.db, email, StaffRole::Worker);
    }
    Hub::of(&scratch.db, profile, Transport::Loopback, people::pages::router().merge(intake::pages::router()))
}

/// What is typed on a page when this is told: later words on a field stand in for earlier ones, and an empty one is left out.
fn fields<'t>(page: &str, but: &[(&'t str, &'t str)]) -> Vec<(&'t str, &'t str)> {
    let told = TOLD.iter().filter(|(on, ..)| *on == page).map(|(_, name, value)| (*name, *value));
    let changed: Vec<_> = told.filter(|(name, _)| !but.iter().any(|(changed, _)| changed == name)).collect();
    let here = ["caller", "flags", "crime_reference", "incident_postcode"];
    let belongs = |name: &str| {
        TOLD.iter().any(|(on, known, _)| *on == page && *known == name)
            || here.iter().zip(["new", "applies", "report", "when"]).any(|(known, on)| *known == name && on == page)
    };
    changed.into_iter().chain(but.iter().copied().filter(|(name, _)| belongs(name))).filter(|(_, value)| !value.is_empty()).collect()
}

/// Goes from page to page with these answers: to the last page, or to the first that does not take its answer. With that page's address.
fn tell(browser: &mut Browser<'_>, but: &[(&str, &str)]) -> (String, Answer) {
    let mut place = "/referrals/new".to_owned();
    loop {
        let page = browser.get(&place);
        if page.status == StatusCode::SEE_OTHER {
            page.header("location").clone_into(&mut place);
            continue;
        }
        assert_eq!(page.status, StatusCode::OK, "{place}: {}", page.text);
        each_id_once(&page);
        let step = place.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        if ["check", "consent-refused", "done"].contains(&step.as_str()) {
            return (place, page);
        }
        let answer = browser.fill_in(&place, &place, &fields(&step, but));
        if answer.status != StatusCode::SEE_OTHER {
            return (place, answer);
        }
        answer.header("location").clone_into(&mut place);
        assert!(place.starts_with("/referrals/") && place.bytes().all(|b| b.is_ascii_graphic()), "{place}");
        for (_, _, told) in TOLD.iter().filter(|(.., told)| told.len() > 8) {
            assert!(!place.contains(told), "{place}");
        }
    }
}

/// Pressing a label ticks its own box only if no other element has that id.
fn each_id_once(page: &Answer) {
    let page = scraper::Html::parse_document(&page.text);
    let all = scraper::Selector::parse("[id]").unwrap();
    let mut seen = BTreeSet::new();
    for element in page.select(&all) {
        let id = element.value().attr("id").unwrap();
        assert!(seen.insert(id), "{id} stands twice");
    }
}

/// Sends the last page, or the one on a refusal, and opens what it leads to.
fn take(browser: &mut Browser<'_>, place: &str) -> Answer {
    let check = format!("{}/check", place.rsplit_once('/').unwrap().0);
    let answer = browser.fill_in(place, &check, &[]);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert!(answer.header("location").ends_with("/done"));
    browser.get(answer.header("location"))
}

/// Tells everything with these changes and takes the referral.
pub fn referred(browser: &mut Browser<'_>, but: &[(&str, &str)]) -> Answer {
    let (place, page) = tell(browser, but);
    assert_eq!(page.status, StatusCode::OK, "{place}: {}", page.text);
    take(browser, &place)
}

fn count(db: &Db, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    db.read_now(move |c| c.one(&sql, &[])).unwrap()
}

fn texts(db: &Db, sql: &'static str) -> Vec<String> {
    opened(db).all(sql)
}

/// What is wrong, as the summary at the top says it; each leads to a field that is there.
fn wrong(answer: &Answer) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let all = scraper::Selector::parse(".govuk-error-summary a").unwrap();
    let links: Vec<_> = page.select(&all).map(|link| (link.value().attr("href").unwrap(), link.text().collect::<String>())).collect();
    for (target, _) in &links {
        let field = scraper::Selector::parse(target).unwrap();
        assert!(page.select(&field).next().is_some(), "there is no {target}");
    }
    links.into_iter().map(|(_, text)| text).collect()
}

/// A page's radios with this name: value and text.
fn choices(answer: &Answer, name: &str) -> Vec<(String, String)> {
    let page = scraper::Html::parse_document(&answer.text);
    let item = scraper::Selector::parse(".govuk-radios__item").unwrap();
    let input = scraper::Selector::parse(&format!("input[name='{name}']")).unwrap();
    let text = |item: scraper::ElementRef<'_>| item.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    let value = |item: &scraper::ElementRef<'_>| item.select(&input).next().map(|input| input.value().attr("value").unwrap().to_owned());
    page.select(&item).filter_map(|item| Some((value(&item)?, text(item)))).collect()
}

fn ann() -> FeedRow {
    row("R1")
        .crime("LI/0001/26")
        .name("Ann", "Smith")
        .born("1990-03-12")
        .mobile("07700 900123")
        .lives("1 High Street", "LN1 1AA")
        .not_safe("text")
}

/// Ann calls.
const ANN: [(&str, &str); 6] = [
    ("given_name", "Ann"),
    ("family_name", "Smith"),
    ("date_of_birth-day", "12"),
    ("date_of_birth-month", "3"),
    ("date_of_birth-year", "1990"),
    ("phone", "07700 900123"),
];
