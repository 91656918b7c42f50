//! Profiles on disk and by name.

use std::fs;
use std::path::PathBuf;

use profile::{FILE_NAME, Profile};

/// A fresh folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn example() -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../profiles/example").join(FILE_NAME)).unwrap()
}

#[test]
fn a_folder_with_a_profile_comes_before_a_shipped_name() {
    let own = folder("lincolnshire");
    fs::write(own.join(FILE_NAME), example()).unwrap();
    let found = Profile::find(own.to_str().unwrap()).unwrap();
    assert_eq!((found.name.as_str(), found.title.as_str()), ("lincolnshire", "Exampleshire Victim Hub"));
    assert_eq!(Profile::find("lincolnshire").unwrap().title, "Victim Lincs");
}

#[test]
fn a_name_that_is_none_lists_those_there_are_and_the_nearest() {
    let sentence = Profile::find("north_yorkshyre").unwrap_err().to_string();
    assert!(
        sentence.starts_with(r#""north_yorkshyre" is neither a folder with a profile.toml nor the name of a shipped profile"#),
        "{sentence}"
    );
    assert!(sentence.contains("dorset, dyfed-powys, example"), "{sentence}");
    assert!(sentence.ends_with("did you mean north-yorkshire?"), "{sentence}");
    assert!(Profile::find("zzz").unwrap_err().to_string().ends_with("copy profiles/example to start a new one"));
    assert!(Profile::shipped("zzz").is_none());
}

#[test]
fn whoever_names_the_file_is_told_the_folder() {
    let own = folder("ours");
    fs::write(own.join(FILE_NAME), example()).unwrap();
    let sentence = Profile::find(own.join(FILE_NAME).to_str().unwrap()).unwrap_err().to_string();
    let folder = own.display();
    assert_eq!(
        sentence,
        format!("\"{folder}/profile.toml\" is a file; expected the folder, which holds every version of the rules; try {folder}")
    );
}

#[test]
fn a_folder_without_a_profile_is_told() {
    let empty = folder("empty");
    let sentence = Profile::load(&empty).unwrap_err().to_string();
    assert!(sentence.contains("empty/profile.toml: the file cannot be read ("), "{sentence}");
}

#[test]
fn a_file_in_another_encoding_is_told_with_its_line() {
    let own = folder("windows");
    fs::write(own.join(FILE_NAME), b"title = \"A\"\narea = \"Caf\xe9\"\n").unwrap();
    let sentence = Profile::load(&own).unwrap_err().to_string();
    assert!(sentence.contains("windows/profile.toml:2: the text is not UTF-8"), "{sentence}");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let plain = Profile::parse("example", "p", &example()).unwrap();
    assert_eq!(Profile::parse("example", "p", &format!("\u{feff}{}", example().replace('\n', "\r\n"))).unwrap(), plain);
}
