//! What a page shows of joins: the other records of a person, as far as its reader sees them, and what stands between two people.

use std::collections::HashMap;

use access::{Act, OnSomebody, Permit, VALID_FOR, as_the_program, has_yes_to_pair, kind};
use jiff::Timestamp;
use kernel::{CaseId, PersonId, UserId};
use people::joined::{Join, Relation, in_order, standing_among};
use store::{Bind, Conn, FromRow, Result, Row};

use crate::sql;

/// Another record of the same person, that the reader may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Whose record.
    pub person: PersonId,
    /// Whether it is the head: the oldest record.
    pub is_head: bool,
    /// The join between the two, where there is one between just these; they may be joined by way of a third.
    pub join: Option<Join>,
    /// Its cases that the reader may read, open ones first.
    pub cases: Vec<SeenCase>,
}

/// A case on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenCase {
    /// The case.
    pub id: CaseId,
    /// What people call it by.
    pub reference: String,
    /// Whether it is worked.
    pub is_open: bool,
}

/// The other records of the person the permit is about: those that its holder may read, in the order of their ids, and how many there are
/// that they may not.
///
/// # Errors
/// As the database says.
pub fn others<'t>(conn: &mut Conn, permit: &impl OnSomebody<'t>) -> Result<(Vec<Other>, usize)> {
    let (person, warrant) = (permit.whom(), permit.proof());
    let relation = Relation::read_around(conn, &[person])?;
    let members: Vec<PersonId> = relation.members(person).into_iter().filter(|member| *member != person).collect();
    if members.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let readable = warrant.readable_people().people_among(conn, &members)?;
    let walls = warrant.readable_cases().cases("c", 1);
    let binds: Vec<&dyn Bind> = walls.binds().collect();
    let found: Vec<(PersonId, CaseId, String, bool)> =
        conn.all_among_and(&format!("{} AND {}", sql::CASES_AMONG, walls.text), &members, &binds)?;
    let mut cases: HashMap<PersonId, Vec<SeenCase>> = HashMap::new();
    for (whose, id, reference, is_open) in found {
        cases.entry(whose).or_default().push(SeenCase { id, reference, is_open });
    }
    cases.values_mut().for_each(|cases| cases.sort_by_key(|case| (!case.is_open, case.id)));
    let joins = standing_among(conn, &relation.members(person))?;
    let other = |member: PersonId| Other {
        person: member,
        is_head: relation.head(person) == member,
        join: joins.iter().find(|join| in_order(join.one, join.other) == in_order(person, member)).copied(),
        cases: cases.remove(&member).unwrap_or_default(),
    };
    let (shown, hidden): (Vec<PersonId>, Vec<PersonId>) = members.into_iter().partition(|member| readable.contains(member));
    Ok((shown.into_iter().map(other).collect(), hidden.len()))
}

/// That two are kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptApart {
    /// Since when.
    pub at: Timestamp,
    /// Who found that they are two.
    pub by: Option<String>,
}

/// That somebody proposed to join two and waits for a manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// That somebody looked and could not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What stands between two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// Whether they are of one person.
    pub are_one: bool,
    /// By which join between just these two; none where it is by way of a third.
    pub join: Option<Join>,
    /// Whether they are kept apart, they themselves or any of their other records.
    pub are_apart: bool,
    /// By which word on just these two.
    pub kept_apart: Option<KeptApart>,
    /// The proposals that can still be carried out, the first first.
    pub proposed: Vec<Proposed>,
    /// Whether whoever asks may join them without giving a second factor: somebody else wants it too.
    pub has_second_person: bool,
    /// Who could not tell, the last first.
    pub looked: Vec<Looked>,
}

/// What stands between two people that somebody may both read.
///
/// # Errors
/// As the database says.
pub fn between(conn: &mut Conn, one: &Permit<'_, kind::ReadPerson>, other: &Permit<'_, kind::ReadPerson>) -> Result<Between> {
    let (at, actor) = (one.at(), one.warrant().actor());
    let pair = (one.about(), other.about());
    let (first, second) = in_order(pair.0, pair.1);
    as_the_program(conn, |conn| {
        let relation = Relation::read_around(conn, &[first, second])?;
        let are_one = relation.are_one(first, second);
        let joins = if are_one { standing_among(conn, &relation.members(first))? } else { Vec::new() };
        let kept_apart = conn.maybe::<(Timestamp, Option<String>)>(sql::KEPT_APART, &[&first, &second])?;
        let looked: Vec<(UserId, String, Timestamp)> = conn.all(sql::LOOKED, &[&first, &second])?;
        Ok(Between {
            are_one,
            join: joins.into_iter().find(|join| in_order(join.one, join.other) == (first, second)),
            are_apart: relation.are_apart(first, second),
            kept_apart: kept_apart.map(|(at, by)| KeptApart { at, by }),
            proposed: proposals(conn, at)?.remove(&(first, second)).unwrap_or_default(),
            has_second_person: has_yes_to_pair(conn, Act::Join, pair, actor, at)?,
            looked: looked.into_iter().map(|(user, by, at)| Looked { user, by, at }).collect(),
        })
    })
}

struct Asked {
    pair: (PersonId, PersonId),
    proposed: Proposed,
}

impl FromRow for Asked {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let proposed = Proposed { user: row.get(2)?, by: row.get(3)?, at: row.get(4)? };
        Ok(Self { pair: in_order(row.get(0)?, row.get(1)?), proposed })
    }
}

/// The proposals that can still be carried out, by pair.
pub(crate) fn proposals(conn: &mut Conn, at: Timestamp) -> Result<HashMap<(PersonId, PersonId), Vec<Proposed>>> {
    let mut by_pair: HashMap<_, Vec<Proposed>> = HashMap::new();
    for asked in conn.all::<Asked>(sql::PROPOSED, &[&(at - VALID_FOR)])? {
        by_pair.entry(asked.pair).or_default().push(asked.proposed);
    }
    Ok(by_pair)
}
