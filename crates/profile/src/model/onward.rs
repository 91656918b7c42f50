//! Onward referral: which services there are, what a person chooses and agrees to, who leads.

use kernel::{TimeLimit, words};

use super::Condition;

words! {
    /// How somebody may agree to an onward referral. What the police relay is no explicit consent.
    pub enum ConsentForm { Verbal = "verbal", Written = "written", Online = "online" }
}

words! {
    /// Why something may be told without the person's consent.
    pub enum DisclosureReason {
        Safeguarding = "safeguarding",
        SeriousHarm = "serious_harm",
        CourtOrder = "court_order",
        StatutoryDuty = "statutory_duty",
    }
}

/// How the hub refers people onward. Each referral to another organisation has the person's explicit consent for that organisation; no
/// profile can say otherwise (profiles.md: all hubs ask explicit consent for each onward referral).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onward {
    /// How consent may be given.
    pub consent_by: Vec<ConsentForm>,
    /// Whether the services are named to the person first, and only those they chose are told.
    pub person_chooses: bool,
    /// Whether each service to which a person goes is told which others they go to.
    pub services_know_of_each_other: bool,
    /// Why something may be told without consent; anything else needs it.
    pub disclosed_without_consent: Vec<DisclosureReason>,
    /// By when a service answers a referral.
    pub answered_within: TimeLimit,
}

/// Where a service is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServicePlace {
    /// A team under the hub's roof works it: of the hub's own or of a partner.
    Team(String),
    /// An organisation outside.
    Outside,
}

/// A service to which people can be referred.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name, unique in the profile.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Where it is.
    pub place: ServicePlace,
    /// Whom it is for: it is named first to whoever this fits.
    pub when: Condition,
    /// Whether people wait for it, so that the length of its list is told for any day.
    pub waiting_list: bool,
    /// Whether a worker introduces the person themselves before the referral counts as made.
    pub warm_handover: bool,
}

/// A local authority whose cases a meeting takes together.
#[derive(Debug, Clone, PartialEq)]
pub struct Authority {
    /// Its name, unique in the profile.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Where it is.
    pub postcodes: Vec<super::PostcodeRange>,
}
