//! Who works here.

use jiff::Timestamp;
use kernel::{Email, IdMaker, StaffRole, UserId};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::{PasswordHash, sql};
use access::{Permit, kind};

/// Somebody who works here and has an account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The address they sign in with.
    pub email: String,
    /// The name to show.
    pub name: String,
    /// What they do.
    pub role: StaffRole,
    /// The team they are in.
    pub team: Option<String>,
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
        Ok(Self { id: row.get(0)?, email: row.get(1)?, name: row.get(2)?, role: row.word(3)?, team: row.get(4)?, disabled_at: row.get(5)? })
    }
}

/// An account to be made.
#[derive(Clone)]
pub struct NewUser {
    /// The address to sign in with.
    pub email: Email,
    /// The name to show.
    pub name: String,
    /// What they will do.
    pub role: StaffRole,
    /// The team they will be in.
    pub team: Option<String>,
    /// Their password, checked with [`crate::check_password`] and hashed.
    pub password: PasswordHash,
}

impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewUser({})", self.role)
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
    let (email, key, role) = (new.email.reveal(), new.email.key(), new.role.as_str());
    tx.execute_one(sql::ADD_USER, &[&id, &email, &key, &new.name, &role, &new.team, new.password.reveal(), &permit.at()])?;
    Ok(Some(id))
}

/// Disables an account and ends its sessions at once. Nothing happens to one that is disabled already.
///
/// # Errors
/// As the database says.
pub fn disable_user(tx: &mut Tx<'_>, permit: &Permit<'_, kind::DisableUser>, user: UserId) -> Result<()> {
    tx.execute(sql::DISABLE_USER, &[&user, &permit.at()])?;
    tx.execute(sql::END_SESSIONS_OF, &[&user]).map(|_| ())
}

/// Everybody with an account, by name, disabled ones too.
///
/// # Errors
/// As the database says.
pub fn users(c: &mut Conn) -> Result<Vec<User>> {
    c.all(sql::USERS, &[])
}

/// The account of this e-mail address.
///
/// # Errors
/// As the database says.
pub fn find_user(c: &mut Conn, email: &Email) -> Result<Option<User>> {
    c.maybe(sql::USER_BY_KEY, &[&email.key()])
}
