//! What the door says, in plain English: beside the question it is about, or as what became of a referral.

use kernel::{FixedReason, Flag, Outcome, Reason};
use profile::Profile;
use web::Form;

use super::journey::{QUESTIONS, Step};
use crate::read::Field;

/// Notes the door's complaints about the first question that has any beside its fields.
///
/// What no question asks is for the last one: the worker reads it there and can stop.
pub(super) fn complain(reasons: &[Reason], form: &mut Form) -> Step {
    let mut found: Vec<(Step, &'static str, String)> = reasons.iter().map(complaint).collect();
    found.sort_by_key(|(step, ..)| *step);
    let first = found.first().map_or(Step::Needs, |(step, ..)| *step);
    for (_, field, message) in found.into_iter().filter(|(step, ..)| *step == first) {
        form.fail(field, message);
    }
    first
}

fn complaint(reason: &Reason) -> (Step, &'static str, String) {
    let (field, message) = match reason {
        Reason::BadValue(field) => (Field::parse(field), "Change this answer: as it stands it cannot be kept".to_owned()),
        Reason::Fixed(reason) => match reason {
            FixedReason::MissingName => (Some(Field::GivenName), "Enter a given name or a family name".to_owned()),
            FixedReason::ConsentMissing => (
                Some(Field::SupportConsent),
                "Ask whether they agree: this hub may keep nothing about somebody who has not said yes".to_owned(),
            ),
            FixedReason::UnknownOffence => (Some(Field::OffenceText), "Enter a few words about what happened".to_owned()),
            FixedReason::InvalidDate => (Some(Field::OccurredFrom), "Check the dates: one of them is no date".to_owned()),
            FixedReason::FutureDate => (Some(Field::OccurredFrom), "Check the dates: one of them is after today".to_owned()),
            FixedReason::MissingCrimeReference => (Some(Field::CrimeReference), "Enter the crime reference".to_owned()),
            other => (None, format!("This cannot be taken as it stands ({})", other.as_str().replace('_', " "))),
        },
    };
    let beside = field.and_then(|field| {
        QUESTIONS.iter().find_map(|question| {
            let (_, beside) = question.answers.iter().find(|(answered, _)| *answered == field)?;
            Some((question.step, *beside))
        })
    });
    let (step, beside) = beside.unwrap_or((Step::Needs, "first_language"));
    (step, beside, message)
}

/// What became of a referral: a heading and a sentence.
pub(super) const fn outcome(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Opened => ("A case is open", "A case was opened for this person."),
        Outcome::Attached => ("Added to their case", "This person had an open case already. What happened is now part of it."),
        Outcome::Reopened => ("Their case is open again", "This person had a case before. It was opened again."),
        Outcome::Updated => ("The referral was changed", "What was told before was changed."),
        Outcome::Unchanged => ("Nothing changed", "This was told before in the same words."),
        Outcome::Duplicate => {
            ("We have this already", "This person is on record in this very incident. What they told is kept, and nothing is due twice.")
        }
        Outcome::RecordedOnly => {
            ("Recorded, and nobody contacts them", "What happened is on record, but this hub makes no contact because of it:")
        }
        Outcome::NotEligible => ("This hub cannot take this referral", "It was counted, but nothing about the person was kept, because:"),
        Outcome::Declined => {
            ("They do not agree to support", "Nothing they told you was kept. Only that a referral was declined is counted.")
        }
        Outcome::Quarantined | Outcome::Rejected => ("The referral was not taken", "Something is missing or cannot be read."),
    }
}

/// Why it became of it, in a sentence.
pub(super) fn because(reason: FixedReason, profile: &Profile) -> String {
    match reason {
        FixedReason::SpecialistDirect => {
            "What happened goes straight to a specialist service here. Make sure that they have been referred there.".to_owned()
        }
        FixedReason::StandardNotContacted => {
            "This hub contacts only people with enhanced rights, and those who ask for support.".to_owned()
        }
        FixedReason::OutOfArea => {
            format!("It does not belong to the area that this hub serves, {}. The hub for their area can take it.", profile.area)
        }
        FixedReason::RoleNotServed => "This hub does not serve people in their part in what happened.".to_owned(),
        FixedReason::UnreportedNotServed => "This hub serves only what was reported to the police.".to_owned(),
        FixedReason::IncidentKindNotServed => "This hub does not serve incidents of this kind.".to_owned(),
        FixedReason::NoVulnerabilityMarker => {
            "This hub serves only people for whom something marks a particular need, and nothing that was told does.".to_owned()
        }
        FixedReason::ConsentRefused | FixedReason::OptedOut => "They do not agree to be referred for support.".to_owned(),
        FixedReason::EnhancedSerious => "They have enhanced rights because of a serious crime.".to_owned(),
        FixedReason::EnhancedPersistent => "They have enhanced rights because they are targeted persistently.".to_owned(),
        FixedReason::EnhancedVulnerable => "They have enhanced rights because they are vulnerable.".to_owned(),
        FixedReason::EnhancedIntimidated => "They have enhanced rights because they are intimidated.".to_owned(),
        FixedReason::RepeatVictim => "They are a repeat victim.".to_owned(),
        FixedReason::RequestedSupport => "They asked for support.".to_owned(),
        FixedReason::OfficerMarker => "An officer asks for priority.".to_owned(),
        FixedReason::MajorIncident => "It is part of a declared major incident.".to_owned(),
        FixedReason::ConsentMissing
        | FixedReason::UnknownOffence
        | FixedReason::InvalidDate
        | FixedReason::FutureDate
        | FixedReason::MissingName
        | FixedReason::MissingSourceRecordId
        | FixedReason::MissingRecordedAt
        | FixedReason::MissingCrimeReference
        | FixedReason::UnreadableRow => "Something is missing or cannot be read.".to_owned(),
    }
}

/// A flag as a box to tick: "Domestic abuse".
pub(super) fn flag(flag: Flag) -> String {
    let words = triage::flag_words(flag);
    let words = words.strip_prefix("a ").unwrap_or(words);
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_complaint_stands_beside_a_field_of_the_question_it_is_about() {
        let about = |reason: Reason| {
            let mut form = Form::empty();
            let step = complain(&[reason], &mut form);
            let [error] = form.errors() else { panic!("one complaint") };
            (step, error.field.clone())
        };
        for (reason, step, field) in [
            (FixedReason::MissingName.into(), Step::Person, "given_name"),
            (FixedReason::ConsentMissing.into(), Step::Consent, "support_consent"),
            (FixedReason::UnknownOffence.into(), Step::What, "offence_text"),
            (FixedReason::FutureDate.into(), Step::When, "occurred_from"),
            (FixedReason::MissingCrimeReference.into(), Step::Report, "crime_reference"),
            (Reason::BadValue("contact_notes"), Step::Safety, "contact_notes"),
            (Reason::BadValue("phone_mobile"), Step::Person, "phone"),
            (Reason::BadValue("officer_id"), Step::Needs, "first_language"),
        ] {
            assert_eq!(about(reason), (step, field.to_owned()), "{reason}");
        }
    }

    #[test]
    fn of_many_complaints_the_first_question_comes_first() {
        let mut form = Form::empty();
        let reasons = [FixedReason::ConsentMissing.into(), FixedReason::MissingName.into(), Reason::BadValue("given_name")];
        assert_eq!(complain(&reasons, &mut form), Step::Person);
        assert_eq!(form.errors().len(), 2);
    }
}
