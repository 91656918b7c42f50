//! Conditions, contact rules and the closed lists in plain English.

use kernel::{Channel, Flag, FlagSet, IncidentKind, Level, Role, Source, TimeLimit};

use crate::model::{Choice, Condition, ContactRule, RunsFrom, Way};

/// A condition as a clause that can follow "because" or "when": `the person has enhanced rights`.
///
/// An empty condition is `everybody is meant`.
pub fn in_words(condition: &Condition) -> String {
    join_clauses(&clauses(condition), "and")
}

/// By which ways and by when.
pub(crate) fn how(rule: &ContactRule) -> String {
    let from = match rule.from {
        RunsFrom::Receipt => "receipt",
        RunsFrom::Recorded => "the police recording it",
    };
    format!("{} within {} of {from}", ways(rule.choice, &rule.channels), limit(rule.within))
}

/// The text with its first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// `by phone`, `by text and e-mail (each that is open)`, `by text, e-mail or letter (the first that is open)`.
pub(crate) fn ways(choice: Choice, channels: &[Way]) -> String {
    let names: Vec<&str> = channels.iter().map(|way| way_name(*way)).collect();
    match (choice, names.as_slice()) {
        (_, [only]) => format!("by {only}"),
        (Choice::FirstOf, _) => format!("by {} (the first that is open)", join(&names, "or")),
        (Choice::AllOf, _) => format!("by {} (each that is open)", join(&names, "and")),
    }
}

pub(crate) fn way_name(way: Way) -> &'static str {
    match way {
        Way::Preferred => "their preferred way",
        Way::By(Channel::Phone) => "phone",
        Way::By(Channel::Text) => "text",
        Way::By(Channel::Email) => "e-mail",
        Way::By(Channel::Letter) => "letter",
    }
}

/// `24 hours`, `48 working hours`, `1 working day`.
pub(crate) fn limit(limit: TimeLimit) -> String {
    let (number, unit) = match limit {
        TimeLimit::Hours(number) => (number, "hour"),
        TimeLimit::WorkingHours(number) => (number, "working hour"),
        TimeLimit::WorkingDays(number) => (number, "working day"),
    };
    if number == 1 { format!("{number} {unit}") } else { format!("{number} {unit}s") }
}

/// `a`, `a or b`, `a, b or c`.
pub(crate) fn join(items: &[impl AsRef<str>], conjunction: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {conjunction} {}", first.join(", "), last.as_ref())
        }
    }
}

/// A clause in two parts, so that a subject said once need not be said again.
struct Clause {
    subject: &'static str,
    rest: String,
}

/// The clauses joined, a subject said once for all the clauses in a row that share it.
fn join_clauses(clauses: &[Clause], conjunction: &str) -> String {
    let said = |about: &[Clause]| {
        let rests: Vec<&str> = about.iter().map(|clause| clause.rest.as_str()).collect();
        let subject = about.first().map_or("", |clause| clause.subject);
        format!("{subject} {}", join(&rests, conjunction)).trim_start().to_owned()
    };
    let groups: Vec<String> = clauses.chunk_by(|a, b| a.subject == b.subject).map(said).collect();
    groups.join(&format!(", {conjunction} "))
}

fn clauses(condition: &Condition) -> Vec<Clause> {
    const PERSON: &str = "the person";
    const REFERRAL: &str = "the referral";
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
    let mut clauses = Vec::new();
    let mut say = |subject, rest: String| clauses.push(Clause { subject, rest });
    let either = |asked: &Option<bool>, yes: &str, no: &str| asked.map(|asked| if asked { yes } else { no }.to_owned());
    if !sources.is_empty() {
        let names: Vec<&str> = sources.iter().map(|source| source_name(*source)).collect();
        say(REFERRAL, format!("comes from {}", join(&names, "or")));
    }
    if !flags_any.is_empty() {
        say(REFERRAL, format!("shows {}", flags(flags_any, "or")));
    }
    if !kinds.is_empty() {
        let names: Vec<&str> = kinds.iter().map(|kind| kind_name(*kind)).collect();
        say(REFERRAL, format!("is about {}", join(&names, "or")));
    }
    either(reported, "was reported to the police", "was not reported to the police").into_iter().for_each(|rest| say("the incident", rest));
    if let Some(level) = level {
        say(PERSON, format!("has {} rights", if *level == Level::Enhanced { "enhanced" } else { "standard" }));
    }
    if !roles.is_empty() {
        let names: Vec<&str> = roles.iter().map(|role| role_name(*role)).collect();
        say(PERSON, format!("is {}", join(&names, "or")));
    }
    if let Some(age) = under {
        say(PERSON, format!("is under {age}"));
    }
    if let Some(age) = at_least {
        say(PERSON, format!("is {age} or older"));
    }
    if let Some(age) = over {
        say(PERSON, format!("is over {age}"));
    }
    either(requested, "asked for support", "did not ask for support").into_iter().for_each(|rest| say(PERSON, rest));
    either(repeat, "is a repeat victim", "is not a repeat victim").into_iter().for_each(|rest| say(PERSON, rest));
    either(major_incident, "is part of a declared major incident", "is part of no declared major incident")
        .into_iter()
        .for_each(|rest| say("the incident", rest));
    either(officer_marked, "asks for priority", "does not ask for priority").into_iter().for_each(|rest| say("the officer", rest));
    if let Some(most) = priority_at_most {
        let numbers: Vec<String> = (1..=*most).map(|number| number.to_string()).collect();
        say("the priority", format!("is {}", join(&numbers, "or")));
    }
    match any_of.as_slice() {
        [] => {}
        [only] => clauses.extend(self::clauses(only)),
        parts => clauses.push(one_of(parts, clauses.is_empty())),
    }
    if clauses.is_empty() {
        clauses.push(Clause { subject: "", rest: "everybody is meant".to_owned() });
    }
    clauses
}

/// `a, b or c`; with `either` before it where it stands beside other parts or its own parts have several.
fn one_of(parts: &[Condition], alone: bool) -> Clause {
    let each: Vec<Vec<Clause>> = parts.iter().map(clauses).collect();
    let rest = if each.iter().all(|part| part.len() == 1) {
        join_clauses(&each.into_iter().flatten().collect::<Vec<_>>(), "or")
    } else {
        each.iter().map(|part| join_clauses(part, "and")).collect::<Vec<_>>().join(", or else ")
    };
    Clause { subject: "", rest: if alone { rest } else { format!("either {rest}") } }
}

/// Flags as things a referral may show, the five kinds of hate together as one.
pub(crate) fn flags(flags: &[Flag], conjunction: &str) -> String {
    let set: FlagSet = flags.iter().copied().collect();
    let all_hate = FlagSet::HATE.iter().all(|flag| set.has(flag));
    let mut names: Vec<&str> = Vec::new();
    for flag in flags {
        let name = if all_hate && FlagSet::HATE.has(*flag) { "hate" } else { flag_name(*flag) };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    join(&names, conjunction)
}

fn flag_name(flag: Flag) -> &'static str {
    match flag {
        Flag::DomesticAbuse => "domestic abuse",
        Flag::DomesticAbuseHighRisk => "high-risk domestic abuse",
        Flag::Sexual => "a sexual offence",
        Flag::Rape => "rape",
        Flag::ChildSexualAbuse => "child sexual abuse",
        Flag::ChildExploitation => "child exploitation",
        Flag::ChildAbuse => "child abuse",
        Flag::Stalking => "stalking",
        Flag::Harassment => "harassment",
        Flag::HateRace => "hate because of race",
        Flag::HateReligion => "hate because of religion",
        Flag::HateOrientation => "hate because of sexual orientation",
        Flag::HateDisability => "hate because of disability",
        Flag::HateTransgender => "hate because of transgender identity",
        Flag::ModernSlavery => "modern slavery",
        Flag::HonourBased => "honour-based abuse",
        Flag::Fgm => "female genital mutilation",
        Flag::ForcedMarriage => "forced marriage",
        Flag::Terrorism => "terrorism",
        Flag::Homicide => "homicide",
        Flag::AttemptedMurder => "attempted murder",
        Flag::GbhIntent => "grievous bodily harm with intent",
        Flag::Kidnap => "kidnap",
        Flag::ArsonLife => "arson endangering life",
        Flag::Fraud => "fraud",
        Flag::AsbHighRisk => "high-risk anti-social behaviour",
        Flag::SeriousViolence => "serious violence",
        Flag::MentalDisorder => "a mental disorder",
        Flag::LearningDisability => "a learning disability",
        Flag::PhysicalDisability => "a physical disability",
        Flag::FearOfTestifying => "fear of testifying",
        Flag::Repeat => "repeat victimisation",
    }
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Police => "the police",
        Source::Agency => "another agency",
        Source::SelfReferral => "the person themselves",
        Source::ReportFraud => "Report Fraud",
        Source::Btp => "British Transport Police",
        Source::OtherHub => "another hub",
    }
}

pub(crate) fn kind_name(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Crime => "a crime",
        IncidentKind::Asb => "anti-social behaviour",
        IncidentKind::DomesticNonCrime => "a domestic incident that is no crime",
        IncidentKind::RoadDeath => "a death on the road",
        IncidentKind::Fire => "a fire",
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Victim => "a victim",
        Role::Witness => "a witness",
        Role::Bereaved => "bereaved",
        Role::Guardian => "a guardian",
        Role::BusinessContact => "the contact of a business",
    }
}

/// Several people of one role.
pub(crate) fn roles_name(role: Role) -> &'static str {
    match role {
        Role::Victim => "victims",
        Role::Witness => "witnesses",
        Role::Bereaved => "bereaved people",
        Role::Guardian => "guardians",
        Role::BusinessContact => "contacts of businesses",
    }
}
