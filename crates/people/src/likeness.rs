//! Who is like whom: everybody on record in the register of the engine that compares people, and what it says of somebody who is told of.
//!
//! A person may be recognised by what was once true of them: each name, address, number and e-mail on record makes a *guise*, the newest
//! first. What a worker found to be somebody else's makes none.

mod attempt;
mod guises;

use kernel::PersonId;
use linkage::{Explanation, Found, Layout, Model, Register};

pub use attempt::Attempt;
pub(crate) use attempt::Since;
use guises::Facets;

use crate::memory::Everybody;
use crate::record::{Particulars, PersonRecord, Point};

/// The most people that a look-up returns.
const MOST: usize = 12;

/// Everybody as the engine knows them.
pub(crate) struct Likeness(Register<PersonId>);

impl Default for Likeness {
    fn default() -> Self {
        Self(Register::new(&Layout::person(), Model::uk()))
    }
}

impl Likeness {
    /// Takes somebody in as they are now. Somebody whose key is destroyed, or of whom nothing is known, is like nobody.
    pub(crate) fn note(&mut self, person: &PersonRecord) {
        let facets = Facets::of(&person.known, current_first(person).into_iter());
        if facets.is_empty() {
            self.leave_out(person.id);
        } else {
            facets.each_guise(|guises| self.0.put(person.id, guises));
        }
    }

    pub(crate) fn leave_out(&mut self, person: PersonId) {
        self.0.remove(person);
    }

    /// Begins to take everybody in; they are found once that is [`Likeness::filled`].
    pub(crate) fn fill(&mut self) {
        self.0.fill();
    }

    /// Everybody is taken in, where that was begun.
    pub(crate) fn filled(&mut self) {
        if self.0.is_filling() {
            self.0.pack();
        }
    }

    /// Who is like somebody told of: the likeliest first, by id where they are as likely.
    pub(crate) fn alike(&self, told: &Particulars) -> Vec<Found<PersonId>> {
        let facets = Facets::of(told, told.points.iter());
        if facets.is_empty() { Vec::new() } else { self.0.best(&facets.foremost(), MOST) }
    }
}

/// The ways of contact by which somebody may be recognised: those that stand first, then the newest.
fn current_first(person: &PersonRecord) -> Vec<&Point> {
    let mut points: Vec<_> = person.points.iter().filter(|kept| kept.wrong_at.is_none()).collect();
    points.sort_by_key(|kept| (!kept.is_current, std::cmp::Reverse((kept.created_at, kept.id))));
    points.into_iter().map(|kept| &kept.point).collect()
}

impl Everybody {
    /// Sets the engine right by what people decided of pairs, in place of what they had decided before: how probable it called the same person,
    /// before calibration, and whether it was.
    pub fn calibrate(&self, decided: &[(f64, bool)]) {
        self.likeness_to_change().0.calibrate(decided);
    }

    /// Who is like somebody told of: the likeliest first, by id where they are as likely. The caller has caught up.
    pub fn alike(&self, told: &Particulars) -> Vec<Found<PersonId>> {
        self.likeness().alike(told)
    }

    /// What speaks for and against that somebody told of is this person, field by field: for that guise of the person which is most like them.
    pub fn explain(&self, told: &Particulars, person: &PersonRecord) -> Option<Explanation> {
        let (told, likeness) = (Facets::of(told, told.points.iter()), self.likeness());
        let known = Facets::of(&person.known, current_first(person).into_iter());
        let mut best: Option<Explanation> = None;
        known.each_guise(|guises| {
            for guise in guises {
                let explanation = likeness.0.explain(&told.foremost(), guise);
                if best.as_ref().is_none_or(|best| explanation.weighed.probability > best.weighed.probability) {
                    best = Some(explanation);
                }
            }
        });
        best
    }
}
