//! What of a person's record its reader is shown. The rest is taken out before anybody could show it.

use access::{Act, NoteOrigin, OnSomebody};
use kernel::NoteKind;

use crate::record::{PersonRecord, PointKind};

/// What stands in the place of a part that is not shown.
pub const NOT_SHOWN: &str = "Not shown to your role";

/// Which parts of a record somebody is shown; each stands for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Telephone numbers and e-mail addresses.
    pub contact: bool,
    /// Where the person lives, and where something happened to them.
    pub address: bool,
    /// Notes on support, and what the person said on how to make contact.
    pub notes: bool,
}

impl Shown {
    /// What whoever holds this permit is shown.
    pub fn to<'t>(permit: &impl OnSomebody<'t>) -> Self {
        let warrant = permit.proof();
        let (actor, organisation) = (warrant.actor(), warrant.walls().organisation());
        // What somebody said on how to make contact belongs to no desk: each reads it as if it were its own.
        let agency = organisation.agency(actor.agency.as_deref()).map(|agency| agency.name.clone()).unwrap_or_default();
        let said = NoteOrigin { kind: NoteKind::Support, desk: actor.desk.clone(), agency };
        Self { contact: permit.shows(Act::SeeContact), address: permit.shows(Act::SeeAddress), notes: permit.reads_note(&said) }
    }

    /// Whether a way of contact of this kind is shown.
    pub const fn point(self, kind: PointKind) -> bool {
        match kind {
            PointKind::Mobile | PointKind::HomePhone | PointKind::Email => self.contact,
            PointKind::Address => self.address,
        }
    }
}

impl PersonRecord {
    /// The record with nothing in it that is not shown.
    #[must_use]
    pub fn masked(mut self, shown: Shown) -> Self {
        self.points.retain(|kept| shown.point(kept.point.kind));
        self.known.points.retain(|point| shown.point(point.kind));
        if !shown.notes {
            self.known.contact_notes = None;
        }
        self
    }
}
