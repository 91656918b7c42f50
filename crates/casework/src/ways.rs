//! By which ways a person can be reached, each as the gate answers for it, and as far as nobody else has it.

use contact::gate::{Safeguards, Way, may_contact, sentence_for, wrong_person};
use contact::shared::{Care, Hand, NotOffered, What, care, warning};
use kernel::{BlockedReason, Channel, Phone};
use people::record::{KeptPoint, PersonRecord, PointKind};

use crate::record_attempt::fits;

/// A way, with the numbers or addresses it goes to, or why it is shut.
#[derive(Debug, Clone)]
pub struct WayOut<'p> {
    /// The way.
    pub way: Way,
    /// Where it goes; a page offers these and no others.
    pub points: Result<Vec<&'p KeptPoint>, BlockedReason>,
    /// Why it is shut, for a page.
    pub denial: Option<&'static str>,
}

/// Whether this is a way by which the hub reaches people at all: whoever calls leaves messages too.
pub fn is_hubs(way: Way, ways: &[Channel]) -> bool {
    ways.contains(&match way {
        Way::Call | Way::Voicemail => Channel::Phone,
        Way::Text => Channel::Text,
        Way::Email => Channel::Email,
        Way::Letter => Channel::Letter,
    })
}

/// [`ways`], without those that the hub does not have.
pub fn ways_of_hub<'p>(person: &'p PersonRecord, who: &Safeguards, hubs: &[Channel]) -> Vec<WayOut<'p>> {
    let mut outs = ways(person, who);
    outs.retain(|out| is_hubs(out.way, hubs));
    outs
}

/// Every way to a person, in the order of the gate's list.
pub fn ways<'p>(person: &'p PersonRecord, who: &Safeguards) -> Vec<WayOut<'p>> {
    Way::ALL.iter().map(|way| out(*way, person, who)).collect()
}

fn out<'p>(way: Way, person: &'p PersonRecord, who: &Safeguards) -> WayOut<'p> {
    if let Err(reason) = may_contact(way, who) {
        return WayOut { way, points: Err(reason), denial: Some(sentence_for(reason, way, who)) };
    }
    let there: Vec<&KeptPoint> = person.usable_points().filter(|kept| fits(way, kept.point.kind)).collect();
    let offered: Vec<&KeptPoint> = there.iter().copied().filter(|kept| care_for(way, kept, who).is_ok()).collect();
    // Where contact is not shown, neither is why it is not offered.
    if offered.is_empty() && !there.is_empty() {
        return WayOut { way, points: Err(BlockedReason::SafetyUnknown), denial: Some(unasked(way)) };
    }
    WayOut { way, points: Ok(offered), denial: None }
}

/// With what care a worker uses this number or address by a way that the gate opens.
///
/// # Errors
/// Why it is not offered.
pub fn care_for(way: Way, kept: &KeptPoint, who: &Safeguards) -> Result<Care, NotOffered> {
    let safety = &who.safety;
    let said = match way {
        Way::Call => safety.call,
        Way::Voicemail => safety.voicemail,
        Way::Text => safety.text,
        Way::Email => safety.email,
        Way::Letter => safety.letter,
    };
    care(way, said, kept.holders, Hand::Worker)
}

/// Why this one number or address is not offered by a way that the gate opens; `None` where it is.
pub fn held_back(way: Way, kept: &KeptPoint, who: &Safeguards) -> Option<&'static str> {
    match care_for(way, kept, who) {
        Err(NotOffered::Suspects(_)) => Some(wrong_person(way)),
        Err(NotOffered::Shared) => Some(unasked(way)),
        Ok(_) => None,
    }
}

/// Why nothing is left or sent where others have the number too.
const fn unasked(way: Way) -> &'static str {
    match way {
        Way::Text => "Do not text: others have the number too. Ask the person first whether it is safe.",
        _ => "Do not leave a message: others have the number too. Ask the person first whether it is safe.",
    }
}

/// What is told of a number or address before it is used; nothing where nobody else is known to have it.
pub fn told_before(kept: &KeptPoint) -> Option<String> {
    let what = match kept.point.kind {
        PointKind::Mobile | PointKind::HomePhone => What::Number,
        PointKind::Email => What::Email,
        PointKind::Address => What::Address,
    };
    warning(what, kept.holders)
}

/// A number or address as it is read out. Personal data.
pub fn shown(kept: &KeptPoint) -> String {
    let value = kept.point.value.reveal();
    match kept.point.kind {
        PointKind::Mobile | PointKind::HomePhone => Phone::parse(value).map_or_else(|| value.clone(), |phone| phone.for_display()),
        PointKind::Email => value.clone(),
        PointKind::Address => value.lines().collect::<Vec<_>>().join(", "),
    }
}
