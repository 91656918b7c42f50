//! What people said of pairs, beside what the engine said of them at that time: so that the engine's probabilities can be set right.

use kernel::{Id, IdMaker, PersonId, words};
use people::joined::in_order;
use store::{Conn, Result, Tx};

use access::Warrant;

use crate::sql;

words! {
    /// What somebody said of a pair. What was said later stands.
    pub enum Decision {
        /// One person.
        Same = "same",
        /// Two people.
        Different = "different",
        /// They looked and could not tell.
        CannotTell = "cannot_tell",
        /// A join was found wrong, or a word that they are two was lifted: nothing is said of the pair any more.
        TakenBack = "taken_back",
    }
}

/// The kind of a decision's id.
#[derive(Debug, Clone, Copy)]
pub(crate) enum DecisionKind {}

/// What the engine said of a pair. Nothing in it may be of anybody: `pattern` holds names of fields and levels and no value.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineSaid {
    /// How probable it is that they are one person, 0 to 1.
    pub probability: f64,
    /// How probable each class is, in the engine's order.
    pub classes: [f64; 5],
    /// Which level each field came out at.
    pub pattern: String,
}

/// A pair of which somebody said whether it is one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecidedPair {
    /// How probable the class of the same person was then, before calibration, 0 to 1: so that decisions calibrate anew, and not on top of
    /// each other.
    pub share: f64,
    /// What the person said.
    pub same: bool,
}

/// Probabilities are kept as whole parts of this, as both databases read whole numbers alike.
const WHOLE: f64 = 1e9;

#[allow(clippy::cast_possible_truncation)]
fn kept(probability: f64) -> i64 {
    // What is no number is no word of the engine's, and counts as "not at all".
    (probability.clamp(0.0, 1.0) * WHOLE).round() as i64
}

#[allow(clippy::cast_precision_loss)]
fn read(kept: i64) -> f64 {
    kept as f64 / WHOLE
}

/// Notes what was said of a pair.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    warrant: &Warrant<'_>,
    pair: (PersonId, PersonId),
    said: Decision,
    engine: Option<&EngineSaid>,
) -> Result<()> {
    let id: Id<DecisionKind> = ids.make();
    let (one, other) = in_order(pair.0, pair.1);
    let classes = engine.map(|engine| engine.classes.iter().map(|class| kept(*class).to_string()).collect::<Vec<_>>().join(";"));
    let (probability, pattern) = (engine.map(|engine| kept(engine.probability)), engine.map(|engine| engine.pattern.as_str()));
    tx.execute_one(
        sql::ADD_DECISION,
        &[&id, &one, &other, &said.as_str(), &warrant.at(), &warrant.user(), &probability, &classes, &pattern],
    )
}

/// The pairs of which people said whether they are one person and on which the engine was asked, each with what was said of it last. Names
/// nobody.
///
/// # Errors
/// As the database says.
pub fn decided_pairs(conn: &mut Conn) -> Result<Vec<DecidedPair>> {
    let rows: Vec<(String, String)> = conn.all(sql::DECIDED_PAIRS, &[])?;
    let decided = |(classes, said): (String, String)| {
        let share = classes.split(';').next().and_then(|share| share.parse().ok())?;
        Some(DecidedPair { share: read(share), same: said == Decision::Same.as_str() })
    };
    Ok(rows.into_iter().filter_map(decided).collect())
}

#[cfg(test)]
mod tests {
    use super::{kept, read};

    #[test]
    fn a_probability_comes_back_as_it_was_to_nine_places() {
        for probability in [0.0, 1.0, 0.5, 0.999_999_999, 0.000_000_001, 0.123_456_789] {
            assert!((read(kept(probability)) - probability).abs() < 1e-9, "{probability}");
        }
        assert_eq!((kept(f64::NAN), kept(-1.0), kept(f64::INFINITY)), (0, 0, 1_000_000_000));
    }
}
