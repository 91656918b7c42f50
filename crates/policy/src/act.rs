//! What somebody may want to do, as words and as types.

use kernel::{CaseId, PersonId, Purpose, words};

use crate::{CaseFacts, PersonFacts, Subject};

/// The record an act is done on, as it stood when it was permitted.
pub trait Record: Clone {
    /// Whom it is about, if anybody.
    fn person(&self) -> Option<PersonId>;
    /// Which case it is about, if any.
    fn case(&self) -> Option<CaseId>;
    /// It as the policies are asked about it.
    fn subject(&self) -> Subject<'_>;
}

/// No record in particular: the hub as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnHub;

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPerson(pub PersonFacts);

/// One case, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCase(pub CaseFacts);

impl Record for OnHub {
    fn person(&self) -> Option<PersonId> {
        None
    }
    fn case(&self) -> Option<CaseId> {
        None
    }
    fn subject(&self) -> Subject<'_> {
        Subject::Hub
    }
}

impl Record for OnPerson {
    fn person(&self) -> Option<PersonId> {
        Some(self.0.person)
    }
    fn case(&self) -> Option<CaseId> {
        None
    }
    fn subject(&self) -> Subject<'_> {
        Subject::Person(&self.0)
    }
}

impl Record for OnCase {
    fn person(&self) -> Option<PersonId> {
        Some(self.0.person)
    }
    fn case(&self) -> Option<CaseId> {
        Some(self.0.case)
    }
    fn subject(&self) -> Subject<'_> {
        Subject::Case(&self.0)
    }
}

/// The type of one act: what a permit is for.
pub trait Kind {
    /// The act.
    const ACT: Act;
    /// On what it is done.
    type On: Record;
}

macro_rules! acts {
    ($($name:ident = $text:literal on $record:ident, $purpose:ident;)+) => {
        words! {
            /// What somebody wants to do. The text form is what the audit keeps.
            pub enum Act { $($name = $text),+ }
        }

        impl Act {
            /// What it is usually done for.
            pub const fn purpose(self) -> Purpose {
                match self { $(Self::$name => Purpose::$purpose),+ }
            }

            /// On what kind of record it is done.
            pub const fn scope(self) -> Scope {
                match self { $(Self::$name => Scope::$record),+ }
            }
        }

        /// A type for each act, so that what one permit is for cannot be taken for another.
        pub mod kind {
            $(
                #[doc = concat!("The act `", $text, "`.")]
                #[derive(Debug, Clone, Copy)]
                pub enum $name {}
                impl super::Kind for $name {
                    const ACT: super::Act = super::Act::$name;
                    type On = super::$record;
                }
            )+
        }
    };
}

/// On what kind of record an act is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// None in particular.
    OnHub,
    /// A person.
    OnPerson,
    /// A case.
    OnCase,
}

acts! {
    SeeWork = "see_work" on OnHub, Support;
    SearchPeople = "search_people" on OnHub, Support;
    ReadPerson = "read_person" on OnPerson, Support;
    ReadCase = "read_case" on OnCase, Support;
    SeeContact = "see_contact" on OnCase, Support;
    SeeAddress = "see_address" on OnCase, Support;
    SeeNotes = "see_notes" on OnCase, Support;
    TakeReferral = "take_referral" on OnHub, Support;
    TakeCase = "take_case" on OnCase, Support;
    GiveCase = "give_case" on OnCase, Supervision;
    HandOverCase = "hand_over_case" on OnCase, Support;
    RecordAttempt = "record_attempt" on OnCase, Support;
    FinishTask = "finish_task" on OnCase, Support;
    SettleReview = "settle_review" on OnCase, Support;
    ChangeContact = "change_contact" on OnCase, Support;
    WriteNote = "write_note" on OnCase, Support;
    RecordConsent = "record_consent" on OnCase, Support;
    SetRingFence = "set_ring_fence" on OnCase, Support;
    CloseCase = "close_case" on OnCase, Support;
    ReopenCase = "reopen_case" on OnCase, Support;
    OfferAgain = "offer_again" on OnCase, Support;
    OptOut = "opt_out" on OnCase, Support;
    SetFunding = "set_funding" on OnCase, Support;
    AssessNeeds = "assess_needs" on OnCase, Support;
    ReferOnward = "refer_onward" on OnCase, Support;
    AnswerReferral = "answer_referral" on OnCase, Support;
    Disclose = "disclose" on OnCase, Safeguarding;
    ReportHate = "report_hate" on OnCase, Support;
    AskForUpdate = "ask_for_update" on OnCase, Support;
    BookRoom = "book_room" on OnCase, Support;
    NameConflict = "name_conflict" on OnPerson, Supervision;
    LiftConflict = "lift_conflict" on OnPerson, Supervision;
    BreakGlass = "break_glass" on OnCase, Safeguarding;
    ReviewBreakGlass = "review_break_glass" on OnHub, Assurance;
    Approve = "approve" on OnPerson, Supervision;
    Export = "export" on OnPerson, Assurance;
    Erase = "erase" on OnPerson, Assurance;
    Join = "join" on OnPerson, Support;
    Part = "part" on OnPerson, Support;
    Hold = "hold" on OnPerson, Assurance;
    SeeWhoLooked = "see_who_looked" on OnPerson, Assurance;
    ReadAudit = "read_audit" on OnHub, Assurance;
    SeeFigures = "see_figures" on OnHub, Statistics;
    SeeRules = "see_rules" on OnHub, Administration;
    SampleContacts = "sample_contacts" on OnHub, Assurance;
    DeclareMajorIncident = "declare_major_incident" on OnHub, Supervision;
    SeeUsers = "see_users" on OnHub, Administration;
    AddUser = "add_user" on OnHub, Administration;
    ChangeUser = "change_user" on OnHub, Administration;
    DisableUser = "disable_user" on OnHub, Administration;
    RunIntake = "run_intake" on OnHub, Intake;
    RunRetention = "run_retention" on OnHub, Assurance;
}

impl Act {
    /// Whether the record is left as it was.
    pub const fn only_reads(self) -> bool {
        matches!(
            self,
            Self::SeeWork
                | Self::SearchPeople
                | Self::ReadPerson
                | Self::ReadCase
                | Self::SeeContact
                | Self::SeeAddress
                | Self::SeeNotes
                | Self::Export
                | Self::SeeWhoLooked
                | Self::ReadAudit
                | Self::SeeFigures
                | Self::SeeRules
                | Self::SampleContacts
                | Self::SeeUsers
        )
    }
}
