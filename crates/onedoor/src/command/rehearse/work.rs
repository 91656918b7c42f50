//! What is due on each day.

use std::collections::{BTreeMap, BTreeSet};

use casework::record::{DueKind, DueRecord};
use jiff::civil::Date;
use kernel::{Channel, WorkingTime, london_date};

/// Days between the first and the last on which something is due that are all shown; of more, those on which nothing is due are left out.
const DAYS_SHOWN: i64 = 400;
/// What tasks are counted under.
pub const TASKS: &str = "tasks";

/// What is due on each day in London: contacts to offer, by channel, and tasks.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Work(BTreeMap<Date, BTreeMap<&'static str, u64>>);

/// What is counted, in the order of tables.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Channel::ALL.iter().map(|channel| channel.as_str()).chain([TASKS])
}

impl Work {
    /// Counts what is due.
    pub fn of(dues: &[DueRecord]) -> Self {
        let mut work = Self::default();
        for due in dues {
            let kind = match due.kind {
                DueKind::Offer => kinds().find(|kind| *kind == due.what).unwrap_or(TASKS),
                DueKind::Task => TASKS,
            };
            *work.0.entry(london_date(due.due_at)).or_default().entry(kind).or_default() += 1;
        }
        work
    }

    /// How much of a kind is due on a day.
    pub fn on(&self, day: Date, kind: &str) -> u64 {
        self.0.get(&day).and_then(|kinds| kinds.get(kind)).copied().unwrap_or_default()
    }

    /// How much of everything is due on a day.
    pub fn all_on(&self, day: Date) -> u64 {
        self.0.get(&day).map_or(0, |kinds| kinds.values().sum())
    }

    /// How much of a kind is due on all days.
    pub fn of_kind(&self, kind: &str) -> u64 {
        self.0.values().filter_map(|kinds| kinds.get(kind)).sum()
    }

    /// How much is due in all.
    pub fn all(&self) -> u64 {
        self.0.values().flat_map(BTreeMap::values).sum()
    }

    /// The day on which most is due, the first of several, and how much that is.
    pub fn busiest(&self) -> Option<(Date, u64)> {
        self.0.keys().map(|day| (*day, self.all_on(*day))).rev().max_by_key(|(_, due)| *due)
    }
}

/// Every day on which something is due in either, and the working days between them.
pub fn days(one: &Work, other: &Work, working_time: &WorkingTime) -> Vec<Date> {
    let mut days: BTreeSet<Date> = one.0.keys().chain(other.0.keys()).copied().collect();
    if let (Some(first), Some(last)) = (days.first().copied(), days.last().copied())
        && i64::from((last - first).get_days()) <= DAYS_SHOWN
    {
        days.extend(first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last).filter(|day| working_time.is_working_day(*day)));
    }
    days.into_iter().collect()
}
