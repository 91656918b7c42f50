//! What was found out about pairs of words, kept for when they are met again.

use crate::vocabulary::WordId;

/// What was found out about pairs of words; the same pair is met again and again.
pub(crate) struct Memo {
    pairs: Vec<(u64, u8)>,
    /// Where pairs with a word stand whose number will be another word's before long.
    passing: Vec<usize>,
    passing_from: WordId,
}

const NO_PAIR: (u64, u8) = (u64::MAX, 0);

impl Memo {
    /// One that remembers this many pairs, a power of two.
    pub(crate) fn new(pairs: usize) -> Self {
        Self { pairs: vec![NO_PAIR; pairs.next_power_of_two()], passing: Vec::new(), passing_from: WordId::MAX }
    }

    /// From now on, words from this number on are only passing.
    pub(crate) fn pass_from(&mut self, from: WordId) {
        self.passing_from = from;
    }

    /// Forgets every pair with a word that was only passing.
    pub(crate) fn forget_passing(&mut self) {
        for place in self.passing.drain(..) {
            if let Some(pair) = self.pairs.get_mut(place) {
                *pair = NO_PAIR;
            }
        }
    }

    pub(super) fn level(&mut self, a: WordId, b: WordId, of_text: bool, work_out: impl FnOnce() -> u8) -> u8 {
        // What two words are to each other as text is kept apart from what they are as names.
        let key = u64::from(a.min(b)) << 32 | u64::from(a.max(b)) | u64::from(of_text) << 63;
        let place = (crate::rows::mixed(key) & (self.pairs.len() as u64 - 1)) as usize;
        let Some(known) = self.pairs.get_mut(place) else { return work_out() };
        if known.0 != key {
            *known = (key, work_out());
            if a.max(b) >= self.passing_from {
                self.passing.push(place);
            }
        }
        known.1
    }
}
