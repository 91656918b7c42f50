//! Who works here: joiners, movers and leavers.

use access::{Permit, kind};
use jiff::{SignedDuration, Timestamp};
use kernel::{Email, IdMaker, RingFences, UserId};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::events::{self, AccountEvent};
use crate::{PasswordHash, Post, factors, sql};

/// A first password opens the account for this long.
pub const FIRST_PASSWORD_FOR: SignedDuration = SignedDuration::from_hours(72);

/// Somebody who works here and has an account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The address they sign in with.
    pub email: String,
    /// The name to show.
    pub name: String,
    /// What they do, for whom.
    pub post: Post,
    /// Until when the password they were given opens the account; `None` when they have chosen their own.
    pub first_password_until: Option<Timestamp>,
    /// Since when they may no longer sign in.
    pub disabled_at: Option<Timestamp>,
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "User({})", self.id)
    }
}

impl FromRow for User {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let post = Post {
            role: row.word(3)?,
            agency: row.get(4)?,
            team: row.get(5)?,
            desk: row.get(6)?,
            cleared: RingFences::from_bits(row.get(7)?),
        };
        Ok(Self {
            id: row.get(0)?,
            email: row.get(1)?,
            name: row.get(2)?,
            post,
            first_password_until: row.get(8)?,
            disabled_at: row.get(9)?,
        })
    }
}

/// An account to be made.
#[derive(Clone)]
pub struct NewUser {
    /// The address to sign in with.
    pub email: Email,
    /// The name to show.
    pub name: String,
    /// What they will do, for whom; checked with [`Post::check`].
    pub post: Post,
    /// Their password; `None` for somebody who only comes by single sign-on.
    pub password: Option<PasswordHash>,
    /// Until when that password opens the account, to choose another; `None` when nobody else knows it.
    pub first_password_until: Option<Timestamp>,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewUser({})", self.post.role)
    }
}

/// Makes an account. `None` when this e-mail address, in capitals or not, already has one.
///
/// # Errors
/// As the database says.
pub fn add_user(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::AddUser>, new: &NewUser) -> Result<Option<UserId>> {
    if find_user(tx, &new.email)?.is_some() {
        return Ok(None);
    }
    let id: UserId = ids.make();
    let (email, key, post) = (new.email.reveal(), new.email.key(), &new.post);
    let (role, cleared, at) = (post.role.as_str(), post.cleared.bits(), permit.at());
    let hash = new.password.as_ref().map_or("", |hash| hash.reveal());
    tx.execute_one(
        sql::ADD_USER,
        &[&id, &email, &key, &new.name, &role, &post.agency, &post.team, &post.desk, &cleared, &hash, &new.first_password_until, &at],
    )?;
    events::note(tx, ids, id, permit.user(), AccountEvent::Added, at)?;
    Ok(Some(id))
}

/// Gives somebody another post. Their sessions have it from their next request on.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such account, or it is one's own; or what the database says.
pub fn change_user(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::ChangeUser>, user: UserId, post: &Post) -> Result<()> {
    not_ones_own(permit.user(), user)?;
    let (role, cleared) = (post.role.as_str(), post.cleared.bits());
    tx.execute_one(sql::CHANGE_USER, &[&user, &role, &post.agency, &post.team, &post.desk, &cleared])?;
    events::note(tx, ids, user, permit.user(), AccountEvent::Changed, permit.at())
}

/// Nobody gives themselves a role, a clearance or a way past their second factor.
fn not_ones_own(by: Option<UserId>, user: UserId) -> Result<()> {
    if by == Some(user) { Err(store::Error::NotFound) } else { Ok(()) }
}

/// Disables an account and ends its sessions at once. Gives the references of the open cases that need another worker. Nothing happens to an
/// account that is disabled already.
///
/// # Errors
/// [`store::Error::NotFound`] when the account is one's own; or what the database says.
pub fn disable_user(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::DisableUser>, user: UserId) -> Result<Vec<String>> {
    not_ones_own(permit.user(), user)?;
    if tx.execute(sql::DISABLE_USER, &[&user, &permit.at()])? == 1 {
        events::note(tx, ids, user, permit.user(), AccountEvent::Disabled, permit.at())?;
    }
    for statement in [sql::END_SESSIONS_OF, sql::FORGET_BROWSERS_OF] {
        tx.execute(statement, &[&user])?;
    }
    tx.all(sql::CASES_OF, &[&user])
}

/// The references of the open cases somebody works, for whoever hands them over. Of nobody's record is anything else told.
///
/// # Errors
/// As the database says.
pub fn cases_of(tx: &mut Tx<'_>, _permit: &Permit<'_, kind::SeeUsers>, user: UserId) -> Result<Vec<String>> {
    tx.all(sql::CASES_OF, &[&user])
}

/// Gives an account a first password in place of the one it had, and ends its sessions. The second factor stays as it is.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such account, it is disabled, or it is one's own; or what the database says.
pub fn reset_password(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::ChangeUser>,
    user: UserId,
    first: &PasswordHash,
) -> Result<()> {
    not_ones_own(permit.user(), user)?;
    tx.execute_one(sql::SET_FIRST_PASSWORD, &[&user, first.reveal(), &(permit.at() + FIRST_PASSWORD_FOR)])?;
    tx.execute(sql::END_SESSIONS_OF, &[&user])?;
    events::note(tx, ids, user, permit.user(), AccountEvent::PasswordReset, permit.at())
}

/// Removes every second factor of somebody who has lost them all, and ends their sessions. Be sure who asks.
///
/// # Errors
/// [`store::Error::NotFound`] when the account is one's own; or what the database says.
pub fn reset_factors(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::ChangeUser>, user: UserId) -> Result<()> {
    not_ones_own(permit.user(), user)?;
    factors::remove_all(tx, user)?;
    tx.execute(sql::END_SESSIONS_OF, &[&user])?;
    events::note(tx, ids, user, permit.user(), AccountEvent::FactorsReset, permit.at())
}

/// Ends every session of somebody.
///
/// # Errors
/// As the database says.
pub fn end_sessions_of(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::ChangeUser>, user: UserId) -> Result<()> {
    tx.execute(sql::END_SESSIONS_OF, &[&user])?;
    events::note(tx, ids, user, permit.user(), AccountEvent::SessionsEnded, permit.at())
}

/// Everybody with an account, by name, disabled ones too.
///
/// # Errors
/// As the database says.
pub fn users(c: &mut Conn) -> Result<Vec<User>> {
    c.all(sql::USERS, &[])
}

/// The account by its id.
///
/// # Errors
/// As the database says.
pub fn user(c: &mut Conn, id: UserId) -> Result<Option<User>> {
    c.maybe(sql::USER, &[&id])
}

/// The account of this e-mail address.
///
/// # Errors
/// As the database says.
pub fn find_user(c: &mut Conn, email: &Email) -> Result<Option<User>> {
    c.maybe(sql::USER_BY_KEY, &[&email.key()])
}
