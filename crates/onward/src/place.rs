//! Where a service is, seen from a case: what of a person leaves the organisation that works it.

use access::{Actor, Kind, OnCase, Organisation, Permit};
use casework::pages::upper;
use profile::{Profile, Service, ServicePlace};

use crate::error::Refused;

/// Where a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A team of the organisation that works the case: nothing leaves it, so that no consent is needed.
    Same,
    /// A team of another organisation under the roof: the organisation, and the team.
    Partner((String, String)),
    /// An organisation outside.
    Outside,
}

impl Place {
    /// Whether the person must have agreed.
    pub fn needs_consent(&self) -> bool {
        *self != Self::Same
    }

    /// The partner and its team, where it is one's.
    pub fn partner(&self) -> Option<&(String, String)> {
        match self {
            Self::Partner(partner) => Some(partner),
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
            other => Place::Partner((other.to_owned(), team.clone())),
        },
    }
}

/// Whoever asks, by where they work.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asker<'p> {
    agency: &'p str,
    team: Option<&'p str>,
}

impl<'p> Asker<'p> {
    /// Nobody whose organisation is under this roof no more.
    pub(crate) fn new(organisation: &'p Organisation, actor: &'p Actor) -> Option<Self> {
        let own = organisation.agency(actor.agency.as_deref())?;
        Some(Self { agency: &own.name, team: actor.team.as_deref() })
    }

    /// Whoever holds a permit where another organisation works the case: somebody of a partner to whom the person was referred.
    pub(crate) fn of_partner<A: Kind<On = OnCase>>(permit: &'p Permit<'_, A>) -> Option<Self> {
        let asker = Self::new(permit.warrant().walls().organisation(), permit.warrant().actor())?;
        (!asker.works_for(&permit.facts().agency)).then_some(asker)
    }

    pub(crate) fn works_for(self, agency: &str) -> bool {
        self.agency == agency
    }

    /// Whether what goes to this partner, and this team of it, is theirs.
    pub(crate) fn has(self, partner: Option<&(String, String)>) -> bool {
        partner.is_some_and(|(agency, team)| self.works_for(agency) && self.team.is_none_or(|own| own == team))
    }
}

/// The service of this name.
pub(crate) fn service<'p>(profile: &'p Profile, name: &str) -> Result<&'p Service, Refused> {
    profile.services.iter().find(|service| service.name == name).ok_or(Refused::NoSuchService)
}

/// What people call a service, or the pathway or team of that name where there is no such service.
pub(crate) fn title(profile: &Profile, name: &str) -> String {
    profile
        .services
        .iter()
        .find(|service| service.name == name)
        .map_or_else(|| upper(&profile.title_of(name)), |service| service.title.clone())
}
