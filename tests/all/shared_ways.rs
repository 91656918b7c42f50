//! Ways of contact that others have too, on both databases: what is told before one is used, what is shut because it is a suspect's, and that
//! nobody learns who the others are.

use std::sync::Arc;

use access::kind;
use casework::change_safety::{Told as Safe, change_safety, mark};
use casework::record_attempt::{Attempt, Recorded, record_attempt};
use casework::suspect_ways::{lift_suspect_way, record_suspect_ways, suspect_ways, use_all_the_same};
use casework::ways::{told_before, ways};
use casework::{Error, Refused};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use kernel::{BlockedReason, ContactPointId, Holders, PersonId, Safety, Sensitive, SuspectOf, SuspectWayId};
use people::record::{KeptPoint, Point, PointKind};
use people::suspects::Told;
use store::{Db, Tx};
use testkit::databases::{on_both, postgres, sqlite};
use testkit::hub_walls::vault;
use web::Transport;

use crate::casework::{Story, refused, story};
use crate::hub::{Answer, Hub, monday};

/// Amina lives with Dora: one landline, one address, a mobile each.
const AMINA: &str = "R1,CR1,2026-11-23T08:00:00Z,Burglary,,Amina,Okafor,1984-03-27,07700 900123,01632 960001,amina@example.org,Flat 2 1 High Street,LN1 1AA,,,,given,P1";
const DORA: &str = "R2,CR2,2026-11-23T08:00:00Z,Burglary,,Dora,Mensah,1979-05-06,07700 900456,01632 960001,dora@example.org,\"1 High St., Flat 2\",LN1 1AA,,,,given,P2";
/// Next door, and with Amina's mobile.
const ERIN: &str =
    "R3,CR3,2026-11-23T08:00:00Z,Burglary,,Erin,Price,1991-07-08,07700 900123,,erin@example.org,Flat 3 1 High Street,LN1 1AA,,,,given,P3";

fn number(typed: &str) -> Told {
    let phone = kernel::Phone::parse(typed).unwrap();
    let kind = if phone.is_mobile() { PointKind::Mobile } else { PointKind::HomePhone };
    told(kind, &phone.for_display(), phone.reveal())
}

fn told(kind: PointKind, value: &str, key: &str) -> Told {
    let text = |text: &str| Sensitive::new(text.to_owned());
    Told { way: Point { kind, value: text(value), key: Some(text(key)) }, name: Some(text("Marek Suspectus")) }
}

impl Story {
    fn point(&self, of: &str, kind: PointKind) -> KeptPoint {
        self.file(of).person.points.into_iter().find(|kept| kept.point.kind == kind && kept.is_current).expect("such a way of contact")
    }

    fn holders(&self, of: &str, kind: PointKind) -> Holders {
        self.point(of, kind).holders
    }

    /// The ways that a page offers, each with what it goes to.
    fn offered(&self, of: &str) -> Vec<(&'static str, &'static str)> {
        let file = self.file(of);
        let outs = ways(&file.person, &file.who);
        let pairs = outs.iter().flat_map(|out| out.points.iter().flatten().map(|kept| (out.way.as_str(), kept.point.kind.as_str())));
        pairs.collect()
    }

    fn denial(&self, of: &str, way: Way) -> &'static str {
        let file = self.file(of);
        ways(&file.person, &file.who).into_iter().find(|out| out.way == way).unwrap().denial.unwrap_or_default()
    }

    fn call(&self, of: &str, kind: PointKind, way: Way, checked: bool) -> Result<Recorded, Error> {
        let (file, point) = (self.file(of), self.point(of, kind).id);
        let outcome = if way == Way::Call { AttemptOutcome::Reached } else { AttemptOutcome::Sent };
        let attempt = Attempt { way, point, service: None, outcome, again_on: None, note: None, checked, support_by: None };
        let profile = Arc::clone(&self.profile);
        self.act::<kind::RecordAttempt, _>(&self.sam, file.case.id, monday(), move |tx, ids, permit| {
            record_attempt(tx, ids, permit, &profile, &attempt)
        })
    }

    fn suspect(&self, of: &str, told: Vec<Told>) -> Result<(), Error> {
        let profile = Arc::clone(&self.profile);
        self.act::<kind::ChangeContact, _>(&self.sam, self.case_of(of), monday(), move |tx, ids, permit| {
            record_suspect_ways(tx, ids, permit, &profile, &told)
        })
    }

    fn suspects(&self, of: &str) -> Vec<SuspectWayId> {
        let all = self.act::<kind::ReadCase, _>(&self.sam, self.case_of(of), monday(), |tx, _, permit| Ok(suspect_ways(tx, permit)?));
        all.unwrap().into_iter().filter(|way| way.lifted_at.is_none()).map(|way| way.id).collect()
    }

    fn lift(&self, of: &str, way: SuspectWayId) -> Result<(), Error> {
        let (profile, why) = (Arc::clone(&self.profile), Sensitive::new("It was mistyped".to_owned()));
        self.act::<kind::ChangeContact, _>(&self.sam, self.case_of(of), monday(), move |tx, ids, permit| {
            lift_suspect_way(tx, ids, permit, &profile, way, &why)
        })
    }

    fn all_the_same(&self, of: &str, point: ContactPointId) -> Result<(), Error> {
        let (profile, why) = (Arc::clone(&self.profile), Sensitive::new("She has had it since spring".to_owned()));
        self.act::<kind::ChangeContact, _>(&self.sam, self.case_of(of), monday(), move |tx, ids, permit| {
            use_all_the_same(tx, ids, permit, &profile, point, &why)
        })
    }

    fn say(&self, of: &str, change: impl Fn(&mut Safe)) {
        let file = self.file(of);
        let known = &file.person.known;
        let mut told = Safe {
            before: mark(&file.person),
            safety: known.safety,
            suspect_shares_address: known.suspect_shares_address,
            contact_notes: None,
        };
        change(&mut told);
        let profile = Arc::clone(&self.profile);
        self.act::<kind::ChangeContact, _>(&self.sam, file.case.id, monday(), move |tx, ids, permit| {
            change_safety(tx, ids, permit, &profile, &told)
        })
        .unwrap();
    }

    fn due_on(&self, of: &str) -> Vec<String> {
        self.file(of).open.iter().map(|open| open.due.what.clone()).collect()
    }
}

fn others(others: u32) -> Holders {
    Holders { others, ..Holders::default() }
}

#[test]
fn a_number_or_address_that_others_have_is_told_of_and_used_only_after_a_check() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        assert_eq!(story.holders("Amina", PointKind::HomePhone), others(1));
        assert_eq!(story.holders("Amina", PointKind::Mobile), others(1));
        assert_eq!(story.holders("Amina", PointKind::Address), others(1), "Dora writes the same door another way; Erin lives next door");
        assert_eq!(story.holders("Erin", PointKind::Address), others(0), "a postcode alone is a street");
        assert_eq!(story.holders("Amina", PointKind::Email), others(0));
        let warning = told_before(&story.point("Amina", PointKind::Mobile)).unwrap();
        assert_eq!(warning, "Somebody else on record uses this number: anybody may answer. Check with the person first.");

        let offered = story.offered("Amina");
        assert!(offered.contains(&("call", "mobile")) && offered.contains(&("letter", "address")), "{offered:?}");
        assert!(!offered.iter().any(|(way, _)| ["voicemail", "text"].contains(way)), "nothing is left or sent unasked: {offered:?}");
        assert_eq!(story.denial("Amina", Way::Text), "Do not text: others have the number too. Ask the person first whether it is safe.");
        let text = story.call("Amina", PointKind::Mobile, Way::Text, true);
        assert_eq!(refused(text), Refused::WayShut(Way::Text, BlockedReason::SafetyUnknown), "a tick is not what the person said");
        assert_eq!(refused(story.call("Amina", PointKind::Mobile, Way::Call, false)), Refused::NotChecked);
        assert_eq!(story.file("Amina").attempts.len(), 0, "what was refused is not kept");
        story.call("Amina", PointKind::Mobile, Way::Call, true).unwrap();
        story.say("Amina", |told| told.safety.text = Some(true));
        assert!(story.offered("Amina").contains(&("text", "mobile")), "the person said that it is safe");
        assert_eq!(refused(story.call("Amina", PointKind::Mobile, Way::Text, false)), Refused::NotChecked);
        story.call("Amina", PointKind::Mobile, Way::Text, true).unwrap();

        assert!(told_before(&story.point("Dora", PointKind::Mobile)).is_none());
        story.call("Dora", PointKind::Mobile, Way::Call, false).unwrap();
    });
}

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
fn records_of_one_person_are_not_other_people() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        let person = |name: &str| story.file(name).case.person;
        let (amina, erin) = (person("Amina"), person("Erin"));
        story.suspect("Amina", vec![number("07700 900123")]).unwrap();
        join(&story.db, amina, erin);
        let of_erin = story.holders("Erin", PointKind::Mobile);
        assert_eq!((of_erin.others, of_erin.suspect), (0, Some(SuspectOf::ThisPerson)), "it is the suspect of one person's two records");
        assert_eq!(story.holders("Amina", PointKind::HomePhone), others(1), "Dora is another all the same");
        assert_eq!(story.holders("Dora", PointKind::HomePhone), others(1));
    });
}

fn join(db: &Db, one: PersonId, other: PersonId) {
    db.write_now(move |tx: &mut Tx<'_>| {
        for person in [one, other] {
            tx.execute_one("INSERT INTO joined_people (person_id, head_id) VALUES ($1, $2)", &[&person, &one])?;
        }
        Ok(())
    })
    .unwrap();
}

#[test]
fn the_others_are_counted_whatever_walls_stand_before_them() {
    let scratch = postgres();
    let story = story(&scratch, "lincolnshire", &[AMINA, ERIN]);
    let erin = story.case_of("Erin");
    let amina = story.case_of("Amina");
    story.suspect("Amina", vec![number("07700 900123")]).unwrap();
    // Amina's case is behind a wall that Sam is not cleared for: not one row of it is his.
    story.db.write_now(move |tx| tx.execute("UPDATE cases SET ring_fence = 1, worker_id = NULL WHERE id = $1", &[&amina])).unwrap();
    let served = Db::open_as_is(&scratch.walled_url()).unwrap();
    let sam = story.sam.clone();
    let (shown, holders) = served
        .write_now(move |tx| {
            let walls = testkit::hub_walls::walls();
            walls.close(tx, &sam, monday())?;
            let shown: Vec<PersonId> = tx.all("SELECT person_id FROM contact_points WHERE kind = 'mobile'", &[])?;
            let mut ids = kernel::IdMaker::new(monday(), 3, b"walled");
            let permit = walls.permit_case::<kind::ReadCase>(tx, &mut ids, &sam, erin, monday()).expect("may read Erin's");
            let person = people::read::read(tx, &permit)?;
            let kept = person.points.iter().find(|kept| kept.point.kind == PointKind::Mobile).unwrap().holders;
            let after: Vec<PersonId> = tx.all("SELECT person_id FROM contact_points WHERE kind = 'mobile'", &[])?;
            assert_eq!(after, shown, "what was counted is not shown");
            Ok((shown.len(), kept))
        })
        .unwrap();
    assert_eq!(shown, 1, "the walls hold");
    assert_eq!(holders, Holders { others: 1, suspect: Some(SuspectOf::SomebodyElse), said_otherwise: false });
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

#[test]
fn doors_kept_before_there_were_any_are_worked_out() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA]);
        story.db.write_now(|tx| tx.execute("UPDATE contact_points SET door = NULL", &[])).unwrap();
        assert_eq!(story.holders("Amina", PointKind::Address), others(0), "not worked out yet");
        let (mut after, mut steps) = (None, 0);
        while let Some(next) = story.db.write_now(move |tx| people::fill_doors(tx, &vault(), after)).unwrap() {
            (after, steps) = (Some(next), steps + 1);
        }
        assert_eq!(steps, 1);
        assert_eq!(story.holders("Amina", PointKind::Address), others(1));
        let left = "SELECT count(*) FROM contact_points WHERE kind = 'address' AND door IS NULL";
        assert_eq!(story.db.read_now(move |c| c.one::<i64>(left, &[])).unwrap(), 0);
    });
}

#[test]
fn safety_that_was_said_of_a_shared_number_still_holds() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, ERIN]);
        story.say("Erin", |told| told.safety = Safety { call: Some(false), text: Some(true), ..Safety::default() });
        assert_eq!(refused(story.call("Erin", PointKind::Mobile, Way::Call, true)), Refused::WayShut(Way::Call, BlockedReason::Unsafe));
        assert!(story.offered("Erin").contains(&("text", "mobile")));
    });
}

fn hub(story: &Story) -> Hub {
    Hub::new(&story.db, Transport::Loopback, casework::pages::router())
}

fn text_of(answer: &Answer) -> String {
    let page = scraper::Html::parse_document(&answer.text);
    let main = scraper::Selector::parse("main").unwrap();
    let words: Vec<&str> = page.select(&main).flat_map(|main| main.text()).flat_map(str::split_whitespace).collect();
    words.join(" ")
}

fn options(answer: &Answer) -> Vec<String> {
    let page = scraper::Html::parse_document(&answer.text);
    let all = scraper::Selector::parse("input[name='by']").unwrap();
    page.select(&all).map(|input| input.value().attr("value").unwrap_or_default().to_owned()).collect()
}

#[test]
fn whoever_records_an_attempt_at_a_shared_number_is_warned_and_says_that_they_checked() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, DORA, ERIN]);
        let hub = hub(&story);
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", story.case_of("Amina"));
        let warning = "Somebody else on record uses this number: anybody may answer. Check with the person first.";
        assert!(text_of(&sam.get(&case)).contains(warning));

        let choose = sam.get(&format!("{case}/attempt"));
        assert!(text_of(&choose).contains(warning));
        let offered = options(&choose);
        assert!(!offered.iter().any(|by| by.starts_with("text.") || by.starts_with("voicemail.")), "{offered:?}");
        let by = format!("call.{}", story.point("Amina", PointKind::Mobile).id);
        let form = format!("{case}/attempt?by={by}");
        assert!(text_of(&sam.get(&form)).contains(warning));
        let to = format!("{case}/attempt");
        let fields = [("by", by.as_str()), ("outcome", "reached")];
        let unchecked = sam.fill_in(&form, &to, &fields);
        assert!(text_of(&unchecked).contains("Check first, then say that you have."), "{}", unchecked.text);
        assert_eq!(story.file("Amina").attempts.len(), 0);
        let checked = sam.fill_in(&form, &to, &[fields[0], fields[1], ("checked", "yes")]);
        assert_eq!(checked.status, axum::http::StatusCode::SEE_OTHER, "{}", checked.text);
        assert_eq!(story.file("Amina").attempts.len(), 1);
    });
}

#[test]
fn a_suspects_number_written_down_on_one_case_is_shut_on_anothers_page_which_tells_nothing_of_the_first() {
    on_both(|scratch| {
        let story = story(scratch, "lincolnshire", &[AMINA, ERIN]);
        let hub = hub(&story);
        let mut sam = hub.signed_in("sam@example.org");
        let (amina, erin) = (format!("/cases/{}", story.case_of("Amina")), format!("/cases/{}", story.case_of("Erin")));
        let to = format!("{amina}/suspect-ways");
        for (typed, says) in [
            (&[("phone", "12")][..], "Enter a UK phone number, like 07700 900982"),
            (&[("email", "nobody")], "Enter an email address, like name@example.com"),
            (&[("line_1", "9 Mill Lane")], "Enter a whole postcode, like SO14 7AA"),
            (&[("postcode", "LN2 2AA")], "Enter the house and street"),
            (&[("name", "Marek")], "Enter a phone number, an email address or an address"),
        ] {
            let wrong = sam.fill_in(&to, &to, typed);
            assert!(text_of(&wrong).contains(says), "{says}: {}", text_of(&wrong));
        }
        let all = [
            ("phone", "07700 900123"),
            ("email", "marek@example.org"),
            ("line_1", "9 Mill Lane"),
            ("postcode", "ln22aa"),
            ("name", "Marek Suspectus"),
        ];
        let written = sam.fill_in(&to, &to, &all);
        assert_eq!(written.status, axum::http::StatusCode::SEE_OTHER, "{}", written.text);
        let list = text_of(&sam.get(&to));
        for told in ["07700 900123", "marek@example.org", "9 Mill Lane, LN2 2AA", "Marek Suspectus"] {
            assert!(list.contains(told), "{told}: {list}");
        }

        let page = sam.get(&erin);
        let says = text_of(&page);
        assert!(!page.text.contains("tel:+447700900123") && says.contains("marked as one that the wrong person has"), "{says}");
        assert!(!says.contains("Marek") && !says.to_lowercase().contains("on record as the suspect"), "nothing of Amina's case: {says}");
        assert!(!options(&sam.get(&format!("{erin}/attempt"))).iter().any(|by| by.starts_with("call.")));
        // The number that a page was opened with before is refused when it is sent.
        let by = format!("call.{}", story.point("Erin", PointKind::Mobile).id);
        let token = sam.get(&format!("{erin}/attempt")).field("form_token").unwrap();
        let sent = sam.post(&format!("{erin}/attempt"), &[("form_token", &token), ("by", &by), ("outcome", "reached"), ("checked", "yes")]);
        assert!(story.file("Erin").attempts.is_empty(), "{}", sent.text);

        let same = format!("{erin}/ways/{}/all-the-same", story.point("Erin", PointKind::Mobile).id);
        assert!(page.text.contains(&same));
        let silent = sam.fill_in(&same, &same, &[]);
        assert!(text_of(&silent).contains("Enter who has it, and how you know"));
        let said = sam.fill_in(&same, &same, &[("why", "Her own, since spring")]);
        assert_eq!(said.status, axum::http::StatusCode::SEE_OTHER, "{}", said.text);
        assert!(sam.get(&erin).text.contains("tel:+447700900123"));
        assert!(!sam.get(&amina).text.contains("tel:+447700900123"), "of Amina's own nobody said so");

        assert_eq!(story.suspects("Amina").len(), 3);
        for way in story.suspects("Amina") {
            let lift = format!("{to}/{way}/lift");
            let lifted = sam.fill_in(&lift, &lift, &[("why", "Mistyped")]);
            assert_eq!(lifted.status, axum::http::StatusCode::SEE_OTHER, "{}", lifted.text);
        }
        assert!(sam.get(&amina).text.contains("tel:+447700900123"));
        assert!(text_of(&sam.get(&amina)).contains("Mistyped"), "the timeline keeps the reason");
    });
}
