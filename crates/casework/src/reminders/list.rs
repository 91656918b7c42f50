//! Who is to be asked again, the earliest first.

use access::{Permit, kind};
use jiff::civil::Date;
use kernel::{CaseId, IdMaker, PersonId};
use people::record::PersonRecord;
use store::{Bind, Conn, FromRow, Result, Row, Tx};

use super::Reminder;
use crate::sql;

/// No more are listed; the earliest are.
pub const MOST: usize = 200;

/// A reminder on the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The reminder.
    pub reminder: Reminder,
    /// What people call the case by.
    pub reference: String,
    /// Whose case it is.
    pub person: PersonRecord,
}

struct Found {
    reminder: Reminder,
    reference: String,
    person: PersonId,
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { reminder: Reminder::from_row(row)?, reference: row.get(8)?, person: row.get(9)? })
    }
}

/// The open reminders of the cases that the permit's holder works. Every person shown leaves an audit row.
///
/// # Errors
/// As the database says.
pub fn list(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::SeeWork>) -> Result<Vec<Listed>> {
    let walls = permit.warrant().worked_cases().cases("c", 1);
    let waiting = format!("{} AND {} ORDER BY r.due_on, r.id LIMIT {MOST}", sql::REMINDERS_THAT_WAIT, walls.text);
    let found: Vec<Found> = tx.all(&waiting, &walls.binds().collect::<Vec<&dyn Bind>>())?;
    let people: Vec<PersonId> = found.iter().map(|found| found.person).collect();
    let people = people::read::read_listed(tx, ids, permit.warrant(), &people)?;
    let listed = |found: Found| {
        let person = people.iter().find(|person| person.id == found.person)?.clone();
        Some(Listed { reminder: found.reminder, reference: found.reference, person })
    };
    Ok(found.into_iter().filter_map(listed).collect())
}

/// How many there are to be asked by this day, up to [`MOST`]. Nothing about anybody is in the answer.
///
/// # Errors
/// As the database says.
pub fn due_by(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>, day: Date) -> Result<usize> {
    let walls = permit.warrant().worked_cases().cases("c", 2);
    let waiting = format!("{} AND {} LIMIT {MOST}", sql::REMINDERS_DUE_BY, walls.text);
    let binds: Vec<&dyn Bind> = std::iter::once(&day as &dyn Bind).chain(walls.binds()).collect();
    Ok(conn.all::<CaseId>(&waiting, &binds)?.len())
}
