//! What people decided of pairs sets the engine right that recognises people: when the program starts, and every night.

use people::memory::Everybody;
use store::Db;

use crate::command::Error;

/// Calibrates by every decision so far.
///
/// # Errors
/// As the database says.
pub fn learn_from_decisions(db: &Db, everybody: &Everybody) -> Result<(), Error> {
    // Decisions name nobody here, and whoever made them, the engine is everybody's.
    let decided = db.read_now(|conn| conn.as_the_program(joins::decided_pairs))?;
    everybody.calibrate(&decided.iter().map(|pair| (pair.share, pair.same)).collect::<Vec<_>>());
    if !decided.is_empty() {
        tracing::info!(decisions = decided.len(), "decisions of people were learned from");
    }
    Ok(())
}
