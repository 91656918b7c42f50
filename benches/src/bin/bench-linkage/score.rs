//! How right links are. Recall counts every true pair, found or not.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::truth::{Link, Truth};

/// The precision at which recall is asked.
const PRECISE: f64 = 0.99;
/// The probability at which a link is as good as certain.
const CERTAIN: f64 = 0.99;
/// The probability at which many would link without looking.
const LIKELY: f64 = 0.95;
/// The probability from which on it is likelier than not.
const EVEN: f64 = 0.5;
/// A group with fewer true pairs says nothing of its recall.
const FEWEST: usize = 50;

/// Everything said with at least this score.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    score: f64,
    said: usize,
    right: usize,
}

impl Point {
    fn precision(&self) -> f64 {
        self.right as f64 / self.said as f64
    }

    fn f1(&self, truths: usize) -> f64 {
        2.0 * self.right as f64 / (self.said + truths) as f64
    }
}

/// Links likeliest first, each right or wrong, and how many true pairs there are.
struct Judged {
    links: Vec<(Link, bool)>,
    truths: usize,
}

impl Judged {
    /// One point for each score; links of equal score are said together.
    fn points(&self) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::new();
        let mut right = 0;
        for (number, (link, is_right)) in self.links.iter().enumerate() {
            right += usize::from(*is_right);
            let point = Point { score: link.score, said: number + 1, right };
            match points.last_mut() {
                Some(last) if last.score.total_cmp(&link.score).is_eq() => *last = point,
                _ => points.push(point),
            }
        }
        points
    }

    fn best(&self) -> Point {
        let nothing = Point { score: f64::INFINITY, said: 0, right: 0 };
        let better = |best: Point, point: Point| if point.f1(self.truths) > best.f1(self.truths) { point } else { best };
        self.points().into_iter().fold(nothing, better)
    }

    /// The greatest recall with at least that precision.
    fn recall_at(&self, precision: f64) -> f64 {
        let precise = self.points().into_iter().filter(|point| point.precision() >= precision);
        precise.map(|point| point.right).max().unwrap_or(0) as f64 / self.truths as f64
    }

    /// Of those with at least that probability.
    fn f1_from(&self, probability: f64) -> f64 {
        let said: Vec<bool> = self.links.iter().filter(|(link, _)| link.probability >= probability).map(|(_, right)| *right).collect();
        Point { score: probability, said: said.len(), right: said.iter().filter(|right| **right).count() }.f1(self.truths)
    }

    /// Those that are the likeliest of their right record, or of both.
    fn likeliest(&self, of_both: bool) -> Self {
        let (mut left, mut right) = (HashSet::new(), HashSet::new());
        let keep = |(link, _): &&(Link, bool)| {
            let (first_left, first_right) = (left.insert(link.left), right.insert(link.right));
            first_right && (first_left || !of_both)
        };
        Self { links: self.links.iter().filter(keep).copied().collect(), truths: self.truths }
    }
}

/// How one group fares when links are taken from the score with the best F1 on.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub name: String,
    /// True pairs, and how many of them were found.
    pub truths: usize,
    pub found: usize,
    /// Records of new people, and how many of them were linked all the same.
    pub new: usize,
    pub linked: usize,
    /// Records that were linked to somebody else than the one they are of.
    pub to_another: usize,
}

impl Group {
    /// Of the true pairs.
    pub fn recall(&self) -> f64 {
        self.found as f64 / self.truths as f64
    }

    /// Of all true pairs and all links of the group.
    pub fn f1(&self) -> f64 {
        2.0 * self.found as f64 / (self.truths + self.found + self.to_another + self.linked) as f64
    }
}

/// What is said of one set of links.
#[derive(Debug, Clone)]
pub struct Score {
    pub pair_f1: f64,
    pub pair_recall_when_precise: f64,
    pub best_link_f1: f64,
    pub best_link_recall_when_precise: f64,
    pub one_to_one_f1: f64,
    /// Of pairs said to be as good as certain, how many are true.
    pub certain_and_true: f64,
    /// Of best links that are likelier than not.
    pub best_link_f1_when_even: f64,
    /// Of new people who live with a registered one, how many were linked: at the best F1, when likelier than not, and as likely.
    pub housemates_at_best: f64,
    pub housemates_when_even: f64,
    pub housemates_likely: f64,
    pub groups: Vec<Group>,
}

impl Score {
    /// The group with the lowest F1, of those of a kind that are large enough to say: `source`, `heritage` or `error`.
    pub fn worst(&self, kind: &str) -> Option<&Group> {
        let of_kind = self.groups.iter().filter(|group| group.name.split(' ').next() == Some(kind));
        of_kind.filter(|group| group.truths >= FEWEST).min_by(|a, b| a.f1().total_cmp(&b.f1()))
    }
}

/// Judges links that lie likeliest first.
pub fn score(links: &[Link], truth: &Truth) -> Score {
    let judged = links.iter().map(|link| (*link, truth.pairs.contains(&link.pair()))).collect();
    let pairs = Judged { links: judged, truths: truth.pairs.len() };
    let (best, both) = (pairs.likeliest(false), pairs.likeliest(true));
    let certain: Vec<bool> = pairs.links.iter().filter(|(link, _)| link.probability >= CERTAIN).map(|(_, right)| *right).collect();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let from = best.best().score;
    let said: HashMap<u32, &Link> = best.links.iter().map(|(link, _)| (link.right, link)).collect();
    let housemates: Vec<u32> = truth.asked.iter().filter(|asked| asked.is_housemate).map(|asked| asked.id).collect();
    let linked = |holds: &dyn Fn(&Link) -> bool| {
        share(housemates.iter().filter(|id| said.get(id).is_some_and(|link| holds(link))).count(), housemates.len())
    };
    Score {
        pair_f1: pairs.best().f1(pairs.truths),
        pair_recall_when_precise: pairs.recall_at(PRECISE),
        best_link_f1: best.best().f1(best.truths),
        best_link_recall_when_precise: best.recall_at(PRECISE),
        best_link_f1_when_even: best.f1_from(EVEN),
        one_to_one_f1: both.best().f1(both.truths),
        certain_and_true: share(certain.iter().filter(|right| **right).count(), certain.len()),
        housemates_at_best: linked(&|link| link.score >= from),
        housemates_when_even: linked(&|link| link.probability >= EVEN),
        housemates_likely: linked(&|link| link.probability >= LIKELY),
        groups: groups(truth, &said, from),
    }
}

fn groups(truth: &Truth, said: &HashMap<u32, &Link>, from: f64) -> Vec<Group> {
    let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
    for asked in &truth.asked {
        let link = said.get(&asked.id).filter(|link| link.score >= from);
        for name in &asked.groups {
            let fresh = || Group { name: name.clone(), truths: 0, found: 0, new: 0, linked: 0, to_another: 0 };
            let group = groups.entry(name).or_insert_with(fresh);
            match (asked.of, link) {
                (Some(of), link) => {
                    group.truths += 1;
                    group.found += usize::from(link.is_some_and(|link| link.left == of));
                    group.to_another += usize::from(link.is_some_and(|link| link.left != of));
                }
                (None, link) => {
                    group.new += 1;
                    group.linked += usize::from(link.is_some());
                }
            }
        }
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::truth::{Ids, read_links, read_truth};

    /// Six asked, four of them registered. R9 is the wrong one for I1 and likelier than the right one; I5 and I6 are new; I4 is not found; I5 lives with R1.
    const TRUTH: &str = "rec_id,reg_id,kind,errs,source,heritage\n\
        I1,R1,match,typo_f,police,general\nI2,R2,match,,police,irish\nI3,R3,match,typo_f|moved,court,general\nI4,R4,match,,court,general\n\
        I5,,housemate,,police,general\nI6,,stranger,,court,irish\n";
    const LINKS: &str = "id_l,id_r,probability\n\
        R2,I2,0.999\nR9,I1,0.995\nR3,I3,0.98\nR1,I1,0.97\nR1,I5,0.96\nR7,I6,0.4\nR2,I3,0.3\nR2,I2,0.1\nR8,I2,0.05\nR6,I6,0.4\n";

    fn judged(truth: &str, links: &str) -> Score {
        let folder = tempfile::TempDir::new().unwrap();
        let write = |name: &str, text: &str| -> std::path::PathBuf {
            let file = folder.path().join(name);
            std::fs::write(&file, text).unwrap();
            file
        };
        let mut ids = Ids::default();
        let truth = read_truth(Path::new(&write("truth.csv", truth)), &mut ids).unwrap();
        let links = read_links(Path::new(&write("links.csv", links)), &mut ids).unwrap();
        score(&links, &truth)
    }

    fn five(figure: f64) -> String {
        format!("{figure:.5}")
    }

    /// The figures are those of the scorer that the targets were set with, on these very files.
    #[test]
    fn links_are_judged_as_the_targets_were() {
        let score = judged(TRUTH, LINKS);
        assert_eq!(five(score.pair_f1), "0.75000");
        assert_eq!(five(score.pair_recall_when_precise), "0.25000");
        assert_eq!(five(score.one_to_one_f1), "0.57143");
        assert_eq!(five(score.best_link_f1), "0.57143");
        assert_eq!(five(score.best_link_recall_when_precise), "0.25000");
    }

    #[test]
    fn a_false_link_to_a_housemate_is_counted_by_itself() {
        let score = judged(TRUTH, LINKS);
        assert_eq!(score.housemates_likely, 1.0, "I5 was linked to R1 with .96");
        assert_eq!(score.housemates_at_best, 0.0, "the best F1 lies at .98");
        assert_eq!((score.housemates_when_even, five(score.best_link_f1_when_even)), (1.0, "0.50000".into()), "two right of four, of four");
        assert_eq!(score.certain_and_true, 0.5, "R2 is, R9 is not");
    }

    #[test]
    fn each_group_has_its_own_figures() {
        let score = judged(TRUTH, LINKS);
        let group = |name: &str| score.groups.iter().find(|group| group.name == name).unwrap().clone();
        let (court, typo) = (group("source court"), group("error typo_f"));
        assert_eq!((court.truths, court.found, court.new, court.linked, court.to_another), (2, 1, 1, 0, 0));
        assert_eq!((typo.truths, typo.found, typo.to_another), (2, 1, 1));
        assert_eq!(five(typo.f1()), "0.50000");
    }

    #[test]
    fn one_file_compared_with_itself_knows_pairs_either_way_round() {
        let score = judged("id_l,id_r\nA,B\nC,A\n", "id_l,id_r,score,probability\nB,A,9,1\nA,C,8,1\nB,C,-3,0\n");
        assert_eq!((score.pair_f1, score.pair_recall_when_precise), (1.0, 1.0));
    }
}
