//! Who looked at a person, and who looks as others of their role do not.

use audit::{Entry, Report, What};
use jiff::{SignedDuration, Timestamp};
use kernel::{IdMaker, PersonId, Purpose, RingFence, RingFences, UserId, WorkingTime};
use store::{Cell, Db, Tx};
use testkit::databases::on_both;

use crate::story::{id, monday};

fn user(n: u32) -> UserId {
    id(n)
}

fn person(n: u32) -> PersonId {
    id(1000 + n)
}

/// A row of a table, of which only what matters here is said.
fn put(tx: &mut Tx<'_>, table: &str, said: &[(&str, Cell<'static>)]) -> store::Result<()> {
    let needed = tx.columns()?.into_iter().filter(|column| column.table == table && !column.may_be_empty);
    let mut row: Vec<(String, Cell<'static>)> = said.iter().map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect();
    for column in needed {
        let is_said = row.iter().any(|(name, _)| *name == column.name);
        let has_own = column.name.starts_with("has_") || column.name == "ring_fence";
        if !is_said && !has_own {
            let cell = match (column.kind.as_str(), column.name.ends_with("_id")) {
                ("text", _) => Cell::Text("".into()),
                ("bytes", true) => Cell::Uuid(uuid::Uuid::nil()),
                ("bytes", false) => Cell::Bytes(Vec::new().into()),
                _ => Cell::Int(0),
            };
            row.push((column.name, cell));
        }
    }
    let names: Vec<&str> = row.iter().map(|(name, _)| name.as_str()).collect();
    tx.insert_rows(table, &names, [row.iter().map(|(_, cell)| cell.clone()).collect::<Vec<_>>()])
}

/// People 0 to 99, each with a case: of worker n % 5, in team east or west, some ring-fenced.
fn hub(db: &Db) {
    db.write_now(|tx| {
        for n in 0..8 {
            let (role, team) =
                if n == 6 { ("team_lead", Cell::Null) } else { ("worker", Cell::Text(if n < 5 { "east" } else { "west" }.into())) };
            let key = Cell::Text(format!("user{n}@example.org").into());
            put(tx, "users", &[("id", Cell::Uuid(user(n).uuid())), ("email_key", key), ("role", Cell::Text(role.into())), ("team", team)])?;
        }
        for n in 0..100 {
            put(tx, "people", &[("id", Cell::Uuid(person(n).uuid()))])?;
            let fence = match n {
                90..95 => RingFences::NONE.with(RingFence::SexualViolence),
                95 => RingFences::NONE.with(RingFence::StaffVictim),
                _ => RingFences::NONE,
            };
            put(
                tx,
                "cases",
                &[
                    ("id", Cell::Uuid(id::<kernel::kind::Case>(5000 + n).uuid())),
                    ("reference", Cell::Text(format!("C{n}").into())),
                    ("person_id", Cell::Uuid(person(n).uuid())),
                    ("state", Cell::Text("open".into())),
                    ("team", Cell::Text("east".into())),
                    ("worker_id", Cell::Uuid(user(n % 5).uuid())),
                    ("ring_fence", Cell::Int(fence.bits())),
                ],
            )?;
        }
        Ok(())
    })
    .unwrap();
}

fn look(db: &Db, who: Option<UserId>, act: &'static str, at: Timestamp, whom: impl IntoIterator<Item = u32>) {
    let whom: Vec<u32> = whom.into_iter().collect();
    db.write_now(move |tx| {
        let mut ids = IdMaker::new(at, 0, format!("{who:?}{act}").as_bytes());
        let entry = |n: &u32| Entry { at, user: who, act, purpose: Purpose::Support, person: Some(person(*n)), case: None };
        audit::write(tx, &mut ids, whom.iter().map(entry))
    })
    .unwrap();
}

#[test]
fn a_person_is_told_of_every_look_at_their_record_the_newest_first() {
    on_both(|scratch| {
        let later = monday() + SignedDuration::from_mins(5);
        look(&scratch.db, Some(user(1)), "see_work", monday(), [1, 2, 3]);
        look(&scratch.db, None, "run_intake", later, [2]);
        look(&scratch.db, Some(user(2)), "refused:read_person", later, [2]);
        look(&scratch.db, Some(user(2)), "read_person", later, [3]);
        let looks = scratch.db.read_now(|c| audit::who_looked(c, person(2))).unwrap();
        let told: Vec<_> = looks.iter().map(|look| (look.at, look.user, look.act.as_str(), look.was_refused())).collect();
        assert_eq!(
            told,
            [
                (later, Some(user(2)), "refused:read_person", true),
                (later, None, "run_intake", false),
                (monday(), Some(user(1)), "see_work", false)
            ]
        );
        assert!(looks.iter().all(|look| look.purpose == "support"));
        assert!(scratch.db.read_now(|c| audit::who_looked(c, person(50))).unwrap().is_empty());
    });
}

fn report(db: &Db) -> Report {
    let hours = WorkingTime::england_and_wales(jiff::civil::time(8, 0, 0, 0), jiff::civil::time(18, 0, 0, 0));
    let (from, until) = (monday() - SignedDuration::from_hours(24), monday() + SignedDuration::from_hours(48));
    db.read_now(move |c| audit::unusual(c, &hours, from, until)).unwrap()
}

fn named(report: &Report, what: What) -> Vec<(UserId, u64)> {
    report.unusual.iter().filter(|found| found.what == what).map(|found| (found.user, found.count)).collect()
}

/// An ordinary Monday: four workers who each open ten people of their own.
fn ordinary(db: &Db) {
    hub(db);
    for n in 0..4 {
        look(db, Some(user(n)), "read_case", monday(), (0..10).map(|k| k * 5 + n));
    }
}

#[test]
fn an_ordinary_day_names_nobody() {
    on_both(|scratch| {
        ordinary(&scratch.db);
        look(&scratch.db, Some(user(4)), "read_case", monday(), (0..10).map(|k| k * 5 + 4));
        let report = report(&scratch.db);
        assert_eq!((report.accounts, report.unusual.len()), (5, 0), "{:?}", report.unusual);
    });
}

#[test]
fn whoever_looks_at_far_more_people_or_at_strangers_is_named() {
    on_both(|scratch| {
        ordinary(&scratch.db);
        look(&scratch.db, Some(user(4)), "read_case", monday(), 0..60);
        look(&scratch.db, Some(user(4)), "read_person", monday(), 0..60);
        // Of another team, and none of the cases is theirs.
        look(&scratch.db, Some(user(5)), "search_people", monday(), 0..11);
        let report = report(&scratch.db);
        assert_eq!(named(&report, What::People), [(user(4), 60)]);
        assert_eq!(named(&report, What::PeopleWithoutCase), [(user(5), 11)]);
        let found = &report.unusual[0];
        assert_eq!((found.role.as_str(), found.median, found.usual_up_to), ("worker", 10, 30));
        assert_eq!(report.users().len(), 2);
    });
}

#[test]
fn whoever_looks_at_night_or_on_a_sunday_is_named() {
    on_both(|scratch| {
        ordinary(&scratch.db);
        let sunday = monday() - SignedDuration::from_hours(20);
        let night = monday() + SignedDuration::from_hours(14);
        look(&scratch.db, Some(user(4)), "read_case", sunday, (0..6).map(|k| k * 5 + 4));
        look(&scratch.db, Some(user(4)), "read_case", night, (0..5).map(|k| k * 5 + 4));
        // Eight in the morning is inside, a quarter to eight is not.
        look(&scratch.db, Some(user(3)), "read_case", monday() - SignedDuration::from_mins(60), (0..11).map(|k| k * 5 + 3));
        look(&scratch.db, Some(user(2)), "read_case", monday() - SignedDuration::from_mins(75), (0..11).map(|k| k * 5 + 2));
        assert_eq!(named(&report(&scratch.db), What::OutsideHours), [(user(2), 11), (user(4), 11)]);
    });
}

#[test]
fn whoever_looks_behind_ring_fences_at_a_colleague_or_is_refused_often_is_named() {
    on_both(|scratch| {
        ordinary(&scratch.db);
        // 90 to 94 are of five workers: four are colleagues'.
        look(&scratch.db, Some(user(1)), "read_case", monday(), 90..95);
        look(&scratch.db, Some(user(2)), "read_case", monday(), 90..93);
        // The case of a victim who works here is worker 0's.
        look(&scratch.db, Some(user(0)), "read_case", monday(), [95]);
        look(&scratch.db, Some(user(3)), "search_people", monday(), [95]);
        look(&scratch.db, Some(user(2)), "refused:read_case", monday(), 20..31);
        look(&scratch.db, Some(user(3)), "refused:read_case", monday(), 20..30);
        let report = report(&scratch.db);
        assert_eq!(named(&report, What::ColleaguesRingFenced), [(user(1), 4)]);
        assert_eq!(named(&report, What::ColleaguesAsVictims), [(user(3), 1)]);
        assert_eq!(named(&report, What::Refusals), [(user(2), 11)]);
        // Being refused is not having looked.
        assert!(named(&report, What::PeopleWithoutCase).is_empty());
    });
}

#[test]
fn a_report_holds_ids_words_and_counts_only() {
    on_both(|scratch| {
        ordinary(&scratch.db);
        look(&scratch.db, Some(user(4)), "read_case", monday(), 0..60);
        let report = report(&scratch.db);
        assert!(!report.unusual.is_empty());
        let text = format!("{report:?}");
        assert!(!text.contains("example.org") && !text.contains(&person(4).to_string()), "{text}");
    });
}
