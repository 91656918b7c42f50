//! Each act in words.

use crate::Act;

/// What an act is, for somebody who reads no code.
pub(super) const fn in_words(act: Act) -> &'static str {
    match act {
        Act::SeeWork => "See the list of work",
        Act::SearchPeople => "Search for people",
        Act::ReadPerson => "Read a person",
        Act::ReadCase => "Read a case",
        Act::SeeContact => "See phone numbers and e-mail",
        Act::SeeAddress => "See the address",
        Act::SeeNotes => "See notes",
        Act::TakeReferral => "Take a referral",
        Act::TakeCase => "Take a case",
        Act::GiveCase => "Give a case to somebody",
        Act::HandOverCase => "Hand a case over",
        Act::RecordAttempt => "Record an attempt to reach the person",
        Act::FinishTask => "Finish a task",
        Act::SettleReview => "Settle a review",
        Act::ChangeContact => "Change how the person is reached",
        Act::WriteNote => "Write a note",
        Act::RecordConsent => "Record consent",
        Act::SetRingFence => "Set a ring-fence",
        Act::CloseCase => "Close a case",
        Act::NameConflict => "Name somebody as conflicted",
        Act::LiftConflict => "Lift a conflict",
        Act::BreakGlass => "Break the glass",
        Act::ReviewBreakGlass => "Review break-glass",
        Act::Approve => "Approve as the second person",
        Act::Export => "Export everything on a person",
        Act::Erase => "Erase a person",
        Act::Join => "Join two records of a person",
        Act::Part => "Part records that were joined",
        Act::Hold => "Hold a person’s records back from erasure",
        Act::SeeWhoLooked => "See who looked at a person",
        Act::ReadAudit => "Read the audit",
        Act::SeeFigures => "See the figures",
        Act::SeeUsers => "See the accounts",
        Act::AddUser => "Add an account",
        Act::ChangeUser => "Change an account",
        Act::DisableUser => "Disable an account",
        Act::RunIntake => "Take transfers in",
        Act::RunRetention => "Run the retention schedule",
    }
}
