//! Everybody on record, in memory: each new record is matched with all of them as it comes.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::calibrate::Calibration;
use crate::compare::{Comparing, Memo, Personal};
use crate::explain::Explanation;
use crate::keys::keys_of;
use crate::layout::Layout;
use crate::model::{Model, Weighed};
use crate::postings::Postings;
use crate::rows::{Rows, at};
use crate::scheme::{Scheme, slot};

/// Somebody who may be meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found<Id> {
    /// Who.
    pub id: Id,
    /// What the engine says of the pair.
    pub weighed: Weighed,
    /// Whether they bear the very same given and family name.
    pub same_name: bool,
    /// Whether they were born on the very same day.
    pub same_birth_date: bool,
    /// What the given name, the birth date and the sex say: what a household does not share.
    pub personal: Personal,
}

/// Everybody on record. What of them is not current any more, an address or a name before, is a guise: the one that fits best counts.
///
/// Nothing of it can be printed. Asking needs no more than a shared reference, so that many may ask at once.
pub struct Register<Id> {
    /// The model as it came, and as the hub's decisions calibrate it.
    shipped: Model,
    model: Model,
    rows: Rows<'static>,
    /// Whose each row is; `None` once it is gone.
    owners: Vec<Option<Id>>,
    /// Each person's first row.
    known: FxHashMap<Id, u32>,
    /// The same person's row after each row.
    next: Vec<u32>,
    free: Vec<u32>,
    postings: Postings,
    /// Rows up to here stand packed in the postings: such a row is never used again for somebody else.
    packed: u32,
    /// Whether many are being taken in, who are found once they are packed.
    filling: bool,
    at_hand: Mutex<Vec<AtHand>>,
}

/// What a look-up works with, kept for the next.
struct AtHand {
    memo: Memo,
    keys: Vec<u64>,
    found: Vec<u32>,
}

/// No row.
const NONE: u32 = u32::MAX;

impl<Id> std::fmt::Debug for Register<Id> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Register")
    }
}

impl<Id: Copy + Ord + Hash> Register<Id> {
    /// Nobody yet.
    pub fn new(layout: &Layout, model: Model) -> Self {
        Self {
            rows: Rows::new(Scheme::new(layout), model.commonness.clone()),
            shipped: model.clone(),
            model,
            owners: Vec::new(),
            known: FxHashMap::default(),
            next: Vec::new(),
            free: Vec::new(),
            postings: Postings::default(),
            packed: 0,
            filling: false,
            at_hand: Mutex::default(),
        }
    }

    /// Calibrates by what people decided of pairs, instead of by what they had decided before: the share of [`crate::Class::SamePerson`] that the
    /// engine gave each, before calibration, and whether it was the same person.
    pub fn calibrate(&mut self, decided: &[(f64, bool)]) {
        let reviewed: Vec<_> = decided.iter().map(|(share, same)| (self.shipped.calibration.apply(*share), *same, 1.0)).collect();
        self.model = self.shipped.clone().calibrated_further(&Calibration::of(&reviewed));
    }

    /// How many people there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Takes somebody in, or what is now known of them instead of what was. Values of each guise are in the order of the layout; empty ones are
    /// not known.
    pub fn put(&mut self, id: Id, guises: &[&[&str]]) {
        self.remove(id);
        let (mut first, mut keys) = (NONE, Vec::new());
        for guise in guises {
            let row = match self.free.pop() {
                Some(row) => {
                    self.rows.replace(row, guise.iter().copied());
                    row
                }
                None => {
                    self.owners.push(None);
                    self.next.push(NONE);
                    self.rows.push(guise.iter().copied())
                }
            };
            if let Some(owner) = self.owners.get_mut(row as usize) {
                *owner = Some(id);
            }
            if let Some(next) = self.next.get_mut(row as usize) {
                *next = std::mem::replace(&mut first, row);
            }
            if !self.filling {
                keys_of(&self.rows, self.rows.row(row), &mut keys);
                self.postings.add(row, &keys);
            }
        }
        self.known.insert(id, first);
        if !self.filling {
            self.pack_when_grown();
        }
    }

    /// Begins to take in very many: whoever is put from here on is found only after the next [`Register::pack`], which is much faster than one by
    /// one. Whoever was there is found all the while.
    pub fn fill(&mut self) {
        self.filling = true;
    }

    /// Whether very many are being taken in.
    pub const fn is_filling(&self) -> bool {
        self.filling
    }

    /// Takes somebody out; false when they were not there.
    pub fn remove(&mut self, id: Id) -> bool {
        let Some(mut next) = self.known.remove(&id) else { return false };
        let mut keys = Vec::new();
        while next != NONE {
            let row = next;
            next = self.next.get(row as usize).copied().unwrap_or(NONE);
            if let Some(owner) = self.owners.get_mut(row as usize) {
                *owner = None;
            }
            keys_of(&self.rows, self.rows.row(row), &mut keys);
            self.postings.take_out(row, &keys);
            // What stands packed, or will, is used for nobody else before all is packed anew.
            if row >= self.packed && !self.filling {
                self.free.push(row);
            }
        }
        true
    }

    /// Packs what came since, once it is as much as what is packed: so that taking in many people costs each the same.
    fn pack_when_grown(&mut self) {
        let (since, packed) = self.postings.since_and_packed();
        if since > packed.max(1 << 20) {
            self.pack();
        }
    }

    /// Packs all postings into the least room; for use after many were taken in. Changes no answer.
    pub fn pack(&mut self) {
        let count = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        let (rows, owners) = (&self.rows, &self.owners);
        // The old ones go first: both at once would need twice the room.
        self.postings = Postings::default();
        self.postings = Postings::new(count, |row, keys| match owners.get(row as usize) {
            Some(Some(_)) => keys_of(rows, rows.row(row), keys),
            _ => keys.clear(),
        });
        (self.packed, self.filling) = (count, false);
        // Rows of nobody are in no posting now.
        self.free = (0..).zip(&self.owners).filter_map(|(row, owner)| owner.is_none().then_some(row)).collect();
    }

    /// The `most` people who are likeliest to be meant, the likeliest first and of equals the smaller id.
    pub fn best(&self, asked: &[&str], most: usize) -> Vec<Found<Id>> {
        let mut beside = Rows::beside(&self.rows);
        let number = beside.push(asked.iter().copied());
        let asked = beside.row(number);
        let mut at_hand = self.at_hand.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_else(AtHand::new);
        let AtHand { memo, keys, found } = &mut at_hand;
        keys_of(&beside, asked, keys);
        found.clear();
        for key in keys.iter() {
            self.postings.find(*key, found, |row| matches!(self.owners.get(row as usize), Some(Some(_))));
        }
        found.sort_unstable();
        found.dedup();
        memo.pass_from(beside.words.begins());
        let comparing = Comparing::new(&beside);
        let mut people: Vec<Found<Id>> = Vec::new();
        for row in found.iter() {
            let Some(Some(id)) = self.owners.get(*row as usize) else { continue };
            let other = self.rows.row(*row);
            let weighed = self.model.weigh(comparing.pattern(asked, other, memo));
            let personal = comparing.personal(weighed.pattern);
            let same = |place: usize| at(asked, place) != 0 && at(asked, place) == at(other, place);
            let same_name = same(slot::GIVEN) && same(slot::FAMILY);
            people.push(Found { id: *id, weighed, same_name, same_birth_date: same(slot::BORN), personal });
        }
        memo.forget_passing();
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner).push(at_hand);
        // Of guises that are as probable as each other, the same one is told whenever it was taken in.
        let rank = |found: &Found<Id>| (found.same_name, found.same_birth_date, found.weighed.pattern);
        let by_likelihood = |a: &Found<Id>, b: &Found<Id>| b.weighed.probability.total_cmp(&a.weighed.probability);
        people.sort_by(|a, b| a.id.cmp(&b.id).then(by_likelihood(a, b)).then_with(|| rank(b).cmp(&rank(a))));
        people.dedup_by_key(|found| found.id);
        people.sort_by(|a, b| by_likelihood(a, b).then(a.id.cmp(&b.id)));
        people.truncate(most);
        people
    }

    /// What each field of two records tells. They need not be in the register.
    pub fn explain(&self, asked: &[&str], other: &[&str]) -> Explanation {
        let mut beside = Rows::beside(&self.rows);
        let (a, b) = (beside.push(asked.iter().copied()), beside.push(other.iter().copied()));
        let pattern = Comparing::new(&beside).pattern(beside.row(a), beside.row(b), &mut Memo::new(4));
        Explanation::of(&self.model, pattern)
    }
}

impl AtHand {
    fn new() -> Self {
        Self { memo: Memo::new(1 << 12), keys: Vec::new(), found: Vec::new() }
    }
}
