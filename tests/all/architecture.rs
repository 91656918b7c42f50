//! Rules over the whole tree, read from its manifests and sources: who may import whom, what is pure, what names what.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use proptest::test_runner::{Config, RngSeed};

use crate::sources::{Source, has_word, root, sources};

/// Each crate may import those above it only.
const TIERS: &[&[&str]] = &[
    &["kernel", "linkage"],
    &["store", "policy"],
    &["vault"],
    &["audit"],
    &["access"],
    &["identity", "profile", "govuk", "synth"],
    &["web"],
    &["people"],
    &["contact"],
    &["triage"],
    &["casework"],
    &["joins"],
    &["assessment", "liaison", "onward", "rooms"],
    &["oversight"],
    &["records"],
    &["intake"],
    &["onedoor"],
];

/// What tests and measures the program: it may import anything, and nobody depends on it.
const ASIDE: &[&str] = &["testkit", "onedoor-tests", "benches", "proofs"];

/// Those that may import fewer of ours than stand above them.
const NARROWER: &[(&str, &[&str])] = &[
    ("govuk", &[]),
    ("linkage", &[]),
    ("policy", &["kernel"]),
    ("profile", &["kernel", "policy"]),
    ("synth", &["kernel"]),
    ("triage", &["kernel", "profile", "contact"]),
];

/// All that the pure crates may take from outside: what reckons, and nothing that reads, writes, waits or talks.
const PURE: &[(&str, &[&str])] = &[
    ("kernel", &["jiff", "serde", "sha2", "unicode-normalization", "uuid"]),
    ("policy", &["cedar-policy", "jiff", "miette", "serde_json", "thiserror"]),
    ("triage", &["jiff", "serde", "serde_json"]),
];

const DRIVERS: &[&str] = &["rusqlite", "postgres", "tokio-postgres", "libsqlite3-sys"];
const NAME_AXUM: &[&str] = &[
    "web",
    "people",
    "casework",
    "contact",
    "joins",
    "assessment",
    "onward",
    "rooms",
    "liaison",
    "oversight",
    "records",
    "intake",
    "onedoor",
];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).no_deps().other_options(["--offline".into()]).exec();
    metadata.unwrap().packages
}

/// Pairs of a crate and what it depends on, by kind; what is built with counts as what is run with.
fn dependencies(development: bool) -> Vec<(String, String)> {
    let all = packages();
    let of = |package: &Package| -> Vec<(String, String)> {
        let wanted = package.dependencies.iter().filter(|dependency| (dependency.kind == DependencyKind::Development) == development);
        wanted.map(|dependency| (package.name.to_string(), dependency.name.clone())).collect()
    };
    all.iter().flat_map(of).collect()
}

fn tier(name: &str) -> Option<usize> {
    TIERS.iter().position(|tier| tier.contains(&name))
}

#[test]
fn every_crate_has_its_place() {
    let ours: BTreeSet<String> = packages().iter().map(|package| package.name.to_string()).collect();
    let placed: BTreeSet<String> = TIERS.concat().into_iter().chain(ASIDE.iter().copied()).map(str::to_owned).collect();
    assert_eq!(ours, placed);
}

#[test]
fn nobody_imports_from_below() {
    let wrong: Vec<_> = [false, true]
        .into_iter()
        .flat_map(dependencies)
        .filter(|(who, whom)| tier(whom).is_some_and(|whom| tier(who).is_some_and(|who| who <= whom)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn some_import_less_than_they_might() {
    for (who, allowed) in NARROWER {
        let wrong: Vec<_> = dependencies(false)
            .into_iter()
            .filter(|(name, whom)| name == who && tier(whom).is_some() && !allowed.contains(&whom.as_str()))
            .collect();
        assert!(wrong.is_empty(), "{who} may import of ours only {allowed:?}: {wrong:?}");
    }
}

#[test]
fn what_tests_and_measures_is_no_part_of_the_program() {
    let wrong: Vec<_> = dependencies(false).into_iter().filter(|(_, whom)| ASIDE.contains(&whom.as_str())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn only_the_store_names_a_database_driver() {
    let drivers: BTreeSet<_> =
        [false, true].into_iter().flat_map(dependencies).filter(|(_, whom)| DRIVERS.contains(&whom.as_str())).collect();
    assert!(drivers.iter().all(|(who, _)| who == "store"), "{drivers:?}");
    assert!(drivers.len() >= 2, "the store has lost its drivers, or this test its eyes: {drivers:?}");
}

#[test]
fn only_pages_and_the_program_name_the_web_framework() {
    let wrong: Vec<_> =
        dependencies(false).into_iter().filter(|(who, whom)| whom == "axum" && !NAME_AXUM.contains(&who.as_str())).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn what_is_pure_depends_on_nothing_that_does_input_or_output() {
    for (who, allowed) in PURE {
        let outside: BTreeSet<String> =
            dependencies(false).into_iter().filter(|(name, whom)| name == who && tier(whom).is_none()).map(|(_, whom)| whom).collect();
        let wrong: Vec<_> = outside.iter().filter(|whom| !allowed.contains(&whom.as_str())).collect();
        assert!(wrong.is_empty(), "{who} is pure: {wrong:?}");
    }
}

/// Whether the code names this module of the standard library, by its path or in a group.
fn names_std(code: &str, module: &str) -> bool {
    let in_group = |group: &str| has_word(group.split(';').next().unwrap_or_default(), module);
    code.contains(&format!("std::{module}")) || code.split("std::{").skip(1).any(in_group)
}

/// What follows each time the code names something of this crate.
fn after_crate<'a>(code: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let start = format!("{name}::");
    let found: Vec<usize> = code.match_indices(&start).map(|(at, _)| at).collect();
    let within = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    found.into_iter().filter(move |at| !code[..*at].ends_with(within)).map(move |at| &code[at + start.len()..])
}

fn is_pure(source: &Source) -> bool {
    let whole = ["crates/kernel/src/", "crates/policy/src/", "crates/triage/src/"];
    whole.iter().any(|folder| source.path.starts_with(folder)) || source.path == GATE
}

const GATE: &str = "crates/contact/src/gate.rs";

#[test]
fn what_is_pure_reads_no_file_no_clock_and_nothing_of_its_surroundings() {
    let pure: Vec<Source> = sources(&["crates"]).into_iter().filter(|source| is_pure(source) && !source.is_test()).collect();
    assert!(pure.iter().any(|source| source.path == GATE) && pure.len() > 20);
    let mut wrong = Vec::new();
    for source in &pure {
        let code = source.code();
        for module in ["fs", "net", "env", "process", "thread", "io", "os"] {
            if names_std(&code, module) {
                wrong.push(format!("{} names std::{module}", source.path));
            }
        }
        // The one clock that reads the machine's is in the kernel, so that everybody else takes it as an argument.
        let clock = source.path == "crates/kernel/src/clock.rs";
        for name in ["SystemTime", "Instant", "Timestamp::now", "Zoned::now", "println", "eprintln", "static mut"] {
            if has_word(&code, name) && !(clock && name == "Timestamp::now") {
                wrong.push(format!("{} names {name}", source.path));
            }
        }
        for door in ["store", "access", "people", "casework", "web", "axum", "tokio"] {
            if after_crate(&code, door).next().is_some() {
                wrong.push(format!("{} names {door}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Chance is an argument of tests too: what failed once can be seen to fail again. `.cargo/config.toml` gives the seed, `make hunt` others.
#[test]
fn property_tests_draw_from_a_seed_that_was_given() {
    assert_ne!(Config::default().rng_seed, RngSeed::Random, "run the tests with cargo, which gives PROPTEST_RNG_SEED");
}

/// `contact` also keeps what was tried; whoever decides may ask its gate and nothing else of it.
#[test]
fn triage_asks_contact_for_its_gate_only() {
    for source in sources(&["crates/triage/src"]).iter().filter(|source| !source.is_test()) {
        let code = source.code();
        let wrong = after_crate(&code, "contact").find(|rest| !rest.starts_with("gate::") && !rest.starts_with("gate;"));
        assert!(wrong.is_none(), "{}", source.path);
    }
}

/// A test that reads sources and sees nothing would hold nothing.
#[test]
fn what_is_looked_for_is_seen() {
    assert!(names_std("use std::fs::File;", "fs") && names_std("use std::{\n    fmt,\n    fs,\n};", "fs"));
    assert!(!names_std("use std::{fmt}; let fs = 1;", "fs"));
    assert_eq!(after_crate("use contact::gate; use crate::contact::x; my_contact::y(); contact::z()", "contact").count(), 2);
    assert!(has_word("a dbg b", "dbg") && !has_word("dbgs my_dbg", "dbg"));
    let source = sources(&["crates/store"]).into_iter().find(|source| source.path == "crates/store/src/statement.rs").unwrap();
    assert!(source.text().contains("#[test]") && source.text().contains("//!") && !source.is_test());
    assert!(source.code().contains("pub fn for_sqlite") && !source.code().contains("#[test]") && !source.code().contains("//"));
}

fn manifest(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let text = manifest("Cargo.toml");
    let section = text.split("[workspace.dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let lines: Vec<&str> = section.lines().filter(|line| line.contains('=') && !line.contains("{ path =")).collect();
    assert!(lines.len() > 20, "{lines:?}");
    let silent: Vec<_> = lines.iter().filter(|line| line.rsplit_once(" # ").is_none_or(|(_, why)| why.trim().len() < 10)).collect();
    assert!(silent.is_empty(), "{silent:#?}");
    let silent: Vec<_> = packages().into_iter().filter(|package| package.description.as_ref().is_none_or(|text| text.len() < 10)).collect();
    assert!(silent.is_empty(), "crates that do not say what they are for: {:?}", silent.iter().map(|p| &p.name).collect::<Vec<_>>());
}

#[test]
fn every_crate_takes_its_versions_and_its_lints_from_the_workspace() {
    for package in packages() {
        let path = package.manifest_path.strip_prefix(root()).unwrap().to_string();
        let text = manifest(&path);
        // A test may unwrap: what it does not expect is its failure. Nobody may be unsafe.
        let lax = ASIDE.contains(&package.name.as_str()) && text.contains("unsafe_code = \"forbid\"");
        assert!(lax || text.contains("[lints]\nworkspace = true"), "{path} has lints of its own");
        let mut depends = false;
        for line in text.lines() {
            if line.starts_with('[') {
                depends = line.ends_with("dependencies]");
            } else if depends && line.contains('=') {
                assert!(line.contains("workspace = true"), "{path} has a version of its own: {line}");
            }
        }
    }
}

#[test]
fn no_source_is_too_long_to_read_at_a_sitting() {
    let long: BTreeMap<String, usize> = sources(&["crates"])
        .into_iter()
        .filter(|source| !source.is_test())
        .map(|source| (source.path.clone(), source.before_tests().len()))
        .filter(|(_, lines)| *lines > 500)
        .collect();
    assert!(long.is_empty(), "over 500 lines before their tests: {long:?}");
}

#[test]
fn nothing_is_left_to_be_written() {
    let needles = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("dbg", "!(")];
    let wrong: Vec<_> = sources(&["crates", "tests"])
        .iter()
        .flat_map(|source| {
            needles.iter().filter(|needle| source.text().contains(**needle)).map(|needle| format!("{}: {needle}", source.path))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// A hub is data: what is true of one hub only stands in its profile.
#[test]
fn nothing_in_code_names_a_hub() {
    let folders = std::fs::read_dir(root().join("profiles")).unwrap().map(|entry| entry.unwrap().path());
    let hubs: Vec<String> =
        folders.filter(|path| path.is_dir()).map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert!(hubs.len() >= 8, "{hubs:?}");
    let mut wrong = Vec::new();
    for source in sources(&["crates"]).iter().filter(|source| !source.is_test() && source.path.contains("/src/")) {
        let code = source.code().to_lowercase();
        for hub in hubs.iter().filter(|hub| *hub != "example") {
            // A police force is no hub, though most share a county's name.
            let spellings = ["-", " ", "_", ""].map(|between| hub.replace('-', between));
            if spellings.iter().any(|name| code.replace(&format!("{name} police"), "").contains(name.as_str())) {
                wrong.push(format!("{} names {hub}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Two copies of SQLite in one program corrupt a file that both have open.
#[test]
fn there_is_one_sqlite() {
    let lock = manifest("Cargo.lock");
    let count = |name: &str| lock.matches(&format!("\nname = \"{name}\"\n")).count();
    assert_eq!(count("libsqlite3-sys"), 1);
    for other in ["sqlite3-src", "sqlite3-sys", "libsqlite3-hotbundle", "sqlite-wasm-rs-src"] {
        assert_eq!(count(other), 0, "{other} brings an SQLite of its own");
    }
}
