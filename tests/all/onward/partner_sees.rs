//! What a partner to whom somebody was referred is told of the case: neither what the hub still owes nor where else the person goes.

use access::{Actor, kind};
use casework::case::{CaseFile, read_case};
use casework::finish_task::{Finished, finish_task};
use casework::worklist::{Asked, Line, Only, Scope, When, lines};
use casework::write_note::{NewNote, write_note};
use jiff::Timestamp;
use jiff::civil::date;
use kernel::{NoteKind, StaffRole};
use onward::{Error, RefusalReason, Says};
use rooms::{NewBooking, Times, book, week};
use testkit::databases::on_both;

use super::AGREED;
use super::pages::hub;
use super::world::{World, at};
use crate::casework::BURGLARY;
use crate::hub::{employ, monday};

/// Somebody who gives support at a partner, in no team.
fn adviser(world: &World, name: &str, agency: &str) -> Actor {
    let user = employ(&world.db, &format!("{name}@example.org"), StaffRole::Specialist);
    let (mut adviser, their) = (Actor::staff(user, name, StaffRole::Specialist, None), agency.to_owned());
    world.db.write_now(move |tx| tx.execute_one("UPDATE users SET agency = $2 WHERE id = $1", &[&user, &their])).unwrap();
    adviser.agency = Some(agency.into());
    adviser
}

fn read(world: &World, who: &Actor) -> CaseFile {
    world.act::<kind::ReadCase, _>(who, "Amina", monday(), |tx, _, permit, _| Ok(read_case(tx, permit)?)).unwrap()
}

fn listed(world: &World, who: &Actor) -> Vec<Line> {
    lists(world, who, When::Any, None)
}

fn lists(world: &World, who: &Actor, when: When, only: Option<Only>) -> Vec<Line> {
    let everybodys = Asked { scope: Scope::Everyones, when, only };
    world.on_hub::<kind::SeeWork, _>(who, monday(), move |tx, ids, permit, _| Ok(lines(tx, ids, permit, &everybodys, 1)?.lines))
}

/// The given names on the list of everybody's cases.
fn names(world: &World, who: &Actor, when: When, only: Option<Only>) -> Vec<String> {
    let lines = lists(world, who, when, only);
    lines.iter().map(|line| line.person.known.given_name.as_ref().unwrap().reveal().clone()).collect()
}

/// Somebody must act on the case by then, or never.
fn falls_due(world: &World, name: &str, at: Option<&str>) {
    let (case, at) = (world.case(name), at.map(|at| at.parse::<Timestamp>().unwrap()));
    let set = "UPDATE cases SET next_due_at = $2 WHERE id = $1";
    world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(set, &[&case, &at]))).unwrap();
}

/// The case lies with this team.
fn lies_with(world: &World, name: &str, team: &'static str) {
    let case = world.case(name);
    let set = "UPDATE cases SET team = $2 WHERE id = $1";
    world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(set, &[&case, &team]))).unwrap();
}

const DORA: &str =
    "R5,CR5,2026-11-23T08:00:00Z,Burglary,,Dora,Bell,1970-05-06,07700 900126,,dora@example.org,5 High Street,LN1 1AF,,,,given,P5";

/// Amina and then Dora came, both were referred to the counselling service, and the hub must act for Dora first, by yesterday.
fn two_referred(world: &World) {
    for name in ["Amina", "Dora"] {
        world.agree(name, "counselling", AGREED, 1).unwrap();
        world.refer(name, "counselling", 2).unwrap();
    }
    falls_due(world, "Amina", Some("2026-11-24T10:00:00Z"));
    falls_due(world, "Dora", Some("2026-11-22T10:00:00Z"));
}

#[test]
fn what_is_due_is_told_to_whoever_works_the_case_and_to_no_partner_that_reads_it() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        let ada = adviser(&world, "ada", "counselling_service");
        for service in ["counselling", "restorative_justice"] {
            world.agree("Amina", service, AGREED, 1).unwrap();
            world.refer("Amina", service, 2).unwrap();
        }
        world.answer("Amina", "restorative_justice", Says::Sent, 3).unwrap();
        world.answer("Amina", "restorative_justice", Says::Refused(RefusalReason::NoCapacity), 4).unwrap();
        let owed: Vec<String> = world.due("Amina").into_iter().map(|(what, _)| what).collect();
        assert!(owed.contains(&"chase_answer".into()) && owed.contains(&"place_again".into()), "{owed:?}");

        let again = world.story.file("Amina").open.into_iter().find(|open| open.is_task("place_again")).unwrap().due.id;
        let finished = Finished { task: again, pathway: None, note: None };
        let done =
            world.act::<kind::FinishTask, _>(&world.story.sam, "Amina", at("2026-11-23T10:30:00Z"), move |tx, ids, permit, profile| {
                Ok(finish_task(tx, ids, permit, profile, &finished)?)
            });
        done.unwrap();

        let file = read(&world, &ada);
        let told: String = file.events.iter().map(|event| format!("{} {:?}\n", event.kind, event.detail.reveal())).collect();
        assert!(told.contains("task_finished") && !told.contains("place_again"), "{told}");
        assert!(file.open.is_empty(), "that another service did not take her is not theirs to know");
        assert!(file.incidents.iter().all(|involved| involved.why.is_none()), "nor by which rule the hub sent her where");
        assert!(read(&world, &world.story.sam).incidents.iter().all(|involved| involved.why.is_some()));
        let line = listed(&world, &ada).remove(0);
        assert!(line.open.is_empty() && line.next_due_at.is_none(), "nor on the list: {:?}", line.open);
        let line = listed(&world, &world.story.sam).remove(0);
        assert_eq!((line.open.len(), line.next_due_at.is_some()), (owed.len() - 1, true), "whoever works it is told all");
    });
}

#[test]
fn who_at_another_partner_wrote_something_is_not_told_as_that_tells_where_else_the_person_goes() {
    on_both(|scratch| {
        let world = World::new(scratch, "gwent", &[BURGLARY]);
        let (lou, eve) = (adviser(&world, "lou", "grant_services"), adviser(&world, "eve", "support_contract"));
        for service in ["lgbtq", "emotional_and_practical_support"] {
            world.agree("Amina", service, AGREED, 1).unwrap();
            world.refer("Amina", service, 2).unwrap();
        }
        for (who, text) in [(&eve, "She sleeps better"), (&world.story.sam, "She asked for mornings")] {
            let note = NewNote { kind: NoteKind::Support, text: text.to_owned().into() };
            let written = world.act::<kind::WriteNote, _>(who, "Amina", monday(), move |tx, ids, permit, _| {
                Ok(write_note(tx, ids, permit, &note).map(drop)?)
            });
            written.unwrap();
        }
        let accepted = world.act::<kind::AnswerReferral, _>(&eve, "Amina", at("2026-11-23T10:30:00Z"), |tx, ids, permit, profile| {
            onward::answer(tx, ids, permit, profile, "emotional_and_practical_support", Says::Accepted)
        });
        accepted.unwrap();

        let whom = |who: &Actor| {
            let file = read(&world, who);
            let notes: String = file.notes.iter().map(|note| format!("{}: {:?}\n", note.text.reveal(), note.by)).collect();
            let events: String = file.events.iter().map(|event| format!("{} {:?}\n", event.kind, event.by)).collect();
            (notes, events)
        };
        let (notes, events) = whom(&lou);
        assert!(notes.contains("She sleeps better") && !notes.contains("\"eve\""), "{notes}");
        assert!(notes.contains("\"sam\"") && events.contains("\"sam\""), "who of the hub wrote it is told: {notes}{events}");
        assert!(!events.contains("\"eve\""), "nor who answered for another: {events}");
        let (notes, events) = whom(&eve);
        assert!(notes.contains("\"eve\"") && events.contains("\"eve\""), "of their own they are told: {notes}{events}");
        let (notes, events) = whom(&world.story.sam);
        assert!(notes.contains("\"eve\"") && events.contains("\"eve\""), "and so is whoever works the case: {notes}{events}");
    });
}

#[test]
fn for_whom_a_room_is_booked_is_told_to_whoever_works_the_case_and_to_no_partner_that_reads_it() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        let ada = adviser(&world, "ada", "counselling_service");
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        let times = Times { begins: at("2026-11-24T10:00:00Z"), ends: at("2026-11-24T11:00:00Z") };
        let new = NewBooking { room: "quiet_room".into(), times, asked: false };
        let booked = world.act::<kind::BookRoom, _>(&world.story.sam, "Amina", monday(), move |tx, ids, permit, profile| {
            book(tx, ids, permit, profile, &new).map(drop).map_err(|why| Error::Store(store::Error::Other(format!("{why:?}"))))
        });
        booked.unwrap();
        let taken = |who: &Actor| {
            let slots = world.on_hub::<kind::SeeWork, _>(who, monday(), |tx, _, permit, _| week(tx, permit, date(2026, 11, 23)));
            slots.into_iter().map(|slot| slot.case.is_some()).collect::<Vec<_>>()
        };
        assert_eq!((taken(&world.story.sam), taken(&ada)), (vec![true], vec![false]), "that it is taken is no secret");
    });
}

#[test]
fn neither_what_a_partners_list_has_nor_its_order_tells_what_the_hub_owes_and_when() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY, DORA]);
        let ada = adviser(&world, "ada", "counselling_service");
        two_referred(&world);
        assert_eq!(names(&world, &world.story.sam, When::Any, None), ["Dora", "Amina"], "for the hub what is overdue comes first");
        assert_eq!(names(&world, &ada, When::Any, None), ["Amina", "Dora"]);
        falls_due(&world, "Amina", None);
        assert_eq!(names(&world, &world.story.sam, When::Any, None), ["Dora"]);
        assert_eq!(names(&world, &ada, When::Any, None), ["Amina", "Dora"], "also on which the hub owes nothing");
        for when in [When::Overdue, When::Today, When::Nothing] {
            assert_eq!(names(&world, &ada, when, None), [""; 0], "{when}");
        }
        let pathway = listed(&world, &ada).remove(0).pathway;
        assert_eq!(names(&world, &ada, When::Any, Some(Only::Pathway(pathway))), [""; 0], "nor where the hub sends them");
    });
}

#[test]
fn the_page_offers_a_partner_that_only_reads_no_filter_by_what_is_due_and_a_typed_one_tells_nothing() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY, DORA]);
        adviser(&world, "ada", "counselling_service");
        two_referred(&world);
        falls_due(&world, "Amina", None);
        let hub = hub(&world);
        let (mut ada, mut sam) = (hub.signed_in("ada@example.org"), hub.signed_in("sam@example.org"));
        assert!(sam.get("/work?whose=everyones").text.contains("Overdue (1)"));
        assert!(ada.get("/work").text.contains("See every case that you can read"));
        let all = ada.get("/work?whose=everyones");
        assert!(all.text.contains("Amina Okafor") && all.text.contains("Dora Bell"), "{}", all.text);
        for typed in ["overdue", "today", "nothing"] {
            let answer = ada.get(&format!("/work?whose=everyones&when={typed}"));
            assert!(answer.says("select[name=when]").is_none() && !answer.text.contains("Nothing is due ("), "{typed}");
            assert_eq!(answer.says("main"), all.says("main"), "{typed}: as if it had not been typed");
        }
    });
}

#[test]
fn a_partner_with_cases_of_its_own_is_led_to_those_and_told_nothing_of_those_that_it_only_reads() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY, DORA]);
        let ada = adviser(&world, "ada", "counselling_service").user_id();
        two_referred(&world);
        world.db.write_now(move |tx| tx.execute_one("UPDATE users SET team = 'counselling' WHERE id = $1", &[&ada])).unwrap();
        lies_with(&world, "Amina", "counselling");
        let hub = hub(&world);
        let mut ada = hub.signed_in("ada@example.org");
        let none = ada.get("/work");
        assert!(none.text.contains("See cases nobody has taken"), "{}", none.text);
        let mut list = |when: &str| {
            let main = ada.get(&format!("/work?whose=everyones&when={when}")).says("main").unwrap();
            let first = main.find("Amina Okafor").into_iter().chain(main.find("Dora Bell")).min();
            (main.contains("Amina Okafor"), main.contains("Dora Bell"), first.is_some() && first == main.find("Amina Okafor"))
        };
        assert_eq!(list("any"), (true, true, true), "their own come first, by what they owe");
        assert_eq!(list("overdue"), (false, false, false), "what is overdue is the hub's");
        falls_due(&world, "Amina", Some("2026-11-23T09:00:00Z"));
        assert_eq!(list("overdue"), (true, false, true));
        let page = ada.get("/work?whose=everyones").text;
        assert!(page.contains("Overdue (1)") && page.contains("Pathway: "), "{page}");
    });
}
