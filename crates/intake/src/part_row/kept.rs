//! A person's rows as they are kept: what was sent, and what became of it.

use access::Warrant;
use jiff::Timestamp;
use kernel::{CaseId, EnhancedCategory, IncidentId, Level, Outcome, PersonId, ReviewKind, Source, SourceRowId, TransferId};
use records::source_rows::open_as_sent;
use serde::Deserialize;
use store::{Conn, FromRow, Result, Row};

use crate::keep::Moved;
use crate::read::{self, Content, Referral};

pub(super) const ROWS_OF: &str =
    "SELECT id, source, source_record_id, transfer_id, row_number, version, received_at, outcome, case_id, incident_id,
    decision, as_sent, sealed_key FROM source_rows WHERE person_id = $1 ORDER BY received_at, row_number, id";

/// One row.
pub(super) struct KeptRow {
    pub(super) id: SourceRowId,
    pub(super) source: Source,
    pub(super) key: String,
    pub(super) transfer: Option<TransferId>,
    number: u64,
    pub(super) version: i64,
    pub(super) received_at: Timestamp,
    pub(super) outcome: Outcome,
    pub(super) case: Option<CaseId>,
    pub(super) incident: Option<IncidentId>,
    pub(super) decision: Decided,
    /// What was sent; nothing once that is not kept any more.
    pub(super) row: Option<read::Row>,
    sealed: (Option<Vec<u8>>, Option<Vec<u8>>),
}

/// What of a decision tells what it changed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub(super) struct Decided {
    pub(super) entitlement: Option<Entitled>,
    pub(super) pathway: Option<String>,
    pub(super) team: Option<String>,
    pub(super) priority: Option<u8>,
    offers: Vec<Offered>,
    tasks: Vec<ToDo>,
    review: Vec<ReviewKind>,
    pub(super) sooner: Vec<Moved>,
    pub(super) withdrawn: Vec<Moved>,
}

#[derive(Deserialize, Clone)]
pub(super) struct Entitled {
    pub(super) level: Level,
    pub(super) categories: Vec<EnhancedCategory>,
}

#[derive(Deserialize, Clone)]
struct Offered {
    service: Option<String>,
    channel: String,
    due_at: Timestamp,
}

#[derive(Deserialize, Clone)]
struct ToDo {
    service: Option<String>,
    kind: String,
    due_at: Timestamp,
}

impl FromRow for KeptRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let decision: Option<String> = row.get(10)?;
        Ok(Self {
            id: row.get(0)?,
            source: row.word(1)?,
            key: row.get(2)?,
            transfer: row.get(3)?,
            number: row.get::<i64>(4)?.unsigned_abs(),
            version: row.get(5)?,
            received_at: row.get(6)?,
            outcome: row.word(7)?,
            case: row.get(8)?,
            incident: row.get(9)?,
            decision: decision.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
            row: None,
            sealed: (row.get(12)?, row.get(11)?),
        })
    }
}

/// Everything sent about a person, in the order in which it came.
pub(super) fn rows_of(conn: &mut Conn, warrant: &Warrant<'_>, person: PersonId) -> Result<Vec<KeptRow>> {
    let key = people::keep::key_of(conn, warrant, person)?;
    let mut rows: Vec<KeptRow> = conn.all(ROWS_OF, &[&person])?;
    for row in &mut rows {
        let (sealed_key, sealed) = (row.sealed.0.as_deref(), row.sealed.1.as_deref());
        let text = open_as_sent(warrant, key.as_ref(), row.id, (sealed_key, sealed))?;
        row.row = text.and_then(|text| read::again(text.reveal(), row.number));
    }
    Ok(rows)
}

/// The same row once more.
pub(super) fn copy(row: &read::Row) -> Result<read::Row> {
    let text = serde_json::to_string(&row.as_sent).ok();
    text.and_then(|text| read::again(&text, row.number))
        .ok_or_else(|| store::Error::Other("a row that was kept cannot be read again".into()))
}

/// What a row says, where it could be read.
pub(super) fn referral(row: &KeptRow) -> Option<&Referral> {
    match &row.row.as_ref()?.content {
        Content::Referral(referral) => Some(referral),
        Content::Rejected { .. } => None,
    }
}

/// The sender's reference of the person.
pub(super) fn reference(row: &KeptRow) -> Option<&String> {
    referral(row)?.person_reference.as_ref()
}

impl KeptRow {
    /// What the row made somebody look at in its case, and no other row did.
    pub(super) fn raised(&self, others: &[Self]) -> Vec<(CaseId, ReviewKind)> {
        let Some(case) = self.case else { return Vec::new() };
        let by_another = |kind: &ReviewKind| others.iter().any(|other| other.case == Some(case) && other.decision.review.contains(kind));
        self.decision.review.iter().filter(|kind| !by_another(kind)).map(|kind| (case, *kind)).collect()
    }

    /// By when the row asked for this.
    pub(super) fn asked_for(&self, service: Option<&str>, what: &str) -> Option<Timestamp> {
        let offers = self.decision.offers.iter().map(|offer| (&offer.service, &offer.channel, offer.due_at));
        let tasks = self.decision.tasks.iter().map(|task| (&task.service, &task.kind, task.due_at));
        offers.chain(tasks).find(|(of, asked, _)| of.as_deref() == service && *asked == what).map(|(.., due_at)| due_at)
    }
}
