//! Gives a case to a worker.

use access::{Actor, Kind, OnCase, Permit, kind};
use kernel::{IdMaker, RingFences, UserId};
use serde_json::json;
use store::{Conn, FromRow, Row, Tx};

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
/// [`Refused`] when the case is closed, it is theirs already, nobody of that id works here now, or a wall keeps them from the case; or what
/// the database says.
pub fn give(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::GiveCase>, to: UserId) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let name = set_worker(tx, permit, &case, to)?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    Ok(keep::insert_events(tx, permit.warrant(), &[on.entry(ids, EventKind::Given, &json!({"to": name}))])?)
}

/// Makes somebody the worker and says their name. Whom a wall keeps from the case is asked of the policies with their own role, team and
/// clearance, and not told apart: the sentence says nothing of why.
pub(crate) fn set_worker<A: Kind<On = OnCase>>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    case: &CaseRecord,
    to: UserId,
) -> Result<String, Error> {
    if case.worker == Some(to) {
        return Err(Refused::TheirsAlready.into());
    }
    let next = worker(tx, to)?;
    if !permit.warrant().walls().could_work(tx, &next, case.id, permit.at())? {
        return Err(Refused::NotCleared.into());
    }
    tx.execute_one(sql::SET_WORKER, &[&case.id, &to])?;
    Ok(next.name().to_owned())
}

struct WorksHere(Actor);

impl FromRow for WorksHere {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        let mut actor = Actor::staff(row.get(0)?, row.get::<String>(1)?, row.word(2)?, row.get(3)?);
        (actor.agency, actor.desk) = (row.get(4)?, row.get(5)?);
        actor.cleared = RingFences::from_bits(row.get(6)?);
        Ok(Self(actor))
    }
}

/// Somebody who works here now, as the policies know them.
pub(crate) fn worker(conn: &mut Conn, user: UserId) -> Result<Actor, Error> {
    let WorksHere(actor) = conn.maybe(sql::WORKS_HERE, &[&user])?.ok_or(Refused::NoSuchWorker)?;
    Ok(actor)
}

/// Everybody to whom a case can be given: id, name, team.
///
/// # Errors
/// As the database says.
pub fn workers(conn: &mut Conn) -> store::Result<Vec<(UserId, String, Option<String>)>> {
    conn.all(sql::WORKING_HERE, &[])
}
