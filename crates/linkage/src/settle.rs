//! What follows from weighed pairs: one link for each record, or groups of records of one person.
//!
//! Everything here gives the same for the same links, in whatever order they come: ties go to the record that comes first in its file.

use rustc_hash::FxHashMap;

use crate::kind::Class;
use crate::link::Pair;
use crate::model::Weighed;

/// A pair of records and what it was found to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// The record of the register, or the earlier one of one file, by its place.
    pub left: u32,
    /// The incoming record, or the later one, by its place.
    pub right: u32,
    /// How probable it is that both are one person, calibrated.
    pub probability: f64,
    /// The most probable class.
    pub class: Class,
}

impl Link {
    /// The link that a weighed pair is.
    pub fn of(pair: Pair, weighed: &Weighed) -> Self {
        Self { left: pair.left, right: pair.right, probability: weighed.probability, class: weighed.class() }
    }
}

/// Brings links in the order of the register's file, then the incoming one's.
pub fn in_file_order(links: &mut [Link]) {
    let place = |link: &Link| (link.left, link.right);
    if !links.is_sorted_by_key(place) {
        links.sort_unstable_by_key(place);
    }
}

/// The best link of each incoming record, in the order of the incoming file. A record of the register may have several.
pub fn best_link(links: &[Link]) -> Vec<Link> {
    let records = links.iter().map(|link| link.right as usize + 1).max().unwrap_or(0);
    let mut best: Vec<Option<&Link>> = vec![None; records];
    for link in links {
        if let Some(best) = best.get_mut(link.right as usize)
            && best.is_none_or(|other| surer(link, other))
        {
            *best = Some(link);
        }
    }
    best.into_iter().flatten().copied().collect()
}

fn surer(link: &Link, other: &Link) -> bool {
    link.probability.total_cmp(&other.probability).then_with(|| (other.left, other.right).cmp(&(link.left, link.right))).is_gt()
}

fn surest_first(links: &[Link], threshold: f64) -> Vec<Link> {
    let mut sorted: Vec<Link> = links.iter().filter(|link| link.probability >= threshold).copied().collect();
    sorted.sort_unstable_by(|a, b| b.probability.total_cmp(&a.probability).then_with(|| (a.left, a.right).cmp(&(b.left, b.right))));
    sorted
}

/// At most one link for each record of either file, the surest first; in that order.
///
/// What is left out always loses to a surer link of one of its two records, so no two records would both rather have each other.
pub fn one_to_one(links: &[Link]) -> Vec<Link> {
    let mut sorted = surest_first(links, f64::NEG_INFINITY);
    let count = |record: fn(&Link) -> u32| links.iter().map(|link| record(link) as usize + 1).max().unwrap_or(0);
    let (mut lefts, mut rights) = (vec![false; count(|link| link.left)], vec![false; count(|link| link.right)]);
    sorted.retain(|link| {
        let (Some(left), Some(right)) = (lefts.get_mut(link.left as usize), rights.get_mut(link.right as usize)) else { return false };
        let free = !*left && !*right;
        if free {
            (*left, *right) = (true, true);
        }
        free
    });
    sorted
}

/// From so many members on, one link is not enough to join a cluster to another such.
const SEVERAL: usize = 2;

/// The cluster of each of `count` records of one file, from links that are at least as probable as the threshold.
///
/// A cluster is named by its first member, so its name stays while others come and go behind it. Links join from the surest on. A single record
/// joins by any one link: somebody who moved and then changed their number is like each of their records in something else. Two clusters are joined
/// only when their crossing pairs are more probable than not on average, those that were never candidates counting as nothing: otherwise one
/// mistaken link makes one person of two.
pub fn clusters(links: &[Link], threshold: f64, count: usize) -> Vec<u32> {
    let mut clusters = Clusters::new(links, count);
    for link in surest_first(links, threshold) {
        clusters.join(link.left, link.right);
    }
    (0..).zip(0..count).map(|(record, _)| clusters.first_of(record)).collect()
}

struct Clusters {
    parent: Vec<u32>,
    /// Of each cluster, by its first member.
    members: FxHashMap<u32, Vec<u32>>,
    /// The links of a record, and where those of each record begin.
    begins: Vec<usize>,
    others: Vec<(u32, f64)>,
    /// Sizes of clusters at which they were found to be apart.
    apart: FxHashMap<(u32, u32), (usize, usize)>,
}

impl Clusters {
    fn new(links: &[Link], count: usize) -> Self {
        let mut both: Vec<(u32, u32, f64)> =
            links.iter().flat_map(|l| [(l.left, l.right, l.probability), (l.right, l.left, l.probability)]).collect();
        both.sort_unstable_by_key(|(record, other, _)| (*record, *other));
        let begins = (0..=count).map(|record| both.partition_point(|(from, ..)| (*from as usize) < record)).collect();
        Self {
            parent: (0..).take(count).collect(),
            members: FxHashMap::default(),
            begins,
            others: both.into_iter().map(|(_, other, probability)| (other, probability)).collect(),
            apart: FxHashMap::default(),
        }
    }

    fn first_of(&mut self, record: u32) -> u32 {
        let mut first = record;
        while let Some(parent) = self.parent.get(first as usize).copied().filter(|parent| *parent != first) {
            first = parent;
        }
        let mut on_the_way = record;
        while let Some(parent) = self.parent.get_mut(on_the_way as usize).filter(|parent| **parent != first) {
            on_the_way = std::mem::replace(parent, first);
        }
        first
    }

    fn size(&self, first: u32) -> usize {
        self.members.get(&first).map_or(1, Vec::len)
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.first_of(a), self.first_of(b));
        let (first, other) = (a.min(b), a.max(b));
        if first == other || self.parent.len() <= other as usize || !self.belong(first, other) {
            return;
        }
        let moved = self.members.remove(&other).unwrap_or_else(|| vec![other]);
        self.members.entry(first).or_insert_with(|| vec![first]).extend(moved);
        if let Some(parent) = self.parent.get_mut(other as usize) {
            *parent = first;
        }
    }

    fn belong(&mut self, first: u32, other: u32) -> bool {
        let sizes = (self.size(first), self.size(other));
        if sizes.0.min(sizes.1) < SEVERAL {
            return true;
        }
        if self.apart.get(&(first, other)) == Some(&sizes) {
            return false;
        }
        let (fewer, more) = if sizes.0 <= sizes.1 { (first, other) } else { (other, first) };
        let members = self.members.get(&fewer).cloned().unwrap_or_default();
        let mut sum = 0.0;
        for member in members {
            let links = self.begins.get(member as usize).copied().unwrap_or(0)..self.begins.get(member as usize + 1).copied().unwrap_or(0);
            for place in links {
                if let Some((record, probability)) = self.others.get(place).copied()
                    && self.first_of(record) == more
                {
                    sum += probability;
                }
            }
        }
        let belong = sum * 2.0 > sizes.0 as f64 * sizes.1 as f64;
        if !belong {
            self.apart.insert((first, other), sizes);
        }
        belong
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn link(left: u32, right: u32, probability: f64) -> Link {
        Link { left, right, probability, class: Class::SamePerson }
    }

    fn pairs(links: &[Link]) -> Vec<(u32, u32)> {
        links.iter().map(|link| (link.left, link.right)).collect()
    }

    #[test]
    fn each_incoming_record_keeps_its_best() {
        let links = [link(4, 0, 0.5), link(2, 0, 0.9), link(3, 0, 0.9), link(2, 5, 0.1)];
        assert_eq!(pairs(&best_link(&links)), [(2, 0), (2, 5)]);
        assert!(best_link(&[]).is_empty());
    }

    #[test]
    fn one_to_one_gives_nobody_twice() {
        let links = [link(0, 0, 0.8), link(0, 1, 0.9), link(1, 1, 0.95), link(1, 0, 0.1)];
        assert_eq!(pairs(&one_to_one(&links)), [(1, 1), (0, 0)]);
    }

    /// Every pair of these records, this sure.
    fn family(records: std::ops::Range<u32>, probability: f64) -> Vec<Link> {
        records.clone().flat_map(|a| (a + 1..records.end).map(move |b| link(a, b, probability))).collect()
    }

    #[test]
    fn a_cluster_is_named_by_its_first_member() {
        let links = [link(3, 5, 0.99), link(1, 3, 0.97), link(2, 4, 0.5)];
        assert_eq!(clusters(&links, 0.95, 6), [0, 1, 2, 1, 4, 1]);
    }

    #[test]
    fn one_sure_mistake_does_not_make_one_person_of_two() {
        let mut links = family(0..4, 0.99);
        links.extend(family(4..8, 0.99));
        links.push(link(3, 4, 0.999));
        // The mistake is the surest of all, so it joins two single records first; the others then divide between it.
        links.push(link(0, 7, 0.96));
        let found = clusters(&links, 0.95, 8);
        assert_eq!(found, [0, 0, 0, 3, 3, 3, 3, 3]);
        let mut links = family(0..4, 0.99);
        links.extend(family(4..8, 0.99));
        links.push(link(3, 4, 0.96));
        assert_eq!(clusters(&links, 0.95, 8), [0, 0, 0, 0, 4, 4, 4, 4]);
    }

    #[test]
    fn clusters_that_belong_together_are_joined() {
        let mut links = family(0..6, 0.96);
        for link in &mut links {
            if (link.left < 3) == (link.right < 3) {
                link.probability = 0.999;
            }
        }
        assert_eq!(clusters(&links, 0.95, 6), [0; 6]);
    }

    #[test]
    fn links_to_records_beyond_the_last_are_of_no_account() {
        assert_eq!(clusters(&[link(0, 9, 1.0), link(7, 8, 1.0), link(0, 1, 1.0)], 0.5, 2), [0, 0]);
    }

    fn any_links() -> impl Strategy<Value = Vec<Link>> {
        let any = (0..12_u32, 0..12_u32, 0..=20_u32).prop_filter("of two records", |(a, b, _)| a != b);
        prop::collection::vec(any, 0..60).prop_map(|links| {
            let mut links: Vec<_> = links.into_iter().map(|(a, b, p)| link(a.min(b), a.max(b), f64::from(p) / 20.0)).collect();
            in_file_order(&mut links);
            links.dedup_by_key(|link| (link.left, link.right));
            links
        })
    }

    proptest! {
        #[test]
        fn the_order_of_links_changes_nothing(links in any_links(), turn in 0..60_usize) {
            let mut turned = links.clone();
            turned.rotate_left(turn.min(links.len()));
            prop_assert_eq!(best_link(&links), best_link(&turned));
            prop_assert_eq!(one_to_one(&links), one_to_one(&turned));
            prop_assert_eq!(clusters(&links, 0.5, 12), clusters(&turned, 0.5, 12));
        }

        #[test]
        fn no_two_records_would_rather_have_each_other(links in any_links()) {
            let kept = one_to_one(&links);
            for link in &links {
                let beaten = kept.iter().any(|k| (k.left == link.left || k.right == link.right) && k.probability >= link.probability);
                prop_assert!(beaten, "{:?}", link);
            }
        }

        #[test]
        fn a_cluster_holds_what_named_it_and_is_held_together_by_links(links in any_links(), threshold in 0.1..1.0_f64) {
            let found = clusters(&links, threshold, 12);
            for (record, cluster) in (0..).zip(&found) {
                prop_assert!(*cluster <= record);
                prop_assert_eq!(found[*cluster as usize], *cluster);
                let joined = links.iter().any(|l| {
                    l.probability >= threshold && [l.left, l.right].contains(&record) && found[l.left as usize] == found[l.right as usize]
                });
                prop_assert!(joined || *cluster == record);
            }
        }

        #[test]
        fn of_two_records_a_link_makes_one_cluster(probability in 0.0..1.0_f64) {
            let apart = clusters(&[link(0, 1, probability)], 0.5, 2) == [0, 1];
            prop_assert_eq!(apart, probability < 0.5);
        }
    }
}
