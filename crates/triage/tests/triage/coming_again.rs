//! A person who was here before.

use kernel::{Channel, Flag, FlagSet, Source};
use triage::{CaseState, OpenTask, PastIncident, SameIncident};

use crate::referral::{burglary, crime, hub, london_at, victim_of};

#[test]
fn an_open_case_takes_the_incident_and_its_offers_stand() {
    let again = burglary().earlier_incident("2026-11-02T12:00").with_case(CaseState::Open).offer_open(
        Channel::Phone,
        "everybody",
        "2026-11-24T17:00",
    );
    let answer = again.at("lincolnshire");
    assert_eq!(answer.outcome(), "attached repeat_victim");
    assert_eq!((answer.offers().len(), answer.tasks().len()), (0, 0));
    assert_eq!(answer.goes_to(), "general, team case_officers, priority 3");
}

#[test]
fn a_closed_case_is_opened_again_with_offers_of_its_own() {
    let answer = burglary().earlier_incident("2025-03-02T12:00").with_case(CaseState::Closed).at("lincolnshire");
    assert_eq!(answer.outcome(), "reopened repeat_victim");
    assert_eq!(answer.offers(), ["phone by Wed 25 Nov 17:00"]);
}

#[test]
fn who_becomes_enhanced_for_the_first_time_gets_the_enhanced_offers_that_are_not_open() {
    let again = victim_of(&["hate_race"])
        .earlier_incident("2026-11-02T12:00")
        .with_case(CaseState::Open)
        .offer_open(Channel::Text, "everybody", "2026-11-23T16:00")
        .offer_open(Channel::Email, "everybody", "2026-11-23T16:00");
    assert_eq!(again.at("hampshire").offers(), ["phone by Tue 24 Nov 10:00"]);
    // Who was enhanced before gets nothing new.
    assert_eq!(again.already_enhanced().at("hampshire").offers(), Vec::<String>::new());
}

#[test]
fn an_open_offer_becomes_due_sooner_when_its_enhanced_rule_says_so() {
    let again = victim_of(&["hate_race"]).earlier_incident("2026-11-02T12:00").with_case(CaseState::Open).offer_open(
        Channel::Phone,
        "everybody",
        "2026-11-27T17:00",
    );
    let answer = again.at("example");
    assert_eq!(answer.offers(), Vec::<String>::new());
    let sooner: Vec<_> = answer.0.sooner.iter().map(|offer| (offer.route.channel, offer.due_at)).collect();
    assert_eq!(sooner, [(Channel::Phone, london_at("2026-11-24T17:00"))]);
}

#[test]
fn the_third_incident_in_a_year_makes_a_standard_person_enhanced() {
    let third = burglary().earlier_incident("2026-02-02T12:00").earlier_incident("2026-08-02T12:00").with_case(CaseState::Open).offer_open(
        Channel::Letter,
        "others",
        "2026-11-24T17:00",
    );
    let answer = third.at("north-yorkshire");
    assert_eq!(answer.outcome(), "attached enhanced_persistent repeat_victim");
    assert_eq!(answer.offers(), ["phone by Wed 25 Nov 17:00"]);
}

#[test]
fn domestic_abuse_in_an_open_case_shuts_its_open_text_and_leaves_a_task() {
    let again = victim_of(&["domestic_abuse"])
        .with_case(CaseState::Open)
        .already_enhanced()
        .earlier_incident("2026-11-20T12:00")
        .offer_open(Channel::Text, "everybody", "2026-11-23T20:00")
        .offer_open(Channel::Email, "everybody", "2026-11-23T20:00");
    let answer = again.at("hampshire");
    assert_eq!(answer.outcome(), "attached enhanced_serious repeat_victim");
    assert_eq!(answer.blocked(), ["text: safety_unknown", "email: safety_unknown"]);
    assert_eq!(answer.tasks(), ["agree_safe_contact by Mon 23 Nov 20:00"]);
    // With one of the offers still open, nobody is stranded.
    let phoned = again.offer_open(Channel::Phone, "enhanced_phone", "2026-11-23T20:00").at("hampshire");
    assert_eq!(phoned.tasks(), Vec::<String>::new());
}

#[test]
fn with_an_enhanced_call_to_make_nobody_is_stranded_and_what_stood_still_stands() {
    let open_text = |flag| victim_of(&[flag]).with_case(CaseState::Open).offer_open(Channel::Text, "everybody", "2026-11-24T17:00");
    let shut = open_text("domestic_abuse").at("lincolnshire");
    assert_eq!(shut.offers(), ["phone by Wed 25 Nov 17:00"]);
    assert_eq!(shut.tasks(), Vec::<String>::new());
    let open = open_text("hate_race").at("lincolnshire");
    assert_eq!(open.offers(), ["phone by Wed 25 Nov 17:00"]);
    assert_eq!(open.0.withdrawn, []);
}

#[test]
fn a_hub_that_contacts_only_who_asks_does_not_call_who_became_enhanced_without_asking() {
    let mut profile = hub("example");
    profile.contacted_only_when = Some(profile::Condition { requested: Some(true), ..profile::Condition::default() });
    let again = victim_of(&["hate_race"]).with_case(CaseState::Open);
    assert_eq!(again.under(&profile).offers(), Vec::<String>::new());
    assert_eq!(again.asked_for_support().under(&profile).offers(), ["phone by Tue 24 Nov 17:00"]);
}

#[test]
fn a_task_that_is_set_already_is_not_set_again() {
    let again = victim_of(&["domestic_abuse"]).no_safe_call().with_case(CaseState::Open).before(|history| {
        history.open_tasks.push(OpenTask {
            service: None,
            kind: triage::AGREE_SAFE_CONTACT.to_owned(),
            due_at: london_at("2026-11-30T17:00"),
        });
    });
    let answer = again.at("lincolnshire");
    assert_eq!(answer.tasks(), Vec::<String>::new());
    // It becomes due when the enhanced contact would have been.
    assert_eq!(answer.0.sooner_tasks.iter().map(|task| task.due_at).collect::<Vec<_>>(), [london_at("2026-11-25T17:00")]);
}

#[test]
fn danger_known_from_an_earlier_incident_still_shuts_the_automatic_ways() {
    let earlier = |history: &mut triage::History| {
        let flags = FlagSet::of(&[Flag::Stalking]);
        history.incidents.push(PastIncident { recorded_at: london_at("2024-01-02T09:00"), flags });
    };
    let answer = burglary().before(earlier).at("hampshire");
    assert_eq!(answer.offers(), Vec::<String>::new());
    assert_eq!(answer.blocked(), ["text: safety_unknown", "email: safety_unknown"]);
    assert_eq!(answer.tasks(), ["agree_safe_contact by Tue 24 Nov 10:00"]);
}

#[test]
fn what_the_person_once_called_unsafe_stays_unsafe_though_the_new_row_is_silent() {
    let answer = burglary().before(|history| history.safeguards.safety.call = Some(false)).at("lincolnshire");
    assert_eq!(answer.offers(), ["text by Wed 25 Nov 17:00"]);
    assert_eq!(answer.blocked(), ["phone: unsafe"]);
}

#[test]
fn another_row_for_the_same_person_and_crime_is_a_duplicate() {
    let answer = burglary().same_incident(SameIncident::Served).with_case(CaseState::Open).at("lincolnshire");
    assert_eq!(answer.outcome(), "duplicate");
    assert!(!answer.0.needs_case());
}

#[test]
fn who_comes_by_herself_is_served_although_the_police_row_was_only_recorded() {
    let rape = crime("019/08").same_incident(SameIncident::RecordedOnly);
    let answer = rape.clone().came_by(Source::SelfReferral).at("north-yorkshire");
    assert_eq!(answer.outcome(), "opened enhanced_serious enhanced_intimidated");
    assert_eq!(answer.offers(), ["phone by Wed 25 Nov 17:00"]);
    assert_eq!(rape.at("north-yorkshire").outcome(), "recorded_only specialist_direct");
    // A standard burglary in Cambridgeshire: the second row of it changes nothing, a wish for support does.
    let standard = burglary().same_incident(SameIncident::RecordedOnly);
    assert_eq!(standard.at("cambridgeshire").outcome(), "duplicate");
    assert_eq!(standard.asked_for_support().at("cambridgeshire").outcome(), "opened requested_support");
}

#[test]
fn an_open_case_takes_even_what_alone_would_not_be_contacted() {
    let again = burglary().earlier_incident("2026-11-02T12:00").with_case(CaseState::Open);
    let answer = again.at("cambridgeshire");
    assert_eq!(answer.outcome(), "attached repeat_victim");
    assert_eq!((answer.offers().len(), answer.tasks().len()), (0, 0));
    assert_eq!(
        burglary().with_case(CaseState::Closed).at("cambridgeshire").outcome(),
        "recorded_only standard_not_contacted",
        "a closed case stays closed"
    );
    // What goes straight to a specialist is decided before anybody asks who it is.
    assert_eq!(crime("019/08").with_case(CaseState::Open).at("cambridgeshire").outcome(), "recorded_only specialist_direct");
}
