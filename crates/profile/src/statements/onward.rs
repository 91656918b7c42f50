//! Referral to other services, consent to it and what is told without it, as sentences.

use crate::in_words::{in_words, join, limit};
use crate::model::{ConsentForm, DisclosureReason, Profile, Service, ServicePlace};

pub(super) fn onward(profile: &Profile) -> Vec<String> {
    let onward = &profile.onward;
    let forms: Vec<&str> = onward.consent_by.iter().map(|form| consent_name(*form)).collect();
    let mut say = vec![
        "Nobody is referred to another organisation unless they agreed to that one.".to_owned(),
        format!("They may agree {}.", join(&forms, "or")),
        if onward.person_chooses {
            "The services are named to the person first, and only those they chose are told."
        } else {
            "The worker may propose a service; the person need not have been told of the others."
        }
        .to_owned(),
        if onward.services_know_of_each_other {
            "Each service to which a person goes is told which others they go to."
        } else {
            "A service is not told which others a person goes to."
        }
        .to_owned(),
    ];
    say.push(answered(profile));
    say
}

/// By when a service answers.
pub(super) fn answered(profile: &Profile) -> String {
    format!("A service answers a referral within {}.", limit(profile.onward.answered_within))
}

/// `in writing`.
pub(crate) const fn consent_name(form: ConsentForm) -> &'static str {
    match form {
        ConsentForm::Verbal => "by word of mouth",
        ConsentForm::Written => "in writing",
        ConsentForm::Online => "online",
    }
}

pub(super) fn services(profile: &Profile) -> Vec<String> {
    if profile.services.is_empty() {
        return vec!["No service is named to which people can be referred.".to_owned()];
    }
    profile.services.iter().map(|service| of_service(profile, service)).collect()
}

fn of_service(profile: &Profile, service: &Service) -> String {
    let place = match &service.place {
        ServicePlace::Team(team) => format!("the team \"{}\" under the hub's roof", profile.title_of(team)),
        ServicePlace::Outside => "an organisation outside".to_owned(),
    };
    let whom = if service.when.is_always() { "everybody".to_owned() } else { format!("the person first when {}", in_words(&service.when)) };
    let mut said = format!("{} ({place}) is named to {whom}.", service.title);
    if service.warm_handover {
        said.push_str(" A worker introduces the person themselves.");
    }
    if service.waiting_list {
        said.push_str(" People may wait for it, and the length of its list is told for any day.");
    }
    said
}

pub(super) fn disclosure(profile: &Profile) -> Vec<String> {
    let reasons: Vec<&str> = profile.onward.disclosed_without_consent.iter().map(|reason| disclosure_name(*reason)).collect();
    if reasons.is_empty() {
        return vec!["Nothing is told about a person without their consent.".to_owned()];
    }
    vec![format!("Something may be told about a person without their consent only because of {}.", join(&reasons, "or"))]
}

/// A reason as a thing: `a court order`.
pub(crate) const fn disclosure_name(reason: DisclosureReason) -> &'static str {
    match reason {
        DisclosureReason::Safeguarding => "safeguarding",
        DisclosureReason::SeriousHarm => "a risk of serious harm",
        DisclosureReason::CourtOrder => "a court order",
        DisclosureReason::StatutoryDuty => "a duty in law",
    }
}
