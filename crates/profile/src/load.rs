//! From a folder, or from what the program carries, to a checked profile.

use std::path::Path;

use jiff::civil::Date;
use toml_edit::Document;

use crate::error::{ProfileError, ProfileErrors};
use crate::folder::{FILE_NAME, Folder, shipped_names};
use crate::model::Profile;
use crate::reader::Source;
use crate::versions::beginning;
use crate::whole;

impl Profile {
    /// Reads and checks the rules in this folder's `profile.toml`, whatever other versions stand beside it.
    ///
    /// # Errors
    /// Every mistake in it at once, or the one reason for which its file cannot be read.
    pub fn load(folder: &Path) -> Result<Self, ProfileErrors> {
        Folder::on_disk(folder).plain()
    }

    /// The names of the profiles that came with the program, in alphabetical order.
    pub fn shipped_names() -> impl Iterator<Item = &'static str> {
        shipped_names()
    }

    /// The `profile.toml` of this name that came with the program; `None` if there is none.
    pub fn shipped(name: &str) -> Option<Result<Self, ProfileErrors>> {
        Some(Folder::shipped(name)?.plain())
    }

    /// The profile in the folder of this path if that holds a `profile.toml`, else the shipped one of this name. With `@` and a day behind it,
    /// as in `example@2026-04-01`, the version that is in force from that day; else `profile.toml`.
    ///
    /// # Errors
    /// As [`Profile::load`]; or, when there is neither, an error that lists the shipped names and the nearest of them; when no version begins
    /// on that day, one that lists the days there are.
    pub fn find(name_or_folder: &str) -> Result<Self, ProfileErrors> {
        let (hub, day) = asked(name_or_folder)?;
        let folder = Folder::named(hub)?;
        day.map_or_else(|| folder.plain(), |day| beginning(&folder, name_or_folder, hub, day))
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
                let (found, expected, suggestion) = if has_curly_quotes(text, at) {
                    (
                        "has curly quotes (“ or ”), as word processors make them".to_owned(),
                        "straight ones (\")",
                        "type them anew in an editor of plain text",
                    )
                } else {
                    (
                        format!("cannot be read as TOML ({})", why.message().replace('\n', " ")),
                        "key = value, [section] or [[list entry]], each key once in its section",
                        "compare the line with the same one in profiles/example/profile.toml",
                    )
                };
                source.report(at, "the text", found, expected, format!("{suggestion}. The rest is checked once this line can be read"));
                source.outcome(None)
            }
        }
    }
}

/// Whether the line with this place has curly quotes before any comment.
fn has_curly_quotes(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let line = [before.rsplit('\n').next(), after.split('\n').next()].into_iter().flatten().collect::<String>();
    line.split('#').next().is_some_and(|code| code.contains(['“', '”', '‘', '’']))
}

/// What was asked for: a hub, and perhaps one version of it by the day behind the last `@`. A folder that has one in its name is that folder.
pub(crate) fn asked(name_or_folder: &str) -> Result<(&str, Option<Date>), ProfileErrors> {
    let parts = name_or_folder.rsplit_once('@').filter(|(hub, _)| !hub.is_empty());
    let Some((hub, written)) = parts.filter(|_| !Path::new(name_or_folder).join(FILE_NAME).is_file()) else {
        return Ok((name_or_folder, None));
    };
    match written.parse::<Date>() {
        Ok(day) => Ok((hub, Some(day))),
        Err(_) => Err(ProfileError {
            file: None,
            line: None,
            place: format!("{name_or_folder:?}"),
            found: "has no day behind the @".to_owned(),
            expected: "the day from which a version is in force, as in example@2026-04-01".to_owned(),
            suggestion: format!("leave it out to have the {FILE_NAME} of {hub}"),
        }
        .into()),
    }
}
