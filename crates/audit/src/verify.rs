//! Reads the whole chain and finds what is not as it was written. It holds one stretch of one lane at a time, however many rows there are.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;
use store::{Conn, FromRow, Result, Row};

use crate::chain::{BEGINNING, Columns, Hash, lanes};
use crate::entry::RowId;
use crate::finding::{Finding, Findings};

/// How many numbers of a lane are read at once. The lanes take turns, so that rows written at the same time are read at the same time.
const STRETCH: i64 = 1000;

pub(crate) const HEADS: &str = "SELECT lane, seq, hash FROM audit_heads ORDER BY lane";
pub(crate) const NEXT_LANE: &str = "SELECT min(lane) FROM audit WHERE lane > $1";
pub(crate) const NEXT_ROW: &str = "SELECT min(seq) FROM audit WHERE lane = $1 AND seq > $2";
pub(crate) const ROWS: &str = "SELECT seq, id, at, user_id, act, purpose, person_id, case_id, hash FROM audit
    WHERE lane = $1 AND seq > $2 AND seq <= $3 ORDER BY seq";
pub(crate) const COUNT: &str = "SELECT count(*) FROM audit";

/// What reading the chain came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many rows were read.
    pub rows: u64,
    /// What is not as it was written.
    pub findings: Findings,
}

struct Read {
    seq: i64,
    columns: Columns,
    hash: Vec<u8>,
}

impl FromRow for Read {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let columns = Columns {
            id: row.get(1)?,
            at: row.get(2)?,
            user: row.get(3)?,
            act: row.get(4)?,
            purpose: row.get(5)?,
            person: row.get(6)?,
            case: row.get(7)?,
        };
        Ok(Self { seq: row.get(0)?, columns, hash: row.get(8)? })
    }
}

/// Where the reading of a lane stands.
struct Lane {
    lane: i64,
    /// Numbers up to this one were asked for.
    asked: i64,
    /// The last number in its place; 0 before the first.
    seq: i64,
    /// What the next row may be behind. Two where a row was not as it was written: as it stands and as it should, so that whoever changed
    /// one row is told of one row. None behind rows that are missing.
    before: Vec<Hash>,
    /// The moment in the last row.
    at: Option<Timestamp>,
}

/// Reads every row of the audit in the order of its lane, and each lane's head. Give it one reading transaction: it sees one moment.
///
/// Finds any row that was changed, removed, added or moved by whoever cannot reckon the hashes anew. Whoever rewrites a lane from some row to
/// its end, with its head, is found by [`crate::verify_heads`] only.
///
/// # Errors
/// As the database says, also where a column was made into another kind of column.
pub fn verify(conn: &mut Conn) -> Result<Verified> {
    let heads: Vec<(i64, i64, Vec<u8>)> = conn.all(HEADS, &[])?;
    let mut findings = Findings::default();
    let ours: BTreeSet<i64> = (1..=lanes(conn.engine())).collect();
    let mut found: BTreeSet<i64> = heads.iter().map(|(lane, ..)| *lane).collect();
    let mut last = i64::MIN;
    while let Some(lane) = conn.one::<Option<i64>>(NEXT_LANE, &[&last])? {
        found.insert(lane);
        last = lane;
    }
    found.difference(&ours).for_each(|lane| findings.add(Finding::UnknownLane { lane: *lane }));
    let start = |lane: &i64| Lane { lane: *lane, asked: i64::MIN, seq: 0, before: vec![BEGINNING], at: None };
    let mut reading: Vec<Lane> = ours.union(&found).map(start).collect();
    let mut read: Vec<Lane> = Vec::new();
    let mut rows = 0;
    while !reading.is_empty() {
        let mut unfinished = Vec::with_capacity(reading.len());
        for mut lane in reading {
            match lane.next_stretch(conn)? {
                None => read.push(lane),
                Some(stretch) => {
                    rows += stretch.len() as u64;
                    stretch.into_iter().for_each(|row| lane.check(&row, &mut findings));
                    unfinished.push(lane);
                }
            }
        }
        reading = unfinished;
    }
    let heads = heads.into_iter().fold(BTreeMap::<i64, Vec<_>>::new(), |mut all, (lane, seq, hash)| {
        all.entry(lane).or_default().push((seq, hash));
        all
    });
    read.iter().for_each(|lane| lane.end(heads.get(&lane.lane).map_or(&[], Vec::as_slice), &mut findings));
    let all = u64::try_from(conn.one::<i64>(COUNT, &[])?).unwrap_or_default();
    if all != rows {
        findings.add(Finding::Outside { rows: all.abs_diff(rows) });
    }
    Ok(Verified { rows, findings })
}

impl Lane {
    /// The next rows of the lane, all that bear a number of the next stretch; none when there is no more.
    fn next_stretch(&mut self, conn: &mut Conn) -> Result<Option<Vec<Read>>> {
        if self.asked == i64::MAX {
            return Ok(None);
        }
        let first = if self.asked == i64::MIN || self.asked > self.seq {
            // Nothing stood in the last stretch's end, or nothing was read yet: the next number may be far.
            match conn.one::<Option<i64>>(NEXT_ROW, &[&self.lane, &self.asked])? {
                None => return Ok(None),
                Some(seq) => seq,
            }
        } else {
            self.asked.saturating_add(1)
        };
        let last = first.saturating_add(STRETCH - 1);
        let rows: Vec<Read> = conn.all(ROWS, &[&self.lane, &first.saturating_sub(1), &last])?;
        self.asked = last;
        Ok(Some(rows))
    }

    fn check(&mut self, row: &Read, findings: &mut Findings) {
        let (lane, seq, id) = (self.lane, row.seq, RowId::from_uuid(row.columns.id));
        let at = moment(row.columns.at);
        if seq <= self.seq {
            return findings.add(Finding::OutOfPlace { lane, seq, id, at });
        }
        if seq > self.seq + 1 {
            findings.add(Finding::Missing { lane, first: self.seq + 1, last: seq - 1, after: self.at, before: at });
            self.before.clear();
        }
        let reckoned: Vec<Hash> = self.before.iter().map(|before| row.columns.hash(lane, seq, before)).collect();
        let stands = Hash::try_from(row.hash.as_slice()).ok();
        let follows = stands.is_some_and(|stands| reckoned.is_empty() || reckoned.contains(&stands));
        self.before = stands.into_iter().collect();
        if !follows {
            findings.add(Finding::Changed { lane, seq, id, at });
            self.before.extend(reckoned);
        }
        (self.seq, self.at) = (seq, at);
    }

    /// What the lane's head says of its last row.
    fn end(&self, heads: &[(i64, Vec<u8>)], findings: &mut Findings) {
        let (lane, last) = (self.lane, self.seq);
        let [(head, hash)] = heads else {
            return findings.add(Finding::Heads { lane, heads: heads.len() as u64 });
        };
        if *head > last {
            findings.add(Finding::Missing { lane, first: last + 1, last: *head, after: self.at, before: None });
        } else if *head < last {
            findings.add(Finding::BeyondHead { lane, head: *head, last });
        } else if !self.before.iter().any(|before| before.as_slice() == hash) {
            findings.add(Finding::HeadDiffers { lane, seq: last });
        }
    }
}

fn moment(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds).ok()
}
