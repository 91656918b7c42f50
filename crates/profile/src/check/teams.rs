//! Teams that are named only once and nearly as another: nobody would be in them, and their cases would wait for nobody.

use super::Placed;
use crate::reader::Source;

/// Shorter words are too near each other for a slip to be told from another team: `idva` and `isva`, `team_a` and `team_b`.
const SHORTEST: usize = 5;

/// The teams that pathways lead to.
pub(crate) struct Teams<'n> {
    pub(crate) default: Option<&'n str>,
    /// That of each pathway which names one, in order.
    pub(crate) of_pathways: Vec<Placed<String>>,
    /// The names of all pathways: a team is often called as its pathway.
    pub(crate) pathways: Vec<&'n str>,
}

impl Teams<'_> {
    /// Every one of them, the default first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &str> {
        self.default.into_iter().chain(self.of_pathways.iter().map(|placed| placed.what.as_str()))
    }
}

/// Reports each pathway's team that nothing else names and that is nearly another; whether there was none. `of_agencies` are the teams that
/// organisations name.
pub(crate) fn no_slips(source: &Source<'_>, teams: &Teams<'_>, of_agencies: &[String]) -> bool {
    let mut right = true;
    for (n, team) in teams.of_pathways.iter().enumerate() {
        let others =
            teams.of_pathways.iter().enumerate().filter(|(other, _)| *other != n).map(|(other, placed)| (other < n, placed.what.as_str()));
        let elsewhere = teams.default.into_iter().chain(teams.pathways.iter().copied()).chain(of_agencies.iter().map(String::as_str));
        let named: Vec<(bool, &str)> = elsewhere.map(|name| (true, name)).chain(others).collect();
        if named.iter().any(|(_, name)| *name == team.what) {
            continue;
        }
        // Of two pathways' teams that are nearly the same the later is told.
        if let Some((_, near)) = named.iter().find(|(is_before, name)| *is_before && is_slip(&team.what, name)) {
            right = false;
            source.report(
                team.at,
                team.path.clone(),
                format!("is {:?}, which nothing else here names", team.what),
                "a team that the hub has",
                format!("did you mean {near:?}? If it is another team, name it in teams of its [[agency]], too"),
            );
        }
    }
    right
}

/// Whether one letter of one word is wrong, missing, too many or in its neighbour's place, or one `_` between words is. A number tells teams
/// apart.
fn is_slip(written: &str, name: &str) -> bool {
    if written.replace('_', "") == name.replace('_', "") {
        return written.len().min(name.len()) >= SHORTEST && is_one_off(written, name);
    }
    if written.split('_').count() != name.split('_').count() {
        return false;
    }
    let mut differing = written.split('_').zip(name.split('_')).filter(|(one, other)| one != other);
    match (differing.next(), differing.next()) {
        (Some((one, other)), None) => letters(one).len().max(letters(other).len()) >= SHORTEST && is_one_off(one, other),
        _ => false,
    }
}

fn is_one_off(one: &str, other: &str) -> bool {
    letters(one) != letters(other) && strsim::damerau_levenshtein(one, other) == 1
}

fn letters(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_digit()).collect()
}
