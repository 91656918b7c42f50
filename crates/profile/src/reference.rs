//! The page of reference about a hub, and the table of all of them: Markdown made from profiles.

use std::fmt::Write as _;

use kernel::Basis;

use crate::in_words::{in_words, limit, ways};
use crate::marks::{Mark, Marked, marks};
use crate::model::{Choice, ContactRule, Desk, Every, Governance, Profile, RunsFrom, Way, WitnessCare};
use crate::statements::{Chapter, Matter, chapters, every_name};
use crate::titles::spaced;

/// Says which page must not be changed by hand.
const MADE: &str = "<!-- Made from the profile by `make reference`; a test fails when it is not what the profile says. -->";

/// A hub's page: everything its profile says, with a contents list, a table of the clocks of first contact, and for each chapter the keys it
/// comes from with what they rest on. `text` is the profile as it is written, of which the comments are read.
pub fn reference(profile: &Profile, text: &str) -> String {
    let marked = marks(text);
    let rests_on_something = marked.iter().any(|marked| !marked.marks.is_empty());
    let mut page = format!(
        "{MADE}\n# {}, {}\n\nThe rules of the profile [`{name}`](../../../profiles/{name}/profile.toml), in force from {}. The same as \
         `onedoor profile show {name}`.\n",
        profile.title,
        profile.area,
        profile.in_force_from.strftime("%-d %B %Y"),
        name = profile.name,
    );
    if rests_on_something {
        page.push_str(
            "\nBehind each chapter stand the keys it comes from, and what they rest on: [S] the landscape review of victim hubs (updated 2 May 2024), \
             [L] the contract under which the service runs, [D] our default, because neither says.\n",
        );
    }
    let chapters = chapters(profile);
    page.push_str("\n## Contents\n\n");
    for (number, chapter) in (1..).zip(&chapters) {
        // Writing to a String cannot fail.
        let _ = writeln!(page, "{number}. [{}](#{})", chapter.title(), anchor(chapter.title()));
    }
    for chapter in &chapters {
        let _ = writeln!(page, "\n## {}\n", chapter.title());
        for sentence in &chapter.sentences {
            let _ = writeln!(page, "* {}", escaped(sentence));
        }
        if chapter.matter == Matter::Contact {
            page.push_str(&clocks(profile));
        }
        if let Some(from) = came_from(chapter, &marked).filter(|_| rests_on_something) {
            let _ = writeln!(page, "\n_From {from}._");
        }
    }
    page
}

/// The table of all hubs, each with its page.
pub fn reference_index(profiles: &[Profile]) -> String {
    let mut page = format!(
        "{MADE}\n# The hubs\n\nEvery profile that comes with the program, each with its page. A hub is data: how one is written stands in \
         [profiles/example](../../../profiles/example/profile.toml), what the words mean in [the glossary](../../glossary.md).\n\n\
         | hub | who runs it | ground | reported only | first contact | single worker | witness care | reports |\n|---|---|---|---|---|---|---|---|\n"
    );
    for profile in profiles {
        let row = [
            format!("[{}]({name}.md)", profile.area, name = profile.name),
            governance_name(profile.governance).to_owned(),
            of_desks(profile, |desk| basis_name(desk.basis).to_owned()),
            of_desks(profile, |desk| yes_or_no(desk.reported_only)),
            of_desks(profile, |desk| first_contact(&desk.contact)),
            yes_or_no(profile.single_worker),
            witness_care_name(profile.witness_care).to_owned(),
            reports(profile),
        ];
        // Writing to a String cannot fail.
        let _ = writeln!(page, "| {} |", row.map(|cell| cell.replace('|', "\\|")).join(" | "));
    }
    page
}

/// As Markdown makes one from a heading.
fn anchor(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == ' ')
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// What Markdown would take for something else.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

fn clocks(profile: &Profile) -> String {
    let mut table = "\n| rule | desk | for whom | by | within | counted from |\n|---|---|---|---|---|---|\n".to_owned();
    for desk in &profile.desks {
        for rule in &desk.contact {
            let whom = match (rule.when.is_always(), rule.also) {
                (true, _) if is_alone(&desk.contact) => "everybody".to_owned(),
                (true, _) => "everybody else".to_owned(),
                (false, false) => in_words(&rule.when),
                (false, true) => format!("also when {}", in_words(&rule.when)),
            };
            let from = match rule.from {
                RunsFrom::Receipt => "receipt",
                RunsFrom::Recorded => "the police recording it",
            };
            let cells = [
                spaced(&rule.name),
                desk.name.as_deref().map_or_else(|| "–".to_owned(), |name| profile.title_of(name)),
                whom,
                ways(rule.choice, &rule.channels).trim_start_matches("by ").to_owned(),
                limit(rule.within),
                from.to_owned(),
            ];
            // Writing to a String cannot fail.
            let _ = writeln!(table, "| {} |", cells.map(|cell| escaped(&cell)).join(" | "));
        }
    }
    table
}

/// The keys a chapter comes from, each once with everything it rests on: `` `contact.within` [S] ``.
fn came_from(chapter: &Chapter, marked: &[Marked]) -> Option<String> {
    let mut keys: Vec<(&str, Vec<Mark>)> = Vec::new();
    for marked in marked.iter().filter(|marked| chapter.matter == matter_of(&marked.key)) {
        match keys.iter_mut().find(|(key, _)| *key == marked.key) {
            Some((_, marks)) => marks.extend(&marked.marks),
            None => keys.push((&marked.key, marked.marks.clone())),
        }
    }
    let told: Vec<String> = keys
        .into_iter()
        .map(|(key, marks)| {
            let marks = Mark::ALL.into_iter().filter(|mark| marks.contains(mark)).map(|mark| format!(" {}", mark.as_str()));
            format!("`{key}`{}", marks.collect::<String>())
        })
        .collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// The chapter in which a key of the file is told.
fn matter_of(key: &str) -> Matter {
    match key {
        "desk.hidden_from_police" => return Matter::Governance,
        "desk.basis" => return Matter::Ground,
        "desk.reported_only" => return Matter::Scope,
        "onward.disclosed_without_consent" => return Matter::Disclosure,
        _ => {}
    }
    match key.split('.').next().unwrap_or_default() {
        "agency" | "agreement" | "walled_desks" => Matter::Organisations,
        "second_factor" | "single_sign_on" => Matter::SignIn,
        "basis" => Matter::Ground,
        "opt_out" => Matter::OptingOut,
        "serves" | "reported_only" => Matter::Scope,
        "specialist_direct" | "contacted_only_when" => Matter::NotContacted,
        "ways" | "support_by" => Matter::Reached,
        "contact" | "desk" => Matter::Contact,
        "unreached" => Matter::Unreached,
        "offered_again" => Matter::OfferedAgain,
        "pathway" | "default_team" | "titles" => Matter::Pathways,
        "several_services" => Matter::Meeting,
        "assignment" | "single_worker" | "witness_care" => Matter::Worker,
        "support_starts" | "after_acceptance" => Matter::Accepted,
        "needs_assessment" => Matter::Needs,
        "onward" => Matter::Onward,
        "service" => Matter::Services,
        "updates_within" => Matter::Updates,
        "hate_reports" => Matter::HateReports,
        "room" => Matter::Rooms,
        "feedback" => Matter::Feedback,
        "report" => Matter::Reports,
        "funding" => Matter::Funding,
        "resources" => Matter::Resources,
        "retention" => Matter::Retention,
        // What the hub is called and where, from when its rules hold, who runs it, its languages and hours.
        _ => Matter::Governance,
    }
}

/// The same for every desk said once, else each behind its desk.
fn of_desks(profile: &Profile, say: impl Fn(&Desk) -> String) -> String {
    let each: Vec<String> = profile.desks.iter().map(&say).collect();
    match each.first() {
        Some(first) if each.iter().all(|one| one == first) => first.clone(),
        _ => {
            let named = profile
                .desks
                .iter()
                .zip(&each)
                .map(|(desk, said)| format!("{}: {said}", desk.name.as_deref().map(|name| profile.title_of(name)).unwrap_or_default()));
            named.collect::<Vec<_>>().join("<br>")
        }
    }
}

/// Every clock of a desk, shortly: `some: phone within 24 hours; others: letter within 2 working days`.
fn first_contact(rules: &[ContactRule]) -> String {
    let short = |rule: &ContactRule| {
        let names: Vec<&str> = rule.channels.iter().map(|way| short_name(*way)).collect();
        let joined = names.join(if rule.choice == Choice::AllOf { " and " } else { ", else " });
        let whom = match (rule.when.is_always(), rule.also) {
            (false, false) => "some: ",
            (false, true) => "some also: ",
            (true, _) if is_alone(rules) => "",
            (true, _) => "others: ",
        };
        let from = if rule.from == RunsFrom::Recorded { " of recording" } else { "" };
        format!("{whom}{joined} within {}{from}", limit(rule.within))
    };
    let mut said: Vec<String> = rules.iter().map(short).collect();
    said.dedup();
    said.join("; ")
}

/// Whether one rule is for everybody, whatever is added to it.
fn is_alone(rules: &[ContactRule]) -> bool {
    rules.iter().filter(|rule| !rule.also).count() == 1
}

const fn short_name(way: Way) -> &'static str {
    match way {
        Way::Preferred => "preferred",
        Way::By(channel) => channel.as_str(),
    }
}

fn reports(profile: &Profile) -> String {
    let owed = Every::ALL.iter().filter(|every| profile.reports.iter().any(|report| report.every == **every));
    let said: Vec<&str> = owed.map(|every| every_name(*every)).collect();
    if said.is_empty() { "none".to_owned() } else { format!("every {}", said.join(", ")) }
}

fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

const fn governance_name(governance: Governance) -> &'static str {
    match governance {
        Governance::Police => "police",
        Governance::Commissioner => "commissioner",
        Governance::Provider => "provider",
        Governance::Hybrid => "police and provider together",
        Governance::Colocation => "several side by side",
    }
}

const fn basis_name(basis: Basis) -> &'static str {
    match basis {
        Basis::SameController => "same controller as the police",
        Basis::Agreement => "agreement",
        Basis::JointController => "joint controller",
        Basis::PublicTask => "public task",
        Basis::ImpliedConsent => "implied consent",
        Basis::ConsentFirst => "consent first",
    }
}

const fn witness_care_name(care: WitnessCare) -> &'static str {
    match care {
        WitnessCare::Elsewhere => "elsewhere",
        WitnessCare::Alongside => "alongside",
        WitnessCare::Integrated => "in the hub",
    }
}
