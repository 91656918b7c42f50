//! Why nothing was done.

/// Why a change was refused. Nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A record and itself.
    WithThemself,
    /// They are of one person already.
    JoinedAlready,
    /// Somebody looked and said: not the same.
    KeptApart,
    /// One of the two was destroyed.
    Destroyed,
    /// They are not of one person.
    NotJoined,
    /// They are of one person by way of another record.
    JoinedByAnother,
    /// They are kept apart already.
    KeptApartAlready,
    /// They are not kept apart.
    NotKeptApart,
    /// It was proposed already, and the answer is awaited.
    ProposedAlready,
}

impl Refused {
    /// The reason in a sentence or two, with what to do where there is something.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::WithThemself => "This is one record. Choose another one to compare it with.",
            Self::JoinedAlready => "These two records are joined already.",
            Self::KeptApart => {
                "Somebody found that these are two people, and the records are kept apart. A manager can lift that, with a reason."
            }
            Self::Destroyed => "One of the two records was destroyed. There is nothing left to join.",
            Self::NotJoined => "These two records are not joined.",
            Self::JoinedByAnother => "These two records are joined by way of a third. Part one of them from that record.",
            Self::KeptApartAlready => "These two records are kept apart already.",
            Self::NotKeptApart => "These two records are not kept apart.",
            Self::ProposedAlready => "Somebody proposed this already. A manager will look at it.",
        }
    }
}

web::refusable_error!(Refused);

impl From<access::Error> for Error {
    fn from(error: access::Error) -> Self {
        Self::Store(error.into())
    }
}
