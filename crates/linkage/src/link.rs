//! Two files, or one with itself, linked at once: every pair that shares a key is compared, once.

use rustc_hash::FxHashMap;

use crate::compare::{Comparing, Memo, Pattern};
use crate::keys::keys_of;
use crate::layout::Layout;
use crate::model::{Commonness, Model, SHARES, Weighed};
use crate::postings::Postings;
use crate::rows::{Rows, at, low};
use crate::scheme::{Scheme, slot};
use crate::train;
use crate::vocabulary::USES;

/// Records whose candidates are looked for at once.
const AT_ONCE: usize = 128;

/// Pairs of names that are remembered.
const REMEMBERED: usize = 1 << 17;

/// Records on their way to be linked.
pub struct Files {
    layout: Layout,
    rows: Rows<'static>,
    register: u32,
    /// Whether it is one file, linked with itself.
    one: bool,
}

/// A candidate pair and its pattern. Of one file, the left is the earlier record.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    /// The record of the register, by its place in the file from 0 on.
    pub left: u32,
    /// The incoming record, by its place.
    pub right: u32,
    pattern: u32,
}

/// Candidate pairs and their patterns.
pub struct Pairs {
    pairs: Vec<Pair>,
    patterns: Vec<(Pattern, f64)>,
}

impl Files {
    /// Nothing yet of two files, whose records are of this layout.
    pub fn new(layout: Layout) -> Self {
        let rows = Rows::new(Scheme::new(&layout), Commonness::default());
        Self { layout, rows, register: 0, one: false }
    }

    /// Nothing yet of one file, whose records are of this layout and are linked with each other.
    pub fn of_one(layout: Layout) -> Self {
        Self { one: true, ..Self::new(layout) }
    }

    /// Takes in a record of the register, or of the one file. All of them come before the first incoming one.
    pub fn register<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) {
        self.register = self.rows.push(values) + 1;
    }

    /// Takes in an incoming record.
    pub fn incoming<'v>(&mut self, values: impl IntoIterator<Item = &'v str>) {
        self.rows.push(values);
    }

    /// How common each name is among these records.
    fn commonness(&self) -> Commonness {
        let mut counts = vec![[0_u32; USES]; self.rows.words.len() + 1];
        let mut known = [0_u32; USES];
        let scheme = self.rows.scheme();
        let others: Vec<usize> = scheme.comparisons.iter().filter(|c| c.what.is_words()).map(|c| c.at).collect();
        for row in self.rows.iter() {
            let mut count = |place: usize, used_as: usize| {
                let word = at(row, place);
                if word != 0
                    && let Some(count) = counts.get_mut(word as usize).and_then(|counts| counts.get_mut(used_as))
                {
                    *count += 1;
                }
            };
            count(slot::GIVEN, 0);
            count(slot::FAMILY, 1);
            others.iter().for_each(|place| count(*place, 2));
        }
        for counts in &counts {
            for (known, count) in known.iter_mut().zip(counts) {
                *known += count;
            }
        }
        if let Some(others_known) = known.last_mut() {
            *others_known = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        }
        let mut commonness = Commonness::default();
        for (word, counts) in (0..).zip(counts) {
            let mut shares = [0.0; USES];
            for ((share, count), known) in shares.iter_mut().zip(counts).zip(known) {
                // A word may stand in two fields of one record.
                *share = (count as f32 / known.max(1) as f32).min(1.0);
            }
            if shares.iter().zip(SHARES).any(|(share, [.., least])| *share >= least) {
                commonness.shares.insert(self.rows.words.word(word).text().into(), shares);
            }
        }
        commonness
    }

    /// Finds and compares the candidate pairs. How common names are is told by the model, or else by the records themselves.
    pub fn pairs(&mut self, model: Option<&Model>) -> Pairs {
        let commonness = model.map_or_else(|| self.commonness(), |model| model.commonness.clone());
        self.rows.words.judge(commonness);
        let all = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        // The smaller file is kept at hand, the larger walks past it.
        let (kept, walking) = if self.one {
            (0..all, 0..all)
        } else if all - self.register <= self.register {
            (self.register..all, 0..self.register)
        } else {
            (0..self.register, self.register..all)
        };
        let (from, count) = (kept.start, kept.end - kept.start);
        let postings = Postings::new(count, |row, keys| keys_of(&self.rows, self.rows.row(from + row), keys));
        let comparing = Comparing::new(&self.rows);
        let mut memo = Memo::new(REMEMBERED);
        let mut numbers: FxHashMap<Pattern, u32> = FxHashMap::default();
        let mut pairs = Pairs { pairs: Vec::new(), patterns: Vec::new() };
        let (mut keys, mut asked, mut found) = (Vec::new(), Vec::new(), Vec::new());
        let mut walking = walking.peekable();
        while walking.peek().is_some() {
            asked.clear();
            for walker in walking.by_ref().take(AT_ONCE) {
                keys_of(&self.rows, self.rows.row(walker), &mut keys);
                asked.extend(keys.iter().map(|key| (walker, *key)));
            }
            postings.find_packed(&mut asked, &mut found);
            for pair in &found {
                let (walker, other) = (low(pair >> 32), from + low(*pair));
                if self.one && other >= walker {
                    continue;
                }
                let pattern = comparing.pattern(self.rows.row(walker), self.rows.row(other), &mut memo);
                let number = *numbers.entry(pattern).or_insert_with(|| {
                    pairs.patterns.push((pattern, 0.0));
                    u32::try_from(pairs.patterns.len() - 1).unwrap_or(u32::MAX)
                });
                if let Some((_, count)) = pairs.patterns.get_mut(number as usize) {
                    *count += 1.0;
                }
                let (left, right) = (walker.min(other), walker.max(other));
                pairs.pairs.push(Pair { left, right: if self.one { right } else { right - self.register }, pattern: number });
            }
        }
        pairs
    }

    /// Learns a model from candidate pairs that [`Files::pairs`] found without one.
    pub fn train(&self, pairs: &Pairs) -> Model {
        train::train(Model::untrained(&self.layout), pairs.patterns.clone(), self.rows.words.commonness().clone())
    }
}

impl Pairs {
    /// How many there are.
    pub const fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Every pair, weighed by a model; in the order in which they were found.
    pub fn weighed<'p>(&'p self, model: &Model) -> impl Iterator<Item = (Pair, Weighed)> + use<'p> {
        let weighed: Vec<Weighed> = self.patterns.iter().map(|(pattern, _)| model.weigh(*pattern)).collect();
        self.pairs.iter().filter_map(move |pair| Some((*pair, *weighed.get(pair.pattern as usize)?)))
    }
}
