//! The chain: what the hash of a row is over, and how new rows are put behind the newest of a lane.

use sha2::{Digest, Sha256};
use store::{AtEnd, Bind, Cell, Engine, Error, FromRow, Result, Row, Tx};
use uuid::Uuid;

/// How a hash begins, so that it is the hash of nothing else that is hashed anywhere.
const DOMAIN: &[u8] = b"onedoor audit row 1";

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// What the first row of a lane comes after.
pub(crate) const BEGINNING: Hash = [0; 32];

pub(crate) const NEWEST: &str = "SELECT lane, seq, hash FROM audit_heads ORDER BY lane LIMIT 1";
pub(crate) const NEWEST_OF: &str = "SELECT lane, seq, hash FROM audit_heads WHERE lane = $1";
pub(crate) const MOVE: &str = "UPDATE audit_heads SET seq = $2, hash = $3 WHERE lane = $1";
pub(crate) const COLUMNS: &[&str; 10] = &["lane", "seq", "id", "at", "user_id", "act", "purpose", "person_id", "case_id", "hash"];

/// How many lanes there are: from 1 to this.
pub const fn lanes(engine: Engine) -> i64 {
    match engine {
        Engine::Sqlite => 1,
        Engine::Postgres => 16,
    }
}

/// Every column of a row but its hash, as the database has it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    pub id: Uuid,
    /// Microseconds since 1970 in UTC.
    pub at: i64,
    pub user: Option<Uuid>,
    pub act: String,
    pub purpose: String,
    pub person: Option<Uuid>,
    pub case: Option<Uuid>,
}

impl Columns {
    /// The row's hash at this place behind the row with this hash. What may be absent says whether it is, and what may be long says how
    /// long it is: no two rows are the same bytes.
    pub fn hash(&self, lane: i64, seq: i64, before: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update(DOMAIN);
        hash.update(before);
        hash.update(lane.to_be_bytes());
        hash.update(seq.to_be_bytes());
        hash.update(self.id.as_bytes());
        hash.update(self.at.to_be_bytes());
        maybe(&mut hash, self.user);
        text(&mut hash, &self.act);
        text(&mut hash, &self.purpose);
        maybe(&mut hash, self.person);
        maybe(&mut hash, self.case);
        hash.finalize().into()
    }
}

fn maybe(hash: &mut Sha256, id: Option<Uuid>) {
    match id {
        None => hash.update([0]),
        Some(id) => {
            hash.update([1]);
            hash.update(id.as_bytes());
        }
    }
}

fn text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

/// The newest row of a lane.
pub(crate) struct Newest {
    pub lane: i64,
    pub seq: i64,
    pub hash: Hash,
}

impl FromRow for Newest {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let hash = <Hash>::try_from(row.get::<Vec<u8>>(2)?).map_err(|_| Error::Schema("a lane of the audit has no hash".into()))?;
        Ok(Self { lane: row.get(0)?, seq: row.get(1)?, hash })
    }
}

/// The rows of one change, in their order. They are put into a lane when the change is done, so that it is held for three statements only
/// and never while waiting for anything else.
#[derive(Default)]
pub(crate) struct Pending(pub Vec<Columns>);

impl AtEnd for Pending {
    fn write(self, tx: &mut Tx<'_>) -> Result<()> {
        let Some(first) = self.0.first() else { return Ok(()) };
        let mut newest = free_lane(tx, first.id)?;
        let lane = newest.lane;
        let rows = self.0.iter().map(|row| {
            newest.seq += 1;
            newest.hash = row.hash(lane, newest.seq, &newest.hash);
            cells(row, &newest)
        });
        tx.insert_many("audit", COLUMNS, rows)?;
        tx.execute_one(MOVE, &[&lane, &newest.seq, &newest.hash.as_slice()])
    }
}

fn cells<'a>(row: &'a Columns, place: &Newest) -> [Cell<'a>; 10] {
    [
        Cell::Int(place.lane),
        Cell::Int(place.seq),
        Cell::Uuid(row.id),
        Cell::Int(row.at),
        row.user.map_or(Cell::Null, Cell::Uuid),
        row.act.cell(),
        row.purpose.cell(),
        row.person.map_or(Cell::Null, Cell::Uuid),
        row.case.map_or(Cell::Null, Cell::Uuid),
        Cell::Bytes(place.hash.to_vec().into()),
    ]
}

/// A lane that no other change holds, or else one by chance that is waited for: whoever holds it waits for nobody.
fn free_lane(tx: &mut Tx<'_>, chance: Uuid) -> Result<Newest> {
    let free = format!("{NEWEST}{}", tx.for_update_of_a_free_one());
    if let Some(newest) = tx.maybe(&free, &[])? {
        return Ok(newest);
    }
    let lane = i64::from(chance.as_u128() as u8) % lanes(tx.engine()) + 1;
    let waited_for = format!("{NEWEST_OF}{}", tx.for_update());
    tx.maybe(&waited_for, &[&lane])?.ok_or_else(|| Error::Schema("the audit has lost its lanes: see `onedoor audit verify`".into()))
}
