//! What became of one row, and the forms in which others are told.

use kernel::{CaseId, IncidentId, PersonId, Reason, SourceRowId};
use triage::Decision;

use crate::recognise::Evidence;

/// What became of one row.
#[derive(Debug, Clone)]
pub struct Placed {
    /// Its number in the file.
    pub number: u64,
    /// Its id here.
    pub id: SourceRowId,
    /// The key it is known by: the sender's id, or its place in its file.
    pub key: String,
    /// The sender's id of it, where that could be read.
    pub source_record_id: Option<String>,
    /// What was decided.
    pub decision: Decision,
    /// Whom it is about.
    pub person: Option<PersonId>,
    /// Whether that person was not known before.
    pub new_person: bool,
    /// In which case.
    pub case: Option<CaseId>,
    /// Which incident.
    pub incident: Option<IncidentId>,
    /// By what it was decided who that is, where anybody is.
    pub evidence: Option<Evidence>,
    /// How often it has been written, this time included.
    pub version: i64,
    /// Whether it is written anew, written over, or left as it stands.
    pub writing: Writing,
    /// How much of what was sent is kept.
    pub keep: Keep,
}

/// What is to be done about the row's own record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// There is none yet.
    Insert,
    /// There is one, and it changes.
    Replace,
    /// There is one, and it stands.
    Leave,
}

/// How much of a row is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// All of it.
    All,
    /// That it came and what became of it: the hub has no business with more.
    Digest,
    /// Its id and the reason: the person refused.
    Reason,
}

/// Reasons as the database and the reconciliation report write them.
pub fn reasons_text(reasons: &[Reason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}

/// A row's answer as the decision record of the transfer feed, version 1, has it.
#[derive(serde::Serialize)]
pub struct DecisionRecord<'p> {
    row: u64,
    source_record_id: Option<&'p str>,
    #[serde(flatten)]
    decision: &'p Decision,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<CaseId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_person: Option<bool>,
}

impl<'p> From<&'p Placed> for DecisionRecord<'p> {
    fn from(placed: &'p Placed) -> Self {
        Self {
            row: placed.number,
            source_record_id: placed.source_record_id.as_deref(),
            decision: &placed.decision,
            person: placed.person,
            case: placed.case,
            new_person: placed.person.map(|_| placed.new_person),
        }
    }
}
