//! Which condition takes everybody another is for.

use kernel::{Flag, FlagSet, IncidentKind, Level, Role, Source};
use profile::Condition;
use proptest::prelude::*;

/// A referral as a condition sees it.
#[derive(Debug, Clone)]
struct Referral {
    level: Level,
    flags: FlagSet,
    source: Source,
    kind: IncidentKind,
    role: Role,
    priority: u8,
    age: Option<u8>,
    asked: bool,
}

/// The meaning of a condition, written out once more and as plainly as can be.
fn holds(condition: &Condition, one: &Referral) -> bool {
    let Condition { level, flags_any, sources, kinds, roles, .. } = condition;
    let mut parts = vec![
        level.is_none() || *level == Some(one.level),
        flags_any.is_empty() || flags_any.iter().any(|flag| one.flags.has(*flag)),
        sources.is_empty() || sources.contains(&one.source),
        kinds.is_empty() || kinds.contains(&one.kind),
        roles.is_empty() || roles.contains(&one.role),
        condition.any_of.is_empty() || condition.any_of.iter().any(|part| holds(part, one)),
    ];
    for asked in [condition.reported, condition.requested, condition.officer_marked, condition.repeat].into_iter().flatten() {
        parts.push(asked == one.asked);
    }
    if let Some(most) = condition.priority_at_most {
        parts.push(one.priority <= most);
    }
    if let Some(under) = condition.under {
        parts.push(one.age.is_some_and(|age| age < under));
    }
    if let Some(least) = condition.at_least {
        parts.push(one.age.is_some_and(|age| age >= least));
    }
    if let Some(over) = condition.over {
        parts.push(one.age.is_some_and(|age| age > over));
    }
    parts.into_iter().all(|part| part)
}

const FLAGS: [Flag; 4] = [Flag::DomesticAbuse, Flag::DomesticAbuseHighRisk, Flag::Sexual, Flag::Rape];

/// Few values, so that conditions often have to do with each other; sparse, so that they often say little.
fn condition() -> impl Strategy<Value = Condition> {
    let some = |odds: f64| prop::option::weighted(odds, 17u8..20);
    let list = prop::collection::vec(prop::sample::select(FLAGS.to_vec()), 0..3);
    let doors = prop::sample::subsequence(vec![Source::Police, Source::Agency], 0..=2);
    let plain = (
        prop::option::weighted(0.2, prop::sample::select(Level::ALL.to_vec())),
        list,
        doors,
        prop::option::weighted(0.2, any::<bool>()),
        prop::option::weighted(0.2, 1u8..3),
        some(0.2),
        some(0.2),
        some(0.1),
    )
        .prop_map(|(level, flags_any, sources, repeat, priority_at_most, under, at_least, over)| Condition {
            level,
            flags_any,
            sources,
            repeat,
            priority_at_most,
            under,
            at_least,
            over,
            ..Condition::default()
        });
    plain.prop_recursive(2, 8, 3, |inner| {
        (inner.clone(), prop::collection::vec(inner, 0..3)).prop_map(|(condition, any_of)| Condition { any_of, ..condition })
    })
}

fn referral() -> impl Strategy<Value = Referral> {
    (
        prop::sample::select(Level::ALL.to_vec()),
        prop::sample::subsequence(FLAGS.to_vec(), 0..=4),
        prop::sample::select(vec![Source::Police, Source::Agency, Source::SelfReferral]),
        1u8..=3,
        prop::option::of(15u8..22),
        any::<bool>(),
    )
        .prop_map(|(level, flags, source, priority, age, asked)| {
            let flags: FlagSet = flags.iter().copied().chain(flags.iter().filter_map(|flag| flag.brings())).collect();
            Referral { level, flags, source, kind: IncidentKind::Crime, role: Role::Victim, priority, age, asked }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_covered_is_taken(wide in condition(), narrow in condition(), people in prop::collection::vec(referral(), 20)) {
        if wide.covers(&narrow) {
            for one in people.iter().filter(|one| holds(&narrow, one)) {
                prop_assert!(holds(&wide, one), "{:?}", one);
            }
        }
    }

    #[test]
    fn a_condition_covers_itself_with_more_asked(condition in condition(), more in condition()) {
        prop_assert!(condition.covers(&condition));
        prop_assert!(Condition::default().covers(&condition));
        if more.any_of.is_empty() && condition.under.is_none() {
            let narrower = Condition { under: more.under, ..condition.clone() };
            prop_assert!(condition.covers(&narrower));
        }
    }
}

#[test]
fn a_flag_that_brings_another_is_covered_by_it() {
    let flags = |flags: &[Flag]| Condition { flags_any: flags.to_vec(), ..Condition::default() };
    assert!(flags(&[Flag::Sexual]).covers(&flags(&[Flag::Rape, Flag::ChildSexualAbuse])));
    assert!(!flags(&[Flag::Rape]).covers(&flags(&[Flag::Sexual])));
    assert!(!flags(&[Flag::Sexual]).covers(&flags(&[Flag::Rape, Flag::Stalking])));
}

#[test]
fn over_sixty_is_within_sixty_and_over() {
    let over = Condition { over: Some(60), ..Condition::default() };
    let from = Condition { at_least: Some(60), ..Condition::default() };
    assert!(from.covers(&over));
    assert!(!over.covers(&from));
}
