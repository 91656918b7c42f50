//! Searching people and cases, through the browser and on both databases.

use kernel::StaffRole;
use std::collections::BTreeSet;
use std::sync::Arc;
use testkit::hub_walls::walls;
use testkit::opened::opened;

use access::Act;
use axum::http::StatusCode;
use intake::place::Placed;
use intake::transfer::{Options, Watch, take_in};
use jiff::SignedDuration;
use kernel::{PersonId, Source};
use profile::Profile;
use store::Db;
use testkit::databases::{Scratch, on_both, sqlite};
use testkit::feed::{FeedRow, csv, row};
use web::Transport;

use crate::hub::{Answer, Browser, Hub, employ, monday};

struct Quiet;

impl Watch for Quiet {
    fn placed(&mut self, _: &Placed) -> std::io::Result<()> {
        Ok(())
    }
}

/// Takes these rows in as a transfer by the police on Monday.
pub fn transferred(db: &Db, profile: &str, rows: &[FeedRow]) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), csv(rows)).unwrap();
    let versions = Profile::shipped(profile).unwrap().unwrap().into();
    let options = Options {
        source: Source::Police,
        walls: walls(),
        versions,
        as_of: Some(monday()),
        dry_run: false,
        everybody: Some(std::sync::Arc::default()),
        run: [0; 32],
        bytes_read: Arc::default(),
    };
    take_in(db, file.path(), &options, monday(), &mut Quiet).unwrap();
}

/// The hub after these rows, with Sam and Kim working there.
fn hub(scratch: &Scratch, rows: &[FeedRow]) -> Hub {
    transferred(&scratch.db, "example", rows);
    for email in ["sam@example.org", "kim@example.org"] {
        employ(&scratch.db, email, StaffRole::Worker);
    }
    Hub::new(&scratch.db, Transport::Loopback, people::pages::router())
}

fn ann() -> FeedRow {
    row("R1")
        .crime("LI/0001/26")
        .name("Ann", "Smith")
        .born("1990-03-12")
        .mobile("07700 900123")
        .email("Ann@example.org")
        .lives("1 High Street", "LN1 1AA")
}

fn town() -> Vec<FeedRow> {
    vec![
        ann(),
        row("R2").crime("LI/0002/26").name("Ann", "Smith").born("1971-08-02").mobile("07700 900124").lives("2 Low Road", "PE10 9AB"),
        row("R3")
            .crime("LI/0003/26")
            .name("Anna Maria", "Smithson")
            .born("1990-03-12")
            .mobile("07700 900125")
            .lives("3 Mill Lane", "LN11 2AB"),
        row("R4")
            .crime("LI/0004/26")
            .name("Zoë", "O’Brien-Jones")
            .born("2001-01-30")
            .email("zoe@example.org")
            .lives("4 Kirk Way", "LN1 1AA"),
        row("R5").crime("LI/0005/26").name("Smith", "Wesson").mobile("01632 960001"),
    ]
}

/// Where the results of a search are.
fn looked_for(browser: &mut Browser<'_>, typed: &str) -> String {
    let answer = browser.fill_in("/search", "/search", &[("q", typed)]);
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{typed}: {}", answer.text);
    answer.header("location").to_owned()
}

fn search(browser: &mut Browser<'_>, typed: &str) -> Answer {
    let place = looked_for(browser, typed);
    let answer = browser.get(&place);
    assert_eq!(answer.status, StatusCode::OK, "{typed}: {}", answer.text);
    answer
}

/// Names and birth dates on a page of results.
fn found(answer: &Answer) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let head = scraper::Selector::parse(".od-worklist__case th").unwrap();
    let text = |cell: scraper::ElementRef<'_>| cell.text().map(str::trim).collect::<Vec<_>>().join(", ");
    page.select(&head).map(text).collect()
}

fn reference_of(db: &Db, family: &str) -> String {
    let key = kernel::name_key(family);
    opened(db)
        .db
        .read_now(move |c| {
            c.one(
                "SELECT c.reference FROM cases c JOIN people p ON p.id = c.person_id WHERE p.family_key = $1 ORDER BY p.date_of_birth DESC",
                &[&key],
            )
        })
        .unwrap()
}

#[test]
fn one_box_finds_by_whatever_a_worker_has_in_front_of_them() {
    on_both(|scratch| {
        let hub = hub(scratch, &town());
        let mut sam = hub.signed_in("sam@example.org");
        let ann = "Ann Smith, Born 12 March 1990, aged 36";
        let other_ann = "Ann Smith, Born 2 August 1971, aged 55";
        let anna = "Anna Maria Smithson, Born 12 March 1990, aged 36";
        let zoe = "Zoë O’Brien-Jones, Born 30 January 2001, aged 25";
        let wesson = "Smith Wesson, Birth date not known";
        let reference = reference_of(&scratch.db, "Smith");
        let typed_small = reference.to_lowercase().replace('-', " ");
        for (typed, names) in [
            ("smith", vec![other_ann, ann, anna, wesson]),
            ("smi ann", vec![other_ann, ann, anna]),
            ("Ann SMITH", vec![other_ann, ann, anna]),
            ("smithson", vec![anna]),
            ("anna maria smithson", vec![anna]),
            ("zoe obrien", vec![zoe]),
            ("O'Brien Jones", vec![zoe]),
            ("ann smith 12/03/1990", vec![ann, anna]),
            ("12 March 1990", vec![ann, anna]),
            ("1971-08-02", vec![other_ann]),
            ("smith PE10 9AB", vec![other_ann]),
            ("smith pe10", vec![other_ann]),
            ("smith ln1", vec![ann]),
            ("ann ln11", vec![anna]),
            ("LN1 1AA", vec![zoe, ann]),
            ("ln1", vec![zoe, ann]),
            ("12/03/1990 ln11", vec![anna]),
            ("07700 900123", vec![ann]),
            ("+447700900123 smith", vec![ann]),
            ("01632 960001", vec![wesson]),
            ("ann@example.org", vec![ann]),
            ("ZOE@", vec![zoe]),
            ("li/0003/26", vec![anna]),
            ("LI/0003/26 smithson", vec![anna]),
            (&reference, vec![ann]),
            (&typed_small, vec![ann]),
            ("mith", vec![]),
            ("smith 13/03/1990", vec![]),
            ("LI/0003/26 obrien", vec![]),
            ("07700 900999", vec![]),
        ] {
            assert_eq!(found(&search(&mut sam, typed)), names, "{typed} on {:?}", scratch.db.engine());
        }
    });
}

#[test]
fn a_result_tells_namesakes_apart_and_shows_no_more_than_that_takes() {
    on_both(|scratch| {
        let hub = hub(scratch, &town());
        let mut sam = hub.signed_in("sam@example.org");
        let case: String = reference_of(&scratch.db, "Smith");
        let hers = case.clone();
        let give = "UPDATE cases SET worker_id = (SELECT id FROM users WHERE name = 'kim') WHERE reference = $1";
        scratch.db.write_now(move |tx| tx.execute_one(give, &[&hers])).unwrap();
        let answer = search(&mut sam, "ann smith 12/03/1990 ln1");
        assert_eq!(found(&answer).len(), 1);
        assert_eq!(answer.says("td[data-label='Where']").as_deref(), Some("Lives in LN1Phone ends in 123"));
        assert_eq!(answer.says("td[data-label='Case']"), Some(format!("{case}Open")));
        assert_eq!(answer.says("td[data-label='Worker']").as_deref(), Some("kim"));
        let main = answer.says("main").unwrap();
        for hidden in ["High Street", "LN1 1AA", "07700", "900123", "ann@example.org", "Theft"] {
            assert!(!main.contains(hidden), "{hidden}");
        }
        for other in ["Smithson", "1971", "PE10", "Zoë", "O’Brien", "Wesson", "900124"] {
            assert!(!answer.text.contains(other), "{other} was not looked for");
        }
        assert_eq!(answer.header("cache-control"), "no-store");
    });
}

fn searched(db: &Db) -> Vec<Option<PersonId>> {
    db.read_now(|c| c.all("SELECT person_id FROM audit WHERE act = $1 ORDER BY id", &[&Act::SearchPeople.as_str()])).unwrap()
}

#[test]
fn whoever_is_shown_leaves_an_audit_row_and_nobody_else_does() {
    on_both(|scratch| {
        let many: Vec<FeedRow> = (0..60).map(|n| row(&format!("P{n}")).name("Pat", &format!("Gray{n:02}"))).collect();
        let hub = hub(scratch, &[town(), many].concat());
        let mut sam = hub.signed_in("sam@example.org");
        let place = looked_for(&mut sam, "gray");
        assert!(searched(&scratch.db).is_empty(), "nobody was shown yet");

        let first = sam.get(&place);
        assert_eq!(first.says(".od-count").as_deref(), Some("Showing 1 to 50 of 60 people"));
        let shown: BTreeSet<PersonId> = searched(&scratch.db).into_iter().flatten().collect();
        assert_eq!(shown.len(), 50);
        let names: Vec<String> = opened(&scratch.db)
            .all("SELECT DISTINCT p.family_key FROM audit a JOIN people p ON p.id = a.person_id WHERE a.act = 'search_people' ORDER BY 1");
        assert_eq!((names.first().map(String::as_str), names.last().map(String::as_str)), (Some("gray00"), Some("gray49")));

        let second = sam.get(&format!("{place}?page=2"));
        assert_eq!(second.says(".od-count").as_deref(), Some("Showing 51 to 60 of 60 people"));
        assert_eq!(found(&second).len(), 10);
        assert_eq!(searched(&scratch.db).into_iter().flatten().collect::<BTreeSet<_>>().len(), 60);

        assert_eq!(found(&sam.get(&format!("{place}?page=99"))), found(&second), "there is no page after the last");
        let users: Vec<String> = scratch
            .db
            .read_now(|c| c.all("SELECT DISTINCT u.name FROM audit a JOIN users u ON u.id = a.user_id WHERE a.act = 'search_people'", &[]))
            .unwrap();
        assert_eq!(users, ["sam"]);
    });
}

/// A number as three letters: `aaa`, `aab`, …
fn letters(number: u32) -> String {
    [676, 26, 1].map(|place| char::from_u32(u32::from('a') + number / place % 26).unwrap()).iter().collect()
}

#[test]
fn whoever_finds_too_many_is_asked_to_say_more() {
    let scratch = sqlite();
    let many: Vec<FeedRow> = (0..1_010).map(|n| row(&format!("L{n}")).name(&format!("Jo{}", letters(n)), "Lee")).collect();
    let hub = hub(&scratch, &many);
    let mut sam = hub.signed_in("sam@example.org");
    let answer = search(&mut sam, "lee");
    assert_eq!(
        answer.says(".od-count").as_deref(),
        Some("Showing 1 to 50 of more than 1,000 people. Add a birth date or a postcode to find fewer.")
    );
    assert_eq!(found(&answer).len(), 50);
    assert_eq!(found(&search(&mut sam, "lee jobmr")), ["Jobmr Lee, Birth date not known"]);
}

#[test]
fn nothing_typed_is_in_an_address_and_nobody_else_opens_the_results() {
    on_both(|scratch| {
        let hub = hub(scratch, &town());
        let mut sam = hub.signed_in("sam@example.org");
        let place = looked_for(&mut sam, "smith 12/03/1990");
        let (before, id) = place.rsplit_once('/').unwrap();
        assert_eq!(before, "/search");
        assert!(id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-'), "{id}");
        let again = sam.get(&place);
        assert_eq!(again.field("q").as_deref(), Some("smith 12/03/1990"), "going back shows what was typed");
        let links: Vec<&str> = again.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.iter().all(|link| !link.to_lowercase().contains("smith") && !link.contains("1990")), "{links:?}");

        let mut kim = hub.signed_in("kim@example.org");
        let other = kim.get(&place);
        assert_eq!((other.status, other.header("location")), (StatusCode::SEE_OTHER, "/search"));
        let stranger = hub.browser().get(&place);
        assert_eq!(stranger.status, StatusCode::SEE_OTHER);
        assert!(stranger.header("location").starts_with("/sign-in"));

        hub.clock.pass(SignedDuration::from_hours(12));
        let mut sam = hub.signed_in("sam@example.org");
        assert_eq!(sam.get(&place).header("location"), "/search", "it is not kept for long");
        looked_for(&mut sam, "jones");
        let kept: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM drafts", &[])).unwrap();
        assert_eq!(kept, 1, "the next search clears the old ones away");
    });
}

#[test]
fn who_finds_nobody_is_told_what_was_looked_for_and_where_to_go_on() {
    let scratch = sqlite();
    let hub = hub(&scratch, &town());
    let mut sam = hub.signed_in("sam@example.org");
    let answer = search(&mut sam, "Nobody 12.3.90");
    assert_eq!(answer.says("h2.govuk-heading-m").as_deref(), Some("Nobody found"));
    assert!(answer.text.contains("a name that begins with Nobody, the birth date 12 March 1990"), "{}", answer.text);
    assert!(answer.text.contains("href=\"/referrals/new\""));
    assert_eq!(answer.says("title").as_deref(), Some("Search – Exampleshire Victim Hub"));

    for (typed, told) in [
        ("", "Enter a name, birth date, phone number, email address, postcode or reference"),
        (" - ", "Enter a name, birth date, phone number, email address, postcode or reference"),
        ("a b c d e f g h i", "Enter no more than eight names"),
        (&"x".repeat(201), "Shorten this to 200 characters or fewer"),
    ] {
        let answer = sam.fill_in("/search", "/search", &[("q", typed)]);
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert_eq!(answer.says(".govuk-error-summary a").as_deref(), Some(told));
        assert!(answer.text.contains("href=\"#q\""));
    }
    let unsigned = sam.post("/search", &[("q", "smith")]);
    assert_eq!(unsigned.status, StatusCode::FORBIDDEN, "a form of another site");
}

#[test]
fn a_name_is_only_ever_text() {
    let scratch = sqlite();
    let hub = hub(&scratch, &[row("R1").name("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>")]);
    let mut sam = hub.signed_in("sam@example.org");
    let answer = search(&mut sam, "script \"><b>bold</b>");
    assert!(!answer.text.contains("<b>bold"), "what was typed is only text, too");
    let answer = search(&mut sam, "scriptalert");
    assert_eq!(found(&answer).len(), 1);
    assert!(!answer.text.contains("<script>alert") && !answer.text.contains("<img"), "{}", answer.text);
}

#[test]
fn no_statement_of_the_search_walks_through_a_table() {
    let scratch = sqlite();
    for statement in people::search::STATEMENTS {
        let sql = format!("EXPLAIN QUERY PLAN {}", statement.replace("{}", "$1"));
        let places = (1..=9).filter(|n| sql.contains(&format!("${n}"))).count();
        let plan: Vec<(i64, i64, i64, String)> = scratch
            .db
            .read_now(move |c| {
                let empty = String::new();
                let values: Vec<&dyn store::Bind> = (0..places).map(|_| &empty as &dyn store::Bind).collect();
                c.all(&sql, &values)
            })
            .unwrap();
        assert!(!plan.is_empty());
        for (.., step) in plan {
            assert!(!step.starts_with("SCAN"), "{statement}\n{step}");
        }
    }
}
