//! `make asvs`: how much of OWASP ASVS 5.0 is met, and by which tests. Fails when something is claimed that nothing proves.

mod listed;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use onedoor_tests::asvs::register::{Applies, Row};
use onedoor_tests::asvs::{levels, register};

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = match std::fs::read_to_string(root.join(register::REGISTER)) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{}: {error}", register::REGISTER);
            return ExitCode::FAILURE;
        }
    };
    let (rows, mut wrong) = register::read(&text);
    wrong.extend(register::wrong_documents(&root, &rows));
    wrong.extend(register::wrong_journeys(&root, &rows));
    match listed::tests(&root) {
        Ok(tests) => wrong.extend(listed::wrong_tests(&rows, &tests)),
        Err(error) => wrong.push(error),
    }
    print_open(&rows);
    print_counts(&rows);
    if wrong.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("\n{} claims that nothing proves:", wrong.len());
    wrong.iter().for_each(|what| eprintln!("  {what}"));
    ExitCode::FAILURE
}

fn print_open(rows: &[Row]) {
    println!("Open:");
    for row in rows.iter().filter(|row| row.is_applicable() && !row.is_covered()) {
        println!("  {:8} level {}  {}", row.id, row.level, row.open().join("; "));
    }
}

fn print_counts(rows: &[Row]) {
    println!("\n{:44} {:>9} {:>9} {:>9} {:>9}", "covered / applicable", "level 1", "level 2", "level 3", "all");
    for (chapter, about) in levels::CHAPTERS {
        let of: Vec<&Row> = rows.iter().filter(|row| row.chapter() == *chapter).collect();
        print_line(&format!("{chapter} {about}"), &of);
    }
    let all: Vec<&Row> = rows.iter().collect();
    print_line("all", &all);
    let tested = all.iter().filter(|row| row.is_applicable() && row.is_tested()).count();
    let covered = all.iter().filter(|row| row.is_applicable() && row.is_covered()).count();
    let of = |applies: Applies| all.iter().filter(|row| row.applies == applies).count();
    let tests: BTreeSet<&str> = register::claimed_tests(rows).map(|(_, path)| path).collect();
    println!("\n{tested} by a test that runs ({} tests), {} by a document alone.", tests.len(), covered - tested);
    println!(
        "Not here: {} the identity provider's, {} about nothing that is here. The hub's operator's, counted as applicable: {}.",
        of(Applies::Provider),
        of(Applies::No),
        of(Applies::Operator)
    );
}

fn print_line(name: &str, rows: &[&Row]) {
    let applicable: Vec<&&Row> = rows.iter().filter(|row| row.is_applicable()).collect();
    let count = |level: Option<u8>| {
        let of: Vec<_> = applicable.iter().filter(|row| level.is_none_or(|level| row.level == level)).collect();
        let covered = of.iter().filter(|row| row.is_covered()).count();
        if of.is_empty() { "-".to_owned() } else { format!("{covered} / {}", of.len()) }
    };
    println!("{name:44} {:>9} {:>9} {:>9} {:>9}", count(Some(1)), count(Some(2)), count(Some(3)), count(None));
}
