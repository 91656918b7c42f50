//! Whose cases a list shows, and of which of them it goes by what is due.

use access::{Actor, Filter, Walls};
use jiff::Timestamp;
use kernel::AgencyKind;
use store::{Conn, Result};

/// For whom a list is. Whoever is of the hub is told what is due on every case of their list. Another organisation also reads cases that the
/// hub works, such as by referral: of those a list tells it neither in what it has nor in its order what the hub owes, when, and where it
/// sends the person.
#[derive(Debug, Clone)]
pub struct Sight {
    pub(super) readable: Filter,
    pub(super) told: Option<Filter>,
}

impl Sight {
    /// What this actor sees at that moment.
    pub fn new(walls: &Walls, actor: &Actor, at: Timestamp) -> Self {
        let own = walls.organisation().agency(actor.agency.as_deref());
        let is_of_the_hub = own.is_some_and(|own| own.kind == AgencyKind::Hub);
        let told = (!is_of_the_hub).then(|| walls.cases_to_contact(actor, at));
        Self { readable: walls.readable_cases(actor, at), told }
    }

    /// Whether they are told all that is due on the list: the hub's own are.
    pub const fn is_told_all(&self) -> bool {
        self.told.is_none()
    }

    /// Whether there is work here for them: always for the hub's own, and for another organisation where it has an open case that it works
    /// itself or could.
    ///
    /// # Errors
    /// As the database says.
    pub fn has_work(&self, conn: &mut Conn) -> Result<bool> {
        let Some(told) = &self.told else { return Ok(true) };
        let walls = told.cases("cases", 1);
        let any = format!("SELECT id FROM cases WHERE state = 'open' AND {} LIMIT 1", walls.text);
        let any: Option<kernel::CaseId> = conn.maybe(&any, &walls.binds().collect::<Vec<_>>())?;
        Ok(any.is_some())
    }
}
