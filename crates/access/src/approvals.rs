//! A second person's yes to an act that needs one: asked for by one, given by another, used once, within a day.

use jiff::{SignedDuration, Timestamp};
use kernel::{Id, IdMaker, PersonId, UserId};
use policy::{Act, Actor, kind};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::{Pair, Permit, sql};

/// The kind of an approval's id.
#[derive(Debug, Clone, Copy)]
pub enum Approval {}
/// An approval.
pub type ApprovalId = Id<Approval>;

/// How long after it was asked for a yes can be given and used.
pub const VALID_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A request that waits for a second person.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The request.
    pub id: ApprovalId,
    /// What is to be done.
    pub act: Act,
    /// About whom.
    pub person: PersonId,
    /// For joining, the other of the two: a yes is for this pair and no other.
    pub other: Option<PersonId>,
    /// Who asks.
    pub asked_by: UserId,
    /// Since when.
    pub asked_at: Timestamp,
}

impl FromRow for Waiting {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            act: row.word(1)?,
            person: row.get(2)?,
            asked_by: row.get(3)?,
            asked_at: row.get(4)?,
            other: row.get(5)?,
        })
    }
}

/// Asks for a second person's yes. Whoever may not do the act itself need not ask: a yes changes nothing else.
///
/// # Errors
/// As the database says.
pub fn ask(tx: &mut Tx<'_>, ids: &mut IdMaker, asker: UserId, act: Act, person: PersonId, at: Timestamp) -> Result<ApprovalId> {
    ask_about(tx, ids, asker, act, (person, None), at)
}

/// [`ask`] for an act on two people, such as [`Act::Join`]: what is asked is that one of the two that may do the act does it, since whoever
/// asks has looked too.
///
/// # Errors
/// As the database says.
pub fn ask_pair(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    asker: UserId,
    act: Act,
    (one, other): (PersonId, PersonId),
    at: Timestamp,
) -> Result<ApprovalId> {
    ask_about(tx, ids, asker, act, (one, Some(other)), at)
}

fn ask_about(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    asker: UserId,
    act: Act,
    (person, other): (PersonId, Option<PersonId>),
    at: Timestamp,
) -> Result<ApprovalId> {
    let id: ApprovalId = ids.make();
    tx.execute_one(sql::ASK_APPROVAL, &[&id, &act.as_str(), &person, &asker, &at, &other])?;
    Ok(id)
}

/// What waits for a yes and can still get one.
///
/// # Errors
/// As the database says.
pub fn waiting(conn: &mut Conn, at: Timestamp) -> Result<Vec<Waiting>> {
    conn.all(sql::APPROVALS_WAITING, &[&(at - VALID_FOR)])
}

/// Says yes to what somebody else asked about this person.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such request, it is over, or it is their own.
pub fn approve(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Approve>, approval: ApprovalId) -> Result<()> {
    let since = permit.at() - VALID_FOR;
    tx.execute_one(sql::APPROVE, &[&approval, &permit.about(), &permit.user(), &permit.at(), &since, &permit.about()])
}

/// [`approve`] for what was asked about two people, by somebody who may say yes about both.
///
/// # Errors
/// As [`approve`].
pub fn approve_pair(tx: &mut Tx<'_>, pair: &Pair<'_, kind::Approve>, approval: ApprovalId) -> Result<()> {
    let (one, other) = (pair.one(), pair.other().about());
    tx.execute_one(sql::APPROVE, &[&approval, &one.about(), &one.user(), &one.at(), &(one.at() - VALID_FOR), &other])
}

/// Says no to what somebody else asked about this person; they may ask again.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such request, it is over, or it is their own.
pub fn decline(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Approve>, approval: ApprovalId) -> Result<()> {
    tx.execute_one(sql::DECLINE, &[&approval, &permit.about(), &permit.user(), &permit.at()])
}

/// Whether somebody else has said yes to this act of theirs and it is not used yet, so that a page need not ask for more. Permits nothing.
///
/// # Errors
/// As the database says.
pub fn has_yes(conn: &mut Conn, act: Act, person: PersonId, actor: &Actor, at: Timestamp) -> Result<bool> {
    Ok(find(conn, act, person, actor, at)?.is_some())
}

pub(crate) fn find(conn: &mut Conn, act: Act, person: PersonId, actor: &Actor, at: Timestamp) -> Result<Option<ApprovalId>> {
    match (act, actor.user_id()) {
        (Act::Export | Act::Erase, Some(user)) => conn.maybe(sql::APPROVED, &[&act.as_str(), &person, &user, &(at - VALID_FOR)]),
        _ => Ok(None),
    }
}

/// [`has_yes`] for an act on two people: whether two people want it, of whom this is one.
///
/// # Errors
/// As the database says.
pub fn has_yes_to_pair(conn: &mut Conn, act: Act, pair: (PersonId, PersonId), actor: &Actor, at: Timestamp) -> Result<bool> {
    Ok(find_pair(conn, act, pair, actor, at)?.is_some())
}

pub(crate) fn find_pair(
    conn: &mut Conn,
    act: Act,
    (one, other): (PersonId, PersonId),
    actor: &Actor,
    at: Timestamp,
) -> Result<Option<ApprovalId>> {
    match (act, actor.user_id()) {
        (Act::Join, Some(user)) => conn.maybe(sql::WANTED_OF_PAIR, &[&act.as_str(), &one, &other, &user, &(at - VALID_FOR)]),
        _ => Ok(None),
    }
}

/// What somebody else proposed and this user does has their yes by that.
pub(crate) fn use_up(tx: &mut Tx<'_>, approval: ApprovalId, user: Option<UserId>, at: Timestamp) -> Result<()> {
    tx.execute_one(sql::USE_APPROVAL, &[&approval, &at, &user])
}
