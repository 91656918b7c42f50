//! Why nothing was done.

/// Why a change to what is held was refused. Nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A hold stands.
    OnHold,
    /// A case is open.
    CaseOpen,
    /// Their record was destroyed before.
    Destroyed,
    /// The last day of a hold is over already.
    DayIsOver,
    /// It was lifted before.
    LiftedMeanwhile,
}

impl Refused {
    /// The reason in a sentence or two, with what to do.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::OnHold => "The record is on hold and nothing of it may be destroyed. Lift the hold first, if what it is for is over.",
            Self::CaseOpen => "There is an open case. Close it first: then nobody is waiting for contact.",
            Self::Destroyed => "The record was destroyed already.",
            Self::DayIsOver => "The last day must be today or later.",
            Self::LiftedMeanwhile => "The hold was lifted already.",
        }
    }
}

web::refusable_error!(Refused);
