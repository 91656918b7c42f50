//! Closes a case. The door stays open: a new referral opens it again.

use access::{Permit, kind};
use kernel::{IdMaker, Sensitive, london_date};
use profile::Profile;
use serde_json::json;
use store::Tx;

use crate::{
    due::settle_next_due,
    error::{Error, Refused},
    keep,
    owed::Owed,
    record::{Ending, EventKind, EventRecord},
    reminders,
    snapshot::{open_case, seen},
    sql,
    timeline::{Entry, user_of},
};

/// Closes the case and withdraws whatever is open on it; whom the profile asks again, and when, is written down.
///
/// # Errors
/// [`Refused::Closed`] when it is closed already; [`Refused::StillOwed`] when something was promised that nobody could keep afterwards; or what
/// the database says.
pub fn close(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::CloseCase>,
    profile: &Profile,
    (ending, note): (Ending, Option<&Sensitive<String>>),
) -> Result<(), Error> {
    let case = open_case(tx, permit.case())?;
    let on = Entry { case: case.id, at: permit.at(), user: user_of(permit)? };
    let owed = Owed::read(tx, case.id, profile)?;
    if !owed.is_nothing() {
        return Err(Refused::StillOwed(owed).into());
    }
    let event = end_case(tx, ids, on, ending, note)?;
    if reminders::asks_at_closing(profile) {
        let person = people::read::whole(tx, permit)?;
        let dues = seen(tx, &case, &person)?.map(|seen| reminders::after_closing(profile, &seen, ending, london_date(on.at)));
        reminders::set(tx, ids, (case.id, case.person), &dues.unwrap_or_default(), on.at)?;
    }
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
    reminders::leave(tx, on.case, Some(on.user), on.at)?;
    let detail = json!({"ending": ending, "note": note.map(Sensitive::reveal)});
    Ok(on.entry(ids, EventKind::Closed, &detail))
}
