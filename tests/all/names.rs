//! Names in memory: the same on every node, at once after every change, and gone when somebody is forgotten.

use access::{Actor, kind};
use kernel::{IdMaker, PersonId, StaffRole};
use people::memory::Everybody;
use store::Db;
use testkit::databases::on_both;
use testkit::feed::{FeedRow, row};
use testkit::hub_walls::{vault, walls};
use web::Transport;

use crate::hub::{Browser, Hub, employ, monday};
use crate::search::transferred;

/// How many people a search finds.
fn finds(browser: &mut Browser<'_>, typed: &str) -> usize {
    let place = browser.fill_in("/search", "/search", &[("q", typed)]).header("location").to_owned();
    let page = scraper::Html::parse_document(&browser.get(&place).text);
    page.select(&scraper::Selector::parse(".od-worklist__case th").unwrap()).count()
}

fn ann() -> FeedRow {
    row("R1")
        .crime("CR/1")
        .name("Ann", "Smith")
        .born("1990-03-12")
        .mobile("07700 900123")
        .email("ann@example.org")
        .lives("1 High Street", "LN1 1AA")
}

/// Two nodes of one hub: each holds its own names.
fn two_nodes(db: &Db, test: impl Fn(&mut [Browser<'_>; 2])) {
    employ(db, "sam@example.org", StaffRole::Manager);
    let nodes = [(), ()].map(|()| Hub::new(db, Transport::Loopback, people::pages::router()));
    test(&mut [nodes[0].signed_in("sam@example.org"), nodes[1].signed_in("sam@example.org")]);
}

#[test]
fn whoever_changes_is_found_as_they_are_now_on_every_node_at_once() {
    on_both(|scratch| {
        transferred(&scratch.db, "example", &[ann()]);
        two_nodes(&scratch.db, |nodes| {
            for node in nodes.iter_mut() {
                assert_eq!((finds(node, "smith"), finds(node, "jones"), finds(node, "ln1"), finds(node, "ann@")), (1, 0, 1, 1));
            }
            let changed = ann().name("Ann", "Jones").email("jones@example.org").lives("2 Low Road", "PE10 9AB");
            transferred(&scratch.db, "example", &[changed, row("R2").crime("CR/2").name("Bea", "Smith")]);
            for node in nodes.iter_mut() {
                assert_eq!((finds(node, "ann smith"), finds(node, "ann jones"), finds(node, "bea smith")), (0, 1, 1));
                assert_eq!((finds(node, "12/03/1990"), finds(node, "jones 12/03/1990")), (1, 1));
                // What was known before of where somebody lives and what reaches them still leads to them.
                assert_eq!((finds(node, "ln1"), finds(node, "pe10"), finds(node, "ann@"), finds(node, "jones@")), (1, 1, 1, 1));
            }
        });
    });
}

/// Destroys a person's key, as an erasure does.
fn erased(db: &Db, person: PersonId) {
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(monday(), 3, b"erased");
        let permit = walls().permit::<kind::RunIntake>(tx, &mut ids, &Actor::program("intake"), monday())?;
        let change = people::keep::next_change(tx)?;
        people::keep::destroy_key(tx, permit.warrant(), change, person)
    })
    .unwrap();
}

#[test]
fn whose_key_is_destroyed_is_found_by_nothing_and_comes_again_as_somebody_new() {
    on_both(|scratch| {
        transferred(&scratch.db, "example", &[ann().reference("PREF-1"), row("R2").crime("CR/2").name("Bea", "Ray")]);
        let person: PersonId =
            scratch.db.read_now(|c| c.one("SELECT person_id FROM source_rows WHERE source_record_id = 'R1'", &[])).unwrap();
        let sealed: Vec<u8> = scratch.db.read_now(|c| c.one("SELECT as_sent FROM source_rows WHERE source_record_id = 'R1'", &[])).unwrap();
        let key: Vec<u8> = scratch.db.read_now(move |c| c.one("SELECT sealed_key FROM people WHERE id = $1", &[&person])).unwrap();
        two_nodes(&scratch.db, |nodes| {
            for node in nodes.iter_mut() {
                assert_eq!(finds(node, "ann smith"), 1);
            }
            erased(&scratch.db, person);
            for node in nodes.iter_mut() {
                for typed in ["ann smith", "smith", "12/03/1990", "07700 900123", "ann@example.org", "LN1 1AA", "ln1"] {
                    assert_eq!(finds(node, typed), 0, "{typed}");
                }
                assert_eq!(finds(node, "bea ray"), 1, "nobody else is gone");
            }
        });
        assert!(!sealed.is_empty() && !key.is_empty());
        let left: Vec<Option<Vec<u8>>> =
            scratch.db.read_now(move |c| c.all("SELECT sealed_key FROM people WHERE id = $1", &[&person])).unwrap();
        assert_eq!(left, [None], "the person stays, for the count");
        let nobody = scratch.db.read_now(move |c| {
            walls().rehearse(c, &Actor::program("intake"), monday(), |c, warrant| people::keep::load(c, warrant, &[person]))
        });
        let nobody = nobody.unwrap().remove(0);
        assert!(nobody.key.is_none() && nobody.name().is_none() && nobody.points.is_empty());

        transferred(&scratch.db, "example", &[ann().reference("PREF-1").says("officer_name", "PC Gray")]);
        let again: PersonId =
            scratch.db.read_now(|c| c.one("SELECT person_id FROM source_rows WHERE source_record_id = 'R1'", &[])).unwrap();
        assert_ne!(again, person);
    });
}

/// How fast names are read when the program starts. Run in release: `cargo test --release -p onedoor-tests -- --ignored names_are_read`.
#[test]
#[ignore = "measures"]
fn names_are_read_in_so_many_seconds_per_100_000() {
    on_both(|scratch| {
        let person = |n: u32| {
            row(&format!("R{n}")).crime(&format!("CR/{n}")).name(&format!("Ann{n}"), "Lee").mobile("07700 900001").email("ann@example.org")
        };
        transferred(&scratch.db, "example", &(0..20_000).map(person).collect::<Vec<_>>());
        let (names, started) = (Everybody::default(), std::time::Instant::now());
        let count = scratch.db.read_now(move |c| names.catch_up(c, &vault())).unwrap();
        println!("{count} on {:?}: {:?} per 100,000", scratch.db.engine(), started.elapsed() * 100_000 / u32::try_from(count).unwrap());
    });
}
