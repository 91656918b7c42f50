//! How people are reached and supported, who gets a case and what follows acceptance, as sentences.

use kernel::Channel;

use super::quoted;
use crate::in_words::{in_words, join, limit, way_name};
use crate::model::{AfterAcceptance, Assignment, Measure, Profile, SupportStart, SupportWay, Way, WitnessCare};
use crate::titles::spaced;

pub(super) fn worker(profile: &Profile) -> Vec<String> {
    let assigned = match profile.assignment {
        Assignment::Queue => "A case waits in its team's queue until a worker takes it.",
        Assignment::Lead => "A team lead or manager gives each case to a worker; nobody takes one by themselves.",
        Assignment::OnAcceptance => "Whoever records that the person accepted support becomes the worker of the case, unless it has one.",
    };
    let stays = if profile.single_worker && profile.organisation.walled_desks {
        "A case has one named worker, who stays with the person. What another desk has to do on it is done there by somebody else."
    } else if profile.single_worker {
        "One named worker stays with each person."
    } else {
        "No one named worker stays with a person throughout."
    };
    let witnesses = match profile.witness_care {
        WitnessCare::Elsewhere => "The care of witnesses up to and at court is another service, elsewhere.",
        WitnessCare::Alongside => "The care of witnesses up to and at court is another service, in the same place or alongside.",
        WitnessCare::Integrated => {
            "The care of witnesses up to and at court is part of the hub: a person keeps their worker through the trial."
        }
    };
    [assigned, stays, witnesses].map(str::to_owned).into()
}

pub(super) fn reached(profile: &Profile) -> Vec<String> {
    let named = |used: bool| -> Vec<&str> {
        Channel::ALL.iter().filter(|way| profile.ways.contains(way) == used).map(|way| way_name(Way::By(*way))).collect()
    };
    let mut say = vec![format!("The hub reaches people by {}.", join(&named(true), "or"))];
    let unused = named(false);
    if !unused.is_empty() {
        say.push(format!("It never contacts anybody by {}.", join(&unused, "or")));
    }
    let ways: Vec<&str> = profile.support_by.iter().map(|way| support_way_name(*way)).collect();
    say.push(format!("Support is given {}.", join(&ways, "or")));
    if !profile.support_by.iter().any(|way| matches!(way, SupportWay::FaceToFace | SupportWay::HomeVisit)) {
        say.push("It is not given face to face.".to_owned());
    }
    say
}

/// `by phone`, `face to face`.
pub(crate) const fn support_way_name(way: SupportWay) -> &'static str {
    match way {
        SupportWay::Phone => "by phone",
        SupportWay::Video => "by video",
        SupportWay::FaceToFace => "face to face",
        SupportWay::HomeVisit => "at the person's home",
        SupportWay::Online => "online",
        SupportWay::Text => "by text",
        SupportWay::Email => "by e-mail",
        SupportWay::Letter => "by letter",
    }
}

pub(super) fn accepted(profile: &Profile) -> Vec<String> {
    let mut say = support_starts(profile);
    say.extend(profile.after_acceptance.iter().map(|after| task_set(profile, after)));
    say
}

pub(super) fn support_starts(profile: &Profile) -> Vec<String> {
    if profile.support_starts.is_empty() {
        return vec!["No limit is set here for the start of support, so the Victims' Code's own stands.".to_owned()];
    }
    let alone = profile.support_starts.len() == 1;
    let start = |start: &SupportStart| match (start.when.is_always(), alone) {
        (true, true) => format!("Support starts within {} of acceptance.", limit(start.within)),
        (true, false) => format!("Otherwise support starts within {} of acceptance.", limit(start.within)),
        (false, _) => format!("When {}, support starts within {} of acceptance.", in_words(&start.when), limit(start.within)),
    };
    profile.support_starts.iter().map(start).collect()
}

pub(super) fn task_set(profile: &Profile, after: &AfterAcceptance) -> String {
    let task = join(&quoted([&after.task]), "or");
    let at = after.desk.as_ref().map_or_else(String::new, |desk| format!(" at the desk \"{}\"", profile.title_of(desk)));
    let within = limit(after.within);
    if after.when.is_always() {
        format!("For everybody the task {task} is set{at}, to be done within {within} of acceptance.")
    } else {
        format!("When {}, the task {task} is set{at}, to be done within {within} of acceptance.", in_words(&after.when))
    }
}

pub(super) fn needs(profile: &Profile) -> Vec<String> {
    let Some(assessment) = &profile.needs_assessment else {
        return vec!["No time is laid down in which needs are assessed.".to_owned()];
    };
    let mut say = vec![format!("What the person needs is assessed within {} of acceptance.", limit(assessment.within))];
    if !assessment.measures.is_empty() {
        say.push("Then and again at the end the person is asked how it is, from 1 (very bad) to 5 (very good).".to_owned());
    }
    say.extend(assessment.measures.iter().map(|Measure { name, question, when }| {
        let name = spaced(name);
        if when.is_always() {
            format!("Everybody is asked \"{question}\", told in figures as \"{name}\".")
        } else {
            format!("When {}, the person is asked \"{question}\", told in figures as \"{name}\".", in_words(when))
        }
    }));
    say
}

pub(super) fn opting_out(profile: &Profile) -> Vec<String> {
    match &profile.opt_out {
        Some(opt_out) => vec![
            "Whoever opts out before the transfer is not taken in.".to_owned(),
            format!(
                "Whoever opts out after it is not contacted any more, and what is held of them is erased within {} of their saying so.",
                limit(opt_out.erased_within)
            ),
        ],
        None => Vec::new(),
    }
}

pub(super) fn rooms(profile: &Profile) -> Vec<String> {
    let (women, everybody): (Vec<_>, Vec<_>) = profile.rooms.iter().partition(|room| room.women_only);
    let titles = |rooms: &[&crate::model::Room]| -> Vec<String> { rooms.iter().map(|room| format!("\"{}\"", room.title)).collect() };
    let mut say = Vec::new();
    if !everybody.is_empty() {
        say.push(format!("Anybody may be seen in {}.", join(&titles(&everybody), "or")));
    }
    if !women.is_empty() {
        say.push(format!("Only women are seen in {}.", join(&titles(&women), "or")));
    }
    say
}
