//! What waits for somebody to say whether two records are of one person.

use std::collections::{HashMap, HashSet};

use access::{Permit, kind};
use jiff::Timestamp;
use kernel::{CaseId, PersonId, ReviewId};
use people::joined::{Relation, in_order};
use store::{Bind, Conn, FromRow, Result, Row};

use crate::shown::{Looked, Proposed, proposals};
use crate::sql;

/// The most that is read at once: the oldest. What comes after is shown once these are decided.
const MOST: usize = 500;

/// A pair that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The review that asks.
    pub review: ReviewId,
    /// On which case.
    pub case: CaseId,
    /// What people call that by.
    pub reference: String,
    /// Whose case it is.
    pub person: PersonId,
    /// Who that may be.
    pub other: PersonId,
    /// Since when.
    pub since: Timestamp,
    /// Who proposed to join them and waits for a manager, the first first.
    pub proposed: Vec<Proposed>,
    /// Who looked and could not tell, the last first.
    pub looked: Vec<Looked>,
}

impl FromRow for Waiting {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            review: row.get(0)?,
            case: row.get(1)?,
            reference: row.get(2)?,
            person: row.get(3)?,
            other: row.get(4)?,
            since: row.get(5)?,
            proposed: Vec::new(),
            looked: Vec::new(),
        })
    }
}

struct LookedAt {
    pair: (PersonId, PersonId),
    looked: Looked,
}

impl FromRow for LookedAt {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { pair: (row.get(0)?, row.get(1)?), looked: Looked { user: row.get(2)?, by: row.get(3)?, at: row.get(4)? } })
    }
}

/// The pairs that wait, each once: those of whom the permit's holder may read both, the oldest first, and last those at which they looked
/// themselves and could not tell. Whoever shows names notes them.
///
/// # Errors
/// As the database says.
pub fn queue(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>) -> Result<Vec<Waiting>> {
    let warrant = permit.warrant();
    let walls = warrant.readable_cases().cases("c", 1);
    let waiting = format!("{} AND {} ORDER BY r.created_at, r.id LIMIT {MOST}", sql::QUEUE, walls.text);
    let mut waiting: Vec<Waiting> = conn.all(&waiting, &walls.binds().collect::<Vec<&dyn Bind>>())?;
    let others: Vec<PersonId> = waiting.iter().map(|waiting| waiting.other).collect();
    let readable = warrant.readable_people().people_among(conn, &others)?;
    let around: Vec<PersonId> = waiting.iter().map(|waiting| waiting.person).chain(others).collect();
    let relation = Relation::read_around(conn, &around)?;
    let mut seen = HashSet::new();
    waiting.retain(|waiting| {
        let Waiting { person, other, .. } = *waiting;
        let is_decided = relation.are_one(person, other) || relation.are_apart(person, other);
        readable.contains(&other) && !is_decided && seen.insert(in_order(person, other))
    });

    let mut proposed = proposals(conn, permit.at())?;
    let firsts: Vec<PersonId> = seen.iter().map(|(first, _)| *first).collect();
    let mut looked: HashMap<(PersonId, PersonId), Vec<Looked>> = HashMap::new();
    for at in conn.all_among::<LookedAt>(sql::LOOKED_AMONG, &firsts)? {
        looked.entry(at.pair).or_default().push(at.looked);
    }
    for waiting in &mut waiting {
        let pair = in_order(waiting.person, waiting.other);
        waiting.proposed = proposed.remove(&pair).unwrap_or_default();
        waiting.looked = looked.remove(&pair).unwrap_or_default();
        waiting.looked.sort_by_key(|looked| std::cmp::Reverse(looked.at));
    }
    waiting.sort_by_key(|waiting| waiting.looked.iter().any(|looked| Some(looked.user) == permit.user()));
    Ok(waiting)
}
