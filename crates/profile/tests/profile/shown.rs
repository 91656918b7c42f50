//! What profiles say in words. The committed texts are for people to review: they are what a commissioner would sign.

use std::path::PathBuf;

use profile::{Profile, compare, show};

use crate::shipped::shipped;

/// Holds a text to the committed one. With `REWRITE_SHOWN=1` the committed one is written anew, to be reviewed as a change.
fn hold(file: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/shown").join(file);
    if std::env::var_os("REWRITE_SHOWN").is_some_and(|set| set == "1") {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, text, "tests/shown/{file} says something else; look at the change, then run with REWRITE_SHOWN=1");
}

#[test]
fn a_profile_reads_as_it_was_reviewed() {
    // What the others say stands in docs/reference/hubs.
    hold("example.txt", &show(&shipped("example")));
}

#[test]
fn no_committed_text_is_left_of_a_profile_that_is_gone() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/shown");
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let name = file.trim_end_matches(".txt");
        let compared = name.split_once(" and ").map_or(vec![name], |(a, b)| vec![a, b]);
        assert!(compared.iter().all(|name| Profile::shipped(name).is_some()), "{file} belongs to no shipped profile");
    }
}

#[test]
fn comparisons_read_as_they_were_reviewed() {
    for (a, b) in [("lincolnshire", "hampshire"), ("dorset", "cambridgeshire"), ("merseyside", "sussex")] {
        hold(&format!("{a} and {b}.txt"), &compare(&shipped(a), &shipped(b)));
    }
}

#[test]
fn two_versions_of_one_profile_are_told_apart_by_their_dates() {
    let old = shipped("example");
    let mut new = Profile { in_force_from: old.in_force_from.tomorrow().unwrap(), ..old.clone() };
    new.organisation.police_see_records = false;
    let text = compare(&old, &new);
    assert!(text.starts_with("example from 1 April 2026 and example from 2 April 2026\n"), "{text}");
    assert!(
        text.contains("What it changes: police staff may see records at example from 1 April 2026 and not at example from 2 April 2026."),
        "{text}"
    );
    assert!(compare(&old, &old).ends_with("They say the same.\n"));
}
