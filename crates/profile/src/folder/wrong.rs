//! What is wrong with the files of a hub, before anything in them is read.

use std::path::Path;

use super::{FILE_NAME, Kind, shipped_names};
use crate::error::{ProfileError, nearest};

pub(super) fn misnamed(file: String, kind: Kind) -> ProfileError {
    ProfileError {
        file: Some(file),
        line: None,
        place: "the file's name".to_owned(),
        found: "says of no day that the version in it begins then".to_owned(),
        expected: format!("{}, or {}-2026-04-01{} with the day of in_force_from", kind.plain, kind.stem, kind.ending),
        suggestion: "write year, month and day as in 2026-04-01, or move a file that is no version elsewhere".to_owned(),
    }
}

pub(super) fn unreadable(file: &str, why: &std::io::Error) -> ProfileError {
    ProfileError {
        file: Some(file.to_owned()),
        line: None,
        place: "the file".to_owned(),
        found: format!("cannot be read ({why})"),
        expected: "a file that the program may read".to_owned(),
        suggestion: "check the path and who may read it".to_owned(),
    }
}

pub(super) fn not_text(file: &str, line: usize) -> ProfileError {
    ProfileError {
        file: Some(file.to_owned()),
        line: Some(line),
        place: "the text".to_owned(),
        found: "is not UTF-8".to_owned(),
        expected: "a text file saved as UTF-8".to_owned(),
        suggestion: "save the file again with the encoding UTF-8".to_owned(),
    }
}

pub(super) fn a_file(path: &str, folder: &Path) -> ProfileError {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    ProfileError {
        file: None,
        line: None,
        place: format!("{path:?}"),
        found: "is a file".to_owned(),
        expected: "the folder, which holds every version of the rules".to_owned(),
        suggestion: format!("try {}", folder.display()),
    }
}

/// The file in this folder that was most likely meant to be its rules: `profile.toml.txt`, `Profile.toml`.
pub(super) fn nearly_called(folder: &Path) -> Option<String> {
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    let is_near = |name: &String| {
        let name = name.to_lowercase();
        name.strip_prefix(FILE_NAME).is_some_and(|ending| ending.is_empty() || ending.starts_with('.'))
            || strsim::levenshtein(&name, FILE_NAME) <= 2
    };
    names.into_iter().find(is_near)
}

pub(super) fn nearly(path: &str, file: &str) -> ProfileError {
    ProfileError {
        file: None,
        line: None,
        place: format!("{path:?}"),
        found: format!("holds {file:?} and no {FILE_NAME}"),
        expected: "the rules in a file of just that name".to_owned(),
        suggestion: format!("call {file:?} {FILE_NAME}, and let the computer show the endings of names"),
    }
}

pub(super) fn not_found(wanted: &str) -> ProfileError {
    let names: Vec<&str> = shipped_names().collect();
    ProfileError {
        file: None,
        line: None,
        place: format!("{wanted:?}"),
        found: format!("is neither a folder with a {FILE_NAME} nor the name of a shipped profile"),
        expected: format!("a folder or one of {}", names.join(", ")),
        suggestion: nearest(wanted, names.iter().copied())
            .map_or_else(|| "copy profiles/example to start a new one".to_owned(), |name| format!("did you mean {name}?")),
    }
}
