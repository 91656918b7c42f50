//! Which rows have a key. What was there at the start stands packed; what came since stands beside it.

use rustc_hash::FxHashMap;

use crate::rows::low;

/// A block with more rows than this is not looked at: its rows have other keys, with more in them.
pub(crate) const LONGEST_BLOCK: usize = 100;

/// About how many keys a row has.
const KEYS_OF_A_ROW: usize = 16;

/// Keys and their rows.
#[derive(Default)]
pub(crate) struct Postings {
    /// Where the entries begin whose key begins with these bits.
    buckets: Vec<u32>,
    shift: u32,
    /// The rest of the key, and the row: sorted in each bucket.
    packed: Vec<u64>,
    /// A bit for each key that is there, by other bits of it than the bucket's: most keys that are asked for are nowhere.
    seen: Vec<u64>,
    since: FxHashMap<u64, Vec<u32>>,
}

impl Postings {
    /// Of rows 0 to `count`, each with the keys that `keys_of` writes: asked twice for each row, which takes less room than to keep all keys.
    pub(crate) fn new(count: u32, mut keys_of: impl FnMut(u32, &mut Vec<u64>)) -> Self {
        let mut keys = Vec::new();
        let mut each = |row: u32, each: &mut dyn FnMut(u64)| {
            keys_of(row, &mut keys);
            keys.sort_unstable();
            keys.dedup();
            keys.iter().for_each(|key| each(*key));
        };
        let bits = (count as usize * KEYS_OF_A_ROW).max(16).next_power_of_two().ilog2().min(26);
        let shift = 64 - bits;
        let mut postings = Self { shift, seen: vec![0; (1_usize << (bits + 3).min(27)) / 64], ..Self::default() };
        let mut begins = vec![0_u32; (1 << bits) + 1];
        for row in 0..count {
            each(row, &mut |key| {
                postings.see(key);
                if let Some(begin) = begins.get_mut((key >> shift) as usize) {
                    *begin += 1;
                }
            });
        }
        // Each bucket's end, from which it is filled backwards to where it begins.
        let mut sum = 0;
        for begin in &mut begins {
            sum += *begin;
            *begin = sum;
        }
        postings.packed = vec![0; sum as usize];
        for row in 0..count {
            each(row, &mut |key| {
                if let Some(place) = begins.get_mut((key >> shift) as usize) {
                    *place = place.saturating_sub(1);
                    if let Some(entry) = postings.packed.get_mut(*place as usize) {
                        *entry = u64::from(low(key)) << 32 | u64::from(row);
                    }
                }
            });
        }
        for pair in begins.windows(2) {
            if let [from, to] = pair
                && to - from > 1
                && let Some(bucket) = postings.packed.get_mut(*from as usize..*to as usize)
            {
                bucket.sort_unstable();
            }
        }
        postings.buckets = begins;
        postings
    }

    fn see(&mut self, key: u64) {
        let bit = key >> 5 & (self.seen.len() as u64 * 64 - 1);
        if let Some(word) = self.seen.get_mut((bit / 64) as usize) {
            *word |= 1 << (bit % 64);
        }
    }

    /// Whether a key may be there: most that are asked for are not.
    #[inline]
    fn may_have(&self, key: u64) -> bool {
        let bit = key >> 5 & (self.seen.len() as u64 * 64).wrapping_sub(1);
        self.seen.get((bit / 64) as usize).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    /// The entries of those rows that were there at the start and have a key.
    #[inline]
    fn packed(&self, key: u64) -> impl Iterator<Item = u32> {
        let bucket = (key >> self.shift) as usize;
        let ends = self.buckets.get(bucket).zip(self.buckets.get(bucket + 1));
        let bucket = ends.and_then(|(from, to)| self.packed.get(*from as usize..*to as usize)).unwrap_or_default();
        let rest = low(key);
        // A bucket holds a key or two, but for long blocks.
        let begin = match bucket {
            [first, ..] if low(first >> 32) == rest => 0,
            short if short.len() <= 8 => short.iter().take_while(|entry| low(**entry >> 32) < rest).count(),
            long => long.partition_point(|entry| low(entry >> 32) < rest),
        };
        let tail = bucket.get(begin..).unwrap_or_default();
        tail.iter().take_while(move |entry| low(**entry >> 32) == rest).map(|entry| low(*entry))
    }

    /// Writes which rows that were there at the start share a key with which asker, each once, in order: the asker in the upper half, the row in the
    /// lower. Takes away those keys that nobody has.
    pub(crate) fn find_packed(&self, asked: &mut Vec<(u32, u64)>, found: &mut Vec<u64>) {
        found.clear();
        // Step by step for many askers, so that the machine fetches what the next step wants while it is still at this one.
        asked.retain(|(_, key)| self.may_have(*key));
        asked.retain(|(_, key)| {
            let bucket = (key >> self.shift) as usize;
            self.buckets.get(bucket) < self.buckets.get(bucket + 1)
        });
        for (asker, key) in asked {
            let asker = u64::from(*asker) << 32;
            block(found, self.packed(*key).map(|row| asker | u64::from(row)));
        }
        found.sort_unstable();
        found.dedup();
    }

    /// Writes the rows that have a key and are there to the end of these; none where there are too many.
    pub(crate) fn find(&self, key: u64, rows: &mut Vec<u32>, is_there: impl Fn(u32) -> bool) {
        let packed = self.may_have(key).then(|| self.packed(key)).into_iter().flatten();
        let since = self.since.get(&key).into_iter().flatten().copied();
        // Who is gone takes nobody's place.
        block(rows, packed.chain(since).filter(|row| is_there(*row)));
    }

    /// Adds a row that came since.
    pub(crate) fn add(&mut self, row: u32, keys: &[u64]) {
        for key in keys {
            let rows = self.since.entry(*key).or_default();
            // A row may have a key twice.
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }

    /// Takes out a row that came since; one that was there at the start stays, and whoever asks must know that it is gone.
    pub(crate) fn take_out(&mut self, row: u32, keys: &[u64]) {
        for key in keys {
            if let Some(rows) = self.since.get_mut(key) {
                rows.retain(|other| *other != row);
                if rows.is_empty() {
                    self.since.remove(key);
                }
            }
        }
    }

    /// How many entries came since, and how many were there at the start.
    pub(crate) fn since_and_packed(&self) -> (usize, usize) {
        (self.since.len(), self.packed.len())
    }
}

/// Writes a block to the end of these rows, unless it is too long.
#[inline]
fn block<Row>(rows: &mut Vec<Row>, block: impl Iterator<Item = Row>) {
    let before = rows.len();
    rows.extend(block.take(LONGEST_BLOCK + 1));
    if rows.len() > before + LONGEST_BLOCK {
        rows.truncate(before);
    }
}
