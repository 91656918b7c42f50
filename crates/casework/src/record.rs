//! A case and what belongs to it, as they are kept.

use jiff::{Timestamp, civil::Date};
pub use kernel::Ending;
use kernel::{
    Basis, CaseId, DueId, EnhancedCategory, EventId, FlagSet, IncidentId, IncidentKind, Level, PersonId, ReviewId, ReviewKind, RingFences,
    Role, Sensitive, SourceRowId, UserId, words,
};

words! {
    /// Whether a case is worked.
    pub enum CaseState { Open = "open", Closed = "closed" }
}

words! {
    /// What is due: a contact to offer, or something to do.
    pub enum DueKind { Offer = "offer", Task = "task" }
}

words! {
    /// Whether it still is.
    pub enum DueState { Open = "open", Done = "done", Withdrawn = "withdrawn" }
}

words! {
    /// Whether something still waits for a person to look at it.
    pub enum ReviewState { Open = "open", Done = "done" }
}

words! {
    /// An entry of the timeline.
    pub enum EventKind {
        Referred = "referred",
        Opened = "opened",
        Attached = "attached",
        Reopened = "reopened",
        Updated = "updated",
        Attempted = "attempted",
        Taken = "taken",
        Given = "given",
        HandedOver = "handed_over",
        SafetyChanged = "safety_changed",
        WrongContact = "wrong_contact",
        TaskFinished = "task_finished",
        ReviewSettled = "review_settled",
        Closed = "closed",
        GivenBack = "given_back",
        RingFenceSet = "ring_fence_set",
        ConsentGiven = "consent_given",
        ConsentWithdrawn = "consent_withdrawn",
        Joined = "joined",
        Parted = "parted",
        KeptApart = "kept_apart",
        KeptApartLifted = "kept_apart_lifted",
        ReviewLeft = "review_left",
        ServicesNamed = "services_named",
        ServicesChosen = "services_chosen",
        ReferredOnward = "referred_onward",
        ReferralAnswered = "referral_answered",
        LeadAgreed = "lead_agreed",
        Disclosed = "disclosed",
        OfferedAgain = "offered_again",
        FeedbackAsked = "feedback_asked",
        ReminderLeft = "reminder_left",
        NeverAgain = "never_again",
        OptedOut = "opted_out",
        FundingSet = "funding_set",
        MajorIncidentFound = "major_incident_found",
        NeedsAssessed = "needs_assessed",
        AskedAgain = "asked_again",
        PlanStepAgreed = "plan_step_agreed",
        PlanStepEnded = "plan_step_ended",
        HateReportMade = "hate_report_made",
        HateReportSent = "hate_report_sent",
        HateReportWithdrawn = "hate_report_withdrawn",
        UpdateAsked = "update_asked",
        UpdateChased = "update_chased",
        UpdateAnswered = "update_answered",
        UpdateNotAnswered = "update_not_answered",
        UpdateTold = "update_told",
        UpdateLeft = "update_left",
        RoomBooked = "room_booked",
        RoomMoved = "room_moved",
        RoomFreed = "room_freed",
    }
}

/// A case of support for one person.
#[derive(Debug, Clone)]
pub struct CaseRecord {
    /// Its id.
    pub id: CaseId,
    /// What people call it by.
    pub reference: String,
    /// Whose it is.
    pub person: PersonId,
    /// Open or closed.
    pub state: CaseState,
    /// When it was opened, or opened again.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Why it was closed.
    pub ending: Option<Ending>,
    /// Standard or enhanced rights.
    pub level: Level,
    /// On what grounds enhanced.
    pub categories: Vec<EnhancedCategory>,
    /// 1, 2 or 3.
    pub priority: u8,
    /// Where it goes.
    pub pathway: String,
    /// Who works it.
    pub team: String,
    /// On what ground it is held.
    pub basis: Basis,
    /// The worker who stays with the person.
    pub worker: Option<UserId>,
    /// When the earliest thing that is due is due.
    pub next_due_at: Option<Timestamp>,
    /// The ring-fenced classes it is in.
    pub ring_fence: RingFences,
    /// Whether something in it was never reported to the police.
    pub has_unreported: bool,
}

/// Something due on a case.
#[derive(Debug, Clone)]
pub struct DueRecord {
    /// Its id.
    pub id: DueId,
    /// The case.
    pub case: CaseId,
    /// An offer or a task.
    pub kind: DueKind,
    /// The channel of an offer, the kind of a task.
    pub what: String,
    /// The desk, where the hub has more than one.
    pub service: Option<String>,
    /// By when.
    pub due_at: Timestamp,
    /// The limit it came from, `2wd`.
    pub clock: String,
    /// The rule it came from.
    pub rule: String,
    /// Whether it still is due.
    pub state: DueState,
    /// When it ceased to be.
    pub ended_at: Option<Timestamp>,
    /// The row that caused it.
    pub source_row: Option<SourceRowId>,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct IncidentRecord {
    /// Its id.
    pub id: IncidentId,
    /// Whose reference it bears: the force's, or another body's.
    pub issuer: &'static str,
    /// The reference.
    pub crime_reference: Option<String>,
    /// What kind.
    pub kind: IncidentKind,
    /// Reported to the police.
    pub reported: bool,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// When it happened.
    pub occurred: (Option<Date>, Option<Date>),
    /// The Home Office code.
    pub offence_code: Option<String>,
    /// Where, as a small area of the census.
    pub lsoa: Option<Sensitive<String>>,
}

/// What was told of an incident by or for one person in it: theirs, and sealed under their key.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The offence as sent.
    pub offence_text: Option<Sensitive<String>>,
    /// The postcode of where it happened.
    pub postcode: Option<Sensitive<String>>,
    /// Where it happened, in words.
    pub location: Option<Sensitive<String>>,
}

/// What was told of an incident, as far as it has been read.
#[derive(Debug, Clone)]
pub enum Account {
    /// As the database has it, unopened.
    Sealed(Option<Vec<u8>>),
    /// As a row tells it.
    Told(Told),
}

/// A person's part in an incident.
#[derive(Debug, Clone)]
pub struct InvolvementRecord {
    /// Who.
    pub person: PersonId,
    /// In what.
    pub incident: IncidentId,
    /// In which case it is worked, if in any.
    pub case: Option<CaseId>,
    /// As what.
    pub role: Role,
    /// Flags, as sent and as implied.
    pub flags: FlagSet,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The row that told of it.
    pub source_row: SourceRowId,
    /// What it told.
    pub account: Account,
}

/// Something a person should look at.
#[derive(Debug, Clone)]
pub struct ReviewRecord {
    /// Its id.
    pub id: ReviewId,
    /// The case it is about.
    pub case: CaseId,
    /// What to look at.
    pub kind: ReviewKind,
    /// For a possible same person: who that may be.
    pub other_person: Option<PersonId>,
    /// Since when.
    pub created_at: Timestamp,
}

/// An entry of the timeline. `detail` holds words of closed lists, references, and what a worker wrote down: personal data, as the case is.
#[derive(Debug, Clone)]
pub struct EventRecord {
    /// Its id.
    pub id: EventId,
    /// The case.
    pub case: CaseId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Who did it; nobody when the program did.
    pub user: Option<UserId>,
    /// More, as JSON.
    pub detail: Option<String>,
}
