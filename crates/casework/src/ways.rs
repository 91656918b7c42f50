//! By which ways a person can be reached, each as the gate answers for it.

use contact::gate::{Safeguards, Way, may_contact};
use kernel::{BlockedReason, Phone};
use people::record::{KeptPoint, PersonRecord, PointKind};

use crate::record_attempt::fits;

/// A way, with the numbers or addresses it goes to, or why it is shut.
#[derive(Debug, Clone)]
pub struct WayOut<'p> {
    /// The way.
    pub way: Way,
    /// Where it goes; a page offers these and no others.
    pub points: Result<Vec<&'p KeptPoint>, BlockedReason>,
}

/// Every way to a person, in the order of the gate's list.
pub fn ways<'p>(person: &'p PersonRecord, who: &Safeguards) -> Vec<WayOut<'p>> {
    let out = |way: Way| WayOut {
        way,
        points: may_contact(way, who).map(|_| person.usable_points().filter(|kept| fits(way, kept.point.kind)).collect()),
    };
    Way::ALL.iter().copied().map(out).collect()
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
