//! What a hub owes to those who pay for it and those whom it serves: reports, feedback, what it costs.

use kernel::{TimeLimit, words};

use super::{Condition, Period, Way};

words! {
    /// How long the time is that a report is about. Quarters and halves of years begin on 1 April.
    pub enum Every { Week = "week", Month = "month", Quarter = "quarter", HalfYear = "half_year", Year = "year" }
}

/// A report that is owed again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Its name, unique in the profile.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whom it is for, in words.
    pub to: String,
    /// How long the time is that it is about.
    pub every: Every,
    /// How long after the end of that time it is due; absent: on its last day.
    pub due_after: Option<Period>,
}

words! {
    /// A point of the way at which a person is asked how it was.
    pub enum FeedbackMoment {
        FirstContact = "first_contact",
        Acceptance = "acceptance",
        During = "during",
        Closing = "closing",
    }
}

/// When and how people are asked how it was.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedbackPoint {
    /// Its name, unique in the profile.
    pub name: String,
    /// What it is, in words: "Exit survey".
    pub title: String,
    /// At which point.
    pub at: FeedbackMoment,
    /// How long after that; absent: at once.
    pub after: Option<Period>,
    /// Whom.
    pub when: Condition,
    /// By which ways, the first that is open and safe.
    pub channels: Vec<Way>,
}

/// What the hub costs and who works in it, where that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Resources {
    /// Pounds a year.
    pub pounds_a_year: Option<u32>,
    /// Who pays, in words.
    pub funded_by: Vec<String>,
    /// Who works there.
    pub staff: Vec<Posts>,
}

/// Posts of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Posts {
    /// What they do, in words.
    pub role: String,
    /// How many, counted as full-time posts; tenths are told.
    pub full_time: f64,
}

/// That the hub takes reports of hate crime for people who will not go to the police themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HateReports {
    /// To which force they go, in words.
    pub to: String,
    /// By when, from when the report was made.
    pub sent_within: TimeLimit,
}
