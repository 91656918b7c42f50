//! Checks over every condition and every list of ways, wherever in the file it stands, and over what needs something else beside it.

use kernel::{Channel, IncidentKind, Role, Source as Door};

use super::Placed;
use crate::areas::overlap;
use crate::condition::reports_outside;
use crate::contact::ReadDesk;
use crate::in_words::in_words;
use crate::model::{
    AfterAcceptance, Authority, Condition, Desk, NeedsAssessment, Pathway, PostcodeRange, Scope, SeveralServices, Way, WitnessCare,
};
use crate::reader::Source;

/// What the program itself calls tasks it sets: a profile that used one of these for something else would have two tasks of one name.
const OWN_TASKS: [&str; 4] = ["agree_safe_contact", "start_support", "get_in_touch", "assess_needs"];

/// Conditions that nobody the hub serves can meet. Each comes with where it stands and the path of what it is for.
pub(crate) fn within_scope<'a>(source: &Source<'_>, scope: &Scope, conditions: impl Iterator<Item = (usize, &'a str, &'a Condition)>) {
    let kinds: Vec<IncidentKind> = scope.kinds.iter().map(|(kind, _)| *kind).collect();
    for (at, path, when) in conditions {
        reports_outside(source, at, &format!("{path}.when.roles"), &when.roles, &scope.roles, Role::as_str);
        reports_outside(source, at, &format!("{path}.when.kinds"), &when.kinds, &kinds, IncidentKind::as_str);
    }
}

/// Lists of ways with one that the hub does not use.
pub(crate) fn within_ways(source: &Source<'_>, ways: &[Channel]) {
    for Placed { what, path, at } in source.take_ways() {
        let strange: Vec<&str> = what
            .iter()
            .filter_map(|way| match way {
                Way::By(channel) if !ways.contains(channel) => Some(channel.as_str()),
                Way::By(_) | Way::Preferred => None,
            })
            .collect();
        if !strange.is_empty() {
            source.report(
                at,
                path,
                format!("names {}, by which the hub reaches nobody", strange.join(" and ")),
                format!("only the hub's ways: {}", ways.iter().map(|way| way.as_str()).collect::<Vec<_>>().join(", ")),
                format!("leave {} out here, or add it to ways", strange.join(" and ")),
            );
        }
    }
}

/// A pathway for after the assessment of needs, in a hub that never assesses them, takes no case.
pub(crate) fn assessed(source: &Source<'_>, pathways: &[&Placed<Pathway>], assessment: Option<&NeedsAssessment>) {
    for pathway in pathways.iter().filter(|pathway| pathway.what.after_assessment && assessment.is_none()) {
        source.report(
            pathway.at,
            format!("{}.after_assessment", pathway.path),
            "is true, but the hub assesses no needs: no case would ever go there",
            "[needs_assessment] beside it",
            "add [needs_assessment] with within = \"5wd\", or leave after_assessment out",
        );
    }
}

/// Where the hub cares for witnesses itself it serves them.
pub(crate) fn witnesses_served(source: &Source<'_>, at: usize, care: WitnessCare, scope: &Scope) {
    if care == WitnessCare::Integrated && !scope.roles.contains(&Role::Witness) {
        source.report(
            at,
            "witness_care",
            "is \"integrated\", but the hub serves no witnesses",
            "\"witness\" among the roles under [serves]",
            "add \"witness\" to serves.roles, or say where witnesses are cared for: \"alongside\" or \"elsewhere\"",
        );
    }
}

/// Tasks after acceptance under a name that the program or the meeting gives to another.
pub(crate) fn tasks_of_the_hub(source: &Source<'_>, tasks: &[Placed<AfterAcceptance>], meeting: Option<&SeveralServices>) {
    for task in tasks {
        let (path, name) = (format!("{}.task", task.path), &task.what.task);
        if OWN_TASKS.contains(&name.as_str()) {
            source.report(
                task.at,
                path,
                format!("is {name:?}, which the program sets itself"),
                format!("another name than {}", OWN_TASKS.join(", ")),
                "leave it out where the program's own is meant, or try \"agree_onward\"",
            );
        } else if meeting.is_some_and(|meeting| meeting.task == *name) {
            source.report(
                task.at,
                path,
                format!("is {name:?}, the task of several_services"),
                "a name that no other task has",
                "try \"agree_onward\"",
            );
        }
    }
}

/// Two local authorities with a postcode in common: nobody could tell whose meeting takes the case.
pub(crate) fn authorities_apart(source: &Source<'_>, authorities: &[Placed<Authority>]) {
    for (n, authority) in authorities.iter().enumerate() {
        let shared = authorities.iter().take(n).find_map(|earlier| {
            let is_earlier = |range: &&PostcodeRange| earlier.what.postcodes.iter().any(|other| overlap(other, range));
            Some((earlier, authority.what.postcodes.iter().find(is_earlier)?))
        });
        if let Some((earlier, range)) = shared {
            source.report(
                authority.at,
                format!("{}.postcodes", authority.path),
                format!("has {range}, where {} {:?} has postcodes, too", earlier.path, earlier.what.name),
                "each postcode with one local authority",
                "leave it with the one whose meeting takes the case",
            );
        }
    }
}

/// Desks that contact only some at first: of everybody the hub serves somebody is with at least one desk at once.
pub(crate) fn somebody_for_everybody(source: &Source<'_>, desks: &[ReadDesk]) {
    let Some(read) = desks.iter().map(|read| Some((read, read.desk.as_ref()?))).collect::<Option<Vec<_>>>() else { return };
    let Some((first, _)) = read.iter().find(|(_, desk)| !desk.when.is_always()) else { return };
    for reported in [true, false] {
        let serves = |desk: &Desk| reported || !desk.reported_only;
        // Whom no desk serves the hub does not serve.
        if !read.iter().any(|(_, desk)| serves(desk)) {
            continue;
        }
        let by = |door: Door| Condition { reported: Some(reported), sources: vec![door], ..Condition::default() };
        let is_left = |door: &Door| !read.iter().any(|(_, desk)| serves(desk) && desk.when.covers(&by(*door)));
        let left: Vec<Door> = Door::ALL.iter().copied().filter(is_left).collect();
        if left.is_empty() {
            continue;
        }
        let whom = if reported { "reported to the police" } else { "did not report to the police" };
        let all = left.len() == Door::ALL.len();
        let when = if all { String::new() } else { format!(" when {}", in_words(&Condition { sources: left, ..Condition::default() })) };
        source.report(
            first.at,
            format!("{}.when", first.path),
            format!("leaves somebody who {whom} to no desk at first{when}: nobody would contact them"),
            "a desk that contacts everybody it serves",
            "leave when out of one desk, or let the conditions of two make up everybody",
        );
        return;
    }
}
