//! The words of the record as a page says them.

use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use kernel::{Channel, EnhancedCategory, IncidentKind, NoteKind, ReviewKind, RingFence, Role, Source};
use people::record::PointKind;
use profile::{Profile, capital, spaced};
use triage::AGREE_SAFE_CONTACT;

use crate::{
    due::{ASSESS_NEEDS, CHASE_ANSWER, GET_IN_TOUCH, GET_UPDATE, OpenDue, PLACE_AGAIN, SEND_HATE_REPORT, START_SUPPORT, TELL_PERSON},
    hand_over::HandOverReason,
    record::{Ending, EventKind},
    record_consent::GivenHow,
};

/// Characters of the longest note.
pub(super) const NOTE: usize = 4_000;

/// A name as one reads it where a line begins: `assess_needs` is "Assess needs". Teams, pathways and desks have [`Profile::title_of`].
pub fn in_words(name: &str) -> String {
    capital(&spaced(name))
}

/// A task, by its name in the record.
pub(super) fn task_words(what: &str) -> String {
    match what {
        AGREE_SAFE_CONTACT => "Agree a safe way to make contact".to_owned(),
        GET_IN_TOUCH => "Get back in touch".to_owned(),
        ASSESS_NEEDS => "Assess needs".to_owned(),
        START_SUPPORT => "Start support".to_owned(),
        CHASE_ANSWER => "Ask the service for its answer".to_owned(),
        SEND_HATE_REPORT => "Send the report of a hate crime".to_owned(),
        GET_UPDATE => "Find out what is happening in the case".to_owned(),
        TELL_PERSON => "Tell the person what came of asking".to_owned(),
        PLACE_AGAIN => "Find the person another service".to_owned(),
        other => in_words(other),
    }
}

/// What is to be done: "Call", "Start support".
pub(super) fn due_words(open: &OpenDue, profile: &Profile) -> String {
    let what = open.channel().map_or_else(|| task_words(&open.due.what), |channel| way_words(Way::from(channel)).to_owned());
    open.due.service.as_ref().map_or_else(|| what.clone(), |desk| format!("{what} ({})", profile.title_of(desk)))
}

pub(super) const fn way_words(way: Way) -> &'static str {
    match way {
        Way::Call => "Call",
        Way::Voicemail => "Leave a message",
        Way::Text => "Text",
        Way::Email => "Email",
        Way::Letter => "Write a letter",
    }
}

pub(super) const fn channel_words(channel: Channel) -> &'static str {
    match channel {
        Channel::Phone => "a phone call",
        Channel::Text => "a text",
        Channel::Email => "an email",
        Channel::Letter => "a letter",
    }
}

pub(super) const fn point_words(kind: PointKind) -> &'static str {
    match kind {
        PointKind::Mobile => "mobile",
        PointKind::HomePhone => "home phone",
        PointKind::Email => "email address",
        PointKind::Address => "home address",
    }
}

/// What came of an attempt by this way.
pub(super) const fn outcome_words(outcome: AttemptOutcome, way: Way) -> &'static str {
    match (outcome, way) {
        (AttemptOutcome::Reached, Way::Call | Way::Voicemail) => "Reached, and wants to think",
        (AttemptOutcome::Reached, _) => "Answered, and wants to think",
        (AttemptOutcome::Accepted, _) => "Wants support",
        (AttemptOutcome::Declined, _) => "Does not want support",
        (AttemptOutcome::Sent, Way::Call | Way::Voicemail) => "Message left",
        (AttemptOutcome::Sent, _) => "Sent, no answer yet",
        (AttemptOutcome::NoAnswer, _) => "No answer",
        (AttemptOutcome::WrongNumber, Way::Call | Way::Voicemail | Way::Text) => "Wrong number",
        (AttemptOutcome::WrongNumber, Way::Email | Way::Letter) => "Wrong address, or it came back",
        (AttemptOutcome::Unsafe, _) => "Not safe",
    }
}

/// What follows from it, told before it is chosen.
pub(super) const fn outcome_hint(outcome: AttemptOutcome) -> Option<&'static str> {
    match outcome {
        AttemptOutcome::Accepted => Some("Support becomes due."),
        AttemptOutcome::Declined => Some("The case is closed. A new referral opens it again."),
        AttemptOutcome::WrongNumber => Some("It will not be used again."),
        AttemptOutcome::Unsafe => Some("Somebody else answered or read it, or the person could not speak. This way is shut at once."),
        AttemptOutcome::Reached | AttemptOutcome::Sent | AttemptOutcome::NoAnswer => None,
    }
}

pub(super) const fn ending_words(ending: Ending) -> &'static str {
    match ending {
        Ending::Completed => "Support is complete",
        Ending::Declined => "The person does not want support",
        Ending::NotReached => "The person could not be reached",
        Ending::NoSafeWay => "There is no safe way to reach the person",
        Ending::OtherService => "Another service supports the person",
        Ending::MovedAway => "The person moved away",
        Ending::OpenedInError => "The case was opened in error",
        Ending::OutOfScope => "The hub does not serve this referral",
        Ending::OptedOut => "The person opted out",
    }
}

pub(super) const fn hand_over_reason(reason: HandOverReason) -> &'static str {
    match reason {
        HandOverReason::Absence => "The worker is away",
        HandOverReason::Leaving => "The worker leaves",
        HandOverReason::Workload => "The worker has too many cases",
        HandOverReason::Skills => "Another worker has the skills needed",
        HandOverReason::PersonAsked => "The person asked for another worker",
        HandOverReason::Conflict => "The worker knows somebody involved",
        HandOverReason::Other => "Another reason",
    }
}

pub(super) const fn category_words(category: EnhancedCategory) -> &'static str {
    match category {
        EnhancedCategory::Serious => "victim of serious crime",
        EnhancedCategory::Persistent => "persistently targeted",
        EnhancedCategory::Vulnerable => "vulnerable",
        EnhancedCategory::Intimidated => "intimidated",
    }
}

pub(super) const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Victim => "Victim",
        Role::Witness => "Witness",
        Role::Bereaved => "Bereaved",
        Role::Guardian => "Guardian",
        Role::BusinessContact => "Contact of a business",
    }
}

pub(super) const fn kind_words(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Crime => "Crime",
        IncidentKind::Asb => "Antisocial behaviour",
        IncidentKind::DomesticNonCrime => "Domestic incident that is no crime",
        IncidentKind::RoadDeath => "Death on the road",
        IncidentKind::Fire => "Fire",
    }
}

/// Who sent something, as it stands within a sentence.
pub const fn source_words(source: Source) -> &'static str {
    match source {
        Source::Police => "the police",
        Source::Agency => "a partner agency",
        Source::SelfReferral => "the person",
        Source::ReportFraud => "Report Fraud",
        Source::Btp => "British Transport Police",
        Source::OtherHub => "another hub",
    }
}

pub(super) const fn review_words(kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::PossibleSamePerson => "Possibly the same person as somebody we know",
        ReviewKind::AreaUnknown => "Area not known",
        ReviewKind::AssessmentDisagrees => "The officer’s assessment and the facts disagree",
    }
}

/// What to look at.
pub(super) const fn review_question(kind: ReviewKind) -> &'static str {
    match kind {
        ReviewKind::PossibleSamePerson => "Compare the two records. Say whether it is one person or two, and how you know.",
        ReviewKind::AreaUnknown => "Say where the person lives, or where it happened, and whether this hub is the right one.",
        ReviewKind::AssessmentDisagrees => "Say what the person is owed, and whether you told the officer.",
    }
}

pub(super) const fn event_words(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Referred => "Referred",
        EventKind::Opened => "Case opened",
        EventKind::Attached => "A further incident joined the case",
        EventKind::Reopened => "Case opened again",
        EventKind::Updated => "A row of the transfer was sent again, changed",
        EventKind::Attempted => "Contact attempt",
        EventKind::Taken => "Case taken",
        EventKind::Given => "Case given",
        EventKind::HandedOver => "Case handed over",
        EventKind::SafetyChanged => "Safety of contact changed",
        EventKind::WrongContact => "Found wrong",
        EventKind::TaskFinished => "Task done",
        EventKind::ReviewSettled => "Review settled",
        EventKind::Closed => "Case closed",
        EventKind::GivenBack => "Case went back to nobody",
        EventKind::RingFenceSet => "Who may see the case changed",
        EventKind::ConsentGiven => "The person agreed to share",
        EventKind::ConsentWithdrawn => "The person took back that they agreed to share",
        EventKind::Joined => "Joined with another record of the same person",
        EventKind::Parted => "Parted from another record, found not to be the same person",
        EventKind::KeptApart => "Found not to be the same person as somebody else we know",
        EventKind::KeptApartLifted => "May be the same person as somebody else we know after all",
        EventKind::ReviewLeft => "Looked at, and left for somebody else to decide",
        EventKind::ServicesNamed => "Services named to the person",
        EventKind::ServicesChosen => "The person chose among services",
        EventKind::ReferredOnward => "Referred to a service",
        EventKind::ReferralAnswered => "Word of a service",
        EventKind::LeadAgreed => "Agreed which service leads",
        EventKind::Disclosed => "Told without the person’s consent",
        EventKind::OfferedAgain => "Offered support again",
        EventKind::FeedbackAsked => "Asked how it was",
        EventKind::ReminderLeft => "Left, and not asked",
        EventKind::NeverAgain => "The person asked not to be asked again",
        EventKind::OptedOut => "The person opted out",
        EventKind::FundingSet => "What pays for the support changed",
        EventKind::MajorIncidentFound => "Found to be part of a major incident",
        EventKind::NeedsAssessed => "Needs assessed",
        EventKind::AskedAgain => "Asked again how things are",
        EventKind::PlanStepAgreed => "A step of the plan agreed",
        EventKind::PlanStepEnded => "A step of the plan ended",
        EventKind::HateReportMade => "Report of a hate crime made",
        EventKind::HateReportSent => "Report of a hate crime sent to the force",
        EventKind::HateReportWithdrawn => "The person took back that they agreed to a report of a hate crime",
        EventKind::UpdateAsked => "Asked what is happening in the case",
        EventKind::UpdateChased => "Asked again, as no answer had come",
        EventKind::UpdateAnswered => "Answer on what is happening",
        EventKind::UpdateNotAnswered => "No answer on what is happening",
        EventKind::UpdateTold => "The person was told what is happening",
        EventKind::UpdateLeft => "Left: nobody tells the person what is happening",
        EventKind::RoomBooked => "Room booked",
        EventKind::RoomMoved => "Booking of a room moved",
        EventKind::RoomFreed => "Booking of a room ended",
    }
}

pub(super) const fn note_words(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Support => "Support",
        NoteKind::Counselling => "Counselling",
        NoteKind::Adviser => "Independent adviser",
        NoteKind::CaseUpdate => "Update on the case",
    }
}

/// Who reads a note of this kind.
pub(super) const fn note_hint(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Support => "For whoever supports the person. Never for the police.",
        NoteKind::Counselling => "What is said in counselling. Never for the police or volunteers.",
        NoteKind::Adviser => "What an independent adviser is told. Never for the police or volunteers.",
        NoteKind::CaseUpdate => "For whoever sees the case, the police too where they do: nothing that the person told in confidence.",
    }
}

/// An act as the audit keeps it, in words.
pub(super) fn act_words(act: &str) -> String {
    match act.strip_prefix("refused:") {
        Some(refused) => format!("Was refused: {}", in_words(refused).to_lowercase()),
        None => in_words(act),
    }
}

pub(super) const fn ring_fence_words(class: RingFence) -> &'static str {
    match class {
        RingFence::SexualViolence => "Sexual violence",
        RingFence::ChildSexualAbuse => "Child sexual abuse",
        RingFence::StaffVictim => "A victim who works for the hub or the police",
        RingFence::ProtectedAddress => "A protected address",
    }
}

pub(super) const fn given_how_words(how: GivenHow) -> &'static str {
    match how {
        GivenHow::Verbal => "They agreed, by word of mouth",
        GivenHow::Written => "They agreed in writing",
        GivenHow::Online => "They agreed online",
        GivenHow::PoliceRelayed => "They agreed, as the police told us",
    }
}

/// A language by its ISO 639 code; the code itself where it is none of those most spoken.
pub(super) fn language(code: &str) -> &str {
    people::language::name(code).unwrap_or(code)
}
