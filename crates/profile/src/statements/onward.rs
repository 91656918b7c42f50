//! Referral to other services, consent to it and what is told without it, as sentences.

use kernel::AgencyKind;
use policy::Agency;

use crate::in_words::{in_words, join, limit};
use crate::model::{ConsentForm, DisclosureReason, Pathway, Profile, Service, ServicePlace};

pub(super) fn onward(profile: &Profile) -> Vec<String> {
    let onward = &profile.onward;
    let forms: Vec<&str> = onward.consent_by.iter().map(|form| consent_name(*form)).collect();
    let mut say = unasked(profile);
    say.extend([
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
        answered(profile),
    ]);
    say
}

/// That a referral needs a yes, and what beside it needs none.
fn unasked(profile: &Profile) -> Vec<String> {
    let partners: Vec<&Agency> = shown_unasked(profile).filter(|agency| agency.kind == AgencyKind::Partner).collect();
    if partners.is_empty() {
        return vec!["Nobody is referred to another organisation unless they agreed to that one.".to_owned()];
    }
    let titles: Vec<&str> = partners.iter().map(|agency| agency.title.as_str()).collect();
    let goes_there = |pathway: &Pathway| {
        let team = pathway.team.as_ref().unwrap_or(&profile.default_team);
        !pathway.after_assessment && partners.iter().any(|agency| agency.teams.contains(team))
    };
    let (at_once, are) = if profile.pathways.iter().any(goes_there) {
        (format!(", and a case that goes to one of {} teams at once,", if partners.len() == 1 { "its" } else { "their" }), "are")
    } else {
        (String::new(), "is")
    };
    vec![
        format!(
            "What an agreement lets {} be shown{at_once} {are} no referral: for {} the person need not have been asked.",
            join(&titles, "and"),
            if are == "are" { "them" } else { "it" }
        ),
        "A referral is something else: nobody is referred to an organisation unless they agreed to that one.".to_owned(),
    ]
}

/// Whom an agreement lets see somebody who was not asked.
fn shown_unasked(profile: &Profile) -> impl Iterator<Item = &Agency> {
    let organisation = &profile.organisation;
    organisation
        .agencies
        .iter()
        .filter(|agency| organisation.agreements.iter().any(|agreement| agreement.agency == agency.name && !agreement.with_consent))
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
    let whom = if service.when.is_always() { "to everybody".to_owned() } else { format!("first when {}", in_words(&service.when)) };
    let mut said = format!("Named {whom}: {} ({place}).", service.title);
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
    let (beyond, something, nothing) = if shown_unasked(profile).next().is_some() {
        ("Beyond what agreements under its roof let be shown without asking, ", "something", "nothing")
    } else {
        ("", "Something", "Nothing")
    };
    vec![if reasons.is_empty() {
        format!("{beyond}{nothing} is told about a person without their consent.")
    } else {
        format!("{beyond}{something} may be told about a person without their consent only because of {}.", join(&reasons, "or"))
    }]
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
