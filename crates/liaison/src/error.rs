//! Why nothing was done.

use crate::naming::Telling;

/// Why a change was refused. Nothing of it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// A rule of casework.
    Casework(casework::Refused),
    /// The hub takes no reports of hate crime.
    TakesNoReports,
    /// No kind of hate was chosen, or something that is none.
    NoKindOfHate,
    /// What is to go to the force without the person's name tells who they are.
    Tells(Vec<Telling>),
    /// The report went to the force already.
    SentAlready,
    /// The person took back that they agreed to the report.
    Withdrawn,
    /// The report has not gone to the force yet.
    NotSent,
    /// What the force calls it has letters that no reference has, or is too long.
    NoReference,
    /// Somebody wrote down before that an answer came, or none will.
    Ended,
    /// Nothing has come yet that the person could be told.
    NothingToTell,
    /// The person was told already.
    ToldAlready,
    /// That somebody is not told needs a reason.
    SayWhy,
}

impl Refused {
    /// The reason in a sentence or two, with what to do where there is something.
    pub fn sentence(&self) -> String {
        match self {
            Self::Casework(why) => why.sentence(),
            Self::TakesNoReports => "This hub takes no reports of hate crime. Help the person to report it to the police.".to_owned(),
            Self::NoKindOfHate => "Select at least one kind of hate.".to_owned(),
            Self::Tells(found) => {
                let found: Vec<&str> = found.iter().map(|telling| telling.words()).collect();
                format!("The person does not want to be named, and this tells who they are. Take out {}.", found.join(", "))
            }
            Self::SentAlready => "The report went to the force already.".to_owned(),
            Self::Withdrawn => "The person took the report back. Make a new one if they agree again.".to_owned(),
            Self::NotSent => "Write down first that the report was sent.".to_owned(),
            Self::NoReference => {
                format!(
                    "Enter the reference as the force writes it: letters, digits, spaces, - and /, up to {} of them.",
                    crate::send::REFERENCE
                )
            }
            Self::Ended => "Somebody wrote down already what came of it. Look at the case again.".to_owned(),
            Self::NothingToTell => "Write down first what the answer is, or that none came.".to_owned(),
            Self::SayWhy => "Say why the person is not told.".to_owned(),
            Self::ToldAlready => "Somebody told the person already.".to_owned(),
        }
    }
}

casework::error_of_own_rules!(Refused);
