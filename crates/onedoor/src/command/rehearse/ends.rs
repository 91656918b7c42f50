//! How the rows of a feed end under one version of the rules.

use std::collections::BTreeMap;

use kernel::Outcome;
use serde_json::{Map, Value};

use crate::command::rehearse::fate::Fate;

/// Reasons that are named where most rows could not be decided.
const REASONS_NAMED: usize = 3;

/// How many rows end in which way.
pub struct Ends<'f> {
    outcomes: BTreeMap<Outcome, u64>,
    /// Why rows could not be read or decided, and how many.
    why: BTreeMap<&'f str, u64>,
}

impl<'f> Ends<'f> {
    /// Of these rows.
    pub fn of(fates: &'f [Fate]) -> Self {
        let mut ends = Self { outcomes: BTreeMap::new(), why: BTreeMap::new() };
        for fate in fates {
            *ends.outcomes.entry(fate.outcome).or_default() += 1;
            if is_undecided(fate.outcome) {
                fate.reasons.split(';').for_each(|reason| *ends.why.entry(reason).or_default() += 1);
            }
        }
        ends
    }

    /// How many end so.
    pub fn count(&self, outcome: Outcome) -> u64 {
        self.outcomes.get(&outcome).copied().unwrap_or_default()
    }

    /// All of them.
    pub fn rows(&self) -> u64 {
        self.outcomes.values().sum()
    }

    /// How many could not be read, or be read and not decided.
    pub fn undecided(&self) -> u64 {
        self.outcomes.iter().filter(|(outcome, _)| is_undecided(**outcome)).map(|(_, rows)| rows).sum()
    }

    /// Whether not one row could be read; so it is where there is none.
    pub fn are_all_unread(&self) -> bool {
        self.count(Outcome::Rejected) == self.rows()
    }

    /// The commonest reasons for which rows could not be decided, the commonest first.
    pub fn reasons(&self) -> String {
        let mut why: Vec<_> = self.why.iter().collect();
        why.sort_by_key(|(_, rows)| std::cmp::Reverse(**rows));
        why.iter().take(REASONS_NAMED).map(|(reason, rows)| format!("{reason} ({rows})")).collect::<Vec<_>>().join(", ")
    }

    /// How many end in each way, those in which none does among them.
    pub fn as_json(&self) -> Map<String, Value> {
        Outcome::ALL.iter().map(|outcome| (outcome.as_str().to_owned(), self.count(*outcome).into())).collect()
    }
}

const fn is_undecided(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Rejected | Outcome::Quarantined)
}
