//! Each part of a condition, alone and together.

use kernel::{Flag, FlagSet, IncidentKind, Level, Role, Source};
use profile::Condition;
use triage::{Seen, matches};

fn seen() -> Seen {
    Seen {
        level: Level::Enhanced,
        priority: 2,
        flags: FlagSet::of(&[Flag::Stalking, Flag::Harassment]),
        source: Source::Agency,
        kind: IncidentKind::Crime,
        role: Role::Victim,
        reported: true,
        age: Some(60),
        requested: true,
        officer_marked: false,
        repeat: true,
        major_incident: false,
    }
}

fn always() -> Condition {
    Condition::default()
}

#[test]
fn an_empty_condition_always_holds() {
    assert!(matches(&always(), &seen()));
    assert!(matches(&always(), &Seen { age: None, ..seen() }));
}

#[test]
fn each_part_holds_or_not_for_itself() {
    let holds = [
        Condition { level: Some(Level::Enhanced), ..always() },
        Condition { flags_any: vec![Flag::Rape, Flag::Stalking], ..always() },
        Condition { sources: vec![Source::Police, Source::Agency], ..always() },
        Condition { kinds: vec![IncidentKind::Crime], ..always() },
        Condition { roles: vec![Role::Bereaved, Role::Victim], ..always() },
        Condition { reported: Some(true), ..always() },
        Condition { priority_at_most: Some(2), ..always() },
        Condition { priority_at_most: Some(3), ..always() },
        Condition { under: Some(61), ..always() },
        Condition { at_least: Some(60), ..always() },
        Condition { over: Some(59), ..always() },
        Condition { requested: Some(true), ..always() },
        Condition { officer_marked: Some(false), ..always() },
        Condition { repeat: Some(true), ..always() },
        Condition { any_of: vec![Condition { under: Some(18), ..always() }, Condition { repeat: Some(true), ..always() }], ..always() },
    ];
    let fails = [
        Condition { level: Some(Level::Standard), ..always() },
        Condition { flags_any: vec![Flag::Rape, Flag::DomesticAbuse], ..always() },
        Condition { sources: vec![Source::Police], ..always() },
        Condition { kinds: vec![IncidentKind::Asb, IncidentKind::Fire], ..always() },
        Condition { roles: vec![Role::Witness], ..always() },
        Condition { reported: Some(false), ..always() },
        Condition { priority_at_most: Some(1), ..always() },
        Condition { under: Some(60), ..always() },
        Condition { at_least: Some(61), ..always() },
        Condition { over: Some(60), ..always() },
        Condition { requested: Some(false), ..always() },
        Condition { officer_marked: Some(true), ..always() },
        Condition { repeat: Some(false), ..always() },
        Condition { any_of: vec![Condition { under: Some(18), ..always() }, Condition { repeat: Some(false), ..always() }], ..always() },
    ];
    for condition in &holds {
        assert!(matches(condition, &seen()), "{condition:?}");
        for failing in &fails {
            // Together with one that fails, nothing holds; beside one that fails, the one that holds is enough.
            let both = Condition { any_of: vec![condition.clone()], ..failing.clone() };
            assert!(!failing.any_of.is_empty() || !matches(&both, &seen()), "{both:?}");
            let either = Condition { any_of: vec![failing.clone(), condition.clone()], ..always() };
            assert!(matches(&either, &seen()), "{either:?}");
        }
    }
    for condition in &fails {
        assert!(!matches(condition, &seen()), "{condition:?}");
    }
}

#[test]
fn an_unknown_age_matches_no_condition_of_age() {
    let unknown = Seen { age: None, ..seen() };
    for condition in
        [Condition { under: Some(255), ..always() }, Condition { at_least: Some(0), ..always() }, Condition { over: Some(0), ..always() }]
    {
        assert!(!matches(&condition, &unknown), "{condition:?}");
    }
}
