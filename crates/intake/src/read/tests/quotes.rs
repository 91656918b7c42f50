//! Quotes that are missing or too many, and the rows around them.

use super::*;

const HEADINGS: &str = "source_record_id,crime_reference,recorded_at,family_name,contact_notes,town\n";

/// The rows of a table with these lines under the headings.
fn table(lines: &[&str]) -> Vec<Row> {
    read(HEADINGS.to_owned() + &lines.join("\n"))
}

fn line(id: &str, family_name: &str, notes: &str, town: &str) -> String {
    format!("{id},CR/{id},2026-11-23T10:00:00Z,{family_name},{notes},{town}")
}

fn a(notes: &str) -> String {
    line("A", "Okafor", notes, "Lincoln")
}

fn sound(id: &str) -> String {
    line(id, "Hall", "", "Boston")
}

#[test]
fn notes_may_go_over_several_lines() {
    let notes = "\"Call after six,\r\nnot before.\n\nAsk for \"\"Zoë\"\"\"";
    let mut rows = table(&[&a(notes), &sound("B")]);
    assert_eq!(ids(&rows), ["A", "B"]);
    assert_eq!(referral(rows.remove(0)).contact_notes.as_deref(), Some("Call after six,\r\nnot before.\n\nAsk for \"Zoë\""));
}

#[test]
fn notes_in_the_first_column_may_too() {
    let rows = read("contact_notes,source_record_id,crime_reference,recorded_at\n\"Call after\nsix\",A,CR/1,2026-11-23T10:00:00Z\n");
    assert_eq!(ids(&rows), ["A"]);
}

#[test]
fn notes_in_the_last_column_may_end_with_a_line_break() {
    let rows = table(&[&line("A", "Okafor", "", "\"Lincoln\n\""), &sound("B")]);
    assert_eq!(ids(&rows), ["A", "B"]);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_line_only() {
    for stray in ["\"Call after six", "\"", "\"x\"\""] {
        let rows = table(&[&a(stray), &sound("B"), &sound("C")]);
        assert_eq!(ids(&rows), ["? rejected", "B", "C"], "{stray}");
        assert_eq!(reasons(&rows[0]), ["unreadable_row"]);
        let quoted = line("C", "\"Hall, née Okafor\"", "", "Boston");
        assert_eq!(ids(&table(&[&a(stray), &sound("B"), &quoted, &sound("D")])), ["? rejected", "B", "C", "D"], "{stray}");
    }
}

#[test]
fn a_quote_within_a_plain_field_is_part_of_it() {
    let mut rows = table(&[&a("known as \"Baz\" to all"), &a("6\" scar")]);
    assert_eq!(referral(rows.remove(0)).contact_notes.as_deref(), Some("known as \"Baz\" to all"));
    assert_eq!(referral(rows.remove(0)).contact_notes.as_deref(), Some("6\" scar"));
}

#[test]
fn a_quoted_field_that_goes_on_after_its_end_is_unreadable() {
    for notes in ["\"Baz\" to all", " \"Baz, to all\"", "  \"Baz\""] {
        assert_eq!(ids(&table(&[&a(notes), &sound("B")])), ["? rejected", "B"], "{notes}");
    }
}

#[test]
fn a_quote_within_a_plain_field_takes_the_trust_from_notes_of_several_lines() {
    let rows = table(&[&line("A", "Okafor 6\"", "\"Call after\nsix\"", "Lincoln"), &sound("B")]);
    assert_eq!(ids(&rows), ["? rejected", "? rejected", "B"]);
}

#[test]
fn a_row_with_too_few_or_too_many_fields_is_unreadable() {
    assert_eq!(
        ids(&table(&[&(sound("A") + ","), "A,CR/1", &a("call, please"), &sound("B")])),
        ["? rejected", "? rejected", "? rejected", "B"]
    );
}

#[test]
fn two_stray_quotes_never_join_the_rows_between_them() {
    let (opens, closes) = (line("A", "Okafor", "\"Flat 2", "Lincoln"), line("C", "Hall", "Flat 3\"", "Boston"));
    let rows = table(&[&opens, &sound("B"), &closes, &sound("D")]);
    assert_eq!(ids(&rows), ["? rejected", "? rejected", "? rejected", "D"]);
    assert_eq!(ids(&table(&[&opens, &closes, "", &sound("D")])), ["? rejected", "? rejected", "D"]);
}

#[test]
fn a_row_written_into_somebodys_notes_does_not_become_a_row() {
    let notes = format!("\"He wrote:\n{}\nand that was all\"", sound("X"));
    assert_eq!(ids(&table(&[&a(&notes), &sound("B")])), ["? rejected", "? rejected", "? rejected", "B"]);
    let quoted = format!("\"He wrote:\n{}\nand that was all\"", line("X", "\"\"Hall\"\"", "", "Boston"));
    assert_eq!(ids(&table(&[&a(&quoted), &sound("B")])), ["A", "B"], "no row is written like that, so these are notes");
}

#[test]
fn a_stray_quote_before_notes_that_begin_with_a_line_break_leaks_nothing() {
    let stray = line("A", "Okafor", "", "\"Lincoln");
    let rows = table(&[&stray, &line("B", "Hall", "\"\nsecret\"", "Boston"), &sound("C")]);
    assert!(!rows.iter().any(|row| row.as_sent.get(super::super::Field::Town).contains("CR/B")));
    assert_eq!(ids(&rows).last().map(String::as_str), Some("C"));
}

#[test]
fn notes_of_more_than_a_hundred_lines_are_not_looked_through() {
    let notes = |lines: usize| format!("\"{}\"", vec!["x"; lines].join("\n"));
    assert_eq!(ids(&table(&[&a(&notes(100)), &sound("B")])), ["A", "B"]);
    let rows = table(&[&a(&notes(101)), &sound("B")]);
    assert_eq!(rows.len(), 102);
    assert_eq!(ids(&rows).last().map(String::as_str), Some("B"));
    let long = format!("\"{}\n{}\"", "x".repeat(20), "y".repeat(70_000));
    assert_eq!(ids(&table(&[&a(&long), &sound("B")])), ["? rejected", "? rejected", "B"]);
}
