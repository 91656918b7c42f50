//! Flags that follow from other flags, from the kind of incident and from the offence code.

use kernel::{Flag, FlagSet, IncidentKind, OffenceCode};
use serde::{Deserialize, Serialize};

use crate::offence_flags;

/// The flags of an incident, and which of them nobody sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flags {
    /// All of them: as sent and as implied.
    pub all: FlagSet,
    /// Those that were implied, each with what implies it.
    pub implied: Vec<ImpliedFlag>,
}

/// A flag that nobody sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpliedFlag {
    /// The flag.
    pub flag: Flag,
    /// What it follows from.
    pub by: ImpliedBy,
}

/// What a flag follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImpliedBy {
    /// This Home Office code, `008/67`.
    OffenceCode(String),
    /// This kind of incident.
    Kind(IncidentKind),
    /// This other flag.
    Flag(Flag),
}

/// Completes the flags as sent with what follows from them, from the kind of incident and from the offence code.
pub fn implied(sent: FlagSet, kind: IncidentKind, code: Option<OffenceCode>) -> Flags {
    let mut flags = Flags { all: sent, implied: Vec::new() };
    if let Some(code) = code {
        for flag in offence_flags::of(code) {
            // The aggravated offences are "racially or religiously" aggravated: where the sender said which, the code adds nothing.
            if flag == Flag::HateRace && sent.has(Flag::HateReligion) {
                continue;
            }
            flags.add(flag, || ImpliedBy::OffenceCode(code.to_string()));
        }
    }
    if kind == IncidentKind::DomesticNonCrime {
        flags.add(Flag::DomesticAbuse, || ImpliedBy::Kind(kind));
    }
    for cause in flags.all.iter() {
        if let Some(effect) = cause.brings() {
            flags.add(effect, || ImpliedBy::Flag(cause));
        }
    }
    flags
}

impl Flags {
    fn add(&mut self, flag: Flag, by: impl FnOnce() -> ImpliedBy) {
        if !self.all.has(flag) {
            self.all.insert(flag);
            self.implied.push(ImpliedFlag { flag, by: by() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<OffenceCode> {
        Some(OffenceCode::parse(text).unwrap())
    }

    fn of_code(text: &str) -> Vec<&'static str> {
        implied(FlagSet::EMPTY, IncidentKind::Crime, code(text)).all.iter().map(Flag::as_str).collect()
    }

    #[test]
    fn one_flag_brings_another() {
        let flags = implied(FlagSet::of(&[Flag::DomesticAbuseHighRisk]), IncidentKind::Crime, None);
        assert!(flags.all.has(Flag::DomesticAbuse));
        assert_eq!(flags.implied, [ImpliedFlag { flag: Flag::DomesticAbuse, by: ImpliedBy::Flag(Flag::DomesticAbuseHighRisk) }]);
    }

    #[test]
    fn a_domestic_incident_that_is_no_crime_is_domestic_abuse() {
        assert!(implied(FlagSet::EMPTY, IncidentKind::DomesticNonCrime, None).all.has(Flag::DomesticAbuse));
        assert!(implied(FlagSet::EMPTY, IncidentKind::Crime, None).all.is_empty());
    }

    #[test]
    fn the_code_says_what_it_says_and_no_more() {
        assert_eq!(of_code("2/0"), ["attempted_murder"]);
        assert_eq!(of_code("008/67"), ["domestic_abuse"]);
        assert_eq!(of_code("019/08"), ["sexual", "rape"]);
        assert_eq!(of_code("019/16"), ["sexual", "rape", "child_sexual_abuse"]);
        assert_eq!(of_code("020/05"), ["sexual"]);
        assert_eq!(of_code("195/94"), ["harassment"]);
        assert_eq!(of_code("195/12"), ["stalking"]);
        // Burglary of a home, actual bodily harm: nothing follows.
        assert!(of_code("028/03").is_empty());
        assert!(of_code("008/06").is_empty());
    }

    #[test]
    fn religious_hate_stays_religious_hate() {
        let flags = implied(FlagSet::of(&[Flag::HateReligion]), IncidentKind::Crime, code("008/57"));
        assert!(!flags.all.has(Flag::HateRace));
        assert!(implied(FlagSet::EMPTY, IncidentKind::Crime, code("008/57")).all.has(Flag::HateRace));
    }

    #[test]
    fn what_was_sent_is_not_called_implied() {
        let flags = implied(FlagSet::of(&[Flag::Rape, Flag::Sexual]), IncidentKind::Crime, code("019/08"));
        assert_eq!(flags.implied, []);
    }
}
