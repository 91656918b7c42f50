//! A sample of a month's calls, drawn so that nobody can choose it and anybody can draw it again; and what closed cases lack.

use std::collections::HashSet;

use access::{Permit, kind};
use contact::attempt::AttemptOutcome;
use contact::gate::Way;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{AttemptId, CaseId, PersonId, london_date};
use profile::Period;
use store::{Bind, Conn, FromRow, Result, Row};

use crate::sql;

/// The largest seed: six digits that fit on a page and into an address.
pub const LARGEST_SEED: u32 = 999_999;

/// A call in the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The attempt.
    pub id: AttemptId,
    /// When.
    pub at: Timestamp,
    /// A call, or a message left.
    pub way: Way,
    /// What came of it.
    pub outcome: AttemptOutcome,
    /// Who called.
    pub by: String,
    /// On which case.
    pub case: CaseId,
    /// What people call that by.
    pub reference: String,
    /// Whose it is.
    pub person: PersonId,
}

impl FromRow for Call {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            at: row.get(1)?,
            way: row.word(2)?,
            outcome: row.word(3)?,
            by: row.get(4)?,
            case: row.get(5)?,
            reference: row.get(6)?,
            person: row.get(7)?,
        })
    }
}

/// A sample, and out of how many calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// How many calls there were to choose from.
    pub of: usize,
    /// Those chosen, the first made first.
    pub calls: Vec<Call>,
}

/// So many of these, each as likely as any other: by this seed always the same, in whatever order they come, and whoever else is among them
/// changes only which are left out. Pure.
pub fn draw(from: &[AttemptId], many: usize, seed: u32) -> HashSet<AttemptId> {
    let mut by_lot: Vec<(u64, AttemptId)> = from.iter().map(|id| (lot(*id, seed), *id)).collect();
    by_lot.sort_unstable();
    by_lot.into_iter().take(many).map(|(_, id)| id).collect()
}

/// A number that this seed gives to this call.
fn lot(id: AttemptId, seed: u32) -> u64 {
    let (high, low) = id.uuid().as_u64_pair();
    mixed(high ^ mixed(low ^ mixed(u64::from(seed))))
}

/// Spreads the bits of a number over all of its bits, one to one: neighbours end far apart. The finishing steps of splitmix64.
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// So many of the calls made from `from` on and before `until`, on cases that the permit's holder may read and, where a wall stands between
/// desks, for their own. Whoever shows them notes the people.
///
/// # Errors
/// As the database says.
pub fn sample(
    conn: &mut Conn,
    permit: &Permit<'_, kind::SampleContacts>,
    (from, until): (Timestamp, Timestamp),
    many: usize,
    seed: u32,
) -> Result<Sample> {
    let warrant = permit.warrant();
    let walls = warrant.readable_cases().cases("c", 3);
    let calls = format!("{} AND {}", sql::CALLS, walls.text);
    let binds: Vec<&dyn Bind> = [&from as &dyn Bind, &until].into_iter().chain(walls.binds()).collect();
    let calls: Vec<(AttemptId, Option<String>)> = conn.all(&calls, &binds)?;
    let own = warrant.actor().desk.as_deref().filter(|_| warrant.walls().organisation().walled_desks);
    let is_own = |desk: &Option<String>| own.is_none_or(|own| desk.as_deref() == Some(own));
    let calls: Vec<AttemptId> = calls.into_iter().filter(|(_, desk)| is_own(desk)).map(|(id, _)| id).collect();
    let chosen: Vec<AttemptId> = draw(&calls, many, seed).into_iter().collect();
    let mut drawn: Vec<Call> = conn.all_among(sql::CALLS_AMONG, &chosen)?;
    drawn.sort_by_key(|call| (call.at, call.id));
    Ok(Sample { of: calls.len(), calls: drawn })
}

/// Something that a closed case lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lack {
    /// Somebody accepted support, and their needs were never assessed.
    NotAssessed,
    /// Nobody asked the person how it was since it was closed.
    NotAsked,
    /// It was closed with tasks still to do.
    TasksLeft,
}

impl Lack {
    /// Each of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::NotAssessed, Self::NotAsked, Self::TasksLeft];
}

/// A closed case that lacks something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The case.
    pub case: CaseId,
    /// What people call it by.
    pub reference: String,
    /// What it lacks.
    pub lacks: Vec<Lack>,
}

/// What the cases of a month lack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// How many were closed and are closed still.
    pub closed: usize,
    /// Those that lack something, the first closed first.
    pub lacking: Vec<Lacking>,
}

impl Completion {
    /// How many lack this.
    pub fn count(&self, lack: Lack) -> usize {
        self.lacking.iter().filter(|case| case.lacks.contains(&lack)).count()
    }
}

/// What the hub asks of every case before it counts as complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// That needs are assessed.
    pub needs: bool,
    /// That the person is asked how it was, so long after the case was closed.
    pub feedback: Option<Period>,
    /// The day on which it is looked at, in London: a case has time until then.
    pub today: Date,
}

struct Closed {
    case: CaseId,
    reference: String,
    closed_at: Timestamp,
    accepted: bool,
    assessed: bool,
    asked: bool,
    tasks_left: bool,
}

impl FromRow for Closed {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            case: row.get(0)?,
            reference: row.get(1)?,
            closed_at: row.get(2)?,
            accepted: row.get(3)?,
            assessed: row.get(4)?,
            asked: row.get(5)?,
            tasks_left: row.get(6)?,
        })
    }
}

impl Closed {
    fn lacks(&self, asked: Asked) -> Vec<Lack> {
        let has_time_yet = asked.feedback.is_none_or(|after| after.after(london_date(self.closed_at)) >= asked.today);
        let lacks = |lack: &Lack| match lack {
            Lack::NotAssessed => asked.needs && self.accepted && !self.assessed,
            Lack::NotAsked => !has_time_yet && !self.asked,
            Lack::TasksLeft => self.tasks_left,
        };
        Lack::ALL.into_iter().filter(lacks).collect()
    }
}

/// What the cases closed from `from` on and before `until` lack, of those that the permit's holder may read.
///
/// # Errors
/// As the database says.
pub fn completion(
    conn: &mut Conn,
    permit: &Permit<'_, kind::SampleContacts>,
    (from, until): (Timestamp, Timestamp),
    asked: Asked,
) -> Result<Completion> {
    let walls = permit.warrant().readable_cases().cases("c", 3);
    let closed = format!("{} AND {} ORDER BY c.closed_at, c.id", sql::CLOSED, walls.text);
    let binds: Vec<&dyn Bind> = [&from as &dyn Bind, &until].into_iter().chain(walls.binds()).collect();
    let closed: Vec<Closed> = conn.all(&closed, &binds)?;
    let lacking = closed.iter().map(|case| (case, case.lacks(asked))).filter(|(_, lacks)| !lacks.is_empty());
    let lacking = lacking.map(|(case, lacks)| Lacking { case: case.case, reference: case.reference.clone(), lacks }).collect();
    Ok(Completion { closed: closed.len(), lacking })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn calls(many: u128) -> Vec<AttemptId> {
        (0..many).map(|number| AttemptId::from_uuid(uuid::Uuid::from_u128(number + (7 << 76)))).collect()
    }

    #[test]
    fn a_sample_is_drawn_again_by_its_seed_in_whatever_order_the_calls_come() {
        let all = calls(1_000);
        let mut backwards = all.clone();
        backwards.reverse();
        let drawn = draw(&all, 20, 417_203);
        assert_eq!(drawn.len(), 20);
        assert_eq!(draw(&backwards, 20, 417_203), drawn);
        assert!(draw(&all, 30, 417_203).is_superset(&drawn), "a larger one has the smaller in it");
        assert_ne!(draw(&all, 20, 417_204), drawn);
        assert_eq!(draw(&all, 5_000, 1).len(), 1_000, "no more than there are");
        assert!(draw(&[], 10, 1).is_empty());
    }

    #[test]
    fn what_one_reader_may_not_see_changes_only_who_is_left_out() {
        let all = calls(1_000);
        let drawn = draw(&all, 20, 7);
        let some: Vec<AttemptId> = all.iter().copied().filter(|id| id.uuid().as_u128() % 10 != 0).collect();
        assert!(drawn.iter().filter(|id| some.contains(id)).all(|id| draw(&some, 20, 7).contains(id)));
    }

    /// Over 2,000 seeds each of 50 calls is drawn about as often as any other: 400 times of 2,000, within five standard deviations of 17.9.
    #[test]
    fn every_call_is_as_likely_as_any_other() {
        let all = calls(50);
        let mut counted: HashMap<AttemptId, u32> = HashMap::new();
        for seed in 0..2_000 {
            draw(&all, 10, seed).into_iter().for_each(|id| *counted.entry(id).or_default() += 1);
        }
        assert_eq!(counted.len(), 50);
        assert!(counted.values().all(|times| (310..=490).contains(times)), "{counted:?}");
    }
}
