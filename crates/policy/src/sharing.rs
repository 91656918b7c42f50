//! Which agreement covers an act: its agency, days, purposes and parts.

use jiff::civil::Date;
use kernel::{Part, Purpose};

use crate::{Act, Organisation};

/// Whether an agreement covers an act today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sharing {
    /// One does that does not ask for the person's consent.
    pub freely: bool,
    /// One does that does.
    pub with_consent: bool,
}

/// The part of a record that an act shows by itself, so that an agreement can leave it out.
const fn part(act: Act) -> Option<Part> {
    match act {
        Act::SeeContact => Some(Part::Contact),
        Act::SeeAddress => Some(Part::Address),
        Act::SeeNotes => Some(Part::Notes),
        _ => None,
    }
}

/// Which agreements with this agency cover the act, for this purpose, on this day in London.
pub(crate) fn sharing(organisation: &Organisation, agency: &str, act: Act, purpose: Purpose, today: Date) -> Sharing {
    let covers = |with_consent: bool| {
        organisation.agreements.iter().any(|agreement| {
            agreement.with_consent == with_consent
                && agreement.agency == agency
                && agreement.from <= today
                && today <= agreement.until
                && agreement.purposes.contains(&purpose)
                && part(act).is_none_or(|part| agreement.parts.contains(&part))
        })
    };
    Sharing { freely: covers(false), with_consent: covers(true) }
}
