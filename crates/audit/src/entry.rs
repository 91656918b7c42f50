//! What somebody did, written in the transaction in which they did it.

use jiff::Timestamp;
use kernel::{CaseId, Id, IdMaker, PersonId, Purpose, UserId};
use store::{Bind, Cell, Result, Tx};

/// The kind of an audit row's id.
enum Row {}

/// Something that somebody read or did, before it is a row of the audit. Ids and words of closed lists only: nothing of anybody's record.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// When; kept to the microsecond.
    pub at: Timestamp,
    /// Who; nobody for a program, the operator, and whoever could not sign in.
    pub user: Option<UserId>,
    /// What they did, as a word: `read_case`, `refused:read_case`.
    pub act: &'a str,
    /// Why.
    pub purpose: Purpose,
    /// Whose record.
    pub person: Option<PersonId>,
    /// Which case.
    pub case: Option<CaseId>,
}

/// Writes these in the transaction of what they tell of, in their order: kept with it or not at all. However many they are, they cost one
/// statement for each two hundred.
///
/// # Errors
/// As the database says.
pub fn write<'a>(tx: &mut Tx<'_>, ids: &mut IdMaker, entries: impl IntoIterator<Item = Entry<'a>>) -> Result<()> {
    let rows: Vec<(Id<Row>, Entry<'a>)> = entries.into_iter().map(|entry| (ids.make(), entry)).collect();
    let cells = rows.iter().map(|(id, entry)| -> [Cell<'_>; 7] {
        let purpose = Cell::Text(entry.purpose.as_str().into());
        [id.cell(), entry.at.cell(), entry.user.cell(), entry.act.cell(), purpose, entry.person.cell(), entry.case.cell()]
    });
    tx.insert_many("audit", &["id", "at", "user_id", "act", "purpose", "person_id", "case_id"], cells)
}
