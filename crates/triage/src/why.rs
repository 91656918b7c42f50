//! Why a decision is what it is: the rules that fired, kept with the decision as JSON and said in sentences on its page.
//!
//! Names rules and facts, never the person: no name, date, place or number is in it.

use contact::gate::{self, Way};
use kernel::{BlockedReason, Channel, EnhancedCategory, Flag, IncidentKind, TimeLimit};
use profile::{Profile, RunsFrom, spaced};
use serde::{Deserialize, Serialize};

use crate::{
    entitlement::{Cause, Urgency},
    implied::{ImpliedBy, ImpliedFlag},
};

/// The rules that fired. The default says nothing: a decision that ended before any of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Why {
    /// Flags that nobody sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub implied: Vec<ImpliedFlag>,
    /// Each category of enhanced rights with what makes it hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enhanced: Vec<(EnhancedCategory, Cause)>,
    /// Whether the officer said standard and the facts say enhanced.
    pub officer_disagrees: bool,
    /// Whether the person is a repeat victim.
    pub repeat: bool,
    /// The priority and its ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<(u8, Urgency)>,
    /// The pathway and its ground.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pathway: Option<PathwayWhy>,
    /// The contact rules that matched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<ContactWhy>,
    /// Whether the police already referred the person to a specialist service.
    pub already_referred: bool,
}

/// Why a case goes where it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathwayWhy {
    /// The pathway.
    pub name: String,
    /// Every pathway whose condition matches, in the profile's order; one without a condition is not among them.
    pub matching: Vec<String>,
    /// Whether the hub decides among them at a meeting.
    pub meeting: bool,
}

/// What one contact rule came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactWhy {
    /// The desk, where the hub has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The rule's name in the profile.
    pub rule: String,
    /// Its time limit, `2wd`.
    pub within: String,
    /// From when that counts.
    pub from: RunsFrom,
    /// The channels offered.
    pub offered: Vec<Channel>,
    /// The channels kept shut.
    pub shut: Vec<(Channel, BlockedReason)>,
    /// What was already under way, so that nothing new is offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub already: Option<Already>,
}

/// Why a contact rule offers nothing new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Already {
    /// Somebody already tried or reached the person so.
    Made,
    /// The offer is already open.
    Open,
}

/// The decision's grounds in plain English, one sentence each, in the order in which things were decided; the hub's pathways and desks by what
/// this version of its profile calls them.
pub fn sentences(why: &Why, profile: &Profile) -> Vec<String> {
    let mut says = Vec::new();
    for ImpliedFlag { flag, by } in &why.implied {
        says.push(match by {
            ImpliedBy::OffenceCode(code) => format!("Offence code {code} means {}.", flag_words(*flag)),
            ImpliedBy::Kind(kind) => format!("An incident of the kind {} means {}.", kind_words(*kind), flag_words(*flag)),
            ImpliedBy::Flag(other) => format!("The flag for {} means {} too.", flag_words(*other), flag_words(*flag)),
        });
    }
    for &category in EnhancedCategory::ALL {
        let causes: Vec<_> = why.enhanced.iter().filter(|(held, _)| *held == category).map(|(_, cause)| cause_words(*cause)).collect();
        if !causes.is_empty() {
            says.push(format!("Enhanced rights, {}: {}.", category_words(category), listed(&causes)));
        }
    }
    if let Some((priority, urgency)) = why.priority {
        if why.enhanced.is_empty() {
            says.push("Standard rights: nothing that we know gives enhanced rights.".to_owned());
        }
        if why.officer_disagrees {
            says.push("The officer assessed standard rights, but the facts give enhanced rights.".to_owned());
        }
        if why.repeat {
            says.push("A repeat victim.".to_owned());
        }
        says.push(match urgency {
            Urgency::Flag(flag) => format!("Priority {priority} because of {}.", flag_words(flag)),
            Urgency::Enhanced => format!("Priority {priority} because of enhanced rights."),
            Urgency::OfficerMarker => format!("Priority {priority} because the officer asked for it."),
            Urgency::Ordinary => format!("Priority {priority}: nothing asks for a higher one."),
        });
    }
    if let Some(pathway) = &why.pathway {
        says.push(pathway_sentence(pathway, profile));
    }
    if why.already_referred {
        says.push("The police already referred the person to a specialist service.".to_owned());
    }
    why.contact.iter().for_each(|rule| contact_sentences(rule, profile, &mut says));
    says
}

fn pathway_sentence(why: &PathwayWhy, profile: &Profile) -> String {
    let called = |name: &str| quoted(&profile.title_of(name));
    let name = called(&why.name);
    let matching: Vec<String> = why.matching.iter().map(|name| called(name)).collect();
    match matching.as_slice() {
        matching if why.meeting => format!("Pathway {name} until a meeting decides: {} match.", listed(matching)),
        [] => format!("Pathway {name}: no other pathway matches."),
        [_] => format!("Pathway {name}: the only one that matches."),
        matching => format!("Pathway {name}: the first that matches of {}.", listed(matching)),
    }
}

fn contact_sentences(why: &ContactWhy, profile: &Profile, says: &mut Vec<String>) {
    let desk = why.service.as_ref().map(|service| format!(" of the desk {}", quoted(&profile.title_of(service)))).unwrap_or_default();
    let rule = format!("Contact rule {}{desk}", quoted(&spaced(&why.rule)));
    let channels: Vec<_> = why.offered.iter().map(|channel| channel_words(*channel)).collect();
    match (channels.is_empty(), why.already) {
        (false, _) => {
            let from = match why.from {
                RunsFrom::Receipt => "receipt",
                RunsFrom::Recorded => "when it was recorded",
            };
            says.push(format!("{rule}: {} within {} from {from}.", listed(&channels), limit_words(&why.within)));
        }
        (true, Some(Already::Made)) => says.push(format!("{rule}: somebody already tried or reached the person.")),
        (true, Some(Already::Open)) => says.push(format!("{rule}: the offer is already open.")),
        (true, None) => says.push(format!("{rule}: no safe way is open, so a worker agrees one with the person first.")),
    }
    for (channel, reason) in &why.shut {
        let says_why = gate::sentence(*reason, Way::from(*channel)).to_owned();
        if !says.contains(&says_why) {
            says.push(says_why);
        }
    }
}

fn quoted(words: &str) -> String {
    format!("“{words}”")
}

fn listed(items: &[impl AsRef<str>]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn limit_words(text: &str) -> String {
    let counted = |n: u16, unit: &str| if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") };
    match TimeLimit::parse(text) {
        Some(TimeLimit::Hours(n)) => counted(n, "hour"),
        Some(TimeLimit::WorkingHours(n)) => counted(n, "working hour"),
        Some(TimeLimit::WorkingDays(n)) => counted(n, "working day"),
        None => text.to_owned(),
    }
}

const fn channel_words(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "a phone call",
        Channel::Text => "a text",
        Channel::Email => "an email",
        Channel::Letter => "a letter",
    }
}

const fn category_words(category: EnhancedCategory) -> &'static str {
    match category {
        EnhancedCategory::Serious => "serious crime",
        EnhancedCategory::Persistent => "persistently targeted",
        EnhancedCategory::Vulnerable => "vulnerable",
        EnhancedCategory::Intimidated => "intimidated",
    }
}

const fn cause_words(cause: Cause) -> &'static str {
    match cause {
        Cause::Flag(flag) => flag_words(flag),
        Cause::OfficerAssessment => "the officer’s assessment",
        Cause::Bereaved => "bereaved by the crime",
        Cause::ThreeIncidentsInAYear => "three incidents within twelve months",
        Cause::Under18WhenItHappened => "under 18 when it happened",
        Cause::Under18WhenRecorded => "under 18 when it was recorded",
    }
}

const fn kind_words(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Crime => "crime",
        IncidentKind::Asb => "antisocial behaviour",
        IncidentKind::DomesticNonCrime => "domestic incident that is no crime",
        IncidentKind::RoadDeath => "death on the road",
        IncidentKind::Fire => "fire",
    }
}

/// A flag as one says it in a sentence: "because of …".
pub const fn flag_words(flag: Flag) -> &'static str {
    match flag {
        Flag::DomesticAbuse => "domestic abuse",
        Flag::DomesticAbuseHighRisk => "domestic abuse with high risk",
        Flag::Sexual => "a sexual offence",
        Flag::Rape => "rape",
        Flag::ChildSexualAbuse => "child sexual abuse",
        Flag::ChildExploitation => "child exploitation",
        Flag::ChildAbuse => "child abuse",
        Flag::Stalking => "stalking",
        Flag::Harassment => "harassment",
        Flag::HateRace => "hate crime (race)",
        Flag::HateReligion => "hate crime (religion)",
        Flag::HateOrientation => "hate crime (sexual orientation)",
        Flag::HateDisability => "hate crime (disability)",
        Flag::HateTransgender => "hate crime (transgender)",
        Flag::ModernSlavery => "modern slavery",
        Flag::HonourBased => "so-called honour-based abuse",
        Flag::Fgm => "female genital mutilation",
        Flag::ForcedMarriage => "forced marriage",
        Flag::Terrorism => "terrorism",
        Flag::Homicide => "homicide",
        Flag::AttemptedMurder => "attempted murder",
        Flag::GbhIntent => "grievous bodily harm with intent",
        Flag::Kidnap => "kidnap",
        Flag::ArsonLife => "arson endangering life",
        Flag::Fraud => "fraud",
        Flag::AsbHighRisk => "antisocial behaviour with high risk",
        Flag::SeriousViolence => "serious violence",
        Flag::MentalDisorder => "a mental disorder",
        Flag::LearningDisability => "a learning disability",
        Flag::PhysicalDisability => "a physical disability",
        Flag::FearOfTestifying => "fear of testifying",
        Flag::Repeat => "repeat victimisation",
    }
}
