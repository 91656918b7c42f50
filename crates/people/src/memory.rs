//! Everybody on record, in memory: the database holds sealed what people are found and recognised by, so it cannot search it. Never written
//! anywhere, never handed out but by the search and to the intake, and of people whom somebody may read the district they live in.
//!
//! Every change of a person bears a number higher than all before it (see [`crate::keep::next_change`]). Before each use the people with
//! higher numbers than seen so far are read again, whichever node changed them: opened once, and noted by name and by likeness.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use kernel::{PersonId, Postcode};
use store::{Conn, FromRow, Result, Row};
use uuid::Uuid;
use vault::Vault;

use crate::keep::{Change, PEOPLE_AMONG, SealedPerson};
use crate::likeness::{Likeness, Since};
use crate::names::Known;
use crate::points::{self, SealedPoint};
use crate::record::PersonRecord;

/// People read at once.
const AT_ONCE: i64 = 4_000;

const CHANGED: &str = "SELECT id, sealed_key, particulars, sex, interpreter_needed, preferred_contact, suspect_shares_address,
    safe_call, safe_voicemail, safe_text, safe_email, safe_letter, flags, source_row_id, created_at, safety_confirmed_at, changed
    FROM people WHERE (changed, id) > ($1, $2) ORDER BY changed, id LIMIT $3";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[CHANGED];

/// Everybody on record, as last read. One for each hub in a process.
pub struct Everybody {
    following: Mutex<Following>,
    /// Whether anybody searches by name here.
    by_name: bool,
    names: RwLock<Known>,
    likeness: RwLock<Likeness>,
    /// For the next batch to begin with.
    spare: Mutex<Since>,
}

/// How far the changes are followed.
struct Following {
    upto: (i64, PersonId),
    /// Whom somebody noted before it was kept, and it may not have been.
    doubtful: BTreeSet<PersonId>,
}

impl std::fmt::Debug for Everybody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Everybody")
    }
}

impl Default for Everybody {
    fn default() -> Self {
        Self { by_name: true, ..Self::without_names() }
    }
}

impl Everybody {
    /// For a process that recognises people and never searches them by name.
    pub fn without_names() -> Self {
        let nobody = Following { upto: (0, PersonId::from_uuid(Uuid::nil())), doubtful: BTreeSet::new() };
        Self {
            following: Mutex::new(nobody),
            by_name: false,
            names: RwLock::default(),
            likeness: RwLock::default(),
            spare: Mutex::default(),
        }
    }

    /// Reads everybody who was changed since this was done last; the first time, everybody. How many they were. Not to be asked in a
    /// transaction that has changed people itself: what is not kept after all would be taken for read.
    ///
    /// # Errors
    /// As the database says, or when something does not open.
    pub fn catch_up(&self, conn: &mut Conn, vault: &Vault) -> Result<usize> {
        // It is everybody's, whoever happens to ask.
        conn.as_the_program(|conn| self.read_on(conn, vault))
    }

    fn read_on(&self, conn: &mut Conn, vault: &Vault) -> Result<usize> {
        let mut following = self.following();
        let mut count = self.settle_doubts(conn, vault, &mut following)?;
        if following.upto.0 == 0 {
            self.likeness_to_change().fill();
        }
        loop {
            let changed: Vec<ChangedPerson> = conn.all(CHANGED, &[&following.upto.0, &following.upto.1, &AT_ONCE])?;
            let Some(last) = changed.last().map(|last| (last.number, last.person.id())) else {
                self.likeness_to_change().filled();
                return Ok(count);
            };
            count += changed.len();
            let people = opened(conn, vault, changed.into_iter().map(|changed| changed.person).collect())?;
            if self.by_name {
                let mut names = self.names.write().unwrap_or_else(PoisonError::into_inner);
                people.iter().for_each(|person| names.note(person));
            }
            let mut likeness = self.likeness_to_change();
            people.iter().for_each(|person| likeness.note(person));
            following.upto = last;
        }
    }

    /// Reads those again who were noted before it was kept.
    fn settle_doubts(&self, conn: &mut Conn, vault: &Vault, following: &mut Following) -> Result<usize> {
        let ids: Vec<PersonId> = following.doubtful.iter().copied().collect();
        if ids.is_empty() {
            return Ok(0);
        }
        let people = conn.all_among(PEOPLE_AMONG, &ids)?;
        let people = opened(conn, vault, people)?;
        let mut likeness = self.likeness_to_change();
        ids.iter().for_each(|id| likeness.leave_out(*id));
        people.iter().for_each(|person| likeness.note(person));
        following.doubtful.clear();
        Ok(ids.len())
    }

    pub(crate) fn doubt(&self, people: impl Iterator<Item = PersonId>) {
        self.following().doubtful.extend(people);
    }

    /// These people are noted as this change left them. Where nothing else changed meanwhile they need not be read again.
    pub(crate) fn is_read_upto(&self, change: Option<Change>) -> bool {
        let mut following = self.following();
        match change {
            None => true,
            Some(change) if !self.by_name && following.upto.0 + 1 == change.number() => {
                following.upto = (change.number(), PersonId::from_uuid(Uuid::max()));
                true
            }
            Some(_) => false,
        }
    }

    /// Everybody by name; nobody in a process that never searches so.
    pub(crate) fn names(&self) -> RwLockReadGuard<'_, Known> {
        self.names.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The postcode districts in which each of these people lives now, as far as is known, for a list that is made by area and opens nobody
    /// whom it does not show. To be asked only of people whom whoever asks may read, after [`Everybody::catch_up`].
    pub fn live_in(&self, people: &[PersonId]) -> HashMap<PersonId, Vec<Postcode>> {
        let names = self.names();
        people.iter().map(|person| (*person, names.lives_in(*person).filter_map(Postcode::parse).collect())).collect()
    }

    pub(crate) fn likeness(&self) -> RwLockReadGuard<'_, Likeness> {
        self.likeness.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn likeness_to_change(&self) -> RwLockWriteGuard<'_, Likeness> {
        self.likeness.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn spare(&self) -> MutexGuard<'_, Since> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn following(&self) -> MutexGuard<'_, Following> {
        self.following.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct ChangedPerson {
    person: SealedPerson,
    number: i64,
}

impl FromRow for ChangedPerson {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { person: SealedPerson::from_row(row)?, number: row.get(16)? })
    }
}

/// Opens what was read, on all processors.
fn opened(conn: &mut Conn, vault: &Vault, people: Vec<SealedPerson>) -> Result<Vec<PersonRecord>> {
    let ids: Vec<PersonId> = people.iter().map(SealedPerson::id).collect();
    let mut of: HashMap<PersonId, Vec<SealedPoint>> = HashMap::new();
    for point in points::of(conn, &ids)? {
        of.entry(point.person).or_default().push(point);
    }
    let mut sealed: Vec<(SealedPerson, Vec<SealedPoint>)> = people
        .into_iter()
        .map(|person| (of.remove(&person.id()).unwrap_or_default(), person))
        .map(|(points, person)| (person, points))
        .collect();
    let open = |pieces: Vec<(SealedPerson, Vec<SealedPoint>)>| -> Result<Vec<PersonRecord>> {
        pieces.into_iter().map(|(person, points)| person.open_with(vault, points)).collect()
    };
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let piece = sealed.len().div_ceil(workers).max(200);
    if sealed.len() <= piece {
        return open(sealed);
    }
    std::thread::scope(|scope| {
        let mut working = Vec::new();
        while !sealed.is_empty() {
            let rest = sealed.split_off(piece.min(sealed.len()));
            let part = std::mem::replace(&mut sealed, rest);
            working.push(scope.spawn(move || open(part)));
        }
        let mut all = Vec::new();
        for worker in working {
            let fault = |_| store::Error::Other("opening people stopped on a fault in the program".into());
            all.append(&mut worker.join().map_err(fault)??);
        }
        Ok(all)
    })
}
