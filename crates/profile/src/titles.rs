//! How pages and the plain English call teams, pathways and desks: `[titles]`.

use std::collections::BTreeMap;

use crate::check::Placed;
use crate::contact::ReadDesk;
use crate::error::nearest;
use crate::model::{Pathway, Profile, SeveralServices};
use crate::reader::{Found, MOVE_UP, Section};
use crate::statements::GENERAL;
use crate::whole::is_of_the_hub;

/// Characters of the longest title, which has to fit a list on a small screen.
const LONGEST: usize = 60;

const EXPECTED: &str = "names of teams, pathways or desks, each with how people call it";

impl Profile {
    /// What people call the team, pathway or desk of this name, as it stands within a sentence: its title, else its name in words.
    pub fn title_of(&self, name: &str) -> String {
        self.titles.get(name).cloned().unwrap_or_else(|| spaced(name))
    }
}

/// A name as a profile writes it, as it stands within a sentence: `sv_coordinator` is "sv coordinator".
pub fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// Everything that can have a title, by what it is; none twice of a kind.
pub(crate) struct Nameable<'n> {
    teams: Vec<&'n str>,
    pathways: Vec<&'n str>,
    desks: Vec<&'n str>,
}

impl<'n> Nameable<'n> {
    /// Nothing where a part of it could not be read.
    pub(crate) fn of(
        teams: Option<&[&'n str]>,
        pathways: &'n [Option<Placed<Pathway>>],
        meeting: Option<&'n Option<Placed<SeveralServices>>>,
        desks: &'n [ReadDesk],
    ) -> Option<Self> {
        let own = pathways.iter().map(|read| read.as_ref().map(|placed| placed.what.name.as_str()));
        let meeting = meeting?.as_ref().map(|several| several.what.pathway.as_str());
        let mut pathways: Vec<&str> = own.chain([meeting, Some(GENERAL)].into_iter().flatten().map(Some)).collect::<Option<_>>()?;
        pathways.sort_unstable();
        pathways.dedup();
        let desks = desks.iter().filter_map(|desk| desk.name.as_ref()).map(|name| name.what.as_str()).collect();
        Some(Self { teams: teams?.to_vec(), pathways, desks })
    }

    fn all(&self) -> Vec<&'n str> {
        let mut all: Vec<&str> = self.teams.iter().chain(&self.pathways).chain(&self.desks).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Each kind with its names.
    fn kinds(&self) -> [(&'static str, &[&'n str]); 3] {
        [("team", &self.teams), ("pathway", &self.pathways), ("desk", &self.desks)]
    }
}

/// Reads `[titles]`. `nameable` is absent where a part of it could not be read.
pub(crate) fn read_titles(root: &Section<'_>, nameable: Option<&Nameable<'_>>) -> Option<BTreeMap<String, String>> {
    let Some(section) = root.get("titles") else { return Some(BTreeMap::new()) };
    let entries = section.mapping(EXPECTED, "idva = \"independent domestic violence advisers\"")?;
    let read: Vec<Option<(&str, String)>> =
        entries.iter().map(|(name, written)| Some((name.as_str(), read_title(name, written, nameable)?))).collect();
    let titles: BTreeMap<&str, String> = read.into_iter().collect::<Option<_>>()?;
    if let Some(nameable) = nameable {
        let alike = entries.iter().filter(|(name, written)| apart(name, written, &titles, nameable).is_none()).count();
        (alike == 0).then_some(())?;
    }
    Some(titles.into_iter().map(|(name, title)| (name.to_owned(), title)).collect())
}

fn read_title(name: &str, written: &Found<'_>, nameable: Option<&Nameable<'_>>) -> Option<String> {
    let known = nameable.map(Nameable::all);
    if let Some(known) = known.filter(|known| !known.contains(&name)) {
        let near = nearest(name, known.iter().copied());
        return written.not_called(
            "names no team, pathway or desk of the hub",
            format!("one of {}", known.join(", ")),
            match near {
                _ if is_of_the_hub(name) => MOVE_UP.to_owned(),
                Some(near) => format!("did you mean {near}?"),
                None => "leave it out: whatever else has a name has a title of its own where it stands".to_owned(),
            },
        );
    }
    let title = written.text("\"independent domestic violence advisers\"")?.trim();
    if title.chars().count() > LONGEST || title.chars().any(char::is_control) {
        return written.wrong(format!("one line of at most {LONGEST} characters"), "say it in fewer words");
    }
    Some(title.to_owned())
}

/// Two of a kind that are called the same: whoever chose one of them could not tell which.
fn apart(name: &str, written: &Found<'_>, titles: &BTreeMap<&str, String>, nameable: &Nameable<'_>) -> Option<()> {
    let called = |name: &str| titles.get(name).cloned().unwrap_or_else(|| spaced(name)).to_lowercase();
    for (kind, names) in nameable.kinds().into_iter().filter(|(_, names)| names.contains(&name)) {
        if let Some(other) = names.iter().find(|other| **other != name && called(other) == called(name)) {
            return written.wrong(format!("what no other {kind} is called: {other} is, too"), "say what tells the two apart");
        }
    }
    Some(())
}
