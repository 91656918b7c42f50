//! Why a change to a case was not made.

use contact::attempt::AttemptOutcome;
use contact::gate::{self, Way};
use kernel::BlockedReason;

use crate::{ended_on::EndedOn, owed::Owed};

/// Why a change was refused. Nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Whoever asked may not.
    NotPermitted(access::Refusal),
    /// The case is closed.
    Closed,
    /// The gate keeps this way shut.
    WayShut(Way, BlockedReason),
    /// The number or address is not the person's, or not any more.
    NotTheirs,
    /// The number or address is on record as a suspect's.
    Suspects,
    /// Others have the number or address too, and nobody has said that they checked.
    NotChecked,
    /// No number, and no address with a house and a postcode: nothing that could be found again.
    NoWay,
    /// This does not come of such an attempt.
    CannotFollow(AttemptOutcome, Way),
    /// The day to try again is over, or too far off.
    TryAgainDay,
    /// Somebody else was faster.
    DoneMeanwhile,
    /// Somebody changed what the page showed.
    ChangedMeanwhile,
    /// This task ends on a page of its own.
    FinishedElsewhere(EndedOn),
    /// Something was promised to the person that nobody could keep once the case is closed.
    StillOwed(Owed),
    /// Nobody who works here now.
    NoSuchWorker,
    /// It is that worker's already.
    TheirsAlready,
    /// The profile has no such pathway.
    NoSuchPathway,
    /// A case goes there only from an assessment of needs.
    AfterAssessment,
    /// Nothing was answered and nothing was said.
    NothingSaid,
    /// A measure that is not asked in this case, or an answer that is none.
    NotAsked,
    /// A step of the plan that another desk agreed, or an arm of the plan that another desk keeps.
    AnotherDesk,
    /// A worker for whom a wall stands before this case.
    NotCleared,
    /// A kind of note that their role does not write.
    NotTheirNote,
    /// A worker names themself; whoever leads names others.
    OnlyOneself,
    /// Whoever leads takes a ring-fence away.
    OnlyALead,
    /// Nothing would change.
    NothingChanges,
    /// No other organisation with which the person could agree to be shared.
    NoSuchAgency,
    /// They agreed to it already, or took it back already.
    SaidAlready,
    /// It stands on another record of the same person, and here because the two are joined.
    StandsByJoin,
    /// The hub does not reach people so.
    NotTheHubsWay,
    /// The hub does not give support so.
    NotASupportWay,
    /// A team lead or manager gives cases; nobody takes one.
    LeadGives,
    /// A reminder that is left needs a reason.
    SayWhy,
    /// Another case of the person is open.
    OpenElsewhere,
    /// What was held was destroyed by the schedule.
    RecordGone,
    /// The hub holds nothing on implied consent, so that there is nothing to opt out of.
    NoOptingOut,
    /// Nothing of that name pays for support now.
    NoSuchStream,
}

impl Refused {
    /// The reason in a sentence or two, with what to do where there is something.
    pub fn sentence(self) -> String {
        match self {
            Self::NotPermitted(refusal) => refusal.sentence().to_owned(),
            Self::Closed => "The case is closed. A new referral opens it again, and so does the person who comes back.".to_owned(),
            Self::WayShut(way, reason) => gate::sentence(reason, way).to_owned(),
            Self::NotTheirs => {
                "That number or address is not in use for this person any more. Look at the ways of contact again.".to_owned()
            }
            Self::Suspects => "The wrong person may have that number or address. Look at the ways of contact again.".to_owned(),
            Self::NotChecked => "Somebody else may answer or read this. Check first, then say that you have.".to_owned(),
            Self::NoWay => "Enter a UK phone number, an email address, or an address with its first line and whole postcode.".to_owned(),
            Self::CannotFollow(..) => "Choose an outcome that fits how you tried to make contact.".to_owned(),
            Self::TryAgainDay => {
                format!("The day to try again must be today or within the next {} days.", crate::record_attempt::AGAIN_WITHIN_DAYS)
            }
            Self::DoneMeanwhile => "Somebody else finished this while you had the page open.".to_owned(),
            Self::ChangedMeanwhile => {
                "Somebody changed this while you had the page open. Look at what is known now, then write down what the person said."
                    .to_owned()
            }
            Self::FinishedElsewhere(on) => on.sentence().to_owned(),
            Self::StillOwed(owed) => {
                let each: Vec<&str> = owed.each().map(|(_, sentence)| sentence).collect();
                format!("{} Then close the case.", each.join(" "))
            }
            Self::NoSuchWorker => "Choose somebody who works here.".to_owned(),
            Self::TheirsAlready => "The case is already theirs.".to_owned(),
            Self::NoSuchPathway => "Choose one of the services.".to_owned(),
            Self::AfterAssessment => "A case goes there only after needs were assessed. Assess the person’s needs, and choose it there.".to_owned(),
            Self::NothingSaid => "Answer at least one question, or write down what the person said.".to_owned(),
            Self::NotAsked => "Answer the questions shown, each with one of its answers.".to_owned(),
            Self::AnotherDesk => {
                "Another desk keeps this part of the plan. Ask them, a team lead or a manager to change it.".to_owned()
            }
            Self::NotCleared => "Choose a worker who is cleared for this case.".to_owned(),
            Self::NotTheirNote => "Choose one of the kinds of note shown.".to_owned(),
            Self::OnlyOneself => "You can only say this of yourself. A team lead or manager can say it of somebody else.".to_owned(),
            Self::OnlyALead => "Only a team lead or a manager takes a restriction away.".to_owned(),
            Self::NothingChanges => "Choose what is to be different from now.".to_owned(),
            Self::NoSuchAgency => "Choose one of the organisations shown.".to_owned(),
            Self::SaidAlready => "That is what stands already.".to_owned(),
            Self::StandsByJoin => {
                "This stands on another record of the same person, and so on this one too. Take it back there, or part the records."
                    .to_owned()
            }
            Self::NotTheHubsWay => "This hub does not reach people in that way. Choose one of the ways shown.".to_owned(),
            Self::NotASupportWay => "Choose one of the ways in which this hub gives support.".to_owned(),
            Self::LeadGives => "A team lead or manager gives each case to a worker here. Ask them for it.".to_owned(),
            Self::SayWhy => "Say why the person is not asked.".to_owned(),
            Self::OpenElsewhere => {
                "Another case of this person is open, on this record or another of theirs. Go on there; if you cannot see it, ask a team lead."
                    .to_owned()
            }
            Self::RecordGone => "What was held on this case has been destroyed. Take a new referral from the person.".to_owned(),
            Self::NoOptingOut => {
                "Nobody is here on implied consent, so there is nothing to opt out of. Close the case, or ask the data-protection officer to erase it."
                    .to_owned()
            }
            Self::NoSuchStream => "Choose from what pays for support here now.".to_owned(),
        }
    }
}

web::refusable_error!(Refused);

impl From<access::Error> for Error {
    fn from(error: access::Error) -> Self {
        match error {
            access::Error::Refused(access::Refusal::Closed) => Self::Refused(Refused::Closed),
            access::Error::Refused(refusal) => Self::Refused(Refused::NotPermitted(refusal)),
            access::Error::Store(error) => Self::Store(error),
        }
    }
}

/// The `Error` of a crate that acts on cases and has rules of its own: its `Refused`, with a variant `Casework` for a rule of this crate, or the
/// database. Pages take the refusal out of it, and a permit that was not given becomes one.
#[macro_export]
macro_rules! error_of_own_rules {
    ($Refused:ident) => {
        web::refusable_error!($Refused);

        impl From<$crate::Refused> for Error {
            fn from(refused: $crate::Refused) -> Self {
                Self::Refused($Refused::Casework(refused))
            }
        }

        impl From<$crate::Error> for Error {
            fn from(error: $crate::Error) -> Self {
                match error {
                    $crate::Error::Refused(refused) => refused.into(),
                    $crate::Error::Store(error) => Self::Store(error),
                }
            }
        }

        impl From<access::Error> for Error {
            fn from(error: access::Error) -> Self {
                $crate::Error::from(error).into()
            }
        }
    };
}
