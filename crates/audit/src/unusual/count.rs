//! What each account did in a time, counted by the database.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{RingFence, RingFences, UserId, WorkingTime};
use store::{Conn, Result};

use super::{Counts, What};

pub(crate) const ACCOUNTS: &str = "SELECT id, role FROM users WHERE id IN (SELECT user_id FROM audit WHERE at >= $1 AND at < $2)";
pub(crate) const PEOPLE: &str = "SELECT user_id, count(DISTINCT person_id) FROM audit
    WHERE at >= $1 AND at < $2 AND user_id IS NOT NULL AND NOT (act >= 'refused:' AND act < 'refused;') GROUP BY user_id";
// Whom each account saw is found first, so that a person's cases are looked up once for each who saw them and not once for each time.
pub(crate) const WITHOUT_CASE: &str = "SELECT a.user_id, count(*) FROM (
        SELECT DISTINCT user_id, person_id FROM audit WHERE at >= $1 AND at < $2 AND user_id IS NOT NULL AND person_id IS NOT NULL
        AND NOT (act >= 'refused:' AND act < 'refused;')) AS a JOIN users u ON u.id = a.user_id
    WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.person_id = a.person_id AND (c.worker_id = a.user_id OR c.team = u.team))
    GROUP BY a.user_id";
pub(crate) const COLLEAGUES_FENCED: &str = "SELECT a.user_id, count(*) FROM (
        SELECT DISTINCT user_id, person_id FROM audit WHERE at >= $1 AND at < $2 AND user_id IS NOT NULL AND person_id IS NOT NULL
        AND NOT (act >= 'refused:' AND act < 'refused;')) AS a
    WHERE EXISTS (SELECT 1 FROM cases c WHERE c.person_id = a.person_id AND c.ring_fence <> 0 AND c.worker_id <> a.user_id)
    AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.person_id = a.person_id AND c.worker_id = a.user_id)
    GROUP BY a.user_id";
pub(crate) const STAFF_VICTIMS: &str = "SELECT a.user_id, count(*) FROM (
        SELECT DISTINCT user_id, person_id FROM audit WHERE at >= $1 AND at < $2 AND user_id IS NOT NULL AND person_id IS NOT NULL
        AND NOT (act >= 'refused:' AND act < 'refused;')) AS a
    WHERE EXISTS (SELECT 1 FROM cases c WHERE c.person_id = a.person_id AND (c.ring_fence & $3) <> 0)
    AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.person_id = a.person_id AND c.worker_id = a.user_id)
    GROUP BY a.user_id";
pub(crate) const REFUSALS: &str = "SELECT user_id, count(*) FROM audit
    WHERE at >= $1 AND at < $2 AND user_id IS NOT NULL AND act >= 'refused:' AND act < 'refused;' GROUP BY user_id";
/// By the quarter of an hour, which is what opening hours are told in.
pub(crate) const HOURS: &str = "SELECT user_id, at / 900000000, count(*) FROM audit
    WHERE at >= $1 AND at < $2 AND user_id IS NOT NULL AND person_id IS NOT NULL AND NOT (act >= 'refused:' AND act < 'refused;')
    GROUP BY user_id, at / 900000000";

const QUARTER_HOUR: i64 = 900_000_000;

pub(super) fn accounts(conn: &mut Conn, hours: &WorkingTime, from: Timestamp, until: Timestamp) -> Result<BTreeMap<UserId, Counts>> {
    let roles: Vec<(UserId, String)> = conn.all(ACCOUNTS, &[&from, &until])?;
    let mut accounts: BTreeMap<UserId, Counts> =
        roles.into_iter().map(|(user, role)| (user, Counts { role, of: BTreeMap::new() })).collect();
    let mut add = |what: What, user: &UserId, count: i64| {
        if let Some(account) = accounts.get_mut(user) {
            *account.of.entry(what).or_default() += u64::try_from(count).unwrap_or(0);
        }
    };
    for (what, sql) in [
        (What::People, PEOPLE),
        (What::PeopleWithoutCase, WITHOUT_CASE),
        (What::ColleaguesRingFenced, COLLEAGUES_FENCED),
        (What::Refusals, REFUSALS),
    ] {
        let counted: Vec<(UserId, i64)> = conn.all(sql, &[&from, &until])?;
        counted.iter().for_each(|(user, count)| add(what, user, *count));
    }
    let staff = RingFences::NONE.with(RingFence::StaffVictim).bits();
    let counted: Vec<(UserId, i64)> = conn.all(STAFF_VICTIMS, &[&from, &until, &staff])?;
    counted.iter().for_each(|(user, count)| add(What::ColleaguesAsVictims, user, *count));
    let counted: Vec<(UserId, i64, i64)> = conn.all(HOURS, &[&from, &until])?;
    for (user, quarter, count) in counted {
        if !Timestamp::from_microsecond(quarter.saturating_mul(QUARTER_HOUR)).is_ok_and(|at| hours.is_open(at)) {
            add(What::OutsideHours, &user, count);
        }
    }
    Ok(accounts)
}
