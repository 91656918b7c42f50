//! Closes a case. The door stays open: a new referral opens it again.

use access::{Permit, kind};
use kernel::{IdMaker, Sensitive};
use serde_json::json;
use store::Tx;

use crate::{
    due::settle_next_due,
    error::Error,
    keep,
    record::{Ending, EventKind, EventRecord},
    snapshot::open_case,
    sql,
    timeline::{Entry, user_of},
};

/// Closes the case and withdraws whatever is open on it.
///
/// # Errors
/// [`crate::Refused::Closed`] when it is closed already; or what the database says.
pub fn close(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::CloseCase>,
    ending: Ending,
    note: Option<&Sensitive<String>>,
) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    let event = end_case(tx, ids, on, ending, note)?;
    Ok(keep::insert_events(tx, permit.warrant(), &[event])?)
}

/// Closes a case; the entry for its timeline.
pub(crate) fn end_case(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    on: Entry,
    ending: Ending,
    note: Option<&Sensitive<String>>,
) -> store::Result<EventRecord> {
    tx.execute(sql::END_DUES_OF, &[&on.case, &on.at])?;
    tx.execute_one(sql::CLOSE_CASE, &[&on.case, &on.at, &ending.as_str()])?;
    settle_next_due(tx, on.case)?;
    let detail = json!({"ending": ending, "note": note.map(Sensitive::reveal)});
    Ok(on.entry(ids, EventKind::Closed, &detail))
}
