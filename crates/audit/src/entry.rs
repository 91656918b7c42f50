//! What somebody did, written in the transaction in which they did it.

use jiff::Timestamp;
use kernel::{CaseId, Id, IdMaker, PersonId, Purpose, UserId};
use store::{Result, Tx};

use crate::chain::{Columns, Pending};

/// The kind of an audit row's id.
pub enum Row {}

/// The id of a row of the audit.
pub type RowId = Id<Row>;

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
    /// Whose record. Whatever concerns a case names its person too, or [`crate::who_looked`] does not tell of it.
    pub person: Option<PersonId>,
    /// Which case.
    pub case: Option<CaseId>,
}

/// Writes these in the transaction of what they tell of, in their order: kept with it or not at all. They become rows when the change is
/// done, all those of one change together, so that nothing in the change itself reads them back.
///
/// # Errors
/// As the database says.
pub fn write<'a>(tx: &mut Tx<'_>, ids: &mut IdMaker, entries: impl IntoIterator<Item = Entry<'a>>) -> Result<()> {
    let mut columns = |entry: Entry<'a>| {
        let id: RowId = ids.make();
        Columns {
            id: id.uuid(),
            at: entry.at.as_microsecond(),
            user: entry.user.map(Id::uuid),
            act: entry.act.to_owned(),
            purpose: entry.purpose.as_str().to_owned(),
            person: entry.person.map(Id::uuid),
            case: entry.case.map(Id::uuid),
        }
    };
    let rows: Vec<Columns> = entries.into_iter().map(&mut columns).collect();
    tx.at_end(|pending: &mut Pending| pending.0.extend(rows))
}
