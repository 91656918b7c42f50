//! Conditions and rules in words, as pages and decisions quote them.

use kernel::{Channel, Flag, IncidentKind, Level, Role, Source, TimeLimit};
use profile::{Choice, Condition, ContactRule, Profile, RunsFrom, Way, due_in_words, in_words};

use crate::shipped::shipped;

fn everybody() -> Condition {
    Condition::default()
}

#[test]
fn a_condition_follows_because() {
    for (condition, words) in [
        (everybody(), "everybody is meant"),
        (Condition { level: Some(Level::Enhanced), ..everybody() }, "the person has enhanced rights"),
        (Condition { under: Some(18), requested: Some(true), ..everybody() }, "the person is under 18 and asked for support"),
        (
            Condition { at_least: Some(18), under: Some(25), repeat: Some(false), ..everybody() },
            "the person is under 25, is 18 or older and is not a repeat victim",
        ),
        (
            Condition { flags_any: vec![Flag::Rape, Flag::DomesticAbuse], sources: vec![Source::SelfReferral], ..everybody() },
            "the referral comes from the person themselves and shows rape or domestic abuse",
        ),
        (
            Condition { kinds: vec![IncidentKind::Asb], reported: Some(false), priority_at_most: Some(2), ..everybody() },
            "the referral is about anti-social behaviour, and the incident was not reported to the police, and the priority is 1 or 2",
        ),
        (
            Condition {
                roles: vec![Role::Victim],
                any_of: vec![Condition { over: Some(60), ..everybody() }, Condition { officer_marked: Some(true), ..everybody() }],
                ..everybody()
            },
            "the person is a victim, and either the person is over 60, or the officer asks for priority",
        ),
        (
            Condition {
                any_of: vec![
                    Condition { over: Some(60), level: Some(Level::Standard), ..everybody() },
                    Condition { under: Some(18), ..everybody() },
                ],
                ..everybody()
            },
            "the person has standard rights and is over 60, or else the person is under 18",
        ),
    ] {
        assert_eq!(in_words(&condition), words);
    }
}

#[test]
fn only_all_five_kinds_of_hate_are_called_hate() {
    let flags = |flags: Vec<Flag>| in_words(&Condition { flags_any: flags, ..everybody() });
    let all = [Flag::HateRace, Flag::HateReligion, Flag::HateOrientation, Flag::HateDisability, Flag::HateTransgender];
    assert_eq!(flags(all.to_vec()), "the referral shows hate");
    assert_eq!(flags(all[..2].to_vec()), "the referral shows hate because of race or hate because of religion");
}

#[test]
fn every_flag_has_words_of_its_own() {
    let mut words: Vec<String> = Flag::ALL.iter().map(|flag| in_words(&Condition { flags_any: vec![*flag], ..everybody() })).collect();
    words.sort();
    words.dedup();
    assert_eq!(words.len(), Flag::ALL.len());
}

/// The rule as the first of the example's only desk.
fn sentence(rule: &ContactRule) -> String {
    let mut hub = shipped("example");
    hub.desks[0].contact = vec![rule.clone()];
    due_in_words(&hub, &rule.name, "phone", "").unwrap()
}

#[test]
fn a_rule_is_one_sentence() {
    let rule = ContactRule {
        name: "everybody".to_owned(),
        when: everybody(),
        also: false,
        choice: Choice::FirstOf,
        channels: vec![Way::Preferred, Way::By(Channel::Letter)],
        within: TimeLimit::WorkingDays(1),
        from: RunsFrom::Recorded,
    };
    assert_eq!(
        sentence(&rule),
        "The hub contacts everybody by their preferred way or letter (the first that is open) within 1 working day of the police recording it."
    );
    let phone = ContactRule {
        when: Condition { level: Some(Level::Enhanced), ..everybody() },
        also: true,
        channels: vec![Way::By(Channel::Phone)],
        within: TimeLimit::WorkingHours(48),
        from: RunsFrom::Receipt,
        ..rule
    };
    assert_eq!(
        sentence(&phone),
        "When the person has enhanced rights, the hub also contacts the person by phone within 48 working hours of receipt."
    );
}

#[test]
fn the_rules_of_the_shipped_profiles_can_be_quoted() {
    for name in Profile::shipped_names() {
        let profile = Profile::shipped(name).unwrap().unwrap();
        for rule in profile.desks.iter().flat_map(|desk| &desk.contact) {
            let sentence = due_in_words(&profile, &rule.name, "phone", "").unwrap();
            assert!(sentence.ends_with('.') && !sentence.contains("  ") && !sentence.contains('_'), "{sentence}");
        }
    }
}
