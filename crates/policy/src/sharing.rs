//! Which agreement covers an act: its agency, days, purposes and parts.

use jiff::civil::Date;
use kernel::{Part, Purpose};

use crate::{Act, Organisation};

/// Whether an agreement covers an act today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Sharing {
    /// One does that does not ask for the person's consent.
    pub freely: bool,
    /// One does that does.
    pub with_consent: bool,
}

/// The parts of a record that an act shows; an agreement that leaves one out does not cover it.
const fn shows(act: Act) -> &'static [Part] {
    match act {
        Act::SeeWork | Act::SearchPeople | Act::ReadPerson => &[Part::Name],
        Act::ReadCase => &[Part::Name, Part::Incident],
        Act::SeeContact | Act::ChangeContact => &[Part::Contact],
        Act::SeeAddress => &[Part::Address],
        Act::SeeNotes => &[Part::Notes],
        Act::Export => Part::ALL,
        _ => &[],
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
                && shows(act).iter().all(|part| agreement.parts.contains(part))
        })
    };
    Sharing { freely: covers(false), with_consent: covers(true) }
}
