//! What a partner to whom somebody was referred is told of the case: neither what the hub still owes nor where else the person goes.

use access::{Actor, kind};
use casework::case::{CaseFile, read_case};
use casework::finish_task::{Finished, finish_task};
use casework::worklist::{Asked, Line, Scope, When, lines};
use casework::write_note::{NewNote, write_note};
use jiff::civil::date;
use kernel::{NoteKind, StaffRole};
use onward::{Error, RefusalReason, Says};
use rooms::{NewBooking, Times, book, week};
use testkit::databases::on_both;

use super::AGREED;
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
    let everybodys = Asked { scope: Scope::Everyones, when: When::Any, only: None };
    world.on_hub::<kind::SeeWork, _>(who, monday(), move |tx, ids, permit, _| Ok(lines(tx, ids, permit, &everybodys, 1)?.lines))
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
