//! From somebody the provider vouches for to a session of the hub: which account is theirs, what they are here, and whether they get in.

use access::{Actor, Permit, Walls, kind};
use jiff::Timestamp;
use kernel::{Email, IdMaker, Purpose, StaffRole, UserId};
use store::{Conn, FromRow, Result, Row, Tx};

use super::attempt::ATTEMPT_LIMIT;
use super::{SecondFactor, Vouched, sql};
use crate::{ABSOLUTE_LIMIT, FreshSession, How, NewUser, PasswordHash, Post, Token, Visit, start_session};

/// What the hub makes of what a provider says; the hub's profile, in short.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The provider's word for a role, and the role; of several, the first decides.
    pub roles: Vec<(String, StaffRole)>,
    /// The provider's word for a group, and the team; of several, the first decides.
    pub teams: Vec<(String, String)>,
}

/// Somebody at the door, with what it takes to let them in.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Who the provider says they are.
    pub vouched: Vouched,
    /// What is made of it.
    pub rules: Rules,
    /// The password of an account made for them: one that nobody knows. `None` where the hub makes no accounts by itself.
    pub unknown_password: Option<PasswordHash>,
    /// The secrets of their session.
    pub fresh: FreshSession,
    /// From where they come.
    pub visit: Visit,
}

/// Why somebody whom the provider vouches for does not get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnedAway {
    /// It gives them no role that the hub knows.
    NoRole,
    /// They have no account, and none is made.
    NoAccount,
    /// An account cannot be made: the provider gives no e-mail address for it.
    NoAddress,
    /// An account cannot be made: another has their e-mail address. Whose that is, an address does not prove.
    AddressTaken,
    /// Their account is disabled.
    Disabled,
}

/// The account that is linked to a name at a provider.
struct Linked {
    user: UserId,
    role: StaffRole,
    team: Option<String>,
    is_disabled: bool,
}

impl FromRow for Linked {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let disabled: Option<Timestamp> = row.get(3)?;
        Ok(Self { user: row.get(0)?, role: row.word(1)?, team: row.get(2)?, is_disabled: disabled.is_some() })
    }
}

/// Whether somebody has an account of this name at the provider.
///
/// # Errors
/// As the database says.
pub fn has_account(c: &mut Conn, who: &Vouched) -> Result<bool> {
    let owner: Option<UserId> = c.maybe(sql::LINKED_TO, &[&who.issuer, &who.subject])?;
    Ok(owner.is_some())
}

/// Signs in whom the provider vouches for: as what it says they are now, under a new session that replaces the one this browser had. Whoever
/// is turned away leaves an audit row too.
///
/// # Errors
/// As the database says.
pub fn sign_in_vouched(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    walls: &Walls,
    arrival: &Arrival,
    at: Timestamp,
) -> Result<std::result::Result<(), TurnedAway>> {
    let who = &arrival.vouched;
    let held = format!("{}{}", sql::LINKED, tx.for_update());
    let linked: Option<Linked> = tx.maybe(&held, &[&who.issuer, &who.subject])?;
    let user = linked.as_ref().map(|linked| linked.user);
    let Some(role) = who.role(&arrival.rules.roles) else {
        // Whoever is nobody here any more is so in every browser.
        if let Some(user) = user {
            tx.execute(sql::END_SESSIONS_OF, &[&user])?;
        }
        return turn_away(tx, ids, user, TurnedAway::NoRole, at);
    };
    let team = who.team(&arrival.rules.teams).map(|team| team.map(str::to_owned));
    let account = match linked {
        Some(account) if account.is_disabled => return turn_away(tx, ids, user, TurnedAway::Disabled, at),
        Some(account) => moved(tx, ids, walls, account, role, team, at)?,
        None => match made(tx, ids, walls, arrival, role, team.flatten(), at)? {
            Ok(account) => account,
            Err(why) => return turn_away(tx, ids, None, why, at),
        },
    };
    tx.execute_one(sql::KNOWN_AS, &[&who.issuer, &who.subject, &who.sub])?;
    let factor_at = factor_at(who.second_factor, at);
    start_session(tx, ids, account.user, &arrival.fresh, How::SingleSignOn, factor_at, &arrival.visit, at).map(Ok)
}

/// The account as the provider says it is now: movers move at their next sign-in.
fn moved(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    walls: &Walls,
    account: Linked,
    role: StaffRole,
    team: Option<Option<String>>,
    at: Timestamp,
) -> Result<Linked> {
    let team = team.unwrap_or_else(|| account.team.clone());
    if account.role != role || account.team != team {
        walls.permit::<kind::ChangeUser>(tx, ids, &Actor::operator(), at)?;
        tx.execute_one(sql::MOVED, &[&account.user, &role.as_str(), &team])?;
    }
    Ok(Linked { role, team, ..account })
}

/// A new account, where the hub makes them by itself: by the operator's leave, who set it up so.
fn made(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    walls: &Walls,
    arrival: &Arrival,
    role: StaffRole,
    team: Option<String>,
    at: Timestamp,
) -> Result<std::result::Result<Linked, TurnedAway>> {
    let who = &arrival.vouched;
    let Some(password) = arrival.unknown_password.clone() else { return Ok(Err(TurnedAway::NoAccount)) };
    let Some(email) = who.email.as_ref().and_then(|email| Email::parse(email.reveal())) else { return Ok(Err(TurnedAway::NoAddress)) };
    if crate::find_user(tx, &email)?.is_some() {
        return Ok(Err(TurnedAway::AddressTaken));
    }
    let name = who.name.as_ref().map_or_else(|| email.reveal().to_owned(), |name| name.reveal().clone());
    let permit = walls.permit::<kind::AddUser>(tx, ids, &Actor::operator(), at)?;
    let post = Post { team: team.clone(), ..Post::of(role) };
    let new = NewUser { email, name, post, password: Some(password), first_password_until: None };
    let Some(user) = crate::add_user(tx, ids, &permit, &new)? else { return Ok(Err(TurnedAway::AddressTaken)) };
    tx.execute_one(sql::LINK, &[&who.issuer, &who.subject, &user, &at])?;
    Ok(Ok(Linked { user, role, team, is_disabled: false }))
}

/// When somebody gave their second factor, as a session has it. A provider that does not say when was asked to let nobody in who signed in
/// there longer ago than a session lasts; so it was then, and is not recent.
pub(super) fn factor_at(factor: SecondFactor, now: Timestamp) -> Option<Timestamp> {
    match factor {
        SecondFactor::NotSaid => None,
        SecondFactor::SomeTime => Some(now - ABSOLUTE_LIMIT),
        SecondFactor::At(at) => Some(at),
    }
}

fn turn_away<T>(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    user: Option<UserId>,
    why: TurnedAway,
    at: Timestamp,
) -> Result<std::result::Result<T, TurnedAway>> {
    note(tx, ids, user, "sign_in_failed", at)?;
    Ok(Err(why))
}

fn note(tx: &mut Tx<'_>, ids: &mut IdMaker, user: Option<UserId>, act: &str, at: Timestamp) -> Result<()> {
    audit::write(tx, ids, [audit::Entry { at, user, act, purpose: Purpose::Administration, person: None, case: None }])
}

/// Links an account to a name at a provider, in place of the one it had there. `false` when that name is another account's.
///
/// # Errors
/// As the database says.
pub fn link(tx: &mut Tx<'_>, permit: &Permit<'_, kind::ChangeUser>, user: UserId, issuer: &str, subject: &str) -> Result<bool> {
    let owner: Option<UserId> = tx.maybe(sql::LINKED_TO, &[&issuer, &subject])?;
    if owner.is_some_and(|owner| owner != user) {
        return Ok(false);
    }
    tx.execute(sql::UNLINK, &[&user, &issuer])?;
    tx.execute_one(sql::LINK, &[&issuer, &subject, &user, &permit.at()])?;
    Ok(true)
}

/// Ends every session of whoever has this `sub` at the provider, because they were signed out there. `false` when nobody has.
///
/// # Errors
/// As the database says.
pub fn end_sessions_of(tx: &mut Tx<'_>, ids: &mut IdMaker, issuer: &str, sub: &str, at: Timestamp) -> Result<bool> {
    let users: Vec<UserId> = tx.all(sql::SIGNED_IN_AS, &[&issuer, &sub])?;
    for user in &users {
        tx.execute(sql::END_SESSIONS_OF, &[user])?;
        note(tx, ids, Some(*user), "signed_out_elsewhere", at)?;
    }
    Ok(!users.is_empty())
}

/// Remembers that a browser set out to sign in, and where it wants to go on to; forgets those that took too long.
///
/// # Errors
/// As the database says.
pub fn set_out(tx: &mut Tx<'_>, browser: &Token, next: &str, at: Timestamp) -> Result<()> {
    tx.execute(sql::FORGET, &[&(at - ATTEMPT_LIMIT)])?;
    tx.execute_one(sql::SET_OUT, &[&browser.digest(), &next, &at])
}

/// Where a browser that comes back wants to go on to; `None` when it never set out, has come back before, or took too long. Once only.
///
/// # Errors
/// As the database says.
pub fn came_back(tx: &mut Tx<'_>, browser: &Token, at: Timestamp) -> Result<Option<String>> {
    let digest = browser.digest();
    let held = format!("{}{}", sql::ATTEMPT, tx.for_update());
    let found: Option<(String, Timestamp)> = tx.maybe(&held, &[&digest])?;
    tx.execute(sql::USED, &[&digest])?;
    Ok(found.filter(|(_, started)| at.duration_since(*started) < ATTEMPT_LIMIT).map(|(next, _)| next))
}
