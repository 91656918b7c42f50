//! The pages of reference about hubs say what the profiles say.

use std::path::PathBuf;

use profile::{Mark, Profile, chapters, marks, reference, reference_index};

use crate::shipped::{shipped, text_of};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/hubs")
}

/// Every page with what it must say; the last is the table of all hubs.
fn pages() -> Vec<(String, String)> {
    let hubs: Vec<Profile> = Profile::shipped_names().map(shipped).collect();
    let mut pages: Vec<(String, String)> =
        hubs.iter().map(|hub| (format!("{}.md", hub.name), reference(hub, &text_of(&hub.name)))).collect();
    pages.push(("README.md".to_owned(), reference_index(&hubs)));
    pages
}

#[test]
fn the_committed_pages_say_what_the_profiles_say() {
    let write = std::env::var_os("ONEDOOR_WRITE_REFERENCE").is_some();
    if write {
        std::fs::create_dir_all(folder()).unwrap();
    }
    for (name, made) in pages() {
        let file = folder().join(&name);
        if write {
            std::fs::write(&file, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        let differs = kept.lines().zip(made.lines()).find(|(kept, made)| kept != made);
        assert!(kept == made, "docs/reference/hubs/{name}: run `make reference` and read what changed: {differs:?}");
    }
}

#[test]
fn no_page_is_left_of_a_hub_that_is_gone() {
    let names: Vec<String> = pages().into_iter().map(|(name, _)| name).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&file), "docs/reference/hubs/{file} belongs to no shipped profile; take it away");
    }
}

/// Every key that is written is told of in some chapter, with what it rests on.
#[test]
fn no_key_of_a_profile_is_missing_from_its_page() {
    for name in Profile::shipped_names() {
        let text = text_of(name);
        let page = reference(&shipped(name), &text);
        for marked in marks(&text).iter().filter(|marked| !marked.marks.is_empty()) {
            let told = page.lines().find_map(|line| line.strip_prefix("_From ").filter(|line| line.contains(&format!("`{}`", marked.key))));
            let told = told.unwrap_or_else(|| panic!("{name}: {} is in no chapter", marked.key));
            let behind = told.split(&format!("`{}`", marked.key)).nth(1).unwrap().split(',').next().unwrap();
            assert!(marked.marks.iter().all(|mark| behind.contains(mark.as_str())), "{name}: {} on line {}", marked.key, marked.line);
        }
    }
}

#[test]
fn a_page_has_every_chapter_its_contents_promise() {
    let hub = shipped("example");
    let page = reference(&hub, &text_of("example"));
    for chapter in chapters(&hub) {
        assert_eq!(page.matches(&format!("[{}](#", chapter.title())).count(), 1);
        assert_eq!(page.matches(&format!("\n## {}\n", chapter.title())).count(), 1);
        assert!(chapter.sentences.iter().all(|sentence| page.contains(&format!("* {sentence}"))));
    }
    // Nothing in the example rests on anything.
    assert!(Mark::ALL.iter().all(|mark| !page.contains(mark.as_str())));
}
