//! What somebody must look at, told at once by a reference alone: on every page of theirs until it is settled, and by e-mail where the hub
//! has that.

use jiff::Timestamp;
use kernel::{Id, IdMaker, StaffRole, words};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::{Warrant, sql};

/// The kind of an alert's id.
#[derive(Debug, Clone, Copy)]
pub enum AlertKey {}
/// The id of an alert.
pub type AlertId = Id<AlertKey>;

words! {
    /// What there is to look at.
    pub enum AlertKind { BreakGlass = "break_glass" }
}

impl AlertKind {
    /// Whose business it is.
    const fn role(self) -> StaffRole {
        match self {
            Self::BreakGlass => StaffRole::DataProtectionOfficer,
        }
    }

    /// The alert in a sentence, for a page or an e-mail: a reference and nothing of anybody.
    pub fn sentence(self, reference: &str) -> String {
        match self {
            Self::BreakGlass => format!("Break-glass {reference} needs review"),
        }
    }
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What it is about, by a reference that says nothing of anybody.
    pub reference: String,
    /// What there is to look at.
    pub kind: AlertKind,
}

impl FromRow for Alert {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, reference: row.get(1)?, kind: row.word(2)? })
    }
}

/// Raises an alert, in the transaction of what it is about.
///
/// # Errors
/// As the database says.
pub fn raise_alert(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, kind: AlertKind, reference: &str) -> Result<()> {
    let id: AlertId = ids.make();
    tx.execute_one(sql::RAISE_ALERT, &[&id, &reference, &kind.as_str(), &warrant.at(), &kind.role().as_str()])
}

/// What was not settled yet, the oldest first.
///
/// # Errors
/// As the database says.
pub fn alerts_waiting(conn: &mut Conn) -> Result<Vec<Alert>> {
    conn.all(sql::ALERTS_WAITING, &[])
}

/// Settles an alert, in the transaction in which what it is about is settled.
///
/// # Errors
/// As the database says.
pub fn settle_alert(tx: &mut Tx<'_>, warrant: &Warrant<'_>, kind: AlertKind, reference: &str) -> Result<()> {
    tx.execute(sql::ALERT_SEEN, &[&reference, &kind.as_str(), &warrant.at()]).map(|_| ())
}

/// What was neither settled nor sent by e-mail yet, the oldest first; some at a time.
///
/// # Errors
/// As the database says.
pub fn alerts_to_mail(conn: &mut Conn) -> Result<Vec<Alert>> {
    conn.all(sql::ALERTS_TO_MAIL, &[])
}

/// Notes that an alert was sent by e-mail.
///
/// # Errors
/// As the database says.
pub fn alert_mailed(tx: &mut Tx<'_>, alert: AlertId, at: Timestamp) -> Result<()> {
    tx.execute(sql::ALERT_MAILED, &[&alert, &at]).map(|_| ())
}
