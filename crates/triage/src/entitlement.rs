//! What the person is owed under the Victims' Code (2021, "enhanced rights"), and how urgent it is.

use jiff::ToSpan;
use kernel::{EnhancedCategory, Flag, FlagSet, Level, Role, london_date};
use serde::{Deserialize, Serialize};

use crate::{facts::Facts, history::History};

/// Why a category of enhanced rights holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A flag of the incident, sent or implied.
    Flag(Flag),
    /// The officer found it.
    OfficerAssessment,
    /// The person was bereaved by it.
    Bereaved,
    /// Three linked incidents within twelve months.
    ThreeIncidentsInAYear,
    /// Under 18 when it happened.
    Under18WhenItHappened,
    /// Under 18 when it was recorded, the day it happened being unknown.
    Under18WhenRecorded,
}

/// Why the priority is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// This flag.
    Flag(Flag),
    /// Enhanced rights of any other kind.
    Enhanced,
    /// The officer asks for priority.
    OfficerMarker,
    /// Nothing asks for a higher one.
    Ordinary,
}

/// Entitlement and priority of one referral.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The categories of enhanced rights that hold, each once for each cause: what the facts show, then what the officer found.
    pub enhanced: Vec<(EnhancedCategory, Cause)>,
    /// 1 to 3, 1 the most urgent.
    pub priority: u8,
    /// Why that priority.
    pub urgency: Urgency,
    /// Whether this is a repeat victim: the sender says so, or another incident is on record.
    pub repeat: bool,
    /// Whether the officer said standard and the facts say enhanced.
    pub officer_disagrees: bool,
}

const SERIOUS: FlagSet = FlagSet::HATE.with(FlagSet::of(&[
    Flag::DomesticAbuse,
    Flag::Terrorism,
    Flag::Sexual,
    Flag::ModernSlavery,
    Flag::AttemptedMurder,
    Flag::GbhIntent,
    Flag::Kidnap,
    Flag::ArsonLife,
]));
const PERSISTENT: FlagSet = FlagSet::of(&[Flag::Stalking, Flag::Repeat]);
const VULNERABLE: FlagSet = FlagSet::of(&[Flag::MentalDisorder, Flag::LearningDisability, Flag::PhysicalDisability]);
const INTIMIDATED: FlagSet = FlagSet::of(&[Flag::FearOfTestifying, Flag::Sexual, Flag::ModernSlavery]);
const FIRST_PRIORITY: FlagSet = FlagSet::of(&[
    Flag::DomesticAbuseHighRisk,
    Flag::Rape,
    Flag::ChildSexualAbuse,
    Flag::ChildExploitation,
    Flag::ChildAbuse,
    Flag::Homicide,
    Flag::Terrorism,
    Flag::AttemptedMurder,
]);

impl Standing {
    /// Enhanced when any category holds.
    pub fn level(&self) -> Level {
        if self.enhanced.is_empty() { Level::Standard } else { Level::Enhanced }
    }

    /// The categories that hold, each once.
    pub fn categories(&self) -> Vec<EnhancedCategory> {
        EnhancedCategory::ALL.iter().copied().filter(|category| self.enhanced.iter().any(|(held, _)| held == category)).collect()
    }
}

/// What this referral's person is owed: the union of what the facts show and what the officer found.
pub(crate) fn assess(facts: &Facts, flags: FlagSet, history: &History) -> Standing {
    let mut enhanced = Vec::new();
    for &category in EnhancedCategory::ALL {
        let grounds = match category {
            EnhancedCategory::Serious => SERIOUS,
            EnhancedCategory::Persistent => PERSISTENT,
            EnhancedCategory::Vulnerable => VULNERABLE,
            EnhancedCategory::Intimidated => INTIMIDATED,
        };
        enhanced.extend(flags.iter().filter(|flag| grounds.has(*flag)).map(|flag| (category, Cause::Flag(flag))));
        let other = match category {
            EnhancedCategory::Serious => (facts.role == Role::Bereaved).then_some(Cause::Bereaved),
            EnhancedCategory::Persistent => third_within_a_year(facts, history).then_some(Cause::ThreeIncidentsInAYear),
            EnhancedCategory::Vulnerable => child(facts),
            EnhancedCategory::Intimidated => None,
        };
        enhanced.extend(other.map(|cause| (category, cause)));
    }
    let officer_disagrees = facts.assessment.as_ref().is_some_and(Vec::is_empty) && !enhanced.is_empty();
    for category in facts.assessment.iter().flatten() {
        if !enhanced.contains(&(*category, Cause::OfficerAssessment)) {
            enhanced.push((*category, Cause::OfficerAssessment));
        }
    }
    let (priority, urgency) = if let Some(flag) = flags.iter().find(|flag| FIRST_PRIORITY.has(*flag)) {
        (1, Urgency::Flag(flag))
    } else if !enhanced.is_empty() {
        (2, Urgency::Enhanced)
    } else if facts.vulnerable_marker == Some(true) {
        (2, Urgency::OfficerMarker)
    } else {
        (3, Urgency::Ordinary)
    };
    let repeat = flags.has(Flag::Repeat) || history.has_other_incident();
    Standing { enhanced, priority, urgency, repeat, officer_disagrees }
}

/// The Code asks for the age at the time of the offence. A day before the birth is a mistake, so the day of recording is taken then too.
fn child(facts: &Facts) -> Option<Cause> {
    let (age, cause) = match facts.age_when_it_happened() {
        Some(age) => (age, Cause::Under18WhenItHappened),
        None => (facts.age_when_recorded()?, Cause::Under18WhenRecorded),
    };
    (age < 18).then_some(cause)
}

/// Whether some twelve months hold this incident and two others, whichever came first: transfers do not arrive in the order of events.
/// Days are London's; the day twelve months later still counts.
fn third_within_a_year(facts: &Facts, history: &History) -> bool {
    let this = london_date(facts.recorded_at);
    let mut days: Vec<_> = history.incidents.iter().map(|incident| london_date(incident.recorded_at)).collect();
    days.push(this);
    days.sort_unstable();
    days.windows(3).any(|three| match three {
        [first, _, last] => (*first..=*last).contains(&this) && first.checked_add(12.months()).is_ok_and(|year_later| *last <= year_later),
        _ => false,
    })
}
