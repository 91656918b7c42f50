//! What passes between the hub and the force, what it owes to those who pay, and how people say how it was, as sentences.

use super::{organisations::day, period};
use crate::in_words::{in_words, join, limit, ways};
use crate::model::{Choice, Every, FeedbackMoment, FeedbackPoint, FundingKind, FundingStream, Profile, Report};

pub(super) fn updates(profile: &Profile) -> Vec<String> {
    vec![match profile.updates_within {
        Some(within) => format!("The force answers a question about a case within {}.", limit(within)),
        None => "No limit is set here for the force's answer to a question about a case, so the Victims' Code's own stands.".to_owned(),
    }]
}

pub(super) fn hate_reports(profile: &Profile) -> Vec<String> {
    let Some(hate) = &profile.hate_reports else { return Vec::new() };
    vec![
        "The hub takes reports of hate crime for people who will not go to the police themselves, with or without their name.".to_owned(),
        format!("The hub sends each report to {} within {} of its being made.", hate.to, limit(hate.sent_within)),
    ]
}

pub(super) fn reports(profile: &Profile) -> Vec<String> {
    if profile.reports.is_empty() {
        return vec!["No report is owed to anybody.".to_owned()];
    }
    let mut say: Vec<String> = profile.reports.iter().map(report_in_words).collect();
    if profile.reports.iter().any(|report| matches!(report.every, Every::Quarter | Every::HalfYear | Every::Year)) {
        say.push("Years, their halves and quarters begin on 1 April.".to_owned());
    }
    say
}

/// A report as a sentence: what it is, for whom, how often, by when.
pub(crate) fn report_in_words(report: &Report) -> String {
    let every = every_name(report.every);
    let due = match report.due_after {
        Some(after) => format!("{} after its end", period(after)),
        None => "on its last day".to_owned(),
    };
    format!("\"{}\" is owed every {every}, {due}, to {}.", report.title, report.to)
}

/// `half year`.
pub(crate) const fn every_name(every: Every) -> &'static str {
    match every {
        Every::Week => "week",
        Every::Month => "month",
        Every::Quarter => "quarter",
        Every::HalfYear => "half year",
        Every::Year => "year",
    }
}

pub(super) fn feedback(profile: &Profile) -> Vec<String> {
    if profile.feedback.is_empty() {
        return vec!["No point is laid down at which people are asked how it was.".to_owned()];
    }
    profile.feedback.iter().map(asked).collect()
}

fn asked(point: &FeedbackPoint) -> String {
    let moment = moment_name(point.at);
    let when = match (point.at, point.after) {
        (FeedbackMoment::During, Some(after)) => format!("{} into the support", period(after)),
        (_, Some(after)) => format!("{} after {moment}", period(after)),
        (FeedbackMoment::During, None) => moment.to_owned(),
        (_, None) => format!("at {moment}"),
    };
    let whom = if point.when.is_always() { "Everybody".to_owned() } else { format!("When {}, the person", in_words(&point.when)) };
    format!("{whom} is asked {when}, {}: \"{}\".", ways(Choice::FirstOf, &point.channels), point.title)
}

/// `the first contact`, `during support`.
pub(crate) const fn moment_name(at: FeedbackMoment) -> &'static str {
    match at {
        FeedbackMoment::FirstContact => "the first contact",
        FeedbackMoment::Acceptance => "the acceptance of support",
        FeedbackMoment::During => "during support",
        FeedbackMoment::Closing => "the end of support",
    }
}

pub(super) fn funding(profile: &Profile) -> Vec<String> {
    profile.funding.iter().map(pays).collect()
}

fn pays(stream: &FundingStream) -> String {
    let kind = match stream.kind {
        FundingKind::Core => "core funding",
        FundingKind::Contract => "a contract",
        FundingKind::Grant => "a grant",
    };
    let which = if stream.when.is_always() { "every case".to_owned() } else { format!("a case in which {}", in_words(&stream.when)) };
    let days = match (stream.from, stream.until) {
        (None, None) => String::new(),
        (Some(from), None) => format!(", from {}", day(from)),
        (None, Some(until)) => format!(", until {}", day(until)),
        (Some(from), Some(until)) => format!(", from {} to {}", day(from), day(until)),
    };
    format!("\"{}\", {kind}, pays for {which}{days}.", stream.title)
}

pub(super) fn resources(profile: &Profile) -> Vec<String> {
    let Some(resources) = &profile.resources else { return Vec::new() };
    let mut say = Vec::new();
    if let Some(pounds) = resources.pounds_a_year {
        say.push(format!("It costs £{} a year.", in_thousands(pounds)));
    }
    if !resources.funded_by.is_empty() {
        // Whoever pays may have "and" or a comma in their own name.
        say.push(format!("Who pays for it: {}.", resources.funded_by.join("; ")));
    }
    if !resources.staff.is_empty() {
        let posts: Vec<String> = resources.staff.iter().map(|posts| format!("{} ({})", posts.role, posts.full_time)).collect();
        say.push(format!("Who works there, counted as full-time posts: {}.", join(&posts, "and")));
    }
    say
}

/// `1,489,000`.
pub(crate) fn in_thousands(number: u32) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let (head, tail) = digits.split_at(first);
    let mut groups: Vec<&str> = if head.is_empty() { Vec::new() } else { vec![head] };
    let mut rest = tail;
    while let Some((group, more)) = rest.split_at_checked(3) {
        groups.push(group);
        rest = more;
    }
    groups.join(",")
}
