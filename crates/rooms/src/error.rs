//! Why nothing was done.

/// Why a change was refused. Nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// A rule of casework.
    Casework(casework::Refused),
    /// The profile has no such room.
    NoSuchRoom,
    /// It would end before it begins, or at once.
    EndsBeforeItBegins,
    /// It would begin on one day and end on another.
    OverNight,
    /// It would begin in the past.
    InThePast,
    /// It is further off than anybody plans.
    TooFarOff,
    /// The room is booked for somebody then.
    Taken,
    /// Only women are seen in the room, and the person is recorded as male.
    WomenOnly,
    /// Only women are seen in the room, the person's sex is not recorded, and nobody said that they asked.
    NotAsked,
    /// The booking is over, or was ended, or its case was closed since.
    Over,
}

impl Refused {
    /// The reason in a sentence or two, with what to do where there is something.
    pub fn sentence(self) -> String {
        match self {
            Self::Casework(why) => why.sentence(),
            Self::NoSuchRoom => "Choose one of the rooms shown.".to_owned(),
            Self::EndsBeforeItBegins => "The end must be later than the beginning.".to_owned(),
            Self::OverNight => "A booking begins and ends on one day. Make another for the next day.".to_owned(),
            Self::InThePast => "The beginning must not be in the past.".to_owned(),
            Self::TooFarOff => format!("The day must be within the next {} days.", crate::book::AHEAD_DAYS),
            Self::Taken => "The room is booked then. Choose another time or another room.".to_owned(),
            Self::WomenOnly => "Only women are seen in this room. Choose another room.".to_owned(),
            Self::NotAsked => {
                "Only women are seen in this room, and the record does not say whether the person is one. Ask them, then say that you have."
                    .to_owned()
            }
            Self::Over => "This booking is over. Book the room again.".to_owned(),
        }
    }
}

casework::error_of_own_rules!(Refused);
