//! What the words of an identity provider mean: `[single_sign_on]`.

use kernel::StaffRole;

use crate::error::nearest;
use crate::model::SingleSignOn;
use crate::reader::{Found, MOVE_UP, Section, pairs};
use crate::whole::is_of_the_hub;

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
        |role| role.as_text().is_some_and(|written| StaffRole::ALL.iter().any(|known| known.as_str() == written)),
        |role| role.word(&pairs!(StaffRole)),
    );
    let in_teams = section.maybe("teams", |s| {
        let expected = "a section that says which team each of the provider's groups is";
        let is_team = |team: &Found<'_>| teams.is_none_or(|teams| team.as_text().is_some_and(|written| teams.contains(&written)));
        read_words(s, "teams", expected, "{ \"victim-support\" = \"support\" }", is_team, |team| read_team(team, teams))
    });
    Some(SingleSignOn { roles: roles?, teams: in_teams?.unwrap_or_default(), makes_accounts: makes_accounts? })
}

fn read_words<T>(
    section: &Section<'_>,
    key: &str,
    expected: &str,
    example: &str,
    is_meaning: impl Fn(&Found<'_>) -> bool,
    read: impl Fn(&Found<'_>) -> Option<T>,
) -> Option<Vec<(String, T)>> {
    let words = section.need(key, expected, example)?.mapping(expected, example)?;
    // The file often ends here: a key of the hub's own added at its end would be read as a word of the provider's.
    let strayed = |word: &str, meaning: &Found<'_>| is_of_the_hub(word) && !is_meaning(meaning);
    let of_word = |(word, meaning): (String, Found<'_>)| {
        if strayed(&word, &meaning) {
            return meaning.not_called(
                &format!("is none of the provider's {}", if key == "teams" { "groups" } else { "words" }),
                expected,
                MOVE_UP,
            );
        }
        let read = read(&meaning)?;
        Some((word, read))
    };
    let read: Vec<Option<(String, T)>> = words.into_iter().map(of_word).collect();
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
