//! How a record stands to whoever asks, read in the transaction in which it is decided.

use jiff::Timestamp;
use kernel::{CaseId, PersonId, RingFences};
use policy::{Actor, CaseFacts, Organisation, PersonFacts};
use store::{Bind, Conn, FromRow, Result, Row};

use crate::sql;

struct Kept(CaseFacts);

impl FromRow for Kept {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(CaseFacts {
            case: row.get(0)?,
            person: row.get(1)?,
            worker: row.get(2)?,
            team: row.get(3)?,
            agency: String::new(),
            desks: Vec::new(),
            is_open: row.get(4)?,
            ring_fence: RingFences::from_bits(row.get(5)?),
            has_unreported: row.get(6)?,
            is_conflicted: row.get(7)?,
            is_broken: row.get(8)?,
            has_agreed: row.get(9)?,
            is_referred: row.get(10)?,
        }))
    }
}

/// One case.
pub(crate) fn of_case(
    conn: &mut Conn,
    organisation: &Organisation,
    actor: &Actor,
    case: CaseId,
    at: Timestamp,
    hold: &str,
) -> Result<CaseFacts> {
    let found = cases(conn, organisation, actor, &case, &format!("{}{hold}", sql::FACTS_OF_CASE), at)?;
    found.into_iter().next().ok_or(store::Error::NotFound)
}

/// A person and all their cases.
pub(crate) fn of_person(
    conn: &mut Conn,
    organisation: &Organisation,
    actor: &Actor,
    person: PersonId,
    at: Timestamp,
    hold: &str,
) -> Result<PersonFacts> {
    let is_conflicted: bool = conn.one(sql::PERSON, &[&person, &actor.user_id()])?;
    let found = cases(conn, organisation, actor, &person, &format!("{}{hold}", sql::FACTS_OF_PERSON), at)?;
    Ok(PersonFacts { person, is_conflicted, cases: found })
}

fn cases(conn: &mut Conn, organisation: &Organisation, actor: &Actor, id: &dyn Bind, sql: &str, at: Timestamp) -> Result<Vec<CaseFacts>> {
    let agency = organisation.agency(actor.agency.as_deref()).map(|agency| agency.name.clone());
    let mut found: Vec<Kept> = conn.all(sql, &[&actor.user_id(), &at, &agency, id, &actor.team])?;
    for Kept(facts) in &mut found {
        facts.agency = organisation.agency_of(&facts.team).to_owned();
        if !organisation.desks.is_empty() {
            facts.desks = conn.all(sql::DESKS, &[&facts.case])?;
        }
    }
    Ok(found.into_iter().map(|Kept(facts)| facts).collect())
}
