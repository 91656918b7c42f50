//! The floors of verifying: the same rows read and nothing hashed, and as many bytes hashed and nothing read.

use std::hint::black_box;

use benches::Result;
use sha2::{Digest, Sha256};
use store::{Db, FromRow, Row};
use uuid::Uuid;

/// As many numbers of a lane as verifying asks for at once.
const STRETCH: i64 = 1000;
const ROWS: &str = "SELECT seq, id, at, user_id, act, purpose, person_id, case_id, hash FROM audit
    WHERE lane = $1 AND seq > $2 AND seq <= $3 ORDER BY seq";

/// Every column, as verifying reads it.
struct Columns;

impl FromRow for Columns {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        black_box((row.get::<i64>(0)?, row.get::<Uuid>(1)?, row.get::<i64>(2)?, row.get::<Option<Uuid>>(3)?));
        black_box((row.get::<String>(4)?, row.get::<String>(5)?, row.get::<Option<Uuid>>(6)?));
        black_box((row.get::<Option<Uuid>>(7)?, row.get::<Vec<u8>>(8)?));
        Ok(Self)
    }
}

/// Reads every row, lane by lane in turn, and says how many they were.
///
/// # Errors
/// As the database says.
pub fn read(db: &Db) -> Result<u64> {
    Ok(db.read_now(|conn| {
        let mut lanes: Vec<(i64, i64)> = conn.all("SELECT lane, seq FROM audit_heads ORDER BY lane", &[])?;
        let (mut rows, mut from) = (0, 0);
        while !lanes.is_empty() {
            for (lane, _) in &lanes {
                rows += conn.all::<Columns>(ROWS, &[lane, &from, &(from + STRETCH)])?.len() as u64;
            }
            from += STRETCH;
            lanes.retain(|(_, seq)| *seq > from);
        }
        Ok(rows)
    })?)
}

/// Hashes so many runs of so many bytes, each with the hash before.
pub fn hash(rows: u64, bytes: usize) {
    let row = vec![7_u8; bytes];
    let mut before = [0_u8; 32];
    for _ in 0..rows {
        before = Sha256::new().chain_update(before).chain_update(&row).finalize().into();
    }
    black_box(before);
}
