//! Whether what was learned is to be believed.

use crate::kind::CLASSES;
use crate::levels::Means;
use crate::model::{Learned, Model};
use crate::scheme::Compared;

/// A share of pairs: slips and changes of name or birth date are met in a tenth of the pairs of one person, in the worst records that are known.
const MOSTLY: f64 = 0.4;

impl Model {
    /// Whether the class of the same person is that: pairs of which name and birth date are alike, as a rule.
    ///
    /// A model that was learned from records without two of one person has no such pairs, and calls others so.
    pub fn is_of_one_person(&self) -> bool {
        let telling = |learned: &&Learned| matches!(learned.what, Compared::Given | Compared::Family | Compared::Born);
        self.comparisons.iter().filter(telling).all(|learned| {
            let differing = learned.all_levels().iter().zip(&learned.levels).filter(|(level, _)| level.means == Means::Differs);
            differing.map(|(_, shares): (_, &[f64; CLASSES])| shares.first().copied().unwrap_or(0.0)).sum::<f64>() < MOSTLY
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::model::Model;

    #[test]
    fn a_class_in_which_names_differ_is_not_the_same_person() {
        let mut model = Model::uk();
        assert!(model.is_of_one_person());
        // The same person takes the place of somebody unrelated, as it does where nobody is there twice.
        for learned in &mut model.comparisons {
            learned.levels.iter_mut().for_each(|shares| shares.swap(0, 4));
        }
        assert!(!model.is_of_one_person());
    }
}
