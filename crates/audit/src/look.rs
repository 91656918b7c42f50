//! Who looked at a person's record: for the person, who may ask.

use jiff::Timestamp;
use kernel::{PersonId, UserId};
use store::{Conn, FromRow, Result, Row};

pub(crate) const LOOKS: &str = "SELECT at, user_id, act, purpose FROM audit WHERE person_id = $1 ORDER BY at DESC, lane, seq DESC";

/// How the act of a refusal begins.
pub(crate) const REFUSED: &str = "refused:";

/// Once that somebody saw, changed or was refused a person's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// When, in UTC.
    pub at: Timestamp,
    /// Whose account; none of a program, or the operator of the machine.
    pub user: Option<UserId>,
    /// What they did, as a word.
    pub act: String,
    /// Why, as a word.
    pub purpose: String,
}

impl Look {
    /// Whether they were refused and saw nothing.
    pub fn was_refused(&self) -> bool {
        self.act.starts_with(REFUSED)
    }
}

impl FromRow for Look {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { at: row.get(0)?, user: row.get(1)?, act: row.get(2)?, purpose: row.get(3)? })
    }
}

/// Everything the audit has on a person's record, the newest first: looks, changes, lists that showed them, refusals.
///
/// Takes a plain id, as this crate stands below the one that gives permission: whoever calls it holds a permit to see who looked.
///
/// # Errors
/// As the database says.
pub fn who_looked(conn: &mut Conn, person: PersonId) -> Result<Vec<Look>> {
    conn.all(LOOKS, &[&person])
}
