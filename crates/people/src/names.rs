//! Names, birth dates, e-mail addresses and districts of everybody on record, in memory: the database holds them sealed, so it cannot
//! search them. Never written anywhere, never handed out but by the search.
//!
//! Every change of a person bears a number higher than all before it (see [`crate::keep::next_change`]). Before each search the people
//! with higher numbers than seen so far are read again, whichever node changed them.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use jiff::civil::Date;
use kernel::PersonId;
use store::{Conn, FromRow, Result, Row};
use uuid::Uuid;
use vault::Vault;

use crate::record::Particulars;
use crate::sealed::{self, PersonColumns, PointColumns};

/// People read at once.
const AT_ONCE: i64 = 4_000;

const CHANGED: &str =
    "SELECT changed, id, sealed_key, particulars FROM people WHERE (changed, id) > ($1, $2) ORDER BY changed, id LIMIT $3";
const POINTS: &str = "SELECT person_id, id, value FROM contact_points WHERE kind IN ('email', 'address') AND person_id IN ({})";

/// Every fixed statement here, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[CHANGED, POINTS];

/// What the search knows of everybody. One for each hub in a process.
#[derive(Default)]
pub struct NameIndex(RwLock<Known>);

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NameIndex")
    }
}

/// By what somebody is found and put in order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) family: Arc<str>,
    pub(crate) given: Arc<str>,
    pub(crate) born: Option<Date>,
    pub(crate) id: PersonId,
}

/// Everybody, as last read.
#[derive(Default)]
pub(crate) struct Known {
    upto: Option<(i64, PersonId)>,
    people: HashMap<PersonId, Somebody>,
    by_family: BTreeSet<(Arc<str>, PersonId)>,
    by_given: BTreeSet<(Arc<str>, PersonId)>,
    by_birth: BTreeSet<(Date, PersonId)>,
    by_email: BTreeSet<(Arc<str>, PersonId)>,
    by_district: BTreeSet<(Arc<str>, PersonId)>,
}

struct Somebody {
    changed: i64,
    family: Arc<str>,
    given: Arc<str>,
    born: Option<Date>,
    emails: Vec<Arc<str>>,
    districts: Vec<Arc<str>>,
}

const FIRST: PersonId = PersonId::from_uuid(Uuid::nil());

impl NameIndex {
    /// Reads everybody who was changed since this was done last; the first time, everybody. How many they were.
    ///
    /// # Errors
    /// As the database says, or when something does not open.
    pub fn catch_up(&self, conn: &mut Conn, vault: &Vault) -> Result<usize> {
        // It is everybody's index, whoever happens to search.
        conn.as_the_program(|conn| self.read_on(conn, vault))
    }

    fn read_on(&self, conn: &mut Conn, vault: &Vault) -> Result<usize> {
        let mut upto = self.read().upto.unwrap_or((0, FIRST));
        let mut count = 0;
        loop {
            let changed: Vec<ChangedRow> = conn.all(CHANGED, &[&upto.0, &upto.1, &AT_ONCE])?;
            let Some(last) = changed.last() else { return Ok(count) };
            (upto, count) = ((last.changed, last.columns.id), count + changed.len());
            let people = opened(conn, vault, changed)?;
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            for (id, somebody) in people {
                known.note(id, somebody);
            }
            known.upto = known.upto.max(Some(upto));
        }
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Takes somebody in as they are now; what was read at an earlier moment than what is known does nothing.
    fn note(&mut self, id: PersonId, now: Somebody) {
        if let Some(before) = self.people.get(&id) {
            if before.changed > now.changed {
                return;
            }
            self.by_family.remove(&(Arc::clone(&before.family), id));
            self.by_given.remove(&(Arc::clone(&before.given), id));
            before.born.map(|born| self.by_birth.remove(&(born, id)));
            for (keys, index) in [(&before.emails, &mut self.by_email), (&before.districts, &mut self.by_district)] {
                for key in keys {
                    index.remove(&(Arc::clone(key), id));
                }
            }
        }
        for (key, index) in [(&now.family, &mut self.by_family), (&now.given, &mut self.by_given)] {
            if !key.is_empty() {
                index.insert((Arc::clone(key), id));
            }
        }
        self.by_birth.extend(now.born.map(|born| (born, id)));
        self.by_email.extend(now.emails.iter().map(|email| (Arc::clone(email), id)));
        self.by_district.extend(now.districts.iter().map(|district| (Arc::clone(district), id)));
        self.people.insert(id, now);
    }

    /// Everybody whose family name and given name begin like this.
    pub(crate) fn named<'k>(&'k self, family: &'k str, given: &'k str) -> impl Iterator<Item = PersonId> + 'k {
        let index = if family.is_empty() { &self.by_given } else { &self.by_family };
        let (begin, by_family) = if family.is_empty() { (given, false) } else { (family, true) };
        let fits = move |id: &PersonId| !by_family || self.people.get(id).is_some_and(|known| known.given.starts_with(given));
        beginning(index, begin).filter(fits)
    }

    /// Everybody with an e-mail address that begins like this.
    pub(crate) fn with_email<'k>(&'k self, begin: &'k str) -> impl Iterator<Item = PersonId> + 'k {
        beginning(&self.by_email, begin)
    }

    /// Everybody with an address in this district, the outward half of its postcode.
    pub(crate) fn in_district<'k>(&'k self, outward: &'k str) -> impl Iterator<Item = PersonId> + 'k {
        from(&self.by_district, outward).take_while(move |(district, _)| **district == *outward).map(|(_, id)| *id)
    }

    /// Whether somebody has an address in this district.
    pub(crate) fn is_in_district(&self, id: PersonId, outward: &str) -> bool {
        self.people.get(&id).is_some_and(|known| known.districts.iter().any(|district| **district == *outward))
    }

    /// Everybody born on this day.
    pub(crate) fn born(&self, on: Date) -> impl Iterator<Item = PersonId> {
        self.by_birth.range((on, FIRST)..).take_while(move |(born, _)| *born == on).map(|(_, id)| *id)
    }

    /// By what somebody is put in order; somebody of whom nothing is known comes first.
    pub(crate) fn key(&self, id: PersonId) -> Key {
        match self.people.get(&id) {
            Some(known) => Key { family: Arc::clone(&known.family), given: Arc::clone(&known.given), born: known.born, id },
            None => Key { family: "".into(), given: "".into(), born: None, id },
        }
    }
}

fn from<'k>(index: &'k BTreeSet<(Arc<str>, PersonId)>, begin: &str) -> impl Iterator<Item = &'k (Arc<str>, PersonId)> {
    index.range((Arc::from(begin), FIRST)..)
}

fn beginning<'k>(index: &'k BTreeSet<(Arc<str>, PersonId)>, begin: &'k str) -> impl Iterator<Item = PersonId> + 'k {
    from(index, begin).take_while(move |(key, _)| key.starts_with(begin)).map(|(_, id)| *id)
}

struct ChangedRow {
    changed: i64,
    columns: PersonColumns,
}

impl FromRow for ChangedRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { changed: row.get(0)?, columns: PersonColumns { id: row.get(1)?, sealed_key: row.get(2)?, particulars: row.get(3)? } })
    }
}

struct PointRow(PersonId, PointColumns);

impl FromRow for PointRow {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, PointColumns { id: row.get(1)?, value: row.get(2)? }))
    }
}

/// Opens what was read, on all processors.
fn opened(conn: &mut Conn, vault: &Vault, changed: Vec<ChangedRow>) -> Result<Vec<(PersonId, Somebody)>> {
    let ids: Vec<PersonId> = changed.iter().map(|row| row.columns.id).collect();
    let mut points: HashMap<PersonId, Vec<PointColumns>> = HashMap::new();
    for PointRow(person, point) in conn.all_among(POINTS, &ids)? {
        points.entry(person).or_default().push(point);
    }
    let open = |rows: &[ChangedRow]| -> Result<Vec<(PersonId, Somebody)>> {
        rows.iter().map(|row| Ok((row.columns.id, somebody(vault, row, points.get(&row.columns.id).map_or(&[], Vec::as_slice))?))).collect()
    };
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let piece = changed.len().div_ceil(workers).max(200);
    if changed.len() <= piece {
        return open(&changed);
    }
    std::thread::scope(|scope| {
        let working: Vec<_> = changed.chunks(piece).map(|rows| scope.spawn(move || open(rows))).collect();
        let mut all = Vec::with_capacity(changed.len());
        for worker in working {
            let fault = |_| store::Error::Other("opening names stopped on a fault in the program".into());
            all.append(&mut worker.join().map_err(fault)??);
        }
        Ok(all)
    })
}

fn somebody(vault: &Vault, row: &ChangedRow, points: &[PointColumns]) -> Result<Somebody> {
    let key = sealed::unwrap(vault, &row.columns)?;
    let mut known = Particulars::default();
    sealed::open_into(key.as_ref(), &row.columns, &mut known)?;
    let (mut emails, mut districts) = (Vec::new(), Vec::new());
    for point in points {
        let Some(point) = key.as_ref().map(|key| sealed::open_point(key, point)).transpose()?.and_then(|(_, key)| key) else { continue };
        let point = point.reveal();
        match point.split_once(' ') {
            _ if point.contains('@') => emails.push(point.as_str().into()),
            Some((outward, _)) => districts.push(outward.into()),
            None => {}
        }
    }
    let (family, given) = (known.family_key().into(), known.given_key().into());
    Ok(Somebody { changed: row.changed, family, given, born: known.date_of_birth.map(kernel::Sensitive::into_inner), emails, districts })
}
