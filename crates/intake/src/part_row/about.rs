//! The rows about a person, for whoever asks whether each is theirs.

use access::{Act, Permit, kind};
use jiff::Timestamp;
use kernel::{CaseId, Source, SourceRowId};
use serde::Deserialize;
use store::{Conn, FromRow, Result, Row};

pub(super) const ROWS_ABOUT: &str = "SELECT r.id, r.source, r.received_at, r.decision, r.case_id, c.reference, i.crime_reference
    FROM source_rows r LEFT JOIN cases c ON c.id = r.case_id LEFT JOIN incidents i ON i.id = r.incident_id
    WHERE r.person_id = $1 ORDER BY r.received_at, r.row_number, r.id";

/// A row that is about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutRow {
    /// Which.
    pub id: SourceRowId,
    /// Who sent it.
    pub source: Source,
    /// When it was received.
    pub received_at: Timestamp,
    /// By what it was decided whose it is: the word of [`crate::recognise::Evidence`]; nothing where that was not kept.
    pub recognised: Option<String>,
    /// Whether likeness left a doubt, so that a new person was made.
    pub was_doubted: bool,
    /// In which case, and what people call that by.
    pub case: Option<(CaseId, String)>,
    /// The reference of what happened.
    pub crime_reference: Option<String>,
    in_case: Option<CaseId>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Decided {
    recognised: Option<Recognised>,
}

#[derive(Deserialize)]
struct Recognised {
    by: String,
    #[serde(default)]
    cautions: Vec<String>,
}

impl FromRow for AboutRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let decision: Option<String> = row.get(3)?;
        let decided: Decided = decision.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        let (case, reference): (Option<CaseId>, Option<String>) = (row.get(4)?, row.get(5)?);
        Ok(Self {
            id: row.get(0)?,
            source: row.word(1)?,
            received_at: row.get(2)?,
            was_doubted: decided.recognised.as_ref().is_some_and(|recognised| !recognised.cautions.is_empty()),
            recognised: decided.recognised.map(|recognised| recognised.by),
            case: case.zip(reference),
            crime_reference: row.get(6)?,
            in_case: case,
        })
    }
}

/// The rows about the person the permit is about, in the order in which they came; but for those of cases that its holder may not read.
///
/// # Errors
/// As the database says.
pub fn rows_about(conn: &mut Conn, permit: &Permit<'_, kind::ReadPerson>) -> Result<Vec<AboutRow>> {
    let warrant = permit.warrant();
    let standing = permit.standing().cases.iter();
    let read = |facts: &&access::CaseFacts| warrant.walls().may_on(warrant.actor(), Act::ReadCase, facts, permit.at());
    let readable: Vec<CaseId> = standing.filter(read).map(|facts| facts.case).collect();
    let mut rows: Vec<AboutRow> = conn.all(ROWS_ABOUT, &[&permit.about()])?;
    rows.retain(|row| row.in_case.is_none_or(|case| readable.contains(&case)));
    Ok(rows)
}
