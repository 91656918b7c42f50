//! A referral to a partner under the roof opens the case to the partner, as long as it stands and for what the partner needs.

use access::{Act, Actor, kind};
use kernel::StaffRole;
use onward::{RefusalReason, Refused, Said, Says, State};
use testkit::databases::on_both;

use super::AGREED;
use super::world::{World, at};
use crate::casework::{BURGLARY, DANGER};
use crate::hub::{employ, monday};

/// An adviser of the counselling service, which shares the hub's roof.
fn adviser(world: &World) -> Actor {
    let mut adviser = Actor::staff(employ(&world.db, "ada@example.org", StaffRole::Specialist), "ada", StaffRole::Specialist, None);
    adviser.agency = Some("counselling_service".into());
    adviser
}

fn may(world: &World, who: &Actor, name: &str, act: Act) -> bool {
    let (walls, who, case) = (world.walls.clone(), who.clone(), world.case(name));
    world.db.read_now(move |conn| walls.may_on_case(conn, &who, act, case, monday())).unwrap()
}

/// What the adviser's list of cases shows, asked of the database as a page asks it.
fn listed(world: &World, who: &Actor) -> i64 {
    let (walls, who) = (world.walls.clone(), who.clone());
    let count = move |conn: &mut store::Conn| {
        walls.close(conn, &who, monday())?;
        let shown = walls.readable_cases(&who, monday()).cases("c", 1);
        conn.one::<i64>(&format!("SELECT count(*) FROM cases c WHERE {}", shown.text), &shown.binds().collect::<Vec<_>>())
    };
    world.db.read_now(count).unwrap()
}

#[test]
fn a_partner_sees_the_case_from_the_referral_on_and_works_nothing_of_the_hubs() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY, DANGER]);
        let ada = adviser(&world);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        assert!(!may(&world, &ada, "Amina", Act::ReadCase), "consent alone tells them nothing");
        assert_eq!(listed(&world, &ada), 0);

        world.refer("Amina", "counselling", 2).unwrap();
        assert_eq!(world.states("Amina"), [("counselling".into(), State::Sent)], "they see it, so it is sent");
        for act in [Act::ReadCase, Act::SeeContact, Act::SeeNotes, Act::WriteNote, Act::AnswerReferral] {
            assert!(may(&world, &ada, "Amina", act), "{act}");
        }
        for act in [Act::TakeCase, Act::RecordAttempt, Act::ChangeContact, Act::ReferOnward, Act::CloseCase, Act::Disclose] {
            assert!(!may(&world, &ada, "Amina", act), "{act} is the hub's");
        }
        assert!(!may(&world, &ada, "Beth", Act::ReadCase), "who was not referred they know nothing of");
        assert_eq!(listed(&world, &ada), 1);
        world.close("Amina", 3);
        assert!(may(&world, &ada, "Amina", Act::ReadCase), "their support outlives the hub's");
    });
}

#[test]
fn a_partner_answers_for_itself_and_with_its_last_word_the_case_is_shut_to_it() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        let ada = adviser(&world);
        for service in ["counselling", "restorative_justice"] {
            world.agree("Amina", service, AGREED, 1).unwrap();
            world.refer("Amina", service, 2).unwrap();
        }
        let says = |service: &'static str, says: Says| {
            world.act::<kind::AnswerReferral, _>(&ada, "Amina", at("2026-11-24T10:00:00Z"), move |tx, ids, permit, profile| {
                onward::answer(tx, ids, permit, profile, service, says)
            })
        };
        let seen = world.act::<kind::ReadCase, _>(&ada, "Amina", monday(), |tx, _, permit, profile| {
            let standing = onward::standing(tx, permit, profile)?;
            let file = casework::case::read_case(tx, permit)?;
            let told: String = file.events.iter().map(|event| format!("{:?}\n", event.detail.reveal())).collect();
            Ok((standing.services.iter().map(|of| of.service.name.clone()).collect::<Vec<_>>(), told))
        });
        let (services, told) = seen.unwrap();
        assert_eq!(services, ["counselling"], "where else the person goes is not theirs to know");
        assert!(!told.contains("restorative_justice"), "{told}");

        assert_eq!(says("restorative_justice", Says::Accepted), Err(Refused::NotTheirs));
        let no_room = Says::Refused(RefusalReason::NoCapacity);
        assert_eq!(says("domestic_abuse_refuge", no_room), Err(Refused::NotTheirs), "nor is whether anything is open with another");
        assert_eq!(says("counselling", Says::Sent), Err(Refused::NotTheirs), "that it left is the hub's to say");
        says("counselling", Says::Accepted).unwrap();
        assert!(may(&world, &ada, "Amina", Act::ReadCase));
        says("counselling", Says::Refused(RefusalReason::NoCapacity)).unwrap();
        assert!(!may(&world, &ada, "Amina", Act::ReadCase));
        assert_eq!(listed(&world, &ada), 0);
        let due = world.due("Amina");
        assert!(due.iter().any(|(what, _)| what == "place_again"), "it comes back to the hub: {due:?}");
    });
}

#[test]
fn whatever_ends_a_referral_shuts_the_case_to_the_partner() {
    let opting =
        |profile: &mut profile::Profile| profile.opt_out = Some(profile::OptOut { erased_within: kernel::TimeLimit::WorkingDays(5) });
    let ends: [fn(&World); 4] = [
        |world| world.agree("Amina", "counselling", Said::TakenBack, 5).unwrap(),
        |world| world.take_back_from_agency("Amina", "counselling_service", 5),
        |world| world.answer("Amina", "counselling", Says::Ended, 5).unwrap(),
        |world| world.opt_out("Amina", 5),
    ];
    for (number, end) in ends.iter().enumerate() {
        on_both(|scratch| {
            let world = World::with(scratch, "example", &[BURGLARY], opting);
            let ada = adviser(&world);
            world.agree("Amina", "counselling", AGREED, 1).unwrap();
            world.refer("Amina", "counselling", 2).unwrap();
            world.answer("Amina", "counselling", Says::Accepted, 3).unwrap();
            assert!(may(&world, &ada, "Amina", Act::ReadCase));
            end(&world);
            assert!(!may(&world, &ada, "Amina", Act::ReadCase), "{number}");
            assert_eq!(listed(&world, &ada), 0, "{number}");
        });
    }
}

#[test]
fn a_referral_to_one_team_of_a_partner_is_nothing_to_its_other_teams() {
    on_both(|scratch| {
        let world = World::new(scratch, "gwent", &[BURGLARY]);
        let of = |name: &str, team: Option<&str>| {
            let mut who =
                Actor::staff(employ(&world.db, name, StaffRole::Specialist), name, StaffRole::Specialist, team.map(str::to_owned));
            who.agency = Some("grant_services".into());
            who
        };
        let (lgbtq, older, whole) =
            (of("lou@example.org", Some("lgbtq")), of("oz@example.org", Some("older")), of("wil@example.org", None));
        for service in ["lgbtq", "mental_health"] {
            world.agree("Amina", service, AGREED, 1).unwrap();
        }
        world.refer("Amina", "lgbtq", 2).unwrap();
        let sees = |who: &Actor| (may(&world, who, "Amina", Act::ReadCase), listed(&world, who));
        assert_eq!([sees(&lgbtq), sees(&older), sees(&whole)], [(true, 1), (false, 0), (true, 1)]);
        world.answer("Amina", "lgbtq", Says::Started, 3).unwrap();
        world.agree("Amina", "lgbtq", Said::TakenBack, 4).unwrap();
        assert_eq!(sees(&lgbtq), (false, 0), "another service of the partner has their yes, this one no more, though it has started");
    });
}

#[test]
fn the_hubs_lists_of_work_tell_a_partner_nothing_of_a_case_that_it_only_reads() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        let ada = adviser(&world);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        world.close("Amina", 3);
        world.story.refer_by_themselves(&[&BURGLARY.replacen("R1,", "W1,", 1)], at("2026-11-24T10:00:00Z"));
        let reminded = |who: &Actor| {
            world.on_hub::<kind::SeeWork, _>(who, at("2026-11-24T11:00:00Z"), |tx, ids, permit, _| {
                Ok(casework::reminders::list(tx, ids, permit)?.len())
            })
        };
        assert!(may(&world, &ada, "Amina", Act::ReadCase));
        assert_eq!((reminded(&world.story.sam), reminded(&ada)), (2, 0), "who is to be asked again is for whoever works the case");
    });
}

#[test]
fn a_later_yes_to_another_service_of_the_partner_opens_no_earlier_referral_again() {
    let shut: [fn(&World); 2] =
        [|world| world.take_back_from_agency("Amina", "grant_services", 5), |world| world.opt_out_and_come_back("Amina", 5)];
    for (number, shut) in shut.iter().enumerate() {
        on_both(|scratch| {
            let opting = |profile: &mut profile::Profile| {
                profile.opt_out = Some(profile::OptOut { erased_within: kernel::TimeLimit::WorkingDays(5) })
            };
            let world = World::with(scratch, "gwent", &[BURGLARY], opting);
            let mut lou = Actor::staff(
                employ(&world.db, "lou@example.org", StaffRole::Specialist),
                "lou",
                StaffRole::Specialist,
                Some("lgbtq".into()),
            );
            lou.agency = Some("grant_services".into());
            world.agree("Amina", "lgbtq", AGREED, 1).unwrap();
            world.refer("Amina", "lgbtq", 2).unwrap();
            world.answer("Amina", "lgbtq", Says::Started, 3).unwrap();
            shut(&world);
            world.agree("Amina", "mental_health", AGREED, 20).unwrap();
            assert!(!may(&world, &lou, "Amina", Act::ReadCase), "{number}: to her service nobody said yes again");
            world.agree("Amina", "lgbtq", AGREED, 21).unwrap();
            assert!(may(&world, &lou, "Amina", Act::ReadCase), "{number}");
        });
    }
}

#[test]
fn where_nobody_at_the_partner_may_be_cleared_somebody_tells_them_and_says_so() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        let (case, fenced) = (world.case("Amina"), kernel::RingFences::NONE.with(kernel::RingFence::ProtectedAddress).bits());
        let fence = "UPDATE cases SET ring_fence = $2 WHERE id = $1";
        world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(fence, &[&case, &fenced]))).unwrap();
        world.agree_cleared("Amina", "counselling", 1);
        world.refer_cleared("Amina", "counselling", 2);
        let asked = "SELECT count(*) FROM onward_moments";
        assert_eq!(world.count(asked), 1, "asked for, and not sent yet");
    });
}

#[test]
fn a_partner_without_an_agreement_in_force_is_let_in_by_no_referral() {
    on_both(|scratch| {
        let ended = |profile: &mut profile::Profile| profile.organisation.agreements.retain(|agreement| agreement.agency == "police");
        let world = World::with(scratch, "example", &[BURGLARY], ended);
        let ada = adviser(&world);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        assert_eq!(world.states("Amina"), [("counselling".into(), State::Asked)], "somebody tells them, and says so");
        assert!(!may(&world, &ada, "Amina", Act::ReadCase));
    });
}
