//! Onward referral, on both databases: what a person was told, chose and agreed to, what a service says of it, how many wait.

mod crowd;
mod lead;
mod pages;
mod partner;
mod partner_sees;
mod world;

use casework::record::EventKind;
use jiff::civil::date;
use onward::{RefusalReason, Refused, Said, Says, State};
use profile::ConsentForm;
use testkit::databases::on_both;

use crate::casework::{BURGLARY, DANGER};
use world::{World, at};

const AGREED: Said = Said::Agreed(ConsentForm::Verbal);

#[test]
fn nobody_is_referred_to_a_service_without_consent_for_just_that_service() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        assert_eq!(world.refer("Amina", "restorative_justice", 0), Err(Refused::NoConsent));
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        assert_eq!(world.refer("Amina", "restorative_justice", 2), Err(Refused::NoConsent), "consent for another is none");
        world.agree("Amina", "restorative_justice", AGREED, 3).unwrap();
        world.refer("Amina", "restorative_justice", 4).unwrap();
        assert_eq!(world.refer("Amina", "restorative_justice", 5), Err(Refused::ReferredAlready));
        assert_eq!(world.refer("Amina", "no_such_service", 5), Err(Refused::NoSuchService));
        assert_eq!(world.states("Amina"), [("restorative_justice".into(), State::Asked)], "outside, it is not sent by being asked for");
        assert!(world.due("Amina").contains(&("chase_answer".into(), "2026-11-25T17:00:00Z".into())), "{:?}", world.due("Amina"));
    });
}

#[test]
fn consent_for_a_partners_service_opens_the_partners_walls_and_taking_it_back_shuts_them() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        let opened = "SELECT count(*) FROM consents WHERE agency = 'counselling_service' AND withdrawn_at IS NULL";
        assert_eq!(world.count(opened), 1);
        assert_eq!(world.agree("Amina", "counselling", AGREED, 2), Err(Refused::SaidAlready));
        world.refer("Amina", "counselling", 3).unwrap();
        assert_eq!(world.states("Amina"), [("counselling".into(), State::Sent)], "the partner sees the case from then on");

        world.agree("Amina", "counselling", Said::TakenBack, 4).unwrap();
        assert_eq!(world.count(opened), 0);
        assert_eq!(world.states("Amina"), [("counselling".into(), State::Withdrawn)]);
        assert!(world.due("Amina").iter().all(|(what, _)| what != "chase_answer"), "nobody chases what was withdrawn");
        assert_eq!(world.refer("Amina", "counselling", 5), Err(Refused::NoConsent));
        world.agree("Amina", "counselling", Said::Agreed(ConsentForm::Written), 6).unwrap();
        world.refer("Amina", "counselling", 7).unwrap();
    });
}

#[test]
fn consent_given_to_a_partner_and_taken_back_elsewhere_blocks_its_services_too() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        world.take_back_from_agency("Amina", "counselling_service", 2);
        assert_eq!(world.refer("Amina", "counselling", 3), Err(Refused::NoConsent));
        world.agree("Amina", "counselling", AGREED, 4).unwrap();
        world.refer("Amina", "counselling", 5).unwrap();
    });
}

#[test]
fn a_team_of_the_hub_itself_needs_no_consent() {
    on_both(|scratch| {
        let world = World::with(scratch, "example", &[BURGLARY], |profile| {
            profile.services[0].place = profile::ServicePlace::Team("young_people".into());
        });
        assert_eq!(world.agree("Amina", "counselling", AGREED, 1), Err(Refused::NoConsentNeeded));
        world.refer("Amina", "counselling", 2).unwrap();
        assert_eq!(world.states("Amina"), [("counselling".into(), State::Sent)]);
    });
}

#[test]
fn consent_counts_only_as_the_hub_takes_it() {
    on_both(|scratch| {
        let world = World::with(scratch, "example", &[BURGLARY], |profile| profile.onward.consent_by = vec![ConsentForm::Written]);
        assert_eq!(world.agree("Amina", "counselling", AGREED, 1), Err(Refused::NotThisWay));
        world.agree("Amina", "counselling", Said::Agreed(ConsentForm::Written), 2).unwrap();
    });
}

#[test]
fn where_the_person_chooses_only_what_was_named_and_chosen_is_told() {
    on_both(|scratch| {
        let world = World::with(scratch, "example", &[BURGLARY], |profile| profile.onward.person_chooses = true);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        assert_eq!(world.refer("Amina", "counselling", 2), Err(Refused::NotNamed));
        assert_eq!(world.choose("Amina", &["counselling"], 3), Err(Refused::NotNamed));
        assert_eq!(world.tell_of("Amina", &[], 4), Err(Refused::NoService));
        world.tell_of("Amina", &["counselling", "restorative_justice"], 4).unwrap();
        assert_eq!(world.tell_of("Amina", &["counselling"], 5), Err(Refused::SaidAlready));
        assert_eq!(world.refer("Amina", "counselling", 5), Err(Refused::NotChosen));
        world.choose("Amina", &["counselling"], 6).unwrap();
        world.refer("Amina", "counselling", 7).unwrap();
        assert_eq!(world.events("Amina")[..3], [EventKind::ReferredOnward, EventKind::ServicesChosen, EventKind::ServicesNamed]);
    });
}

#[test]
fn somebody_is_introduced_first_where_the_service_asks_for_that() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[DANGER]);
        world.agree("Beth", "domestic_abuse_refuge", AGREED, 1).unwrap();
        assert_eq!(world.refer("Beth", "domestic_abuse_refuge", 2), Err(Refused::NotIntroduced));
        world.refer_introduced("Beth", "domestic_abuse_refuge", 3).unwrap();
    });
}

#[test]
fn a_refusal_comes_back_to_the_hub_with_its_reason() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        assert_eq!(world.answer("Amina", "counselling", Says::Accepted, 2), Err(Refused::NothingOpen));
        world.refer("Amina", "counselling", 3).unwrap();
        assert_eq!(world.answer("Amina", "counselling", Says::Ended, 4), Err(Refused::CannotFollow), "what never began cannot end");
        world.answer("Amina", "counselling", Says::Refused(RefusalReason::NoCapacity), 5).unwrap();
        let due = world.due("Amina");
        assert!(due.contains(&("place_again".into(), "2026-11-24T17:00:00Z".into())), "{due:?}");
        assert!(due.iter().all(|(what, _)| what != "chase_answer"));
        assert_eq!(world.refused_counts(), [("counselling".to_owned(), RefusalReason::NoCapacity, 1)]);
        assert_eq!(world.answer("Amina", "counselling", Says::Accepted, 6), Err(Refused::NothingOpen), "a refusal is the last word");
        world.refer("Amina", "counselling", 7).unwrap();
        assert_eq!(world.states("Amina").len(), 2, "the refusal stays");
        assert!(world.due("Amina").iter().all(|(what, _)| what != "place_again"), "they are placed again");
    });
}

#[test]
fn an_answer_can_be_written_down_after_the_case_is_closed() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        world.close("Amina", 3);
        world.answer("Amina", "counselling", Says::Accepted, 4).unwrap();
        world.answer("Amina", "counselling", Says::Refused(RefusalReason::NotReached), 5).unwrap();
        assert_eq!(world.states("Amina"), [("counselling".into(), State::Refused)]);
        assert!(world.due("Amina").is_empty(), "nothing is due on a closed case");
        assert_eq!(world.events("Amina")[0], EventKind::ReferralAnswered);
        let refused = world.refer("Amina", "restorative_justice", 6);
        assert_eq!(refused, Err(Refused::Casework(casework::Refused::Closed)), "but nobody is referred from it");
    });
}

#[test]
fn how_many_waited_is_told_for_any_day_that_is_past() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY, DANGER]);
        for name in ["Amina", "Beth"] {
            world.agree(name, "counselling", AGREED, 1).unwrap();
            world.refer(name, "counselling", 2).unwrap();
        }
        world.answer_at("Amina", "counselling", Says::Accepted, at("2026-11-24T23:59:00Z")).unwrap();
        world.answer_at("Beth", "counselling", Says::Accepted, at("2026-11-25T00:01:00Z")).unwrap();
        world.answer_at("Amina", "counselling", Says::Started, at("2026-11-27T10:00:00Z")).unwrap();
        world.answer_at("Beth", "counselling", Says::Refused(RefusalReason::NoCapacity), at("2026-12-01T10:00:00Z")).unwrap();
        let days = [(23, 0, 0), (24, 1, 0), (25, 2, 1), (26, 2, 2), (27, 1, 2), (30, 1, 5)];
        for (day, count, longest_days) in days {
            assert_eq!(world.waiting("counselling", date(2026, 11, day)), onward::Waiting { count, longest_days }, "on {day} November");
        }
        assert_eq!(world.waiting("counselling", date(2026, 12, 1)).count, 0);
        assert_eq!(world.waiting("restorative_justice", date(2026, 11, 26)).count, 0);
        assert_eq!(world.who_waits(date(2026, 11, 26)), ["Amina", "Beth"]);
        world.answer_at("Amina", "counselling", Says::Ended, at("2026-12-20T10:00:00Z")).unwrap();
        assert_eq!(world.waiting("counselling", date(2026, 11, 26)).count, 2, "what comes later changes nothing of it");
    });
}

#[test]
fn what_is_told_without_consent_needs_a_reason_that_the_hub_allows() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[DANGER]);
        use profile::DisclosureReason::{Safeguarding, StatutoryDuty};
        assert_eq!(world.disclose("Beth", "police", StatutoryDuty, "He is outside", "Her address", 1), Err(Refused::NotThisReason));
        assert_eq!(world.disclose("Beth", "the_papers", Safeguarding, "He is outside", "Her address", 1), Err(Refused::NoSuchRecipient));
        assert_eq!(world.disclose("Beth", "commissioner", Safeguarding, "x", "y", 1), Err(Refused::NoSuchRecipient));
        assert_eq!(world.disclose("Beth", "police", Safeguarding, "He is outside", " ", 1), Err(Refused::NothingWritten));
        world.disclose("Beth", "police", Safeguarding, "He is outside", "Her address", 2).unwrap();
        let file = world.story.file("Beth");
        let detail = file.events[0].detail.reveal().clone().unwrap();
        assert_eq!((detail["note"].as_str(), detail["told"].as_str()), (Some("He is outside"), Some("Her address")));
        let listed = world.disclosures();
        assert_eq!((listed[0].to.as_str(), listed[0].reason, listed[0].by.as_deref()), ("police", Safeguarding, Some("sam")));
        assert_eq!(listed[0].reference, file.case.reference);
        assert_eq!(world.count("SELECT count(*) FROM disclosures"), 1, "what was refused kept nothing");
    });
}

#[test]
fn services_that_fit_the_person_come_first() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY, DANGER]);
        let order =
            |name: &str| world.standing(name, |standing| standing.services.iter().map(|of| of.service.name.clone()).collect::<Vec<_>>());
        assert_eq!(order("Amina"), ["counselling", "restorative_justice", "domestic_abuse_refuge"]);
        assert_eq!(order("Beth"), ["counselling", "domestic_abuse_refuge", "restorative_justice"]);
    });
}

#[test]
fn what_a_person_said_goes_with_their_record_and_the_count_stays() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        world.tell_of("Amina", &["counselling"], 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        world.answer_at("Amina", "counselling", Says::Accepted, at("2026-11-24T12:00:00Z")).unwrap();
        world.forget("Amina");
        assert_eq!(world.count("SELECT count(*) FROM onward_consents") + world.count("SELECT count(*) FROM services_named"), 0);
        assert_eq!(world.waiting("counselling", date(2026, 11, 24)).count, 1);
    });
}

#[test]
fn the_police_read_a_case_without_learning_where_the_person_goes() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.tell_of("Amina", &["counselling"], 1).unwrap();
        world.agree("Amina", "counselling", AGREED, 2).unwrap();
        world.refer("Amina", "counselling", 3).unwrap();
        world.answer("Amina", "counselling", Says::Refused(RefusalReason::NoCapacity), 4).unwrap();
        let why = profile::DisclosureReason::SeriousHarm;
        world.disclose("Amina", "domestic_abuse_refuge", why, "He is on his way", "Where she is", 5).unwrap();
        let seen = world.events_read_by_the_police("Amina");
        assert!(!seen.contains("domestic_abuse_refuge") && !seen.contains("Where she is"), "{seen}");
        assert!(seen.contains("referred_onward"), "that something was done they may know: {seen}");
        assert!(!seen.contains("to_service") && !seen.contains("no_capacity") && !seen.contains("\"services\""), "{seen}");
    });
}

#[test]
fn nobody_waits_whose_record_is_destroyed_and_whoever_waited_before_did() {
    on_both(|scratch| {
        let world = World::new(scratch, "example", &[BURGLARY]);
        world.agree("Amina", "counselling", AGREED, 1).unwrap();
        world.refer("Amina", "counselling", 2).unwrap();
        world.answer("Amina", "counselling", Says::Accepted, 3).unwrap();
        world.close("Amina", 4);
        world.erase("Amina", at("2026-11-25T03:00:00Z"));
        assert_eq!(world.waiting("counselling", date(2026, 11, 24)).count, 1);
        assert_eq!(world.waiting("counselling", date(2026, 11, 25)).count, 0);
    });
}

#[test]
fn nothing_is_sent_once_the_consent_for_it_is_gone_or_the_person_opted_out() {
    on_both(|scratch| {
        let opting =
            |profile: &mut profile::Profile| profile.opt_out = Some(profile::OptOut { erased_within: kernel::TimeLimit::WorkingDays(5) });
        let world = World::with(scratch, "example", &[BURGLARY], opting);
        for service in ["counselling", "restorative_justice"] {
            world.agree("Amina", service, AGREED, 1).unwrap();
            world.refer("Amina", service, 2).unwrap();
        }
        world.take_back_from_agency("Amina", "counselling_service", 3);
        assert_eq!(world.answer("Amina", "counselling", Says::Sent, 4), Err(Refused::NoConsent));
        world.opt_out("Amina", 5);
        assert_eq!(world.answer("Amina", "restorative_justice", Says::Sent, 6), Err(Refused::NoConsent));
        assert!(world.standing("Amina", |standing| standing.services.iter().all(|of| !of.may_be_told)));
    });
}
