//! Whoever reads a case: what was written on it, at which desk and for whom, and whether they may read that.

use access::{NoteOrigin, OnSomebody, Permit, kind};
use kernel::NoteKind;

/// Parts of an entry that somebody wrote in words of their own, and of which kind of note they are.
pub(crate) const WRITTEN: &[(&str, NoteKind)] = &[
    ("note", NoteKind::Support),
    ("found", NoteKind::Support),
    ("update", NoteKind::CaseUpdate),
    ("told", NoteKind::Support),
    // Who was told without consent can be such a service too.
    ("told_to", NoteKind::Support),
    // To which service the person goes tells what support they get; whom they let be told, too.
    ("agency", NoteKind::Support),
    ("services", NoteKind::Support),
    ("to_service", NoteKind::Support),
    ("instead_of", NoteKind::Support),
    ("service_says", NoteKind::Support),
    ("refused_because", NoteKind::Support),
];

/// Where whoever wrote something sits: their desk, and their agency where it is not the hub's own.
pub(crate) struct Origin {
    pub(crate) desk: Option<String>,
    pub(crate) agency: Option<String>,
}

/// Whoever reads a case: as far as they are shown it, or, to give it to the person, as a whole.
pub(crate) struct Reader<'p, 't> {
    permit: Option<&'p Permit<'t, kind::ReadCase>>,
}

impl<'p, 't> Reader<'p, 't> {
    pub(crate) const fn new(permit: &'p Permit<'t, kind::ReadCase>) -> Self {
        Self { permit: Some(permit) }
    }

    /// Whoever gives a person what is held about them.
    pub(crate) const fn of_all(_permit: &'p Permit<'t, kind::Export>) -> Self {
        Self { permit: None }
    }

    /// Whether they may read a note of this origin.
    pub(crate) fn reads_note(&self, written: &NoteOrigin) -> bool {
        self.permit.is_none_or(|permit| permit.reads_note(written))
    }

    /// Whether they may read what was written in passing, as with an attempt: it is of the kind of a note on support.
    pub(crate) fn reads(&self, origin: &Origin) -> bool {
        self.reads_as(NoteKind::Support, origin)
    }

    /// [`Self::reads`] for what is of another kind of note.
    pub(crate) fn reads_as(&self, kind: NoteKind, origin: &Origin) -> bool {
        let Some(permit) = self.permit else { return true };
        let agency = agency(permit, origin.agency.as_deref());
        permit.reads_note(&NoteOrigin { kind, desk: origin.desk.clone(), agency })
    }

    /// Whether no wall between desks stands before what this desk tried.
    pub(crate) fn is_at_desk(&self, origin: &Origin) -> bool {
        let Some(warrant) = self.permit.map(Permit::warrant) else { return true };
        let own = &warrant.actor().desk;
        !warrant.walls().organisation().walled_desks || own.is_none() || *own == origin.desk
    }
}

/// The word of somebody's agency: the hub's own where none is said.
pub(crate) fn agency<'t>(permit: &impl OnSomebody<'t>, named: Option<&str>) -> String {
    permit.proof().walls().organisation().agency(named).map(|agency| agency.name.clone()).or(named.map(str::to_owned)).unwrap_or_default()
}
