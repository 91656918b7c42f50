//! Who is under the hub's roof, what stands between them, and what they have agreed to share.

mod agreements;

use kernel::{AgencyKind, StaffRole};
use policy::{Agency, Desk, Organisation};

use crate::check::{Placed, Teams, no_slips, unique};
use crate::contact::ReadDesk;
use crate::reader::{Section, pairs};
use agreements::read_agreements;

/// The keys of the file that say it.
pub(crate) const KEYS: &[&str] = &["police_see_records", "walled_desks", "second_factor", "agency", "agreement"];
const AGENCY_KEYS: &[&str] = &["name", "title", "kind", "teams"];

/// An organisation as read, with the places of what other parts of the file are checked against.
struct ReadAgency {
    agency: Option<Agency>,
    path: String,
    at: usize,
    name: Option<Placed<String>>,
    kind: Option<AgencyKind>,
    kind_at: usize,
    teams: Vec<Placed<String>>,
}

/// Reads it all. `title` is the hub's.
pub(crate) fn read_organisation(root: &Section<'_>, title: Option<&str>, desks: &[ReadDesk], teams: &Teams<'_>) -> Option<Organisation> {
    let police_see_records = root.boolean("police_see_records");
    let walled_desks = root.boolean_or("walled_desks", false);
    let second_factor = root.maybe("second_factor", |s| s.words("second_factor", &pairs!(StaffRole)));
    let read: Vec<ReadAgency> = root.sections("agency", "an organisation", AGENCY_KEYS).iter().map(read_agency).collect();
    check_agencies(root, &read);
    check_walls(root, desks, walled_desks);
    let known: Vec<(&str, Option<AgencyKind>)> =
        read.iter().filter_map(|one| one.name.as_ref().map(|name| (name.what.as_str(), one.kind))).collect();
    let agreements = read_agreements(root, &known, police_see_records);
    let of_agencies: Vec<String> = read.iter().flat_map(|one| &one.teams).map(|team| team.what.clone()).collect();
    if !no_slips(root.source, teams, &of_agencies) {
        return None;
    }

    let mut agencies: Vec<Agency> = if root.has("agency") {
        read.into_iter().map(|one| one.agency).collect::<Option<_>>()?
    } else {
        let alone = Organisation::alone().agencies;
        alone.into_iter().map(|agency| Agency { title: title.unwrap_or_default().to_owned(), ..agency }).collect()
    };
    let own = agencies.iter().flat_map(|agency| &agency.teams).cloned().collect::<Vec<_>>();
    if let Some(first) = agencies.first_mut() {
        for team in teams.all().filter(|team| !own.iter().any(|taken| taken == team)) {
            if !first.teams.iter().any(|taken| taken == team) {
                first.teams.push(team.to_owned());
            }
        }
    }
    let named = desks.iter().filter_map(|desk| desk.name.as_ref().map(|name| (&name.what, desk.hidden_from_police)));
    Some(Organisation {
        agencies,
        desks: named.map(|(name, hidden_from_police)| Desk { name: name.clone(), hidden_from_police }).collect(),
        walled_desks: walled_desks?,
        agreements: agreements?,
        police_see_records: police_see_records?,
        second_factor: second_factor?.unwrap_or_default(),
        overlay: None,
    })
}

fn read_agency(section: &Section<'_>) -> ReadAgency {
    let name = section.name("name", "police");
    let title = section.text("title", "Exampleshire Police");
    let kind = section.word("kind", &pairs!(AgencyKind));
    let teams = section.maybe("teams", |s| s.names("teams", "a list of names of teams", "support"));
    let named = name.clone().map(|what| Placed { what, path: section.path_of("name"), at: section.key_at("name") });
    let words = teams.as_ref().map(|teams| teams.iter().flatten().map(|team| team.what.clone()).collect());
    let agency = (|| Some(Agency { name: name?, title: title?, kind: kind?, teams: words? }))();
    ReadAgency {
        agency,
        path: section.path.clone(),
        at: section.at,
        name: named,
        kind,
        kind_at: section.key_at("kind"),
        teams: teams.flatten().unwrap_or_default(),
    }
}

/// Names and teams once each, the hub's own first, no team where nobody may see a person.
fn check_agencies(root: &Section<'_>, agencies: &[ReadAgency]) {
    let source = root.source;
    unique(source, "organisation", agencies.iter().filter_map(|one| one.name.as_ref()).map(|name| (name.at, &name.path, &name.what)));
    if let Some(first) = agencies.first().filter(|first| first.kind.is_some_and(|kind| kind != AgencyKind::Hub)) {
        source.report(
            first.kind_at,
            format!("{}.kind", first.path),
            format!(
                "is {:?}, but the first organisation is whoever gives the hub's own support",
                first.kind.map_or("", AgencyKind::as_str)
            ),
            "the hub's own organisation first, of kind \"hub\"",
            "move the hub's own [[agency]] above this one",
        );
    }
    let mut seen: Vec<&Placed<String>> = Vec::new();
    for team in agencies.iter().flat_map(|one| &one.teams) {
        match seen.iter().find(|earlier| earlier.what == team.what) {
            Some(earlier) => source.report(
                team.at,
                team.path.clone(),
                format!("is {:?}, which {} has, too", team.what, earlier.path),
                "each team with one organisation, whose case it then is",
                "leave one of the two out",
            ),
            None => seen.push(team),
        }
    }
    for one in agencies.iter().filter(|one| one.kind == Some(AgencyKind::Commissioner) && !one.teams.is_empty()) {
        source.report(
            one.teams.first().map_or(one.at, |team| team.at),
            format!("{}.teams", one.path),
            "gives teams to an organisation of kind commissioner, which sees figures and never a person",
            "teams only with those who work cases",
            "leave teams out, or give them to the hub's own organisation",
        );
    }
}

/// Walls stand between desks, so there have to be some.
fn check_walls(root: &Section<'_>, desks: &[ReadDesk], walled: Option<bool>) {
    if walled == Some(true) && desks.len() < 2 {
        root.source.report(
            root.key_at("walled_desks"),
            "walled_desks",
            "is true although the hub has one desk",
            "walls only where there are several desks",
            "leave it out, or add the [[desk]] on the wall's other side",
        );
    }
    for desk in desks.iter().filter(|desk| desk.hidden_from_police && desk.name.is_none() && desks.len() < 2) {
        root.source.report(
            desk.at,
            format!("{}.hidden_from_police", desk.path),
            "is true for the hub's only desk",
            "it only where another desk's records are not hidden",
            "say police_see_records = false instead",
        );
    }
}
