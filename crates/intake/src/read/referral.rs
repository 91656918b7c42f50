//! What a row says when it can be read: every field of the feed, typed.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{
    Email, EnhancedCategory, FixedReason, Flag, FlagSet, IncidentKind, Level, OffenceCode, Phone, Postcode, PreferredContact, Reason, Role,
    Safety, Sex, SupportConsent, london_date,
};

kernel::words! {
    /// Ethnicity as the person defined it: the 18+1 codes of the 2011 census, and of the lists before (`O1`) and after it (`W4`), since
    /// forces use all three and a row is not worth refusing over it.
    pub enum Ethnicity {
        WhiteBritish = "W1",
        WhiteIrish = "W2",
        GypsyOrIrishTraveller = "W3",
        Roma = "W4",
        OtherWhite = "W9",
        WhiteAndBlackCaribbean = "M1",
        WhiteAndBlackAfrican = "M2",
        WhiteAndAsian = "M3",
        OtherMixed = "M9",
        Indian = "A1",
        Pakistani = "A2",
        Bangladeshi = "A3",
        Chinese = "A4",
        OtherAsian = "A9",
        Caribbean = "B1",
        African = "B2",
        OtherBlack = "B9",
        ChineseBefore2011 = "O1",
        Arab = "O2",
        Other = "O9",
        NotStated = "NS",
    }
}

/// The officer's assessment under the Victims' Code.
#[derive(Clone, PartialEq, Eq)]
pub enum CodeAssessment {
    /// Standard rights.
    Standard,
    /// Enhanced rights, and why; each once, in the Code's order.
    Enhanced(Vec<EnhancedCategory>),
}

impl CodeAssessment {
    /// The level of rights.
    pub const fn level(&self) -> Level {
        match self {
            Self::Standard => Level::Standard,
            Self::Enhanced(_) => Level::Enhanced,
        }
    }
}

/// One person's role in one incident, as the sender tells it. `None` is "not known". The names are the feed's; texts are free of white
/// space around them. Personal data: its `Debug` says nothing.
#[derive(Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the feed's contract says what each field is")]
pub struct Referral {
    pub source_record_id: String,
    pub crime_reference: Option<String>,
    pub recorded_at: Timestamp,
    pub occurred_from: Option<Date>,
    pub occurred_to: Option<Date>,
    pub incident_kind: IncidentKind,
    pub reported: bool,
    pub offence_code: Option<OffenceCode>,
    pub offence_text: Option<String>,
    pub incident_postcode: Option<Postcode>,
    pub incident_lsoa: Option<String>,
    pub incident_location: Option<String>,
    /// As sent: what offence code and kind imply is not added.
    pub flags: FlagSet,
    pub role: Role,
    pub person_reference: Option<String>,
    pub title: Option<String>,
    pub given_name: Option<String>,
    pub middle_names: Option<String>,
    pub family_name: Option<String>,
    pub previous_family_name: Option<String>,
    pub date_of_birth: Option<Date>,
    pub sex: Option<Sex>,
    pub ethnicity: Option<Ethnicity>,
    /// ISO 639, two or three small letters.
    pub first_language: Option<String>,
    pub interpreter_needed: Option<bool>,
    pub communication_needs: Vec<String>,
    pub address_1: Option<String>,
    pub address_2: Option<String>,
    pub town: Option<String>,
    pub postcode: Option<Postcode>,
    pub phone_mobile: Option<Phone>,
    pub phone_home: Option<Phone>,
    pub email: Option<Email>,
    pub preferred_contact: Option<PreferredContact>,
    /// The five `safe_…` fields.
    pub safety: Safety,
    pub suspect_shares_address: Option<bool>,
    pub contact_notes: Option<String>,
    pub support_consent: Option<SupportConsent>,
    pub support_requested: Option<bool>,
    pub code_assessment: Option<CodeAssessment>,
    pub vulnerable_marker: Option<bool>,
    pub specialist_referral: Option<String>,
    pub officer_name: Option<String>,
    pub officer_id: Option<String>,
    /// The date fields in which something stands that is not a date.
    pub invalid_dates: Vec<&'static str>,
    /// The phone, e-mail and postcode fields in which something stands that cannot be used as one; it is kept as sent.
    pub unusable: Vec<&'static str>,
    /// The columns that the feed does not know, where they are not empty: folded name and content, in the file's order.
    pub other: Vec<(String, String)>,
}

impl std::fmt::Debug for Referral {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Referral")
    }
}

impl std::fmt::Debug for CodeAssessment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeAssessment")
    }
}

/// Why a row that can be read cannot be decided without a human (step 3 of the order of decision); none is the good case.
///
/// A day is in the future when it comes after the day of receipt in London. A non-crime incident of domestic abuse always carries that flag,
/// so it is never of unknown offence.
pub fn faults(referral: &Referral, received_at: Timestamp) -> Vec<Reason> {
    let today = london_date(received_at);
    let days = [referral.occurred_from, referral.occurred_to, referral.date_of_birth];
    let after_receipt = |day: Option<Date>| day.is_some_and(|day| day > today);
    let recorded_after = referral.recorded_at > received_at && london_date(referral.recorded_at) > today;
    let flags = match referral.incident_kind {
        IncidentKind::DomesticNonCrime => referral.flags.with(FlagSet::of(&[Flag::DomesticAbuse])),
        _ => referral.flags,
    };
    let found = [
        (!referral.invalid_dates.is_empty(), FixedReason::InvalidDate),
        (recorded_after || days.into_iter().any(after_receipt), FixedReason::FutureDate),
        (referral.family_name.is_none() && referral.given_name.is_none(), FixedReason::MissingName),
        (referral.offence_code.is_none() && referral.offence_text.is_none() && flags.is_empty(), FixedReason::UnknownOffence),
    ];
    found.into_iter().filter(|(holds, _)| *holds).map(|(_, reason)| reason.into()).collect()
}
