//! A way of contact that others have too: what is kept shut, what is told before it is used.
//!
//! A number that rings in the suspect's pocket is worse than none. So a way that is on record as a suspect's is shut for everybody until a
//! worker has written down why it can be used all the same; one that other people on record have too is told of, and whoever uses it says
//! that they have checked. Pure: nothing is read or written. What is said on a page tells of nobody else but how many they are.

use kernel::{Holders, SuspectOf};

use crate::gate::Way;

/// Who is about to use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// A worker, who reads what is told and can ask the person first.
    Worker,
    /// A rule that writes or sends by itself: it can ask nobody.
    Rule,
}

/// How a way may be used that the gate opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Nobody else is known to have it.
    Usual,
    /// Somebody else may answer or read it: whoever uses it checks first, and says so.
    CheckFirst,
}

/// Why a way is not offered, though the gate opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOffered {
    /// It is on record as a suspect's.
    Suspects(SuspectOf),
    /// Others have it too, and nobody said that what is left or sent there is safe.
    Shared,
}

/// Whether it is on record as a suspect's and nobody has said otherwise: then it is as if the person did not have it.
pub const fn is_suspects(holders: Holders) -> bool {
    holders.suspect.is_some() && !holders.said_otherwise
}

/// Whether a way that the gate opens may be used, and with what care. `said` is what the person said of this way: `Some(true)` that it is safe.
///
/// # Errors
/// Why it is not offered.
pub const fn care(way: Way, said: Option<bool>, holders: Holders, hand: Hand) -> Result<Care, NotOffered> {
    if let (Some(whose), false) = (holders.suspect, holders.said_otherwise) {
        return Err(NotOffered::Suspects(whose));
    }
    if holders.suspect.is_none() && holders.others == 0 {
        return Ok(Care::Usual);
    }
    match (hand, way, said) {
        (Hand::Rule, ..) => Err(NotOffered::Shared),
        // What is left or sent is read by whoever has the telephone in their hand then: only where the person said that this is safe.
        (Hand::Worker, Way::Voicemail | Way::Text, None | Some(false)) => Err(NotOffered::Shared),
        (Hand::Worker, ..) => Ok(Care::CheckFirst),
    }
}

/// What a way of contact is, where it is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A telephone number.
    Number,
    /// An e-mail address.
    Email,
    /// Where somebody lives.
    Address,
}

impl What {
    const fn this(self) -> &'static str {
        match self {
            Self::Number => "this number",
            Self::Email => "this email address",
            Self::Address => "this address",
        }
    }

    const fn danger(self) -> &'static str {
        match self {
            Self::Number => "anybody may answer",
            Self::Email => "anybody may read what is sent",
            Self::Address => "anybody may open what is sent",
        }
    }
}

/// From how many on it does not matter how many.
const MANY: u32 = 20;

/// What is told of a way before it is used; nothing where nobody else is known to have it. Never who the others are, nor in which case a
/// suspect's was written down: that may be one that the reader must not know of.
pub fn warning(what: What, holders: Holders) -> Option<String> {
    let (this, danger) = (what.this(), what.danger());
    match (holders.suspect, holders.said_otherwise) {
        (Some(SuspectOf::ThisPerson), false) => return Some(format!("Do not use {this}: it is on record as the suspect’s.")),
        (Some(SuspectOf::SomebodyElse), false) => {
            return Some(format!("Do not use {this}: it is marked as one that the wrong person has."));
        }
        (Some(_), true) => {
            return Some(format!("The wrong person may have {this}: a worker wrote down why it can be used. Check with the person first."));
        }
        (None, _) => {}
    }
    let who = match holders.others {
        0 => return None,
        1 => "Somebody else on record uses".to_owned(),
        MANY.. => "Many other people on record use".to_owned(),
        others => format!("{others} other people on record use"),
    };
    Some(format!("{who} {this}: {danger}. Check with the person first."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn everybody() -> impl Iterator<Item = Holders> {
        [0, 1, 2, 40].into_iter().flat_map(|others| {
            [None, Some(SuspectOf::SomebodyElse), Some(SuspectOf::ThisPerson)]
                .into_iter()
                .flat_map(move |suspect| [false, true].map(|said_otherwise| Holders { others, suspect, said_otherwise }))
        })
    }

    const SAID: [Option<bool>; 3] = [None, Some(false), Some(true)];
    const HANDS: [Hand; 2] = [Hand::Worker, Hand::Rule];

    #[test]
    fn a_suspects_way_is_shut_by_every_way_for_everybody_until_somebody_says_otherwise() {
        for holders in everybody().filter(|holders| holders.suspect.is_some() && !holders.said_otherwise) {
            assert!(is_suspects(holders));
            for (&way, said, hand) in Way::ALL.iter().flat_map(|way| SAID.iter().flat_map(move |said| HANDS.map(|hand| (way, *said, hand))))
            {
                let got = care(way, said, holders, hand);
                assert_eq!(got, Err(NotOffered::Suspects(holders.suspect.unwrap())), "{way} {said:?} {holders:?}");
            }
        }
    }

    #[test]
    fn what_a_worker_says_otherwise_opens_with_care_and_never_to_a_rule() {
        let holders = Holders { others: 0, suspect: Some(SuspectOf::ThisPerson), said_otherwise: true };
        assert!(!is_suspects(holders));
        assert_eq!(care(Way::Call, None, holders, Hand::Worker), Ok(Care::CheckFirst));
        assert_eq!(care(Way::Letter, Some(true), holders, Hand::Rule), Err(NotOffered::Shared));
    }

    #[test]
    fn a_shared_way_is_used_with_care_and_nothing_is_left_or_sent_to_it_unasked() {
        for others in [1, 2, 500] {
            let shared = Holders { others, ..Holders::default() };
            assert!(!is_suspects(shared));
            for way in [Way::Call, Way::Email, Way::Letter] {
                assert_eq!(care(way, None, shared, Hand::Worker), Ok(Care::CheckFirst), "{way}");
            }
            for way in [Way::Voicemail, Way::Text] {
                assert_eq!(care(way, None, shared, Hand::Worker), Err(NotOffered::Shared), "{way}");
                assert_eq!(care(way, Some(true), shared, Hand::Worker), Ok(Care::CheckFirst), "the person said that {way} is safe");
            }
            for way in Way::ALL {
                assert_eq!(care(*way, Some(true), shared, Hand::Rule), Err(NotOffered::Shared), "{way}");
            }
        }
    }

    #[test]
    fn a_way_of_one_person_is_as_the_gate_says() {
        for (&way, hand) in Way::ALL.iter().flat_map(|way| HANDS.map(|hand| (way, hand))) {
            assert_eq!(care(way, None, Holders::default(), hand), Ok(Care::Usual));
        }
        assert_eq!(warning(What::Number, Holders::default()), None);
    }

    /// The stricter wins: whatever is not usual is told of, and a rule never gets further than a worker.
    #[test]
    fn nothing_that_needs_care_goes_untold_and_a_rule_is_never_freer_than_a_worker() {
        for holders in everybody() {
            for (&way, said) in Way::ALL.iter().flat_map(|way| SAID.map(|said| (way, said))) {
                let (worker, rule) = (care(way, said, holders, Hand::Worker), care(way, said, holders, Hand::Rule));
                assert_eq!(worker == Ok(Care::Usual), warning(What::Number, holders).is_none(), "{holders:?}");
                assert!(rule.is_err() || rule == worker, "{way} {said:?} {holders:?}");
            }
        }
    }

    #[test]
    fn a_warning_counts_the_others_and_tells_nothing_else_of_them() {
        let says = |what, others| warning(what, Holders { others, ..Holders::default() }).unwrap();
        assert_eq!(says(What::Number, 1), "Somebody else on record uses this number: anybody may answer. Check with the person first.");
        assert_eq!(says(What::Number, 2), "2 other people on record use this number: anybody may answer. Check with the person first.");
        assert_eq!(
            says(What::Address, 3),
            "3 other people on record use this address: anybody may open what is sent. Check with the person first."
        );
        assert!(says(What::Email, 19).starts_with("19 other people"));
        assert!(says(What::Email, 20).starts_with("Many other people on record use this email address"));
        let elsewhere = Holders { others: 7, suspect: Some(SuspectOf::SomebodyElse), said_otherwise: false };
        let told = warning(What::Email, elsewhere).unwrap();
        assert!(!told.contains("suspect") && !told.contains("case") && !told.contains('7'), "of another case nothing is told: {told}");
    }
}
