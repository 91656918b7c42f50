//! The lists of work: whom they show, in which order, how many, and how fast.

use access::{Actor, kind};
use casework::worklist::{self, Lines, Only, Scope, Sight, When};
use jiff::{SignedDuration, Timestamp};
use kernel::StaffRole;
use testkit::databases::on_both;
use testkit::hub_walls::walls_of;

use super::{BURGLARY, DANGER, ids, story, taking};
use crate::hub::{monday, shipped};

/// What a worker sees of a hub, or whoever is of this other organisation under its roof.
fn sight(agency: Option<&str>) -> Sight {
    let mut sam = Actor::staff(ids().make(), "Sam", StaffRole::Worker, None);
    sam.agency = agency.map(str::to_owned);
    Sight::new(&walls_of(&shipped("example").organisation), &sam, monday())
}

#[test]
fn every_list_of_work_is_a_statement_both_databases_understand() {
    on_both(|scratch| {
        for agency in [None, Some("counselling_service"), Some("police")] {
            let all = worklist::statements(&sight(agency));
            let check = move |c: &mut store::Conn| {
                for sql in &all {
                    c.check(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
                }
                Ok(())
            };
            scratch.db.read_now(check).unwrap();
        }
    });
}

#[test]
fn the_list_shows_who_to_contact_first_what_is_overdue_and_notes_whom_it_showed() {
    on_both(|scratch| {
        let later = BURGLARY
            .replace("R1,CR1", "R5,CR5")
            .replace("Amina,Okafor,1984-03-27,07700 900123,,amina@", "Dora,Bell,1970-05-06,07700 900126,,dora@")
            .replace(",P1", ",P5");
        let story = story(scratch, "lincolnshire", &[BURGLARY, DANGER]);
        story.refer(&[&later], "2026-11-25T09:00:00Z".parse().unwrap());
        let now: Timestamp = "2026-11-26T09:00:00Z".parse().unwrap();
        let names = |lines: &Lines| lines.lines.iter().map(|line| line.person.name().unwrap()).collect::<Vec<_>>();
        let (all, count) = story.list(&story.sam, Scope::Nobodys, When::Any, None, now);
        // Amina's row came first and is due at the same moment, but Beth is in danger.
        assert_eq!((names(&all), count, all.more), (["Beth Lowe", "Amina Okafor", "Dora Bell"].map(str::to_owned).to_vec(), 3, false));
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Overdue, None, now).1, 2);
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Today, None, now).1, 2);
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Today, None, now + SignedDuration::from_hours(24)).1, 3);
        assert_eq!(story.list(&story.sam, Scope::Nobodys, When::Nothing, None, now).1, 0);
        for (only, expected) in [
            (Only::Enhanced, vec!["Beth Lowe"]),
            (Only::Priority(3), vec!["Amina Okafor", "Dora Bell"]),
            (Only::Pathway("sv_coordinator".into()), vec![]),
        ] {
            let (lines, count) = story.list(&story.sam, Scope::Everyones, When::Any, Some(only.clone()), now);
            assert_eq!(
                (names(&lines), usize::try_from(count).unwrap()),
                (expected.iter().map(|name| (*name).to_owned()).collect(), expected.len()),
                "{only:?}"
            );
        }
        let sam = story.sam.user_id().unwrap();
        assert_eq!(story.list(&story.sam, Scope::Of(sam), When::Any, None, now).1, 0);
        story.act::<kind::TakeCase, _>(&story.sam, story.case_of("Beth"), now, taking).unwrap();
        let (mine, count) = story.list(&story.sam, Scope::Of(sam), When::Any, None, now);
        assert_eq!((names(&mine), count, mine.lines[0].worker.as_deref()), (vec!["Beth Lowe".to_owned()], 1, Some("sam")));
        let beth = mine.lines[0].person.id;
        let seen: i64 =
            story.db.read_now(move |c| c.one("SELECT count(*) FROM audit WHERE act = 'see_work' AND person_id = $1", &[&beth])).unwrap();
        assert!(seen > 0, "whoever is shown on a list has been read");
    });
}

#[test]
fn pages_of_fifty_and_counts_that_stop() {
    on_both(|scratch| {
        let row = |n: u32| {
            // No number in a name tells people apart, so each of these was born in another month.
            let (year, month) = (1940 + n / 2, 3 + n % 2 * 6);
            format!(
                "S{n},CS{n},2026-11-23T08:00:00Z,Burglary,,Ann{n},Bell,{year}-{month:02}-27,,,ann{n}@example.org,{n} High Street,LN1 1AA,,,,given,S{n}"
            )
        };
        let rows: Vec<String> = (0..120).map(row).collect();
        let story = story(scratch, "lincolnshire", &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let (lines, count) = story.list(&story.sam, Scope::Nobodys, When::Any, None, monday());
        assert_eq!((lines.lines.len(), lines.more, count), (50, true, 120));
    });
}

/// Lists are read from an index in its order, and nothing is sorted: that is what keeps them as fast with a million cases.
#[test]
fn every_list_rides_on_its_index() {
    let scratch = testkit::databases::sqlite();
    for sql in worklist::statements(&sight(None)) {
        let plan: Vec<(i64, i64, i64, String)> = scratch
            .db
            .read_now({
                let places = (1..=20).rev().fold(sql.clone(), |sql, n| sql.replace(&format!("${n}"), &format!("'{n}'")));
                move |c| c.all(&format!("EXPLAIN QUERY PLAN {places}"), &[])
            })
            .unwrap();
        let steps: Vec<String> = plan.into_iter().map(|(_, _, _, step)| step).collect();
        assert!(steps[0].contains("SEARCH cases USING") && steps[0].contains("INDEX cases_by_"), "{sql}: {steps:?}");
        assert!(steps.iter().all(|step| !step.contains("TEMP B-TREE") && !step.contains("SCAN cases")), "{sql}: {steps:?}");
    }
}
