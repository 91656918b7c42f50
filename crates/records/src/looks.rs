//! Who looked at records: at one person's, and at all, by references.

use std::collections::HashMap;

use access::{Permit, as_the_program, kind};
use jiff::Timestamp;
use kernel::UserId;
use store::{Conn, FromRow, Result, Row};

use crate::sql;

/// An account by number, and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account.
    pub user: UserId,
    /// Its name, for those who look at one person's record.
    pub name: Option<String>,
    /// Its role, as a word.
    pub role: String,
}

/// Once that somebody looked.
#[derive(Debug, Clone)]
pub struct Seen {
    /// What they did.
    pub look: audit::Look,
    /// Who; nobody for the program and the operator.
    pub by: Option<Account>,
}

/// Who looked at the person the permit is about, the newest first: so many after so many; and how many there are in all.
///
/// # Errors
/// As the database says.
pub fn at_person(conn: &mut Conn, permit: &Permit<'_, kind::SeeWhoLooked>, most: usize, after: usize) -> Result<(Vec<Seen>, usize)> {
    let looks = audit::who_looked(conn, permit.about())?;
    let total = looks.len();
    let page: Vec<audit::Look> = looks.into_iter().skip(after).take(most).collect();
    let users: Vec<UserId> = page.iter().filter_map(|look| look.user).collect();
    let named: Vec<(UserId, String, String)> = conn.all_among(sql::NAMED_AMONG, &users)?;
    let named: HashMap<UserId, Account> =
        named.into_iter().map(|(user, name, role)| (user, Account { user, name: Some(name), role })).collect();
    let seen = |look: audit::Look| Seen { by: look.user.and_then(|user| named.get(&user).cloned()), look };
    Ok((page.into_iter().map(seen).collect(), total))
}

/// An entry of the audit, by references.
#[derive(Debug, Clone)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Whose account, and its role; nobody for the program and the operator.
    pub by: Option<(UserId, Option<String>)>,
    /// What, as a word.
    pub act: String,
    /// Why, as a word.
    pub purpose: String,
    /// On which case.
    pub case: Option<String>,
    /// Whether it was about a person.
    pub on_a_person: bool,
}

impl FromRow for Entry {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let (user, role): (Option<UserId>, Option<String>) = (row.get(1)?, row.get(2)?);
        Ok(Self {
            at: row.get(0)?,
            by: user.map(|user| (user, role)),
            act: row.get(4)?,
            purpose: row.get(5)?,
            case: row.get(6)?,
            on_a_person: row.get(7)?,
        })
    }
}

/// The newest entries of the audit: so many after so many.
///
/// # Errors
/// As the database says.
pub fn recent(conn: &mut Conn, _permit: &Permit<'_, kind::ReadAudit>, most: u32, after: u32) -> Result<Vec<Entry>> {
    // The reference of a case is all that is told of it.
    as_the_program(conn, |conn| conn.all(sql::RECENT, &[&most, &after]))
}
