//! Signing in with a password, and out. Every failure gets the same answer; success and failure each leave an audit row.

use jiff::Timestamp;
use kernel::{Email, IdMaker, UserId};
use store::{Conn, FromRow, Result, Row, Tx};
use vault::{NoSecrets, Secrets};

use crate::events::{self, AccountEvent};
use crate::password::{self, PasswordHash};
use crate::{How, PasswordCost, Session, Token, Visit, sessions, sql};

/// An account somebody is trying to sign in to.
#[derive(Debug, Clone)]
pub struct Account {
    id: UserId,
    /// Nobody signs in with a password to an account that has none.
    password: Option<PasswordHash>,
    first_password_until: Option<Timestamp>,
    is_disabled: bool,
}

impl Account {
    /// Whose it is.
    pub const fn id(&self) -> UserId {
        self.id
    }

    /// Whether somebody else knows the password too.
    pub const fn has_first_password(&self) -> bool {
        self.first_password_until.is_some()
    }
}

impl FromRow for Account {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (hash, disabled): (String, Option<Timestamp>) = (row.get(1)?, row.get(3)?);
        let password = (!hash.is_empty()).then(|| PasswordHash::kept(hash));
        Ok(Self { id: row.get(0)?, password, first_password_until: row.get(2)?, is_disabled: disabled.is_some() })
    }
}

/// The account of this e-mail address, disabled ones too.
///
/// # Errors
/// As the database says.
pub fn account(c: &mut Conn, email: &Email) -> Result<Option<Account>> {
    c.maybe(sql::ACCOUNT, &[&email.key()])
}

/// The account of somebody who is signed in.
///
/// # Errors
/// As the database says.
pub fn account_of(c: &mut Conn, user: UserId) -> Result<Option<Account>> {
    c.maybe(sql::ACCOUNT_OF, &[&user])
}

/// Whether this password opens this account. Slow on purpose, and equally slow when there is no such account, it is disabled, has no
/// password, or a first password whose time is over.
pub fn is_password_of(account: Option<&Account>, password: &str, cost: PasswordCost, now: Timestamp) -> bool {
    let right = password::is_password(password, account.and_then(|account| account.password.as_ref()), cost);
    let opens = |account: &Account| !account.is_disabled && account.first_password_until.is_none_or(|until| now < until);
    right && account.is_some_and(opens)
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

    /// What the browser's cookie will hold.
    pub const fn token(&self) -> &Token {
        &self.token
    }

    pub(crate) const fn form_secret(&self) -> &Token {
        &self.form_secret
    }
}

/// Signs in whoever gave the right password: ends the session this browser had, starts a new one under a new token. Whoever has a second
/// factor can do nothing in it but give that.
///
/// # Errors
/// [`store::Error::NotFound`] when the account was disabled or its password changed since it was read; or what the database says.
pub fn sign_in(tx: &mut Tx<'_>, ids: &mut IdMaker, account: &Account, fresh: &FreshSession, visit: &Visit, at: Timestamp) -> Result<()> {
    hold_as_read(tx, account)?;
    sessions::start_session(tx, ids, account.id, fresh, How::Password, None, visit, at)
}

fn hold_as_read(tx: &mut Tx<'_>, account: &Account) -> Result<()> {
    let hash = account.password.as_ref().map(PasswordHash::reveal).ok_or(store::Error::NotFound)?;
    let held = format!("{}{}", sql::STILL_AS_READ, tx.for_update());
    tx.one::<UserId>(&held, &[&account.id, hash]).map(|_| ())
}

/// Notes a failed attempt: against the account if there is one, else against nobody; what was typed is never kept.
///
/// # Errors
/// As the database says.
pub fn note_failed_sign_in(tx: &mut Tx<'_>, ids: &mut IdMaker, account: Option<&Account>, at: Timestamp) -> Result<()> {
    events::audit(tx, ids, account.map(Account::id), "sign_in_failed", at)
}

/// Ends the session of this token.
///
/// # Errors
/// As the database says.
pub fn sign_out(tx: &mut Tx<'_>, ids: &mut IdMaker, token: &Token, at: Timestamp) -> Result<()> {
    match sessions::end_session(tx, token)? {
        Some(user) => events::audit(tx, ids, Some(user), "sign_out", at),
        None => Ok(()),
    }
}

/// Gives an account another password, chosen by its owner, and ends the owner's other sessions.
///
/// # Errors
/// [`store::Error::NotFound`] when the account was disabled or its password changed since it was read; or what the database says.
pub fn change_password(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    session: &Session,
    account: &Account,
    new: &PasswordHash,
    at: Timestamp,
) -> Result<()> {
    hold_as_read(tx, account)?;
    let old = account.password.as_ref().map(PasswordHash::reveal).ok_or(store::Error::NotFound)?;
    tx.execute_one(sql::CHANGE_PASSWORD, &[&account.id, old, new.reveal()])?;
    events::note(tx, ids, account.id, Some(account.id), AccountEvent::PasswordChanged, at)?;
    sessions::end_others(tx, ids, session, at)
}
