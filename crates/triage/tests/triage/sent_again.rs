//! A row that the force sends again with something changed.

use kernel::{Channel, PreferredContact};
use triage::CaseState;

use crate::referral::{Referral, burglary, london_at, victim_of};

/// The row opened the case last week; it comes again on Monday 23 November, 10:00.
fn opened_before(referral: Referral) -> Referral {
    referral.with_case(CaseState::Open).before(|history| history.opened_by_this_row = true)
}

fn withdrawn(answer: &crate::referral::Answer) -> Vec<Channel> {
    answer.0.withdrawn.iter().map(|offer| offer.route.channel).collect()
}

#[test]
fn nothing_is_offered_that_is_open_already() {
    let again = opened_before(burglary()).offer_open(Channel::Phone, "everybody", "2026-11-24T17:00");
    let answer = again.sent_again_to("lincolnshire");
    assert_eq!(answer.outcome(), "updated");
    assert_eq!((answer.offers().len(), answer.tasks().len()), (0, 0));
    assert_eq!(withdrawn(&answer), []);
}

#[test]
fn a_contact_that_was_made_is_not_repeated() {
    let again = opened_before(burglary()).contacted(Channel::Phone);
    assert_eq!(again.sent_again_to("lincolnshire").offers(), Vec::<String>::new());
    // Of a rule that offers each channel, only what was made is left out.
    let texted = opened_before(burglary()).contacted(Channel::Text).offer_open(Channel::Email, "everybody", "2026-11-24T09:00");
    assert_eq!(texted.sent_again_to("hampshire").offers(), Vec::<String>::new());
}

#[test]
fn another_preference_takes_the_place_of_the_open_offer_and_its_time() {
    let again = opened_before(burglary()).prefers(PreferredContact::Email).offer_open(Channel::Phone, "everybody", "2026-11-24T17:00");
    let answer = again.sent_again_to("lincolnshire");
    assert_eq!(answer.offers(), ["email by Tue 24 Nov 17:00"]);
    assert_eq!(withdrawn(&answer), [Channel::Phone]);
}

#[test]
fn a_way_that_turns_out_unsafe_makes_room_for_a_safe_one() {
    let again = opened_before(burglary()).no_safe_call().offer_open(Channel::Phone, "everybody", "2026-11-24T17:00");
    let answer = again.sent_again_to("lincolnshire");
    assert_eq!(answer.offers(), ["text by Tue 24 Nov 17:00"]);
    assert_eq!(answer.blocked(), ["phone: unsafe"]);
    assert_eq!(withdrawn(&answer), [Channel::Phone]);
}

#[test]
fn with_no_safe_way_left_a_task_carries_the_time_on() {
    let again = opened_before(victim_of(&["stalking"])).no_safe_call().already_enhanced().offer_open(
        Channel::Phone,
        "everybody",
        "2026-11-24T17:00",
    );
    let answer = again.sent_again_to("lincolnshire");
    assert_eq!(answer.offers(), Vec::<String>::new());
    assert_eq!(answer.tasks(), ["agree_safe_contact by Tue 24 Nov 17:00"]);
}

#[test]
fn who_turns_out_enhanced_is_also_called() {
    let again = opened_before(victim_of(&["hate_race"])).contacted(Channel::Text).contacted(Channel::Email);
    let answer = again.sent_again_to("hampshire");
    assert_eq!(answer.outcome(), "updated enhanced_serious");
    assert_eq!(answer.offers(), ["phone by Tue 24 Nov 10:00"]);
}

#[test]
fn an_open_offer_is_due_sooner_once_its_limit_is_shorter() {
    let again = opened_before(burglary()).officer_marked().before(|history| {
        for (service, rule, due) in [("bureau", "bureau_others", "2026-11-27T17:00"), ("support", "support_everybody", "2026-11-23T12:00")]
        {
            history.open_offers.push(triage::OpenOffer {
                route: triage::Route { service: Some(service.to_owned()), channel: Channel::Phone },
                due_at: london_at(due),
                rule: rule.to_owned(),
            });
        }
    });
    let answer = again.sent_again_to("dorset");
    assert_eq!(answer.offers(), Vec::<String>::new());
    let sooner: Vec<_> = answer.0.sooner.iter().map(|offer| (offer.route.service.as_deref(), offer.due_at)).collect();
    assert_eq!(sooner, [(Some("bureau"), london_at("2026-11-24T17:00"))]);
}

#[test]
fn one_rules_leaving_is_no_other_rules_loss() {
    // The preference moves from the phone to the letter, but the enhanced are called all the same.
    let again = opened_before(victim_of(&["hate_race"])).already_enhanced().prefers(PreferredContact::Letter).offer_open(
        Channel::Phone,
        "everybody",
        "2026-11-24T17:00",
    );
    let answer = again.sent_again_to("example");
    assert_eq!(answer.offers(), ["letter by Tue 24 Nov 17:00"]);
    assert_eq!(withdrawn(&answer), []);
}

#[test]
fn an_offer_by_another_rule_stands_beside_the_new_one() {
    let again = opened_before(victim_of(&["hate_race"])).offer_open(Channel::Letter, "others", "2026-11-24T17:00");
    let answer = again.sent_again_to("north-yorkshire");
    assert_eq!(answer.offers(), ["phone by Wed 25 Nov 17:00"]);
    assert_eq!(withdrawn(&answer), []);
}

#[test]
fn a_row_whose_incident_another_row_stands_for_brings_nothing() {
    let answer = burglary().same_incident(triage::SameIncident::Served).sent_again_to("lincolnshire");
    assert_eq!(answer.outcome(), "updated");
    assert!(answer.offers().is_empty() && answer.tasks().is_empty() && !answer.0.needs_case());
}

#[test]
fn a_closed_case_stays_closed_unless_the_person_becomes_enhanced() {
    let closed = |referral: Referral| referral.with_case(CaseState::Closed).before(|history| history.opened_by_this_row = true);
    let standard = closed(burglary()).contacted(Channel::Letter).sent_again_to("north-yorkshire");
    assert_eq!((standard.outcome().as_str(), standard.offers().len(), standard.tasks().len()), ("updated", 0, 0));
    let never_reached = closed(burglary()).sent_again_to("lincolnshire");
    assert_eq!((never_reached.outcome().as_str(), never_reached.offers().len(), never_reached.tasks().len()), ("updated", 0, 0));
    let enhanced = closed(victim_of(&["hate_race"])).contacted(Channel::Letter).sent_again_to("north-yorkshire");
    assert_eq!(enhanced.offers(), ["phone by Wed 25 Nov 17:00"]);
}

#[test]
fn a_row_that_was_held_back_is_served_once_it_can_be() {
    let answer = burglary().sent_again_to("lincolnshire");
    assert_eq!(answer.outcome(), "updated");
    assert_eq!(answer.offers(), ["phone by Wed 25 Nov 17:00"]);
    assert!(answer.0.needs_case());
    let refused = burglary().consent(Some(kernel::SupportConsent::Refused)).sent_again_to("lincolnshire");
    assert_eq!(refused.outcome(), "declined consent_refused");
    let standard = burglary().sent_again_to("cambridgeshire");
    assert_eq!(standard.outcome(), "updated standard_not_contacted");
    assert!(!standard.0.needs_case());
}

#[test]
fn a_row_in_a_case_that_another_opened_adds_only_what_it_would_have_added() {
    let joined = burglary().with_case(CaseState::Open).earlier_incident("2026-11-01T12:00");
    assert_eq!(joined.sent_again_to("lincolnshire").offers(), Vec::<String>::new());
}

#[test]
fn a_meeting_that_took_place_is_not_called_again() {
    let two = opened_before(victim_of(&["domestic_abuse", "fraud"])).already_enhanced().contacted(Channel::Phone);
    assert_eq!(two.sent_again_to("sussex").tasks(), ["agree_lead_service by Wed 25 Nov 10:00"]);
    let met = two.before(|history| history.done_tasks.push("agree_lead_service".to_owned()));
    assert_eq!(met.sent_again_to("sussex").tasks(), Vec::<String>::new());
}
