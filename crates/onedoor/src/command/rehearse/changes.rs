//! What differs between what would become of the rows of one feed under two versions of the rules.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use kernel::Outcome;

use crate::command::Error;
use crate::command::rehearse::fate::{Fate, cell};

/// What differs, row by row.
pub struct Changes<'f> {
    /// Rows of the feed.
    pub rows: usize,
    /// Rows of which anything differs: as they are, and as they would be.
    pub rows_that_change: Vec<(&'f Fate, &'f Fate)>,
    from: &'f [Fate],
    to: &'f [Fate],
}

impl<'f> Changes<'f> {
    /// Between these, each of every row in the order of the file.
    ///
    /// # Errors
    /// When they are not of the same rows.
    pub fn between(from: &'f [Fate], to: &'f [Fate]) -> Result<Self, Error> {
        let is_of_same = |(one, other): (&Fate, &Fate)| (one.number, &one.id) == (other.number, &other.id);
        if from.len() != to.len() || !from.iter().zip(to).all(is_of_same) {
            return Err("the feed was changed while it was read: rehearse it again".into());
        }
        let rows_that_change = from.iter().zip(to).filter(|(one, other)| one != other).collect();
        Ok(Self { rows: from.len(), rows_that_change, from, to })
    }

    /// How rows end now and then, and how many end so; those that end as they do now among them.
    pub fn outcomes(&self) -> BTreeMap<(Outcome, Outcome), u64> {
        let mut counts = BTreeMap::new();
        for (one, other) in self.from.iter().zip(self.to) {
            *counts.entry((one.outcome, other.outcome)).or_default() += 1;
        }
        counts
    }

    /// How many rows end differently.
    pub fn end_differently(&self) -> u64 {
        self.outcomes().into_iter().filter(|((from, to), _)| from != to).map(|(_, rows)| rows).sum()
    }

    /// Rows whose person would be offered something else.
    pub fn offers(&self) -> Vec<(&'f Fate, &'f Fate)> {
        self.rows_that_change.iter().copied().filter(|(one, other)| !one.offers_the_same(other)).collect()
    }

    /// Writes every row that changes as CSV; times are London's.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, to: impl Write) -> Result<(), Error> {
        let mut table = csv::Writer::from_writer(to);
        table.write_record([
            "row",
            "source_record_id",
            "outcome_from",
            "outcome_to",
            "reasons_from",
            "reasons_to",
            "pathway_from",
            "pathway_to",
            "offers_from",
            "offers_to",
            "tasks_from",
            "tasks_to",
        ])?;
        for (one, other) in &self.rows_that_change {
            table.write_record([
                one.number.to_string().as_str(),
                &no_formula(one.id.as_deref().unwrap_or_default()),
                one.outcome.as_str(),
                other.outcome.as_str(),
                &one.reasons,
                &other.reasons,
                one.pathway.as_deref().unwrap_or_default(),
                other.pathway.as_deref().unwrap_or_default(),
                &cell(&one.offers),
                &cell(&other.offers),
                &cell(&one.tasks),
                &cell(&other.tasks),
            ])?;
        }
        Ok(table.flush()?)
    }
}

/// A sender's text as a cell that a spreadsheet shows and does not reckon: of what this table holds, the id of a row alone is not our own word.
fn no_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
