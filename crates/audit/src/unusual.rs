//! Who looked at records in a way that others of their role do not. Plain counts and plain rules, so that whoever is asked about it can be told
//! why; it says where to look, not that anybody did wrong. Holds ids of accounts and counts, nothing of anybody's record.

mod count;
mod rule;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kernel::{UserId, WorkingTime};
use serde::Serialize;
use store::{Conn, Result};

pub(crate) use count::{ACCOUNTS, COLLEAGUES_FENCED, HOURS, PEOPLE, REFUSALS, STAFF_VICTIMS, WITHOUT_CASE};
pub use rule::{RULES, Rule, What};

/// Somebody who did more of something than a rule lets pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unusual {
    /// Whose account.
    pub user: UserId,
    /// Their role, as a word.
    pub role: String,
    /// More of what.
    pub what: What,
    /// How many.
    pub count: u64,
    /// The median of the others of that role who were at work in this time; of everybody's where fewer than three others were.
    pub median: u64,
    /// The count up to which the rule lets it pass.
    pub usual_up_to: u64,
}

/// What was unusual in a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The beginning of the time.
    pub from: Timestamp,
    /// Its end, which does not belong to it.
    pub until: Timestamp,
    /// How many accounts the audit has rows of in this time.
    pub accounts: usize,
    /// The rules that were applied.
    pub rules: Vec<Rule>,
    /// Who was out of the usual, by rule and then by how far.
    pub unusual: Vec<Unusual>,
}

/// How many of others of the same role there must be for their median to say anything.
const ENOUGH_OTHERS: usize = 3;

/// What an account did, counted.
pub(crate) struct Counts {
    pub role: String,
    pub of: BTreeMap<What, u64>,
}

/// Who looked at far more people than others of their role did, at people with no case of theirs or their team's, outside working hours,
/// at colleagues' ring-fenced cases, at colleagues' own records, or was refused often, from one moment until before another.
///
/// Takes no permit, as this crate stands below the one that gives permission: whoever calls it holds a permit to read the audit. One that runs on
/// the machine is the operator's.
///
/// # Errors
/// As the database says.
pub fn unusual(conn: &mut Conn, hours: &WorkingTime, from: Timestamp, until: Timestamp) -> Result<Report> {
    let accounts = conn.as_the_program(|conn| count::accounts(conn, hours, from, until))?;
    Ok(report(&accounts, from, until))
}

fn report(accounts: &BTreeMap<UserId, Counts>, from: Timestamp, until: Timestamp) -> Report {
    let mut unusual = Vec::new();
    for rule in RULES {
        let mut of_rule: Vec<Unusual> = accounts.iter().filter_map(|(user, counts)| judge(*user, counts, accounts, rule)).collect();
        of_rule.sort_by_key(|found| (std::cmp::Reverse(found.count), found.user));
        unusual.append(&mut of_rule);
    }
    Report { from, until, accounts: accounts.len(), rules: RULES.to_vec(), unusual }
}

fn judge(user: UserId, counts: &Counts, accounts: &BTreeMap<UserId, Counts>, rule: &Rule) -> Option<Unusual> {
    let of = |counts: &Counts| counts.of.get(&rule.what).copied().unwrap_or(0);
    let others = |same_role: bool| -> Vec<u64> {
        let others = accounts.iter().filter(|(other, _)| **other != user);
        others.filter(|(_, other)| !same_role || other.role == counts.role).map(|(_, other)| of(other)).collect()
    };
    let colleagues = others(true);
    let median = median(if colleagues.len() >= ENOUGH_OTHERS { colleagues } else { others(false) });
    let usual_up_to = rule.usual_up_to(median);
    let count = of(counts);
    (count > usual_up_to).then(|| Unusual { user, role: counts.role.clone(), what: rule.what, count, median, usual_up_to })
}

/// The middle one; of two in the middle the lower; 0 of none.
fn median(mut counts: Vec<u64>) -> u64 {
    counts.sort_unstable();
    counts.get(counts.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

/// The accounts a report names.
impl Report {
    /// Each account once, whatever it stands there for.
    pub fn users(&self) -> BTreeSet<UserId> {
        self.unusual.iter().map(|found| found.user).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Id;
    use uuid::Uuid;

    fn at() -> Timestamp {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    /// Accounts of these roles, which saw so many people each.
    fn saw(people: &[(&str, u64)]) -> Vec<(u128, u64, u64)> {
        let accounts = (1_u128..)
            .zip(people)
            .map(|(n, (role, count))| {
                (Id::from_uuid(Uuid::from_u128(n)), Counts { role: (*role).into(), of: [(What::People, *count)].into() })
            })
            .collect();
        let report = report(&accounts, at(), at());
        report.unusual.iter().map(|found| (found.user.uuid().as_u128(), found.median, found.usual_up_to)).collect()
    }

    #[test]
    fn whoever_sees_more_than_three_times_what_others_of_the_role_see_is_named() {
        assert_eq!(saw(&[("worker", 30), ("worker", 40), ("worker", 50), ("worker", 120)]), []);
        assert_eq!(saw(&[("worker", 30), ("worker", 40), ("worker", 50), ("worker", 121)]), [(4, 40, 120)]);
        // One who sees a great many does not move what is usual.
        assert_eq!(saw(&[("worker", 30), ("worker", 40), ("worker", 50), ("worker", 9000)]), [(4, 40, 120)]);
    }

    #[test]
    fn a_lead_is_compared_with_leads_and_somebody_alone_in_a_role_with_everybody() {
        let leads = [
            ("worker", 10),
            ("worker", 10),
            ("worker", 10),
            ("team_lead", 200),
            ("team_lead", 210),
            ("team_lead", 190),
            ("team_lead", 220),
        ];
        assert_eq!(saw(&leads), []);
        assert_eq!(saw(&[("worker", 10), ("worker", 20), ("worker", 30), ("specialist", 61)]), [(4, 20, 60)]);
    }

    #[test]
    fn few_are_never_unusual_and_a_quiet_time_names_nobody() {
        assert_eq!(saw(&[("worker", 0), ("worker", 1), ("worker", 1), ("worker", 20)]), []);
        assert_eq!(saw(&[("worker", 0), ("worker", 1), ("worker", 1), ("worker", 21)]), [(4, 1, 20)]);
        assert_eq!(saw(&[]), []);
        assert_eq!(saw(&[("worker", 21)]), [(1, 0, 20)]);
    }

    #[test]
    fn the_middle_is_the_middle() {
        assert_eq!([median(vec![]), median(vec![7]), median(vec![9, 1]), median(vec![3, 1, 2]), median(vec![4, 1, 3, 2])], [0, 7, 1, 2, 2]);
    }
}
