//! A hub that changes its mind: several versions of its rules in one folder, and which of them holds on a day.

use std::fs;
use std::path::PathBuf;

use jiff::civil::{Date, date};
use profile::{FILE_NAME, OVERLAY_NAME, Profile, Versions};

use crate::mistakes::RIGHT;

const NOBODY_EXPORTS: &str = "forbid (principal, action == Action::\"export\", resource);\n";
const NOBODY_ERASES: &str = "forbid (principal, action == Action::\"erase\", resource);\n";

/// A folder with these files and no others.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("versions").join(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    for (file, text) in files {
        fs::write(folder.join(file), text).unwrap();
    }
    folder
}

/// Right rules, in force from this day.
fn from(day: &str) -> String {
    RIGHT.replace("2026-04-01", day)
}

fn days(versions: &Versions) -> Vec<String> {
    versions.all().map(|version| version.in_force_from.to_string()).collect()
}

fn refused(name: &str, files: &[(&str, &str)]) -> Vec<String> {
    let folder = folder(name, files);
    let place = format!("{}/", folder.display());
    Versions::load(&folder).unwrap_err().iter().map(|error| error.to_string().replace(&place, "")).collect()
}

/// A hub that decided in April, changes something in June and something else in December.
fn changing(name: &str) -> PathBuf {
    let (june, december) = (from("2026-06-01"), from("2026-12-01"));
    folder(name, &[("profile-2026-12-01.toml", &december), (FILE_NAME, RIGHT), ("profile-2026-06-01.toml", &june)])
}

#[test]
fn a_version_holds_from_its_day_until_the_next_begins() {
    let versions = Versions::load(&changing("changing")).unwrap();
    assert_eq!(days(&versions), ["2026-04-01", "2026-06-01", "2026-12-01"]);
    let on = |day: Date| versions.at(day).in_force_from.to_string();
    assert_eq!(on(date(2026, 4, 1)), "2026-04-01");
    assert_eq!(on(date(2026, 5, 31)), "2026-04-01");
    assert_eq!(on(date(2026, 6, 1)), "2026-06-01");
    assert_eq!(on(date(2026, 11, 30)), "2026-06-01");
    assert_eq!(on(date(2026, 12, 1)), "2026-12-01");
    assert_eq!(on(date(2031, 1, 1)), "2026-12-01");
    // Nobody is without rules because the first of them begin tomorrow.
    assert_eq!(on(date(2020, 1, 1)), "2026-04-01");
    assert_eq!(versions.newest().in_force_from, date(2026, 12, 1));
    assert_eq!(days(&versions.since(date(2026, 7, 1))), ["2026-06-01", "2026-12-01"]);
    assert_eq!(days(&versions.since(date(2020, 1, 1))), ["2026-04-01", "2026-06-01", "2026-12-01"]);
}

#[test]
fn the_plain_file_may_be_any_of_them() {
    let march = from("2026-03-01");
    let versions = Versions::load(&folder("older_beside", &[(FILE_NAME, RIGHT), ("profile-2026-03-01.toml", &march)])).unwrap();
    assert_eq!(days(&versions), ["2026-03-01", "2026-04-01"]);
    assert_eq!(versions.all().map(|version| version.name.as_str()).collect::<Vec<_>>(), ["older_beside", "older_beside"]);
}

#[test]
fn one_version_is_asked_for_by_its_day() {
    let folder = changing("asked");
    let at = |day: &str| format!("{}@{day}", folder.display());
    assert_eq!(Profile::find(&at("2026-12-01")).unwrap().in_force_from, date(2026, 12, 1));
    assert_eq!(Profile::find(&at("2026-04-01")).unwrap().in_force_from, date(2026, 4, 1));
    assert_eq!(Profile::find(folder.to_str().unwrap()).unwrap().in_force_from, date(2026, 4, 1));
    assert_eq!(days(&Versions::find(folder.to_str().unwrap()).unwrap()).len(), 3);
    assert_eq!(days(&Versions::find(&at("2026-06-01")).unwrap()), ["2026-06-01"]);

    let wrong = Profile::find(&at("2026-11-01")).unwrap_err().to_string();
    assert!(wrong.contains("begins on 2026-11-01; expected the day on which one begins: 2026-04-01, 2026-06-01, 2026-12-01"), "{wrong}");
    assert!(wrong.ends_with("asked@2026-12-01?"), "{wrong}");
    let wrong = Profile::find("example@april").unwrap_err().to_string();
    assert_eq!(
        wrong,
        "\"example@april\" has no day behind the @; expected the day from which a version is in force, as in example@2026-04-01; \
         leave it out to have the profile.toml of example"
    );
    assert!(Profile::find("exampel@2026-04-01").unwrap_err().to_string().ends_with("did you mean example?"));
    assert_eq!(Profile::find("example@2026-04-01").unwrap(), Profile::find("example").unwrap());
}

#[test]
fn a_folder_may_have_the_sign_in_its_name() {
    let folder = folder("our@hub", &[(FILE_NAME, RIGHT)]);
    assert_eq!(Profile::find(folder.to_str().unwrap()).unwrap().name, "our@hub");
    assert_eq!(Profile::find(&format!("{}@2026-04-01", folder.display())).unwrap().name, "our@hub");
}

#[test]
fn the_name_of_a_file_is_the_day_of_its_version() {
    let july = from("2026-07-01");
    assert_eq!(
        refused("misdated", &[(FILE_NAME, RIGHT), ("profile-2026-06-01.toml", &july)]),
        ["profile-2026-06-01.toml:3: in_force_from is 2026-07-01; expected 2026-06-01, the day in the file's name; write in_force_from = \
          \"2026-06-01\", or call the file profile-2026-07-01.toml"]
    );
    let june = from("2026-06-01");
    for name in
        ["profile-2026-6-1.toml", "profile_2026-06-01.toml", "profile-next.toml", "profile-20260601.toml", "profile-2026-02-30.toml"]
    {
        assert_eq!(
            refused("misnamed", &[(FILE_NAME, RIGHT), (name, &june)]),
            [format!(
                "{name}: the file's name says of no day that the version in it begins then; expected profile.toml, or \
                 profile-2026-04-01.toml with the day of in_force_from; write year, month and day as in 2026-04-01, or move a file that is no \
                 version elsewhere"
            )]
        );
    }
    let beside = &[(FILE_NAME, RIGHT), ("profile.toml~", "old"), ("scenarios.toml", "x"), ("README.md", "y"), (".profile.toml.swp", "z")];
    assert_eq!(days(&Versions::load(&folder("beside", beside)).unwrap()), ["2026-04-01"]);
}

#[test]
fn no_two_versions_begin_on_one_day() {
    assert_eq!(
        refused("twice_a_day", &[(FILE_NAME, RIGHT), ("profile-2026-04-01.toml", RIGHT)]),
        [
            "profile-2026-04-01.toml:3: in_force_from is 2026-04-01, the day of profile.toml as well; expected a day on which no other version \
          begins; give one of the two another day, or take it away"
        ]
    );
}

#[test]
fn mistakes_in_all_versions_are_told_at_once() {
    let spoiled = |text: &str| text.replace("single_worker = true", "single_worker = 1");
    let (plain, june) = (spoiled(RIGHT), spoiled(&from("2026-06-01")));
    let told = refused("both_wrong", &[(FILE_NAME, &plain), ("profile-2026-06-01.toml", &june), ("profile-x.toml", "")]);
    let files: Vec<&str> = told.iter().map(|error| error.split(':').next().unwrap()).collect();
    assert_eq!(files, [FILE_NAME, "profile-2026-06-01.toml", "profile-x.toml"], "{told:?}");
}

#[test]
fn policies_are_shared_unless_a_version_has_its_own() {
    let (june, december) = (from("2026-06-01"), from("2026-12-01"));
    let mut files = vec![
        (FILE_NAME, RIGHT),
        ("profile-2026-06-01.toml", june.as_str()),
        ("profile-2026-12-01.toml", december.as_str()),
        (OVERLAY_NAME, NOBODY_EXPORTS),
        ("access-2026-06-01.cedar", NOBODY_ERASES),
    ];
    let overlays =
        |versions: &Versions| -> Vec<Option<String>> { versions.all().map(|version| version.organisation.overlay.clone()).collect() };
    let versions = Versions::load(&folder("policies", &files)).unwrap();
    let (exports, erases) = (Some(NOBODY_EXPORTS.to_owned()), Some(NOBODY_ERASES.to_owned()));
    assert_eq!(overlays(&versions), [exports.clone(), erases.clone(), exports.clone()]);
    // A version without any takes the shared ones away and names those of each other version.
    files[3].0 = "access-2026-04-01.cedar";
    let folder = folder("policies", &files);
    assert_eq!(overlays(&Versions::load(&folder).unwrap()), [exports.clone(), erases, None]);
    assert_eq!(Profile::load(&folder).unwrap().organisation.overlay, exports);
}

#[test]
fn policies_of_a_day_on_which_nothing_begins_are_told() {
    assert_eq!(
        refused("stray_policies", &[(FILE_NAME, RIGHT), ("access-2026-04-02.cedar", NOBODY_EXPORTS)]),
        ["access-2026-04-02.cedar: the file belongs to no version: none is in force from 2026-04-02; expected the day of a version: \
          2026-04-01; did you mean access-2026-04-01.cedar?"]
    );
    let told = refused("misnamed_policies", &[(FILE_NAME, RIGHT), ("access-april.cedar", NOBODY_EXPORTS)]);
    assert!(told.len() == 1 && told[0].starts_with("access-april.cedar: the file's name says of no day"), "{told:?}");
    let told = refused("granting_later", &[(FILE_NAME, RIGHT), ("access-2026-04-01.cedar", "permit (principal, action, resource);")]);
    assert!(told.len() == 1 && told[0].starts_with("access-2026-04-01.cedar:1: the policy cannot be used: "), "{told:?}");
}

#[test]
fn every_version_that_ships_is_in_order() {
    for name in Profile::shipped_names() {
        let versions = Versions::shipped(name).unwrap().unwrap_or_else(|errors| panic!("{errors}"));
        assert!(versions.all().any(|version| **version == Profile::shipped(name).unwrap().unwrap()), "{name}");
        let days = days(&versions);
        assert!(days.is_sorted() && versions.all().all(|version| version.name == name), "{name}: {days:?}");
    }
    assert!(Versions::shipped("zzz").is_none());
}
