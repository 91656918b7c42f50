//! What is known of how to reach a suspect, so that nobody is sent there: a number, an e-mail, an address; who it is need not be known.
//!
//! Sealed under the key of the person whose suspect it is, and found by the same blind index as anybody's ways of contact.

use access::Warrant;
use jiff::Timestamp;
use kernel::{ContactPointId, IdMaker, PersonId, Sensitive, SuspectWayId, UserId};
use serde::{Deserialize, Serialize};
use store::{Conn, FromRow, Result, Row, Tx};
use uuid::Uuid;
use vault::{DataKey, Place};

use crate::holders::Claim;
use crate::points::Mark;
use crate::record::{Point, PointKind};

pub(crate) const RECORD: &str =
    "INSERT INTO suspect_ways (id, person_id, kind, told, found_by, recorded_at, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const OF: &str = "SELECT s.id, s.kind, s.told, s.found_by, s.recorded_at, u.name, s.lifted_at FROM suspect_ways s
    JOIN users u ON u.id = s.recorded_by WHERE s.person_id = $1 ORDER BY s.id";
pub(crate) const LIFT: &str = "UPDATE suspect_ways SET lifted_at = $3, lifted_by = $4, why_lifted = $5
    WHERE id = $1 AND person_id = $2 AND lifted_at IS NULL";
pub(crate) const SAY_OTHERWISE: &str =
    "INSERT INTO used_all_the_same (id, person_id, contact_point_id, claims, at, user_id, words) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const FORGET: &str = "DELETE FROM suspect_ways WHERE person_id = $1";
pub(crate) const FORGET_WORDS: &str = "DELETE FROM used_all_the_same WHERE person_id = $1";

/// A suspect's way of contact, as somebody tells it.
#[derive(Debug, Clone)]
pub struct Told {
    /// What it is. A number is of kind `mobile` or `home_phone`, which makes no difference here.
    pub way: Point,
    /// Whose it is, where that is known.
    pub name: Option<Sensitive<String>>,
}

/// A suspect's way of contact, as it is kept.
#[derive(Debug, Clone)]
pub struct SuspectWay {
    /// Its id.
    pub id: SuspectWayId,
    /// What it is, and whose.
    pub told: Told,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: String,
    /// When a worker said that it is not the suspect's, or not any more.
    pub lifted_at: Option<Timestamp>,
    found_by: String,
}

/// What of it is sealed.
#[derive(Serialize, Deserialize)]
struct Inside {
    value: String,
    key: Option<String>,
    name: Option<String>,
}

struct Sealed {
    id: SuspectWayId,
    kind: PointKind,
    told: Vec<u8>,
    found_by: String,
    recorded_at: Timestamp,
    recorded_by: String,
    lifted_at: Option<Timestamp>,
}

impl FromRow for Sealed {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.word(1)?,
            told: row.get(2)?,
            found_by: row.get(3)?,
            recorded_at: row.get(4)?,
            recorded_by: row.get(5)?,
            lifted_at: row.get(6)?,
        })
    }
}

const fn told_of(way: SuspectWayId) -> Place {
    Place::new("suspect_ways", way.uuid(), "told")
}

const fn why_of(way: SuspectWayId) -> Place {
    Place::new("suspect_ways", way.uuid(), "why_lifted")
}

const fn words_of(id: Uuid) -> Place {
    Place::new("used_all_the_same", id, "words")
}

impl Sealed {
    fn open(self, key: &DataKey) -> Result<SuspectWay> {
        let opened = key.open(told_of(self.id), &self.told)?;
        let inside: Inside = serde_json::from_slice(opened.reveal()).map_err(|_| {
            store::Error::Schema(
                "what is sealed of a suspect’s way of contact cannot be read: the database may be of a newer Onedoor".into(),
            )
        })?;
        let way = Point { kind: self.kind, value: Sensitive::new(inside.value), key: inside.key.map(Sensitive::new) };
        Ok(SuspectWay {
            id: self.id,
            told: Told { way, name: inside.name.map(Sensitive::new) },
            recorded_at: self.recorded_at,
            recorded_by: self.recorded_by,
            lifted_at: self.lifted_at,
            found_by: self.found_by,
        })
    }
}

/// What came of writing down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It stands now.
    Now,
    /// It stood already.
    Before,
    /// It is nothing that could be found again: no number, or no door.
    Unusable,
}

/// Writes down a way of contact of this person's suspect.
///
/// # Errors
/// As the database says; `NotFound` when the person's key is destroyed.
pub fn record(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, person: PersonId, by: UserId, told: &Told) -> Result<Recorded> {
    let Some(mark) = Mark::of(&told.way) else { return Ok(Recorded::Unusable) };
    let found_by = mark.index(warrant.vault());
    if of(tx, warrant, person)?.iter().any(|known| known.lifted_at.is_none() && known.found_by == found_by) {
        return Ok(Recorded::Before);
    }
    let key = key(tx, warrant, person)?;
    let id: SuspectWayId = ids.make();
    let text = |text: &Sensitive<String>| text.reveal().clone();
    let inside = Inside { value: text(&told.way.value), key: told.way.key.as_ref().map(text), name: told.name.as_ref().map(text) };
    let json = serde_json::to_vec(&inside).map_err(|_| store::Error::Other("what is to be sealed cannot be written as JSON".into()))?;
    let sealed = key.seal(told_of(id), &json)?;
    tx.execute_one(RECORD, &[&id, &person, &told.way.kind.as_str(), &sealed, &found_by, &warrant.at(), &by])?;
    Ok(Recorded::Now)
}

/// The ways of contact of this person's suspects, those that were lifted too, in the order in which they were written down. None once the
/// person's key is destroyed.
///
/// # Errors
/// As the database says; when something sealed does not open.
pub fn of(conn: &mut Conn, warrant: &Warrant<'_>, person: PersonId) -> Result<Vec<SuspectWay>> {
    let Some(key) = crate::keep::key_of(conn, warrant, person)? else { return Ok(Vec::new()) };
    let sealed: Vec<Sealed> = conn.all(OF, &[&person])?;
    sealed.into_iter().map(|sealed| sealed.open(&key)).collect()
}

/// Takes one back, with why; whether it stood.
///
/// # Errors
/// As [`record`].
pub fn lift(tx: &mut Tx<'_>, warrant: &Warrant<'_>, person: PersonId, by: UserId, way: SuspectWayId, why: &str) -> Result<bool> {
    let why = key(tx, warrant, person)?.seal_text(why_of(way), Some(why))?;
    Ok(tx.execute(LIFT, &[&way, &person, &warrant.at(), &by, &why])? == 1)
}

/// Writes down why a way of contact of this person can be used all the same. It holds for what makes it a suspect's by now, and for nothing
/// that is written down later.
///
/// # Errors
/// As [`record`].
pub(crate) fn say_otherwise(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    (person, by): (PersonId, UserId),
    point: ContactPointId,
    claims: &[Claim],
    words: &str,
) -> Result<()> {
    let id: SuspectWayId = ids.make();
    let words = key(tx, warrant, person)?.seal_text(words_of(id.uuid()), Some(words))?;
    let claims = claims.iter().map(|claim| claim.id.to_string()).collect::<Vec<_>>().join(";");
    tx.execute_one(SAY_OTHERWISE, &[&id, &person, &point, &claims, &warrant.at(), &by, &words])
}

/// Takes all of a person's away.
pub(crate) fn forget(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    for statement in [FORGET, FORGET_WORDS] {
        tx.execute(statement, &[&person])?;
    }
    Ok(())
}

fn key(conn: &mut Conn, warrant: &Warrant<'_>, person: PersonId) -> Result<DataKey> {
    crate::keep::key_of(conn, warrant, person)?.ok_or(store::Error::NotFound)
}
