//! What the policies are asked about: the record as it stands to whoever asks, and the circumstances.

use jiff::Timestamp;
use kernel::{CaseId, NoteKind, PersonId, Purpose, RingFences, UserId, words};

/// How a case stands, and how it stands to whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFacts {
    /// The case.
    pub case: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// Whether it is worked.
    pub is_open: bool,
    /// Who works it; `None` while nobody does.
    pub worker: Option<UserId>,
    /// The team it lies with.
    pub team: String,
    /// The agency that team belongs to.
    pub agency: String,
    /// The desks that have or had something to do on it.
    pub desks: Vec<String>,
    /// The ring-fenced classes it is in.
    pub ring_fence: RingFences,
    /// Whether something in it was never reported to the police.
    pub has_unreported: bool,
    /// Whether the person agreed, and has not taken it back, that the asker's agency is told.
    pub has_agreed: bool,
    /// Whether the person was referred to the asker's agency on it, to their team where they are in one, and that has neither been refused nor taken back nor come to its end.
    pub is_referred: bool,
    /// Whether the asker is named as conflicted with the person.
    pub is_conflicted: bool,
    /// Whether the asker broke the glass on it, and the time has not run out.
    pub is_broken: bool,
}

/// How a person stands to whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// Who.
    pub person: PersonId,
    /// Whether the asker is named as conflicted with them.
    pub is_conflicted: bool,
    /// Every case of theirs, open or closed. Somebody whose cases one may see is somebody one may see; whoever has none is the hub's own.
    pub cases: Vec<CaseFacts>,
}

/// Where a note on a case comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteOrigin {
    /// What kind of note it is.
    pub kind: NoteKind,
    /// The desk it was written at, if at one.
    pub desk: Option<String>,
    /// The agency of whoever wrote it.
    pub agency: String,
}

/// On which record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'f> {
    /// No record in particular.
    Hub,
    /// A person.
    Person(&'f PersonFacts),
    /// A case.
    Case(&'f CaseFacts),
}

/// What else bears on a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// The moment.
    pub at: Timestamp,
    /// Why they ask.
    pub purpose: Purpose,
    /// Whether a second person has said yes to this very act on this very record, and it was not used yet.
    pub has_second_person: bool,
}

words! {
    /// Why somebody may not.
    pub enum Refusal {
        RoleMayNot = "role_may_not",
        NotYours = "not_yours",
        SomebodyHasIt = "somebody_has_it",
        NobodyHasIt = "nobody_has_it",
        NeedsSecondFactor = "needs_second_factor",
        Closed = "closed",
        NotOnThis = "not_on_this",
    }
}

impl Refusal {
    /// The reason in a sentence, for a page that says why it does not offer something.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::RoleMayNot => "Your role does not include this.",
            Self::NotYours => "Only the case’s worker, a team lead or a manager can do this.",
            Self::SomebodyHasIt => "The case already has a worker.",
            Self::NobodyHasIt => "The case has no worker yet.",
            Self::NeedsSecondFactor => "This needs a second person’s yes, or your second factor again.",
            Self::Closed => "The case is closed. A new referral opens it again.",
            Self::NotOnThis => "This cannot be done here.",
        }
    }
}
