//! Why nothing was done.

/// Why a change was refused. Nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A rule of casework, such as that the case is closed.
    Casework(casework::Refused),
    /// The profile has no such service.
    NoSuchService,
    /// None was chosen.
    NoService,
    /// Chosen, but it was never named to the person.
    NotNamed,
    /// This hub refers only to what the person chose of what was named to them.
    NotChosen,
    /// The person has not agreed that this service is told.
    NoConsent,
    /// The way of agreeing is none that the hub accepts.
    NotThisWay,
    /// The service is worked by the same organisation: nothing leaves it.
    NoConsentNeeded,
    /// What was said stands already.
    SaidAlready,
    /// The person is referred to it already and that is open.
    ReferredAlready,
    /// A worker introduces the person first.
    NotIntroduced,
    /// Nothing is open with this service.
    NothingOpen,
    /// A partner answers for its own services, and the rest is for whoever works the case.
    NotTheirs,
    /// This cannot come after what came before.
    CannotFollow,
    /// Nobody leads at this hub's meetings, as it has none.
    NoMeeting,
    /// The service leads already.
    LeadsAlready,
    /// Another service leads, and nobody said why that changes.
    AnotherLeads,
    /// The hub's rules do not allow telling without consent for this reason.
    NotThisReason,
    /// Nobody who can be told.
    NoSuchRecipient,
    /// Why and what was told was not written down.
    NothingWritten,
}

impl Refused {
    /// The reason in a sentence or two, with what to do where there is something.
    pub fn sentence(self) -> String {
        let said = match self {
            Self::Casework(refused) => return refused.sentence(),
            Self::NoSuchService => "Choose one of the services shown.",
            Self::NoService => "Choose at least one service.",
            Self::NotNamed => "The person was not told of that service yet. Tell them of it first.",
            Self::NotChosen => "The person chooses first. Write down which of the services named to them they chose.",
            Self::NoConsent => "There is no consent of the person for this service. Ask them first, and write down what they say.",
            Self::NotThisWay => "This hub does not take consent given in that way.",
            Self::NoConsentNeeded => "This service is part of the same organisation. No consent is needed, as nothing leaves it.",
            Self::SaidAlready => "That is what stands already.",
            Self::ReferredAlready => "The person is referred to this service already. Wait for its answer, or ask for it.",
            Self::NotIntroduced => "Introduce the person to the service yourself first, then say that you have.",
            Self::NothingOpen => "Nothing is open with this service that could be answered.",
            Self::NotTheirs => "Answer for a service of your own organisation. The rest is for the organisation that works the case.",
            Self::CannotFollow => "That cannot come after what is written down already.",
            Self::NoMeeting => "This hub agrees on no lead service.",
            Self::LeadsAlready => "This service leads already.",
            Self::AnotherLeads => "Another service leads this case. Say why that changes.",
            Self::NotThisReason => "This hub tells nobody without consent for that reason. Ask the person for their consent.",
            Self::NoSuchRecipient => "Choose one of those who can be told.",
            Self::NothingWritten => "Write down why this could not wait for consent, and what was told.",
        };
        said.to_owned()
    }
}

casework::error_of_own_rules!(Refused);
