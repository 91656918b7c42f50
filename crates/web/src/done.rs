//! What has just been done, told at the top of the next page: a fixed word in the address, a sentence on the page, never personal data.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::words;

words! {
    /// Something that was done. A page that does something new adds its word here.
    pub enum Done {
        SignedOut = "signed_out",
        CaseTaken = "case_taken",
        CaseGiven = "case_given",
        CaseHandedOver = "case_handed_over",
        AttemptRecorded = "attempt_recorded",
        ContactChanged = "contact_changed",
        AnswersDeleted = "answers_deleted",
        CaseClosed = "case_closed",
        TaskFinished = "task_finished",
        ReviewSettled = "review_settled",
        NoteWritten = "note_written",
        ConsentRecorded = "consent_recorded",
        RingFenceSet = "ring_fence_set",
        ConflictNamed = "conflict_named",
        ConflictLifted = "conflict_lifted",
        GlassReviewed = "glass_reviewed",
        HoldSet = "hold_set",
        HoldLifted = "hold_lifted",
        RecordErased = "record_erased",
        YesAskedFor = "yes_asked_for",
        Approved = "approved",
        Declined = "declined",
        PasswordChanged = "password_changed",
        FactorAdded = "factor_added",
        FactorRemoved = "factor_removed",
        SignInsEnded = "sign_ins_ended",
        AccountAdded = "account_added",
        AccountChanged = "account_changed",
        AccountDisabled = "account_disabled",
        RecordsJoined = "records_joined",
        RecordsParted = "records_parted",
        JoinProposed = "join_proposed",
        KeptApart = "kept_apart",
        ApartLifted = "apart_lifted",
        PairLeft = "pair_left",
        ReferralTakenOff = "referral_taken_off",
        ServicesNamed = "services_named",
        ServicesChosen = "services_chosen",
        ReferredOnward = "referred_onward",
        AnswerWritten = "answer_written",
        LeadAgreed = "lead_agreed",
        Disclosed = "disclosed",
        CaseOpenedAgain = "case_opened_again",
        ReminderAnswered = "reminder_answered",
        OptedOut = "opted_out",
        FundingSet = "funding_set",
        NeedsAssessed = "needs_assessed",
        AskedAgain = "asked_again",
        PlanChanged = "plan_changed",
        MajorIncidentDeclared = "major_incident_declared",
        MajorIncidentEnded = "major_incident_ended",
        CasesMarked = "cases_marked",
        HateReportMade = "hate_report_made",
        HateReportSent = "hate_report_sent",
        HateReportWithdrawn = "hate_report_withdrawn",
        ReferenceSaved = "reference_saved",
        UpdateAsked = "update_asked",
        UpdateWritten = "update_written",
        PersonTold = "person_told",
        RoomBooked = "room_booked",
        BookingMoved = "booking_moved",
        BookingEnded = "booking_ended",
        ReportSent = "report_sent",
        ReportTakenBack = "report_taken_back",
    }
}

impl Done {
    /// It as the next page tells it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::SignedOut => "You are signed out.",
            Self::CaseTaken => "The case is now yours.",
            Self::CaseGiven => "The case has been given to a worker.",
            Self::CaseHandedOver => "The case has been handed over.",
            Self::AttemptRecorded => "The contact attempt has been recorded.",
            Self::ContactChanged => "The ways of contact have been changed.",
            Self::AnswersDeleted => "The answers have been deleted.",
            Self::CaseClosed => "The case has been closed.",
            Self::TaskFinished => "The task is done.",
            Self::ReviewSettled => "The review is settled.",
            Self::NoteWritten => "The note has been saved.",
            Self::ConsentRecorded => "What the person said about sharing has been written down.",
            Self::RingFenceSet => "Who may see the case has been changed.",
            Self::ConflictNamed => "The conflict of interest has been written down and holds from now on.",
            Self::ConflictLifted => "The conflict of interest has been lifted.",
            Self::GlassReviewed => "The finding has been written down.",
            Self::HoldSet => "The record is on hold.",
            Self::HoldLifted => "The hold has been lifted.",
            Self::RecordErased => "The record has been destroyed.",
            Self::YesAskedFor => "Somebody else has been asked to agree. Come back here when they have.",
            Self::Approved => "You have approved it. Whoever asked can do it now, within a day of asking.",
            Self::Declined => "You have declined it.",
            Self::PasswordChanged => "Your password has been changed. Everywhere else you are signed out.",
            Self::FactorAdded => "Your second factor has been added.",
            Self::FactorRemoved => "Your second factor has been removed.",
            Self::SignInsEnded => "You are signed out there.",
            Self::AccountAdded => "The account has been added.",
            Self::AccountChanged => "The account has been changed.",
            Self::AccountDisabled => "The account has been disabled and signed out everywhere.",
            Self::RecordsJoined => "The two records are joined. That can be taken back.",
            Self::RecordsParted => "The two records are parted. Both are as they were.",
            Self::JoinProposed => "Somebody else has been asked to look at both records and agree.",
            Self::KeptApart => "The two records are kept apart. Nobody will be asked about them again.",
            Self::ApartLifted => "The two records are no longer kept apart.",
            Self::PairLeft => "What you saw has been written down. Somebody else will look at the pair.",
            Self::NeedsAssessed => "The assessment has been saved.",
            Self::AskedAgain => "The answers have been saved.",
            Self::PlanChanged => "The plan has been changed.",
            Self::MajorIncidentDeclared => "The major incident is declared. Referrals that come in from now on are matched with it.",
            Self::MajorIncidentEnded => "The major incident has ended. Referrals are no longer matched with it.",
            Self::CasesMarked => "Each case that came before and belongs to it now has a task to look at it.",
            Self::CaseOpenedAgain => "The case is open again.",
            Self::ReminderAnswered => "What became of it has been written down.",
            Self::OptedOut => "The person has opted out. What is held of them will be erased.",
            Self::FundingSet => "What pays for the support has been written down.",
            Self::ReferralTakenOff => "The referral has been taken off the person whom it was not about.",
            Self::ServicesNamed => "What was named to the person has been written down.",
            Self::ServicesChosen => "What the person chose has been written down.",
            Self::ReferredOnward => "The person has been referred. There is a task to ask for the answer.",
            Self::AnswerWritten => "What the service says has been written down.",
            Self::LeadAgreed => "Which service leads has been written down. The case is with that service.",
            Self::Disclosed => "What was told has been written down.",
            Self::HateReportMade => {
                "The report has been made. It is not sent by itself: print it or download it, send it, and write down that you have."
            }
            Self::HateReportSent => "The report counts as sent.",
            Self::HateReportWithdrawn => "The report is taken back. Nothing goes to the force.",
            Self::ReferenceSaved => "What the force calls the report has been written down.",
            Self::UpdateAsked => "It has been written down that the person asked. Find out what is happening.",
            Self::UpdateWritten => "What came of asking has been written down.",
            Self::PersonTold => "It has been written down that the person was told.",
            Self::RoomBooked => "The room is booked.",
            Self::BookingMoved => "The booking has been moved.",
            Self::BookingEnded => "The booking has been ended. The room is free.",
            Self::ReportSent => "It has been written down that the report was sent.",
            Self::ReportTakenBack => "The report counts as not sent again.",
        }
    }

    /// The word in the query of an address.
    pub(crate) fn in_query(query: Option<&str>) -> Option<Self> {
        query?.split('&').find_map(|pair| Self::parse(pair.strip_prefix("done=")?))
    }
}

/// Goes to another page after a change, which tells there what was done.
pub fn go_on(to: &str, done: Done) -> Response {
    let joint = if to.contains('?') { '&' } else { '?' };
    go_to(&format!("{to}{joint}done={done}"))
}

/// Goes to another page.
pub fn go_to(to: &str) -> Response {
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_not_of_the_list_says_nothing() {
        assert_eq!(Done::in_query(Some("page=2&done=case_taken")), Some(Done::CaseTaken));
        for query in [None, Some(""), Some("done="), Some("done=You+won"), Some("undone=case_taken")] {
            assert_eq!(Done::in_query(query), None, "{query:?}");
        }
        assert!(Done::ALL.iter().all(|done| done.sentence().ends_with('.')));
    }
}
