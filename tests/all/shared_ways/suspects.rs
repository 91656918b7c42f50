//! What is a suspect's: shut wherever it stands, until somebody says in words why it can be used.

use access::kind;
use casework::Refused;
use casework::ways::told_before;
use contact::gate::Way;
use kernel::SuspectOf;
use people::record::PointKind;
use people::suspects::Told;
use testkit::databases::{on_both, sqlite};

use super::{AMINA, DORA, ERIN, number, others, told};
use crate::casework::{refused, story};
use crate::hub::monday;

#[test]
fn a_suspects_number_is_shut_wherever_it_stands_until_somebody_says_otherwise() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        assert_eq!(story.due_on("Erin"), ["phone"]);
        story.suspect("Amina", vec![number("07700 900123")]).unwrap();
        assert_eq!(refused(story.suspect("Amina", vec![number("+44 7700 900123")])), Refused::NothingChanges, "it stands already");

        let own = story.holders("Amina", PointKind::Mobile);
        assert_eq!((own.suspect, own.said_otherwise), (Some(SuspectOf::ThisPerson), false));
        assert_eq!(story.holders("Erin", PointKind::Mobile).suspect, Some(SuspectOf::SomebodyElse));
        assert_eq!(story.holders("Dora", PointKind::Mobile).suspect, None);
        let warning = told_before(&story.point("Amina", PointKind::Mobile)).unwrap();
        assert_eq!(warning, "Do not use this number: it is on record as the suspect’s.");
        let elsewhere = told_before(&story.point("Erin", PointKind::Mobile)).unwrap();
        assert!(!elsewhere.contains("suspect"), "of Amina's case nothing is told on Erin's: {elsewhere}");

        // Amina has another number; Erin has none.
        assert!(story.offered("Amina").contains(&("call", "home_phone")) && !story.offered("Amina").contains(&("call", "mobile")));
        assert!(story.offered("Erin").iter().all(|(way, _)| ["email", "letter"].contains(way)), "{:?}", story.offered("Erin"));
        assert_eq!(story.denial("Erin", Way::Call), "Do not call: the wrong person may have the number on record.");
        for of in ["Amina", "Erin"] {
            assert_eq!(refused(story.call(of, PointKind::Mobile, Way::Call, true)), Refused::Suspects, "{of}");
        }

        let [recorded] = story.suspects("Amina").try_into().unwrap();
        assert!(story.suspects("Erin").is_empty(), "it is known on the case it was written down on, and on no other");
        story.lift("Amina", recorded).unwrap();
        assert_eq!(refused(story.lift("Amina", recorded)), Refused::DoneMeanwhile);
        assert_eq!(story.holders("Erin", PointKind::Mobile), others(1), "it is offered again");
        story.call("Erin", PointKind::Mobile, Way::Call, true).unwrap();
    });
}

#[test]
fn what_was_offered_by_a_suspects_number_makes_room() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[ERIN]);
        assert_eq!(story.due_on("Erin"), ["phone"]);
        story.suspect("Erin", vec![number("07700 900123")]).unwrap();
        assert_eq!(story.due_on("Erin"), ["email"], "the next way of the rule");
        let email = story.point("Erin", PointKind::Email).point;
        let address = told(PointKind::Address, "3, 1 High Street\nLincoln\nLN1 1AA", "LN1 1AA");
        story.suspect("Erin", vec![Told { way: email, name: None }, address]).unwrap();
        assert_eq!(story.due_on("Erin"), ["agree_safe_contact"], "nobody is dropped");
        assert_eq!(story.offered("Erin"), []);
        let file = story.file("Erin");
        assert_eq!(file.events.iter().filter(|event| event.kind.as_str() == "safety_changed").count(), 2);
    });
}

#[test]
fn a_worker_says_in_words_why_it_can_be_used_and_what_comes_later_shuts_it_again() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, ERIN]);
        let point = story.point("Erin", PointKind::Mobile).id;
        assert_eq!(refused(story.all_the_same("Erin", point)), Refused::NothingChanges, "it is no suspect's");
        story.suspect("Amina", vec![number("07700 900123")]).unwrap();
        let theirs = story.point("Amina", PointKind::Email).id;
        assert_eq!(refused(story.all_the_same("Erin", theirs)), Refused::NotTheirs);

        story.all_the_same("Erin", point).unwrap();
        assert!(story.holders("Erin", PointKind::Mobile).said_otherwise);
        assert!(story.offered("Erin").contains(&("call", "mobile")));
        assert!(told_before(&story.point("Erin", PointKind::Mobile)).is_some(), "with a warning each time");
        assert_eq!(refused(story.call("Erin", PointKind::Mobile, Way::Call, false)), Refused::NotChecked);
        story.call("Erin", PointKind::Mobile, Way::Call, true).unwrap();
        assert!(!story.holders("Amina", PointKind::Mobile).said_otherwise, "said of Erin's it is not said of Amina's");

        story.suspect("Erin", vec![number("07700 900123")]).unwrap();
        assert_eq!(
            refused(story.call("Erin", PointKind::Mobile, Way::Call, true)),
            Refused::Suspects,
            "that was not known when it was said"
        );
        story.all_the_same("Erin", point).unwrap();
        assert!(story.holders("Erin", PointKind::Mobile).said_otherwise);
    });
}

#[test]
fn where_the_suspect_lives_with_one_nobody_else_there_is_written_to() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        assert!(story.offered("Dora").contains(&("letter", "address")));
        story.say("Amina", |told| told.suspect_shares_address = Some(true));
        assert_eq!(story.holders("Dora", PointKind::Address).suspect, Some(SuspectOf::SomebodyElse));
        assert!(!story.offered("Dora").contains(&("letter", "address")));
        assert!(story.offered("Erin").contains(&("letter", "address")), "next door is next door");
        assert_eq!(story.denial("Dora", Way::Letter), "Do not write: the wrong person may be at the address on record.");
        assert_eq!(story.holders("Amina", PointKind::Address).suspect, None, "of her own the gate knows by itself");
        assert_eq!(story.denial("Amina", Way::Letter), "Do not write: the suspect lives at the same address.");
        story.say("Amina", |told| told.suspect_shares_address = Some(false));
        assert!(story.offered("Dora").contains(&("letter", "address")));
    });
}

const HEAD: &str = "source_record_id,crime_reference,recorded_at,offence_text,given_name,family_name,date_of_birth,phone_mobile,email,address_1,\
                    postcode,support_consent,suspect_shares_address";

#[test]
fn a_new_row_is_never_offered_contact_by_what_is_a_suspects() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA]);
        story.suspect("Amina", vec![number("07700 900777")]).unwrap();
        let rows = [
            "N1,N1,2026-11-23T09:00:00Z,Burglary,Fay,Reed,1990-02-02,07700900777,fay@example.org,9 Mill Lane,LN2 2AA,given,",
            "N2,N2,2026-11-23T09:00:00Z,Burglary,Gwen,Hart,1991-03-03,07700900778,,10 Mill Lane,LN2 2AA,given,",
            "N3,N3,2026-11-23T09:00:00Z,Burglary,Hana,Cole,1992-04-04,07700900777,,,,given,",
        ];
        story.refer_under(HEAD, &rows, "2026-11-23T12:00:00Z".parse().unwrap());
        assert_eq!(story.due_on("Fay"), ["email"], "not the telephone, which rings in the suspect's pocket");
        assert_eq!(story.due_on("Gwen"), ["phone"], "another number");
        assert_eq!(story.due_on("Hana"), ["agree_safe_contact"], "nobody is dropped");
        // Sent again, with nothing new: as it was.
        let again = rows[0].replace("Burglary", "Burglary again");
        story.refer_under(HEAD, &[&again], "2026-11-24T12:00:00Z".parse().unwrap());
        assert_eq!(story.due_on("Fay"), ["email"]);
    });
}

#[test]
fn in_one_file_and_across_files_a_suspects_home_is_noticed_behind_whoever_lives_with_them() {
    on_both(|scratch| {
        let story = story(scratch, "example", &[]);
        let home = |id: &str, name: &str, shares: &str| {
            format!("{id},{id},2026-11-23T09:00:00Z,Burglary,{name},Reed,1990-02-0{},,,4 Mill Lane,LN2 2AA,given,{shares}", id.len())
        };
        let rows = [home("A", "Ivy", "yes"), home("BB", "Jo", "")];
        story.refer_under(HEAD, &rows.iter().map(String::as_str).collect::<Vec<_>>(), "2026-11-23T12:00:00Z".parse().unwrap());
        story.refer_under(HEAD, &[&home("CCC", "Kay", "")], "2026-11-23T13:00:00Z".parse().unwrap());
        for name in ["Jo", "Kay"] {
            assert_eq!(story.due_on(name), ["agree_safe_contact"], "{name} has no other way than to where Ivy's suspect lives");
            assert_eq!(story.holders(name, PointKind::Address).suspect, Some(SuspectOf::SomebodyElse));
        }
    });
}

#[test]
fn nothing_of_a_suspect_stands_open_in_the_database_and_it_goes_with_the_person() {
    let scratch = sqlite();
    let story = story(&scratch, "lincolnshire", &[AMINA]);
    let amina = story.file("Amina").case.person;
    story.suspect("Amina", vec![number("07700 900777"), told(PointKind::Address, "7 Elm Road\nLN2 2AB", "LN2 2AB")]).unwrap();
    story.suspect("Amina", vec![number("07700 900123")]).unwrap();
    story.all_the_same("Amina", story.point("Amina", PointKind::Mobile).id).unwrap();
    let count = |sql: &'static str| story.db.read_now(move |c| c.one::<i64>(sql, &[])).unwrap();
    assert_eq!((count("SELECT count(*) FROM suspect_ways"), count("SELECT count(*) FROM used_all_the_same")), (3, 1));
    let tables = ["suspect_ways", "used_all_the_same", "contact_points"];
    for table in tables {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        for column in story.db.read_now(move |c| c.all::<String>(&sql, &[])).unwrap() {
            let sql = format!("SELECT CAST({column} AS TEXT) FROM {table}");
            for value in story.db.read_now(move |c| c.all::<Option<String>>(&sql, &[])).unwrap().into_iter().flatten() {
                for open in ["900777", "Elm", "LN2", "Marek", "Suspectus", "spring", "High"] {
                    assert!(!value.contains(open), "{table}.{column} holds {open}");
                }
            }
        }
    }
    story
        .db
        .write_now(move |tx| {
            let mut ids = kernel::IdMaker::new(monday(), 4, b"minimise");
            let walls = testkit::hub_walls::walls();
            let permit = walls.permit::<kind::RunIntake>(tx, &mut ids, &access::Actor::program("test"), monday()).expect("the program");
            let change = people::keep::next_change(tx)?;
            people::keep::minimise(tx, permit.warrant(), change, amina)
        })
        .unwrap();
    assert_eq!((count("SELECT count(*) FROM suspect_ways"), count("SELECT count(*) FROM used_all_the_same")), (0, 0));
}
