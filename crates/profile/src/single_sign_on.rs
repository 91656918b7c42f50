//! What the words of an identity provider mean: `[single_sign_on]`.

use kernel::StaffRole;

use crate::error::nearest;
use crate::model::SingleSignOn;
use crate::reader::{Found, Section, pairs};

const KEYS: &[&str] = &["makes_accounts", "roles", "teams"];

/// Reads `[single_sign_on]`. `teams` are those the hub has, if they could be read.
pub(crate) fn read_single_sign_on(root: &Section<'_>, teams: Option<&[&str]>) -> Option<SingleSignOn> {
    let section = root.section("single_sign_on", "a section", KEYS)?;
    let makes_accounts = section.boolean_or("makes_accounts", false);
    let roles = read_words(
        &section,
        "roles",
        "a section that says which role each of the provider's words is",
        "{ \"Onedoor.Worker\" = \"worker\" }",
        |role| role.word(&pairs!(StaffRole)),
    );
    let in_teams = section.maybe("teams", |s| {
        let expected = "a section that says which team each of the provider's groups is";
        read_words(s, "teams", expected, "{ \"victim-support\" = \"support\" }", |team| read_team(team, teams))
    });
    Some(SingleSignOn { roles: roles?, teams: in_teams?.unwrap_or_default(), makes_accounts: makes_accounts? })
}

fn read_words<T>(
    section: &Section<'_>,
    key: &str,
    expected: &str,
    example: &str,
    read: impl Fn(&Found<'_>) -> Option<T>,
) -> Option<Vec<(String, T)>> {
    let words = section.need(key, expected, example)?.mapping(expected, example)?;
    let read: Vec<Option<(String, T)>> = words.into_iter().map(|(word, meaning)| Some((word, read(&meaning)?))).collect();
    read.into_iter().collect()
}

fn read_team(team: &Found<'_>, teams: Option<&[&str]>) -> Option<String> {
    let name = team.name("support")?;
    let Some(teams) = teams.filter(|teams| !teams.contains(&name.as_str())) else { return Some(name) };
    team.wrong(
        format!("a team of the hub: {}", teams.join(", ")),
        nearest(&name, teams.iter().copied())
            .map_or_else(|| "name the team in a [[pathway]] or an [[agency]], too".to_owned(), |near| format!("did you mean {near:?}?")),
    )
}
