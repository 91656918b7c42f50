//! A referral by telephone, told to a worker one question a page, through the browser and on both databases.

use access::StaffRole;
use axum::http::StatusCode;
use jiff::SignedDuration;
use store::Db;
use testkit::databases::{Scratch, on_both, sqlite};
use testkit::feed::{FeedRow, row};
use web::Transport;

use crate::hub::{Answer, Browser, Hub, employ};
use crate::search::transferred;

/// What Dana tells, question by question: a burglary, and that only calls and texts are safe.
const TOLD: &[(&str, &str, &str)] = &[
    ("new", "source", "self"),
    ("person", "given_name", "Dana"),
    ("person", "family_name", "Reed"),
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

/// Sends the last page, or the one on a refusal, and opens what it leads to.
fn take(browser: &mut Browser<'_>, place: &str) -> Answer {
    let check = format!("{}/check", place.rsplit_once('/').unwrap().0);
    let answer = browser.fill_in(place, &check, &[]);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert!(answer.header("location").ends_with("/done"));
    browser.get(answer.header("location"))
}

/// Tells everything with these changes and takes the referral.
fn referred(browser: &mut Browser<'_>, but: &[(&str, &str)]) -> Answer {
    let (place, page) = tell(browser, but);
    assert_eq!(page.status, StatusCode::OK, "{place}: {}", page.text);
    take(browser, &place)
}

fn count(db: &Db, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    db.read_now(move |c| c.one(&sql, &[])).unwrap()
}

fn texts(db: &Db, sql: &'static str) -> Vec<String> {
    db.read_now(move |c| c.all(sql, &[])).unwrap()
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
            ["Dana Reed", "5 June 1988", "07700 900555", "dana@example.org", "21 November 2026", "The house was broken into", "Polish"]
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
            ["Dana Reed 1988-06-05 pl"]
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
fn what_a_worker_must_mend_is_said_beside_the_question() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[]);
    let mut sam = hub.signed_in("sam@example.org");
    for (but, at, told) in [
        (vec![("source", "")], "new", "Select who is telling you"),
        (vec![("source", "btp")], "new", "Select who is telling you"),
        (vec![("source", "agency")], "new", "Enter who is calling, so that they can be asked again"),
        (vec![("given_name", ""), ("family_name", "")], "person", "Enter a given name or a family name"),
        (vec![("phone", "12345")], "person", "Enter a phone number, like 01632 960001 or 07700 900123"),
        (vec![("date_of_birth-day", "31")], "person", "Date of birth must be a real date, like 27 3 1984"),
        (vec![("date_of_birth-year", "")], "person", "Date of birth must include a year"),
        (vec![("date_of_birth-year", "2031")], "person", "Date of birth must be today or in the past"),
        (vec![("postcode", "nowhere")], "reach", "Enter a postcode, like LN1 1AA, or the first half of one"),
        (vec![("email", "dana@")], "reach", "Enter an email address, like name@example.org"),
        (vec![("safe_text", "")], "safety", "Is it safe to send a text? Select yes, no or do not know"),
        (vec![("safe_call", "no")], "safety", "Select a way that they did not call unsafe"),
        (vec![("suspect_shares_address", "")], "safety", "Select whether the suspect lives at the same address"),
        (vec![("reported", "")], "report", "Select whether it was reported to the police"),
        (vec![("reported", "yes")], "report", "Enter the crime reference, or select that it is not known"),
        (vec![("offence_text", "")], "what", "Enter a few words about what happened"),
        (vec![("flags", "made_up")], "applies", "Select from the choices shown"),
        (vec![("occurred_from-day", "24")], "when", "The day it happened must be today or in the past"),
        (vec![("incident_postcode", "12")], "when", "Enter a postcode, like LN1 1AA, or the first half of one"),
        (vec![("support_consent", "")], "consent", "Select whether they agree to support"),
        (vec![("support_consent", "not_asked")], "consent", "Ask whether they agree, and select yes or no"),
        (vec![("first_language", "xx")], "needs", "Select one of the languages, or enter another one below"),
    ] {
        let (place, answer) = tell(&mut sam, &but);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{but:?}");
        assert!(place.ends_with(&format!("/{at}")), "{place}: {but:?}");
        assert_eq!(wrong(&answer), [told], "{but:?}");
        assert!(answer.says("title").unwrap().starts_with("Error: "));
        for typed in but.iter().filter(|(name, value)| ["phone", "postcode"].contains(name) && !value.is_empty()) {
            assert_eq!(answer.field(typed.0).as_deref(), Some(typed.1), "what was typed stays");
        }
    }
    assert_eq!(count(&scratch.db, "people") + count(&scratch.db, "source_rows"), 0);
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

#[test]
fn a_known_person_who_calls_again_is_found_and_what_happened_joins_her_case() {
    on_both(|scratch| {
        let namesake = row("R2").name("Ann", "Smith").born("1971-08-02").mobile("07700 900124");
        let hub = hub(scratch, "example", &[ann(), namesake]);
        let mut sam = hub.signed_in("sam@example.org");
        // Half the story first: without an answer on who it is, the page asks again.
        let (place, asked) = tell(&mut sam, &[ANN.as_slice(), &[("known", "")]].concat());
        assert_eq!(wrong(&asked), ["Select who it is, or that it is none of these"]);
        let shown = choices(&asked, "known");
        assert_eq!(shown.len(), 2, "{shown:?}");
        let (person, brief) = shown[0].clone();
        assert!(brief.starts_with("Ann Smith Born 12 March 1990, aged 36 Lives in LN1 Phone ends in 123 Case "), "{brief}");
        assert!(brief.ends_with("Open, no worker yet"), "{brief}");
        assert_eq!(shown[1].0, "none");
        let main = asked.says("main").unwrap();
        assert!(!main.contains("High Street") && !main.contains("1971") && !main.contains("900124"), "{main}");

        let answer = sam.fill_in(&place, &place, &[("known", &person)]);
        assert!(answer.header("location").ends_with("/reach"));
        let safety = format!("{}/safety", place.rsplit_once('/').unwrap().0);
        assert!(sam.get(&safety).says(".govuk-inset-text").unwrap().contains("not safe: text"), "what is on record is told");

        let done = referred(
            &mut sam,
            &[ANN.as_slice(), &[("known", &person), ("postcode", ""), ("address_1", ""), ("town", ""), ("email", "")]].concat(),
        );
        assert_eq!(done.says("h1").as_deref(), Some("Added to their case"));
        assert_eq!(texts(&scratch.db, "SELECT outcome FROM source_rows WHERE source = 'self'"), ["attached"]);
        assert_eq!((count(&scratch.db, "people"), count(&scratch.db, "cases"), count(&scratch.db, "incidents")), (2, 2, 3));
        let safe = "SELECT COALESCE(CAST(safe_text AS INTEGER), 9) FROM people WHERE date_of_birth = '1990-03-12'";
        assert_eq!(
            scratch.db.read_now(move |c| c.one::<i64>(safe, &[])).unwrap(),
            0,
            "unsafe stays unsafe until it is changed on the case"
        );
        let read = "SELECT act FROM audit a JOIN people p ON p.id = a.person_id WHERE p.date_of_birth = '1990-03-12' AND a.user_id IS NOT NULL GROUP BY act ORDER BY act";
        assert_eq!(texts(&scratch.db, read), ["read_case", "read_person", "search_people", "take_referral"]);
        let others =
            "SELECT act FROM audit a JOIN people p ON p.id = a.person_id WHERE p.date_of_birth = '1971-08-02' AND a.user_id IS NOT NULL";
        assert!(texts(&scratch.db, others).is_empty(), "the namesake was shown to nobody");
    });
}

#[test]
fn none_of_these_makes_a_new_person_and_lets_somebody_look_where_the_evidence_disagrees() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[ann()]);
        let mut sam = hub.signed_in("sam@example.org");
        let done = referred(&mut sam, &ANN);
        assert_eq!(done.says("h1").as_deref(), Some("A case is open"));
        assert_eq!(count(&scratch.db, "people"), 2, "the same name, birth date and number, but the worker was told that it is not her");
        assert_eq!(texts(&scratch.db, "SELECT kind FROM reviews"), ["possible_same_person"]);

        // Another number: nothing but the name and the birth date, and the worker has settled that.
        let other = [ANN.as_slice(), &[("phone", "07700 900777"), ("known", "none")]].concat();
        referred(&mut sam, &other);
        assert_eq!((count(&scratch.db, "people"), count(&scratch.db, "reviews")), (3, 1));
    });
}

#[test]
fn nobody_but_those_shown_can_be_chosen() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[ann(), row("R2").name("Zoë", "Jones").born("1999-09-09")]);
    let mut sam = hub.signed_in("sam@example.org");
    let zoe: kernel::PersonId = scratch.db.read_now(|c| c.one("SELECT id FROM people WHERE family_key = 'jones'", &[])).unwrap();
    let (place, answer) = tell(&mut sam, &[ANN.as_slice(), &[("known", &zoe.to_string())]].concat());
    assert!(place.ends_with("/known"));
    assert_eq!(wrong(&answer), ["Select who it is, or that it is none of these"]);
    assert!(!answer.text.contains("Zoë"));
}

#[test]
fn told_another_name_the_worker_is_asked_again_who_it_is() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[ann()]);
    let mut sam = hub.signed_in("sam@example.org");
    let (place, asked) = tell(&mut sam, &[ANN.as_slice(), &[("known", "")]].concat());
    let person = choices(&asked, "known")[0].0.clone();
    let base = place.rsplit_once('/').unwrap().0;
    sam.fill_in(&place, &place, &[("known", &person)]);
    let to_check = [
        ("safety", fields("safety", &[])),
        ("report", fields("report", &[])),
        ("what", fields("what", &[])),
        ("consent", fields("consent", &[])),
    ];
    for (step, fields) in to_check {
        let path = format!("{base}/{step}");
        assert_eq!(sam.fill_in(&path, &path, &fields).status, StatusCode::SEE_OTHER, "{step}");
    }
    assert!(sam.get(&format!("{base}/check")).text.contains("somebody we know"));

    let change = format!("{base}/person?then=check");
    let changed = sam.fill_in(&change, &change, &[("given_name", "Bea"), ("family_name", "Stone")]);
    assert_eq!(changed.header("location"), format!("{base}/known?then=check"));
    let known = sam.get(changed.header("location"));
    assert_eq!(known.header("location"), format!("{base}/check"), "nobody is known by that name");
    let check = sam.get(known.header("location"));
    assert!(check.text.contains("Bea Stone") && check.text.contains("A new person is made"), "{}", check.text);
    assert!(!check.text.contains("12 March 1990"), "what was taken out is gone");
}

#[test]
fn one_answer_is_changed_from_the_last_page_and_back() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[]);
    let mut sam = hub.signed_in("sam@example.org");
    let (place, check) = tell(&mut sam, &[]);
    let base = place.rsplit_once('/').unwrap().0;
    let page = scraper::Html::parse_document(&check.text);
    let change = scraper::Selector::parse(".govuk-summary-list__actions a").unwrap();
    let links: Vec<_> = page.select(&change).map(|link| link.value().attr("href").unwrap().to_owned()).collect();
    assert!(links.len() > 15 && links.iter().all(|link| link.starts_with(base) && link.ends_with("?then=check")), "{links:?}");
    for link in &links {
        assert_eq!(sam.get(link).status, StatusCode::OK, "{link}");
    }
    let reach = format!("{base}/reach?then=check");
    assert_eq!(sam.get(&reach).field("town").as_deref(), Some("Lincoln"));
    let back = sam.fill_in(&reach, &reach, &[("town", "Boston")]);
    assert_eq!(back.header("location"), place);
    let check = sam.get(&place);
    assert!(check.text.contains("Boston") && !check.text.contains("Castle Street"));
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

#[test]
fn a_crime_reference_ties_the_call_to_what_the_force_sent() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[ann()]);
        let mut sam = hub.signed_in("sam@example.org");
        let (_, asked) = tell(&mut sam, &[ANN.as_slice(), &[("known", "")]].concat());
        let person = choices(&asked, "known")[0].0.clone();
        let again = [("known", person.as_str()), ("reported", "yes"), ("crime_reference", "LI/0001/26")];
        let done = referred(&mut sam, &[ANN.as_slice(), &again].concat());
        assert_eq!(done.says("h1").as_deref(), Some("We have this already"));
        assert_eq!((count(&scratch.db, "incidents"), count(&scratch.db, "involvements")), (1, 1));

        let unknown = [("given_name", "Gus"), ("phone", "07700 900558"), ("date_of_birth-year", "1955"), ("reported", "without_reference")];
        referred(&mut sam, &unknown);
        let kept = texts(&scratch.db, "SELECT as_sent FROM source_rows WHERE outcome = 'opened' AND source = 'self'").remove(0);
        assert!(kept.contains("\"reported\":\"no\"") && kept.contains("\"crime_reference_not_known\":\"yes\""), "{kept}");
    });
}

#[test]
fn pressed_twice_it_is_taken_once() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let (place, check) = tell(&mut sam, &[]);
        let token = check.field("form_token").unwrap();
        let [first, second] = [(); 2].map(|()| sam.post(&place, &[("form_token", &token)]));
        assert_eq!(first.header("location"), second.header("location"));
        assert_eq!((count(&scratch.db, "source_rows"), count(&scratch.db, "people"), count(&scratch.db, "cases")), (1, 1, 1));
        for step in ["person", "known", "safety", "check", "consent-refused"] {
            let late = sam.get(&format!("{}/{step}", place.rsplit_once('/').unwrap().0));
            assert_eq!(late.header("location"), first.header("location"), "going back to {step} leads to what became of it");
        }
    });
}

#[test]
fn answers_are_the_workers_own_and_wait_for_them() {
    on_both(|scratch| {
        let hub = hub(scratch, "example", &[]);
        let mut sam = hub.signed_in("sam@example.org");
        let (place, _) = tell(&mut sam, &[("safe_text", "")]);
        assert!(place.ends_with("/safety"));
        let mut kim = hub.signed_in("kim@example.org");
        assert!(!kim.get("/referrals/new").text.contains("did not finish"));
        let other = kim.get(&place);
        assert_eq!(other.status, StatusCode::SEE_OTHER);
        assert_eq!(kim.get(other.header("location")).header("location"), "/referrals/new");

        // The call broke off and half an hour went by.
        hub.clock.pass(SignedDuration::from_mins(31));
        let signed_out = sam.get(&place);
        assert!(signed_out.header("location").starts_with("/sign-in?next=/referrals/"), "{}", signed_out.header("location"));
        sam.sign_in("sam@example.org", crate::hub::PASSWORD);
        let first = sam.get("/referrals/new");
        assert!(first.text.contains("did not finish") && first.text.contains(&place), "{}", first.text);
        let person = sam.get(&format!("{}/person", place.rsplit_once('/').unwrap().0));
        assert_eq!(person.field("given_name").as_deref(), Some("Dana"));

        let stop = format!("{}/stop", place.rsplit_once('/').unwrap().0);
        let stopped = sam.fill_in(&place, &stop, &[]);
        assert_eq!(stopped.header("location"), "/referrals/new?done=answers_deleted");
        assert_eq!(count(&scratch.db, "drafts"), 0);
    });
}

#[test]
fn half_a_story_is_not_taken() {
    let scratch = sqlite();
    let hub = hub(&scratch, "example", &[]);
    let mut sam = hub.signed_in("sam@example.org");
    let (place, page) = tell(&mut sam, &[("safe_text", "")]);
    let base = place.rsplit_once('/').unwrap().0;
    let early = sam.get(&format!("{base}/check"));
    assert_eq!(early.header("location"), format!("{base}/safety"), "the first question that is still open");
    let token = page.field("form_token").unwrap();
    let sent = sam.post(&format!("{base}/check"), &[("form_token", &token)]);
    assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong(&sent).iter().any(|error| error.starts_with("Is it safe to call them?")), "{:?}", wrong(&sent));
    assert_eq!(count(&scratch.db, "source_rows"), 0);
    for (method, path) in [("get", format!("{base}/nothing")), ("get", "/referrals/not-an-id/person".to_owned())] {
        assert_eq!(sam.get(&path).status, StatusCode::NOT_FOUND, "{method} {path}");
    }
    assert_eq!(sam.post(&format!("{base}/safety"), &[("safe_call", "yes")]).status, StatusCode::FORBIDDEN, "a form of another site");
}

#[test]
fn what_is_told_is_only_ever_text() {
    let scratch = sqlite();
    let named = row("R1").name("<b>Bo</b>", "<script>alert(1)</script>").born("1990-03-12");
    let hub = hub(&scratch, "example", &[named]);
    let mut sam = hub.signed_in("sam@example.org");
    let markup = "<script>alert(1)</script>";
    let but = [
        [("given_name", "<b>Bo</b>"), ("family_name", markup), ("offence_text", markup), ("address_1", markup), ("contact_notes", markup)]
            .as_slice(),
        &[("incident_location", "</textarea><img src=x>"), ("other_needs", markup), ("source", "police"), ("caller", markup)],
        &[("date_of_birth-day", "12"), ("date_of_birth-month", "3"), ("date_of_birth-year", "1990"), ("known", "")],
    ]
    .concat();
    let (place, asked) = tell(&mut sam, &but);
    assert!(place.ends_with("/known"), "{place}");
    assert!(asked.text.contains("&lt;b&gt;Bo&lt;/b&gt;") && !asked.text.contains("<b>Bo") && !asked.text.contains("<script>alert"));
    let and_then: Vec<_> = but.into_iter().filter(|(name, _)| *name != "known").collect();
    let (place, check) = tell(&mut sam, &and_then);
    assert!(place.ends_with("/check"), "{}", check.text);
    assert!(!check.text.contains("<script>alert") && !check.text.contains("<img src=x>"));
    assert_eq!(take(&mut sam, &place).says("h1").as_deref(), Some("A case is open"));
}
