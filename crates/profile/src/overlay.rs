//! A hub's own policies, `access.cedar` beside its `profile.toml`: read, checked, and told with file and line where they are wrong.

use policy::{Organisation, Policies, PolicyError};

use crate::error::ProfileError;

/// The file in a profile's folder that forbids more than the profile does. Most hubs have none.
pub const OVERLAY_NAME: &str = "access.cedar";

/// What is wrong with this overlay of this organisation, if anything. `file` is what errors call it.
pub(crate) fn check_overlay(organisation: Organisation, file: &str, text: &str) -> Option<ProfileError> {
    let (line, found) = match Policies::new(Organisation { overlay: Some(text.to_owned()), ..organisation }) {
        Ok(_) if forbids_something(text) => return None,
        Ok(_) => (None, "forbids nothing".to_owned()),
        Err(PolicyError::Overlay { line, what }) => (Some(line), format!("cannot be used: {}", on_one_line(&what))),
        // Not the author's mistake, but nothing may run on it either.
        Err(broken) => (None, format!("cannot be checked: {}", on_one_line(&broken.to_string()))),
    };
    Some(ProfileError {
        file: Some(file.to_owned()),
        line,
        place: "the policy".to_owned(),
        found,
        expected: "one or more policies that forbid, in Cedar and in the words of the program's own".to_owned(),
        suggestion: "compare it with the access.cedar of a profile that came with the program, or leave the file out".to_owned(),
    })
}

fn forbids_something(text: &str) -> bool {
    text.lines().any(|line| line.split("//").next().is_some_and(|policy| policy.contains("forbid")))
}

fn on_one_line(what: &str) -> String {
    what.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}
