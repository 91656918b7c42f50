//! The register of ASVS is whole, and claims nothing that is not there. `make asvs` also asks cargo which tests run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::sources::{root, sources};
use onedoor_tests::asvs::levels::{CHAPTERS, requirements};
use onedoor_tests::asvs::register::{REGISTER, Row, claimed_tests, read, wrong_documents, wrong_journeys};

fn register() -> (Vec<Row>, Vec<String>) {
    read(&std::fs::read_to_string(root().join(REGISTER)).unwrap())
}

#[test]
fn every_requirement_has_an_answer() {
    let (rows, wrong) = register();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(rows.len(), 345);
    let chapters: BTreeSet<&str> = rows.iter().map(Row::chapter).collect();
    assert_eq!(chapters, CHAPTERS.iter().map(|(chapter, _)| *chapter).collect());
}

#[test]
fn every_document_and_every_journey_it_names_is_there() {
    let (rows, _) = register();
    let wrong = [wrong_documents(&root(), &rows), wrong_journeys(&root(), &rows)].concat();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The names of the functions of each package that are tests and are not left out.
fn tests_of_packages() -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources(&["crates", "proofs", "tests"]) {
        let aside = if source.path.starts_with("proofs/") { "proofs" } else { "onedoor-tests" };
        let package = source.of_crate().unwrap_or(aside).to_owned();
        let text = source.text();
        for after in text.split("#[test]").skip(1) {
            let Some((before, rest)) = after.split_once("fn ") else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !before.contains("#[ignore") && before.len() < 300 {
                found.entry(package.clone()).or_default().insert(name);
            }
        }
    }
    found
}

#[test]
fn every_test_it_names_is_in_the_sources() {
    let (rows, _) = register();
    let tests = tests_of_packages();
    let wrong: Vec<String> = claimed_tests(&rows)
        .filter(|(_, path)| {
            let (package, rest) = path.split_once("::").unwrap();
            !tests.get(package).is_some_and(|names| names.contains(rest.rsplit("::").next().unwrap()))
        })
        .map(|(row, path)| format!("{}: {path}", row.id))
        .collect();
    assert!(
        wrong.is_empty(),
        "docs/security/asvs.tsv names tests that are not there; `make asvs` lists those there are:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_row_that_claims_what_is_not_there_is_found() {
    let whole = std::fs::read_to_string(root().join(REGISTER)).unwrap();
    let wrong_with = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from:?}");
        let (rows, wrong) = read(&whole.replacen(from, to, 1));
        [wrong, wrong_documents(&root(), &rows), wrong_journeys(&root(), &rows)].concat().join("\n")
    };
    assert_eq!(wrong_with("V1.1.1\t", "V1.1.1\t"), "");
    assert!(wrong_with("V1.1.1\t2\tyes", "V1.1.9\t2\tyes").contains("V1.1.9 is no requirement"));
    assert!(wrong_with("V1.1.1\t2\tyes", "V1.1.9\t2\tyes").contains("V1.1.1 has no row"));
    assert!(wrong_with("V1.1.1\t2\tyes", "V1.1.1\t1\tyes").contains("V1.1.1 is of level 2"));
    assert!(wrong_with("V1.1.2\t", "V1.1.1\t").contains("V1.1.1 stands there more than once"));
    assert!(wrong_with("V1.1.1\t2\tyes", "V1.1.1\t2\tperhaps").contains("line 2"));
    assert!(wrong_with("\tdoc:docs/", "\tdoc:docs/no/").contains("there is no document docs/no/"));
    assert!(wrong_with("\tbrowser:", "\tbrowser:no_").contains("no journey"));
    let one = read("id\tlevel\tapplies\tclaims\twords\nV1.1.1\t2\tyes\t\tof course\nV1.1.2\t2\tno\t\t\n").1.join("\n");
    assert!(one.contains("V1.1.1 applies, and nothing") && one.contains("V1.1.2 does not apply: it needs a reason"), "{one}");
    assert!(!read("id\nV1.1.1\t2\tyes\tproof:of everything\tof course\n").1.is_empty());
}

/// Where the standard's own list lies beside the project, the numbers above are the ones it has.
#[test]
fn the_requirements_are_those_of_the_standard() {
    assert_eq!(requirements().count(), 345);
    let Ok(text) = std::fs::read_to_string(root().join(Path::new("../shared/domain/data/asvs5.tsv"))) else { return };
    let theirs: Vec<(String, u8)> = text
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split('\t');
            (cells.next().unwrap().to_owned(), cells.next().unwrap()[1..].parse().unwrap())
        })
        .collect();
    assert_eq!(requirements().collect::<Vec<_>>(), theirs);
}
