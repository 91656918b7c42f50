//! What follows from the joins that stand: who is of one person with whom, and whose record is the head.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kernel::PersonId;
use people::joined::{Join, standing_among};
use store::{Result, Tx};

use crate::sql;

/// Which of these belong together by these joins: each group in the order of ids, and the groups by their first.
pub(crate) fn groups(members: &[PersonId], joins: &[Join]) -> Vec<Vec<PersonId>> {
    let mut left: BTreeSet<PersonId> = members.iter().copied().collect();
    let mut groups = Vec::new();
    while let Some(first) = left.pop_first() {
        let (mut group, mut to_follow) = (BTreeSet::from([first]), vec![first]);
        while let Some(here) = to_follow.pop() {
            for join in joins.iter().filter(|join| join.one == here || join.other == here) {
                let next = if join.one == here { join.other } else { join.one };
                if left.remove(&next) {
                    group.insert(next);
                    to_follow.push(next);
                }
            }
        }
        groups.push(group.into_iter().collect());
    }
    groups
}

/// Brings what is kept of these people in line with the joins that stand among them; each group, those of one too.
pub(crate) fn relate(tx: &mut Tx<'_>, members: &[PersonId]) -> Result<Vec<Vec<PersonId>>> {
    let joins = standing_among(tx, members)?;
    let made: BTreeMap<PersonId, Timestamp> = tx.all_among(sql::MADE_AMONG, members)?.into_iter().collect();
    let groups = groups(members, &joins);
    for group in &groups {
        let oldest = group.iter().min_by_key(|member| (made.get(*member), **member));
        match (group.as_slice(), oldest) {
            ([alone], _) => tx.execute(sql::UNRELATE, &[alone]).map(|_| ())?,
            (group, Some(head)) => {
                for member in group {
                    tx.execute_one(sql::RELATE, &[member, head])?;
                }
            }
            (_, None) => {}
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use people::joined::JoinId;

    fn person(n: u128) -> PersonId {
        PersonId::from_uuid(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn whoever_is_reached_by_joins_is_of_one_person() {
        let join = |one, other| Join {
            id: JoinId::from_uuid(uuid::Uuid::from_u128(one * 100 + other)),
            one: person(one),
            other: person(other),
            at: Timestamp::UNIX_EPOCH,
            by: None,
        };
        let all: Vec<PersonId> = (1..=6).map(person).collect();
        let of = |groups: &[&[u128]]| groups.iter().map(|group| group.iter().copied().map(person).collect()).collect::<Vec<Vec<_>>>();
        assert_eq!(groups(&all, &[join(1, 4), join(4, 6), join(2, 5)]), of(&[&[1, 4, 6], &[2, 5], &[3]]));
        assert_eq!(groups(&all, &[]).len(), 6);
        assert_eq!(groups(&all, &[join(1, 9)]).len(), 6, "who is not asked about is not there");
    }
}
