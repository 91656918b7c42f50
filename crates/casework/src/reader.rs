//! Whoever reads a case: what was written on it, at which desk and for whom, and whether they may read that.

use access::{NoteOrigin, OnSomebody, Permit, kind};
use kernel::NoteKind;

/// Parts of an entry that somebody wrote in words of their own.
pub(crate) const WRITTEN: &[&str] = &["note", "found"];

/// Where whoever wrote something sits: their desk, and their agency where it is not the hub's own.
pub(crate) struct Origin {
    pub(crate) desk: Option<String>,
    pub(crate) agency: Option<String>,
}

/// Whoever reads a case.
pub(crate) struct Reader<'p, 't> {
    permit: &'p Permit<'t, kind::ReadCase>,
}

impl<'p, 't> Reader<'p, 't> {
    pub(crate) const fn new(permit: &'p Permit<'t, kind::ReadCase>) -> Self {
        Self { permit }
    }

    /// Whether they may read what was written in passing, as with an attempt: it is of the kind of a note on support.
    pub(crate) fn reads(&self, origin: &Origin) -> bool {
        let agency = agency(self.permit, origin.agency.as_deref());
        self.permit.reads_note(&NoteOrigin { kind: NoteKind::Support, desk: origin.desk.clone(), agency })
    }

    /// Whether no wall between desks stands before what this desk tried.
    pub(crate) fn is_at_desk(&self, origin: &Origin) -> bool {
        let warrant = self.permit.warrant();
        let own = &warrant.actor().desk;
        !warrant.walls().organisation().walled_desks || own.is_none() || *own == origin.desk
    }
}

/// The word of somebody's agency: the hub's own where none is said.
pub(crate) fn agency<'t>(permit: &impl OnSomebody<'t>, named: Option<&str>) -> String {
    permit.proof().walls().organisation().agency(named).map(|agency| agency.name.clone()).or(named.map(str::to_owned)).unwrap_or_default()
}
