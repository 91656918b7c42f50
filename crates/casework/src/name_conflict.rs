//! Names somebody who works here as conflicted with a person: from then on they find nothing of them, whatever else would permit it.

use access::{Permit, change_as_the_program, kind};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId, StaffRole, UserId};
use serde_json::json;
use store::{Conn, FromRow, Result, Row, Tx};

use crate::{
    error::{Error, Refused},
    give::worker,
    joined, keep,
    record::EventKind,
    sql,
    timeline::{Entry, user_of},
};

/// Somebody who is conflicted with a person.
#[derive(Debug, Clone)]
pub struct Conflicted {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}

impl FromRow for Conflicted {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { user: row.get(0)?, name: row.get(1)?, since: row.get(2)? })
    }
}

/// Whether somebody of this role names others than themselves.
pub const fn names_others(role: Option<StaffRole>) -> bool {
    matches!(role, Some(StaffRole::TeamLead | StaffRole::Manager))
}

/// Names them, on every record of this person. What they had of this person's goes back to nobody, with an entry that does not say why.
///
/// # Errors
/// [`Refused::OnlyOneself`] when somebody who does not lead names another; [`Refused::NoSuchWorker`]; or what the database says.
pub fn name_conflict(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::NameConflict>, whom: UserId) -> Result<(), Error> {
    let user = user_of(permit)?;
    if whom != user && !names_others(permit.warrant().actor().role()) {
        return Err(Refused::OnlyOneself.into());
    }
    worker(tx, whom)?;
    tx.execute(sql::NAME_CONFLICT, &[&permit.about(), &whom, &permit.at(), &user, &false])?;
    change_as_the_program(tx, |tx| {
        let had: Vec<CaseId> = tx.all(sql::HAD_BY, &[&permit.about(), &whom])?;
        for case in had {
            tx.execute_one(sql::GIVE_BACK, &[&case])?;
            let on = Entry { case, at: permit.at(), user };
            keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::GivenBack, &json!({}))])?;
        }
        Ok(())
    })?;
    Ok(joined::spread(tx, ids, permit.warrant(), permit.about())?)
}

/// Who is conflicted with a person, by name: for whoever may lift it.
///
/// # Errors
/// As the database says.
pub fn conflicts(conn: &mut Conn, person: PersonId) -> Result<Vec<Conflicted>> {
    conn.all(sql::CONFLICTS, &[&person])
}
