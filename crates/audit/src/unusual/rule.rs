//! The rules: what is counted, and from when it is out of the usual.

use kernel::words;
use serde::Serialize;

words! {
    /// What is counted of an account.
    pub enum What {
        People = "people",
        PeopleWithoutCase = "people_without_case",
        OutsideHours = "outside_hours",
        ColleaguesRingFenced = "colleagues_ring_fenced",
        ColleaguesAsVictims = "colleagues_as_victims",
        Refusals = "refusals",
    }
}

impl What {
    /// What it is, for a reader.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::People => "different people whose records were shown, opened or changed",
            Self::PeopleWithoutCase => "different people none of whose cases is theirs or their team's",
            Self::OutsideHours => "records shown, opened or changed outside working hours",
            Self::ColleaguesRingFenced => "different people with a ring-fenced case that is a colleague's and none that is theirs",
            Self::ColleaguesAsVictims => "different people who work here themselves and whose cases are not theirs",
            Self::Refusals => "times they were refused",
        }
    }
}

/// Out of the usual is more than so many times the median of the others of that role, and more than so many at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What is counted.
    pub what: What,
    /// How many times the median pass.
    pub times_the_median: u64,
    /// How many pass, whatever the median.
    pub always_passes: u64,
}

impl Rule {
    /// The count up to which it lets pass, where this is the median.
    pub const fn usual_up_to(&self, median: u64) -> u64 {
        let times = median.saturating_mul(self.times_the_median);
        if times > self.always_passes { times } else { self.always_passes }
    }
}

/// The rules. What one does not reach by chance has a low number that always passes; what a day's work brings has a higher one.
pub const RULES: &[Rule] = &[
    Rule { what: What::People, times_the_median: 3, always_passes: 20 },
    Rule { what: What::PeopleWithoutCase, times_the_median: 3, always_passes: 10 },
    Rule { what: What::OutsideHours, times_the_median: 3, always_passes: 10 },
    Rule { what: What::ColleaguesRingFenced, times_the_median: 3, always_passes: 3 },
    Rule { what: What::ColleaguesAsVictims, times_the_median: 1, always_passes: 0 },
    Rule { what: What::Refusals, times_the_median: 3, always_passes: 10 },
];
