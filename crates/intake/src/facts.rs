//! What a referral says, sorted by who needs it: the decision, the person's record, the incident's.

use casework::record::{Account, IncidentRecord, Told};
use kernel::{IncidentId, Reach, Sensitive, Source};
use people::record::{Particulars, Point, PointKind};
use triage::Facts;

use crate::read::{CodeAssessment, Referral};

/// For the decision, as far as the row tells: whether it is part of a major incident, none does.
pub fn facts(referral: &Referral, source: Source, received_at: jiff::Timestamp) -> Facts {
    let points = points(referral);
    let has = |kind| points.iter().any(|point| point.kind == kind && point.is_usable());
    Facts {
        source,
        role: referral.role,
        incident_kind: referral.incident_kind,
        reported: referral.reported,
        flags: referral.flags,
        offence_code: referral.offence_code,
        // Whether anything tells what happened is asked before, by `read::faults`.
        has_offence: true,
        recorded_at: referral.recorded_at,
        received_at,
        occurred_from: referral.occurred_from,
        date_of_birth: referral.date_of_birth.map(Sensitive::new),
        support_consent: referral.support_consent,
        support_requested: referral.support_requested,
        assessment: referral.code_assessment.as_ref().map(|assessment| match assessment {
            CodeAssessment::Standard => Vec::new(),
            CodeAssessment::Enhanced(categories) => categories.clone(),
        }),
        vulnerable_marker: referral.vulnerable_marker,
        major_incident: false,
        specialist_referral: referral.specialist_referral.is_some(),
        home_postcode: referral.postcode.clone(),
        incident_postcode: referral.incident_postcode.clone(),
        preferred: referral.preferred_contact,
        reach: Reach {
            mobile: has(PointKind::Mobile),
            home_phone: has(PointKind::HomePhone),
            email: has(PointKind::Email),
            address: has(PointKind::Address),
        },
        safety: referral.safety,
        suspect_shares_address: referral.suspect_shares_address,
    }
}

/// For the person's record. `flags` are the incident's, implied ones included.
pub fn particulars(referral: &Referral, flags: kernel::FlagSet) -> Particulars {
    let text = |text: &Option<String>| text.clone().map(Sensitive::new);
    Particulars {
        title: text(&referral.title),
        given_name: text(&referral.given_name),
        middle_names: text(&referral.middle_names),
        family_name: text(&referral.family_name),
        previous_family_name: text(&referral.previous_family_name),
        date_of_birth: referral.date_of_birth.map(Sensitive::new),
        sex: referral.sex,
        ethnicity: referral.ethnicity.map(|code| Sensitive::new(code.as_str().to_owned())),
        first_language: referral.first_language.clone(),
        interpreter_needed: referral.interpreter_needed,
        communication_needs: referral.communication_needs.clone(),
        preferred_contact: referral.preferred_contact,
        suspect_shares_address: referral.suspect_shares_address,
        safety: referral.safety,
        contact_notes: text(&referral.contact_notes),
        flags,
        points: points(referral),
    }
}

/// For the incident's record.
pub fn incident(referral: &Referral, id: IncidentId, issuer: &'static str) -> IncidentRecord {
    IncidentRecord {
        id,
        issuer,
        crime_reference: referral.crime_reference.clone(),
        kind: referral.incident_kind,
        reported: referral.reported,
        recorded_at: referral.recorded_at,
        occurred: (referral.occurred_from, referral.occurred_to),
        offence_code: referral.offence_code.map(|code| code.to_string()),
        lsoa: referral.incident_lsoa.clone().map(Sensitive::new),
    }
}

/// What was told of the incident, for the person's part in it.
pub fn account(referral: &Referral) -> Account {
    Account::Told(Told {
        offence_text: referral.offence_text.clone().map(Sensitive::new),
        postcode: referral.incident_postcode.as_ref().map(|postcode| Sensitive::new(postcode.reveal().to_owned())),
        location: referral.incident_location.clone().map(Sensitive::new),
    })
}

/// Who gave the crime reference: the force's numbers come by every local door, the other bodies have numbers of their own.
pub const fn issuer(source: Source) -> &'static str {
    match source {
        Source::Police | Source::Agency | Source::SelfReferral => "force",
        Source::ReportFraud => "report_fraud",
        Source::Btp => "btp",
        Source::OtherHub => "other_hub",
    }
}

/// The ways of contact that a referral brings.
pub(crate) fn points(referral: &Referral) -> Vec<Point> {
    let point = |kind, value: String, key: Option<String>| Point { kind, value: Sensitive::new(value), key: key.map(Sensitive::new) };
    let mut points = Vec::new();
    if let Some(phone) = &referral.phone_mobile {
        // A landline in the mobile column can be called but never texted.
        let kind = if phone.is_mobile() { PointKind::Mobile } else { PointKind::HomePhone };
        points.push(point(kind, phone.for_display(), Some(phone.reveal().to_owned())));
    }
    if let Some(phone) = &referral.phone_home {
        let taken = points.iter().any(|earlier: &Point| earlier.kind == PointKind::HomePhone);
        if !taken {
            points.push(point(PointKind::HomePhone, phone.for_display(), Some(phone.reveal().to_owned())));
        }
    }
    if let Some(email) = &referral.email {
        points.push(point(PointKind::Email, email.reveal().to_owned(), Some(email.key())));
    }
    let lines = [&referral.address_1, &referral.address_2, &referral.town];
    let mut lines: Vec<&str> = lines.into_iter().flatten().map(String::as_str).collect();
    lines.extend(referral.postcode.as_ref().map(kernel::Postcode::reveal));
    if !lines.is_empty() {
        let whole = referral.postcode.as_ref().filter(|postcode| postcode.is_full());
        let between = if referral.address_1.is_some() && whole.is_some() { "\n" } else { ", " };
        points.push(point(PointKind::Address, lines.join(between), whole.map(|postcode| postcode.reveal().to_owned())));
    }
    points
}
