//! Who is under the hub's roof, what they share, and how staff sign in, as sentences.

use jiff::civil::Date;
use kernel::{AgencyKind, Part, Purpose, StaffRole};
use policy::{Agency, Agreement};

use crate::in_words::{capital, join};
use crate::model::Profile;

pub(super) fn organisations(profile: &Profile) -> Vec<String> {
    let organisation = &profile.organisation;
    let mut say: Vec<String> = organisation.agencies.iter().enumerate().map(|(n, agency)| of_agency(profile, n == 0, agency)).collect();
    if organisation.agencies.len() == 1 {
        say.push("No other organisation is under its roof.".to_owned());
    }
    if organisation.walled_desks {
        say.push("Each desk sees only the cases it has or had something to do with, and only its own notes.".to_owned());
    } else if organisation.desks.len() > 1 {
        say.push("The desks see each other's cases.".to_owned());
    }
    say.extend(organisation.agreements.iter().map(|agreement| of_agreement(profile, agreement)));
    let shares_nothing = |agency: &&Agency| {
        matches!(agency.kind, AgencyKind::Police | AgencyKind::Partner)
            && !organisation.agreements.iter().any(|agreement| agreement.agency == agency.name)
    };
    say.extend(organisation.agencies.iter().filter(shares_nothing).map(|agency| format!("Nothing is shared with {}.", agency.title)));
    if let Some(overlay) = &organisation.overlay {
        say.push("Policies of the hub's own forbid more, whatever else is said here.".to_owned());
        say.extend(said_of_itself(overlay).into_iter().map(|policy| format!("One of them: {policy}")));
    }
    say
}

fn of_agency(profile: &Profile, is_first: bool, agency: &Agency) -> String {
    let what = match agency.kind {
        AgencyKind::Hub if is_first => "For the hub's own support",
        AgencyKind::Hub => "For the hub's own support, too",
        AgencyKind::Police => "As the police, who see only what is agreed",
        AgencyKind::Partner => "As a partner, who sees only what is agreed",
        AgencyKind::Commissioner => "As the commissioner, who sees figures and never a person",
    };
    let teams: Vec<String> = agency.teams.iter().map(|team| format!("\"{}\"", profile.title_of(team))).collect();
    match teams.as_slice() {
        [] => format!("{what}: {}.", agency.title),
        [team] => format!("{what}: {}, with the team {team}.", agency.title),
        _ => format!("{what}: {}, with the teams {}.", agency.title, join(&teams, "and")),
    }
}

fn of_agreement(profile: &Profile, agreement: &Agreement) -> String {
    let agency = profile.organisation.agency(Some(&agreement.agency));
    let is_police = agency.is_some_and(|agency| agency.kind == AgencyKind::Police);
    let purposes: Vec<&str> = agreement.purposes.iter().map(|purpose| purpose_name(*purpose)).collect();
    let parts: Vec<&str> = agreement.parts.iter().map(|part| part_name(*part, is_police)).collect();
    format!(
        "From {} to {}, for {}, {} may be shown to {}, {}.",
        day(agreement.from),
        day(agreement.until),
        join(&purposes, "or"),
        join(&parts, "and"),
        agency.map_or(agreement.agency.as_str(), |agency| agency.title.as_str()),
        if agreement.with_consent { "where the person has agreed" } else { "whether or not the person was asked" }
    )
}

pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// What the author of an overlay wrote above each policy: a comment with the policy on the line after it, without the sources.
fn said_of_itself(overlay: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    for line in overlay.lines().map(str::trim) {
        match line.strip_prefix("//") {
            Some(words) if words.trim_start().starts_with('[') => {}
            Some(words) => comment.push(words.trim()),
            None => {
                if !line.is_empty() && !comment.is_empty() {
                    said.push(comment.join(" "));
                }
                comment.clear();
            }
        }
    }
    said
}

pub(super) fn sign_in(profile: &Profile) -> Vec<String> {
    let roles = &profile.organisation.second_factor;
    let mut say = vec![if roles.is_empty() {
        "Nobody has to give a second factor.".to_owned()
    } else if StaffRole::ALL.iter().all(|role| roles.contains(role)) {
        "Everybody gives a second factor.".to_owned()
    } else {
        let names: Vec<&str> = roles.iter().map(|role| staff_name(*role)).collect();
        format!("{} give a second factor.", capital(&join(&names, "and")))
    }];
    let Some(single) = &profile.single_sign_on else {
        say.push("Staff sign in with an account of this hub alone.".to_owned());
        return say;
    };
    say.push("Staff may sign in through an identity provider.".to_owned());
    say.extend(single.roles.iter().map(|(word, role)| format!("Its word \"{word}\" makes somebody one of the {}.", staff_name(*role))));
    say.extend(
        single.teams.iter().map(|(word, team)| format!("Its group \"{word}\" puts somebody in the team \"{}\".", profile.title_of(team))),
    );
    say.push(
        if single.makes_accounts {
            "Whoever has one of these words gets an account when they first sign in."
        } else {
            "Somebody adds an account before it can be signed in to."
        }
        .to_owned(),
    );
    say
}

/// Several people of one role.
pub(crate) fn staff_name(role: StaffRole) -> &'static str {
    match role {
        StaffRole::Worker => "workers",
        StaffRole::Specialist => "specialists",
        StaffRole::Volunteer => "volunteers",
        StaffRole::TeamLead => "team leads",
        StaffRole::Manager => "managers",
        StaffRole::WitnessCare => "witness care staff",
        StaffRole::PoliceLiaison => "police liaison staff",
        StaffRole::Referrer => "referrers",
        StaffRole::Commissioner => "commissioners",
        StaffRole::DataProtectionOfficer => "data-protection officers",
        StaffRole::Auditor => "auditors",
        StaffRole::Administrator => "administrators",
    }
}

fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Support => "support",
        Purpose::Safeguarding => "safeguarding",
        Purpose::Justice => "justice",
        Purpose::Supervision => "supervision",
        Purpose::Assurance => "assurance",
        Purpose::Administration => "administration",
        Purpose::Statistics => "statistics",
        Purpose::Intake => "intake",
    }
}

/// A part of a record. Of the notes the police see those that are for them, whatever is agreed.
fn part_name(part: Part, to_police: bool) -> &'static str {
    match part {
        Part::Name => "the name",
        Part::Contact => "the ways of contact",
        Part::Address => "the address",
        Part::Notes if to_police => "updates on the case",
        Part::Notes => "the notes",
        Part::Incident => "the incident",
    }
}
