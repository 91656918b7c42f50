//! What happened to an account: noted for its owner, for whoever looks after accounts, and in the audit.

use jiff::Timestamp;
use kernel::{Id, IdMaker, Purpose, UserId, words};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::sql;

words! {
    /// Something that happened to an account.
    pub enum AccountEvent {
        Added = "account_added",
        Changed = "account_changed",
        Disabled = "account_disabled",
        PasswordChanged = "password_changed",
        PasswordReset = "password_reset",
        AuthenticatorAdded = "authenticator_added",
        AuthenticatorRemoved = "authenticator_removed",
        PasskeyAdded = "passkey_added",
        PasskeyRemoved = "passkey_removed",
        RecoveryCodesMade = "recovery_codes_made",
        RecoveryCodeUsed = "recovery_code_used",
        FactorGiven = "factor_given",
        FactorFailed = "factor_failed",
        FactorsReset = "factors_reset",
        SignedInAnew = "signed_in_in_a_new_browser",
        SessionsEnded = "sessions_ended",
    }
}

impl AccountEvent {
    /// It in a sentence.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Added => "The account was added.",
            Self::Changed => "The role, team or clearance was changed.",
            Self::Disabled => "The account was disabled.",
            Self::PasswordChanged => "The password was changed.",
            Self::PasswordReset => "The password was replaced by a first password.",
            Self::AuthenticatorAdded => "An authenticator app was added.",
            Self::AuthenticatorRemoved => "The authenticator app was removed.",
            Self::PasskeyAdded => "A passkey was added.",
            Self::PasskeyRemoved => "A passkey was removed.",
            Self::RecoveryCodesMade => "Ten recovery codes were made.",
            Self::RecoveryCodeUsed => "A recovery code was used.",
            Self::FactorGiven => "The second factor was given.",
            Self::FactorFailed => "Somebody with the password gave a wrong second factor.",
            Self::FactorsReset => "All second factors were removed.",
            Self::SignedInAnew => "Signed in in a new browser.",
            Self::SessionsEnded => "Other sessions were ended.",
        }
    }
}

/// The kind of an event's id.
enum Event {}

/// Notes that this happened to an account; in the audit too, where its owner did it.
pub(crate) fn note(tx: &mut Tx<'_>, ids: &mut IdMaker, whose: UserId, by: Option<UserId>, what: AccountEvent, at: Timestamp) -> Result<()> {
    let id: Id<Event> = ids.make();
    tx.execute_one(sql::NOTE_EVENT, &[&id, &whose, &at, &what.as_str(), &by])?;
    // What somebody does to another's account is in the audit by its permit, and a new browser by its sign-in.
    let is_own = by == Some(whose) && what != AccountEvent::SignedInAnew;
    if is_own { audit(tx, ids, by, what.as_str(), at) } else { Ok(()) }
}

/// Notes an act of somebody about their own way of signing in.
pub(crate) fn audit(tx: &mut Tx<'_>, ids: &mut IdMaker, user: Option<UserId>, act: &str, at: Timestamp) -> Result<()> {
    audit::write(tx, ids, [audit::Entry { at, user, act, purpose: Purpose::Administration, person: None, case: None }])
}

/// Something that happened to an account, and who did it.
#[derive(Clone, PartialEq, Eq)]
pub struct Happened {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: AccountEvent,
    /// Who; nobody for the operator.
    pub by: Option<UserId>,
    /// Their name.
    pub by_name: Option<String>,
}

impl std::fmt::Debug for Happened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Happened({})", self.what)
    }
}

impl FromRow for Happened {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { at: row.get(0)?, what: row.word(1)?, by: row.get(2)?, by_name: row.get(3)? })
    }
}

/// The last twenty things that happened to an account, the latest first.
///
/// # Errors
/// As the database says.
pub fn happened(c: &mut Conn, whose: UserId) -> Result<Vec<Happened>> {
    c.all(sql::EVENTS, &[&whose])
}

/// How often since then somebody who knew the password gave a wrong second factor.
///
/// # Errors
/// As the database says.
pub fn failed_factors_since(c: &mut Conn, whose: UserId, since: Timestamp) -> Result<i64> {
    c.one(sql::EVENTS_SINCE, &[&whose, &AccountEvent::FactorFailed.as_str(), &since])
}
