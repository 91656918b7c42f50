//! Learning without being told: five classes by expectation and maximisation over the patterns of candidate pairs, from a start that knows what a
//! household is.
//!
//! Two classes are not enough: people of one household agree on postcode, number, phone and family name together, so a model that takes those as
//! independent joins them. With classes of their own for the household, the namesake and the birthday, the fields are nearly independent within each.

use crate::compare::Pattern;
use crate::kind::{CLASSES, Class};
use crate::levels::{Level, Means};
use crate::model::{Commonness, Learned, Model, shares_of};
use crate::scheme::Compared;

/// A pattern and how many pairs have it.
pub(crate) type Counted = (Pattern, f64);

/// Rounds at the most.
const ROUNDS: usize = 60;
/// It ends when no class's share moves more than this.
const STILL: f64 = 1e-5;
/// Pairs for which what was believed before counts in each class.
const BELIEF: f64 = 2.0;

/// Learns from these patterns. The same patterns give the same model, whatever their order.
pub(crate) fn train(untrained: Model, mut patterns: Vec<Counted>, commonness: Commonness) -> Model {
    patterns.sort_unstable_by_key(|(pattern, _)| *pattern);
    let mut model = Model { commonness, ..untrained };
    let starts: Vec<[f64; CLASSES]> = patterns.iter().map(|(pattern, _)| start(&model, *pattern)).collect();
    maximise(&mut model, &patterns, &starts);
    let begun = model.clone();
    for _ in 0..ROUNDS {
        let before = model.classes;
        let logs = Logs::of(&model);
        let shares: Vec<[f64; CLASSES]> = patterns.iter().map(|(pattern, _)| logs.shares(*pattern)).collect();
        maximise(&mut model, &patterns, &shares);
        if before.iter().zip(model.classes).all(|(a, b)| (a - b).abs() < STILL) {
            break;
        }
    }
    // Where hardly any pair is one person's, that class drifts to whatever else the records have most of. The start still knows what it means.
    if model.is_of_one_person() { model } else { begun }
}

/// The logarithms of a model, so that a round takes sums only.
struct Logs {
    classes: [f64; CLASSES],
    levels: Vec<Vec<[f64; CLASSES]>>,
}

impl Logs {
    fn of(model: &Model) -> Self {
        let logs = |shares: &[f64; CLASSES]| shares.map(|share| share.max(1e-12).ln());
        let levels = model.comparisons.iter().map(|learned| learned.levels.iter().map(logs).collect());
        Self { classes: logs(&model.classes), levels: levels.collect() }
    }

    fn shares(&self, pattern: Pattern) -> [f64; CLASSES] {
        let mut sums = self.classes;
        for (number, levels) in self.levels.iter().enumerate() {
            let level = pattern.level(number);
            if level != 0
                && let Some(logs) = levels.get(usize::from(level))
            {
                for (sum, log) in sums.iter_mut().zip(logs) {
                    *sum += log;
                }
            }
        }
        shares_of(sums)
    }
}

/// The model that these shares of classes ask for.
fn maximise(model: &mut Model, patterns: &[Counted], shares: &[[f64; CLASSES]]) {
    let mut classes = [1.0; CLASSES];
    for ((_, count), shares) in patterns.iter().zip(shares) {
        for (class, share) in classes.iter_mut().zip(shares) {
            *class += count * share;
        }
    }
    let all: f64 = classes.iter().sum();
    model.classes = classes.map(|class| class / all);
    for (number, comparison) in model.comparisons.iter_mut().enumerate() {
        let mut sums = believed(comparison);
        for ((pattern, count), shares) in patterns.iter().zip(shares) {
            if let Some(sum) = sums.get_mut(usize::from(pattern.level(number)))
                && pattern.level(number) != 0
            {
                for (sum, share) in sum.iter_mut().zip(shares) {
                    *sum += count * share;
                }
            }
        }
        let totals = sums.iter().skip(1).fold([0.0; CLASSES], |mut totals, sum| {
            for (total, sum) in totals.iter_mut().zip(sum) {
                *total += sum;
            }
            totals
        });
        for (level, sum) in comparison.levels.iter_mut().zip(&sums) {
            for ((share, sum), total) in level.iter_mut().zip(sum).zip(totals) {
                *share = if total > 0.0 { sum / total } else { 0.0 };
            }
        }
    }
}

/// What is believed before: each level a little possible in each class, agreement more so in the class that is about it.
fn believed(comparison: &Learned) -> Vec<[f64; CLASSES]> {
    let levels = comparison.all_levels();
    let each = BELIEF / levels.len().max(1) as f64;
    let mut sums = vec![[each; CLASSES]; levels.len()];
    if let Some(missing) = sums.first_mut() {
        *missing = [0.0; CLASSES];
    }
    sums
}

/// The class with which a pattern begins.
fn start(model: &Model, pattern: Pattern) -> [f64; CLASSES] {
    let mut seen = Seen::default();
    for (number, comparison) in model.comparisons.iter().enumerate() {
        if let Some(level) = comparison.all_levels().get(usize::from(pattern.level(number))) {
            seen.note(comparison.what, level);
        }
    }
    let class = seen.class();
    let mut shares = [0.02; CLASSES];
    for (share, other) in shares.iter_mut().zip(Class::ALL) {
        if other == class {
            *share = 1.0 - 0.02 * (CLASSES as f64 - 1.0);
        }
    }
    shares
}

/// What a pattern says, field by field.
#[derive(Default)]
struct Seen {
    bits: f64,
    given: Option<Means>,
    family: Option<Means>,
    born: Option<Means>,
    shares_home: bool,
    outright: bool,
}

/// Bits from which a pattern that nothing speaks against begins as the same person.
const ENOUGH: f64 = 14.0;

impl Seen {
    fn note(&mut self, what: Compared, level: &Level) {
        self.bits += level.bits;
        let means = (level.means != Means::Nothing).then_some(level.means);
        match what {
            Compared::Given => self.given = means,
            Compared::Family => self.family = means,
            Compared::Born => self.born = means,
            Compared::Home | Compared::Phone | Compared::Email => self.shares_home |= means == Some(Means::Agrees),
            _ => {}
        }
        self.outright |= means == Some(Means::Differs) && matches!(what, Compared::Given | Compared::Born);
    }

    fn class(&self) -> Class {
        let agrees = |means| means == Some(Means::Agrees);
        if self.bits >= ENOUGH && !self.outright {
            Class::SamePerson
        } else if self.shares_home {
            Class::SameHousehold
        } else if agrees(self.given) && agrees(self.family) {
            Class::SameName
        } else if agrees(self.born) {
            Class::SameBirthDate
        } else {
            Class::Unrelated
        }
    }
}
