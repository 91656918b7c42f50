//! What waits for a second person's yes, as somebody who may say it sees it: what is to be done, who asks, and a case's reference.

use access::{Act, Actor, Waiting, Walls, as_the_program};
use jiff::Timestamp;
use store::{Conn, Result};

use crate::sql;

/// A request that somebody may answer.
#[derive(Debug, Clone)]
pub struct Request {
    /// What was asked.
    pub waiting: Waiting,
    /// Who asks.
    pub by: String,
    /// The reference of the person's latest case; none where they have none.
    pub reference: Option<String>,
}

/// Whether they may decide about everybody whom it is about.
fn may_answer(conn: &mut Conn, walls: &Walls, actor: &Actor, waiting: &Waiting, at: Timestamp) -> Result<bool> {
    for person in [Some(waiting.person), waiting.other].into_iter().flatten() {
        if !walls.may_on_person(conn, actor, Act::Approve, person, at)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What this actor may answer, the oldest first: what somebody else asks, about people of whom they may decide.
///
/// # Errors
/// As the database says.
pub fn requests(conn: &mut Conn, walls: &Walls, actor: &Actor, at: Timestamp) -> Result<Vec<Request>> {
    let mut found = Vec::new();
    for waiting in access::waiting(conn, at)? {
        if Some(waiting.asked_by) == actor.user_id() || !may_answer(conn, walls, actor, &waiting, at)? {
            continue;
        }
        let reference = as_the_program(conn, |conn| conn.all::<String>(sql::REFERENCES_OF, &[&waiting.person]))?.into_iter().next();
        let by = conn.all_among::<(kernel::UserId, String)>(sql::NAMES_AMONG, &[waiting.asked_by])?.pop().map(|(_, name)| name);
        found.push(Request { waiting, by: by.unwrap_or_default(), reference });
    }
    Ok(found)
}
