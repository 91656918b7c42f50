//! Who runs the hub, on what ground it holds details, whom it serves and whom it does not contact, as sentences.

use kernel::Basis;

use super::{clock, subject};
use crate::in_words::{flags, in_words, join, kind_name, roles_name};
use crate::model::{AreaTie, Governance, PostcodeRange, Profile};

pub(super) fn governance(profile: &Profile) -> Vec<String> {
    let mut say = vec![
        match profile.governance {
            Governance::Police => "The police run the hub.",
            Governance::Commissioner => "The commissioner's office runs the hub with staff of its own.",
            Governance::Provider => "A commissioned provider runs the hub.",
            Governance::Hybrid => "The police and a commissioned provider run the hub together.",
            Governance::Colocation => "Separate organisations run the hub side by side.",
        }
        .to_owned(),
        if profile.organisation.police_see_records {
            "Police staff may see its records, as far as an agreement with them goes."
        } else {
            "Police staff may not see its records."
        }
        .to_owned(),
    ];
    for desk in profile.organisation.desks.iter().filter(|desk| desk.hidden_from_police) {
        say.push(format!(
            "The records of the desk \"{}\" stay hidden from police staff, whatever an agreement says.",
            profile.title_of(&desk.name)
        ));
    }
    let languages: Vec<String> = profile.languages.iter().map(|code| language_name(code)).collect();
    say.push(format!("It answers in {}.", join(&languages, "and")));
    let (opens, closes) = profile.working_hours;
    say.push(format!("Its working time is {} to {}, Monday to Friday but bank holidays.", clock(opens), clock(closes)));
    say
}

pub(super) fn grounds(profile: &Profile) -> Vec<String> {
    // Whoever one desk must not take in unasked is not held back where another desk takes them.
    let another_takes = profile.desks.iter().any(|desk| desk.basis != Basis::ConsentFirst);
    let mut say: Vec<String> =
        profile.desks.iter().map(|desk| format!("{} {}", subject(profile, desk), ground(desk.basis, another_takes))).collect();
    say.push(
        "When a referral says that the person refused support, the hub does not contact them because of it and keeps nothing about them from it."
            .to_owned(),
    );
    say
}

fn ground(basis: Basis, another_takes: bool) -> &'static str {
    match basis {
        Basis::SameController => {
            "holds what it is sent as part of the same data controller as the police, whether or not the person was asked."
        }
        Basis::Agreement => "holds what it is sent under an agreement with the sender, whether or not the person was asked.",
        Basis::JointController => "holds what it is sent as joint controller with the sender, whether or not the person was asked.",
        Basis::PublicTask => "holds what it is sent as a public task, whether or not the person was asked.",
        Basis::ImpliedConsent => "holds what it is sent on implied consent: whoever does not want that may opt out.",
        Basis::ConsentFirst if another_takes => {
            "takes in only people who agreed to be referred; a referral that does not say so goes to the others alone, and is held back where none of them takes it."
        }
        Basis::ConsentFirst => {
            "takes in only people who agreed to be referred; a referral that does not say so is held back until somebody has asked."
        }
    }
}

pub(super) fn scope(profile: &Profile) -> Vec<String> {
    let scope = &profile.scope;
    let roles: Vec<&str> = scope.roles.iter().map(|role| roles_name(*role)).collect();
    let kinds: Vec<&str> = scope.kinds.iter().filter(|(_, when)| when.is_none()).map(|(kind, _)| kind_name(*kind)).collect();
    let mut say = vec![format!("The hub serves {}.", join(&roles, "and"))];
    if !kinds.is_empty() {
        say.push(format!("It serves them after {}.", join(&kinds, "or")));
    }
    for (kind, when) in &scope.kinds {
        if let Some(when) = when {
            say.push(format!("It serves them after {} only when {}.", kind_name(*kind), in_words(when)));
        }
    }
    match &scope.area {
        None => say.push("It does not matter where the person lives or where it happened.".to_owned()),
        Some(area) => {
            let tie = match area.tie {
                AreaTie::Lives => "The person must live",
                AreaTie::Happened => "The incident must have happened",
                AreaTie::Either => "The person must live, or the incident have happened,",
                AreaTie::Both => "The person must live, and the incident have happened,",
            };
            let postcodes: Vec<String> = area.postcodes.iter().map(range).collect();
            say.push(format!("{tie} in the postcodes {}.", join(&postcodes, "or")));
            say.push("Where that is not known, the person is served and a worker is asked to check.".to_owned());
        }
    }
    say.extend(profile.desks.iter().map(|desk| {
        let whom =
            if desk.reported_only { "only what was reported to the police" } else { "people whether or not they reported to the police" };
        format!("{} serves {whom}.", subject(profile, desk))
    }));
    if let Some(marker) = &scope.marker {
        say.push(format!("Somebody is served only when {}. Everybody else is outside its scope.", in_words(marker)));
    }
    say
}

pub(super) fn not_contacted(profile: &Profile) -> Vec<String> {
    let mut say = Vec::new();
    if !profile.specialist_direct.is_empty() {
        let shown = flags(&profile.specialist_direct.iter().collect::<Vec<_>>(), "or");
        say.push(format!(
            "When the police transfer shows {shown}, the police send the person straight to a specialist service: the hub records it and contacts nobody."
        ));
        say.push("Somebody who comes by another way for the same reason is served.".to_owned());
    }
    if let Some(when) = &profile.contacted_only_when {
        say.push(format!("The hub contacts somebody only when {}. Everybody else is recorded and not contacted.", in_words(when)));
    }
    if say.is_empty() {
        say.push("Everybody it serves is contacted.".to_owned());
    }
    say
}

fn language_name(code: &str) -> String {
    match code {
        "en" => "English".to_owned(),
        "cy" => "Welsh".to_owned(),
        "ar" => "Arabic".to_owned(),
        "bn" => "Bengali".to_owned(),
        "gu" => "Gujarati".to_owned(),
        "lt" => "Lithuanian".to_owned(),
        "pa" => "Punjabi".to_owned(),
        "pl" => "Polish".to_owned(),
        "pt" => "Portuguese".to_owned(),
        "ro" => "Romanian".to_owned(),
        "so" => "Somali".to_owned(),
        "uk" => "Ukrainian".to_owned(),
        "ur" => "Urdu".to_owned(),
        other => format!("the language with the code {other}"),
    }
}

pub(super) fn range(range: &PostcodeRange) -> String {
    match range.districts {
        Some((first, last)) if first < last => format!("{0}{first} to {0}{last}", range.letters),
        _ => range.to_string(),
    }
}
