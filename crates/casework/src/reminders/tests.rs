//! What a profile asks for, and from which day.

use jiff::civil::date;
use kernel::{FlagSet, IncidentKind, Level, Role, Source};
use profile::{Condition, FeedbackPoint, OfferAgain};

use super::*;

const TODAY: Date = date(2026, 5, 6);

fn seen(level: Level) -> Seen {
    Seen {
        level,
        priority: 3,
        flags: FlagSet::EMPTY,
        source: Source::Police,
        kind: IncidentKind::Crime,
        role: Role::Victim,
        reported: true,
        age: Some(40),
        requested: false,
        officer_marked: false,
        repeat: false,
        major_incident: false,
    }
}

fn hub() -> Profile {
    let mut profile = Profile::shipped("example").unwrap().unwrap();
    let again = |name: &str, level, after| OfferAgain {
        name: name.into(),
        when: Condition { level, ..Condition::default() },
        after,
        channels: vec![Entry::Preferred],
    };
    let ask = |name: &str, at, after| FeedbackPoint {
        name: name.into(),
        title: name.into(),
        at,
        after,
        when: Condition::default(),
        channels: vec![Entry::Preferred],
    };
    profile.offered_again =
        vec![again("after_four_weeks", None, Period::Days(28)), again("after_charge", Some(Level::Enhanced), Period::Months(3))];
    profile.feedback = vec![
        ask("first", FeedbackMoment::FirstContact, None),
        ask("midway", FeedbackMoment::During, None),
        ask("late", FeedbackMoment::During, Some(Period::Months(2))),
        ask("exit", FeedbackMoment::Closing, Some(Period::Days(7))),
    ];
    profile
}

fn told(dues: Vec<Due>) -> Vec<String> {
    dues.into_iter().map(|due| format!("{} {} on {}", due.kind, due.rule, due.on)).collect()
}

#[test]
fn whoever_declines_is_offered_again_by_every_rule_that_is_theirs() {
    let standard = after_closing(&hub(), &seen(Level::Standard), Ending::Declined, TODAY);
    assert_eq!(told(standard), ["offer_again after_four_weeks on 2026-06-03"]);
    let enhanced = after_closing(&hub(), &seen(Level::Enhanced), Ending::Declined, TODAY);
    assert_eq!(told(enhanced), ["offer_again after_four_weeks on 2026-06-03", "offer_again after_charge on 2026-08-06"]);
}

#[test]
fn people_are_asked_how_it_was_at_the_points_that_the_profile_names() {
    let at = |moment| told(after_moment(&hub(), &seen(Level::Standard), moment, TODAY));
    assert_eq!(at(FeedbackMoment::FirstContact), ["ask_feedback first on 2026-05-06"]);
    assert_eq!(at(FeedbackMoment::During), ["ask_feedback midway on 2026-06-03", "ask_feedback late on 2026-07-06"]);
    assert_eq!(at(FeedbackMoment::Acceptance), [""; 0]);
    assert_eq!(told(after_closing(&hub(), &seen(Level::Standard), Ending::Completed, TODAY)), ["ask_feedback exit on 2026-05-13"]);
}

#[test]
fn nobody_is_asked_how_it_was_whom_asking_could_harm_or_who_was_never_helped() {
    for ending in [Ending::NoSafeWay, Ending::NotReached, Ending::OpenedInError, Ending::OutOfScope, Ending::OptedOut] {
        assert_eq!(after_closing(&hub(), &seen(Level::Enhanced), ending, TODAY), [], "{ending}");
    }
}
