//! Opting out after the transfer, where the hub holds what it is sent on implied consent: every case is closed at once, nobody asks again, and
//! what is held is erased within the time the profile sets.

use access::{Permit, change_as_the_program, kind};
use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId};
use people::joined::Relation;
use profile::Profile;
use serde_json::json;
use store::{Conn, Result as Stored, Tx};

use crate::{
    close::end_case,
    error::{Error, Refused},
    keep,
    record::{Ending, EventKind},
    reminders,
    snapshot::{hold_person, working_time},
    sql,
    timeline::{Entry, user_of},
};

/// Writes down that the person opted out; by when what is held of them is erased.
///
/// # Errors
/// [`Refused::NoOptingOut`] where the profile has none; [`Refused::SaidAlready`] when they opted out already; or what the database says.
pub fn opt_out(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::OptOut>, profile: &Profile) -> Result<Timestamp, Error> {
    let rule = profile.opt_out.ok_or(Refused::NoOptingOut)?;
    let on = Entry { case: permit.case(), at: permit.at(), user: user_of(permit)? };
    let due_at = working_time(profile).due(rule.erased_within, on.at);
    let said = change_as_the_program(tx, |tx| {
        // They opted out of the hub, not of one case or one record of theirs.
        let records = Relation::read_around(tx, &[permit.person()])?.members(permit.person());
        records.iter().try_for_each(|person| hold_person(tx, *person))?;
        let (mut ordered, mut open) = (0, Vec::new());
        for person in &records {
            // Nobody is told of them any more: other organisations under the roof are shut out with it.
            tx.execute(sql::WITHDRAW_EVERY_CONSENT, &[person, &on.at])?;
            tx.execute(sql::WITHDRAW_ITS_SERVICES, &[person, &None::<String>, &on.at, &on.user])?;
            ordered += tx.execute(sql::ORDER_ERASURE, &[person, &on.at, &on.user, &due_at])?;
            open.extend(tx.all::<CaseId>(sql::OPEN_CASES_OF, &[person])?);
        }
        if ordered == 0 {
            return Ok(Err(Refused::SaidAlready));
        }
        // First of all: what is closed leaves what is to be asked, and could be asked again.
        reminders::never(tx, permit.person(), on.user, on.at)?;
        let mut events = vec![on.entry(ids, EventKind::OptedOut, &json!({}))];
        for case in open {
            events.push(end_case(tx, ids, Entry { case, ..on }, Ending::OptedOut, None)?);
        }
        keep::insert_events(tx, permit.warrant(), &events).map(Ok)
    })?;
    said?;
    Ok(due_at)
}

/// Whether the person opted out and has not come back since.
///
/// # Errors
/// As the database says.
pub fn has_opted_out(conn: &mut Conn, person: PersonId) -> Stored<bool> {
    Ok(!conn.all_among::<PersonId>(sql::OPTED_OUT_AMONG, &[person])?.is_empty())
}

/// Takes an order to erase back, of every record of theirs: the person came back, and wants support. What is safe may stand on any of them.
pub(crate) fn take_back(tx: &mut Tx<'_>, person: PersonId) -> Stored<()> {
    let records = Relation::read_around(tx, &[person])?.members(person);
    records.iter().try_for_each(|record| tx.execute(sql::TAKE_ERASURE_BACK, &[record]).map(|_| ()))
}
