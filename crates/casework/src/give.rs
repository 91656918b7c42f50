//! Gives a case to a worker.

use access::{Permit, kind};
use kernel::{IdMaker, UserId};
use serde_json::json;
use store::{Conn, Tx};

use crate::{
    error::{Error, Refused},
    keep,
    record::{CaseRecord, EventKind},
    snapshot::open_case,
    sql,
    timeline::{Entry, user_of},
};

/// Makes somebody the case's worker, whoever was before.
///
/// # Errors
/// [`Refused`] when the case is closed, it is theirs already, or nobody of that id works here now; or what the database says.
pub fn give(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::GiveCase>, to: UserId) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let name = set_worker(tx, &case, to)?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::Given, &json!({"to": name}))])?)
}

/// Makes somebody the worker and says their name.
pub(crate) fn set_worker(tx: &mut Tx<'_>, case: &CaseRecord, to: UserId) -> Result<String, Error> {
    if case.worker == Some(to) {
        return Err(Refused::TheirsAlready.into());
    }
    let name: String = tx.maybe(sql::WORKS_HERE, &[&to])?.ok_or(Refused::NoSuchWorker)?;
    tx.execute_one(sql::SET_WORKER, &[&case.id, &to])?;
    Ok(name)
}

/// Everybody to whom a case can be given: id, name, team.
///
/// # Errors
/// As the database says.
pub fn workers(conn: &mut Conn) -> store::Result<Vec<(UserId, String, Option<String>)>> {
    conn.all(sql::WORKING_HERE, &[])
}
