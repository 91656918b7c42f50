//! What follows from what was found: the same person, a look by a person, or somebody new.
//!
//! The costly mistake is the false link: a person joined to somebody they live with, who may be the suspect. So likeness alone never decides where
//! the household is still a possible explanation, or where another who is called the same, or was born on the same day, is near.

use crate::compare::Personal;
use crate::kind::Class;
use crate::register::Found;

/// When the engine decides by itself, and when a person is asked. Probabilities are calibrated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// From here on it is the same person, where nothing speaks against that.
    pub same: f64,
    /// From here on a person looks.
    pub look: f64,
    /// More than this for the household, and a person looks.
    pub household: f64,
    /// Another with the same name or birth date is near from here on.
    pub near: f64,
    /// Anybody else is near from here on.
    pub also: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { same: 0.99, look: 0.10, household: 0.01, near: 0.10, also: 0.50 }
    }
}

/// Why likeness alone does not decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Caution {
    /// It may be somebody of the same household.
    Household,
    /// Another who was born on the same day is near: a twin, perhaps.
    Twin,
    /// Another with the same name is near.
    SameName,
    /// Another is near.
    Another,
    /// The given name, the birth date or the sex is another, whatever else is the same.
    Differs,
    /// The given name or the birth date is not known, not quite the same, or a guess, or the middle name is another: a household shares all the rest.
    Unsure,
}

/// Every caution.
const ALL: [Caution; 6] = [Caution::Household, Caution::Twin, Caution::SameName, Caution::Another, Caution::Differs, Caution::Unsure];

impl Caution {
    /// The word for it in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Twin => "twin",
            Self::SameName => "same_name",
            Self::Another => "another",
            Self::Differs => "differs",
            Self::Unsure => "unsure",
        }
    }

    /// The caution that this word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        ALL.into_iter().find(|caution| caution.as_str() == word)
    }
}

/// What follows.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict<Id> {
    /// This person.
    Same(Found<Id>),
    /// A person decides: who may be meant, the likeliest first, and why it was not decided.
    Look(Vec<Found<Id>>, Vec<Caution>),
    /// Nobody who is known.
    New,
}

/// What follows from the candidates that [`crate::Register::best`] found, the likeliest first.
pub fn verdict<Id: Copy>(found: &[Found<Id>], thresholds: &Thresholds) -> Verdict<Id> {
    let Some((best, others)) = found.split_first() else { return Verdict::New };
    if best.weighed.probability < thresholds.look {
        return Verdict::New;
    }
    let cautions = cautions(best, others, thresholds);
    if best.weighed.probability >= thresholds.same && cautions.is_empty() {
        return Verdict::Same(*best);
    }
    let may_be = found.iter().filter(|found| found.weighed.probability >= thresholds.look);
    Verdict::Look(may_be.copied().collect(), cautions)
}

/// Why the likeliest is not taken without a look.
pub fn cautions<Id>(best: &Found<Id>, others: &[Found<Id>], thresholds: &Thresholds) -> Vec<Caution> {
    let mut cautions = Vec::new();
    let mut add = |caution| {
        if !cautions.contains(&caution) {
            cautions.push(caution);
        }
    };
    if best.weighed.share(Class::SameHousehold) > thresholds.household {
        add(Caution::Household);
    }
    match best.personal {
        Personal::Agrees => {}
        Personal::Unsure => add(Caution::Unsure),
        Personal::Differs => add(Caution::Differs),
    }
    for other in others {
        let near = other.weighed.probability >= thresholds.near;
        let lives_there = other.weighed.share(Class::SameHousehold) >= 0.5;
        if other.same_birth_date && (near || lives_there) {
            add(Caution::Twin);
        } else if other.same_name && (near || lives_there) {
            add(Caution::SameName);
        } else if other.weighed.probability >= thresholds.also {
            add(Caution::Another);
        }
    }
    cautions.sort_unstable();
    cautions
}
