//! Which authority's meeting a case belongs to: by where the person lives, else by where the incident happened, the latest first.

use std::collections::HashMap;

use access::Warrant;
use kernel::{CaseId, PersonId, Postcode};
use people::memory::Everybody;
use profile::{Authority, SeveralServices};
use store::{Conn, Result};
use triage::lies_in;

/// The one meeting of a hub that has none by authority.
pub const EVERYWHERE: &str = "everywhere";
/// The meeting's part on people of whom no authority is known.
pub const NOT_KNOWN: &str = "not-known";

/// The authorities that meet, with what people call them; [`NOT_KNOWN`] last.
pub(crate) fn authorities(several: &SeveralServices) -> Vec<(&str, &str)> {
    if several.authorities.is_empty() {
        return vec![(EVERYWHERE, "Everywhere")];
    }
    let named = several.authorities.iter().map(|authority| (authority.name.as_str(), authority.title.as_str()));
    named.chain([(NOT_KNOWN, "Not known where")]).collect()
}

fn authority_at<'s>(several: &'s SeveralServices, postcode: &Postcode) -> Option<&'s str> {
    let has = |authority: &&Authority| lies_in(postcode, &authority.postcodes);
    several.authorities.iter().find(has).map(|authority| authority.name.as_str())
}

/// The authority of each of these cases that its reader may be told of. Where people live is known in memory; opened are those alone whom
/// that places nowhere, for what was told of where the incident happened.
pub(crate) fn authorities_of<'s>(
    conn: &mut Conn,
    warrant: &Warrant<'_>,
    several: &'s SeveralServices,
    everybody: &Everybody,
    cases: &[(CaseId, PersonId)],
) -> Result<HashMap<CaseId, &'s str>> {
    if several.authorities.is_empty() {
        return Ok(cases.iter().map(|(case, _)| (*case, EVERYWHERE)).collect());
    }
    everybody.catch_up(conn, warrant.vault())?;
    let live_in = everybody.live_in(&cases.iter().map(|(_, person)| *person).collect::<Vec<_>>());
    let (mut placed, mut elsewhere) = (HashMap::new(), Vec::new());
    for (case, person) in cases {
        let home = live_in.get(person).into_iter().flatten().find_map(|postcode| authority_at(several, postcode));
        match home {
            Some(authority) => drop(placed.insert(*case, authority)),
            None => elsewhere.push(*person),
        }
    }
    for (case, authority) in by_incident(conn, warrant, several, &elsewhere)? {
        placed.entry(case).or_insert(authority);
    }
    Ok(cases.iter().map(|(case, _)| (*case, placed.get(case).copied().unwrap_or(NOT_KNOWN))).collect())
}

/// The authority of each case of these people by where the latest of its incidents happened of which that is known.
fn by_incident<'s>(
    conn: &mut Conn,
    warrant: &Warrant<'_>,
    several: &'s SeveralServices,
    people: &[PersonId],
) -> Result<Vec<(CaseId, &'s str)>> {
    let opened = people::keep::load(conn, warrant, people)?;
    let keys: HashMap<PersonId, _> = opened.iter().map(|person| (person.id, person.key.as_ref())).collect();
    let mut involvements = casework::keep::involvements_of(conn, people)?;
    involvements.sort_by_key(|known| std::cmp::Reverse(known.involvement.recorded_at));
    let mut placed = Vec::new();
    for known in involvements {
        let Some((case, key)) = known.involvement.case.zip(keys.get(&known.involvement.person)) else { continue };
        let told = casework::keep::told(*key, &known.involvement)?;
        if let Some(authority) = told.postcode.and_then(|postcode| authority_at(several, &Postcode::parse(postcode.reveal())?)) {
            placed.push((case, authority));
        }
    }
    Ok(placed)
}
