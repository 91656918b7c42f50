//! What differs in how people are reached and supported, who gets a case and what follows acceptance.
//!
//! Each of these but those named `between_…` says what holds at the first and not at the second; asked both ways round it says everything once.

use kernel::Channel;

use super::Named;
use crate::in_words::{join, limit, way_name};
use crate::model::{Assignment, Profile, SupportWay, Way, WitnessCare};
use crate::statements::support_way_name;
use crate::titles::spaced;

/// The things in quotation marks; none is no sentence.
pub(super) fn quoted(names: impl IntoIterator<Item = impl AsRef<str>>) -> Option<String> {
    let names: Vec<String> = names.into_iter().map(|name| format!("\"{}\"", spaced(name.as_ref()))).collect();
    (!names.is_empty()).then(|| join(&names, "and"))
}

pub(super) fn reached((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let used = |profile: &Profile, way: Channel| profile.ways.contains(&way);
    let ways: Vec<&str> = Channel::ALL.iter().filter(|way| used(a, **way) && !used(b, **way)).map(|way| way_name(Way::By(*way))).collect();
    if !ways.is_empty() {
        say.push(format!("people are reached by {} at {at_a} and never at {at_b}.", join(&ways, "or")));
    }
    let given = |profile: &Profile, way: SupportWay| profile.support_by.contains(&way);
    let support: Vec<&str> =
        SupportWay::ALL.iter().filter(|way| given(a, **way) && !given(b, **way)).map(|way| support_way_name(*way)).collect();
    if !support.is_empty() {
        say.push(format!("support can be given {} at {at_a} and not at {at_b}.", join(&support, "or")));
    }
    say
}

pub(super) fn worker((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    if a.single_worker && !b.single_worker {
        say.push(format!("one worker stays with the person throughout at {at_a} and need not at {at_b}."));
    }
    let integrated = |profile: &Profile| profile.witness_care == WitnessCare::Integrated;
    if integrated(a) && !integrated(b) {
        say.push(format!("a person keeps their worker through the trial at {at_a} and is cared for by another service then at {at_b}."));
    }
    say
}

pub(super) fn between_workers((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let gets = |profile: &Profile| match profile.assignment {
        Assignment::Queue => "waits until a worker takes it",
        Assignment::Lead => "waits until a lead gives it to somebody",
        Assignment::OnAcceptance => "is that of whoever records the acceptance",
    };
    (a.assignment != b.assignment).then(|| format!("a case {} at {at_a} and {} at {at_b}.", gets(a), gets(b)))
}

pub(super) fn accepted((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let only_here = a.after_acceptance.iter().filter(|after| !b.after_acceptance.iter().any(|other| other.task == after.task));
    if let Some(tasks) = quoted(only_here.map(|after| &after.task)) {
        say.push(format!("acceptance may set {tasks} at {at_a} and never at {at_b}."));
    }
    say
}

pub(super) fn needs((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let Some(mine) = &a.needs_assessment else { return Vec::new() };
    let Some(theirs) = &b.needs_assessment else {
        return vec![format!("needs are assessed within {} of acceptance at {at_a}; at {at_b} no clock runs on it.", limit(mine.within))];
    };
    let only_here = mine.measures.iter().filter(|measure| !theirs.measures.iter().any(|other| other.name == measure.name));
    let measures = quoted(only_here.map(|measure| &measure.name));
    measures.map(|measures| format!("people are asked about {measures} at {at_a} and not at {at_b}.")).into_iter().collect()
}

pub(super) fn between_needs((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let (mine, theirs) = (a.needs_assessment.as_ref()?.within, b.needs_assessment.as_ref()?.within);
    (mine != theirs).then(|| format!("needs are assessed within {} at {at_a} and within {} at {at_b}.", limit(mine), limit(theirs)))
}

pub(super) fn offered_again((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let missing = !a.offered_again.is_empty() && b.offered_again.is_empty();
    missing
        .then(|| format!("somebody who declined is offered support again at {at_a}; at {at_b} they come back by themselves."))
        .into_iter()
        .collect()
}

pub(super) fn opting_out((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let (Some(mine), None) = (&a.opt_out, &b.opt_out) else { return Vec::new() };
    let within = limit(mine.erased_within);
    vec![format!("whoever opts out is erased within {within} at {at_a}; at {at_b} a person declines support or asks for erasure.")]
}

pub(super) fn between_erasures((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let (mine, theirs) = (a.opt_out?.erased_within, b.opt_out?.erased_within);
    (mine != theirs).then(|| format!("whoever opts out is erased within {} at {at_a} and within {} at {at_b}.", limit(mine), limit(theirs)))
}

pub(super) fn rooms((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let women_only = |profile: &Profile| profile.rooms.iter().any(|room| room.women_only);
    let mut say = Vec::new();
    if !a.rooms.is_empty() && b.rooms.is_empty() {
        say.push(format!("a room can be booked for a person at {at_a}; {at_b} has none."));
    }
    if women_only(a) && !women_only(b) {
        say.push(format!("a woman can be seen where only women are at {at_a} and not at {at_b}."));
    }
    say
}
