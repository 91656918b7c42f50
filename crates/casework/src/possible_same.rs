//! How many pairs of records wait for somebody to say whether they are one person.

use std::collections::HashSet;

use access::{Permit, kind};
use kernel::PersonId;
use people::joined::in_order;
use store::{Bind, Conn, Result};

use crate::sql;

/// No more are counted; so many are listed too.
const MOST: usize = 500;

/// The pairs of which the permit's holder may read both, each once. Nothing about anybody is in the answer.
///
/// # Errors
/// As the database says.
pub fn count(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>) -> Result<usize> {
    let walls = permit.warrant().readable_cases().cases("c", 1);
    let waiting = format!("{} AND {} ORDER BY r.created_at, r.id LIMIT {MOST}", sql::POSSIBLE_SAME, walls.text);
    let waiting: Vec<(PersonId, PersonId)> = conn.all(&waiting, &walls.binds().collect::<Vec<&dyn Bind>>())?;
    let others: Vec<PersonId> = waiting.iter().map(|(_, other)| *other).collect();
    let readable = permit.warrant().readable_people().people_among(conn, &others)?;
    let pairs: HashSet<_> =
        waiting.into_iter().filter(|(_, other)| readable.contains(other)).map(|(one, other)| in_order(one, other)).collect();
    Ok(pairs.len())
}
