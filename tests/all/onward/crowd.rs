//! Lists of many cases of which their reader may be told few: none of those is missing, whoever stands in front.

use std::sync::Arc;

use access::{Actor, kind};
use jiff::civil::date;
use kernel::{CaseId, Id, RingFence, RingFences, StaffRole};
use onward::Says;
use profile::Profile;
use testkit::databases::{Scratch, on_both};
use testkit::hub_walls::walls_of;

use super::lead::{HATED, TWICE, URGENT, in_brighton};
use super::pages::hub;
use super::world::{World, at};
use crate::casework::BURGLARY;
use crate::hub::{employ, monday};

/// More than any list was ever cut at.
const CROWD: usize = 505;
/// The hub's own rule: where the young people's team refers somebody is for that team's own ears.
const OWN_RULE: &str = r#"@id("young")
forbid (principal is Staff, action == Action::"answer_referral", resource is Case) when { resource.team == "young" };"#;

/// Somebody as Dina, in front of her on every list.
fn one_of_the_crowd(number: usize) -> String {
    let letter = |place: usize| char::from(b'a' + u8::try_from(place % 26).unwrap());
    let name = format!("X{}{}", letter(number / 26), letter(number));
    format!(
        "C{number},CC{number},2026-11-23T08:00:00Z,Assault,hate_race,{name},Q{name},2011-03-27,,,{name}@example.org,5 High Street,BN1 1AA,,,,given,PC{number}"
    )
}

/// Dina, Eve and Finn, and a crowd before them who lie with the young people's team: on the agenda since an hour before, waiting for longer,
/// and refused since.
fn crowded(scratch: &Scratch) -> World {
    let crowd: Vec<String> = (0..CROWD).map(one_of_the_crowd).collect();
    let rows: Vec<&str> = crowd.iter().map(String::as_str).chain([HATED, TWICE, URGENT]).collect();
    let world = World::with(scratch, "sussex", &rows, |profile| {
        in_brighton(profile);
        let waited_for = profile.services.iter_mut().find(|service| service.name == "other_specialist");
        waited_for.unwrap().waiting_list = true;
    });
    let of_crowd = "SELECT v.case_id FROM involvements v JOIN source_rows s ON s.id = v.source_row_id WHERE s.source_record_id LIKE 'C%'";
    let (waited, refused) = (at("2026-11-23T11:00:00Z"), at("2026-11-23T12:00:00Z"));
    let dina = world.case("Dina");
    world
        .db
        .write_now(move |tx| {
            access::change_as_the_program(tx, |tx| {
                let crowd: Vec<CaseId> = tx.all(of_crowd, &[])?;
                assert_eq!(crowd.len(), CROWD);
                for case in &crowd {
                    tx.execute("UPDATE cases SET team = 'young' WHERE id = $1", &[case])?;
                    tx.execute("UPDATE dues SET due_at = due_at - 3600000000 WHERE case_id = $1", &[case])?;
                }
                let minute = jiff::SignedDuration::from_mins(1);
                for (case, waited, refused) in
                    crowd.iter().map(|case| (case, waited, refused)).chain([(&dina, waited + minute, refused - minute)])
                {
                    for (state, at, reason) in [("accepted", waited, None), ("refused", refused, Some("no_capacity"))] {
                        let (referral, moment) = (Id::<()>::from_uuid(uuid::Uuid::new_v4()), Id::<()>::from_uuid(uuid::Uuid::new_v4()));
                        tx.execute(
                            "INSERT INTO onward_referrals (id, case_id, service, introduced) VALUES ($1, $2, 'other_specialist', $3)",
                            &[&referral, case, &false],
                        )?;
                        tx.execute(
                            "INSERT INTO onward_moments (id, referral_id, state, at, reason) VALUES ($1, $2, $3, $4, $5)",
                            &[&moment, &referral, &state, &at, &reason],
                        )?;
                    }
                }
                Ok(())
            })
        })
        .unwrap();
    world
}

/// The same records under other rules.
fn under(world: &mut World, change: impl FnOnce(&mut Profile)) {
    let mut profile = (*world.profile).clone();
    change(&mut profile);
    world.walls = walls_of(&profile.organisation);
    world.profile = Arc::new(profile);
}

/// Of these the reader may be told of Dina, Eve and Finn alone.
fn only_three_are_seen(world: &World) {
    let wednesday = "/meetings/brighton/2026-11-25";
    let hub = hub(world);
    let mut sam = hub.signed_in("sam@example.org");
    let agenda = sam.get(wednesday).text;
    assert!(agenda.contains("Finn Ray") && agenda.contains("Dina Shah") && !agenda.contains("Xaa"), "{agenda}");
    assert!(agenda.contains("<strong>2</strong> cases") && !agenda.contains("Page 1 of"));
    let meetings = sam.get("/meetings").text;
    assert!(meetings.contains("2 cases") && meetings.contains("1 case"), "{meetings}");
    let waiting = sam.get("/waiting").text;
    assert!(waiting.contains("Dina Shah") && !waiting.contains("Xaa"));
    let mut lee = hub.signed_in("lee@example.org");
    let refused = lee.get("/refused").text;
    assert!(refused.contains(&world.story.file("Dina").case.reference) && refused.contains("<strong>1</strong> refusal "));
}

#[test]
fn whoever_may_be_told_of_few_sees_those_few_however_many_stand_in_front() {
    on_both(|scratch| {
        let mut world = crowded(scratch);
        under(&mut world, |profile| profile.organisation.overlay = Some(OWN_RULE.to_owned()));
        only_three_are_seen(&world);

        // Hidden by a ring-fence that their reader is not cleared for.
        let fenced = RingFences::NONE.with(RingFence::SexualViolence).bits();
        let fence = "UPDATE cases SET ring_fence = $1 WHERE team = 'young'";
        world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute(fence, &[&fenced]).map(drop))).unwrap();
        under(&mut world, |profile| profile.organisation.overlay = None);
        only_three_are_seen(&world);

        // Hidden because they lie with another agency.
        let unfence = "UPDATE cases SET ring_fence = 0";
        world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute(unfence, &[]).map(drop))).unwrap();
        under(&mut world, |profile| {
            let partner = profile.organisation.agencies.iter_mut().find(|agency| agency.kind == kernel::AgencyKind::Partner).unwrap();
            partner.teams = vec!["young".to_owned()];
        });
        only_three_are_seen(&world);
    });
}

#[test]
fn a_long_list_says_how_many_pages_it_has_and_opens_one_of_them() {
    on_both(|scratch| {
        let world = crowded(scratch);
        let hub = hub(&world);
        let mut sam = hub.signed_in("sam@example.org");
        let noted = "SELECT count(DISTINCT person_id) FROM audit WHERE act = 'see_work'";
        assert!(sam.get("/meetings").text.contains("507 cases"));
        assert_eq!(world.count(noted), 0, "who is only counted was not looked at");

        let first = sam.get("/meetings/brighton/2026-11-25").text;
        assert!(first.contains("<strong>507</strong> cases") && first.contains("Page 1 of 11.") && first.contains("?page=11"), "{first}");
        assert_eq!(world.count(noted), 50, "an audit row for whoever the page shows, and nobody else");
        assert!(first.contains("Finn Ray"), "the most urgent first, whoever stands before them");
        let last = sam.get("/meetings/brighton/2026-11-25?page=11");
        assert!(last.text.contains("Page 11 of 11.") && last.text.contains("507. ") && !last.text.contains("500. "), "{}", last.text);
        assert_eq!(sam.get("/meetings/brighton/2026-11-25?page=99").says("h2"), last.says("h2"), "there is nothing beyond the last");

        let waiting = sam.get("/waiting?page=11").text;
        assert!(waiting.contains("<strong>506</strong>") && waiting.contains("Page 11 of 11.") && waiting.contains("Dina Shah"));
        let mut lee = hub.signed_in("lee@example.org");
        let refused = lee.get("/refused?page=11");
        assert!(refused.text.contains("Page 11 of 11.") && refused.text.contains(&world.story.file("Dina").case.reference));
        assert_eq!(refused.says("td[data-label='How often']").unwrap(), "506", "the count is of all pages");
    });
}

#[test]
fn whoever_sees_some_of_few_is_not_told_how_few_they_are() {
    on_both(|scratch| {
        let mut world = World::with(scratch, "sussex", &[HATED, URGENT], in_brighton);
        for name in ["Dina", "Finn"] {
            world.agree(name, "other_specialist", super::AGREED, 1).unwrap();
            world.refer(name, "other_specialist", 2).unwrap();
            world.answer(name, "other_specialist", Says::Refused(onward::RefusalReason::NoCapacity), 3).unwrap();
        }
        let hidden = "UPDATE cases SET team = 'young' WHERE id = $1";
        let case = world.case("Finn");
        world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(hidden, &[&case]))).unwrap();
        let how_often = |world: &World| {
            let hub = hub(world);
            hub.signed_in("lee@example.org").get("/refused").says("td[data-label='How often']").unwrap()
        };
        assert_eq!(how_often(&world), "2", "who sees both counts them themselves");
        under(&mut world, |profile| profile.organisation.overlay = Some(OWN_RULE.to_owned()));
        assert_eq!(how_often(&world), "Fewer than 5");
    });
}

#[test]
fn of_two_cases_of_one_person_only_the_one_is_listed_that_its_reader_may_be_told_of() {
    on_both(|scratch| {
        let mut world = World::with(scratch, "sussex", &[HATED], in_brighton);
        world.agree("Dina", "other_specialist", super::AGREED, 1).unwrap();
        world.refer("Dina", "other_specialist", 2).unwrap();
        world.answer("Dina", "other_specialist", Says::Accepted, 3).unwrap();
        // An earlier case of hers, closed, that lies with the young people's team.
        let case = world.case("Dina");
        let columns = "person_id, opened_at, level, categories, priority, pathway, basis";
        let second = format!(
            "INSERT INTO cases (id, reference, state, team, closed_at, {columns}) SELECT $1, 'ZZZZ-ZZZZ', 'closed', 'young', opened_at, {columns} FROM cases WHERE id = $2"
        );
        let other = CaseId::from_uuid(uuid::Uuid::new_v4());
        let kept = world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute_one(&second, &[&other, &case])));
        kept.unwrap();
        under(&mut world, |profile| profile.organisation.overlay = Some(OWN_RULE.to_owned()));
        assert_eq!(world.who_waits(date(2026, 11, 23)), ["Dina"]);
        // The other way round: of this one they may not be told, though of the other they may.
        let swap = "UPDATE cases SET team = CASE WHEN id = $1 THEN 'young' ELSE 'victim_hub' END";
        world.db.write_now(move |tx| access::change_as_the_program(tx, |tx| tx.execute(swap, &[&case]).map(drop))).unwrap();
        assert!(world.who_waits(date(2026, 11, 23)).is_empty());
    });
}

#[test]
fn a_partner_is_told_by_lists_of_what_was_asked_of_it_and_of_nothing_else() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        for service in ["counselling", "restorative_justice"] {
            world.agree("Amina", service, super::AGREED, 1).unwrap();
            world.refer("Amina", service, 2).unwrap();
            world.answer("Amina", service, Says::Accepted, 3).unwrap();
        }
        let mut ada = Actor::staff(employ(&world.db, "ada@example.org", StaffRole::Specialist), "ada", StaffRole::Specialist, None);
        ada.agency = Some("counselling_service".into());
        let services = |who: &Actor| {
            world.on_hub::<kind::SeeWork, _>(who, monday(), |tx, ids, permit, _| {
                let (waits, of_service) = onward::who_waits(tx, ids, permit, date(2026, 11, 23), 1)?;
                let mut services: Vec<String> = waits.lines.into_iter().map(|waits| waits.service).collect();
                services.sort();
                Ok((services, of_service.len()))
            })
        };
        assert_eq!(services(&world.story.sam), (vec!["counselling".to_owned(), "restorative_justice".to_owned()], 2));
        assert_eq!(services(&ada), (vec!["counselling".to_owned()], 1), "where else the person goes tells what happened to them");
    });
}
