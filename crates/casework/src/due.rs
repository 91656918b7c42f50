//! What is due on a case, and when somebody must act next.
//!
//! Something due carries two times. `due_at` is the promise: what the profile says the person may count on. It never moves. `try_at` is when a
//! worker means to try again after nobody answered; until it is set, the promise is also the time to act.

use contact::gate::Way;
use jiff::Timestamp;
use kernel::{CaseId, Channel, DueId, IdMaker, SourceRowId};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::{
    keep,
    record::{DueKind, DueRecord, DueState},
    sql,
};

/// Get back in touch with somebody who was reached and wants to think.
pub const GET_IN_TOUCH: &str = "get_in_touch";
/// Start the support that somebody accepted.
pub const START_SUPPORT: &str = "start_support";
/// Ask a service to which the person was referred for its answer.
pub const CHASE_ANSWER: &str = "chase_answer";
/// Find another service for somebody whom one did not take.
pub const PLACE_AGAIN: &str = "place_again";
/// Send a report of a hate crime to the force.
pub const SEND_HATE_REPORT: &str = "send_hate_report";
/// Find out what is happening in the case, which the person asked.
pub const GET_UPDATE: &str = "get_update";
/// Tell the person what came of asking.
pub const TELL_PERSON: &str = "tell_person";
/// Find out what somebody needs who accepted support; also the name of the rule that asks for it.
pub const ASSESS_NEEDS: &str = "assess_needs";
/// The rule of what came of the profile's `[[support_starts]]`.
pub const SUPPORT_STARTS: &str = "support_starts";
/// The rule of what came of the profile's `[[after_acceptance]]`.
pub const AFTER_ACCEPTANCE: &str = "after_acceptance";
/// The rule of what came of the profile's `[unreached]`.
pub const UNREACHED: &str = "unreached";

/// Something due that is still open.
#[derive(Debug, Clone)]
pub struct OpenDue {
    /// What, and the promise.
    pub due: DueRecord,
    /// When a worker means to try again.
    pub try_at: Option<Timestamp>,
}

impl OpenDue {
    /// When somebody must act next.
    pub fn act_at(&self) -> Timestamp {
        self.try_at.unwrap_or(self.due.due_at)
    }

    /// When it was set, as far as its number tells.
    pub fn set_at(&self) -> Option<Timestamp> {
        let (seconds, nanos) = self.due.id.uuid().get_timestamp()?.to_unix();
        Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanos).ok()?).ok()
    }

    /// By which channel, of an offer.
    pub fn channel(&self) -> Option<Channel> {
        if self.due.kind == DueKind::Offer { Channel::parse(&self.due.what) } else { None }
    }

    /// By which way, of an offer.
    pub fn way(&self) -> Option<Way> {
        self.channel().map(Way::from)
    }

    /// Whether it is the task of this kind.
    pub fn is_task(&self, kind: &str) -> bool {
        self.due.kind == DueKind::Task && self.due.what == kind
    }
}

impl FromRow for OpenDue {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { due: DueRecord::from_row(row)?, try_at: row.get(11)? })
    }
}

/// What is open on these cases, the next to act on first.
///
/// # Errors
/// As the database says.
pub fn open_dues(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<OpenDue>> {
    let mut dues: Vec<OpenDue> = conn.all_among(sql::OPEN_DUES, cases)?;
    dues.sort_by_key(|open| (open.act_at(), open.due.id));
    Ok(dues)
}

/// When somebody must act next on a case on which this is open.
pub fn next_due_at<'d>(open: impl IntoIterator<Item = &'d OpenDue>) -> Option<Timestamp> {
    open.into_iter().map(OpenDue::act_at).min()
}

/// Something that becomes due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDue {
    /// An offer or a task.
    pub kind: DueKind,
    /// The channel of an offer, the kind of a task.
    pub what: String,
    /// The desk, where the hub has more than one.
    pub service: Option<String>,
    /// By when.
    pub due_at: Timestamp,
    /// The limit it came from; empty where it is a day that somebody chose.
    pub clock: String,
    /// The rule it came from.
    pub rule: String,
    /// The row that caused it.
    pub source_row: Option<SourceRowId>,
}

/// What changes about what is due on a case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DueChanges {
    /// What ends, and how.
    pub ended: Vec<(DueId, DueState)>,
    /// What is tried again, and when.
    pub postponed: Vec<(DueId, Timestamp)>,
    /// What becomes due.
    pub added: Vec<NewDue>,
}

/// Carries changes out, and brings the case's next moment in line: the one place where that is computed.
///
/// # Errors
/// [`store::Error::NotFound`] when something that ends is not open any more; or what the database says.
pub fn carry_out(tx: &mut Tx<'_>, ids: &mut IdMaker, case: CaseId, changes: &DueChanges, at: Timestamp) -> Result<()> {
    for (due, state) in &changes.ended {
        tx.execute_one(sql::END_DUE, &[due, &state.as_str(), &at])?;
    }
    for (due, again) in &changes.postponed {
        tx.execute_one(sql::POSTPONE_DUE, &[due, again])?;
    }
    let added: Vec<_> = changes
        .added
        .iter()
        .map(|new| DueRecord {
            id: ids.make(),
            case,
            kind: new.kind,
            what: new.what.clone(),
            service: new.service.clone(),
            due_at: new.due_at,
            clock: new.clock.clone(),
            rule: new.rule.clone(),
            state: DueState::Open,
            ended_at: None,
            source_row: new.source_row,
        })
        .collect();
    keep::insert_dues(tx, &added)?;
    settle_next_due(tx, case)
}

/// Brings the case's next moment in line with what is open on it.
///
/// # Errors
/// As the database says.
pub fn settle_next_due(tx: &mut Tx<'_>, case: CaseId) -> Result<()> {
    tx.execute_one(sql::SETTLE_NEXT_DUE, &[&case])
}
