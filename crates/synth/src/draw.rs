//! Drawing at random so that the same seed gives the same bytes on every machine.
//!
//! Whole numbers only, from one ChaCha stream, by arithmetic that stands here: a new version of a library cannot change what is drawn.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// How often something happens, in ten-thousandths.
#[derive(Clone, Copy)]
pub(crate) struct Share(u32);

/// `n` in ten thousand.
pub(crate) const fn per_ten_thousand(n: u32) -> Share {
    Share(n)
}

/// `n` in a thousand.
pub(crate) const fn per_thousand(n: u32) -> Share {
    Share(n * 10)
}

/// `n` in a hundred.
pub(crate) const fn per_cent(n: u32) -> Share {
    Share(n * 100)
}

/// The source of every choice in a feed.
pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    /// A source that depends on the seed and on what it is for, so that two uses of one seed do not run in step.
    pub(crate) fn new(seed: u64, purpose: &[u8; 16]) -> Self {
        let mut key = [0; 32];
        let bytes = seed.to_le_bytes().into_iter().chain(purpose.iter().copied());
        key.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number from 0 up to, not including, `n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(n);
        (wide >> 32) as u32
    }

    /// A number from 0 up to, not including, `n`, for ranges wider than 32 bits.
    pub(crate) fn below_wide(&mut self, n: u64) -> u64 {
        let wide = u128::from(self.0.next_u64()) * u128::from(n);
        (wide >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Whether something that happens at this rate happens now.
    pub(crate) fn chance(&mut self, share: Share) -> bool {
        self.below(10_000) < share.0
    }

    /// One of these, each as likely as the other; the default of the type when there are none.
    pub(crate) fn one<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let index = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX));
        from.get(index as usize).copied().unwrap_or_default()
    }

    /// One of these, as likely as its weight says; nothing when all weights are 0.
    pub(crate) fn weighted<'a, T>(&mut self, from: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        let total = from.iter().map(&weight).sum();
        let mut left = self.below(total);
        from.iter().find(|item| match left.checked_sub(weight(item)) {
            None => true,
            Some(rest) => {
                left = rest;
                false
            }
        })
    }

    /// One of these pairs' second halves, as likely as the first half says.
    pub(crate) fn of<T: Copy + Default>(&mut self, from: &[(u32, T)]) -> T {
        self.weighted(from, |(weight, _)| *weight).map(|(_, item)| *item).unwrap_or_default()
    }

    /// Puts the items in an order in which each is as likely as any other.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(u32::try_from(last + 1).unwrap_or(u32::MAX)) as usize;
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_purpose_draw_the_same_numbers_for_ever() {
        let mut draw = Draw::new(7, b"tests tests test");
        let drawn: Vec<u32> = (0..6).map(|_| draw.below(1000)).collect();
        assert_eq!(drawn, [324, 828, 741, 568, 632, 688]);
        let mut other = Draw::new(7, b"another purpose!");
        assert_ne!(drawn, (0..6).map(|_| other.below(1000)).collect::<Vec<_>>());
    }

    #[test]
    fn weights_are_kept_to() {
        let mut draw = Draw::new(1, b"tests tests test");
        let table = [(1, 'a'), (0, 'b'), (3, 'c')];
        let drawn: Vec<char> = (0..4000).map(|_| draw.of(&table)).collect();
        let a = drawn.iter().filter(|c| **c == 'a').count();
        assert!((900..1100).contains(&a), "a came {a} times of 4000 instead of about 1000");
        assert!(!drawn.contains(&'b'));
        assert_eq!(draw.of::<char>(&[]), char::default());
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Draw::new(3, b"tests tests test").shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
