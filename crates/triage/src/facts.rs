//! What the decision needs to know of one referral.

use contact::gate::Safeguards;
use jiff::{Timestamp, civil::Date};
use kernel::{
    EnhancedCategory, FlagSet, IncidentKind, OffenceCode, Postcode, PreferredContact, Reach, Role, Safety, Sensitive, Source,
    SupportConsent, age_on, london_date,
};

/// One referral: a row of a transfer, a telephone call, a form. Already read and checked; `None` is "not known" throughout.
#[derive(Debug, Clone)]
pub struct Facts {
    /// By which door it came.
    pub source: Source,
    /// What the person is in the incident.
    pub role: Role,
    /// What kind of incident it was.
    pub incident_kind: IncidentKind,
    /// Whether it was reported to the police.
    pub reported: bool,
    /// The flags as sent; those they and the offence code imply are derived here.
    pub flags: FlagSet,
    /// The Home Office code.
    pub offence_code: Option<OffenceCode>,
    /// Whether there is an offence code, an offence text or a flag: without any of them nobody can tell what happened.
    pub has_offence: bool,
    /// When the force recorded it.
    pub recorded_at: Timestamp,
    /// When the hub received it; for a row sent again, when it was received again.
    pub received_at: Timestamp,
    /// When it happened, or began to.
    pub occurred_from: Option<Date>,
    /// The person's date of birth.
    pub date_of_birth: Option<Sensitive<Date>>,
    /// Whether the person agreed to be referred; `None` is "not asked".
    pub support_consent: Option<SupportConsent>,
    /// Whether the person asked for support.
    pub support_requested: Option<bool>,
    /// The officer's assessment under the Victims' Code: `None` not assessed, empty standard, else the categories found.
    pub assessment: Option<Vec<EnhancedCategory>>,
    /// Whether the officer asks for priority.
    pub vulnerable_marker: Option<bool>,
    /// Whether it is part of an incident that was declared a major one.
    pub major_incident: bool,
    /// Whether the police already referred the person to a specialist service.
    pub specialist_referral: bool,
    /// Where the person lives.
    pub home_postcode: Option<Postcode>,
    /// Where it happened.
    pub incident_postcode: Option<Postcode>,
    /// How the person wants to be reached.
    pub preferred: Option<PreferredContact>,
    /// Which ways of contact this referral brings.
    pub reach: Reach,
    /// Which of them it calls safe or unsafe.
    pub safety: Safety,
    /// Whether the suspect lives where the person lives.
    pub suspect_shares_address: Option<bool>,
}

impl Facts {
    /// Age in whole years when the incident was recorded (London date): the age that scope and conditions go by.
    pub fn age_when_recorded(&self) -> Option<u8> {
        self.date_of_birth.as_ref().and_then(|born| age_on(*born.reveal(), london_date(self.recorded_at)))
    }

    /// Age in whole years when it happened, where that day is known and follows the birth. The Victims' Code asks for this one.
    pub fn age_when_it_happened(&self) -> Option<u8> {
        age_on(*self.date_of_birth.as_ref()?.reveal(), self.occurred_from?)
    }

    /// What this referral alone tells the gate.
    pub fn safeguards(&self, flags: FlagSet) -> Safeguards {
        let Self { reach, safety, suspect_shares_address, .. } = *self;
        Safeguards { reach, safety, suspect_shares_address, flags, ..Safeguards::default() }
    }
}
