//! The one gate every contact passes. Whoever is about to call, text, write or e-mail asks here first; pages ask here what they may show.
//!
//! The rules are those of the transfer feed, version 1, "Reach" and "Safety". Pure: nothing is read or written.

use kernel::{BlockedReason, Channel, Flag, FlagSet, Reach, Safety, words};

words! {
    /// A way out of the hub to a person.
    ///
    /// Finer than [`Channel`]: a call may end on an answering machine, and that is a question of its own.
    pub enum Way {
        /// A worker calls and speaks to whoever answers.
        Call = "call",
        /// A message is left.
        Voicemail = "voicemail",
        /// A text is sent.
        Text = "text",
        /// An e-mail is sent.
        Email = "email",
        /// A letter is posted.
        Letter = "letter",
    }
}

impl From<Channel> for Way {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Phone => Self::Call,
            Channel::Text => Self::Text,
            Channel::Email => Self::Email,
            Channel::Letter => Self::Letter,
        }
    }
}

/// What the gate must know of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Safeguards {
    /// Which ways of contact there are that are the person's to use.
    pub reach: Reach,
    /// Which others stand in the record and are on record as a suspect's: as if there were none, but for why.
    pub suspects: Reach,
    /// Which of them the person called safe or unsafe.
    pub safety: Safety,
    /// Whether the suspect lives where the person lives; `None` is "not known".
    pub suspect_shares_address: Option<bool>,
    /// The flags of all the person's incidents, not only of the latest: danger does not end when a smaller matter is reported.
    pub flags: FlagSet,
}

impl Safeguards {
    /// What two records of one person say together. A "no" to safety outweighs a "yes", and a "yes" outweighs "not known".
    #[must_use]
    pub fn together(self, other: Self) -> Self {
        let safe = |a: Option<bool>, b: Option<bool>| if a == Some(false) || b == Some(false) { Some(false) } else { a.or(b) };
        let shares = if self.suspect_shares_address == Some(true) || other.suspect_shares_address == Some(true) {
            Some(true)
        } else {
            self.suspect_shares_address.or(other.suspect_shares_address)
        };
        let either = |a: Reach, b: Reach| Reach {
            mobile: a.mobile || b.mobile,
            home_phone: a.home_phone || b.home_phone,
            email: a.email || b.email,
            address: a.address || b.address,
        };
        Self {
            reach: either(self.reach, other.reach),
            suspects: either(self.suspects, other.suspects),
            safety: Safety {
                call: safe(self.safety.call, other.safety.call),
                voicemail: safe(self.safety.voicemail, other.safety.voicemail),
                text: safe(self.safety.text, other.safety.text),
                email: safe(self.safety.email, other.safety.email),
                letter: safe(self.safety.letter, other.safety.letter),
            },
            suspect_shares_address: shares,
            flags: self.flags.with(other.flags),
        }
    }

    /// Whether all that there is for this way is on record as a suspect's.
    pub fn only_a_suspects(&self, way: Way) -> bool {
        !is_reached(way, self.reach) && is_reached(way, self.suspects)
    }

    /// Whether silence about safety must be read as danger.
    fn silence_is_danger(&self) -> bool {
        self.suspect_shares_address == Some(true) || self.flags.meets(DANGER)
    }
}

/// Somebody close to the person may read what is sent. High risk stands beside plain domestic abuse so that the gate also holds for flags
/// that nobody has completed with what they imply.
const DANGER: FlagSet =
    FlagSet::of(&[Flag::DomesticAbuse, Flag::DomesticAbuseHighRisk, Flag::Stalking, Flag::HonourBased, Flag::ForcedMarriage]);

/// Proof that the gate was asked and said yes. Only [`may_contact`] makes one and it cannot be copied: one question, one contact.
#[derive(Debug, PartialEq, Eq)]
pub struct Open(Way);

impl Open {
    /// The way that is open.
    pub const fn way(&self) -> Way {
        self.0
    }
}

/// Whether there is anything for this way.
const fn is_reached(way: Way, reach: Reach) -> bool {
    match way {
        Way::Call | Way::Voicemail => reach.mobile || reach.home_phone,
        Way::Text => reach.mobile,
        Way::Email => reach.email,
        Way::Letter => reach.address,
    }
}

/// Whether this way to this person is open now. Ask again each time: safety changes.
///
/// # Errors
/// The first reason that keeps it shut: there is no such way, or it is a suspect's; the suspect would see the letter; the person called it
/// unsafe; nobody knows whether it is safe and not knowing is dangerous. A worker's call is the one way that not knowing leaves open.
pub fn may_contact(way: Way, who: &Safeguards) -> Result<Open, BlockedReason> {
    let Safeguards { reach, safety, .. } = who;
    if !is_reached(way, *reach) {
        // The words of the feed know no suspect's number: it is not safe, and the letter would come to where the suspect lives.
        return Err(match way {
            Way::Letter if who.only_a_suspects(way) => BlockedReason::SuspectSharesAddress,
            _ if who.only_a_suspects(way) => BlockedReason::Unsafe,
            Way::Call | Way::Voicemail | Way::Text => BlockedReason::NoNumber,
            Way::Email => BlockedReason::NoEmail,
            Way::Letter => BlockedReason::NoAddress,
        });
    }
    if way == Way::Letter && who.suspect_shares_address == Some(true) {
        return Err(BlockedReason::SuspectSharesAddress);
    }
    let said = match way {
        Way::Call => safety.call,
        // Where no call may be made, no message may be left either.
        Way::Voicemail if safety.call == Some(false) => Some(false),
        Way::Voicemail => safety.voicemail,
        Way::Text => safety.text,
        Way::Email => safety.email,
        Way::Letter => safety.letter,
    };
    match said {
        Some(false) => Err(BlockedReason::Unsafe),
        None if way != Way::Call && who.silence_is_danger() => Err(BlockedReason::SafetyUnknown),
        _ => Ok(Open(way)),
    }
}

/// Why a way to this person is shut, for a page: [`sentence`], and the truth where all that there is for it is on record as a suspect's.
pub fn sentence_for(reason: BlockedReason, way: Way, who: &Safeguards) -> &'static str {
    if !who.only_a_suspects(way) {
        return sentence(reason, way);
    }
    wrong_person(way)
}

/// Why a way that is on record as a suspect's is shut, for a page: of whose case it is the suspect's, nothing.
pub const fn wrong_person(way: Way) -> &'static str {
    match way {
        Way::Call => "Do not call: the wrong person may have the number on record.",
        Way::Voicemail => "Do not leave a message: the wrong person may have the number on record.",
        Way::Text => "Do not text: the wrong person may have the number on record.",
        Way::Email => "Do not email: the wrong person may have the email address on record.",
        Way::Letter => "Do not write: the wrong person may be at the address on record.",
    }
}

/// Why a way is shut, for a page: what not to do, then the reason.
pub const fn sentence(reason: BlockedReason, way: Way) -> &'static str {
    use BlockedReason::{NoAddress, NoEmail, NoNumber, SafetyUnknown, SuspectSharesAddress, Unsafe};
    match (way, reason) {
        (Way::Call, NoNumber | NoEmail | NoAddress) => "Cannot call: we have no phone number.",
        (Way::Call, Unsafe) => "Do not call: the person said that it is not safe.",
        (Way::Call, SafetyUnknown) => "Do not call: we do not know that it is safe.",
        (Way::Call, SuspectSharesAddress) => "Do not call: the suspect lives at the same address.",
        (Way::Voicemail, NoNumber | NoEmail | NoAddress) => "Cannot leave a message: we have no phone number.",
        (Way::Voicemail, Unsafe) => "Do not leave a message: the person said that it is not safe.",
        (Way::Voicemail, SafetyUnknown) => "Do not leave a message: we do not know that it is safe.",
        (Way::Voicemail, SuspectSharesAddress) => "Do not leave a message: the suspect lives at the same address.",
        (Way::Text, NoNumber | NoEmail | NoAddress) => "Cannot text: we have no mobile number.",
        (Way::Text, Unsafe) => "Do not text: the person said that it is not safe.",
        (Way::Text, SafetyUnknown) => "Do not text: we do not know that it is safe.",
        (Way::Text, SuspectSharesAddress) => "Do not text: the suspect lives at the same address.",
        (Way::Email, NoNumber | NoEmail | NoAddress) => "Cannot email: we have no email address.",
        (Way::Email, Unsafe) => "Do not email: the person said that it is not safe.",
        (Way::Email, SafetyUnknown) => "Do not email: we do not know that it is safe.",
        (Way::Email, SuspectSharesAddress) => "Do not email: the suspect lives at the same address.",
        (Way::Letter, NoNumber | NoEmail | NoAddress) => "Cannot write: we have no full address.",
        (Way::Letter, Unsafe) => "Do not write: the person said that it is not safe.",
        (Way::Letter, SafetyUnknown) => "Do not write: we do not know that it is safe.",
        (Way::Letter, SuspectSharesAddress) => "Do not write: the suspect lives at the same address.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWERS: [Option<bool>; 3] = [None, Some(true), Some(false)];

    /// The rules written a second time, as a list of refusals in the words of the contract, each saying when it applies.
    fn expected(way: &str, who: &Safeguards) -> Option<&'static str> {
        let said = |way: &str| match way {
            "call" => who.safety.call,
            "voicemail" => who.safety.voicemail,
            "text" => who.safety.text,
            "email" => who.safety.email,
            _ => who.safety.letter,
        };
        let has_number = who.reach.mobile || who.reach.home_phone;
        let shares = who.suspect_shares_address == Some(true);
        let dangerous = ["domestic_abuse", "domestic_abuse_high_risk", "stalking", "honour_based", "forced_marriage"];
        let at_risk = shares || who.flags.iter().any(|flag| dangerous.contains(&flag.as_str()));
        let refusals = [
            ("no_number", matches!(way, "call" | "voicemail") && !has_number),
            ("no_number", way == "text" && !who.reach.mobile),
            ("no_email", way == "email" && !who.reach.email),
            ("no_address", way == "letter" && !who.reach.address),
            ("suspect_shares_address", way == "letter" && shares),
            ("unsafe", said(way) == Some(false)),
            ("unsafe", way == "voicemail" && said("call") == Some(false)),
            ("safety_unknown", way != "call" && at_risk && said(way).is_none()),
        ];
        refusals.into_iter().find(|(_, applies)| *applies).map(|(word, _)| word)
    }

    fn everybody() -> impl Iterator<Item = Safeguards> {
        let reach =
            (0..16_u8).map(|bits| Reach { mobile: bits & 1 != 0, home_phone: bits & 2 != 0, email: bits & 4 != 0, address: bits & 8 != 0 });
        let safety = || {
            (0..243_usize).map(|n| {
                let nth = |power| ANSWERS[n / power % 3];
                Safety { call: nth(1), voicemail: nth(3), text: nth(9), email: nth(27), letter: nth(81) }
            })
        };
        let flags = || [None].into_iter().chain(Flag::ALL.iter().copied().map(Some)).map(|flag| flag.into_iter().collect::<FlagSet>());
        reach.flat_map(move |reach| {
            safety().flat_map(move |safety| {
                ANSWERS.into_iter().flat_map(move |shares| {
                    let suspects = Reach::default();
                    flags().map(move |flags| Safeguards { reach, suspects, safety, suspect_shares_address: shares, flags })
                })
            })
        })
    }

    #[test]
    fn every_way_for_every_person_is_as_the_contract_says() {
        let mut asked = 0;
        for who in everybody() {
            for &way in Way::ALL {
                let got = may_contact(way, &who);
                assert_eq!(got.as_ref().err().map(|reason| reason.as_str()), expected(way.as_str(), &who), "{way} {who:?}");
                if let Ok(open) = got {
                    assert_eq!(open.way(), way);
                }
                asked += 1;
            }
        }
        assert_eq!(asked, 16 * 243 * 3 * (1 + Flag::ALL.len()) * 5);
    }

    fn reachable() -> Safeguards {
        Safeguards { reach: Reach { mobile: true, home_phone: true, email: true, address: true }, ..Safeguards::default() }
    }

    #[test]
    fn after_domestic_abuse_only_a_worker_may_call_until_the_person_says_what_is_safe() {
        let mut who = Safeguards { flags: FlagSet::of(&[Flag::DomesticAbuse]), ..reachable() };
        assert!(may_contact(Way::Call, &who).is_ok());
        for way in [Way::Voicemail, Way::Text, Way::Email, Way::Letter] {
            assert_eq!(may_contact(way, &who), Err(BlockedReason::SafetyUnknown));
        }
        who.safety.text = Some(true);
        assert!(may_contact(Way::Text, &who).is_ok());
    }

    #[test]
    fn a_suspect_in_the_house_stops_the_letter_even_when_letters_were_called_safe() {
        let who =
            Safeguards { safety: Safety { letter: Some(true), ..Safety::default() }, suspect_shares_address: Some(true), ..reachable() };
        assert_eq!(may_contact(Way::Letter, &who), Err(BlockedReason::SuspectSharesAddress));
    }

    #[test]
    fn two_records_together_are_never_less_careful_than_either() {
        let some = || everybody().step_by(4999);
        for one in some() {
            for other in some() {
                let (one, other) = (one, Safeguards { reach: one.reach, ..other });
                let both = one.together(other);
                assert_eq!(both, other.together(one));
                for &way in Way::ALL {
                    let refused = |who| matches!(may_contact(way, who), Err(BlockedReason::Unsafe | BlockedReason::SuspectSharesAddress));
                    if refused(&one) || refused(&other) {
                        assert!(may_contact(way, &both).is_err(), "{way} {one:?} {other:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_suspects_way_is_no_way_and_the_page_says_why() {
        let mobile = Reach { mobile: true, ..Reach::default() };
        let mut who =
            Safeguards { suspects: Reach { mobile: true, email: true, address: true, home_phone: false }, ..Safeguards::default() };
        who.safety = Safety { call: Some(true), voicemail: Some(true), text: Some(true), email: Some(true), letter: Some(true) };
        for way in [Way::Call, Way::Voicemail, Way::Text, Way::Email] {
            assert_eq!(may_contact(way, &who), Err(BlockedReason::Unsafe), "{way}, though it was called safe");
            let says = sentence_for(BlockedReason::Unsafe, way, &who);
            assert!(says.starts_with("Do not ") && says.contains("the wrong person may have"), "{says}");
        }
        assert_eq!(may_contact(Way::Letter, &who), Err(BlockedReason::SuspectSharesAddress));
        who.reach.home_phone = true;
        assert!(may_contact(Way::Call, &who).is_ok(), "there is another number");
        assert_eq!(may_contact(Way::Text, &who), Err(BlockedReason::Unsafe), "but none to text to");
        let own = Safeguards { reach: mobile, ..Safeguards::default() };
        assert_eq!(sentence_for(BlockedReason::Unsafe, Way::Text, &own), sentence(BlockedReason::Unsafe, Way::Text));
    }

    #[test]
    fn every_channel_has_its_way_and_every_refusal_its_sentence() {
        assert_eq!(
            Channel::ALL.iter().map(|channel| Way::from(*channel).as_str()).collect::<Vec<_>>(),
            ["call", "text", "email", "letter"]
        );
        for who in everybody().step_by(97) {
            for &way in Way::ALL {
                if let Err(reason) = may_contact(way, &who) {
                    let says = sentence(reason, way);
                    assert!(says.starts_with("Do not ") || says.starts_with("Cannot "), "{says}");
                    assert!(says.ends_with('.'));
                }
            }
        }
        assert_eq!(sentence(BlockedReason::SafetyUnknown, Way::Text), "Do not text: we do not know that it is safe.");
    }
}
