//! Whoever reads a case: what was written on it, at which desk and for whom, and whether they may read that.

use access::{NoteOrigin, OnSomebody, Permit, kind};
use kernel::{AgencyKind, NoteKind};

use crate::due::{CHASE_ANSWER, PLACE_AGAIN};

/// Parts of an entry that somebody wrote in words of their own, and of which kind of note they are.
const WRITTEN: &[(&str, NoteKind)] =
    &[("note", NoteKind::Support), ("found", NoteKind::Support), ("update", NoteKind::CaseUpdate), ("told", NoteKind::Support)];

/// Parts that tell to which service the person goes, which tells what support they get; whom they let be told, or who was told without
/// their yes, too. Only the organisation that works the case reads them.
const WHERE_THEY_GO: &[&str] = &[
    "told_to",
    "agency",
    "services",
    "to_service",
    "instead_of",
    "service_says",
    "refused_because",
    // The lead service is where the case lies, and a stream pays for a service.
    "pathway",
    "funded_by",
    "no_longer_funded_by",
];

/// Tasks that tell that the person goes to a service, or was refused by one.
const TASKS_OF_SERVICES: &[&str] = &[CHASE_ANSWER, PLACE_AGAIN];

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

    /// Whether they may read this part of an entry of that origin, which says so.
    pub(crate) fn reads_part(&self, part: &str, says: &serde_json::Value, origin: &Origin) -> bool {
        let is_of_service = part == "task" && says.as_str().is_some_and(|task| TASKS_OF_SERVICES.contains(&task));
        if WHERE_THEY_GO.contains(&part) || is_of_service {
            return self.is_of_the_cases_organisation() && self.reads(origin);
        }
        WRITTEN.iter().all(|(written, kind)| part != *written || self.reads_as(*kind, origin))
    }

    /// Whether they may be told who of this agency wrote or did something. That somebody of a partner did tells where the person goes: it is
    /// for that partner and the organisation that works the case.
    pub(crate) fn is_told_who(&self, of: Option<&str>) -> bool {
        let Some(permit) = self.permit else { return true };
        let (of, warrant) = (agency(permit, of), permit.warrant());
        let kind = warrant.walls().organisation().agency(Some(&of)).map(|agency| agency.kind);
        let is_partner = kind.is_none_or(|kind| kind == AgencyKind::Partner);
        !is_partner
            || of == permit.facts().agency
            || of == agency(permit, warrant.actor().agency.as_deref())
            || self.is_of_the_cases_organisation()
    }

    /// Whether they are told what is due on the case.
    pub(crate) fn is_told_what_is_due(&self) -> bool {
        self.permit.is_none_or(|permit| permit.warrant().walls().works(permit.warrant().actor(), permit.facts(), permit.at()))
    }

    fn is_of_the_cases_organisation(&self) -> bool {
        self.permit.is_none_or(|permit| agency(permit, permit.warrant().actor().agency.as_deref()) == permit.facts().agency)
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
