//! What differs in clocks and in the ground on which details are held. Each of these reads the same whichever of the two comes first.

use std::collections::BTreeSet;

use kernel::Basis;

use super::Named;
use crate::in_words::{how, in_words, join, limit};
use crate::model::{Condition, ContactRule, Profile, SupportStart};
use crate::titles::spaced;

/// On what each hub holds details, where the two differ.
pub(super) fn grounds((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    // What a desk is called is no ground.
    let held_on = |profile: &Profile| -> BTreeSet<&'static str> { profile.desks.iter().map(|desk| desk.basis.as_str()).collect() };
    let (mine, theirs, and) = (bases(a), bases(b), between(a, b));
    (held_on(a) != held_on(b))
        .then(|| format!("what is held of a person rests on another ground: {mine} at {at_a}{and} {theirs} at {at_b}."))
}

fn bases(profile: &Profile) -> String {
    let basis = |basis: Basis| match basis {
        Basis::SameController => "being one data controller with the police",
        Basis::Agreement => "an agreement with the sender",
        Basis::JointController => "being joint controller with the sender",
        Basis::PublicTask => "a public task",
        Basis::ImpliedConsent => "implied consent",
        Basis::ConsentFirst => "the person's own agreement to be referred",
    };
    let of_desks = profile.desks.iter().map(|desk| match &desk.name {
        Some(name) => format!("{} (the desk \"{}\")", basis(desk.basis), profile.title_of(name)),
        None => basis(desk.basis).to_owned(),
    });
    join(&of_desks.collect::<Vec<_>>(), "and")
}

/// How and by when people are contacted, rule for rule.
pub(super) fn contact((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    if let (Some(mine), Some(theirs)) = (for_the_rest(a), for_the_rest(b))
        && mine != theirs
    {
        say.push(format!("whoever meets no rule of their own is contacted {mine} at {at_a}{} {theirs} at {at_b}.", between(a, b)));
    }
    for rule in narrower(a) {
        if let Some(other) =
            narrower(b).find(|other| other.when == rule.when && other.also == rule.also).filter(|other| how(other) != how(rule))
        {
            let when = in_words(&rule.when);
            say.push(format!("when {when}, contact is made {} at {at_a} and {} at {at_b}.", how(rule), how(other)));
        }
    }
    say
}

/// What stands between two hubs in a sentence: where one has several desks, its own "and" is taken.
fn between(a: &Profile, b: &Profile) -> &'static str {
    if a.desks.len() > 1 || b.desks.len() > 1 { ";" } else { " and" }
}

/// The contact rules that are not for everybody.
fn narrower(profile: &Profile) -> impl Iterator<Item = &ContactRule> {
    profile.desks.iter().flat_map(|desk| &desk.contact).filter(|rule| !rule.when.is_always())
}

/// How whoever meets no condition is contacted: by the hub's only desk, or by each.
fn for_the_rest(profile: &Profile) -> Option<String> {
    let of_desk = |contact: &[ContactRule]| contact.iter().find(|rule| !rule.also && rule.when.is_always()).map(how);
    if let [desk] = profile.desks.as_slice() {
        return of_desk(&desk.contact);
    }
    let at_each = profile.desks.iter().map(|desk| {
        let name = desk.name.as_deref().map(|name| profile.title_of(name)).unwrap_or_default();
        let whom = if desk.when.is_always() { String::new() } else { format!(", when {},", in_words(&desk.when)) };
        Some(format!("at the desk \"{name}\"{whom} {}", of_desk(&desk.contact)?))
    });
    Some(join(&at_each.collect::<Option<Vec<_>>>()?, "and"))
}

/// What follows when nobody answers, where both lay something down.
pub(super) fn unreached((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let after = |profile: &Profile| {
        let unreached = profile.unreached.as_ref()?;
        let attempts =
            if unreached.after_attempts == 1 { "1 attempt".to_owned() } else { format!("{} attempts", unreached.after_attempts) };
        Some(format!("within {} of {attempts}", limit(unreached.within)))
    };
    let (mine, theirs) = (after(a)?, after(b)?);
    (mine != theirs).then(|| format!("whoever does not answer gets another way {mine} at {at_a} and {theirs} at {at_b}."))
}

/// By when support starts for each of those who have a time of their own at either, and for the rest; and by when what both do after acceptance
/// is done.
pub(super) fn accepted((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    match (a.support_starts.is_empty(), b.support_starts.is_empty()) {
        (false, true) => say.push(by_the_code(at_a, at_b)),
        (true, false) => say.push(by_the_code(at_b, at_a)),
        (true, true) => {}
        (false, false) => {
            let mut whom: Vec<&Condition> = Vec::new();
            for start in a.support_starts.iter().chain(&b.support_starts).filter(|start| !start.when.is_always()) {
                if !whom.contains(&&start.when) {
                    whom.push(&start.when);
                }
            }
            let everybody = Condition::default();
            for when in whom.into_iter().chain([&everybody]) {
                let (mine, theirs) = (start_for(a, when), start_for(b, when));
                if mine != theirs {
                    let of_acceptance = |start: Option<&SupportStart>| match start {
                        Some(start) => format!("within {}", limit(start.within)),
                        None => "within the Victims' Code's own limit".to_owned(),
                    };
                    let whom = if when.is_always() {
                        "for whoever has no time of their own".to_owned()
                    } else {
                        format!("when {}", in_words(when))
                    };
                    let (mine, theirs) = (of_acceptance(mine), of_acceptance(theirs));
                    if mine != theirs {
                        say.push(format!("{whom}, support starts {mine} of acceptance at {at_a} and {theirs} at {at_b}."));
                    }
                }
            }
        }
    }
    for after in &a.after_acceptance {
        if let Some(other) = b.after_acceptance.iter().find(|other| other.task == after.task && other.within != after.within) {
            let (task, mine, theirs) = (spaced(&after.task), limit(after.within), limit(other.within));
            say.push(format!("\"{task}\" is to be done within {mine} at {at_a} and within {theirs} at {at_b}."));
        }
    }
    say
}

fn by_the_code(own: &str, other: &str) -> String {
    format!("support starts within the hub's own limits at {own}, and within the Victims' Code's own at {other}.")
}

/// The first start of support that takes everybody whom this condition is for.
fn start_for<'p>(profile: &'p Profile, when: &Condition) -> Option<&'p SupportStart> {
    profile.support_starts.iter().find(|start| start.when.covers(when))
}
