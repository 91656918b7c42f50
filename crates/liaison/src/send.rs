//! What becomes of a report of hate crime: it is sent, the force says what it calls it, or the person takes it back before.

use access::{Permit, kind};
use casework::record::{DueState, EventKind};
use casework::timeline::user_of;
use jiff::Timestamp;
use kernel::IdMaker;
use serde_json::json;
use store::{FromRow, Row, Tx};

use crate::error::{Error, Refused};
use crate::hate_report::{HateReportId, reference_of};
use crate::sql;
use crate::tasks::{SEND_HATE_REPORT, end_and_set};

/// Characters of the longest reference.
pub(crate) const REFERENCE: usize = 40;

struct Standing {
    sent_at: Option<Timestamp>,
    withdrawn_at: Option<Timestamp>,
    due_at: Timestamp,
}

impl FromRow for Standing {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        Ok(Self { sent_at: row.get(0)?, withdrawn_at: row.get(1)?, due_at: row.get(2)? })
    }
}

impl Standing {
    /// The report, if it has not gone yet.
    fn read(tx: &mut Tx<'_>, permit: &Permit<'_, kind::ReportHate>, report: HateReportId) -> Result<Self, Error> {
        Ok(tx.one(sql::REPORT, &[&report, &permit.case()])?)
    }

    const fn is_open(&self) -> Result<(), Refused> {
        match (self.sent_at, self.withdrawn_at) {
            (Some(_), _) => Err(Refused::SentAlready),
            (None, Some(_)) => Err(Refused::Withdrawn),
            (None, None) => Ok(()),
        }
    }
}

/// What the force calls a report, read: as it writes it, and nothing in which a sentence about somebody could stand.
fn read_reference(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    let is_of_one = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '/' | '.' | '_');
    let is_one = text.chars().all(is_of_one) && text.chars().any(|c| c.is_ascii_digit()) && text.len() <= REFERENCE;
    if is_one { Ok(text.to_owned()) } else { Err(Refused::NoReference) }
}

/// Writes down that the report went to the force, with what the force calls it where it said so.
///
/// # Errors
/// [`Refused::SentAlready`]; [`Refused::Withdrawn`]; [`Refused::NoReference`]; [`store::Error::NotFound`] for no report on this case; or what
/// the database says.
pub fn report_sent(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ReportHate>,
    report: HateReportId,
    reference: Option<&str>,
) -> Result<(), Error> {
    let standing = Standing::read(tx, permit, report)?;
    standing.is_open()?;
    let (at, user, reference) = (permit.at(), user_of(permit)?, reference.map(read_reference).transpose()?);
    tx.execute_one(sql::REPORT_SENT, &[&report, &at, &user, &reference])?;
    end_and_set(tx, ids, permit.case(), (SEND_HATE_REPORT, standing.due_at), DueState::Done, Vec::new(), at)?;
    let detail = json!({"report": reference_of(report), "reference": reference});
    casework::timeline::write(tx, ids, permit, EventKind::HateReportSent, &detail)?;
    Ok(())
}

/// Writes down what the force calls a report that was sent.
///
/// # Errors
/// [`Refused::NotSent`]; [`Refused::NoReference`]; [`store::Error::NotFound`] for no report on this case; or what the database says.
pub fn name_reference(tx: &mut Tx<'_>, permit: &Permit<'_, kind::ReportHate>, report: HateReportId, reference: &str) -> Result<(), Error> {
    if Standing::read(tx, permit, report)?.sent_at.is_none() {
        return Err(Refused::NotSent.into());
    }
    tx.execute_one(sql::NAME_REFERENCE, &[&report, &read_reference(reference)?])?;
    Ok(())
}

/// Writes down that the person took back that they agreed to the report. What has gone to the force cannot be taken back here.
///
/// # Errors
/// [`Refused::SentAlready`]; [`Refused::Withdrawn`]; [`store::Error::NotFound`] for no report on this case; or what the database says.
pub fn withdraw_report(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ReportHate>,
    report: HateReportId,
) -> Result<(), Error> {
    let standing = Standing::read(tx, permit, report)?;
    standing.is_open()?;
    let at = permit.at();
    tx.execute_one(sql::WITHDRAW_REPORT, &[&report, &at])?;
    end_and_set(tx, ids, permit.case(), (SEND_HATE_REPORT, standing.due_at), DueState::Withdrawn, Vec::new(), at)?;
    let detail = json!({"report": reference_of(report)});
    casework::timeline::write(tx, ids, permit, EventKind::HateReportWithdrawn, &detail)?;
    Ok(())
}
