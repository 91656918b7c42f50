//! What was learned: how often each level is met in pairs of each class, how often each class is met, how common names are, and what a probability is
//! worth once people have looked.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::calibrate::Calibration;
use crate::compare::Pattern;
use crate::kind::{CLASSES, Class};
use crate::layout::Layout;
use crate::levels::{self, Level};
use crate::scheme::{Compared, Scheme};
use crate::vocabulary::USES;

/// How common words are: 0 the commonest to 4, by use; what is not listed is rare.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Commonness {
    pub(crate) shares: FxHashMap<Box<str>, [f32; USES]>,
}

/// A word is in the bin of the first share that it reaches: of all people for a given name, a family name, any other word.
pub(crate) const SHARES: [[f32; 4]; USES] = [[0.006, 0.0025, 0.001, 0.0003], [0.005, 0.0015, 0.0004, 0.0001], [0.05, 0.01, 0.002, 0.0005]];

impl Commonness {
    /// The bins of a word.
    pub(crate) fn bins(&self, text: &str) -> [u8; USES] {
        let Some(shares) = self.shares.get(text) else { return [4; USES] };
        let mut bins = [4; USES];
        for ((bin, share), steps) in bins.iter_mut().zip(shares).zip(SHARES) {
            *bin = steps.iter().zip(0..).find(|(step, _)| share >= *step).map_or(4, |(_, bin)| bin);
        }
        bins
    }
}

/// What was learned of one comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Learned {
    pub(crate) name: String,
    pub(crate) what: Compared,
    /// For each level, how often it is met in pairs of each class of which both values are known. The level "not known" says nothing.
    pub(crate) levels: Vec<[f64; CLASSES]>,
}

impl Learned {
    pub(crate) fn all_levels(&self) -> &'static [Level] {
        levels::of(self.what)
    }
}

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub(crate) comparisons: Vec<Learned>,
    /// How often each class is met among candidate pairs.
    pub(crate) classes: [f64; CLASSES],
    pub(crate) commonness: Commonness,
    pub(crate) calibration: Calibration,
}

/// What the engine says of a pair.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// How probable it is that both are one person, calibrated.
    pub probability: f64,
    /// How probable each class is, in the order of [`Class::ALL`], before calibration.
    pub classes: [f64; CLASSES],
    /// The levels of its comparisons.
    pub pattern: Pattern,
}

impl Weighed {
    /// The most probable class.
    pub fn class(&self) -> Class {
        let best = Class::ALL.into_iter().zip(self.classes).max_by(|(_, a), (_, b)| a.total_cmp(b));
        best.map_or(Class::Unrelated, |(class, _)| class)
    }

    /// How probable a class is, before calibration.
    pub fn share(&self, class: Class) -> f64 {
        Class::ALL.into_iter().zip(self.classes).find(|(other, _)| *other == class).map_or(0.0, |(_, share)| share)
    }
}

impl Model {
    /// The model that comes with the engine, for [`Layout::person`]: learned from a million invented people of this country and a hundred thousand
    /// referrals of them, and calibrated with another hundred thousand. A hub's own decisions calibrate it further.
    pub fn uk() -> Self {
        static UK: LazyLock<Model> =
            LazyLock::new(|| Model::read(include_str!("../models/uk.toml")).unwrap_or_else(|_| Model::untrained(&Layout::person())));
        UK.clone()
    }

    /// What is believed of a layout before anything was learned.
    pub fn untrained(layout: &Layout) -> Self {
        let comparisons = Scheme::new(layout).comparisons;
        let comparisons = comparisons.into_iter().map(|comparison| Learned {
            levels: levels::of(comparison.what).iter().map(|_| [0.0; CLASSES]).collect(),
            name: comparison.name,
            what: comparison.what,
        });
        Self {
            comparisons: comparisons.collect(),
            classes: [1.0 / CLASSES as f64; CLASSES],
            commonness: Commonness::default(),
            calibration: Calibration::default(),
        }
    }

    /// The same model with what reviewed pairs ask for.
    #[must_use]
    pub fn calibrated(self, calibration: Calibration) -> Self {
        Self { calibration, ..self }
    }

    /// The same model with what a hub's own decisions ask for, besides what it was calibrated with before. Their probabilities are those that this
    /// model gave. The model's text keeps nothing of them: they are the hub's.
    #[must_use]
    pub fn calibrated_further(self, decisions: &Calibration) -> Self {
        Self { calibration: self.calibration.then(decisions), ..self }
    }

    /// Weighs a pair by its pattern.
    pub fn weigh(&self, pattern: Pattern) -> Weighed {
        let classes = self.classes_of(pattern);
        let [same, ..] = classes;
        Weighed { probability: self.calibration.apply(same), classes, pattern }
    }

    fn classes_of(&self, pattern: Pattern) -> [f64; CLASSES] {
        let mut logs = self.classes.map(f64::ln);
        for (number, comparison) in self.comparisons.iter().enumerate() {
            let level = pattern.level(number);
            if level == 0 {
                continue;
            }
            let Some(shares) = comparison.levels.get(usize::from(level)) else { continue };
            for (log, share) in logs.iter_mut().zip(shares) {
                *log += share.max(1e-9).ln();
            }
        }
        shares_of(logs)
    }
}

/// Logarithms of weights as shares of one.
pub(crate) fn shares_of(logs: [f64; CLASSES]) -> [f64; CLASSES] {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights = logs.map(|log| (log - most).exp());
    let sum: f64 = weights.iter().sum();
    weights.map(|weight| weight / sum)
}

#[cfg(test)]
mod tests {
    use super::Model;
    use crate::layout::Layout;

    #[test]
    fn the_model_that_comes_with_the_engine_is_read_and_fits_what_a_hub_knows() {
        let uk = Model::read(include_str!("../models/uk.toml")).unwrap();
        assert_eq!(uk, Model::uk());
        assert_eq!(uk.suited(&Layout::person()).unwrap(), uk);
    }
}
