//! Recognised by likeness: across slips, old addresses and changed names; never across a household.

use std::sync::Arc;

use access::{Actor, kind};
use intake::place::{Chosen, Circumstances, Placed};
use intake::read::Field;
use intake::take_referral::{Told, take_referral};
use kernel::{IdMaker, PersonId, Source, StaffRole, WorkingTime};
use people::likeness::Attempt;
use people::memory::Everybody;
use store::Db;
use testkit::databases::on_both;
use testkit::feed::{FeedRow, row};
use testkit::hub_walls::{vault, walls};
use testkit::opened::opened;

use crate::hub::employ;

use super::{Answer, Hub, MONDAY, TUESDAY, WEDNESDAY, fresh_uuid, hub};

fn ann(id: &str) -> FeedRow {
    row(id).name("Ann", "Wetherby").born("1984-03-12")
}

fn at_home(who: FeedRow) -> FeedRow {
    who.mobile("07700 900123").lives("14 High Street", "LN1 1AA")
}

/// Which of these are about whom, by the first that was about them.
fn whose(answers: &[Answer]) -> Vec<usize> {
    answers.iter().map(|answer| answers.iter().position(|other| other.person() == answer.person()).unwrap()).collect()
}

#[test]
fn slips_and_other_spellings_are_the_same_person() {
    let again = [
        at_home(row("R2").name("Ann", "Weatherby").born("1984-03-12")),
        at_home(row("R2").name("ANN", "WETHERBY").born("1984-03-12")),
        ann("R2").mobile("07700 900132").lives("14 High St", "ln11aa"),
    ];
    for second in again {
        on_both(|scratch| {
            let hub = hub(scratch, "example");
            let answers = hub.takes(MONDAY, &[at_home(ann("R1")), second.clone()]);
            assert_eq!(whose(&answers), [0, 0], "{second:?} in one file");
        });
        on_both(|scratch| {
            let hub = hub(scratch, "example");
            let answers = [hub.takes_one(MONDAY, at_home(ann("R1"))), hub.takes_one(TUESDAY, second.clone())];
            assert_eq!(whose(&answers), [0, 0], "{second:?} in two files");
            let kept: String = hub.asks("SELECT decision FROM source_rows WHERE source_record_id = 'R2'").remove(0);
            assert!(kept.contains("\"recognised\":{\"by\":\"likeness\",\"probability\":"), "{kept}");
            assert!(!kept.contains("Wetherby") && !kept.contains("900123"), "{kept}");
        });
    }
}

#[test]
fn another_form_of_the_given_name_is_looked_at() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let answers = hub.takes(MONDAY, &[at_home(ann("R1")), at_home(row("R2").name("Annie", "Wetherby").born("1984-03-12"))]);
        assert_eq!((whose(&answers), answers[1].review()), (vec![0, 1], vec!["possible_same_person".to_owned()]));
        let kept: String = hub.asks("SELECT decision FROM source_rows WHERE source_record_id = 'R2'").remove(0);
        assert!(kept.contains("\"cautions\":[\"unsure\"]"), "{kept}");
    });
}

/// Whoever shares a home shares the address, the number, often the family name, and sometimes the birth date.
#[test]
fn nobody_is_taken_for_the_person_they_live_with() {
    let mut mates = Vec::new();
    for (given, family) in [("Ben", "Wetherby"), ("Bea", "Wetherby"), ("Carl", "Holm"), ("", "Wetherby")] {
        for born in ["1984-03-12", "1982-07-30", "2009-03-12", ""] {
            mates.push(at_home(row("R2").name(given, family).born(born)));
            mates.push(at_home(row("R2").name(given, family).born(born)).email("home@example.org"));
        }
    }
    mates.push(at_home(row("R2").name("Ann", "Wetherby").born("2009-11-02")));
    mates.push(at_home(row("R2").name("Ann", "Wetherby")));
    for mate in mates {
        on_both(|scratch| {
            let hub = hub(scratch, "example");
            let answers = hub.takes(MONDAY, &[at_home(ann("R1")).email("home@example.org"), mate.clone()]);
            assert_eq!(whose(&answers), [0, 1], "{mate:?} {:?}", answers[1]);
            assert_eq!(answers[1].0["new_person"], true);
        });
    }
}

#[test]
fn of_two_who_may_be_meant_nobody_is_chosen_unseen() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let twins = [at_home(ann("R1")), at_home(row("R2").name("Bea", "Wetherby").born("1984-03-12"))];
        hub.takes(MONDAY, &twins);
        let again = hub.takes_one(TUESDAY, at_home(ann("R3")));
        assert_eq!((again.0["new_person"].as_bool(), again.review()), (Some(true), vec!["possible_same_person".to_owned()]));
    });
}

#[test]
fn old_addresses_and_numbers_lead_to_the_person_still() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let answers = [
            hub.takes_one(MONDAY, at_home(ann("R1").reference("P1"))),
            hub.takes_one(TUESDAY, ann("R2").reference("P1").mobile("07700 900456").lives("3 Mill Lane", "PE21 6AB")),
            hub.takes_one(WEDNESDAY, at_home(ann("R3"))),
            hub.takes_one(WEDNESDAY, row("R4").name("Ann", "Wetherby").born("1984-03-12").lives("3 Mill Lane", "PE21 6AB")),
        ];
        assert_eq!(whose(&answers), [0; 4]);
    });
}

/// Ten people, each told of several times in different ways.
fn told_again_and_again() -> Vec<FeedRow> {
    let ways = |n: usize| {
        let who = |id: usize| row(&format!("R{id}")).somebody(n * 41);
        let home = |who: FeedRow| who.lives(&format!("{} Mill Lane", n + 1), "PE21 6AB");
        [home(who(n * 4)), who(n * 4 + 1), home(who(n * 4 + 2)).mobile(""), who(n * 4 + 3).email(&format!("p{n}@example.org"))]
    };
    let all: Vec<[FeedRow; 4]> = (0..10).map(ways).collect();
    (0..4).flat_map(|way| all.iter().map(move |ways| ways[way].clone())).collect()
}

#[test]
fn it_is_the_same_in_one_batch_in_many_and_in_a_rehearsal() {
    let rows = told_again_and_again();
    let expected: Vec<usize> = (0..40).map(|n| n % 10).collect();
    on_both(|scratch| assert_eq!(whose(&hub(scratch, "example").takes(MONDAY, &rows)), expected));
    on_both(|scratch| assert_eq!(whose(&hub(scratch, "example").rehearses(MONDAY, &rows)), expected));
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let each: Vec<Answer> = rows.chunks(7).flat_map(|rows| hub.takes(MONDAY, rows)).collect();
        assert_eq!(whose(&each), expected);
    });
}

fn likest(db: &Db, everybody: &Arc<Everybody>, number: &str) -> Option<PersonId> {
    let (everybody, number) = (Arc::clone(everybody), number.to_owned());
    db.read_now(move |conn| {
        everybody.catch_up(conn, &vault())?;
        let told = told(&ann("R9").mobile(&number));
        Ok(everybody.alike(&told).first().map(|found| found.id))
    })
    .unwrap()
}

fn told(row: &FeedRow) -> people::record::Particulars {
    let line = testkit::feed::csv(std::slice::from_ref(row));
    let mut rows = intake::read::Reader::open(line.as_bytes(), "row").unwrap();
    let intake::read::Content::Referral(referral) = rows.next().unwrap().unwrap().content else { panic!("a referral") };
    intake::facts::particulars(&referral, referral.flags)
}

#[test]
fn what_a_node_holds_follows_other_nodes_and_forgets_what_was_not_kept() {
    on_both(|scratch| {
        let (one, other) = (Arc::new(Everybody::default()), Arc::new(Everybody::without_names()));
        assert_eq!(likest(&scratch.db, &one, "07700 900123"), None);
        let hub = hub(scratch, "example");
        let first = hub.takes_one(MONDAY, ann("R1").reference("P1").mobile("07700 900123"));
        let ann_id = PersonId::parse(first.person());
        for node in [&one, &other] {
            assert_eq!(likest(&scratch.db, node, "07700 900123"), ann_id);
        }
        // Noted in a batch that is never kept: somebody who is not there, and Ann under another name.
        let mut record = scratch.db.read_now(move |conn| {
            walls().rehearse(conn, &Actor::program("intake"), MONDAY.parse().unwrap(), |conn, warrant| {
                Ok(people::keep::load(conn, warrant, &[ann_id.unwrap()])?.remove(0))
            })
        });
        let record = record.as_mut().unwrap();
        let mut attempt = Attempt::new(Arc::clone(&one));
        record.known.given_name = None;
        record.known.family_name = None;
        record.known.date_of_birth = None;
        record.points.clear();
        attempt.note(record);
        record.id = PersonId::from_uuid(fresh_uuid());
        record.known = told(&ann("R9").mobile("07700 900123"));
        attempt.note(record);
        assert_eq!(attempt.alike("R9", &told(&ann("R9").mobile("07700 900123"))).first().map(|found| found.id), Some(record.id));
        drop(attempt);
        assert_eq!(likest(&scratch.db, &one, "07700 900123"), ann_id);

        hub.takes_one(TUESDAY, row("R2").name("Ann", "Holm").born("1984-03-12").reference("P1").mobile("07700 900888"));
        for node in [&one, &other] {
            assert_eq!(likest(&scratch.db, node, "07700 900888"), ann_id);
        }
    });
}

#[test]
fn what_people_decided_of_such_pairs_moves_what_the_engine_says_of_the_next() {
    on_both(|scratch| {
        let everybody = Arc::new(Everybody::default());
        hub(scratch, "example").takes_one(MONDAY, ann("R1").mobile("07700 900123"));
        likest(&scratch.db, &everybody, "07700 900123");
        let asked = told(&row("R2").name("Annie", "Holm").mobile("07700 900123"));
        let found = || everybody.alike(&asked)[0].weighed;
        let (before, share) = (found().probability, found().classes[0]);
        everybody.calibrate(&[(share, false); 20]);
        assert_eq!(found().probability, before, "a few decisions move nothing");
        everybody.calibrate(&[(share, false); 400]);
        assert!(found().probability < before / 2.0, "{} after {before}", found().probability);
        assert_eq!(found().classes[0], share, "what is kept with a decision is what the engine itself said");
        everybody.calibrate(&[]);
        assert_eq!(found().probability, before);
    });
}

/// A worker takes a referral and says who it is.
fn takes_told(hub: &Hub<'_>, at: &str, row: &FeedRow, chosen: Chosen) -> Placed {
    let (opens, closes) = hub.profile.working_hours;
    let under = Circumstances {
        source: Source::SelfReferral,
        profile: Arc::clone(&hub.profile),
        working_time: WorkingTime::england_and_wales(opens, closes),
        received_at: at.parse().unwrap(),
        everybody: Some(Arc::default()),
    };
    let mut told = Told::default();
    let told_of = Field::ALL.iter().filter(|field| !matches!(field, Field::SourceRecordId | Field::RecordedAt));
    told_of.filter(|field| !row.get(field.as_str()).is_empty()).for_each(|field| told.say(*field, row.get(field.as_str())));
    let (id, cause) = (row.get("source_record_id").to_owned(), fresh_uuid());
    let who = worker(hub.db);
    hub.db
        .write_now(move |tx| {
            let mut ids = IdMaker::new(under.received_at, 0, cause.as_bytes());
            let permit = walls().permit::<kind::TakeReferral>(tx, &mut ids, &who, under.received_at).unwrap();
            Ok(take_referral(tx, &mut ids, &permit, &under, &id, told.clone(), &chosen).unwrap())
        })
        .unwrap()
}

fn worker(db: &Db) -> Actor {
    let user = employ(db, &format!("{}@example.org", fresh_uuid()), StaffRole::Manager);
    let mut worker = Actor::staff(user, "Sam", StaffRole::Manager, None);
    worker.cleared = kernel::RingFences::ALL;
    worker
}

fn parts(hub: &Hub<'_>, at: &str, person: PersonId, row: kernel::SourceRowId) -> Result<intake::part_row::Parted, intake::part_row::Error> {
    let (opens, closes) = hub.profile.working_hours;
    let rules = intake::part_row::Rules {
        profile: Arc::clone(&hub.profile),
        working_time: WorkingTime::england_and_wales(opens, closes),
        everybody: Arc::default(),
    };
    let (at, who, cause) = (at.parse().unwrap(), worker(hub.db), fresh_uuid());
    hub.db
        .write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, cause.as_bytes());
            let permit = walls().permit_person::<kind::Part>(tx, &mut ids, &who, person, at).unwrap();
            Ok(intake::part_row::part_row(tx, &mut ids, &permit, &rules, row))
        })
        .unwrap()
}

/// What is known of everybody and what is due, told by birth date, as ids differ by right.
fn everything(hub: &Hub<'_>) -> Vec<String> {
    let asked = [
        "SELECT p.date_of_birth || ' ' || p.given_name || ' ' || p.family_name || ' ' || p.flags || ' text ' || coalesce(p.safe_text, '-')
            || ' shares ' || coalesce(p.suspect_shares_address, '-') || ' ' || coalesce(p.contact_notes, '-') FROM people p",
        "SELECT p.date_of_birth || ' ' || c.kind || ' ' || c.value || ' ' || c.is_current || ' ' || c.created_at
            FROM contact_points c JOIN people p ON p.id = c.person_id",
        "SELECT p.date_of_birth || ' ' || c.state || ' ' || c.level || ' ' || c.categories || ' ' || c.priority || ' ' || c.pathway || ' ' || c.team
            || ' ' || c.ring_fence || ' ' || c.has_unreported || ' ' || coalesce(c.next_due_at, 0) || ' ' || c.opened_at
            FROM cases c JOIN people p ON p.id = c.person_id",
        "SELECT p.date_of_birth || ' ' || d.kind || ' ' || d.what || ' ' || d.due_at FROM dues d JOIN cases c ON c.id = d.case_id
            JOIN people p ON p.id = c.person_id WHERE d.state = 'open'",
        "SELECT p.date_of_birth || ' ' || coalesce(i.crime_reference, '-') || ' ' || v.role || ' ' || v.flags || ' ' || coalesce(v.offence_text, '-')
            FROM involvements v JOIN people p ON p.id = v.person_id JOIN incidents i ON i.id = v.incident_id",
        "SELECT p.date_of_birth || ' ' || s.source_record_id || ' ' || s.outcome || ' ' || s.reasons || ' ' || s.as_sent
            FROM source_rows s JOIN people p ON p.id = s.person_id",
        "SELECT p.date_of_birth || ' ' || r.reference FROM person_references r JOIN people p ON p.id = r.person_id",
        "SELECT p.date_of_birth || ' ' || r.kind FROM reviews r JOIN cases c ON c.id = r.case_id JOIN people p ON p.id = c.person_id WHERE r.state = 'open'",
    ];
    let opened = opened(hub.db);
    asked
        .iter()
        .flat_map(|sql| {
            let sql = (*sql).to_owned();
            let mut found: Vec<String> = opened.db.read_now(move |c| c.all(&sql, &[])).unwrap();
            found.sort();
            found
        })
        .collect()
}

/// Two women of one name. The second tells of danger, of a number of her own, and that she must not be texted; then the first is told of once
/// more, with a new number.
fn two_anns() -> [FeedRow; 3] {
    let first = at_home(ann("R1"))
        .reference("P1")
        .email("ann@example.org")
        .safe("text")
        .says("preferred_contact", "text")
        .says("support_consent", "given");
    let second = row("T2")
        .name("Ann", "Wetherby")
        .born("1971-08-02")
        .crime("C2")
        .reference("P2")
        .mobile("07700 900777")
        .lives("40 Low Road", "PE10 9AB")
        .flags("domestic_abuse;hate_race")
        .not_safe("text")
        .says("role", "victim")
        .says("reported", "yes")
        .says("incident_kind", "crime")
        .says("offence_text", "Hit at home")
        .says("contact_notes", "Never at the weekend")
        .says("support_consent", "given");
    let third = ann("R3").reference("P1").crime("CR/R1").mobile("07700 900555");
    [first, second, third]
}

#[test]
fn a_row_parted_from_whom_it_is_not_about_leaves_both_as_if_it_had_never_been_theirs() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let [first, second, third] = two_anns();
        let ann = hub.takes_one(MONDAY, first.clone());
        let person = PersonId::parse(ann.person()).unwrap();
        let before = everything(&hub);
        let taken = takes_told(&hub, TUESDAY, &second, Chosen::This(person));
        assert_eq!(taken.person, Some(person));
        hub.takes_one(WEDNESDAY, third.clone());
        assert_ne!(everything(&hub), before);

        let parted = parts(&hub, super::THURSDAY, person, taken.id).unwrap();
        assert_ne!(parted.person, Some(person));
        let found = everything(&hub);
        on_both_expected(scratch.db.engine(), &found, |other| {
            let hub = super::hub(other, "example");
            let ann = hub.takes_one(MONDAY, first.clone());
            takes_told(&hub, TUESDAY, &second, Chosen::NoneOf(vec![PersonId::parse(ann.person()).unwrap()]));
            hub.takes_one(WEDNESDAY, third.clone());
            everything(&hub)
        });
        // Never offered and never joined again, and it cannot be parted twice.
        assert_eq!(hub.counts("SELECT count(*) FROM kept_apart WHERE lifted_at IS NULL"), 1);
        assert!(matches!(parts(&hub, super::THURSDAY, person, taken.id), Err(intake::part_row::Error::Refused(_))));
        let again = hub.takes_one(super::THURSDAY, first.clone());
        assert_eq!((again.outcome(), again.person()), ("unchanged", ann.person()));
    });
}

/// The same on a fresh database of the same kind.
fn on_both_expected(engine: store::Engine, found: &[String], expected: impl Fn(&testkit::databases::Scratch) -> Vec<String>) {
    let fresh = match engine {
        store::Engine::Sqlite => testkit::databases::sqlite(),
        store::Engine::Postgres => testkit::databases::postgres(),
    };
    let expected = expected(&fresh);
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "{found:#?} {expected:#?}");
}

#[test]
fn the_only_row_of_somebody_is_not_parted() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let ann = hub.takes_one(MONDAY, at_home(ann("R1")));
        let row = hub.db.read_now(|c| c.one("SELECT id FROM source_rows", &[])).unwrap();
        let refused = parts(&hub, TUESDAY, PersonId::parse(ann.person()).unwrap(), row);
        assert!(matches!(refused, Err(intake::part_row::Error::Refused(intake::part_row::Refused::OnlyRow))));
    });
}
