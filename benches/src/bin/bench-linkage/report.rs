//! What is printed: one table of both engines against the aims, and tables of groups and of changed sets under it.

use benches::table::{Table, thousands};

use crate::runs::Run;
use crate::score::{Group, Score};

/// What a figure is to reach.
#[derive(Debug, Clone, Copy)]
pub enum Aim {
    AtLeast(f64),
    AtMost(f64),
}

/// How a figure is written.
#[derive(Debug, Clone, Copy)]
pub enum As {
    /// Four digits: 0.9450.
    Share,
    /// One digit: 3.1 %.
    Percent,
    Seconds,
    Milliseconds,
    Megabytes,
    /// Millions a second.
    Millions,
}

impl As {
    /// The figure with its unit; a dash where there is none.
    pub fn write(self, figure: f64) -> String {
        if !figure.is_finite() {
            return "–".into();
        }
        match self {
            Self::Share => format!("{figure:.4}"),
            Self::Percent => format!("{:.1} %", figure * 100.0),
            Self::Seconds => format!("{figure:.2} s"),
            Self::Milliseconds => format!("{figure:.3} ms"),
            Self::Megabytes => format!("{} MB", thousands(figure.round() as u64)),
            Self::Millions => format!("{:.2} million/s", figure / 1e6),
        }
    }
}

/// The table of both engines.
pub struct Report {
    table: Table,
}

impl Report {
    /// With nothing in it.
    pub fn new() -> Self {
        Self { table: Table::new(["what", "Splink 5, better of two configurations", "ours", "aim", ""]) }
    }

    /// One figure of each engine. The anchor's are those of its configurations, of which the better one is shown; where there is no aim nothing is judged.
    pub fn row(&mut self, what: &str, anchor: &[f64], ours: Option<f64>, aim: Option<Aim>, written: As) {
        let figures = anchor.iter().copied().filter(|figure| figure.is_finite());
        let better = match aim {
            Some(Aim::AtMost(_)) => figures.reduce(f64::min),
            _ => figures.reduce(f64::max),
        };
        let write = |figure: Option<f64>| figure.map_or_else(|| "–".into(), |figure| written.write(figure));
        let (aimed, verdict) = match (aim, ours) {
            (Some(Aim::AtLeast(least)), ours) => (format!("≥ {}", written.write(least)), ours.map(|ours| ours >= least)),
            (Some(Aim::AtMost(most)), ours) => (format!("≤ {}", written.write(most)), ours.map(|ours| ours <= most)),
            (None, _) => (String::new(), None),
        };
        let verdict = verdict.map_or("", |met| if met { "met" } else { "**missed**" });
        self.table.row([what.to_owned(), write(better), write(ours), aimed, verdict.to_owned()]);
    }

    /// What is asked of every set of the UK.
    pub fn accuracy(&mut self, set: &str, anchor: &[Run], ours: Option<&Run>) {
        let mut row = |what: &str, figure: fn(&Score) -> f64, aim: Option<Aim>, written: As| {
            let anchor: Vec<f64> = anchor.iter().map(|run| figure(&run.score)).collect();
            self.row(&format!("{set}, {what}"), &anchor, ours.map(|run| figure(&run.score)), aim, written);
        };
        let (recall, few) = (Some(Aim::AtLeast(0.88)), Some(Aim::AtMost(0.03)));
        row("best-link F1", |score| score.best_link_f1, Some(Aim::AtLeast(0.945)), As::Share);
        row("best-link F1, probability ≥ .5", |score| score.best_link_f1_when_even, Some(Aim::AtLeast(0.945)), As::Share);
        row("recall at precision ≥ .99, best link", |score| score.best_link_recall_when_precise, recall, As::Share);
        row("recall at precision ≥ .99, pairs", |score| score.pair_recall_when_precise, recall, As::Share);
        row("pair F1", |score| score.pair_f1, None, As::Share);
        row("one-to-one F1", |score| score.one_to_one_f1, None, As::Share);
        row("false links of unregistered house-mates, at the best F1", |score| score.housemates_at_best, few, As::Percent);
        row("false links of unregistered house-mates, probability ≥ .5", |score| score.housemates_when_even, few, As::Percent);
        row("false links of unregistered house-mates, probability ≥ .95", |score| score.housemates_likely, few, As::Percent);
        row("share of pairs scored ≥ .99 that are true", |score| score.certain_and_true, Some(Aim::AtLeast(0.99)), As::Percent);
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.table.fmt(f)
    }
}

/// How each group fares with both engines, and a sentence that names the worst.
pub fn groups(set: &str, anchor: Option<&Score>, ours: &Score) -> String {
    let headings =
        ["group", "true pairs", "recall", "recall, Splink", "new people", "falsely linked", "falsely linked, Splink", "F1", "F1, Splink"];
    let mut table = Table::new(headings);
    let falsely = |group: &Group| group.linked as f64 / group.new as f64;
    for group in &ours.groups {
        let other = anchor.and_then(|score| score.groups.iter().find(|other| other.name == group.name));
        let of = |figure: &dyn Fn(&Group) -> f64, written: As| other.map_or_else(|| "–".into(), |other| written.write(figure(other)));
        table.row([
            group.name.clone(),
            thousands(group.truths as u64),
            As::Share.write(group.recall()),
            of(&Group::recall, As::Share),
            thousands(group.new as u64),
            As::Percent.write(falsely(group)),
            of(&falsely, As::Percent),
            As::Share.write(group.f1()),
            of(&Group::f1, As::Share),
        ]);
    }
    let named = |score: &Score| {
        let worst = ["source", "heritage", "error"].into_iter().filter_map(|kind| score.worst(kind));
        let one = |group: &Group| format!("*{}* (F1 {:.4}, recall {:.4})", group.name, group.f1(), group.recall());
        worst.map(one).collect::<Vec<_>>().join(", ")
    };
    let others = anchor.map_or_else(String::new, |score| format!(" Splink's are {}.", named(score)));
    format!(
        "Groups of {set}, best links from the score with the best F1 on:\n\n{table}\nThe worst served of ours are {}.{others}\n",
        named(ours)
    )
}
