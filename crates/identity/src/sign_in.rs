//! Signing in and out. Every failure gets the same answer; success and failure each leave an audit row.

use access::Actor;
use jiff::Timestamp;
use kernel::{Email, IdMaker, Purpose, StaffRole, UserId};
use store::{Conn, Result, Tx};

use crate::password::{self, PasswordHash};
use vault::{NoSecrets, Secrets};

use crate::{PasswordCost, Session, Token, sessions, sql};

/// An account somebody is trying to sign in to.
#[derive(Debug, Clone)]
pub struct Account {
    id: UserId,
    password: PasswordHash,
    is_disabled: bool,
}

impl Account {
    /// Whose it is.
    pub const fn id(&self) -> UserId {
        self.id
    }
}

/// The account of this e-mail address, disabled ones too.
///
/// # Errors
/// As the database says.
pub fn account(c: &mut Conn, email: &Email) -> Result<Option<Account>> {
    let found: Option<(UserId, String, Option<Timestamp>)> = c.maybe(sql::ACCOUNT, &[&email.key()])?;
    Ok(found.map(|(id, hash, disabled)| Account { id, password: PasswordHash::kept(hash), is_disabled: disabled.is_some() }))
}

/// Whether this password opens this account. Slow on purpose, and equally slow when there is no such account or it is disabled.
pub fn is_password_of(account: Option<&Account>, password: &str, cost: PasswordCost) -> bool {
    let right = password::is_password(password, account.map(|account| &account.password), cost);
    right && account.is_some_and(|account| !account.is_disabled)
}

/// The secrets of a session to come, made before its transaction so that a rerun of that makes the same session.
#[derive(Debug, Clone)]
pub struct FreshSession {
    token: Token,
    form_secret: Token,
}

impl FreshSession {
    /// New secrets.
    ///
    /// # Errors
    /// As [`Secrets::bytes`].
    pub fn new(secrets: &dyn Secrets) -> Result<Self, NoSecrets> {
        Ok(Self { token: Token::fresh(secrets)?, form_secret: Token::fresh(secrets)? })
    }
}

/// Signs in whoever gave the right password: ends the session this browser had, starts a new one under a new token.
///
/// # Errors
/// [`store::Error::NotFound`] when the account was disabled or its password changed since it was read; or what the database says.
pub fn sign_in(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    account: &Account,
    fresh: &FreshSession,
    had: Option<&Token>,
    at: Timestamp,
) -> Result<Session> {
    let held = format!("{}{}", sql::STILL_AS_READ, tx.for_update());
    let (name, role, team): (String, String, Option<String>) = tx.one(&held, &[&account.id, account.password.reveal()])?;
    let role = StaffRole::parse(&role).ok_or_else(|| store::Error::Other("a user's role is not of its list".into()))?;
    start_session(tx, ids, Actor::staff(account.id, name, role, team), fresh, had, at)
}

/// Starts the session of somebody who has proved who they are, in place of the one this browser had.
pub(crate) fn start_session(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    actor: Actor,
    fresh: &FreshSession,
    had: Option<&Token>,
    at: Timestamp,
) -> Result<Session> {
    let user = actor.user_id().ok_or_else(|| store::Error::Other("a session is somebody's".into()))?;
    if let Some(had) = had {
        sessions::end_session(tx, had)?;
    }
    let session = Session::new(fresh.token.clone(), fresh.form_secret.clone(), actor, at);
    sessions::start(tx, &session, user)?;
    note(tx, ids, Some(user), "sign_in", at)?;
    Ok(session)
}

/// Notes a failed attempt: against the account if there is one, else against nobody; what was typed is never kept.
///
/// # Errors
/// As the database says.
pub fn note_failed_sign_in(tx: &mut Tx<'_>, ids: &mut IdMaker, account: Option<&Account>, at: Timestamp) -> Result<()> {
    note(tx, ids, account.map(Account::id), "sign_in_failed", at)
}

/// Ends the session of this token.
///
/// # Errors
/// As the database says.
pub fn sign_out(tx: &mut Tx<'_>, ids: &mut IdMaker, token: &Token, at: Timestamp) -> Result<()> {
    match sessions::end_session(tx, token)? {
        Some(user) => note(tx, ids, Some(user), "sign_out", at),
        None => Ok(()),
    }
}

fn note(tx: &mut Tx<'_>, ids: &mut IdMaker, user: Option<UserId>, act: &str, at: Timestamp) -> Result<()> {
    audit::write(tx, ids, [audit::Entry { at, user, act, purpose: Purpose::Administration, person: None, case: None }])
}
