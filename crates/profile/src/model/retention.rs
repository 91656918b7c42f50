//! How long records are kept, as the hub's schedule says.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Ending, Flag, words};

/// One class of records and how long it is kept. Of a hub's rules the first that fits a case decides; a hub without rules destroys nothing.
///
/// A rule speaks of one case, or of somebody who was recorded and never had one. What belongs to a person and not to one case is kept
/// until the last of their cases has gone, and never while one is open or a hold stands.
///
/// The steps are days in London, each counted from the day [`from`](Self::from) names; a step is due on the day it falls on. A step that
/// is absent is never taken. Where several are given they come in the order restrict, minimise, destroy, and no later one falls sooner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionRule {
    /// The class's name, unique in the profile, kept with every record the rule was applied to.
    pub class: String,
    /// Which records it is for.
    pub when: RetentionCondition,
    /// From which day it counts.
    pub from: RetentionStart,
    /// When a closed record leaves lists and search, and is opened only by whoever looks after records.
    pub restrict_after: Option<Period>,
    /// When whom it is about is taken out of it: what is left counts in figures and names nobody.
    pub minimise_after: Option<Period>,
    /// When it is destroyed, with the key it was sealed under.
    pub destroy_after: Option<Period>,
}

/// Which records a rule of the schedule is for. Every part that is given must hold; an empty one always holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RetentionCondition {
    /// The case ended for one of these reasons. Somebody who never had a case meets none of them.
    pub endings: Vec<Ending>,
    /// One of these flags is on an incident of the case; for somebody who never had one, on any incident of theirs.
    pub flags_any: Vec<Flag>,
    /// Younger than this many years on the day the case was closed; for somebody who never had one, on the day the last referral
    /// came. An unknown age matches no condition of age.
    pub under: Option<u8>,
    /// `true`: recorded, and never had a case. `false`: had one.
    pub recorded_only: Option<bool>,
}

words! {
    /// From which day a rule of the schedule counts.
    pub enum RetentionStart {
        /// The day the case was closed; for somebody who never had one, the day the last referral came.
        Closed = "closed",
        /// The day of the last attempt at contact in the case; as `closed` where there was none.
        LastContact = "last_contact",
        /// The day the last referral came.
        Received = "received",
        /// The eighteenth birthday; only of rules for people under eighteen, so that there is one.
        Turned18 = "turned_18",
    }
}

/// How long something is kept: `30d`, `12m`, `7y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Days.
    Days(u16),
    /// Calendar months.
    Months(u16),
    /// Calendar years.
    Years(u16),
}

impl Period {
    /// The longest that may be asked for, in years: past it nobody's claim or inquiry reaches.
    pub const MOST_YEARS: u16 = 120;

    /// Reads `30d`, `12m` or `7y`, from one day to 120 years.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits)?;
        let number: u16 = number.parse().ok().filter(|number| *number > 0)?;
        match unit {
            "d" => Some(Self::Days(number)),
            "m" if number <= Self::MOST_YEARS * 12 => Some(Self::Months(number)),
            "y" if number <= Self::MOST_YEARS => Some(Self::Years(number)),
            _ => None,
        }
    }

    /// The fewest and the most days it can be, depending on the day it is counted from.
    pub(crate) fn days(self) -> (u32, u32) {
        match self {
            Self::Days(days) => (days.into(), days.into()),
            // Three days: from 31 January to 28 February it is 28 of them, and not 31.
            Self::Months(months) => ((u32::from(months) * 365 / 12).saturating_sub(3), u32::from(months) * 366 / 12 + 1),
            Self::Years(years) => (u32::from(years) * 365, u32::from(years) * 366),
        }
    }

    /// The day this long after another: the same day of a later month, or that month's last where it is shorter.
    pub fn after(self, day: Date) -> Date {
        day.saturating_add(match self {
            Self::Days(days) => i32::from(days).days(),
            Self::Months(months) => i32::from(months).months(),
            Self::Years(years) => i32::from(years).years(),
        })
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Days(number) => write!(f, "{number}d"),
            Self::Months(number) => write!(f, "{number}m"),
            Self::Years(number) => write!(f, "{number}y"),
        }
    }
}

impl RetentionCondition {
    /// Whether it asks for nothing.
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }

    /// Whether this one holds wherever the other does, as far as that follows from the two alone. Never says yes wrongly.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        // Taken apart in full, so that a new part cannot be forgotten here.
        let Self { endings, flags_any, under, recorded_only } = self;
        let had_a_case = other.recorded_only == Some(false) || !other.endings.is_empty();
        (endings.is_empty() || (!other.endings.is_empty() && other.endings.iter().all(|ending| endings.contains(ending))))
            && (flags_any.is_empty() || (!other.flags_any.is_empty() && other.flags_any.iter().all(|flag| brings_one_of(*flag, flags_any))))
            && under.is_none_or(|mine| other.under.is_some_and(|theirs| theirs <= mine))
            && recorded_only.is_none_or(|mine| if mine { other.recorded_only == Some(true) } else { had_a_case })
    }
}

fn brings_one_of(flag: Flag, flags: &[Flag]) -> bool {
    flags.contains(&flag) || flag.brings().is_some_and(|brought| flags.contains(&brought))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Period;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        for text in ["30d", "12m", "7y", "120y"] {
            assert_eq!(Period::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "y", "0y", "7 y", "7", "121y", "1441m", "-1d", "7years", "70000d"] {
            assert!(Period::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_month_after_its_last_day_is_the_next_ones_last() {
        assert_eq!(Period::Months(1).after(date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!(Period::Years(1).after(date(2024, 2, 29)), date(2025, 2, 28));
        assert_eq!(Period::Days(30).after(date(2026, 12, 15)), date(2027, 1, 14));
    }
}
