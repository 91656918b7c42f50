//! Why: what each field tells, in bits and in words.

use crate::compare::Pattern;
use crate::kind::Class;
use crate::model::{Model, Weighed};

/// What the engine says of a pair, field by field.
///
/// The bits are for the same person against the likeliest other explanation: `start`, and then each field's, add up to `total` exactly. So in two
/// who live together the address tells next to nothing, as it should.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What each field tells, in the layout's order; those not known for both are there with 0 bits.
    pub fields: Vec<FieldWeight>,
    /// Bits before any field: how much rarer the same person is than the other explanation among candidates.
    pub start: f64,
    /// Bits for the same person (+) or against (−).
    pub total: f64,
    /// The likeliest explanation other than the same person.
    pub against: Class,
    /// The whole answer.
    pub weighed: Weighed,
    /// What the pair looks like, in words.
    pub words: &'static str,
}

/// What one field tells.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldWeight {
    /// What the field is called in the layout; `address` stands for house number, street and postcode together.
    pub name: String,
    /// How alike the values are, in words.
    pub level: &'static str,
    /// Bits for the same person (+) or against (−).
    pub bits: f64,
    /// Whether both values are known.
    pub known: bool,
}

impl Explanation {
    /// What a model says of a pair that was weighed by it.
    pub fn of_weighed(model: &Model, weighed: &Weighed) -> Self {
        Self::of(model, weighed.pattern)
    }

    pub(crate) fn of(model: &Model, pattern: Pattern) -> Self {
        let weighed = model.weigh(pattern);
        let others = Class::ALL.into_iter().zip(weighed.classes).zip(0..).skip(1);
        let against = others.max_by(|((_, a), _), ((_, b), _)| a.total_cmp(b));
        let (against, place) = against.map_or((Class::Unrelated, 4), |((class, _), place)| (class, place));
        let bits = |shares: &[f64; 5]| {
            let [same, ..] = shares;
            let other = shares.get(place).copied().unwrap_or(*same);
            (same.max(1e-9) / other.max(1e-9)).log2()
        };
        let start = bits(&model.classes);
        let fields: Vec<FieldWeight> = (0..)
            .zip(&model.comparisons)
            .map(|(number, learned)| {
                let level = usize::from(pattern.level(number));
                FieldWeight {
                    name: learned.name.clone(),
                    level: learned.all_levels().get(level).map_or("", |level| level.said),
                    bits: if level == 0 { 0.0 } else { learned.levels.get(level).map_or(0.0, bits) },
                    known: level != 0,
                }
            })
            .collect();
        let total = start + fields.iter().map(|field| field.bits).sum::<f64>();
        Self { fields, start, total, against, weighed, words: weighed.class().in_words() }
    }
}
