//! Every fixed statement is one that both databases understand, and is in its capability's list.

use std::collections::{BTreeMap, BTreeSet};

use store::Engine;
use testkit::databases::on_both;

use crate::sources::{Source, has_word, sources};

/// The list of each capability, and the file that declares it.
const LISTS: &[(&str, &[&str])] = &[
    ("crates/assessment/src/sql.rs", assessment::STATEMENTS),
    ("crates/audit/src/lib.rs", audit::STATEMENTS),
    ("crates/access/src/sql.rs", access::STATEMENTS),
    ("crates/casework/src/keep.rs", casework::keep::STATEMENTS),
    ("crates/casework/src/sql.rs", casework::STATEMENTS),
    ("crates/identity/src/sql.rs", identity::STATEMENTS),
    ("crates/identity/src/single_sign_on/sql.rs", identity::single_sign_on::STATEMENTS),
    ("crates/intake/src/keep.rs", intake::keep::STATEMENTS),
    ("crates/intake/src/major_incidents.rs", intake::major_incidents::STATEMENTS),
    ("crates/intake/src/part_row.rs", intake::part_row::STATEMENTS),
    ("crates/intake/src/take_referral.rs", intake::take_referral::STATEMENTS),
    ("crates/intake/src/register.rs", intake::register::STATEMENTS),
    ("crates/intake/src/transfer.rs", intake::transfer::STATEMENTS),
    ("crates/joins/src/sql.rs", joins::STATEMENTS),
    ("crates/onward/src/sql.rs", onward::STATEMENTS),
    ("crates/liaison/src/sql.rs", liaison::STATEMENTS),
    ("crates/oversight/src/sql.rs", oversight::STATEMENTS),
    ("crates/people/src/joined.rs", people::joined::STATEMENTS),
    ("crates/people/src/keep.rs", people::keep::STATEMENTS),
    ("crates/people/src/memory.rs", people::memory::STATEMENTS),
    ("crates/people/src/search/sql.rs", people::search::STATEMENTS),
    ("crates/records/src/sql.rs", records::STATEMENTS),
    ("crates/rooms/src/sql.rs", rooms::STATEMENTS),
    ("crates/vault/src/belonging.rs", vault::belonging::STATEMENTS),
    ("crates/vault/src/rotation.rs", vault::rotation::STATEMENTS),
    ("crates/web/src/draft.rs", web::DRAFT_STATEMENTS),
];

const DECLARES: &str = "STATEMENTS: &[&str] =";

#[test]
fn both_databases_understand_every_statement() {
    on_both(|scratch| {
        let mut wrong = Vec::new();
        for (file, list) in LISTS {
            assert!(!list.is_empty(), "{file} lists nothing");
            for statement in *list {
                // `{}` stands for the places of a list of keys.
                let sql = statement.replace("{}", "$1");
                if let Err(error) = scratch.db.read_now(move |c| c.check(&sql)) {
                    wrong.push(format!("{file} on {:?}: {error}: {statement}", scratch.db.engine()));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

/// What the test above stands on: a statement that is none, and a type that could not be read, are found.
#[test]
fn a_statement_that_is_none_is_found() {
    on_both(|scratch| {
        let check = |sql: &'static str| scratch.db.read_now(move |c| c.check(sql));
        check("SELECT name FROM settings WHERE name = $1").unwrap();
        check("SELECT nothing FROM settings").unwrap_err();
        check("SELECT name FROM nowhere").unwrap_err();
        check("SELECT name FRM settings").unwrap_err();
        if scratch.db.engine() == Engine::Postgres {
            check("SELECT sum(value) FROM counters").unwrap_err();
            check("SELECT CAST(sum(value) AS BIGINT) FROM counters").unwrap();
        }
    });
}

fn own_sources() -> Vec<Source> {
    sources(&["crates"]).into_iter().filter(|source| !source.is_test() && source.of_crate() != Some("store")).collect()
}

#[test]
fn every_list_of_statements_is_prepared_here() {
    let declared: BTreeSet<String> =
        own_sources().into_iter().filter(|source| source.code().contains(DECLARES)).map(|source| source.path).collect();
    let prepared: BTreeSet<String> = LISTS.iter().map(|(file, _)| (*file).to_owned()).collect();
    assert_eq!(declared, prepared, "add the list to LISTS in tests/all/statements.rs");
}

/// The names of the constants of a source that hold a statement.
fn statements_of(code: &str) -> Vec<String> {
    let declared = code.split("const ").skip(1).filter_map(|rest| rest.split_once(": &str ="));
    let is_statement = |text: &str| {
        let text = text.trim_start().trim_start_matches('"');
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "].iter().any(|verb| text.starts_with(verb))
    };
    declared.filter(|(_, text)| is_statement(text)).map(|(name, _)| name.to_owned()).collect()
}

#[test]
fn every_statement_is_in_a_list_of_its_crate() {
    let mut listed: BTreeMap<String, String> = BTreeMap::new();
    let mut found = Vec::new();
    for source in own_sources() {
        let (code, of_crate) = (source.code(), source.of_crate().unwrap().to_owned());
        for list in code.split(DECLARES).skip(1) {
            listed.entry(of_crate.clone()).or_default().push_str(list.split(';').next().unwrap());
        }
        found.extend(statements_of(&code).into_iter().map(|name| (of_crate.clone(), source.path.clone(), name)));
    }
    assert!(found.len() > 30, "only {} statements were found", found.len());
    let missing: Vec<_> = found
        .into_iter()
        .filter(|(of_crate, _, name)| !listed.get(of_crate).is_some_and(|list| has_word(list, name)))
        .map(|(_, path, name)| format!("{path}: {name}"))
        .collect();
    assert!(missing.is_empty(), "in no list of statements, so that nothing prepares them:\n{}", missing.join("\n"));
}
