//! The sample of a month's calls, and what closed cases lack, on both databases.

use access::{Actor, kind};
use axum::http::StatusCode;
use casework::record::Ending;
use casework::record_attempt::{Attempt, record_attempt};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use jiff::Timestamp;
use jiff::civil::date;
use kernel::StaffRole;
use oversight::sample::{Asked, Completion, Lack, Sample, completion, sample};
use people::record::PointKind;
use profile::Period;
use testkit::databases::on_both;
use web::Transport;

use crate::casework::BURGLARY;
use crate::hub::{Hub, monday, shipped};
use crate::roof::{Roof, ids, roof};
use crate::routes::capabilities;

/// Bea, a victim of burglary like Amina.
const BEA: &str =
    "R4,CR4,2026-11-23T08:00:00Z,Burglary,,Bea,Ford,1984-03-27,07700 900126,,bea@example.org,4 High Street,LN1 1AE,,,,given,P4";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const NOVEMBER: (&str, &str) = ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
const DECEMBER: (&str, &str) = ("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");

fn tries(roof: &Roof, given_name: &str, way: Way, outcome: AttemptOutcome, when: &str) {
    let kind = if way == Way::Email { PointKind::Email } else { PointKind::Mobile };
    let file = roof.read(&roof.story.sam, given_name, at(when)).unwrap();
    let point = file.person.points.iter().find(|kept| kept.point.kind == kind).unwrap().id;
    let attempt = Attempt { way, point, service: None, outcome, again_on: None, note: None, checked: false, support_by: None };
    roof.act::<kind::RecordAttempt, _>(&roof.story.sam, file.case.id, at(when), move |tx, ids, permit| {
        record_attempt(tx, ids, permit, &shipped("example"), &attempt)
    })
    .unwrap();
}

fn draws(roof: &Roof, who: &Actor, (from, until): (&'static str, &'static str), many: usize, seed: u32) -> Option<Sample> {
    let (walls, who) = (roof.walls.clone(), who.clone());
    let drawn = roof.db.write_now(move |tx| {
        let permit = walls.permit::<kind::SampleContacts>(tx, &mut ids(), &who, monday())?;
        sample(tx, &permit, (at(from), at(until)), many, seed)
    });
    match drawn {
        Ok(drawn) => Some(drawn),
        Err(store::Error::NotFound) => None,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_calls_of_a_month_are_drawn_and_drawn_again_and_letters_are_none() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, BEA]);
        for minute in 10..30 {
            let name = if minute % 2 == 0 { "Amina" } else { "Bea" };
            tries(&roof, name, Way::Call, AttemptOutcome::NoAnswer, &format!("2026-11-23T11:{minute}:00Z"));
        }
        tries(&roof, "Amina", Way::Email, AttemptOutcome::Sent, "2026-11-23T12:00:00Z");
        tries(&roof, "Amina", Way::Call, AttemptOutcome::Reached, "2026-12-01T00:00:00Z");
        let lead = &roof.story.lead;
        let drawn = draws(&roof, lead, NOVEMBER, 5, 417_203).unwrap();
        assert_eq!((drawn.of, drawn.calls.len()), (20, 5));
        assert!(drawn.calls.windows(2).all(|pair| pair[0].at < pair[1].at) && drawn.calls.iter().all(|call| call.by == "sam"));
        assert_eq!(draws(&roof, lead, NOVEMBER, 5, 417_203).unwrap(), drawn);
        assert_ne!(draws(&roof, lead, NOVEMBER, 5, 417_204).unwrap().calls, drawn.calls);
        assert_eq!(draws(&roof, lead, DECEMBER, 5, 1).unwrap().calls.len(), 1);
        assert!(draws(&roof, &roof.story.sam, NOVEMBER, 5, 1).is_none(), "workers draw none");

        roof.set("UPDATE cases SET ring_fence = 1 WHERE id = $1", roof.story.case_of("Bea"));
        let cleared_for_none = draws(&roof, lead, NOVEMBER, 100, 1).unwrap();
        let amina = roof.story.case_of("Amina");
        assert!(cleared_for_none.of == 10 && cleared_for_none.calls.iter().all(|call| call.case == amina));
    });
}

fn complete(roof: &Roof, asked: Asked) -> Completion {
    let (walls, lead) = (roof.walls.clone(), roof.story.lead.clone());
    roof.db
        .write_now(move |tx| {
            let permit = walls.permit::<kind::SampleContacts>(tx, &mut ids(), &lead, monday())?;
            completion(tx, &permit, (at(NOVEMBER.0), at(NOVEMBER.1)), asked)
        })
        .unwrap()
}

#[test]
fn a_closed_case_lacks_what_the_hub_asks_of_it_and_was_not_done() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, BEA]);
        tries(&roof, "Amina", Way::Call, AttemptOutcome::Accepted, "2026-11-23T11:00:00Z");
        for name in ["Amina", "Bea"] {
            roof.act::<kind::CloseCase, _>(&roof.story.lead, roof.story.case_of(name), at("2026-11-24T10:00:00Z"), |tx, ids, permit| {
                casework::close::close(tx, ids, permit, &shipped("example"), (Ending::Completed, None))
            })
            .unwrap();
        }
        let asked = |today| Asked { needs: true, feedback: Some(Period::Days(7)), today };
        let found = complete(&roof, asked(date(2026, 11, 25)));
        let amina = roof.read(&roof.story.sam, "Amina", monday()).unwrap().case.reference;
        assert_eq!(found.closed, 2);
        let lacks: Vec<(&str, &[Lack])> = found.lacking.iter().map(|case| (case.reference.as_str(), case.lacks.as_slice())).collect();
        assert_eq!(lacks, [(amina.as_str(), [Lack::NotAssessed, Lack::TasksLeft].as_slice())], "Bea never accepted anything");
        let later = complete(&roof, asked(date(2026, 12, 2)));
        assert_eq!((later.count(Lack::NotAsked), later.lacking.len()), (2, 2), "a week to ask them is over");
        let nothing = complete(&roof, Asked { needs: false, feedback: None, today: date(2027, 1, 1) });
        assert_eq!((nothing.count(Lack::NotAssessed), nothing.count(Lack::NotAsked), nothing.count(Lack::TasksLeft)), (0, 0, 1));
    });
}

#[test]
fn a_sample_has_a_number_on_its_page_by_which_it_is_drawn_again() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        for minute in 10..40 {
            tries(&roof, "Amina", Way::Call, AttemptOutcome::NoAnswer, &format!("2026-11-23T09:{minute}:00Z"));
        }
        roof.own("lena", StaffRole::TeamLead);
        let hub = Hub::new(&roof.db, Transport::Loopback, capabilities());
        assert_eq!(hub.signed_in("sam@example.org").get("/sample").status, StatusCode::NOT_FOUND);
        let (mut lee, mut lena) = (hub.signed_in("lee@example.org"), hub.signed_in("lena@example.org"));
        assert!(lee.get("/").text.contains("href=\"/sample\""));
        let to = lee.get("/sample?month=2026-11&many=4").header("location").to_owned();
        assert!(to.starts_with("/sample?month=2026-11&many=4&seed="), "{to}");
        let drawn = lee.get(&to);
        let count = drawn.says(".od-count").unwrap();
        assert!(count.starts_with("4 of 30 calls") && count.contains(to.split("seed=").nth(1).unwrap()), "{count}");
        assert!(!drawn.text.contains("Amina"), "references and no names");
        assert_eq!(lena.get(&to).says("tbody"), drawn.says("tbody"), "and somebody else draws the same");
        assert_eq!(lee.get("/sample?month=1066-01&many=none&seed=x").status, StatusCode::OK, "an address that says nothing draws nothing");
    });
}
