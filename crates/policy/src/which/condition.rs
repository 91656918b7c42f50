//! A condition on records, left over when everything that is known of the asker is worked into the policies.

use kernel::{RingFence, RingFences};

use crate::CaseFacts;

/// What is asked of a case, or of a person with their cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Condition {
    /// Always, or never.
    Is(bool),
    /// Not that.
    Not(Box<Self>),
    /// Each of these.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
    /// Something about a case.
    Case(CaseAtom),
    /// Something about a person.
    Person(PersonAtom),
}

/// One fact of a case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseAtom {
    /// It is worked.
    Open,
    /// Somebody works it.
    HasWorker,
    /// The asker works it.
    IsMine,
    /// It lies with this team.
    Team(String),
    /// Its team belongs to this agency.
    Agency(String),
    /// This desk has or had something to do on it.
    Desk(String),
    /// A desk hidden from the police has or had something to do on it.
    HiddenFromPolice,
    /// It is in this ring-fenced class.
    In(RingFence),
    /// It is in no class but these.
    Within(RingFences),
    /// Something in it was never reported to the police.
    Unreported,
    /// The person agreed that the asker's agency is told.
    Agreed,
    /// The person was referred to the asker's agency, and that stands.
    Referred,
    /// The asker is named as conflicted with the person.
    Conflicted,
    /// The asker broke the glass on it.
    Broken,
}

/// One fact of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonAtom {
    /// The asker is named as conflicted with them.
    Conflicted,
    /// They have a case.
    HasCases,
    /// One of their cases lets the asker do the act.
    Shown,
    /// A wall shuts one of their cases to the asker.
    WalledOff,
}

impl Condition {
    /// Never.
    pub const NEVER: Self = Self::Is(false);
    /// Always.
    pub const ALWAYS: Self = Self::Is(true);

    pub(super) fn not(self) -> Self {
        match self {
            Self::Is(known) => Self::Is(!known),
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Each of these, as short as can be said.
    pub fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::Is(true) => {}
                Self::Is(false) => return Self::NEVER,
                Self::All(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        kept.sort();
        kept.dedup();
        match kept.len() {
            0 => Self::ALWAYS,
            1 => kept.remove(0),
            _ => Self::All(kept),
        }
    }

    /// At least one of these, as short as can be said.
    pub fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut kept: Vec<Self> = Vec::new();
        for part in parts {
            match part {
                Self::Is(false) => {}
                Self::Is(true) => return Self::ALWAYS,
                Self::Any(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        kept.sort();
        kept.dedup();
        match kept.len() {
            0 => Self::NEVER,
            1 => kept.remove(0),
            _ => Self::Any(kept),
        }
    }

    /// Whether a case meets it. What is asked of a person is met by no case.
    pub fn holds(&self, case: &CaseFacts, asker: Option<kernel::UserId>, is_hidden_from_police: bool) -> bool {
        let holds = |part: &Self| part.holds(case, asker, is_hidden_from_police);
        match self {
            Self::Is(known) => *known,
            Self::Not(inner) => !holds(inner),
            Self::All(parts) => parts.iter().all(holds),
            Self::Any(parts) => parts.iter().any(holds),
            Self::Person(_) => false,
            Self::Case(atom) => match atom {
                CaseAtom::Open => case.is_open,
                CaseAtom::HasWorker => case.worker.is_some(),
                CaseAtom::IsMine => case.worker.is_some() && case.worker == asker,
                CaseAtom::Team(team) => case.team == *team,
                CaseAtom::Agency(agency) => case.agency == *agency,
                CaseAtom::Desk(desk) => case.desks.contains(desk),
                CaseAtom::HiddenFromPolice => is_hidden_from_police,
                CaseAtom::In(class) => case.ring_fence.has(*class),
                CaseAtom::Within(classes) => case.ring_fence.without(*classes).is_none(),
                CaseAtom::Unreported => case.has_unreported,
                CaseAtom::Agreed => case.has_agreed,
                CaseAtom::Referred => case.is_referred,
                CaseAtom::Conflicted => case.is_conflicted,
                CaseAtom::Broken => case.is_broken,
            },
        }
    }
}
