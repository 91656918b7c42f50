//! A profile as sentences under headings: what `show` prints and `compare` sets side by side.

mod keeping;
mod organisations;

use jiff::civil::{Time, Weekday};
use kernel::{Basis, words};

use crate::in_words::{capital, flags, in_words, join, kind_name, limit, roles_name, rule_of, ways};
pub(crate) use keeping::steps;
pub(crate) use organisations::staff_name;

use crate::model::{AreaTie, Choice, Desk, Governance, Pathway, PostcodeRange, Profile, SupportStart};

words! {
    /// What a profile decides, in the order in which it is told.
    pub(crate) enum Matter {
        Governance = "Who runs the hub",
        Organisations = "Who is under its roof",
        SignIn = "How staff sign in",
        Ground = "On what ground it holds details",
        Scope = "Whom it serves",
        NotContacted = "Whom it does not contact",
        Contact = "First contact",
        Pathways = "Where a case goes",
        SupportStarts = "After the person has accepted support",
        Unreached = "When nobody answers",
        Retention = "How long records are kept",
    }
}

/// Sentences on one matter.
pub(crate) struct Chapter {
    pub(crate) matter: Matter,
    pub(crate) sentences: Vec<String>,
}

/// The pathway of a case that no other takes.
pub(crate) const GENERAL: &str = "general";

/// Everything a profile says.
pub(crate) fn of(profile: &Profile) -> Vec<Chapter> {
    let tell = |matter: Matter| match matter {
        Matter::Governance => governance(profile),
        Matter::Organisations => organisations::organisations(profile),
        Matter::SignIn => organisations::sign_in(profile),
        Matter::Ground => grounds(profile),
        Matter::Scope => scope(profile),
        Matter::NotContacted => not_contacted(profile),
        Matter::Contact => contact(profile),
        Matter::Pathways => pathways(profile),
        Matter::SupportStarts => support_starts(profile),
        Matter::Unreached => unreached(profile),
        Matter::Retention => keeping::retention(profile),
    };
    Matter::ALL.iter().map(|matter| Chapter { matter: *matter, sentences: tell(*matter) }).collect()
}

fn governance(profile: &Profile) -> Vec<String> {
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
        say.push(format!("The records of the desk \"{}\" stay hidden from police staff.", spaced(&desk.name)));
    }
    let languages: Vec<String> = profile.languages.iter().map(|code| language_name(code)).collect();
    say.push(format!("It answers in {}.", join(&languages, "and")));
    say.push(
        if profile.single_worker {
            "One named worker stays with each person."
        } else {
            "No one named worker stays with a person throughout."
        }
        .to_owned(),
    );
    let (opens, closes) = profile.working_hours;
    say.push(format!("Its working time is {} to {}, Monday to Friday but bank holidays.", clock(opens), clock(closes)));
    say
}

fn grounds(profile: &Profile) -> Vec<String> {
    let mut say: Vec<String> = profile.desks.iter().map(|desk| format!("{} {}", subject(desk), ground(desk.basis))).collect();
    say.push("Whoever refuses support is not contacted, and nothing about them is kept.".to_owned());
    say
}

fn ground(basis: Basis) -> &'static str {
    match basis {
        Basis::SameController => {
            "holds what it is sent as part of the same data controller as the police, whether or not the person was asked."
        }
        Basis::Agreement => "holds what it is sent under an agreement with the sender, whether or not the person was asked.",
        Basis::JointController => "holds what it is sent as joint controller with the sender, whether or not the person was asked.",
        Basis::PublicTask => "holds what it is sent as a public task, whether or not the person was asked.",
        Basis::ImpliedConsent => "holds what it is sent on implied consent: whoever does not want that may opt out.",
        Basis::ConsentFirst => {
            "takes in only people who agreed to be referred; a referral that does not say so is held back until somebody has asked."
        }
    }
}

fn scope(profile: &Profile) -> Vec<String> {
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
        format!("{} serves {whom}.", subject(desk))
    }));
    if let Some(marker) = &scope.marker {
        say.push(format!("Somebody is served only when {}. Everybody else is outside its scope.", in_words(marker)));
    }
    say
}

fn not_contacted(profile: &Profile) -> Vec<String> {
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

fn contact(profile: &Profile) -> Vec<String> {
    let mut say = Vec::new();
    for desk in &profile.desks {
        let (added, first): (Vec<_>, Vec<_>) = desk.contact.iter().partition(|rule| rule.also);
        let everybody = if first.len() > 1 { "everybody else" } else { "everybody" };
        say.extend(first.iter().map(|rule| rule_of(rule, &name_of(desk), everybody)));
        say.extend(added.iter().map(|rule| rule_of(rule, &name_of(desk), "everybody")));
    }
    say.push(
        "A way that is unsafe, that is not known to be safe where safety is at stake, or that cannot reach the person is passed over."
            .to_owned(),
    );
    say.push("When no way is left, a worker has to agree a safe one by the same time.".to_owned());
    say
}

fn pathways(profile: &Profile) -> Vec<String> {
    let (for_all, for_some): (Vec<&Pathway>, Vec<&Pathway>) = profile.pathways.iter().partition(|pathway| pathway.when.is_always());
    let goes = |name: &str, team: &str| format!("goes to \"{}\", worked by the team \"{}\".", spaced(name), spaced(team));
    let team = |pathway: &Pathway| pathway.team.clone().unwrap_or_else(|| profile.default_team.clone());
    let mut say: Vec<String> = for_some
        .iter()
        .map(|pathway| format!("When {}, the case {}", in_words(&pathway.when), goes(&pathway.name, &team(pathway))))
        .collect();
    match &profile.several_services {
        Some(several) => say.push(format!(
            "Where more than one of these fits, the case stays in \"{}\" with the task \"{}\" for the meeting on {} at {}.",
            spaced(&several.pathway),
            spaced(&several.task),
            weekday_name(several.weekday),
            clock(several.at)
        )),
        None if for_some.len() > 1 => say.push("Where more than one of these fits, the first decides.".to_owned()),
        None => {}
    }
    let rest = if for_some.is_empty() { "Every case" } else { "Every other case" };
    say.push(match for_all.first() {
        Some(pathway) => format!("{rest} {}", goes(&pathway.name, &team(pathway))),
        None => format!("{rest} {}", goes(GENERAL, &profile.default_team)),
    });
    say
}

fn support_starts(profile: &Profile) -> Vec<String> {
    if profile.support_starts.is_empty() {
        return vec!["No limit is set for the start of support.".to_owned()];
    }
    let alone = profile.support_starts.len() == 1;
    let start = |start: &SupportStart| match (start.when.is_always(), alone) {
        (true, true) => format!("Support starts within {} of acceptance.", limit(start.within)),
        (true, false) => format!("Otherwise support starts within {} of acceptance.", limit(start.within)),
        (false, _) => format!("When {}, support starts within {} of acceptance.", in_words(&start.when), limit(start.within)),
    };
    profile.support_starts.iter().map(start).collect()
}

fn unreached(profile: &Profile) -> Vec<String> {
    vec![match &profile.unreached {
        None => "No other way is laid down for after attempts without an answer.".to_owned(),
        Some(unreached) => format!(
            "After {} without an answer, the hub makes contact {} within {} of the last attempt.",
            if unreached.after_attempts == 1 { "1 attempt".to_owned() } else { format!("{} attempts", unreached.after_attempts) },
            ways(Choice::FirstOf, &unreached.channels),
            limit(unreached.within)
        ),
    }]
}

/// A name as a profile writes it, for reading: `sv_coordinator` is `sv coordinator`.
pub(crate) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

fn name_of(desk: &Desk) -> String {
    desk.name.as_ref().map_or_else(|| "the hub".to_owned(), |name| format!("the desk \"{}\"", spaced(name)))
}

fn subject(desk: &Desk) -> String {
    capital(&name_of(desk))
}

fn range(range: &PostcodeRange) -> String {
    match range.districts {
        Some((first, last)) if first < last => format!("{0}{first} to {0}{last}", range.letters),
        _ => range.to_string(),
    }
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

fn language_name(code: &str) -> String {
    match code {
        "en" => "English".to_owned(),
        "cy" => "Welsh".to_owned(),
        other => format!("the language with the code {other}"),
    }
}

fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
