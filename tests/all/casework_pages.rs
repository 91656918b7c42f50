//! Casework through the browser: my work, a case, and what is done on one, without JavaScript.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use casework::record::CaseState;
use testkit::databases::{Scratch, on_both, sqlite};
use web::Transport;

use crate::casework::{BURGLARY, DANGER, NO_SAFE_WAY, Story, story};
use crate::hub::{Answer, Browser, Hub};

fn pages(scratch: &Scratch, rows: &[&str]) -> (Story, Hub) {
    let story = story(scratch, "example", rows);
    let hub = Hub::new(&story.db, Transport::Loopback, casework::pages::router());
    (story, hub)
}

fn goes_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location")
}

fn links(answer: &Answer) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let all = scraper::Selector::parse("main a[href]").unwrap();
    page.select(&all).map(|link| link.value().attr("href").unwrap().to_owned()).collect()
}

fn values(answer: &Answer, field: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let all = scraper::Selector::parse(&format!("input[name='{field}']")).unwrap();
    page.select(&all).map(|input| input.value().attr("value").unwrap_or_default().to_owned()).collect()
}

fn seen(browser: &mut Browser<'_>, path: &str) -> Answer {
    let answer = browser.get(path);
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer
}

#[test]
fn a_worker_takes_a_case_and_finds_it_among_her_work() {
    on_both(|scratch| {
        let (story, hub) = pages(scratch, &[BURGLARY]);
        let mut sam = hub.signed_in("sam@example.org");
        assert!(seen(&mut sam, "/").text.contains("Nothing is due on your cases"));
        let list = seen(&mut sam, "/work?whose=nobodys");
        assert_eq!(list.says("h1").as_deref(), Some("Cases nobody has taken"));
        assert_eq!(list.says(".od-worklist__case th a").as_deref(), Some("Amina Okafor"));
        assert_eq!(list.says(".od-worklist__case td[data-label='Contact by']").as_deref(), Some("Wednesday 25 November at 5pm"));
        assert_eq!(list.says(".od-worklist__case td[data-label='How']").as_deref(), Some("Call"));
        let case = links(&list).into_iter().find(|link| link.starts_with("/cases/")).unwrap();
        assert_eq!(case, format!("/cases/{}", story.case_of("Amina")));
        let took = sam.fill_in(&case, &format!("{case}/take"), &[]);
        assert_eq!(goes_to(&took), format!("{case}?done=case_taken"));
        assert_eq!(seen(&mut sam, "/").says(".od-worklist__case th a").as_deref(), Some("Amina Okafor"));

        let mut kim = hub.signed_in("kim@example.org");
        let late = kim.fill_in(&case, &format!("{case}/take"), &[]);
        assert_eq!(goes_to(&late), case, "the case’s page says who was faster");
        assert!(seen(&mut kim, &case).text.contains("sam"));
    });
}

#[test]
fn a_case_page_opens_with_how_to_make_contact_safely_and_offers_nothing_the_gate_denies() {
    let scratch = sqlite();
    let (story, hub) = pages(&scratch, &[BURGLARY, DANGER, NO_SAFE_WAY]);
    let mut sam = hub.signed_in("sam@example.org");
    let page = |sam: &mut Browser<'_>, who: &str| seen(sam, &format!("/cases/{}", story.case_of(who)));

    let amina = page(&mut sam, "Amina");
    let ways = links(&amina);
    assert!(ways.contains(&"tel:+447700900123".to_owned()) && ways.contains(&"mailto:amina@example.org".to_owned()), "{ways:?}");
    assert!(amina.says(".od-denied").is_none());
    assert_eq!(amina.says("h2").as_deref(), Some("How to make contact safely"));

    let beth = page(&mut sam, "Beth");
    let ways = links(&beth);
    assert!(ways.contains(&"tel:+447700900124".to_owned()) && !ways.iter().any(|way| way.starts_with("mailto:")), "{ways:?}");
    for sentence in ["Do not leave a message", "Do not text", "Do not email", "Do not write"] {
        assert!(beth.text.contains(&format!("{sentence}: we do not know that it is safe.")), "{sentence}");
    }

    let cara = page(&mut sam, "Cara");
    assert!(!links(&cara).iter().any(|way| way.starts_with("tel:") || way.starts_with("mailto:")));
    assert!(cara.text.contains("Do not call: the person said that it is not safe."));
    assert!(cara.text.contains("Agree a safe way to make contact"));
}

#[test]
fn the_page_says_why_in_sentences() {
    let scratch = sqlite();
    let (story, hub) = pages(&scratch, &[DANGER]);
    let mut sam = hub.signed_in("sam@example.org");
    let page = seen(&mut sam, &format!("/cases/{}", story.case_of("Beth")));
    assert!(page.text.contains("Enhanced rights, serious crime: domestic abuse."), "{}", page.text);
    assert!(page.text.contains("Priority 2 because of enhanced rights."));
}

#[test]
fn an_attempt_is_recorded_in_two_steps() {
    on_both(|scratch| {
        let (story, hub) = pages(scratch, &[BURGLARY]);
        let mut sam = hub.signed_in("sam@example.org");
        let path = format!("/cases/{}/attempt", story.case_of("Amina"));
        let first = seen(&mut sam, &path);
        let ways = values(&first, "by");
        let kinds: Vec<&str> = ways.iter().map(|by| by.split('.').next().unwrap()).collect();
        assert_eq!(kinds, ["call", "voicemail", "text", "email", "letter"]);
        let unchosen = sam.get(&format!("{path}?by="));
        assert_eq!(unchosen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unchosen.says(".govuk-error-summary").unwrap().contains("Select how you will make contact"));

        let second = format!("{path}?by={}", ways[0]);
        let form = seen(&mut sam, &second);
        assert!(form.text.contains("say nothing of us"));
        assert_eq!(values(&form, "outcome"), ["reached", "accepted", "declined", "no_answer", "wrong_number", "unsafe"]);
        assert_eq!((values(&form, "again-day"), values(&form, "again-month")), (vec!["24".to_owned()], vec!["11".to_owned()]));

        let empty = sam.fill_in(&second, &path, &[("by", &ways[0])]);
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(empty.says(".govuk-error-summary").unwrap().contains("Select what came of it"));
        assert!(empty.says("title").unwrap().starts_with("Error: "));
        let day = |day: &'static str| {
            [("by", ways[0].as_str()), ("outcome", "no_answer"), ("again-day", day), ("again-month", "11"), ("again-year", "2026")]
        };
        let past = sam.fill_in(&second, &path, &day("20"));
        assert!(past.says(".govuk-error-summary").unwrap().contains("within the next 28 days"), "{}", past.text);

        let recorded = sam.fill_in(&second, &path, &day("24"));
        assert_eq!(goes_to(&recorded), format!("/cases/{}?done=attempt_recorded", story.case_of("Amina")));
        let case = seen(&mut sam, &format!("/cases/{}?done=attempt_recorded", story.case_of("Amina")));
        assert!(case.text.contains("The contact attempt has been recorded."));
        assert!(case.text.contains("Promised: Wednesday 25 November at 5pm"));
        assert_eq!(story.file("Amina").attempts.len(), 1);
    });
}

#[test]
fn a_forged_attempt_by_a_shut_way_is_refused_with_the_reason() {
    let scratch = sqlite();
    let (story, hub) = pages(&scratch, &[DANGER]);
    let mut sam = hub.signed_in("sam@example.org");
    let path = format!("/cases/{}/attempt", story.case_of("Beth"));
    let offered = values(&seen(&mut sam, &path), "by");
    assert!(offered.iter().all(|by| by.starts_with("call.")), "{offered:?}");
    let forged = offered[0].replace("call.", "text.");
    let asked = sam.get(&format!("{path}?by={forged}"));
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "the second step is not shown");
    let step = format!("{path}?by={}", offered[0]);
    let sent = sam.fill_in(&step, &path, &[("by", &forged), ("outcome", "sent")]);
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sent.says(".govuk-error-summary").unwrap().contains("Do not text: we do not know that it is safe."), "{}", sent.text);
    assert!(story.file("Beth").attempts.is_empty());
}

#[test]
fn what_is_safe_is_written_down_and_takes_hold_at_once() {
    on_both(|scratch| {
        let (story, hub) = pages(scratch, &[NO_SAFE_WAY]);
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", story.case_of("Cara"));
        assert!(seen(&mut sam, &format!("{case}/attempt")).text.contains("No way of contact is open"));
        let path = format!("{case}/safety");
        let missing = sam.fill_in(&path, &path, &[("call", "no")]);
        assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
        let told = [
            ("call", "no"),
            ("voicemail", "no"),
            ("text", "no"),
            ("email", "yes"),
            ("letter", "not_known"),
            ("shares", "not_known"),
            ("notes", "Mornings only <b>"),
            ("before", "?"),
        ];
        let stale = sam.fill_in(&path, &path, &told);
        assert!(stale.says(".govuk-error-summary").unwrap().contains("Somebody changed this"), "{}", stale.text);
        let before = seen(&mut sam, &path).field("before").unwrap();
        let told: Vec<(&str, &str)> =
            told.into_iter().map(|(name, value)| (name, if name == "before" { before.as_str() } else { value })).collect();
        assert_eq!(goes_to(&sam.fill_in(&path, &path, &told)), format!("{case}?done=contact_changed"));
        let page = seen(&mut sam, &case);
        assert!(links(&page).contains(&"mailto:cara@example.org".to_owned()));
        assert!(page.text.contains("Mornings only &lt;b&gt;"), "what is typed is shown as typed");
        assert!(!page.text.contains("Agree a safe way to make contact"));
        let again = seen(&mut sam, &path);
        let chosen = scraper::Html::parse_document(&again.text);
        let email = scraper::Selector::parse("input[name='email'][checked]").unwrap();
        assert_eq!(chosen.select(&email).next().unwrap().value().attr("value"), Some("yes"));
    });
}

#[test]
fn each_may_do_what_their_role_allows_and_sees_no_more() {
    let scratch = sqlite();
    let (story, hub) = pages(&scratch, &[BURGLARY]);
    let case = format!("/cases/{}", story.case_of("Amina"));
    let (mut sam, mut lee) = (hub.signed_in("sam@example.org"), hub.signed_in("lee@example.org"));
    let page = seen(&mut sam, &case);
    for hidden in ["/give", "/hand-over", "/close"] {
        assert!(!links(&page).contains(&format!("{case}{hidden}")), "{hidden}");
        assert_eq!(sam.get(&format!("{case}{hidden}")).status, StatusCode::NOT_FOUND);
    }
    let give = format!("{case}/give");
    let worker = {
        let form = seen(&mut lee, &give);
        let page = scraper::Html::parse_document(&form.text);
        let option = scraper::Selector::parse("option").unwrap();
        page.select(&option).find(|option| option.text().collect::<String>() == "sam").unwrap().value().attr("value").unwrap().to_owned()
    };
    assert_eq!(goes_to(&lee.fill_in(&give, &give, &[("to", &worker)])), format!("{case}?done=case_given"));
    let over = format!("{case}/hand-over");
    let empty = sam.fill_in(&over, &over, &[("to", ""), ("reason", ""), ("note", " ")]);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let by = values(&seen(&mut sam, &format!("{case}/attempt")), "by")[0].clone();
    let close = format!("{case}/close");
    assert_eq!(goes_to(&sam.fill_in(&close, &close, &[("ending", "not_reached")])), format!("{case}?done=case_closed"));
    assert_eq!(story.file("Amina").case.state, CaseState::Closed);
    let closed = seen(&mut sam, &case);
    assert!(closed.text.contains("This case was closed on Monday 23 November 2026"));
    let attempt = sam.get(&format!("{case}/attempt?by={by}"));
    assert!(attempt.text.contains("The case is closed.") && !links(&attempt).iter().any(|link| link.starts_with("tel:")));
    assert!(!links(&closed).iter().any(|link| link.ends_with("/attempt") || link.starts_with("tel:")), "{:?}", links(&closed));
}

#[test]
fn the_list_has_pages_of_fifty_and_filters_that_say_how_many() {
    let scratch = sqlite();
    let row = |n: u32| {
        // No number in a name tells people apart, so each of these was born in another month.
        let (year, month) = (1940 + n / 2, 3 + n % 2 * 6);
        format!(
            "S{n},CS{n},2026-11-23T08:00:00Z,Burglary,,Ann{n},Bell,{year}-{month:02}-27,,,ann{n}@example.org,{n} High Street,LN1 1AA,,,,given,S{n}"
        )
    };
    let rows: Vec<String> = (0..120).map(row).collect();
    let mut rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    rows.push(DANGER);
    let (_, hub) = pages(&scratch, &rows);
    let mut sam = hub.signed_in("sam@example.org");
    let first = seen(&mut sam, "/work?whose=nobodys");
    assert_eq!(first.says(".od-count").as_deref(), Some("Showing 1 to 50 of 121 cases"));
    assert_eq!(first.says(".od-worklist__case th a").as_deref(), Some("Beth Lowe"), "the earliest due first");
    let last = seen(&mut sam, "/work?whose=nobodys&page=3");
    assert_eq!(last.says(".od-count").as_deref(), Some("Showing 101 to 121 of 121 cases"));
    assert!(first.text.contains("Enhanced rights (1)") && first.text.contains("Priority 3 (120)"));
    let enhanced = seen(&mut sam, "/work?whose=nobodys&only=enhanced");
    assert_eq!(enhanced.says(".od-count").as_deref(), Some("Showing 1 to 1 of 1 case"));
    for odd in ["/work?whose=mars&when=never&only=pathway-knitting&page=0", "/work?page=20&whose=nobodys"] {
        assert_eq!(sam.get(odd).status, StatusCode::OK, "{odd}");
    }
}

#[test]
fn no_page_tells_of_anybody_in_its_title_or_to_a_stranger_and_none_says_an_id_twice() {
    let scratch = sqlite();
    let (story, hub) = pages(&scratch, &[BURGLARY, DANGER, NO_SAFE_WAY, &BURGLARY.replace("R1,CR1", "R7,CR7").replace("LN1 1AA", "")]);
    let mut lee = hub.signed_in("lee@example.org");
    let case = |name: &str| format!("/cases/{}", story.case_of(name));
    let mut paths = vec!["/".to_owned(), "/work?whose=everyones".to_owned()];
    for name in ["Amina", "Beth", "Cara"] {
        for page in ["", "/attempt", "/safety", "/give", "/close"] {
            paths.push(format!("{}{page}", case(name)));
        }
    }
    paths.push(format!("{}/attempt?by={}", case("Beth"), values(&seen(&mut lee, &format!("{}/attempt", case("Beth"))), "by")[0]));
    for path in &paths {
        let page = seen(&mut lee, path);
        let title = page.says("title").unwrap();
        assert!(!["Amina", "Okafor", "Beth", "Lowe", "Cara", "Hill"].iter().any(|name| title.contains(name)), "{path}: {title}");
        let tree = scraper::Html::parse_document(&page.text);
        let mut ids = BTreeSet::new();
        for element in tree.select(&scraper::Selector::parse("[id]").unwrap()) {
            assert!(ids.insert(element.value().attr("id").unwrap()), "{path}: {:?} twice", element.value().attr("id"));
        }
        for element in tree.select(&scraper::Selector::parse("[aria-labelledby]").unwrap()) {
            assert!(ids.contains(element.value().attr("aria-labelledby").unwrap()), "{path}");
        }
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(tree.select(&scraper::Selector::parse("h1").unwrap()).count(), 1, "{path}");
        assert_eq!(hub.browser().get(path).status, StatusCode::SEE_OTHER, "{path}: a stranger signs in first");
    }
    let nobody = "/cases/01990f3e-0000-7000-8000-000000000000";
    for page in ["", "/attempt", "/safety", "/give", "/hand-over", "/close"] {
        assert_eq!(lee.get(&format!("{nobody}{page}")).status, StatusCode::NOT_FOUND, "{page}");
    }
    assert_eq!(lee.get("/cases/Amina").status, StatusCode::NOT_FOUND);
}

#[test]
fn every_read_of_a_case_leaves_its_mark() {
    let scratch = sqlite();
    let (story, hub) = pages(&scratch, &[BURGLARY]);
    let mut sam = hub.signed_in("sam@example.org");
    let case = story.case_of("Amina");
    let marks = || -> i64 {
        story.db.read_now(move |c| c.one("SELECT count(*) FROM audit WHERE act = 'read_case' AND case_id = $1", &[&case])).unwrap()
    };
    let before = marks();
    seen(&mut sam, &format!("/cases/{case}"));
    assert_eq!(marks(), before + 1);
}
