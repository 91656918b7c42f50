//! Enhanced rights under the Victims' Code, and priority.

use kernel::{EnhancedCategory, Flag, Role};

use crate::referral::{Referral, burglary, crime, hub, victim_of};

/// What each flag alone gives: categories of enhanced rights and priority, written out from the order of decision.
const BY_FLAG: &[(&str, &str, u8)] = &[
    ("domestic_abuse", "serious", 2),
    ("domestic_abuse_high_risk", "serious", 1),
    ("sexual", "serious intimidated", 2),
    ("rape", "serious intimidated", 1),
    ("child_sexual_abuse", "serious intimidated", 1),
    ("child_exploitation", "", 1),
    ("child_abuse", "", 1),
    ("stalking", "persistent", 2),
    ("harassment", "", 3),
    ("hate_race", "serious", 2),
    ("hate_religion", "serious", 2),
    ("hate_orientation", "serious", 2),
    ("hate_disability", "serious", 2),
    ("hate_transgender", "serious", 2),
    ("modern_slavery", "serious intimidated", 2),
    ("honour_based", "", 3),
    ("fgm", "", 3),
    ("forced_marriage", "", 3),
    ("terrorism", "serious", 1),
    ("homicide", "", 1),
    ("attempted_murder", "serious", 1),
    ("gbh_intent", "serious", 2),
    ("kidnap", "serious", 2),
    ("arson_life", "serious", 2),
    ("fraud", "", 3),
    ("asb_high_risk", "", 3),
    ("serious_violence", "", 3),
    ("mental_disorder", "vulnerable", 2),
    ("learning_disability", "vulnerable", 2),
    ("physical_disability", "vulnerable", 2),
    ("fear_of_testifying", "intimidated", 2),
    ("repeat", "persistent", 2),
];

#[test]
fn each_flag_gives_the_rights_and_the_priority_it_should() {
    assert_eq!(BY_FLAG.len(), Flag::ALL.len());
    for (flag, categories, priority) in BY_FLAG {
        let answer = victim_of(&[flag]).at("example");
        assert_eq!((answer.categories().as_str(), answer.0.priority), (*categories, Some(*priority)), "{flag}");
        let level = if categories.is_empty() { "standard" } else { "enhanced" };
        assert_eq!(answer.0.entitlement.unwrap().level.as_str(), level, "{flag}");
    }
}

#[test]
fn the_bereaved_have_enhanced_rights_whatever_happened() {
    let answer = burglary().being(Role::Bereaved).at("example");
    assert_eq!((answer.outcome().as_str(), answer.0.priority), ("opened enhanced_serious", Some(2)));
    assert_eq!(crime("001/01").being(Role::Bereaved).at("example").0.priority, Some(1));
}

#[test]
fn a_child_is_vulnerable_by_the_age_when_it_happened() {
    let born = |date| burglary().born(date);
    // Recorded 22 November 2026, and it happened that day.
    assert_eq!(born("2008-11-23").at("example").categories(), "vulnerable");
    assert_eq!(born("2008-11-22").at("example").categories(), "");
    // An adult now who was a child when it happened.
    assert_eq!(born("1986-05-04").happened("1999-08-01").at("example").categories(), "vulnerable");
    // The day unknown, or before the birth and so mistaken: the day of recording decides.
    let unknown = born("2010-01-01").with(|facts| facts.occurred_from = None);
    assert_eq!(unknown.at("example").categories(), "vulnerable");
    assert_eq!(born("2010-01-01").happened("2009-12-31").at("example").categories(), "vulnerable");
    assert_eq!(burglary().age_unknown().at("example").categories(), "");
}

#[test]
fn what_the_officer_found_and_what_the_facts_show_add_up() {
    let answer = victim_of(&["hate_race"]).officer_found(&[EnhancedCategory::Intimidated, EnhancedCategory::Serious]).at("example");
    assert_eq!(answer.outcome(), "opened enhanced_serious enhanced_intimidated");
    assert_eq!(answer.reviews(), "");
}

#[test]
fn an_officer_who_said_standard_is_asked_again_when_the_facts_say_enhanced() {
    assert_eq!(victim_of(&["hate_race"]).officer_found(&[]).at("example").reviews(), "assessment_disagrees");
    assert_eq!(victim_of(&["hate_race"]).at("example").reviews(), "", "not assessed is not disagreement");
    assert_eq!(burglary().officer_found(&[]).at("example").reviews(), "");
}

#[test]
fn the_officers_marker_raises_the_priority_and_not_the_rights() {
    let answer = burglary().officer_marked().at("example");
    assert_eq!((answer.outcome().as_str(), answer.categories().as_str(), answer.0.priority), ("opened officer_marker", "", Some(2)));
}

#[test]
fn three_incidents_within_twelve_months_are_persistent_in_whatever_order_they_come() {
    // This one was recorded on 22 November 2026.
    let with = |others: &[&str]| others.iter().fold(burglary(), |referral, day| referral.earlier_incident(day)).at("example");
    assert_eq!(with(&["2026-01-10T12:00"]).outcome(), "opened repeat_victim");
    assert_eq!(with(&["2026-01-10T12:00", "2026-06-01T12:00"]).outcome(), "opened enhanced_persistent repeat_victim");
    // The first of them exactly twelve months before still counts; the day before that does not.
    assert_eq!(with(&["2025-11-22T08:00", "2026-06-01T12:00"]).categories(), "persistent");
    assert_eq!(with(&["2025-11-21T23:00", "2026-06-01T12:00"]).categories(), "");
    // Rows that arrive late: the others came after this one, or on both sides of it.
    assert_eq!(with(&["2027-01-10T12:00", "2027-06-01T12:00"]).categories(), "persistent");
    assert_eq!(with(&["2026-05-01T12:00", "2027-04-30T12:00"]).categories(), "persistent");
    assert_eq!(with(&["2026-05-01T12:00", "2027-05-02T12:00"]).categories(), "");
    // Three others in a year of which this one is no part.
    assert_eq!(with(&["2020-01-01T12:00", "2020-02-01T12:00", "2020-03-01T12:00"]).categories(), "");
    // The same day thrice.
    assert_eq!(with(&["2026-11-22T01:00", "2026-11-22T02:00"]).categories(), "persistent");
}

#[test]
fn a_year_is_counted_in_london_days() {
    // 00:30 in London on 22 November 2025 is still 21 November in no other sense: the London day counts.
    let with = |first: &str| burglary().earlier_incident(first).earlier_incident("2026-06-01T12:00").at("example").categories();
    assert_eq!(with("2025-11-22T00:00"), "persistent");
    assert_eq!(with("2025-11-21T23:59"), "");
}

#[test]
fn nothing_can_be_decided_when_nobody_can_tell_what_happened() {
    let blank = burglary().with(|facts| (facts.offence_code, facts.has_offence) = (None, false));
    assert_eq!(blank.at("example").outcome(), "quarantined unknown_offence");
}

#[test]
fn a_hub_that_presumes_consent_lets_people_opt_out() {
    let refused = burglary().consent(Some(kernel::SupportConsent::Refused));
    let mut profile = hub("example");
    profile.desks[0].basis = kernel::Basis::ImpliedConsent;
    assert_eq!(refused.under(&profile).outcome(), "declined opted_out");
    assert_eq!(burglary().consent(None).under(&profile).outcome(), "opened");
    // Of two desks it is the one that would have served the person that counts.
    let mut profile = hub("dorset");
    profile.desks[1].basis = kernel::Basis::ImpliedConsent;
    assert_eq!(refused.under(&profile).outcome(), "declined consent_refused");
    assert_eq!(refused.unreported().under(&profile).outcome(), "declined opted_out");
}

#[test]
fn unreported_crime_is_outside_the_scope_only_where_no_desk_serves_it() {
    let mut profile = hub("dorset");
    assert_eq!(burglary().unreported().under(&profile).outcome(), "opened");
    profile.desks.iter_mut().for_each(|desk| desk.reported_only = true);
    assert_eq!(burglary().unreported().under(&profile).outcome(), "not_eligible unreported_not_served");
}

#[test]
fn a_kind_of_incident_may_be_served_under_a_condition() {
    let mut profile = hub("example");
    let high_risk = profile::Condition { flags_any: vec![Flag::AsbHighRisk], ..profile::Condition::default() };
    profile.scope.kinds.push((kernel::IncidentKind::Asb, Some(high_risk)));
    let asb = |flags| victim_of(flags).with(|facts| facts.incident_kind = kernel::IncidentKind::Asb).under(&profile).outcome();
    assert_eq!(asb(&["asb_high_risk"]), "opened");
    assert_eq!(asb(&["harassment"]), "not_eligible incident_kind_not_served");
}

#[test]
fn the_sender_may_say_that_somebody_is_a_repeat_victim() {
    assert_eq!(victim_of(&["repeat"]).at("example").outcome(), "opened enhanced_persistent repeat_victim");
}

#[test]
fn where_no_contact_rule_fits_the_codes_own_limit_holds() {
    let mut profile = hub("north-yorkshire");
    profile.desks.iter_mut().for_each(|desk| desk.contact.retain(|rule| rule.name == "enhanced_phone"));
    assert_eq!(burglary().under(&profile).offers(), ["phone by Wed 25 Nov 17:00"]);
}

#[test]
fn a_rule_that_is_added_takes_no_other_rules_place_wherever_it_stands() {
    let mut profile = hub("hampshire");
    profile.desks.iter_mut().for_each(|desk| desk.contact.reverse());
    assert!(profile.desks[0].contact[0].also);
    let answer = crime("005/01").under(&profile);
    assert_eq!(answer.offers(), ["phone by Tue 24 Nov 10:00", "text by Tue 24 Nov 10:00", "email by Tue 24 Nov 10:00"]);
}

#[test]
fn an_area_may_be_where_it_happened_or_either() {
    let mut profile = hub("lincolnshire");
    let outside = burglary().lives_at(Some("L1 8JQ"));
    profile.scope.area.as_mut().unwrap().tie = profile::AreaTie::Happened;
    assert_eq!(outside.under(&profile).outcome(), "opened");
    profile.scope.area.as_mut().unwrap().tie = profile::AreaTie::Either;
    for inside in [&outside, &burglary().with(|facts| facts.incident_postcode = kernel::Postcode::parse("M1 1AE"))] {
        let answer = inside.under(&profile);
        assert_eq!((answer.outcome().as_str(), answer.reviews().as_str()), ("opened", ""));
    }
    let nowhere = outside.clone().with(|facts| facts.incident_postcode = None);
    let answer = nowhere.under(&profile);
    assert_eq!((answer.outcome().as_str(), answer.reviews().as_str()), ("opened", "area_unknown"));
    let elsewhere = outside.with(|facts| facts.incident_postcode = kernel::Postcode::parse("M1 1AE"));
    assert_eq!(elsewhere.under(&profile).outcome(), "not_eligible out_of_area");
}

#[test]
fn an_area_may_be_where_somebody_lives_and_where_it_happened_too() {
    let mut profile = hub("lincolnshire");
    profile.scope.area.as_mut().unwrap().tie = profile::AreaTie::Both;
    let decided = |referral: &Referral| {
        let answer = referral.under(&profile);
        (answer.outcome(), answer.reviews())
    };
    let happened = |at: Option<&str>| {
        let at = at.and_then(kernel::Postcode::parse);
        burglary().with(move |facts| facts.incident_postcode = at)
    };
    let is = |outcome: &str, reviews: &str| (outcome.to_owned(), reviews.to_owned());
    assert_eq!(decided(&burglary()), is("opened", ""));
    assert_eq!(decided(&burglary().lives_at(Some("L1 8JQ"))), is("not_eligible out_of_area", ""));
    assert_eq!(decided(&happened(Some("M1 1AE"))), is("not_eligible out_of_area", ""));
    assert_eq!(decided(&happened(None)), is("opened", "area_unknown"));
    assert_eq!(decided(&happened(None).lives_at(Some("L1 8JQ"))), is("not_eligible out_of_area", ""));
}
