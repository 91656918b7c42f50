//! Breaking the glass: one case that is shut, for two hours, with a reason in words, an alert at once and a review that cannot be skipped.

use access::{Act, Actor, AlertKind, Permit, Walls, as_the_program, kind, note_refusal, raise_alert};
use jiff::{SignedDuration, Timestamp};
use kernel::{CaseId, CaseReference, Id, IdMaker, Sensitive, UserId};
use store::{Conn, Result, Tx};
use vault::Place;

use crate::sql;

/// The kind of the id of a broken glass.
#[derive(Debug, Clone, Copy)]
pub enum GlassKey {}
/// The id of a broken glass.
pub type GlassId = Id<GlassKey>;

/// How long the case is open then.
pub const OPEN_FOR: SignedDuration = SignedDuration::from_hours(2);
/// Whoever broke the glass and was not reviewed within this time does not break it again.
pub const REVIEWED_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Characters of a reason, at least and at most.
pub const REASON: (usize, usize) = (20, 2_000);

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The case is open until then.
    Broken {
        /// Which case.
        case: CaseId,
        /// Until when.
        until: Timestamp,
    },
    /// Nothing is open. Whether there is no such case, it is theirs to see anyway, or shut to them whatever happens, is not said.
    Nothing,
}

/// Where the reason is kept.
pub const fn reason_of(glass: GlassId) -> Place {
    Place::new("break_glass", glass.uuid(), "reason")
}

/// Breaks the glass on the case of this reference, if it is one that this opens. A refusal leaves its row in the audit, in this transaction.
///
/// # Errors
/// As the database says.
pub fn break_glass(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    walls: &Walls,
    actor: &Actor,
    reference: &CaseReference,
    reason: &Sensitive<String>,
    at: Timestamp,
) -> Result<Asked> {
    let case: Option<CaseId> = as_the_program(tx, |conn| conn.maybe(sql::CASE_BY_REFERENCE, &[&reference.as_str()]))?;
    let shut = match case {
        Some(case) if !walls.may_on_case(tx, actor, Act::ReadCase, case, at)? => Some(case),
        _ => None,
    };
    let permit = match shut.map(|case| walls.permit_case::<kind::BreakGlass>(tx, ids, actor, case, at)) {
        Some(Ok(permit)) => Some(permit),
        Some(Err(access::Error::Refused(_))) | None => None,
        Some(Err(access::Error::Store(error))) => return Err(error),
    };
    let Some((permit, user)) = permit.and_then(|permit| permit.user().map(|user| (permit, user))) else {
        note_refusal(tx, ids, actor, Act::BreakGlass, (None, case), at)?;
        return Ok(Asked::Nothing);
    };
    let until = at + OPEN_FOR;
    broken(tx, ids, &permit, user, reason, until)?;
    Ok(Asked::Broken { case: permit.case(), until })
}

fn broken(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::BreakGlass>,
    user: UserId,
    reason: &Sensitive<String>,
    until: Timestamp,
) -> Result<()> {
    let id: GlassId = ids.make();
    let reference = reference_of(id);
    let key = as_the_program(tx, |conn| people::keep::key_of(conn, permit.warrant(), permit.person()))?;
    let key = key.ok_or(store::Error::NotFound)?;
    let sealed = key.seal(reason_of(id), reason.reveal().as_bytes())?;
    tx.execute_one(sql::ADD_BREAK_GLASS, &[&id, &reference, &permit.case(), &permit.person(), &user, &sealed, &permit.at(), &until])?;
    raise_alert(tx, ids, permit.warrant(), AlertKind::BreakGlass, &reference)
}

/// What people call it by: like a case's reference, and of no case.
fn reference_of(id: GlassId) -> String {
    let (_, random) = id.uuid().as_u64_pair();
    CaseReference::from_number(random % CaseReference::COUNT).map_or_else(|| id.to_string(), |reference| reference.as_str().to_owned())
}

/// Until when the case is open to whoever was permitted because they broke the glass on it.
pub(crate) fn broken_until(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>) -> Result<Option<Timestamp>> {
    let Some(user) = permit.user().filter(|_| permit.facts().is_broken) else { return Ok(None) };
    conn.one(sql::BROKEN_UNTIL, &[&permit.case(), &user, &permit.at()])
}

/// The reference of what this user broke longer ago than a review may take, and nobody reviewed: until then they break no other.
///
/// # Errors
/// As the database says.
pub fn overdue_review(conn: &mut Conn, user: UserId, at: Timestamp) -> Result<Option<String>> {
    conn.maybe(sql::UNREVIEWED_SINCE, &[&user, &(at - REVIEWED_WITHIN)])
}
