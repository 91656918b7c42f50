//! Whether a condition of the profile holds.

use kernel::{FlagSet, IncidentKind, Level, Role, Source};
use profile::Condition;

use crate::{entitlement::Standing, facts::Facts};

/// What a condition can ask about a referral and its person.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Standard or enhanced.
    pub level: Level,
    /// 1 to 3.
    pub priority: u8,
    /// The incident's flags, implied ones included.
    pub flags: FlagSet,
    /// By which door it came.
    pub source: Source,
    /// What kind of incident.
    pub kind: IncidentKind,
    /// What the person is in it.
    pub role: Role,
    /// Reported to the police.
    pub reported: bool,
    /// Age in whole years when the incident was recorded.
    pub age: Option<u8>,
    /// The person asked for support.
    pub requested: bool,
    /// The officer asks for priority.
    pub officer_marked: bool,
    /// A repeat victim.
    pub repeat: bool,
    /// Part of a declared major incident.
    pub major_incident: bool,
}

impl Seen {
    pub(crate) fn of(facts: &Facts, flags: FlagSet, standing: &Standing) -> Self {
        Self {
            level: standing.level(),
            priority: standing.priority,
            flags,
            source: facts.source,
            kind: facts.incident_kind,
            role: facts.role,
            reported: facts.reported,
            age: facts.age_when_recorded(),
            requested: facts.support_requested == Some(true),
            officer_marked: facts.vulnerable_marker == Some(true),
            repeat: standing.repeat,
            major_incident: facts.major_incident,
        }
    }
}

/// Whether every part that the condition gives holds. "Not known" counts as "no", and an unknown age matches no condition of age.
pub fn matches(condition: &Condition, seen: &Seen) -> bool {
    fn asked<T: PartialEq>(asked: Option<T>, is: T) -> bool {
        asked.is_none_or(|wanted| wanted == is)
    }
    fn one_of<T: PartialEq>(list: &[T], is: &T) -> bool {
        list.is_empty() || list.contains(is)
    }
    let aged = |asked: Option<u8>, holds: fn(u8, u8) -> bool| asked.is_none_or(|years| seen.age.is_some_and(|age| holds(age, years)));
    // Taken apart in full, so that a new part of a condition cannot be forgotten here.
    let Condition {
        level,
        flags_any,
        sources,
        kinds,
        roles,
        reported,
        priority_at_most,
        under,
        at_least,
        over,
        requested,
        officer_marked,
        repeat,
        major_incident,
        any_of,
    } = condition;
    asked(*level, seen.level)
        && (flags_any.is_empty() || flags_any.iter().any(|flag| seen.flags.has(*flag)))
        && one_of(sources, &seen.source)
        && one_of(kinds, &seen.kind)
        && one_of(roles, &seen.role)
        && asked(*reported, seen.reported)
        && priority_at_most.is_none_or(|most| seen.priority <= most)
        && aged(*under, |age, years| age < years)
        && aged(*at_least, |age, years| age >= years)
        && aged(*over, |age, years| age > years)
        && asked(*requested, seen.requested)
        && asked(*officer_marked, seen.officer_marked)
        && asked(*repeat, seen.repeat)
        && asked(*major_incident, seen.major_incident)
        && (any_of.is_empty() || any_of.iter().any(|part| matches(part, seen)))
}
