//! From a folder, or from what the program carries, to a checked profile.

use std::path::Path;

use policy::Organisation;
use toml_edit::Document;

use crate::error::{ProfileError, ProfileErrors, nearest};
use crate::model::Profile;
use crate::overlay::{OVERLAY_NAME, check_overlay};
use crate::reader::Source;
use crate::whole;

/// The file in a profile's folder that holds its rules.
pub const FILE_NAME: &str = "profile.toml";

// `SHIPPED: &[(name, text, overlay)]`, one entry for each folder of `profiles/` in the order of their names: no hub is named in code.
include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

impl Profile {
    /// Reads and checks the profile in this folder.
    ///
    /// # Errors
    /// Every mistake in it at once, or the one reason for which its file cannot be read.
    pub fn load(folder: &Path) -> Result<Self, ProfileErrors> {
        let (file, text) = read_text(&folder.join(FILE_NAME))?;
        let path = folder.join(OVERLAY_NAME);
        // A link that leads nowhere is an overlay that was meant to be there.
        let overlay = if path.symlink_metadata().is_ok() { Some(read_text(&path)?) } else { None };
        Self::parse_both(&name_of(folder), &file, &text, overlay.as_ref().map(|(file, text)| (file.as_str(), text.as_str())))
    }

    /// The names of the profiles that came with the program, in alphabetical order.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _, _)| *name)
    }

    /// The profile of this name that came with the program; `None` if there is none.
    pub fn shipped(name: &str) -> Option<Result<Self, ProfileErrors>> {
        let (_, text, overlay) = SHIPPED.iter().find(|(shipped, _, _)| *shipped == name)?;
        let file = |file| format!("profiles/{name}/{file}");
        let overlay_file = file(OVERLAY_NAME);
        Some(Self::parse_both(name, &file(FILE_NAME), text, overlay.map(|text| (overlay_file.as_str(), text))))
    }

    /// The profile in the folder of this path if that holds a `profile.toml`, else the shipped one of this name.
    ///
    /// # Errors
    /// As [`Profile::load`]; or, when there is neither, an error that lists the shipped names and the nearest of them.
    pub fn find(name_or_folder: &str) -> Result<Self, ProfileErrors> {
        let folder = Path::new(name_or_folder);
        if folder.join(FILE_NAME).is_file() {
            return Self::load(folder);
        }
        Self::shipped(name_or_folder).unwrap_or_else(|| Err(not_found(name_or_folder).into()))
    }

    /// Reads and checks a profile from its two texts, each with what errors call it; the second is the overlay, where there is one.
    fn parse_both(name: &str, file: &str, text: &str, overlay: Option<(&str, &str)>) -> Result<Self, ProfileErrors> {
        let profile = Self::parse(name, file, text);
        let Some((overlay_file, overlay)) = overlay else { return profile };
        // Whatever is wrong with the rest, what is wrong with the overlay is told as well.
        let organisation = profile.as_ref().map_or_else(|_| Organisation::alone(), |profile| profile.organisation.clone());
        match (profile, check_overlay(organisation, overlay_file, overlay)) {
            (Ok(_), Some(wrong)) => Err(wrong.into()),
            (Err(errors), Some(wrong)) => Err(errors.and(wrong)),
            (Err(errors), None) => Err(errors),
            (Ok(mut profile), None) => {
                profile.organisation.overlay = Some(overlay.to_owned());
                Ok(profile)
            }
        }
    }

    /// Reads and checks a profile from its text, without an overlay. `file` is what errors call it.
    ///
    /// # Errors
    /// Every mistake in it at once.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Self, ProfileErrors> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let source = Source::new(file, text);
        match Document::parse(text) {
            Ok(document) => {
                let profile = whole::read(&source, name, &document);
                source.outcome(profile)
            }
            Err(why) => {
                let at = why.span().map_or(0, |span| span.start);
                source.report(
                    at,
                    "the text",
                    format!("cannot be read as TOML ({})", why.message().replace('\n', " ")),
                    "key = value, [section] or [[list entry]], each key once in its section",
                    "compare the line with the same one in profiles/example/profile.toml",
                );
                source.outcome(None)
            }
        }
    }
}

/// A file's text, and what errors call it.
fn read_text(path: &Path) -> Result<(String, String), ProfileErrors> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|why| unreadable(&file, &why))?;
    let text = String::from_utf8(bytes).map_err(|why| {
        let good = why.as_bytes().get(..why.utf8_error().valid_up_to()).unwrap_or_default();
        not_text(&file, 1 + good.iter().filter(|byte| **byte == b'\n').count())
    })?;
    Ok((file, text))
}

fn name_of(folder: &Path) -> String {
    let last = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    last(folder).or_else(|| folder.canonicalize().ok().as_deref().and_then(last)).unwrap_or_else(|| folder.display().to_string())
}

fn unreadable(file: &str, why: &std::io::Error) -> ProfileError {
    ProfileError {
        file: Some(file.to_owned()),
        line: None,
        place: "the file".to_owned(),
        found: format!("cannot be read ({why})"),
        expected: "a file that the program may read".to_owned(),
        suggestion: "check the path and who may read it".to_owned(),
    }
}

fn not_text(file: &str, line: usize) -> ProfileError {
    ProfileError {
        file: Some(file.to_owned()),
        line: Some(line),
        place: "the text".to_owned(),
        found: "is not UTF-8".to_owned(),
        expected: "a text file saved as UTF-8".to_owned(),
        suggestion: "save the file again with the encoding UTF-8".to_owned(),
    }
}

fn not_found(wanted: &str) -> ProfileError {
    let names: Vec<&str> = Profile::shipped_names().collect();
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
