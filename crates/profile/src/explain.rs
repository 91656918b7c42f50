//! A profile in plain English, for whoever has to agree to it.

use std::fmt::Write as _;

use crate::model::Profile;
use crate::statements;

/// The whole profile as sentences that a commissioner can read and sign, one to a line.
pub fn show(profile: &Profile) -> String {
    let title = format!("{}, {}", profile.title, profile.area);
    let rule = "=".repeat(title.chars().count());
    let mut text = format!(
        "{title}\n{rule}\nThe rules of the profile \"{}\", in force from {}.\n",
        profile.name,
        profile.in_force_from.strftime("%-d %B %Y")
    );
    for chapter in statements::chapters(profile) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{}\n{}", chapter.matter, "-".repeat(chapter.matter.as_str().chars().count()));
        for sentence in chapter.sentences {
            let _ = writeln!(text, "{sentence}");
        }
    }
    text
}
