//! Steps 3 to 8 of the order of decision: may the hub take this referral on at all?

use kernel::{Basis, FixedReason, Outcome, Postcode, Reason, ReviewKind, Source, SupportConsent};
use profile::{AreaTie, Desk, PostcodeRange, Profile};

use crate::{
    condition::{Seen, matches},
    entitlement,
    facts::Facts,
    history::History,
    implied::{Flags, implied},
};

/// Whether the hub takes a referral on.
#[derive(Debug, Clone, PartialEq)]
pub enum Admission {
    /// It ends here.
    Decided {
        /// `quarantined`, `declined`, `not_eligible` or `recorded_only`.
        ///
        /// Of a declined referral nothing but its id and the reason is kept. A recorded one keeps its person and incident, flags of
        /// [`implied`] included: they count when the person comes again, and the gate heeds them.
        outcome: Outcome,
        /// Why: the first reason that applies.
        reasons: Vec<Reason>,
    },
    /// It goes on to the question who it is, and to [`crate::decide`].
    Admitted(Admitted),
}

/// A referral that the hub takes on.
#[derive(Debug, Clone, PartialEq)]
pub struct Admitted {
    /// Its flags, implied ones included.
    pub flags: Flags,
    /// What a person should look at while it goes ahead.
    pub reviews: Vec<ReviewKind>,
    desks: Vec<usize>,
}

impl Admitted {
    /// The desks that serve this referral, in the profile's order; never none.
    pub fn desks<'p>(&self, profile: &'p Profile) -> impl Iterator<Item = &'p Desk> {
        self.desks.iter().filter_map(|place| profile.desks.get(*place))
    }
}

/// Whether the hub takes the referral on, from the referral alone. The first obstacle in the order of decision is the answer.
///
/// A condition of the profile that is asked here (scope, markers) sees the level, priority and repetition that this referral alone shows.
pub fn admit(facts: &Facts, profile: &Profile) -> Admission {
    let ends = |outcome, reason: FixedReason| Admission::Decided { outcome, reasons: vec![reason.into()] };
    if !facts.has_offence {
        return ends(Outcome::Quarantined, FixedReason::UnknownOffence);
    }

    let of_report: Vec<(usize, &Desk)> =
        profile.desks.iter().enumerate().filter(|(_, desk)| facts.reported || !desk.reported_only).collect();
    if facts.support_consent == Some(SupportConsent::Refused) {
        // A hub that presumes consent lets people opt out of it; everywhere else the person refused.
        let basis = of_report.first().map(|(_, desk)| desk.basis).or_else(|| profile.desks.first().map(|desk| desk.basis));
        let reason = if basis == Some(Basis::ImpliedConsent) { FixedReason::OptedOut } else { FixedReason::ConsentRefused };
        return ends(Outcome::Declined, reason);
    }

    let flags = implied(facts.flags, facts.incident_kind, facts.offence_code);
    let alone = entitlement::assess(facts, flags.all, &History::default());
    let seen = Seen::of(facts, flags.all, &alone);
    let scope = &profile.scope;
    if !scope.roles.contains(&facts.role) {
        return ends(Outcome::NotEligible, FixedReason::RoleNotServed);
    }
    let served = |condition: &Option<_>| condition.as_ref().is_none_or(|condition| matches(condition, &seen));
    if !scope.kinds.iter().any(|(kind, condition)| *kind == facts.incident_kind && served(condition)) {
        return ends(Outcome::NotEligible, FixedReason::IncidentKindNotServed);
    }
    if of_report.is_empty() {
        return ends(Outcome::NotEligible, FixedReason::UnreportedNotServed);
    }
    let inside = in_area(facts, profile);
    if inside == Some(false) {
        return ends(Outcome::NotEligible, FixedReason::OutOfArea);
    }

    let consented = |desk: &Desk| desk.basis != Basis::ConsentFirst || facts.support_consent == Some(SupportConsent::Given);
    let desks: Vec<usize> = of_report.iter().filter(|(_, desk)| consented(desk)).map(|(place, _)| *place).collect();
    if desks.is_empty() {
        return ends(Outcome::Quarantined, FixedReason::ConsentMissing);
    }
    if facts.source == Source::Police && flags.all.meets(profile.specialist_direct) {
        return ends(Outcome::RecordedOnly, FixedReason::SpecialistDirect);
    }
    if scope.marker.as_ref().is_some_and(|marker| !matches(marker, &seen)) {
        return ends(Outcome::NotEligible, FixedReason::NoVulnerabilityMarker);
    }
    let reviews = if inside.is_none() { vec![ReviewKind::AreaUnknown] } else { Vec::new() };
    Admission::Admitted(Admitted { flags, reviews, desks })
}

/// Whether the person or the incident belongs to the hub's area; `None` when nobody can tell. A hub without an area serves anywhere.
fn in_area(facts: &Facts, profile: &Profile) -> Option<bool> {
    let Some(area) = &profile.scope.area else { return Some(true) };
    let lies = |postcode: &Option<Postcode>| postcode.as_ref().map(|postcode| lies_in(postcode, &area.postcodes));
    match area.tie {
        AreaTie::Lives => lies(&facts.home_postcode),
        AreaTie::Happened => lies(&facts.incident_postcode),
        AreaTie::Either => match (lies(&facts.home_postcode), lies(&facts.incident_postcode)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        AreaTie::Both => match (lies(&facts.home_postcode), lies(&facts.incident_postcode)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        },
    }
}

/// Whether a postcode lies in one of these ranges.
pub fn lies_in(postcode: &Postcode, ranges: &[PostcodeRange]) -> bool {
    let in_districts = |(first, last)| postcode.district().is_some_and(|district| (first..=last).contains(&district));
    ranges.iter().any(|range| range.letters == postcode.area_letters() && range.districts.is_none_or(in_districts))
}
