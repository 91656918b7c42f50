//! Cases and what belongs to them into the database and out of it, many at a time.

use std::collections::HashMap;

use access::Warrant;
use jiff::Timestamp;
use kernel::{CaseId, EnhancedCategory, IncidentId, PersonId, ReviewKind, RingFences};
use people::keep::{flags_from, flags_text};
use store::{Bind, Cell, Conn, FromRow, Result, Row, Tx};
use vault::DataKey;

use crate::record::{Account, CaseRecord, DueRecord, EventRecord, IncidentRecord, InvolvementRecord, ReviewRecord, ReviewState, Told};
use crate::sealed;

const CASE_FIELDS: &str = "id, reference, person_id, state, opened_at, closed_at, ending, level, categories, priority, pathway, team, basis, worker_id, next_due_at,
    ring_fence, has_unreported";
/// In the classes it is in by itself, and not because of a join, so that whoever writes it back makes none of those its own.
const CASES_OF: &str =
    "SELECT id, reference, person_id, state, opened_at, closed_at, ending, level, categories, priority, pathway, team, basis, worker_id,
    next_due_at, ring_fence & ~joined_ring_fence, has_unreported FROM cases WHERE person_id IN ({}) ORDER BY id";
const DUE_FIELDS: &str = "id, case_id, kind, what, service, due_at, clock, rule, state, ended_at, source_row_id";
const UPDATE_CASE: &str =
    "UPDATE cases SET state = $2, opened_at = $3, closed_at = $4, ending = $5, level = $6, categories = $7, priority = $8, pathway = $9,
    team = $10, basis = $11, worker_id = $12, next_due_at = $13, ring_fence = joined_ring_fence | $14,
    joined_ring_fence = joined_ring_fence & ~$14, has_unreported = $15 WHERE id = $1";
const UPDATE_DUE: &str = "UPDATE dues SET due_at = $2, state = $3, ended_at = $4 WHERE id = $1";
const UPDATE_INCIDENT: &str =
    "UPDATE incidents SET kind = $2, reported = $3, recorded_at = $4, occurred_from = $5, occurred_to = $6, offence_code = $7,
    lsoa = $8 WHERE id = $1";
const UPDATE_INVOLVEMENT: &str = "UPDATE involvements SET case_id = $3, role = $4, flags = $5, recorded_at = $6, source_row_id = $7, account = $8 WHERE person_id = $1 AND incident_id = $2";
const DELETE_INVOLVEMENT: &str = "DELETE FROM involvements WHERE person_id = $1 AND incident_id = $2";
const DELETE_INCIDENT: &str =
    "DELETE FROM incidents WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM involvements v WHERE v.incident_id = incidents.id)";
const INCIDENTS_BY_REFERENCE: &str = "SELECT issuer, crime_reference, id FROM incidents WHERE crime_reference IN ({})";
const INVOLVEMENTS_OF: &str =
    "SELECT v.person_id, v.incident_id, v.case_id, v.role, v.flags, v.recorded_at, v.source_row_id, i.issuer, i.crime_reference, v.account
    FROM involvements v JOIN incidents i ON i.id = v.incident_id WHERE v.person_id IN ({})";
const FORGET_ATTEMPTS: &str = "UPDATE attempts SET note = NULL WHERE case_id IN (SELECT id FROM cases WHERE person_id = $1)";
const FORGET_EVENTS: &str = "UPDATE events SET detail = NULL WHERE case_id IN (SELECT id FROM cases WHERE person_id = $1)";
const REVIEWS_OF: &str = "SELECT case_id, kind, other_person_id, state FROM reviews WHERE case_id IN ({})";
const PEOPLE_OF: &str = "SELECT id, person_id FROM cases WHERE id IN ({})";
const REFERENCES_AMONG: &str = "SELECT id, reference FROM cases WHERE id IN ({})";
const NEXT_NUMBER: &str = "UPDATE counters SET value = value + $1 WHERE name = 'case' RETURNING value";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[
    CASES_OF,
    UPDATE_CASE,
    UPDATE_DUE,
    UPDATE_INCIDENT,
    UPDATE_INVOLVEMENT,
    DELETE_INVOLVEMENT,
    DELETE_INCIDENT,
    INCIDENTS_BY_REFERENCE,
    INVOLVEMENTS_OF,
    REVIEWS_OF,
    FORGET_ATTEMPTS,
    FORGET_EVENTS,
    PEOPLE_OF,
    REFERENCES_AMONG,
    NEXT_NUMBER,
];

fn text(word: &'static str) -> Cell<'static> {
    Cell::Text(word.into())
}

fn categories_text(categories: &[EnhancedCategory]) -> String {
    categories.iter().map(|category| category.as_str()).collect::<Vec<_>>().join(";")
}

fn case_cells(case: &CaseRecord) -> [Cell<'_>; 17] {
    [
        case.id.cell(),
        case.reference.cell(),
        case.person.cell(),
        text(case.state.as_str()),
        case.opened_at.cell(),
        case.closed_at.cell(),
        case.ending.map_or(Cell::Null, |ending| text(ending.as_str())),
        text(case.level.as_str()),
        Cell::Text(categories_text(&case.categories).into()),
        case.priority.cell(),
        case.pathway.cell(),
        case.team.cell(),
        text(case.basis.as_str()),
        case.worker.cell(),
        case.next_due_at.cell(),
        Cell::Int(case.ring_fence.bits()),
        case.has_unreported.cell(),
    ]
}

fn columns<const N: usize>(fields: &'static str) -> Result<[&'static str; N]> {
    let names: Vec<&str> = fields.split(',').map(str::trim).collect();
    names.try_into().map_err(|_| store::Error::Schema(format!("{N} columns were meant: {fields}")))
}

/// Inserts cases.
///
/// # Errors
/// As the database says.
pub fn insert_cases(tx: &mut Tx<'_>, cases: &[&CaseRecord]) -> Result<()> {
    tx.insert_many("cases", &columns::<17>(CASE_FIELDS)?, cases.iter().map(|case| case_cells(case)))
}

/// Writes what changed about a case. The ring-fenced classes are those that it is in by itself, as [`cases_of`] reads them; those that a
/// join brought stay.
///
/// # Errors
/// As the database says; `NotFound` when it is not there.
pub fn update_case(tx: &mut Tx<'_>, case: &CaseRecord) -> Result<()> {
    let [id, _, _, changed @ ..] = case_cells(case);
    let cells: Vec<Cell<'_>> = std::iter::once(id).chain(changed).collect();
    tx.execute_one(UPDATE_CASE, &cells.iter().map(|cell| cell as &dyn Bind).collect::<Vec<_>>())
}

/// Inserts what is due.
///
/// # Errors
/// As the database says.
pub fn insert_dues<'d>(tx: &mut Tx<'_>, dues: impl IntoIterator<Item = &'d DueRecord>) -> Result<()> {
    let rows = dues.into_iter().map(|due| {
        [
            due.id.cell(),
            due.case.cell(),
            text(due.kind.as_str()),
            due.what.cell(),
            due.service.cell(),
            due.due_at.cell(),
            due.clock.cell(),
            due.rule.cell(),
            text(due.state.as_str()),
            due.ended_at.cell(),
            due.source_row.cell(),
        ]
    });
    tx.insert_many("dues", &columns::<11>(DUE_FIELDS)?, rows)
}

/// Writes what changed about something due.
///
/// # Errors
/// As the database says; `NotFound` when it is not there.
pub fn update_due(tx: &mut Tx<'_>, due: &DueRecord) -> Result<()> {
    tx.execute_one(UPDATE_DUE, &[&due.id, &due.due_at, &due.state.as_str(), &due.ended_at])
}

fn incident_cells(incident: &IncidentRecord) -> [Cell<'_>; 10] {
    [
        incident.id.cell(),
        text(incident.issuer),
        incident.crime_reference.cell(),
        text(incident.kind.as_str()),
        incident.reported.cell(),
        incident.recorded_at.cell(),
        incident.occurred.0.cell(),
        incident.occurred.1.cell(),
        incident.offence_code.cell(),
        incident.lsoa.cell(),
    ]
}

/// Inserts incidents.
///
/// # Errors
/// As the database says.
pub fn insert_incidents<'i>(tx: &mut Tx<'_>, incidents: impl IntoIterator<Item = &'i IncidentRecord>) -> Result<()> {
    const FIELDS: &str = "id, issuer, crime_reference, kind, reported, recorded_at, occurred_from, occurred_to, offence_code, lsoa";
    tx.insert_many("incidents", &columns::<10>(FIELDS)?, incidents.into_iter().map(incident_cells))
}

/// Writes what changed about an incident; its reference never does.
///
/// # Errors
/// As the database says; `NotFound` when it is not there.
pub fn update_incident(tx: &mut Tx<'_>, incident: &IncidentRecord) -> Result<()> {
    let [id, _, _, changed @ ..] = incident_cells(incident);
    let cells: Vec<Cell<'_>> = std::iter::once(id).chain(changed).collect();
    tx.execute_one(UPDATE_INCIDENT, &cells.iter().map(|cell| cell as &dyn Bind).collect::<Vec<_>>())
}

/// Inserts who was what in which incident, each with the key of the person.
///
/// # Errors
/// As the database says.
pub fn insert_involvements<'v>(
    tx: &mut Tx<'_>,
    involvements: impl IntoIterator<Item = (&'v DataKey, &'v InvolvementRecord)>,
) -> Result<()> {
    const FIELDS: &str = "person_id, incident_id, case_id, role, flags, recorded_at, source_row_id, account";
    let mut rows = Vec::new();
    for (key, involvement) in involvements {
        rows.push([
            involvement.person.cell(),
            involvement.incident.cell(),
            involvement.case.cell(),
            text(involvement.role.as_str()),
            Cell::Text(flags_text(involvement.flags).into()),
            involvement.recorded_at.cell(),
            involvement.source_row.cell(),
            sealed::account(key, involvement)?.map_or(Cell::Null, |account| Cell::Bytes(account.into_owned().into())),
        ]);
    }
    tx.insert_many("involvements", &columns::<8>(FIELDS)?, rows)
}

/// Writes what changed about somebody's part in an incident.
///
/// # Errors
/// As the database says; `NotFound` when it is not there.
pub fn update_involvement(tx: &mut Tx<'_>, key: &DataKey, of: &InvolvementRecord) -> Result<()> {
    let (flags, account) = (flags_text(of.flags), sealed::account(key, of)?);
    let account = account.as_deref();
    let values: [&dyn Bind; 8] = [&of.person, &of.incident, &of.case, &of.role.as_str(), &flags, &of.recorded_at, &of.source_row, &account];
    tx.execute_one(UPDATE_INVOLVEMENT, &values)
}

/// Takes somebody's part in an incident away, if it is kept at all.
///
/// # Errors
/// As the database says.
pub fn delete_involvement(tx: &mut Tx<'_>, person: PersonId, incident: IncidentId) -> Result<()> {
    tx.execute(DELETE_INVOLVEMENT, &[&person, &incident]).map(|_| ())
}

/// Takes an incident away if nobody has a part in it any more.
///
/// # Errors
/// As the database says.
pub fn delete_incident_of_nobody(tx: &mut Tx<'_>, incident: IncidentId) -> Result<()> {
    tx.execute(DELETE_INCIDENT, &[&incident]).map(|_| ())
}

/// Inserts what a person should look at.
///
/// # Errors
/// As the database says.
pub fn insert_reviews<'r>(tx: &mut Tx<'_>, reviews: impl IntoIterator<Item = &'r ReviewRecord>) -> Result<()> {
    let rows = reviews.into_iter().map(|review| {
        [
            review.id.cell(),
            review.case.cell(),
            text(review.kind.as_str()),
            review.other_person.cell(),
            text("open"),
            review.created_at.cell(),
        ]
    });
    tx.insert_many("reviews", &columns::<6>("id, case_id, kind, other_person_id, state, created_at")?, rows)
}

/// Inserts entries of timelines. What they tell more is sealed under the key of whose case it is; once that is destroyed, it is not kept.
///
/// # Errors
/// As the database says.
pub fn insert_events(tx: &mut Tx<'_>, warrant: &Warrant<'_>, events: &[EventRecord]) -> Result<()> {
    let telling: Vec<CaseId> = events.iter().filter(|event| event.detail.is_some()).map(|event| event.case).collect();
    let of_cases: HashMap<CaseId, PersonId> = tx.all_among(PEOPLE_OF, &telling)?.into_iter().collect();
    let keys = people::keep::keys_of(tx, warrant, &of_cases.values().copied().collect::<Vec<_>>())?;
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let key = of_cases.get(&event.case).and_then(|person| keys.get(person));
        let detail = key.map(|key| key.seal_text(sealed::detail(event.id), event.detail.as_deref())).transpose()?.flatten();
        let detail = detail.map_or(Cell::Null, |detail| Cell::Bytes(detail.into()));
        rows.push([event.id.cell(), event.case.cell(), event.at.cell(), text(event.kind.as_str()), event.user.cell(), detail]);
    }
    tx.insert_many("events", &columns::<6>("id, case_id, at, kind, user_id, detail")?, rows)
}

impl FromRow for CaseRecord {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            reference: row.get(1)?,
            person: row.get(2)?,
            state: row.word(3)?,
            opened_at: row.get(4)?,
            closed_at: row.get(5)?,
            ending: row.word_or_none(6)?,
            level: row.word(7)?,
            categories: row.get::<String>(8)?.split(';').filter_map(EnhancedCategory::parse).collect(),
            priority: row.get(9)?,
            pathway: row.get(10)?,
            team: row.get(11)?,
            basis: row.word(12)?,
            worker: row.get(13)?,
            next_due_at: row.get(14)?,
            ring_fence: RingFences::from_bits(row.get(15)?),
            has_unreported: row.get(16)?,
        })
    }
}

impl FromRow for DueRecord {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            case: row.get(1)?,
            kind: row.word(2)?,
            what: row.get(3)?,
            service: row.get(4)?,
            due_at: row.get(5)?,
            clock: row.get(6)?,
            rule: row.get(7)?,
            state: row.word(8)?,
            ended_at: row.get(9)?,
            source_row: row.get(10)?,
        })
    }
}

/// Somebody's part in an incident, with the reference it bears.
#[derive(Debug, Clone)]
pub struct KnownInvolvement {
    /// The part.
    pub involvement: InvolvementRecord,
    /// Whose reference, and the reference.
    pub reference: (String, Option<String>),
}

impl FromRow for KnownInvolvement {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let involvement = InvolvementRecord {
            person: row.get(0)?,
            incident: row.get(1)?,
            case: row.get(2)?,
            role: row.word(3)?,
            flags: flags_from(&row.get::<String>(4)?),
            recorded_at: row.get::<Timestamp>(5)?,
            source_row: row.get(6)?,
            account: Account::Sealed(row.get(9)?),
        };
        Ok(Self { involvement, reference: (row.get(7)?, row.get(8)?) })
    }
}

/// These people's cases, held until the change ends where `hold` says so; each in the ring-fenced classes that it is in by itself.
///
/// # Errors
/// As the database says.
pub fn cases_of(conn: &mut Conn, people: &[PersonId], hold: &str) -> Result<Vec<CaseRecord>> {
    conn.all_among(&format!("{CASES_OF}{hold}"), people)
}

/// What is or was due on these cases, in the order of its making.
///
/// # Errors
/// As the database says.
pub fn dues_of(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<DueRecord>> {
    conn.all_among(&format!("SELECT {DUE_FIELDS} FROM dues WHERE case_id IN ({{}}) ORDER BY id"), cases)
}

/// These people's parts in incidents.
///
/// # Errors
/// As the database says.
pub fn involvements_of(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<KnownInvolvement>> {
    conn.all_among(INVOLVEMENTS_OF, people)
}

/// What was told of an incident by or for the person whose key this is; nothing once it is destroyed.
///
/// # Errors
/// When it does not open.
pub fn told(key: Option<&DataKey>, of: &InvolvementRecord) -> Result<Told> {
    match &of.account {
        Account::Sealed(sealed) => sealed::open_account(key, of.incident, sealed.as_deref()),
        Account::Told(told) => Ok(told.clone()),
    }
}

/// What there was or is to look at on a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownReview {
    /// The case.
    pub case: CaseId,
    /// What to look at.
    pub kind: ReviewKind,
    /// For a possible same person: who that may be.
    pub other_person: Option<PersonId>,
    /// Whether it still waits.
    pub state: ReviewState,
}

impl FromRow for KnownReview {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { case: row.get(0)?, kind: row.word(1)?, other_person: row.get(2)?, state: row.word(3)? })
    }
}

/// What there was or is to look at on these cases.
///
/// # Errors
/// As the database says.
pub fn reviews_of(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<KnownReview>> {
    conn.all_among(REVIEWS_OF, cases)
}

/// The incidents with these references: issuer, reference, id.
///
/// # Errors
/// As the database says.
pub fn incidents_by_reference(conn: &mut Conn, references: &[&str]) -> Result<Vec<(String, String, IncidentId)>> {
    conn.all_among(INCIDENTS_BY_REFERENCE, references)
}

/// Takes away what workers wrote about somebody who refused: notes, and what the timeline tells besides the bare events. The counts stay.
///
/// # Errors
/// As the database says.
pub fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    for statement in [FORGET_ATTEMPTS, FORGET_EVENTS, crate::sql::FORGET_NOTES, crate::sql::FORGET_REMINDERS] {
        tx.execute(statement, &[&person])?;
    }
    Ok(())
}

/// What people call these cases by. References say nothing of anybody: for lists that hold nothing else of a case.
///
/// # Errors
/// As the database says.
pub fn references_among(conn: &mut Conn, cases: &[CaseId]) -> Result<HashMap<CaseId, String>> {
    let found: Vec<(CaseId, String)> = access::as_the_program(conn, |conn| conn.all_among(REFERENCES_AMONG, cases))?;
    Ok(found.into_iter().collect())
}

/// Takes so many case numbers; the first of them.
///
/// # Errors
/// As the database says.
pub fn take_numbers(tx: &mut Tx<'_>, count: u32) -> Result<u64> {
    let last: i64 = tx.one(NEXT_NUMBER, &[&count])?;
    Ok(u64::try_from(last).unwrap_or(0).saturating_sub(u64::from(count)))
}
