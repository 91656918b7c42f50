//! What differs in what passes between hub and force, in reports, feedback and money.
//!
//! Each of these but those named `between_…` says what holds at the first and not at the second; asked both ways round it says everything once.

use super::Named;
use super::support::quoted;
use crate::in_words::{join, limit};
use crate::model::{Every, FeedbackMoment, Profile};
use crate::statements::{every_name, in_thousands, moment_name};

pub(super) fn updates((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let (Some(mine), None) = (a.updates_within, b.updates_within) else { return Vec::new() };
    vec![format!(
        "the force's answer to a question is late after {} at {at_a}, and after the Victims' Code's own limit at {at_b}.",
        limit(mine)
    )]
}

pub(super) fn between_updates((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let (mine, theirs) = (a.updates_within?, b.updates_within?);
    (mine != theirs).then(|| format!("the force answers within {} at {at_a} and within {} at {at_b}.", limit(mine), limit(theirs)))
}

pub(super) fn hate_reports((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let missing = a.hate_reports.is_some() && b.hate_reports.is_none();
    missing
        .then(|| format!("hate crime can be reported through {at_a}, also without a name, and not through {at_b}."))
        .into_iter()
        .collect()
}

pub(super) fn feedback((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let asks = |profile: &Profile, moment: FeedbackMoment| profile.feedback.iter().any(|point| point.at == moment);
    let when = |moment: FeedbackMoment| match moment {
        FeedbackMoment::During => moment_name(moment).to_owned(),
        _ => format!("after {}", moment_name(moment)),
    };
    let only_here: Vec<String> =
        FeedbackMoment::ALL.iter().filter(|moment| asks(a, **moment) && !asks(b, **moment)).map(|moment| when(*moment)).collect();
    let differ = !only_here.is_empty();
    differ.then(|| format!("people are asked how it was {} at {at_a} and not at {at_b}.", join(&only_here, "and"))).into_iter().collect()
}

pub(super) fn reports((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let owed = |profile: &Profile, every: Every| profile.reports.iter().any(|report| report.every == every);
    let only_here: Vec<&str> =
        Every::ALL.iter().filter(|every| owed(a, **every) && !owed(b, **every)).map(|every| every_name(*every)).collect();
    let differ = !only_here.is_empty();
    differ
        .then(|| format!("there is a report on every {} at {at_a} and none on such a time at {at_b}.", join(&only_here, "and every")))
        .into_iter()
        .collect()
}

pub(super) fn funding((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let only_here = a.funding.iter().filter(|stream| !b.funding.iter().any(|other| other.name == stream.name));
    let streams = quoted(only_here.map(|stream| &stream.title));
    streams.map(|streams| format!("a case may be paid for by {streams} at {at_a} and not, by that name, at {at_b}.")).into_iter().collect()
}

pub(super) fn between_resources((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let pounds = |profile: &Profile| profile.resources.as_ref().and_then(|resources| resources.pounds_a_year);
    let (mine, theirs) = (pounds(a)?, pounds(b)?);
    (mine != theirs).then(|| format!("£{} a year is spent at {at_a} and £{} at {at_b}.", in_thousands(mine), in_thousands(theirs)))
}
