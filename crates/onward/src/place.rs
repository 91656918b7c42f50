//! Where a service is, seen from a case: what of a person leaves the organisation that works it.

use access::{Kind, OnCase, Organisation, Permit};
use casework::pages::in_words;
use profile::{Profile, Service, ServicePlace};

use crate::error::Refused;

/// Where a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A team of the organisation that works the case: nothing leaves it, so that no consent is needed.
    Same,
    /// A team of another organisation under the roof.
    Partner(String),
    /// An organisation outside.
    Outside,
}

impl Place {
    /// Whether the person must have agreed.
    pub fn needs_consent(&self) -> bool {
        *self != Self::Same
    }

    /// The partner, where it is one's.
    pub fn partner(&self) -> Option<&str> {
        match self {
            Self::Partner(agency) => Some(agency),
            Self::Same | Self::Outside => None,
        }
    }
}

/// Where a service is for a case that this agency works.
pub fn place_of(organisation: &Organisation, service: &Service, agency: &str) -> Place {
    match &service.place {
        ServicePlace::Outside => Place::Outside,
        ServicePlace::Team(team) => match organisation.agency_of(team) {
            other if other == agency => Place::Same,
            other => Place::Partner(other.to_owned()),
        },
    }
}

/// The organisation of whoever holds the permit, where another one works the case: a partner to whom the person was referred.
pub(crate) fn partner_of<'p, A: Kind<On = OnCase>>(permit: &'p Permit<'_, A>) -> Option<&'p str> {
    let own = permit.warrant().walls().organisation().agency(permit.warrant().actor().agency.as_deref())?;
    (own.name != permit.facts().agency).then_some(own.name.as_str())
}

/// The service of this name.
pub(crate) fn service<'p>(profile: &'p Profile, name: &str) -> Result<&'p Service, Refused> {
    profile.services.iter().find(|service| service.name == name).ok_or(Refused::NoSuchService)
}

/// What people call a service; its name in words where the profile has none of that name.
pub(crate) fn title(profile: &Profile, name: &str) -> String {
    profile.services.iter().find(|service| service.name == name).map_or_else(|| in_words(name), |service| service.title.clone())
}
