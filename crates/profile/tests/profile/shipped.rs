//! The profiles that come with the program.

use profile::{Every, Profile, marks};

/// The shipped profile of this name.
pub fn shipped(name: &str) -> Profile {
    Profile::shipped(name).unwrap().unwrap_or_else(|errors| panic!("{errors}"))
}

/// What is written in it.
pub fn text_of(name: &str) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../profiles");
    std::fs::read_to_string(folder.join(name).join("profile.toml")).unwrap()
}

#[test]
fn every_shipped_profile_loads() {
    let names: Vec<&str> = Profile::shipped_names().collect();
    for wanted in ["example", "lincolnshire", "hampshire", "dorset", "cambridgeshire", "north-yorkshire", "merseyside", "sussex"] {
        assert!(names.contains(&wanted), "{wanted} is not shipped");
    }
    for name in names {
        assert_eq!(shipped(name).name, name);
    }
}

/// The hubs of the landscape review, Leicestershire's contract, and the one to copy.
const HUBS: [&str; 21] = [
    "avon-somerset",
    "bedfordshire",
    "cambridgeshire",
    "dorset",
    "dyfed-powys",
    "example",
    "gwent",
    "hampshire",
    "hertfordshire",
    "kent",
    "lancashire",
    "leicestershire",
    "lincolnshire",
    "merseyside",
    "north-wales",
    "north-yorkshire",
    "northamptonshire",
    "surrey",
    "sussex",
    "thames-valley",
    "wiltshire",
];

/// Each of these every profile decides itself, even where it decides what it would be without.
const DECIDED: [&str; 17] = [
    "governance",
    "police_see_records",
    "languages",
    "single_worker",
    "assignment",
    "witness_care",
    "ways",
    "support_by",
    "second_factor",
    "serves.roles",
    "serves.kinds",
    "needs_assessment.within",
    "onward.consent_by",
    "onward.person_chooses",
    "onward.services_know_of_each_other",
    "onward.disclosed_without_consent",
    "onward.answered_within",
];

#[test]
fn every_hub_is_shipped() {
    assert_eq!(Profile::shipped_names().collect::<Vec<_>>(), HUBS);
}

/// What is left to the program's default is decided by nobody at the hub.
#[test]
fn every_hub_says_what_each_hub_must() {
    let mut missing = Vec::new();
    for name in HUBS {
        let (hub, text) = (shipped(name), text_of(name));
        let written: Vec<String> = marks(&text).into_iter().map(|marked| marked.key).collect();
        let has = |key: &str| written.iter().any(|written| written == key || written.starts_with(&format!("{key}.")));
        missing.extend(DECIDED.iter().filter(|key| !has(key)).map(|key| format!("{name}: {key}")));
        let empty = [
            ("agency", hub.organisation.agencies.is_empty() || !has("agency")),
            ("basis", !has("basis") && !has("desk.basis")),
            ("contact", hub.desks.iter().any(|desk| desk.contact.is_empty())),
            ("service", hub.services.is_empty()),
            ("report", hub.reports.is_empty()),
            ("feedback", hub.feedback.is_empty()),
            ("retention", hub.retention.is_empty()),
            ("resources", name != "example" && hub.resources.is_none()),
        ];
        missing.extend(empty.iter().filter(|(_, missing)| *missing).map(|(what, _)| format!("{name}: {what}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Whoever reads a profile sees of each key whether the hub was found to work so, or whether it is our default.
#[test]
fn every_key_says_what_it_rests_on() {
    let mut silent = Vec::new();
    for name in HUBS.into_iter().filter(|name| *name != "example") {
        silent.extend(
            marks(&text_of(name))
                .into_iter()
                .filter(|marked| marked.marks.is_empty())
                .map(|marked| format!("profiles/{name}/profile.toml:{}: {}", marked.line, marked.key)),
        );
    }
    assert!(silent.is_empty(), "{} keys rest on nothing:\n{}", silent.len(), silent.join("\n"));
}

/// What profiles.md and hubs.md say of the nineteen, in one line each: the table of all hubs holds it too, this holds it to its source.
#[test]
fn every_hub_reports_as_often_as_the_review_says() {
    let often = |name: &str| -> Vec<Every> {
        let hub = shipped(name);
        Every::ALL.iter().copied().filter(|every| hub.reports.iter().any(|report| report.every == *every)).collect()
    };
    for name in ["cambridgeshire", "hertfordshire", "kent", "northamptonshire", "surrey"] {
        assert_eq!(often(name), [Every::Month, Every::Quarter], "{name}");
    }
    for name in ["dyfed-powys", "gwent", "hampshire", "lancashire", "north-wales"] {
        assert_eq!(often(name), [Every::Quarter], "{name}");
    }
    assert_eq!(often("lincolnshire"), [Every::Month]);
    assert_eq!(often("north-yorkshire"), [Every::Month, Every::HalfYear]);
}
