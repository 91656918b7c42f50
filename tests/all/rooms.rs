//! Rooms booked for people, on both databases: never twice at once, and for women alone where the profile says so.

use std::sync::Arc;

use access::kind;
use axum::http::StatusCode;
use casework::record::Ending;
use identity::Post;
use jiff::Timestamp;
use jiff::civil::date;
use kernel::{RingFences, Sensitive, Sex, StaffRole, TimeLimit};
use profile::{OptOut, Profile, Room};
use records::erase::{EraseReason, erase};
use rooms::{Booking, BookingId, Error, NewBooking, Refused, Times, book, bookings_on, end, move_to, week};
use testkit::databases::on_both;
use web::Transport;

use crate::casework::{BURGLARY, DANGER};
use crate::hub::{Hub, monday, shipped};
use crate::roof::{Roof, ids, roof};
use crate::routes::capabilities;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn rooms() -> Profile {
    let room = |name: &str, women_only| Room { name: name.into(), title: name.into(), women_only };
    Profile { rooms: vec![room("quiet", false), room("women", true)], ..shipped("example") }
}

fn new(room: &str, begins: &str, ends: &str) -> NewBooking {
    NewBooking { room: room.into(), times: Times { begins: at(begins), ends: at(ends) }, asked: false }
}

fn books(roof: &Roof, given_name: &str, new: &NewBooking) -> Result<BookingId, Refused> {
    let (case, new) = (roof.story.case_of(given_name), new.clone());
    roof.does::<kind::BookRoom, _, Error>(&roof.story.sam, case, monday(), move |tx, ids, permit| book(tx, ids, permit, &rooms(), &new))
        .expect("permitted")
}

fn moves(roof: &Roof, given_name: &str, booking: BookingId, (begins, ends): (&str, &str), now: &str) -> Option<Result<(), Refused>> {
    let times = Times { begins: at(begins), ends: at(ends) };
    roof.does::<kind::BookRoom, _, Error>(&roof.story.sam, roof.story.case_of(given_name), at(now), move |tx, ids, permit| {
        move_to(tx, ids, permit, booking, times)
    })
}

fn ends(roof: &Roof, given_name: &str, booking: BookingId, now: &str) -> Option<Result<(), Refused>> {
    let case = roof.story.case_of(given_name);
    roof.does::<kind::BookRoom, _, Error>(&roof.story.sam, case, at(now), move |tx, ids, permit| end(tx, ids, permit, booking))
}

fn bookings(roof: &Roof, given_name: &str) -> Vec<Booking> {
    let case = roof.story.case_of(given_name);
    roof.act::<kind::ReadCase, _>(&roof.story.sam, case, monday(), |tx, _, permit| Ok(bookings_on(tx, permit)?)).unwrap()
}

#[test]
fn a_room_is_never_booked_twice_at_once() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        books(&roof, "Amina", &new("quiet", "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z")).unwrap();
        for (begins, ends) in [("10:00", "11:00"), ("09:30", "10:01"), ("10:59", "12:00"), ("10:15", "10:45"), ("09:00", "12:00")] {
            let new = new("quiet", &format!("2026-11-24T{begins}:00Z"), &format!("2026-11-24T{ends}:00Z"));
            assert_eq!(books(&roof, "Beth", &new), Err(Refused::Taken), "{begins} to {ends}");
        }
        books(&roof, "Beth", &new("quiet", "2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z")).expect("from the moment it is free");
        books(&roof, "Beth", &new("quiet", "2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")).expect("until the moment it is taken");
        assert_eq!(books(&roof, "Amina", &new("attic", "2026-11-25T11:00:00Z", "2026-11-25T12:00:00Z")), Err(Refused::NoSuchRoom));
    });
}

#[test]
fn of_many_who_book_one_room_at_one_moment_one_has_it() {
    on_both(|scratch| {
        let roof = Arc::new(roof(scratch, &[BURGLARY, DANGER]));
        let booked: usize = std::thread::scope(|scope| {
            let one = |number: usize| {
                let roof = Arc::clone(&roof);
                let name = if number.is_multiple_of(2) { "Amina" } else { "Beth" };
                scope.spawn(move || {
                    let new = new("quiet", &format!("2026-11-24T10:0{number}:00Z"), "2026-11-24T11:00:00Z");
                    usize::from(books(&roof, name, &new).map_err(|why| assert_eq!(why, Refused::Taken)).is_ok())
                })
            };
            let threads: Vec<_> = (0..8).map(one).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!((booked, roof.count("SELECT count(*) FROM bookings")), (1, 1));
    });
}

#[test]
fn a_booking_is_moved_and_ended_and_the_room_is_free_again() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let (ten, eleven, twelve) = ("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z");
        let first = books(&roof, "Amina", &new("quiet", ten, eleven)).unwrap();
        let second = books(&roof, "Beth", &new("quiet", eleven, twelve)).unwrap();
        let now = "2026-11-23T11:00:00Z";
        assert_eq!(moves(&roof, "Amina", first, ("2026-11-24T10:30:00Z", "2026-11-24T11:30:00Z"), now), Some(Err(Refused::Taken)));
        assert_eq!(moves(&roof, "Amina", first, ("2026-11-24T09:30:00Z", "2026-11-24T10:30:00Z"), now), Some(Ok(())), "over its own time");
        assert_eq!(moves(&roof, "Amina", second, (ten, eleven), now), None, "of another case there is none");
        assert_eq!(ends(&roof, "Beth", second, now), Some(Ok(())));
        assert_eq!(ends(&roof, "Beth", second, now), Some(Err(Refused::Over)));
        assert_eq!(moves(&roof, "Amina", first, (eleven, twelve), now), Some(Ok(())), "which is free now");

        let going_on = "2026-11-24T11:20:00Z";
        assert_eq!(ends(&roof, "Amina", first, going_on), Some(Ok(())));
        assert_eq!(bookings(&roof, "Amina")[0].times, Times { begins: at(eleven), ends: at(going_on) }, "it ended then");
        let kinds: Vec<&str> =
            roof.read(&roof.story.sam, "Amina", monday()).unwrap().events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds, ["room_freed", "room_moved", "room_moved", "room_booked", "opened"]);
    });
}

/// Whoever the file says is of this sex; it says none where there is none.
fn of_sex(roof: &Roof, given_name: &str, sex: Option<Sex>) {
    let whom = roof.read(&roof.story.sam, given_name, monday()).unwrap().person.id;
    let walls = roof.walls.clone();
    roof.db
        .write_now(move |tx| {
            let permit = walls.permit::<kind::RunIntake>(tx, &mut ids(), &access::Actor::program("intake"), monday())?;
            let mut person = people::keep::load(tx, permit.warrant(), &[whom])?.remove(0);
            person.known.sex = sex;
            let change = people::keep::next_change(tx)?;
            people::keep::update(tx, permit.warrant(), change, &person, |_| false)
        })
        .unwrap();
}

#[test]
fn a_room_for_women_is_booked_for_women() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let (day, asked) = (("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z"), |new: NewBooking| NewBooking { asked: true, ..new });
        let women = || new("women", day.0, day.1);
        assert_eq!(books(&roof, "Amina", &women()), Err(Refused::NotAsked), "her sex is not recorded");
        of_sex(&roof, "Amina", Some(Sex::Male));
        assert_eq!(books(&roof, "Amina", &asked(women())), Err(Refused::WomenOnly));
        books(&roof, "Amina", &new("quiet", day.0, day.1)).expect("another room");
        of_sex(&roof, "Amina", Some(Sex::Unknown));
        assert_eq!(books(&roof, "Amina", &women()), Err(Refused::NotAsked));
        let booked = books(&roof, "Amina", &asked(women())).unwrap();
        ends(&roof, "Amina", booked, "2026-11-23T10:30:00Z").unwrap().unwrap();
        of_sex(&roof, "Amina", Some(Sex::Female));
        books(&roof, "Amina", &women()).unwrap();
    });
}

#[test]
fn the_week_shows_that_a_room_is_taken_and_for_whom_only_to_whoever_works_the_case() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        books(&roof, "Amina", &new("quiet", "2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z")).unwrap();
        books(&roof, "Beth", &new("quiet", "2026-11-30T10:00:00Z", "2026-11-30T11:00:00Z")).unwrap();
        let seen = |who: &access::Actor, from| {
            let (walls, who) = (roof.walls.clone(), who.clone());
            let slots = roof.db.write_now(move |tx| {
                let permit = walls.permit::<kind::SeeWork>(tx, &mut ids(), &who, monday())?;
                week(tx, &permit, from)
            });
            slots.unwrap().into_iter().map(|slot| (slot.room, slot.case.map(|(_, reference)| reference))).collect::<Vec<_>>()
        };
        let amina = roof.read(&roof.story.sam, "Amina", monday()).unwrap().case.reference;
        let partner = roof.of("pat", StaffRole::Worker, "counselling_service", Some("counselling"));
        assert_eq!(seen(&roof.story.sam, date(2026, 11, 23)), [("quiet".to_owned(), Some(amina.clone()))]);
        assert_eq!(seen(&partner, date(2026, 11, 23)), [("quiet".to_owned(), None)]);
        assert_eq!(seen(&partner, date(2026, 11, 30)).len(), 1, "the Monday after is in the week after");
        let vera = roof.own("vera", StaffRole::Volunteer);
        assert_eq!(seen(&vera, date(2026, 11, 23)), [("quiet".to_owned(), None)]);
        let (case, user) = (roof.story.case_of("Amina"), vera.user_id());
        let give = "UPDATE cases SET worker_id = $2 WHERE id = $1";
        roof.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(give, &[&case, &user]))).unwrap();
        assert_eq!(seen(&vera, date(2026, 11, 23)), [("quiet".to_owned(), Some(amina))], "a volunteer works what they were given");
        // What is taken for a case that one may not read is taken all the same.
        let own = Sensitive::new(books(&roof, "Beth", &new("quiet", "2026-11-24T10:30:00Z", "2026-11-24T11:30:00Z")));
        assert_eq!(own.into_inner(), Err(Refused::Taken));
    });
}

#[test]
fn a_room_is_booked_moved_and_ended_through_the_browser() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let hub = Hub::prepared(&roof.db, rooms(), Transport::Loopback, capabilities(), |site| site);
        let (case, mut sam) = (format!("/cases/{}", roof.story.case_of("Amina")), hub.signed_in("sam@example.org"));
        let here = format!("{case}/rooms");
        assert!(sam.get(&case).text.contains("Book a room"));
        let tomorrow = [("room", "women"), ("on-day", "24"), ("on-month", "11"), ("on-year", "2026"), ("begins", "2pm"), ("ends", "15:30")];
        let asks = sam.fill_in(&here, &here, &tomorrow);
        assert_eq!(asks.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(asks.says(".govuk-error-summary").unwrap().contains("Ask them, then say that you have"));
        let booked = sam.fill_in(&here, &here, &[&tomorrow[..], &[("asked", "yes")]].concat());
        assert_eq!(booked.header("location"), format!("{here}?done=room_booked"), "{}", booked.text);
        let page = sam.get(&here);
        assert!(page.text.contains("Tuesday 24 November 2026, 2pm to 3:30pm"));

        let booking = page.text.split(&format!("{here}/")).nth(1).unwrap().split('/').next().unwrap().to_owned();
        let to = format!("{here}/{booking}/move");
        let field = |name| sam_field(&hub, &to, name);
        assert_eq!((field("begins").as_deref(), field("on-day").as_deref()), (Some("14:00"), Some("24")));
        let wrong = sam.fill_in(&to, &to, &[("on-day", "24"), ("on-month", "11"), ("on-year", "2026"), ("begins", "late"), ("ends", "")]);
        assert_eq!(
            wrong.says(".govuk-error-summary ul").as_deref(),
            Some("Enter a time of the day, like 14:30 or 2:30pmEnter a time, like 14:30")
        );
        let moved = sam.fill_in(&to, &to, &[("on-day", "25"), ("on-month", "11"), ("on-year", "2026"), ("begins", "9"), ("ends", "10")]);
        assert_eq!(moved.header("location"), format!("{here}?done=booking_moved"));

        let week = sam.get("/rooms");
        let reference = roof.read(&roof.story.sam, "Amina", monday()).unwrap().case.reference;
        assert!(week.text.contains("9am to 10am, women: ") && week.text.contains(&reference) && !week.text.contains("Amina"));
        let ended = sam.fill_in(&here, &format!("{here}/{booking}/end"), &[]);
        assert_eq!(ended.header("location"), format!("{here}?done=booking_ended"));
        assert!(!sam.get("/rooms").text.contains(&reference));
    });
}

/// What the week from this Monday shows to Sam: the room, and for whom.
fn seen(roof: &Roof, from: jiff::civil::Date) -> Vec<(String, Option<String>)> {
    let (walls, who) = (roof.walls.clone(), roof.story.sam.clone());
    let slots = roof.db.write_now(move |tx| {
        let permit = walls.permit::<kind::SeeWork>(tx, &mut ids(), &who, monday())?;
        week(tx, &permit, from)
    });
    slots.unwrap().into_iter().map(|slot| (slot.room, slot.case.map(|(_, reference)| reference))).collect()
}

fn closes(roof: &Roof, given_name: &str, now: &str) {
    let case = roof.story.case_of(given_name);
    let close = roof.act::<kind::CloseCase, _>(&roof.story.lead, case, at(now), |tx, ids, permit| {
        casework::close::close(tx, ids, permit, &rooms(), (Ending::Completed, None))
    });
    close.unwrap();
}

const TUESDAY: (&str, &str) = ("2026-11-24T10:00:00Z", "2026-11-24T11:00:00Z");
const THAT_WEEK: jiff::civil::Date = date(2026, 11, 23);

#[test]
fn a_booking_stands_only_while_its_case_is_open_and_does_not_come_back_with_it() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let first = books(&roof, "Amina", &new("quiet", TUESDAY.0, TUESDAY.1)).unwrap();
        closes(&roof, "Amina", "2026-11-23T10:10:00Z");
        assert_eq!(seen(&roof, THAT_WEEK), [], "the week shows nothing of a closed case");
        assert!(!bookings(&roof, "Amina")[0].stands(monday()));
        let second = books(&roof, "Beth", &new("quiet", TUESDAY.0, TUESDAY.1)).expect("the room is free again");

        let case = roof.story.case_of("Amina");
        let back = move |tx: &mut store::Tx<'_>, ids: &mut kernel::IdMaker, permit: &access::Permit<'_, kind::ReopenCase>| {
            casework::come_back::come_back(tx, ids, permit, &rooms(), &casework::come_back::Return::default())
        };
        roof.act::<kind::ReopenCase, _>(&roof.story.sam, case, at("2026-11-23T10:20:00Z"), back).unwrap();
        let beth = roof.read(&roof.story.sam, "Beth", monday()).unwrap().case.reference;
        assert_eq!(seen(&roof, THAT_WEEK), [("quiet".to_owned(), Some(beth))], "nobody has the room twice");
        assert!(!bookings(&roof, "Amina")[0].stands(monday()));
        let now = "2026-11-23T10:30:00Z";
        assert_eq!(ends(&roof, "Amina", first, now), Some(Err(Refused::Over)));
        assert_eq!(moves(&roof, "Amina", first, ("2026-11-24T13:00:00Z", "2026-11-24T14:00:00Z"), now), Some(Err(Refused::Over)));
        assert_eq!(books(&roof, "Amina", &new("quiet", TUESDAY.0, TUESDAY.1)), Err(Refused::Taken));
        assert_eq!(ends(&roof, "Beth", second, now), Some(Ok(())));
        books(&roof, "Amina", &new("quiet", TUESDAY.0, TUESDAY.1)).expect("booked again");
    });
}

#[test]
fn a_room_is_free_again_once_its_person_opted_out_and_once_they_are_erased() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        books(&roof, "Amina", &new("quiet", TUESDAY.0, TUESDAY.1)).unwrap();
        let (case, later) = (roof.story.case_of("Amina"), at("2026-11-23T10:30:00Z"));
        let person = roof.read(&roof.story.sam, "Amina", monday()).unwrap().person.id;
        let kent = || Profile { opt_out: Some(OptOut { erased_within: TimeLimit::WorkingDays(5) }), ..rooms() };
        roof.act::<kind::OptOut, _>(&roof.story.sam, case, at("2026-11-23T10:10:00Z"), move |tx, ids, permit| {
            casework::opt_out::opt_out(tx, ids, permit, &kent()).map(drop)
        })
        .unwrap();
        assert_eq!(seen(&roof, THAT_WEEK), [], "opted out");

        let mut dee = roof.employ("dee", Post { cleared: RingFences::ALL, ..Post::of(StaffRole::DataProtectionOfficer) });
        dee.factor_at = Some(later);
        roof.act_on_person::<kind::Erase, _>(&dee, person, later, |tx, ids, permit| {
            erase(tx, ids, permit, EraseReason::PersonAsked).map(|_| ()).map_err(|_| store::Error::Busy.into())
        })
        .unwrap();
        assert_eq!(seen(&roof, THAT_WEEK), [], "erased");
        books(&roof, "Beth", &new("quiet", TUESDAY.0, TUESDAY.1)).expect("the room is free");
        let hub = Hub::prepared(&roof.db, rooms(), Transport::Loopback, capabilities(), |site| site);
        let week = hub.signed_in("sam@example.org").get("/rooms");
        assert_eq!((week.status, week.text.matches("quiet").count()), (StatusCode::OK, 1), "Beth's alone: {}", week.text);
    });
}

#[test]
fn the_page_says_that_a_booking_ended_with_its_case() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        books(&roof, "Amina", &new("quiet", TUESDAY.0, TUESDAY.1)).unwrap();
        closes(&roof, "Amina", "2026-11-23T10:00:00Z");
        let hub = Hub::prepared(&roof.db, rooms(), Transport::Loopback, capabilities(), |site| site);
        let page = hub.signed_in("sam@example.org").get(&format!("/cases/{}/rooms", roof.story.case_of("Amina"))).text;
        assert!(page.contains("Ended with the case") && !page.contains("End this booking") && !page.contains("/move"), "{page}");
    });
}

fn sam_field(hub: &Hub, path: &str, name: &str) -> Option<String> {
    hub.signed_in("sam@example.org").get(path).field(name)
}

#[test]
fn a_hub_without_rooms_has_no_such_page_and_no_link() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let none = Profile { rooms: Vec::new(), ..shipped("example") };
        let hub = Hub::prepared(&roof.db, none, Transport::Loopback, capabilities(), |site| site);
        let (case, mut sam) = (format!("/cases/{}", roof.story.case_of("Amina")), hub.signed_in("sam@example.org"));
        for path in ["/rooms".to_owned(), format!("{case}/rooms")] {
            assert_eq!(sam.get(&path).status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(!sam.get("/").text.contains("/rooms") && !sam.get(&case).text.contains("Book a room"));
    });
}
