//! Figures out of many measurements.

/// The middle of them; of an even number, halfway between the two in the middle. Not a number where there is none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = |at: usize| sorted.get(at).copied().unwrap_or(f64::NAN);
    let half = sorted.len() / 2;
    if sorted.len().is_multiple_of(2) { (middle(half.wrapping_sub(1)) + middle(half)) / 2.0 } else { middle(half) }
}

/// The smallest of sorted values that at least so many in a thousand do not exceed; 0 where there is none.
pub fn of_a_thousand(sorted: &[u32], thousandth: usize) -> u32 {
    let rank = (sorted.len() * thousandth).div_ceil(1000);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(0)
}

/// Draws numbers that look random and are the same each time (splitmix64).
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Draw {
    /// Another seed, another row of numbers.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number below `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or_default().checked_rem(end).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_stands_in_the_middle() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn so_many_in_a_thousand_are_not_above() {
        let hundred: Vec<u32> = (1..=100).collect();
        assert_eq!((of_a_thousand(&hundred, 500), of_a_thousand(&hundred, 990), of_a_thousand(&hundred, 1000)), (50, 99, 100));
        assert_eq!((of_a_thousand(&[7], 990), of_a_thousand(&[], 500)), (7, 0));
    }
}
