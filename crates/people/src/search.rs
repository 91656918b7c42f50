//! Search: who is on record under what somebody remembers of them. Whoever is shown leaves an audit row; whoever is only counted does not.

mod sql;
mod typed;

use std::collections::{BTreeSet, HashMap, HashSet};

use access::{Permit, Warrant, kind};
use jiff::civil::Date;
use kernel::{CaseId, IdMaker, PersonId, Phone, Postcode, Sensitive};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::read::read_listed;
use crate::record::{PersonRecord, PointKind};

pub use sql::STATEMENTS;
pub use typed::{Exact, Sought, TooManyNames, understand};

/// People on one page of results.
pub const A_PAGE: usize = 50;
/// The most people one search finds; whoever looks for more is asked to say more.
pub const MOST: usize = 1_000;
/// The most people offered when it is asked who somebody is.
const MOST_PERHAPS: usize = 20;

/// One page of what was found.
#[derive(Debug)]
pub struct Found {
    /// Those on this page, in the order of their names.
    pub hits: Vec<Hit>,
    /// How many there are, at most [`MOST`].
    pub total: usize,
    /// Whether there are more than that.
    pub more: bool,
    /// Which page this is, from 1; the last where a later one was asked for.
    pub page: usize,
}

impl Found {
    /// How many pages there are.
    pub const fn pages(&self) -> usize {
        self.total.div_ceil(A_PAGE)
    }

    /// The number of the first person on this page, from 1.
    pub const fn first(&self) -> usize {
        (self.page - 1) * A_PAGE + 1
    }
}

/// Somebody found, with what tells namesakes apart.
#[derive(Debug)]
pub struct Hit {
    /// Who.
    pub person: PersonRecord,
    /// Their cases, open ones first, then the latest.
    pub cases: Vec<CaseSeen>,
}

/// A case as a list of people shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseSeen {
    /// The case.
    pub id: CaseId,
    /// What people call it by.
    pub reference: String,
    /// Whether it is worked.
    pub is_open: bool,
    /// Who works it.
    pub worker: Option<String>,
}

impl Hit {
    /// The outward half of the postcode they live in: enough to tell namesakes apart, too little to find a door by.
    pub fn district(&self) -> Option<String> {
        let address = &self.current(|kind| kind == PointKind::Address)?.point;
        let last = address.key.as_ref().or(Some(&address.value))?.reveal();
        let postcode = last.rsplit(", ").next().and_then(Postcode::parse)?;
        Some(postcode.outward().to_owned())
    }

    /// The last three digits of their number, for asking "is that the number ending 123?".
    pub fn phone_ending(&self) -> Option<String> {
        let number = self.current(|kind| matches!(kind, PointKind::Mobile | PointKind::HomePhone))?.point.key.as_ref()?.reveal();
        Some(number.chars().skip(number.chars().count().saturating_sub(3)).collect())
    }

    fn current(&self, kind: impl Fn(PointKind) -> bool) -> Option<&crate::record::KeptPoint> {
        self.person.points.iter().find(|kept| kept.is_current && kind(kept.point.kind))
    }
}

/// What is told of somebody when it is asked whether they are known already.
#[derive(Debug, Clone, Default)]
pub struct Described {
    /// Given and family names, as typed.
    pub names: Vec<Sensitive<String>>,
    /// Birth date.
    pub born: Option<Sensitive<Date>>,
    /// A telephone number.
    pub phone: Option<Phone>,
}

/// One page of the people whom any of these readings finds. Those on it are noted in the audit.
///
/// # Errors
/// As the database says.
pub fn find(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SearchPeople>,
    readings: &[Sought],
    page: usize,
) -> Result<Found> {
    let mut all = Keys::default();
    for sought in readings {
        all.take(matching(tx, sought)?);
    }
    let (all, more) = all.up_to(MOST);
    let page = page.clamp(1, all.len().div_ceil(A_PAGE).max(1));
    let shown: Vec<PersonId> = all.iter().skip((page - 1) * A_PAGE).take(A_PAGE).map(|key| key.id).collect();
    Ok(Found { hits: hits(tx, ids, permit.warrant(), &shown)?, total: all.len(), more, page })
}

/// Whom somebody may be, the likeliest first, at most twenty; and whether there are more. A shared number or the same name and birth date
/// come first, then namesakes whose birth date is unknown or one slip away. Those returned are noted in the audit.
///
/// # Errors
/// As the database says.
pub fn perhaps(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::SearchPeople>, told: &Described) -> Result<(Vec<Hit>, bool)> {
    let born = told.born.as_ref().map(|born| *born.reveal());
    let named = |exact| Sought { names: told.names.clone(), exact, area: None };
    let (mut likely, mut namesakes) = (Keys::default(), Keys::default());
    if let Some(phone) = &told.phone {
        likely.take(matching(tx, &Sought { exact: vec![Exact::Phone(phone.clone())], ..Sought::default() })?);
    }
    if !told.names.is_empty() {
        if let Some(born) = born {
            likely.take(matching(tx, &named(vec![Exact::Born(vec![born])]))?);
        }
        namesakes.take(matching(tx, &named(Vec::new()))?);
    }
    let (likely, more_likely) = likely.up_to(MOST);
    let known: HashSet<PersonId> = likely.iter().map(|key| key.id).collect();
    let fits = |key: &Key| !known.contains(&key.id) && (born.is_none() || key.born.is_none() || key.born.zip(born).is_some_and(one_slip));
    let (namesakes, more_namesakes) = namesakes.up_to(MOST);
    let all: Vec<PersonId> = likely.iter().chain(namesakes.iter().filter(|key| fits(key))).map(|key| key.id).collect();
    let shown: Vec<PersonId> = all.iter().copied().take(MOST_PERHAPS).collect();
    Ok((hits(tx, ids, permit.warrant(), &shown)?, all.len() > MOST_PERHAPS || more_likely || more_namesakes))
}

/// Whether two dates differ by no more than one mistake: one of day, month and year, or day and month changed round.
fn one_slip((a, b): (Date, Date)) -> bool {
    let same = [a.day() == b.day(), a.month() == b.month(), a.year() == b.year()];
    let changed_round = a.year() == b.year() && a.day() == b.month() && a.month() == b.day();
    same.iter().filter(|same| **same).count() >= 2 || changed_round
}

/// By what people are put in order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    family: Sensitive<String>,
    given: Sensitive<String>,
    born: Option<Date>,
    id: PersonId,
}

impl FromRow for Key {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, family: row.get(1)?, given: row.get(2)?, born: row.get(3)? })
    }
}

/// People found, each once, and whether the database was asked for more than it was let answer.
#[derive(Debug, Default)]
struct Keys {
    found: BTreeSet<Key>,
    cut: bool,
}

impl Keys {
    fn take(&mut self, others: Self) {
        self.found.extend(others.found);
        self.cut |= others.cut;
    }

    /// Takes in the answer to a statement that was let answer one more than [`MOST`].
    fn answer(&mut self, keys: Vec<Key>) {
        self.cut |= keys.len() > MOST;
        self.found.extend(keys);
    }

    fn up_to(self, most: usize) -> (Vec<Key>, bool) {
        let more = self.cut || self.found.len() > most;
        (self.found.into_iter().take(most).collect(), more)
    }
}

/// Everybody of whom all of this holds.
fn matching(conn: &mut Conn, sought: &Sought) -> Result<Keys> {
    if !sought.exact.is_empty() {
        return known_exactly(conn, sought);
    }
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let mut keys = Keys::default();
    let area = sought.area.as_ref().map(|area| range(&format!("{} ", area.outward())));
    for (family, given) in sought.orders() {
        let ((family, family_end), (given, given_end)) = (range(&family), range(&given));
        keys.answer(match (&area, family.is_empty()) {
            (None, false) => conn.all(sql::BY_NAMES, &[&family, &family_end, &given, &given_end, &most])?,
            (None, true) => conn.all(sql::BY_GIVEN_NAME, &[&given, &given_end, &most])?,
            (Some((from, to)), false) => conn.all(sql::BY_NAMES_IN, &[&family, &family_end, &given, &given_end, &most, from, to])?,
            (Some((from, to)), true) => conn.all(sql::BY_GIVEN_NAME_IN, &[&given, &given_end, &most, from, to])?,
        });
    }
    if let Some((from, to)) = area.filter(|_| sought.names.is_empty()) {
        let people: HashSet<PersonId> = conn.all(sql::BY_POINT_FROM, &[&from, &to])?.into_iter().collect();
        keys.answer(conn.all_among(sql::KEYS_AMONG, &people.into_iter().take(MOST + 1).collect::<Vec<_>>())?);
    }
    Ok(keys)
}

/// Where something is known to the letter that leaves few, and the rest is asked of those.
fn known_exactly(conn: &mut Conn, sought: &Sought) -> Result<Keys> {
    let mut people: Option<HashSet<PersonId>> = None;
    for exact in &sought.exact {
        let these = people_with(conn, exact)?;
        people = Some(match people {
            Some(people) => people.intersection(&these).copied().collect(),
            None => these,
        });
    }
    let people: Vec<PersonId> = people.unwrap_or_default().into_iter().collect();
    let mut found: Vec<Key> = conn.all_among(sql::KEYS_AMONG, &people)?;
    found.retain(|key| sought.fits(key.family.reveal(), key.given.reveal()));
    if let Some(area) = &sought.area {
        let left: Vec<PersonId> = found.iter().map(|key| key.id).collect();
        let (from, _) = range(&format!("{} ", area.outward()));
        let points: Vec<(PersonId, String)> = conn.all_among(sql::POINT_KEYS_AMONG, &left)?;
        let there: HashSet<PersonId> = points.into_iter().filter(|(_, key)| key.starts_with(&from)).map(|(person, _)| person).collect();
        found.retain(|key| there.contains(&key.id));
    }
    Ok(Keys { found: found.into_iter().collect(), cut: false })
}

fn people_with(conn: &mut Conn, exact: &Exact) -> Result<HashSet<PersonId>> {
    let people: Vec<PersonId> = match exact {
        Exact::Case(reference) => conn.all(sql::BY_CASE, &[&reference.as_str()])?,
        Exact::Crime(spellings) => conn.all_among(sql::BY_CRIME, spellings)?,
        Exact::Phone(phone) => conn.all(sql::BY_POINT, &[&phone.reveal()])?,
        Exact::Postcode(postcode) => conn.all(sql::BY_POINT, &[&postcode.reveal()])?,
        Exact::Email(email) => {
            let (from, to) = range(email);
            conn.all(sql::BY_POINT_FROM, &[&from, &to])?
        }
        Exact::Born(dates) => conn.all_among(sql::BY_BIRTH, dates)?,
    };
    Ok(people.into_iter().collect())
}

/// Everything that begins like this: up to before the last letter there is.
fn range(begin: &str) -> (String, String) {
    (begin.to_owned(), format!("{begin}\u{10ffff}"))
}

/// These people with their cases, in the order asked for; each noted in the audit.
fn hits(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, people: &[PersonId]) -> Result<Vec<Hit>> {
    let mut records: HashMap<PersonId, PersonRecord> =
        read_listed(tx, ids, warrant, people)?.into_iter().map(|person| (person.id, person)).collect();
    let mut cases: HashMap<PersonId, Vec<CaseSeen>> = HashMap::new();
    for (person, id, reference, is_open, worker) in tx.all_among(sql::CASES_AMONG, people)? {
        cases.entry(person).or_default().push(CaseSeen { id, reference, is_open, worker });
    }
    let hit = |person: &PersonId| {
        let mut cases = cases.remove(person).unwrap_or_default();
        cases.sort_by_key(|case| !case.is_open);
        records.remove(person).map(|person| Hit { person, cases })
    };
    Ok(people.iter().filter_map(hit).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_birth_date_may_be_one_slip_away() {
        let known = date(1990, 3, 12);
        for other in [date(1990, 3, 21), date(1990, 8, 12), date(1909, 3, 12), date(1990, 12, 3), known] {
            assert!(one_slip((known, other)), "{other}");
        }
        for other in [date(1991, 4, 12), date(1989, 12, 3), date(2001, 1, 1)] {
            assert!(!one_slip((known, other)), "{other}");
        }
    }
}
