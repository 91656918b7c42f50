//! A batch of referrals on its way: later ones meet whom earlier ones told of, and nothing of it stays if it is not kept.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use kernel::PersonId;
use linkage::Found;
use store::{Conn, Result};
use vault::Vault;

use super::Likeness;
use crate::keep::Change;
use crate::memory::Everybody;
use crate::record::{Particulars, PersonRecord};

/// What a batch changes about who is like whom, from when it is decided until it is kept. Whatever was noted and is not said to be kept in the
/// end is read again before it is next used.
pub struct Attempt {
    everybody: Arc<Everybody>,
    noted: BTreeSet<PersonId>,
    since: Since,
    ahead: HashMap<String, Vec<Found<PersonId>>>,
}

/// Those noted since it was looked ahead, by themselves.
#[derive(Default)]
pub(crate) struct Since {
    /// Nothing before the first is noted.
    likeness: Option<Likeness>,
    people: BTreeSet<PersonId>,
    noted: usize,
}

/// So many are noted in one before another takes its place, as it remembers every word it has met.
const NOTED_IN_ONE: usize = 50_000;

impl Since {
    fn note(&mut self, person: &PersonRecord) {
        self.noted += 1;
        self.people.insert(person.id);
        self.likeness.get_or_insert_default().note(person);
    }

    fn leave_out(&mut self, person: PersonId) {
        self.people.insert(person);
        if let Some(likeness) = &mut self.likeness {
            likeness.leave_out(person);
        }
    }

    /// Whether any of them is told of.
    fn is_anybody_like(&self, told: &Particulars) -> bool {
        !self.people.is_empty() && self.likeness.as_ref().is_some_and(|likeness| !likeness.alike(told).is_empty())
    }

    /// Nobody again. Making one anew costs more than taking a batch out.
    fn emptied(mut self) -> Self {
        if self.noted > NOTED_IN_ONE {
            return Self::default();
        }
        std::mem::take(&mut self.people).into_iter().for_each(|person| self.leave_out(person));
        self.people.clear();
        self
    }
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempt")
    }
}

impl Attempt {
    /// Begins. Whoever begins is alone in taking referrals in.
    pub fn new(everybody: Arc<Everybody>) -> Self {
        let since = std::mem::take(&mut *everybody.spare());
        Self { everybody, noted: BTreeSet::new(), since, ahead: HashMap::new() }
    }

    /// Reads whoever was changed since by anybody else; see [`Everybody::catch_up`].
    ///
    /// # Errors
    /// As the database says, or when something does not open.
    pub fn catch_up(&self, conn: &mut Conn, vault: &Vault) -> Result<usize> {
        self.everybody.catch_up(conn, vault)
    }

    /// Looks everybody up at once, on all processors, who is told of under these keys.
    pub fn look_ahead(&mut self, told: Vec<(String, Particulars)>) {
        self.since = std::mem::take(&mut self.since).emptied();
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (piece, likeness) = (told.len().div_ceil(workers).max(20), self.everybody.likeness());
        let likeness = &*likeness;
        let look_up = |told: &[(String, Particulars)]| -> Vec<(String, Vec<Found<PersonId>>)> {
            told.iter().map(|(key, told)| (key.clone(), likeness.alike(told))).collect()
        };
        self.ahead = std::thread::scope(|scope| {
            let working: Vec<_> = told.chunks(piece).map(|told| scope.spawn(move || look_up(told))).collect();
            // What a thread did not come to is looked up when it is needed.
            working.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
        });
    }

    /// Whoever was found by looking ahead, for each who was looked up: the likeliest first.
    pub fn found_ahead(&self) -> impl Iterator<Item = &[Found<PersonId>]> {
        self.ahead.values().map(Vec::as_slice)
    }

    /// Who is like somebody told of under this key, as things stand by now.
    pub fn alike(&self, key: &str, told: &Particulars) -> Vec<Found<PersonId>> {
        let stands = |found: &&Vec<Found<PersonId>>| {
            found.iter().all(|found| !self.since.people.contains(&found.id)) && !self.since.is_anybody_like(told)
        };
        match self.ahead.get(key).filter(stands) {
            Some(found) => found.clone(),
            None => self.everybody.alike(told),
        }
    }

    /// Notes somebody as the batch leaves them.
    pub fn note(&mut self, person: &PersonRecord) {
        self.noted.insert(person.id);
        self.since.note(person);
        self.everybody.likeness_to_change().note(person);
    }

    /// Leaves somebody out whom the batch takes away.
    pub fn leave_out(&mut self, person: PersonId) {
        self.noted.insert(person);
        self.since.leave_out(person);
        self.everybody.likeness_to_change().leave_out(person);
    }

    /// The batch is kept, with this change of people where it made one.
    pub fn was_kept(mut self, change: Option<Change>) {
        if self.everybody.is_read_upto(change) {
            self.noted.clear();
        }
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.everybody.doubt(std::mem::take(&mut self.noted).into_iter());
        *self.everybody.spare() = std::mem::take(&mut self.since).emptied();
    }
}
