//! A person's record, for whoever holds a permit for it.

use access::{OnSomebody, Warrant, note_listed};
use jiff::civil::Date;
use kernel::{IdMaker, PersonId, age_on};
use store::{Conn, Tx};

use crate::{
    Shown, holders, keep,
    record::{KeptPoint, PersonRecord},
};

/// The person the permit is about, as far as its holder is shown them; the permit has left the audit row.
///
/// # Errors
/// As the database says.
pub fn read<'t>(conn: &mut Conn, permit: &impl OnSomebody<'t>) -> store::Result<PersonRecord> {
    Ok(whole(conn, permit)?.masked(Shown::to(permit)))
}

/// The person the permit is about with everything that is known of them, and who else has their ways of contact: for what is worked out from
/// it, never to be shown.
///
/// # Errors
/// As the database says.
pub fn whole<'t>(conn: &mut Conn, permit: &impl OnSomebody<'t>) -> store::Result<PersonRecord> {
    let mut person = keep::load(conn, permit.proof(), &[permit.whom()])?.into_iter().next().ok_or(store::Error::NotFound)?;
    holders::note(conn, permit.proof(), &mut person)?;
    Ok(person)
}

/// The people whom a list shows, in the order of their ids. Each leaves an audit row with the act of the permit.
///
/// # Errors
/// As the database says.
pub fn read_listed(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, people: &[PersonId]) -> store::Result<Vec<PersonRecord>> {
    note_listed(tx, ids, warrant, people)?;
    keep::load(tx, warrant, people)
}

impl PersonRecord {
    /// The name to show a worker: given and family name. `None` when neither is known.
    ///
    /// Personal data: for a page behind a permit, never for a title, an address or a log.
    pub fn name(&self) -> Option<String> {
        let names = [&self.known.given_name, &self.known.family_name].into_iter().flatten();
        let name = names.map(|name| name.reveal().trim()).filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }

    /// The age in whole years on a day, where the birth date is known.
    pub fn age(&self, on: Date) -> Option<u8> {
        age_on(*self.known.date_of_birth.as_ref()?.reveal(), on)
    }

    /// The ways of contact that stand now and can be used.
    pub fn usable_points(&self) -> impl Iterator<Item = &KeptPoint> {
        self.points.iter().filter(|kept| kept.is_current && kept.point.is_usable())
    }
}
