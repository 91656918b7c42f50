//! Conflicts of interest and ring-fences, on both databases: who is shut out from when, what becomes of the case, and to whom it can be given.

use access::{Actor, kind};
use casework::give::give;
use casework::hand_over::{HandOver, HandOverReason, hand_over};
use casework::lift_conflict::lift_conflict;
use casework::name_conflict::name_conflict;
use casework::set_ring_fence::set_ring_fence;
use casework::{Error, Refused};
use identity::Post;
use jiff::SignedDuration;
use kernel::{RingFence, RingFences, StaffRole};
use testkit::databases::on_both;
use web::Transport;

use crate::casework::{BURGLARY, DANGER};
use crate::hub::{Hub, monday};
use crate::roof::{Roof, roof};

fn name(roof: &Roof, by: &Actor, whom: &Actor, given_name: &str) -> Result<(), Error> {
    let (person, whom) = (roof.read(&roof.story.lead, given_name, monday()).unwrap().case.person, whom.user_id().unwrap());
    roof.act_on_person::<kind::NameConflict, _>(by, person, monday() + SignedDuration::from_mins(1), move |tx, ids, permit| {
        name_conflict(tx, ids, permit, whom)
    })
}

fn give_to(roof: &Roof, whom: &Actor, given_name: &str) -> Result<(), Error> {
    let (case, to) = (roof.story.case_of(given_name), whom.user_id().unwrap());
    roof.act::<kind::GiveCase, _>(&roof.story.lead, case, monday(), move |tx, ids, permit| give(tx, ids, permit, to))
}

fn fence(roof: &Roof, by: &Actor, given_name: &str, classes: &[RingFence]) -> Result<(), Error> {
    let (case, classes) = (roof.story.case_of(given_name), classes.iter().copied().collect::<RingFences>());
    let reason = "She works at the station".to_owned().into();
    roof.act::<kind::SetRingFence, _>(by, case, monday() + SignedDuration::from_mins(1), move |tx, ids, permit| {
        set_ring_fence(tx, ids, permit, classes, &reason)
    })
}

fn refused(done: Result<(), Error>) -> Refused {
    match done {
        Err(Error::Refused(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn whoever_names_themself_finds_nothing_from_then_on_and_the_case_goes_back() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, DANGER]);
        let sam = roof.story.sam.clone();
        give_to(&roof, &sam, "Amina").unwrap();
        assert!(roof.read(&sam, "Amina", monday()).is_some());
        name(&roof, &sam, &sam, "Amina").unwrap();
        assert!(roof.read(&sam, "Amina", monday()).is_none());
        assert!(roof.read(&sam, "Beth", monday()).is_some());
        let file = roof.read(&roof.story.kim, "Amina", monday()).unwrap();
        assert_eq!(file.case.worker, None);
        let back = &file.events[0];
        assert_eq!(
            (back.kind.as_str(), back.detail.reveal().as_ref().map(ToString::to_string)),
            ("given_back", Some("{}".into())),
            "no reason"
        );

        assert_eq!(refused(give_to(&roof, &sam, "Amina")), Refused::NotCleared);
        assert_eq!(Refused::NotCleared.sentence(), "Choose a worker who is cleared for this case.");
        give_to(&roof, &roof.story.kim, "Amina").unwrap();
        let (case, to) = (roof.story.case_of("Amina"), sam.user_id().unwrap());
        let over = HandOver { to, reason: HandOverReason::Absence, note: "Rings on Fridays".to_owned().into() };
        let handed =
            roof.act::<kind::HandOverCase, _>(&roof.story.kim, case, monday(), move |tx, ids, permit| hand_over(tx, ids, permit, &over));
        assert_eq!(refused(handed), Refused::NotCleared);
    });
}

#[test]
fn a_worker_names_only_themself_and_whoever_leads_names_and_lifts() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let (sam, kim, lead) = (roof.story.sam.clone(), roof.story.kim.clone(), roof.story.lead.clone());
        assert_eq!(refused(name(&roof, &sam, &kim, "Amina")), Refused::OnlyOneself);
        assert!(roof.read(&kim, "Amina", monday()).is_some());
        name(&roof, &lead, &kim, "Amina").unwrap();
        assert!(roof.read(&kim, "Amina", monday()).is_none());
        let person = roof.read(&lead, "Amina", monday()).unwrap().case.person;
        let lift = |by: &Actor, whom: &Actor| {
            let whom = whom.user_id().unwrap();
            roof.act_on_person::<kind::LiftConflict, _>(by, person, monday(), move |tx, ids, permit| lift_conflict(tx, ids, permit, whom))
        };
        assert!(lift(&sam, &kim).is_err(), "that is for whoever leads");
        lift(&lead, &kim).unwrap();
        assert!(roof.read(&kim, "Amina", monday()).is_some());
        assert_eq!(refused(lift(&lead, &kim)), Refused::DoneMeanwhile);
        name(&roof, &lead, &lead, "Amina").unwrap();
        assert!(lift(&lead, &lead).is_err(), "nobody lifts their own");
    });
}

#[test]
fn a_case_is_given_only_to_whom_no_wall_keeps_from_it() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let clear = RingFences::NONE.with(RingFence::StaffVictim);
        let boss = roof.employ("boss", Post { cleared: clear, ..Post::of(StaffRole::Manager) });
        let cleared = roof.employ("clea", Post { cleared: clear, ..Post::of(StaffRole::Worker) });
        let counsellor = roof.of("connie", StaffRole::Specialist, "counselling_service", Some("counselling"));
        give_to(&roof, &roof.story.sam, "Amina").unwrap();
        fence(&roof, &roof.story.sam, "Amina", &[RingFence::StaffVictim]).unwrap();
        let file = roof.read(&boss, "Amina", monday()).unwrap();
        assert_eq!(file.case.worker, None, "Sam is not cleared for it");
        let told: Vec<&str> = file.events.iter().map(|event| event.kind.as_str()).take(2).collect();
        assert!(told.contains(&"given_back") && told.contains(&"ring_fence_set"), "{told:?}");
        let give = |to: &Actor| {
            let (case, to) = (roof.story.case_of("Amina"), to.user_id().unwrap());
            roof.act::<kind::GiveCase, _>(&boss, case, monday(), move |tx, ids, permit| give(tx, ids, permit, to))
        };
        for nobody in [&roof.story.sam, &roof.story.kim, &counsellor] {
            assert_eq!(refused(give(nobody)), Refused::NotCleared);
        }
        give(&cleared).unwrap();
        assert!(roof.read(&cleared, "Amina", monday()).is_some());
    });
}

#[test]
fn anybody_who_works_a_case_restricts_it_and_only_whoever_leads_opens_it_again() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let all: RingFences = RingFence::ALL.iter().copied().collect();
        let worker = roof.employ("clea", Post { cleared: all, ..Post::of(StaffRole::Worker) });
        let boss = roof.employ("boss", Post { cleared: all, ..Post::of(StaffRole::Manager) });
        let both = [RingFence::StaffVictim, RingFence::ProtectedAddress];
        fence(&roof, &worker, "Amina", &both).unwrap();
        assert!(roof.read(&roof.story.sam, "Amina", monday()).is_none() && roof.read(&roof.story.lead, "Amina", monday()).is_none());
        assert_eq!(refused(fence(&roof, &worker, "Amina", &both)), Refused::NothingChanges);
        assert_eq!(refused(fence(&roof, &worker, "Amina", &[RingFence::StaffVictim])), Refused::OnlyALead);
        assert_eq!(refused(fence(&roof, &worker, "Amina", &[])), Refused::OnlyALead);
        fence(&roof, &boss, "Amina", &[]).unwrap();
        let file = roof.read(&roof.story.sam, "Amina", monday() + SignedDuration::from_mins(1)).unwrap();
        assert!(file.case.ring_fence.is_none());
        assert!(file.events[0].detail.reveal().as_ref().unwrap()["note"].as_str().unwrap().contains("station"));
    });
}

#[test]
fn a_conflict_is_named_on_a_page_and_the_record_is_gone() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY]);
        let hub = Hub::new(&roof.db, Transport::Loopback, casework::pages::router().merge(people::pages::router()));
        let mut sam = hub.signed_in("sam@example.org");
        let case = format!("/cases/{}", roof.story.case_of("Amina"));
        let page = format!("{case}/conflicts");
        let nothing = sam.get("/cases/01990000-0000-7000-8000-000000000000");
        let named = sam.fill_in(&page, &page, &[("whom", &roof.story.kim.user_id().unwrap().to_string())]);
        assert_eq!(named.header("location"), "/?done=conflict_named", "a worker's form names whoever sent it");
        let gone = sam.get(&case);
        let plain = |text: &str| text.split("form_token").next().unwrap().to_owned();
        assert_eq!((gone.status, plain(&gone.text)), (nothing.status, plain(&nothing.text)), "as if there were no such case");
        let search = sam.fill_in("/search", "/search", &[("q", "Amina Okafor")]);
        assert!(sam.get(search.header("location")).text.contains("Nobody found"));
        assert!(hub.signed_in("kim@example.org").get(&case).text.contains("Amina Okafor"));

        let mut lee = hub.signed_in("lee@example.org");
        assert!(lee.get(&page).says("dl").unwrap().contains("sam"));
        let sams = roof.story.sam.user_id().unwrap().to_string();
        let given = lee.fill_in(&format!("{case}/give"), &format!("{case}/give"), &[("to", &sams)]);
        assert!(given.says(".govuk-error-summary").unwrap().contains("Choose a worker who is cleared for this case"));
        let lifted = lee.fill_in(&page, &format!("{page}/lift"), &[("whom", &sams)]);
        assert_eq!(lifted.header("location"), format!("{page}?done=conflict_lifted"));
        assert!(sam.get(&case).text.contains("Amina Okafor"));
    });
}
