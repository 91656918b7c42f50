//! What came of an attempt to reach a person.

use kernel::words;

use crate::gate::Way;

words! {
    /// What came of it.
    pub enum AttemptOutcome {
        /// The person was reached and has not decided yet.
        Reached = "reached",
        /// The person wants support.
        Accepted = "accepted",
        /// The person wants no support.
        Declined = "declined",
        /// The message is on its way; what comes of it is another attempt.
        Sent = "sent",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// It is somebody else's number or address, or nobody's.
        WrongNumber = "wrong_number",
        /// It turned out not to be safe to reach the person so.
        Unsafe = "unsafe",
    }
}

impl AttemptOutcome {
    /// Whether the person was spoken with, or answered.
    pub const fn is_reached(self) -> bool {
        matches!(self, Self::Reached | Self::Accepted | Self::Declined)
    }

    /// Whether this can come of that way: only a call goes unanswered, and nothing is sent by one.
    pub const fn can_follow(self, way: Way) -> bool {
        match self {
            Self::NoAnswer => matches!(way, Way::Call),
            Self::Sent => !matches!(way, Way::Call),
            Self::Reached | Self::Accepted | Self::Declined => !matches!(way, Way::Voicemail),
            Self::WrongNumber | Self::Unsafe => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_can_end_in_what_a_worker_has_to_record() {
        let of = |way| AttemptOutcome::ALL.iter().filter(|o| o.can_follow(way)).map(|o| o.as_str()).collect::<Vec<_>>();
        assert_eq!(of(Way::Call), ["reached", "accepted", "declined", "no_answer", "wrong_number", "unsafe"]);
        assert_eq!(of(Way::Voicemail), ["sent", "wrong_number", "unsafe"]);
        for way in [Way::Text, Way::Email, Way::Letter] {
            assert_eq!(of(way), ["reached", "accepted", "declined", "sent", "wrong_number", "unsafe"]);
        }
    }
}
