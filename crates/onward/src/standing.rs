//! How everything about the services stands on one case.

use access::{Permit, kind};
use jiff::Timestamp;
use kernel::CaseId;
use profile::{Profile, Service};
use store::{Conn, FromRow, Result, Row};
use triage::matches;

use crate::consent::{self, Consent};
use crate::lead::{self, Lead};
use crate::place::{Asker, Place, place_of};
use crate::record::{Referral, on_case};
use crate::sql;

/// That a service was named to the person.
#[derive(Debug, Clone)]
pub struct Named {
    /// Which.
    pub service: String,
    /// When.
    pub named_at: Timestamp,
    /// When they chose it.
    pub chosen_at: Option<Timestamp>,
}

impl FromRow for Named {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { service: row.get(0)?, named_at: row.get(1)?, chosen_at: row.get(2)? })
    }
}

impl Named {
    /// What was named on a case, the first first.
    pub(crate) fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<Self>> {
        conn.all(sql::NAMED, &[&case])
    }
}

/// One service, seen from a case.
#[derive(Debug, Clone)]
pub struct OfService {
    /// The service.
    pub service: Service,
    /// Where it is.
    pub place: Place,
    /// Whether it is for somebody like this person.
    pub fits: bool,
    /// That it was named to them.
    pub named: Option<Named>,
    /// What they said last of its being told.
    pub consent: Option<Consent>,
    /// Whether everything that consent must open is open now.
    pub may_be_told: bool,
    /// Referrals to it on this case, the first first.
    pub referrals: Vec<Referral>,
}

/// How everything stands.
#[derive(Debug)]
pub struct Standing {
    /// Each service of the profile, to a partner each of its own: those that fit first.
    pub services: Vec<OfService>,
    /// Referrals to services that the profile has no more.
    pub others: Vec<Referral>,
    /// Who leads and led, the first first.
    pub leads: Vec<Lead>,
}

/// How everything about services stands on the case the permit is for. A partner to whom the person was referred sees what concerns its own
/// services: where else somebody goes tells what happened to them.
///
/// # Errors
/// As the database says.
pub fn standing(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>, profile: &Profile) -> Result<Standing> {
    let (case, person) = (lead::case_of(conn, permit)?, people::read::whole(conn, permit)?);
    let seen = casework::snapshot::seen(conn, &case, &person)?;
    let (named, said) = (Named::of_case(conn, case.id)?, consent::of(conn, case.person)?);
    let (mut referrals, leads) = (on_case(conn, case.id)?, lead::of_cases(conn, &[case.id])?);
    let mut services = Vec::new();
    for service in &profile.services {
        let place = place_of(&profile.organisation, service, &permit.facts().agency);
        services.push(OfService {
            service: service.clone(),
            fits: seen.as_ref().is_some_and(|seen| matches(&service.when, seen)),
            named: named.iter().find(|named| named.service == service.name).cloned(),
            consent: said.iter().find(|consent| consent.service == service.name).cloned(),
            may_be_told: consent::stands(conn, case.person, service, &place)?,
            place,
            referrals: referrals.extract_if(.., |referral| referral.service == service.name).collect(),
        });
    }
    services.sort_by_key(|of| !of.fits);
    if let Some(partner) = Asker::of_partner(permit) {
        services.retain(|of| partner.has(of.place.partner()));
        return Ok(Standing { services, others: Vec::new(), leads: Vec::new() });
    }
    Ok(Standing { services, others: referrals, leads })
}
