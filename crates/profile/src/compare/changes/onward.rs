//! What differs in referral to other services and in what is told without consent.
//!
//! Each of these but the last says what holds at the first and not at the second; asked both ways round it says everything once.

use super::Named;
use super::support::quoted;
use crate::in_words::{join, limit};
use crate::model::{ConsentForm, DisclosureReason, Profile};
use crate::statements::{consent_name, disclosure_name};

pub(super) fn onward((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let (mine, theirs) = (&a.onward, &b.onward);
    let mut say = Vec::new();
    let forms: Vec<&str> = ConsentForm::ALL
        .iter()
        .filter(|form| mine.consent_by.contains(form) && !theirs.consent_by.contains(form))
        .map(|form| consent_name(*form))
        .collect();
    if !forms.is_empty() {
        say.push(format!("a person may agree to a referral {} at {at_a} and not at {at_b}.", join(&forms, "or")));
    }
    if mine.person_chooses && !theirs.person_chooses {
        say.push(format!("no service is told before the person chose it among those named at {at_a}; at {at_b} a worker may propose one."));
    }
    if mine.services_know_of_each_other && !theirs.services_know_of_each_other {
        say.push(format!("a service is told which others a person goes to at {at_a} and not at {at_b}."));
    }
    say
}

pub(super) fn services((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let mut say = Vec::new();
    let only_here = a.services.iter().filter(|service| !b.services.iter().any(|other| other.name == service.name));
    if let Some(services) = quoted(only_here.map(|service| &service.title)) {
        say.push(format!("people can be referred to {services} at {at_a} and not, by that name, at {at_b}."));
    }
    let waits = |profile: &Profile| profile.services.iter().any(|service| service.waiting_list);
    if waits(a) && !waits(b) {
        say.push(format!("how many wait for a service can be told for any day at {at_a} and not at {at_b}."));
    }
    let introduces = |profile: &Profile| profile.services.iter().any(|service| service.warm_handover);
    if introduces(a) && !introduces(b) {
        say.push(format!("a worker introduces the person to some services themselves at {at_a} and to none at {at_b}."));
    }
    say
}

pub(super) fn disclosure((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Vec<String> {
    let told = |profile: &Profile, reason: DisclosureReason| profile.onward.disclosed_without_consent.contains(&reason);
    let reasons: Vec<&str> = DisclosureReason::ALL
        .iter()
        .filter(|reason| told(a, **reason) && !told(b, **reason))
        .map(|reason| disclosure_name(*reason))
        .collect();
    let differ = !reasons.is_empty();
    differ
        .then(|| format!("something may be told without consent because of {} at {at_a} and not at {at_b}.", join(&reasons, "or")))
        .into_iter()
        .collect()
}

pub(super) fn between_answers((a, at_a): Named<'_>, (b, at_b): Named<'_>) -> Option<String> {
    let (mine, theirs) = (a.onward.answered_within, b.onward.answered_within);
    (mine != theirs).then(|| format!("a service answers within {} at {at_a} and within {} at {at_b}.", limit(mine), limit(theirs)))
}
