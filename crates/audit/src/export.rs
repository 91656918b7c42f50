//! Rows of the audit of some days, with what whoever checks them from outside needs.

use jiff::Timestamp;
use kernel::{CaseId, Id, PersonId, UserId};
use store::{Conn, FromRow, Result, Row};

use crate::chain::{BEGINNING, Columns, Hash};
use crate::entry::RowId;
use crate::heads::Head;
use crate::sign::hex;

/// Rows read at once.
const STRETCH: usize = 1000;

pub(crate) const OF_DAYS: &str = "SELECT a.lane, a.seq, a.id, a.at, a.user_id, a.act, a.purpose, a.person_id, a.case_id, a.hash, b.hash
    FROM audit a LEFT JOIN audit b ON b.lane = a.lane AND b.seq = a.seq - 1
    WHERE a.at >= $1 AND a.at < $2 AND (a.lane > $3 OR (a.lane = $3 AND a.seq > $4)) ORDER BY a.lane, a.seq LIMIT $5";

/// A row of the audit as it is given to somebody who checks it: ids and words of closed lists, nothing of anybody's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Its lane.
    pub lane: i64,
    /// Its number in the lane.
    pub seq: i64,
    /// Its id.
    pub id: RowId,
    /// When, to the microsecond.
    pub at: Timestamp,
    /// Which account did it.
    pub user: Option<UserId>,
    /// What was done, as a word; as it stands, also where it is none.
    pub act: String,
    /// Why, as a word.
    pub purpose: String,
    /// Whose record.
    pub person: Option<PersonId>,
    /// Which case.
    pub case: Option<CaseId>,
    /// The hash of the row before it in the lane; zeros before the first, and absent where that row is gone.
    before: Option<Hash>,
    /// Its own, as it stands.
    hash: Vec<u8>,
}

impl Exported {
    /// Whether its hash is the one that follows from what stands in it and from the row before.
    pub fn is_as_written(&self) -> bool {
        let columns = Columns {
            id: self.id.uuid(),
            at: self.at.as_microsecond(),
            user: self.user.map(Id::uuid),
            act: self.act.clone(),
            purpose: self.purpose.clone(),
            person: self.person.map(Id::uuid),
            case: self.case.map(Id::uuid),
        };
        self.before.is_some_and(|before| columns.hash(self.lane, self.seq, &before).as_slice() == self.hash)
    }

    /// The hash of the row before it, in hexadecimal digits; empty where that row is gone.
    pub fn hash_before(&self) -> String {
        self.before.map(|hash| hex(&hash)).unwrap_or_default()
    }

    /// Its own hash, as it stands, in hexadecimal digits.
    pub fn hash(&self) -> String {
        hex(&self.hash)
    }
}

impl FromRow for Exported {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let seq = row.get(1)?;
        let before: Option<Vec<u8>> = row.get(10)?;
        let before = if seq == 1 { Some(BEGINNING) } else { before.and_then(|hash| Hash::try_from(hash).ok()) };
        Ok(Self {
            lane: row.get(0)?,
            seq,
            id: row.get(2)?,
            at: row.get(3)?,
            user: row.get(4)?,
            act: row.get(5)?,
            purpose: row.get(6)?,
            person: row.get(7)?,
            case: row.get(8)?,
            before,
            hash: row.get(9)?,
        })
    }
}

/// Every row from `from` on and before `until`, lane by lane in the order of its numbers, a stretch at a time; and the head of each lane at
/// the same moment. Give it one reading transaction.
///
/// # Errors
/// As the database says; what `each` says.
pub fn export(
    conn: &mut Conn,
    (from, until): (Timestamp, Timestamp),
    mut each: impl FnMut(&mut Conn, &[Exported]) -> Result<()>,
) -> Result<Vec<Head>> {
    let (mut lane, mut seq) = (i64::MIN, i64::MIN);
    loop {
        let rows: Vec<Exported> = conn.all(OF_DAYS, &[&from, &until, &lane, &seq, &(STRETCH as i64)])?;
        let Some(last) = rows.last() else { break };
        (lane, seq) = (last.lane, last.seq);
        each(conn, &rows)?;
    }
    let heads: Vec<(i64, i64, Vec<u8>)> = conn.all(crate::verify::HEADS, &[])?;
    Ok(heads.into_iter().map(|(lane, seq, hash)| Head { lane, seq, hash: hex(&hash) }).collect())
}
