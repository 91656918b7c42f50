//! Cases as the program itself makes them, to make many more of: a feed taken in, and read back.

use std::collections::HashMap;

use access::{Actor, Warrant};
use benches::databases::Databases;
use benches::program::{take_in, walls};
use benches::{Result, feed};
use casework::keep::{cases_of, dues_of, involvements_of};
use casework::record::{Account, CaseRecord, DueRecord, IncidentRecord, InvolvementRecord};
use intake::facts::issuer;
use kernel::{IncidentId, PersonId, Sensitive, Source, SourceRowId};
use people::record::PersonRecord;
use store::{Conn, Db, Engine, FromRow, Row};

use crate::PROFILE;

/// Rows of the feed: enough for names to differ.
const ROWS: u64 = 2_000;
const PEOPLE: &str = "SELECT v.person_id FROM involvements v JOIN source_rows s ON s.id = v.source_row_id
    WHERE v.case_id IS NOT NULL AND s.decision IS NOT NULL AND s.as_sent IS NOT NULL";
const ROWS_AMONG: &str = "SELECT id, outcome, reasons, profile, decision, sealed_key, as_sent FROM source_rows WHERE id IN ({})";
const INCIDENTS_AMONG: &str = "SELECT id, kind, reported, recorded_at, occurred_from, occurred_to, offence_code, lsoa
    FROM incidents WHERE id IN ({})";

/// Somebody with one case and one incident.
pub struct Template {
    pub person: PersonRecord,
    pub case: CaseRecord,
    pub dues: Vec<DueRecord>,
    pub involvement: InvolvementRecord,
    pub incident: IncidentRecord,
    pub row: SourceRow,
}

/// What the program keeps of a row of a transfer.
#[derive(Clone)]
pub struct SourceRow {
    id: SourceRowId,
    pub outcome: String,
    pub reasons: String,
    pub profile: String,
    pub decision: String,
    pub as_sent: Sensitive<String>,
    sealed: (Option<Vec<u8>>, Option<Vec<u8>>),
}

impl FromRow for SourceRow {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            outcome: row.get(1)?,
            reasons: row.get(2)?,
            profile: row.get(3)?,
            decision: row.get(4)?,
            as_sent: Sensitive::default(),
            sealed: (row.get(5)?, row.get(6)?),
        })
    }
}

struct Incident(IncidentRecord);

impl FromRow for Incident {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        Ok(Self(IncidentRecord {
            id: row.get(0)?,
            issuer: issuer(Source::Police),
            crime_reference: None,
            kind: row.word(1)?,
            reported: row.get(2)?,
            recorded_at: row.get(3)?,
            occurred: (row.get(4)?, row.get(5)?),
            offence_code: row.get(6)?,
            lsoa: row.get(7)?,
        }))
    }
}

/// Takes a feed in and reads what came of it.
///
/// # Errors
/// When the feed cannot be taken in, or nobody in it got a case.
pub fn templates(databases: &Databases) -> Result<Vec<Template>> {
    let feed = feed::write(databases.folder(), ROWS, PROFILE)?;
    let database = databases.fresh(Engine::Sqlite)?;
    take_in(&feed, PROFILE, &database.url)?;
    let (walls, at) = (walls()?, feed.received_at);
    let intake = Actor::program("intake");
    let templates = Db::open_as_is(&database.url)?.read_now(move |c| walls.rehearse(c, &intake, at, read))?;
    if templates.is_empty() { Err("nobody in the feed got a case".into()) } else { Ok(templates) }
}

fn read(conn: &mut Conn, warrant: &Warrant<'_>) -> store::Result<Vec<Template>> {
    let mut people: Vec<PersonId> = conn.all(PEOPLE, &[])?;
    people.sort_unstable();
    people.dedup();
    let cases = cases_of(conn, &people, "")?;
    let involvements = involvements_of(conn, &people)?;
    let mut dues: HashMap<_, Vec<DueRecord>> = HashMap::new();
    for due in dues_of(conn, &cases.iter().map(|case| case.id).collect::<Vec<_>>())? {
        dues.entry(due.case).or_default().push(due);
    }
    let rows: Vec<_> = involvements.iter().map(|known| known.involvement.source_row).collect();
    let rows: HashMap<SourceRowId, SourceRow> =
        conn.all_among::<SourceRow>(ROWS_AMONG, &rows)?.into_iter().map(|row| (row.id, row)).collect();
    let incidents: Vec<_> = involvements.iter().map(|known| known.involvement.incident).collect();
    let incidents: HashMap<IncidentId, IncidentRecord> =
        conn.all_among::<Incident>(INCIDENTS_AMONG, &incidents)?.into_iter().map(|Incident(incident)| (incident.id, incident)).collect();
    let people = people::keep::load(conn, warrant, &people)?;
    let template = |person: PersonRecord| {
        let key = person.key.as_ref();
        let case = cases.iter().find(|case| case.person == person.id)?.clone();
        let mut parts = involvements.iter().map(|known| &known.involvement).filter(|part| part.person == person.id);
        let (mut involvement, None) = (parts.next()?.clone(), parts.next()) else { return None };
        involvement.account = Account::Told(casework::keep::told(key, &involvement).ok()?);
        let mut row = rows.get(&involvement.source_row)?.clone();
        let sealed = (row.sealed.0.as_deref(), row.sealed.1.as_deref());
        row.as_sent = records::source_rows::open_as_sent(warrant, key, row.id, sealed).ok()??;
        let incident = incidents.get(&involvement.incident)?.clone();
        Some(Template { dues: dues.get(&case.id).cloned().unwrap_or_default(), person, case, involvement, incident, row })
    };
    Ok(people.into_iter().filter_map(template).collect())
}
