//! A copy of the database, stolen or mislaid, tells nobody who anybody is.

use std::collections::BTreeMap;

use access::{Actor, kind};
use casework::record::Ending;
use casework::record_attempt::{Attempt, record_attempt};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use kernel::{CaseId, IdMaker, Sensitive, UserId};
use people::record::PointKind;
use profile::Profile;
use store::{Cell, Db, Engine, Tx};
use testkit::databases::{Scratch, on_both};
use testkit::feed::row;
use testkit::hub_walls::{vault, walls};

use super::{hub, referred, tell};
use crate::hub::monday;

/// What was told of Dana by telephone, of Quentin by the force, and written down by workers, in every spelling in which it might be kept.
const TELLS_WHO: &[&str] = &[
    "Dana",
    "dana",
    "Pryce",
    "pryce",
    "900555",
    "1988-06-05",
    "Castle Street",
    "LN1 3AA",
    "LN13AA",
    "do not say where you call from",
    "The house was broken into",
    "At home",
    "Large print",
    "gets tired", // what Dana told
    "Quentin",
    "quentin",
    "Zaleska",
    "zaleska",
    "Marceline",
    "Oldcastle",
    "1971-09-30",
    "900777",
    "960007",
    "zaleska@example.org",
    "Hazel Lane",
    "Hazelton",
    "PE10 9AB",
    "PE109AB",
    "PE11 2CD",
    "Ring the neighbour",
    "Burglary at Hazel",
    "PC Gray",
    "tabby cat",
    "behind the bakery", // what the force sent
    "Somebody else answered",
    "moved to her aunt",
    "Meredith", // what workers wrote and looked for
];

/// Every byte of every column of every table; of SQLite the files as well, with what was deleted and not yet written over.
fn dump(scratch: &Scratch) -> BTreeMap<String, Vec<u8>> {
    let mut dump: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let columns = scratch.db.read_now(|c| c.columns()).unwrap();
    for column in columns {
        let sql = format!("SELECT {} FROM {}", column.name, column.table);
        let into = dump.entry(column.table).or_default();
        for cell in scratch.db.read_now(move |c| c.all::<Cell<'static>>(&sql, &[])).unwrap() {
            match cell {
                Cell::Text(text) => into.extend_from_slice(text.as_bytes()),
                Cell::Bytes(bytes) => into.extend_from_slice(&bytes),
                _ => {}
            }
            into.push(b'\n');
        }
    }
    if let Some(path) = scratch.url.strip_prefix("sqlite:") {
        for end in ["", "-wal"] {
            dump.insert(format!("the file{end}"), std::fs::read(format!("{path}{end}")).unwrap_or_default());
        }
    }
    dump
}

fn holds(all: &[u8], text: &str) -> bool {
    all.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The case of the force's row.
fn case(db: &Db) -> CaseId {
    db.read_now(|c| c.one("SELECT case_id FROM source_rows WHERE source_record_id = 'R1'", &[])).unwrap()
}

/// A worker calls, writes down what came of it, and closes the case.
fn worked(db: &Db) {
    let (case, profile) = (case(db), Profile::shipped("example").unwrap().unwrap());
    let sam: UserId = db.read_now(|c| c.one("SELECT id FROM users WHERE name = 'sam'", &[])).unwrap();
    db.write_now(move |tx: &mut Tx<'_>| {
        let (actor, mut ids) = (Actor::staff(sam, "sam", kernel::StaffRole::Manager, None), IdMaker::new(monday(), 9, b"worked"));
        let permit = walls().permit_case::<kind::RecordAttempt>(tx, &mut ids, &actor, case, monday())?;
        let person = people::read::read(tx, &permit)?;
        let point = person.usable_points().find(|kept| kept.point.kind == PointKind::Mobile).expect("a mobile").id;
        let note = Some(Sensitive::new("Somebody else answered".to_owned()));
        let attempt = Attempt {
            way: Way::Call,
            point,
            service: None,
            outcome: AttemptOutcome::NoAnswer,
            again_on: None,
            note,
            checked: false,
            support_by: None,
        };
        record_attempt(tx, &mut ids, &permit, &profile, &attempt).expect("recorded");
        let permit = walls().permit_case::<kind::CloseCase>(tx, &mut ids, &actor, case, monday())?;
        let note = Sensitive::new("She has moved to her aunt".to_owned());
        casework::close::close(tx, &mut ids, &permit, &profile, (Ending::MovedAway, Some(&note))).expect("closed");
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_dump_of_the_database_shows_no_name_number_address_or_note() {
    on_both(|scratch| {
        let quentin = row("R1")
            .crime("CR/1")
            .name("Quentin", "Zaleska")
            .says("middle_names", "Marceline")
            .says("previous_family_name", "Oldcastle")
            .born("1971-09-30")
            .mobile("07700 900777")
            .says("phone_home", "01632 960007")
            .email("zaleska@example.org")
            .lives("77 Hazel Lane", "PE10 9AB")
            .says("town", "Hazelton")
            .says("contact_notes", "Ring the neighbour first")
            .says("incident_location", "behind the bakery")
            .says("incident_postcode", "PE11 2CD")
            .says("offence_text", "Burglary at Hazel Lane")
            .says("officer_name", "PC Gray")
            .says("force_extra", "has a tabby cat");
        // Nobody's row: without a name it waits for the force to mend it.
        let nameless = row("R2").crime("CR/2").name("", "").mobile("07700 900777").says("contact_notes", "Ring the neighbour too");
        let hub = hub(scratch, "example", &[quentin, nameless]);
        let (mut sam, mut kim) = (hub.signed_in("sam@example.org"), hub.signed_in("kim@example.org"));
        referred(&mut sam, &[]);
        tell(&mut kim, &[("contact_notes", "Ring the neighbour at seven")]);
        for typed in ["Meredith Oldcastle", "07700 900777", "zaleska@example.org"] {
            sam.fill_in("/search", "/search", &[("q", typed)]);
        }
        worked(&scratch.db);

        let opened = testkit::opened::opened(&scratch.db);
        let known: Vec<String> = opened.all("SELECT family_name FROM people ORDER BY family_name");
        assert_eq!(known, ["Pryce", "Zaleska"], "there is something to find");
        let written: Vec<String> = opened.all("SELECT note FROM attempts UNION ALL SELECT detail FROM events WHERE kind = 'closed'");
        assert!(written[0].contains("Somebody else answered") && written[1].contains("moved to her aunt"), "{written:?}");
        let begun: Vec<String> = opened.all("SELECT answers FROM drafts");
        assert!(begun.iter().any(|answers| answers.contains("Ring the neighbour at seven")), "{begun:?}");
        let nobodys: Vec<String> = opened.all("SELECT as_sent FROM source_rows WHERE person_id IS NULL");
        assert!(nobodys[0].contains("Ring the neighbour too"), "{nobodys:?}");

        let dump = dump(scratch);
        assert!(holds(&dump["source_rows"], "CR") || holds(&dump["incidents"], "CR/1"), "the dump is one");
        if scratch.db.engine() == Engine::Sqlite {
            assert!(dump["the file"].len() + dump["the file-wal"].len() > 100_000, "the files are read");
        }
        for (table, bytes) in &dump {
            for text in TELLS_WHO {
                assert!(!holds(bytes, text), "{table} tells {text:?} on {:?}", scratch.db.engine());
            }
        }
    });
}

/// Two people with one number: the blind index shows that it is one, and not which; another hub's keys make another of it.
#[test]
fn what_is_looked_up_exactly_is_kept_blind() {
    on_both(|scratch| {
        hub(
            scratch,
            "example",
            &[row("R1").name("Ann", "Lee").mobile("07700 900001"), row("R2").name("Bea", "Ray").mobile("07700 900001")],
        );
        let keys: Vec<String> = scratch.db.read_now(|c| c.all("SELECT key FROM contact_points", &[])).unwrap();
        assert_eq!(keys, [vault().index("contact", "+447700900001"), vault().index("contact", "+447700900001")]);
        let other = vault::Vault::new(vault::Keys::generate(&vault::SystemSecrets).unwrap(), std::sync::Arc::new(vault::SystemSecrets));
        assert_ne!(other.index("contact", "+447700900001"), keys[0]);
    });
}

/// A row copied over another person's does not open there: nobody's record can be dressed up as somebody else's.
#[test]
fn what_is_moved_to_another_persons_row_does_not_open() {
    on_both(|scratch| {
        hub(scratch, "example", &[row("R1").name("Ann", "Lee"), row("R2").name("Bea", "Ray")]);
        let moved = "UPDATE people SET sealed_key = (SELECT sealed_key FROM people p WHERE p.id <> people.id),
            particulars = (SELECT particulars FROM people p WHERE p.id <> people.id)";
        scratch.db.write_now(move |tx| tx.execute(moved, &[])).unwrap();
        let ids: Vec<kernel::PersonId> = scratch.db.read_now(|c| c.all("SELECT id FROM people", &[])).unwrap();
        let read = scratch.db.read_now(move |c| {
            walls().rehearse(c, &Actor::program("intake"), monday(), |c, warrant| people::keep::load(c, warrant, &ids).map(drop))
        });
        assert!(read.unwrap_err().to_string().contains("does not open"));
    });
}
