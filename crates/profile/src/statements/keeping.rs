//! How long records are kept, as sentences.

use kernel::Ending;

use crate::in_words::{capital, flags, join};
use crate::model::{Period, Profile, RetentionCondition, RetentionRule, RetentionStart};
use crate::titles::spaced;

// What a step does (docs/privacy/retention.md). Restricting puts up no wall, and nothing here may promise one.
const RESTRICTED: &str = "Restricted: from then on staff are asked to open the record only to look after it. The program does not keep it from \
                          them: it stays in lists and search until it is minimised or destroyed.";
const MINIMISED: &str = "Minimised: what was written on the case goes, and with the last of a person's cases their name, birth date and ways of \
                         contact. What is left counts in figures.";
const DESTROYED: &str = "Destroyed: what happened goes too, and with the last of a person's cases the key that all of it was sealed under. The \
                         counts in figures stay.";

pub(super) fn retention(profile: &Profile) -> Vec<String> {
    if profile.retention.is_empty() {
        return vec!["No schedule is set: nothing is destroyed until somebody decides it.".to_owned()];
    }
    let mut say: Vec<String> = profile.retention.iter().map(of_rule).collect();
    say.push("Of these the first that fits decides. A record on hold, or of somebody with an open case, is kept.".to_owned());
    let uses = |step: fn(&RetentionRule) -> Option<Period>| profile.retention.iter().any(|rule| step(rule).is_some());
    let steps = [
        (uses(|rule| rule.restrict_after), RESTRICTED),
        (uses(|rule| rule.minimise_after), MINIMISED),
        (uses(|rule| rule.destroy_after), DESTROYED),
    ];
    say.extend(steps.iter().filter(|(is_used, _)| *is_used).map(|(_, words)| (*words).to_owned()));
    say.push("What was read and done stays in the audit, which names nobody.".to_owned());
    say
}

fn of_rule(rule: &RetentionRule) -> String {
    let whom = if rule.when.is_always() { "every other record".to_owned() } else { which(&rule.when) };
    format!("{}, class \"{}\", is {}.", capital(&whom), spaced(&rule.class), steps(rule))
}

/// `restricted 1 year and destroyed 7 years after the case was closed`.
pub(crate) fn steps(rule: &RetentionRule) -> String {
    let steps: Vec<String> = [("restricted", rule.restrict_after), ("minimised", rule.minimise_after), ("destroyed", rule.destroy_after)]
        .iter()
        .filter_map(|(step, after)| after.map(|after| format!("{step} {}", period(after))))
        .collect();
    let from = match rule.from {
        RetentionStart::Closed => "the case was closed",
        RetentionStart::LastContact => "the last attempt at contact",
        RetentionStart::Received => "the last referral came",
        RetentionStart::Turned18 => "the person's eighteenth birthday",
    };
    format!("{} after {from}", join(&steps, "and"))
}

/// What a rule is for: `a case that ended because the person declined`.
fn which(when: &RetentionCondition) -> String {
    // Taken apart in full, so that a new part cannot be forgotten here.
    let RetentionCondition { endings, flags_any, under, recorded_only } = when;
    let mut parts = Vec::new();
    if !endings.is_empty() {
        let names: Vec<&str> = endings.iter().map(|ending| ending_name(*ending)).collect();
        parts.push(format!("that ended because {}", join(&names, "or")));
    }
    if !flags_any.is_empty() {
        parts.push(format!("that shows {}", flags(flags_any, "or")));
    }
    if let Some(age) = under {
        parts.push(format!("of somebody under {age} at its end"));
    }
    let what = match recorded_only {
        Some(true) => "the record of somebody who never had a case",
        Some(false) => "a case",
        None if !endings.is_empty() => "a case",
        None => "a record",
    };
    if parts.is_empty() { what.to_owned() } else { format!("{what} {}", parts.join(", ")) }
}

/// `30 days`, `12 months`, `1 year`.
pub(crate) fn period(period: Period) -> String {
    let (number, unit) = match period {
        Period::Days(number) => (number, "day"),
        Period::Months(number) => (number, "month"),
        Period::Years(number) => (number, "year"),
    };
    if number == 1 { format!("{number} {unit}") } else { format!("{number} {unit}s") }
}

fn ending_name(ending: Ending) -> &'static str {
    match ending {
        Ending::Declined => "the person declined",
        Ending::Completed => "the support was completed",
        Ending::NotReached => "the person was not reached",
        Ending::NoSafeWay => "there was no safe way to reach them",
        Ending::MovedAway => "the person moved away",
        Ending::OtherService => "another service took over",
        Ending::OpenedInError => "it was opened in error",
        Ending::OutOfScope => "the hub does not serve it",
        Ending::OptedOut => "the person opted out",
    }
}
