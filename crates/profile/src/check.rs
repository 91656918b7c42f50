//! Checks across rules: what is said twice, what can never be reached, whom no rule would reach.

mod teams;
mod throughout;

pub(crate) use teams::{Teams, no_slips};
pub(crate) use throughout::{
    assessed, authorities_apart, somebody_for_everybody, tasks_of_the_hub, within_scope, within_ways, witnesses_served,
};

use crate::contact::ReadDesk;
use crate::model::{ContactRule, Pathway, SeveralServices, SupportStart};
use crate::reader::Source;

/// A thing read and where it stands.
pub(crate) struct Placed<T> {
    pub(crate) what: T,
    pub(crate) path: String,
    pub(crate) at: usize,
}

/// The things without their places.
pub(crate) fn plain<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.what).collect()
}

/// Desks: named where there are several, no name twice, no rule name twice, every rule within reach, somebody for everybody.
pub(crate) fn desks(source: &Source<'_>, desks: &[ReadDesk]) {
    let several = desks.len() > 1;
    somebody_for_everybody(source, desks);
    for desk in desks {
        match (&desk.name, several) {
            (None, true) => {
                source.report(
                    desk.at,
                    format!("{}.name", desk.path),
                    "is missing",
                    "a name for each of several desks",
                    "add name = \"support\"",
                );
            }
            (Some(name), false) => source.report(
                name.at,
                name.path.clone(),
                format!("is {:?} although the hub has one desk", name.what),
                "a name only where there are several desks",
                "leave the name out, or add the other [[desk]]",
            ),
            _ => {}
        }
        let first_matching: Vec<&Placed<ContactRule>> = desk.rules.iter().filter(|rule| !rule.what.also).collect();
        reachable(source, &first_matching, |rule| &rule.name, |earlier, later| earlier.when.covers(&later.when));
        everybody_reached(source, desk, &first_matching);
        for rule in desk.rules.iter().filter(|rule| desk.reported_only && rule.what.when.reported == Some(false)) {
            source.report(
                rule.at,
                format!("{}.when.reported", rule.path),
                "is false, but the desk serves only what was reported: the rule never matches",
                "a rule that somebody can meet",
                "leave the rule out or set reported_only = false",
            );
        }
    }
    unique(source, "desk", desks.iter().filter_map(|desk| desk.name.as_ref()).map(|name| (name.at, &name.path, &name.what)));
    let rules = desks.iter().flat_map(|desk| &desk.rules);
    unique(source, "contact rule", rules.map(|rule| (rule.at, &rule.path, &rule.what.name)));
}

/// Reports a desk whose rules leave somebody out: no victim may fall between two rules.
fn everybody_reached(source: &Source<'_>, desk: &ReadDesk, first_matching: &[&Placed<ContactRule>]) {
    if !desk.complete || first_matching.iter().any(|rule| rule.what.when.is_always()) {
        return;
    }
    let (at, path) = first_matching.last().map_or((desk.at, "contact"), |rule| (rule.at, rule.path.as_str()));
    source.report(
        at,
        path,
        "leaves out whoever meets none of the desk's rules: nobody would contact them",
        "a last rule without when and without also, for everybody else",
        "leave when out of the last rule, or add one more",
    );
}

/// Pathways: no name twice, every one within reach. Among those for after the assessment of needs a worker chooses, so none hides another.
pub(crate) fn pathways(source: &Source<'_>, pathways: &[&Placed<Pathway>]) {
    reachable(source, &at_intake(pathways), |pathway| &pathway.name, |earlier, later| earlier.when.covers(&later.when));
    unique(source, "pathway", pathways.iter().map(|pathway| (pathway.at, &pathway.path, &pathway.what.name)));
}

fn at_intake<'p>(pathways: &[&'p Placed<Pathway>]) -> Vec<&'p Placed<Pathway>> {
    pathways.iter().copied().filter(|pathway| !pathway.what.after_assessment).collect()
}

/// Starts of support: every one within reach.
pub(crate) fn support_starts(source: &Source<'_>, starts: &[&Placed<SupportStart>]) {
    reachable(source, starts, |_| "", |earlier, later| earlier.when.covers(&later.when));
}

/// A meeting on several services needs two pathways that can match together, and a name of its own for the time until then.
pub(crate) fn several_services(source: &Source<'_>, several: &Placed<SeveralServices>, pathways: &[&Placed<Pathway>]) {
    let at_intake = at_intake(pathways);
    if at_intake.len() < 2 {
        source.report(
            several.at,
            several.path.clone(),
            format!("can never come about with {} pathway", if at_intake.is_empty() { "no" } else { "one" }),
            "two or more pathways that may match together",
            "add [[pathway]] for each service or leave [several_services] out",
        );
    }
    let place = format!("{}.pathway", several.path);
    if let Some(same) = pathways.iter().find(|pathway| pathway.what.name == several.what.pathway) {
        source.report(
            several.at,
            place,
            format!("is {:?}, which {} is called, too", several.what.pathway, same.path),
            "a name no pathway has",
            "try \"multi_agency\"",
        );
    }
    for always in at_intake.iter().filter(|pathway| pathway.what.when.is_always()) {
        source.report(
            always.at,
            always.path.clone(),
            "matches every case, so that every case with a service would wait for the meeting",
            "only pathways with when beside [several_services]",
            "leave it out: cases that match no pathway go to general",
        );
    }
}

/// Reports each entry that an earlier one leaves nothing for, the first that matches being taken.
pub(crate) fn reachable<'a, T>(
    source: &Source<'_>,
    entries: &[&'a Placed<T>],
    name: impl Fn(&'a T) -> &'a str,
    covers: impl Fn(&T, &T) -> bool,
) {
    for (n, entry) in entries.iter().enumerate() {
        let Some(earlier) = entries.iter().take(n).find(|earlier| covers(&earlier.what, &entry.what)) else { continue };
        let called = |name: &str| if name.is_empty() { String::new() } else { format!(" {name:?}") };
        source.report(
            entry.at,
            entry.path.clone(),
            format!(
                "{} can never be reached: {}{} already takes everybody it is for",
                called(name(&entry.what)),
                earlier.path,
                called(name(&earlier.what))
            )
            .trim_start()
            .to_owned(),
            "the narrower rule before the wider one",
            format!("move it above {} or leave it out", earlier.path),
        );
    }
}

/// Reports each name that an earlier one of the same things has.
pub(crate) fn unique<'a>(source: &Source<'_>, what: &str, named: impl Iterator<Item = (usize, &'a String, &'a String)>) {
    let mut seen: Vec<(&String, &String)> = Vec::new();
    for (at, path, name) in named {
        match seen.iter().find(|(_, earlier)| *earlier == name) {
            Some((first, _)) => source.report(
                at,
                path.clone(),
                format!("has the name {name:?}, which {first} has, too"),
                format!("a name that no other {what} has"),
                format!("try {:?}", format!("{name}_2")),
            ),
            None => seen.push((path, name)),
        }
    }
}
