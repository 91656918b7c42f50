//! Names, birth dates, e-mail addresses and districts of everybody on record, as the search looks for them in memory.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use kernel::PersonId;
use uuid::Uuid;

use crate::record::{PersonRecord, PointKind};

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
    people: HashMap<PersonId, Somebody>,
    by_family: BTreeSet<(Arc<str>, PersonId)>,
    by_given: BTreeSet<(Arc<str>, PersonId)>,
    by_birth: BTreeSet<(Date, PersonId)>,
    by_email: BTreeSet<(Arc<str>, PersonId)>,
    by_district: BTreeSet<(Arc<str>, PersonId)>,
}

struct Somebody {
    family: Arc<str>,
    given: Arc<str>,
    born: Option<Date>,
    emails: Vec<Arc<str>>,
    /// Those they live in now first.
    districts: Vec<Arc<str>>,
    lives_in: u8,
}

const FIRST: PersonId = PersonId::from_uuid(Uuid::nil());

impl Known {
    /// Takes somebody in as they are now.
    pub(crate) fn note(&mut self, person: &PersonRecord) {
        let (id, now) = (person.id, Somebody::from(person));
        if let Some(before) = self.people.get(&id) {
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

    /// The districts in which somebody lives now, as far as is known.
    pub(crate) fn lives_in(&self, id: PersonId) -> impl Iterator<Item = &str> {
        self.people.get(&id).into_iter().flat_map(|known| known.districts.iter().take(known.lives_in.into()).map(|district| &**district))
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

impl From<&PersonRecord> for Somebody {
    fn from(person: &PersonRecord) -> Self {
        let (mut emails, mut districts, mut left) = (Vec::new(), Vec::new(), Vec::new());
        for kept in &person.points {
            let Some(key) = &kept.point.key else { continue };
            match (kept.point.kind, key.reveal().split_once(' ')) {
                (PointKind::Email, _) => emails.push(key.reveal().as_str().into()),
                (PointKind::Address, Some((outward, _))) if kept.is_current => districts.push(outward.into()),
                (PointKind::Address, Some((outward, _))) => left.push(outward.into()),
                _ => {}
            }
        }
        let lives_in = u8::try_from(districts.len()).unwrap_or(u8::MAX);
        districts.append(&mut left);
        let known = &person.known;
        let born = known.date_of_birth.as_ref().map(|born| *born.reveal());
        Self { family: known.family_key().into(), given: known.given_key().into(), born, emails, districts, lives_in }
    }
}
