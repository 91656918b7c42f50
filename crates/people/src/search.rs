//! Search: who is on record under what somebody remembers of them. Whoever is shown leaves an audit row; whoever is only counted does not.

mod sql;
mod typed;

use std::collections::{BTreeSet, HashMap, HashSet};

use access::{Act, Filter, Permit, Warrant, kind};
use jiff::civil::Date;
use kernel::{CaseId, IdMaker, PersonId, Phone, Postcode, Sensitive};
use linkage::Explanation;
use store::{Bind, Conn, Result, Tx};

use crate::Shown;
use crate::memory::Everybody;
use crate::names::{Key, Known};
use crate::points;
use crate::read::read_listed;
use crate::record::{Particulars, PersonRecord, PointKind};

pub use sql::STATEMENTS;
pub use typed::{Exact, Sought, TooManyNames, understand};

/// People on one page of results.
pub const A_PAGE: usize = 50;
/// The most people one search finds; whoever looks for more is asked to say more.
pub const MOST: usize = 1_000;
/// The most people offered when it is asked who somebody is.
const MOST_PERHAPS: usize = 20;
/// Whoever is as likely as this to be meant is offered.
const NEAR: f64 = 0.01;

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
    /// Who, as far as the searcher is shown them.
    pub person: PersonRecord,
    /// How far that is.
    pub shown: Shown,
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

/// Somebody who may be meant by what is told.
#[derive(Debug)]
pub struct Candidate {
    /// Who, as far as the searcher is shown them.
    pub hit: Hit,
    /// What of that fits what is told, what does not, and what it looks like.
    pub explanation: Option<Explanation>,
}

/// One page of the people whom any of these readings finds. Those on it are noted in the audit.
///
/// # Errors
/// As the database says.
pub fn find(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SearchPeople>,
    everybody: &Everybody,
    readings: &[Sought],
    page: usize,
) -> Result<Found> {
    everybody.catch_up(tx, permit.warrant().vault())?;
    let mut all = BTreeSet::new();
    for sought in readings {
        all.extend(matching(tx, permit, &everybody.names(), sought)?);
    }
    let (all, more) = may_see(tx, &permit.warrant().readable_people(), all, MOST)?;
    let page = page.clamp(1, all.len().div_ceil(A_PAGE).max(1));
    let shown: Vec<PersonId> = all.iter().skip((page - 1) * A_PAGE).take(A_PAGE).map(|key| key.id).collect();
    Ok(Found { hits: hits(tx, ids, permit.warrant(), &shown)?, total: all.len(), more, page })
}

/// Whom somebody may be, the likeliest first, at most twenty; and whether there are more. They are those who are like them, those with the
/// same number or the same name and birth date, and namesakes whose birth date is unknown or one slip away. How like they are is worked out
/// from what the searcher is shown of them. Those returned are noted in the audit.
///
/// # Errors
/// As the database says.
pub fn perhaps(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SearchPeople>,
    everybody: &Everybody,
    told: &Particulars,
) -> Result<(Vec<Candidate>, bool)> {
    everybody.catch_up(tx, permit.warrant().vault())?;
    let names: Vec<Sensitive<String>> = [&told.given_name, &told.family_name]
        .into_iter()
        .flatten()
        .flat_map(|name| name.reveal().split_whitespace())
        .map(|name| Sensitive::new(name.to_owned()))
        .collect();
    let born = told.date_of_birth.as_ref().map(|born| *born.reveal());
    let named = |exact| Sought { names: names.clone(), exact, area: None };
    let found = everybody.alike(told).into_iter().filter(|found| found.weighed.probability >= NEAR);
    let alike: BTreeSet<Key> = found.map(|found| everybody.names().key(found.id)).collect();
    let (mut likely, mut namesakes) = (BTreeSet::new(), BTreeSet::new());
    for phone in told.points.iter().filter_map(|point| Phone::parse(point.value.reveal())) {
        let same_number = Sought { exact: vec![Exact::Phone(phone)], ..Sought::default() };
        likely.extend(matching(tx, permit, &everybody.names(), &same_number)?);
    }
    if !names.is_empty() {
        if let Some(born) = born {
            likely.extend(matching(tx, permit, &everybody.names(), &named(vec![Exact::Born(vec![born])]))?);
        }
        namesakes.extend(matching(tx, permit, &everybody.names(), &named(Vec::new()))?);
    }
    namesakes.retain(|key| born.is_none() || key.born.is_none() || key.born.zip(born).is_some_and(one_slip));
    let walls = permit.warrant().readable_people();
    let (mut shown, mut more) = (Vec::new(), false);
    for mut group in [alike, likely, namesakes] {
        group.retain(|key| !shown.contains(&key.id));
        let (seen, more_seen) = may_see(tx, &walls, group, MOST_PERHAPS - shown.len())?;
        shown.extend(seen.into_iter().map(|key| key.id));
        more |= more_seen;
    }
    let hits = hits(tx, ids, permit.warrant(), &shown)?.into_iter();
    let mut candidates: Vec<Candidate> = hits.map(|hit| Candidate { explanation: everybody.explain(told, &hit.person), hit }).collect();
    let likeness = |candidate: &Candidate| candidate.explanation.as_ref().map_or(0.0, |explanation| explanation.weighed.probability);
    candidates.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    Ok((candidates, more))
}

/// The first so many whom the walls let the searcher see, in order, and whether there are more of those. The one place between whom a
/// search finds and whom it shows or counts.
fn may_see(conn: &mut Conn, walls: &Filter, found: BTreeSet<Key>, most: usize) -> Result<(Vec<Key>, bool)> {
    let mut seen = Vec::new();
    let mut found = found.into_iter().peekable();
    while seen.len() <= most && found.peek().is_some() {
        let next: Vec<Key> = found.by_ref().take(MOST).collect();
        let may = walls.people_among(conn, &next.iter().map(|key| key.id).collect::<Vec<_>>())?;
        seen.extend(next.into_iter().filter(|key| may.contains(&key.id)));
    }
    let more = seen.len() > most;
    seen.truncate(most);
    Ok((seen, more))
}

/// Whether two dates differ by no more than one mistake: one of day, month and year, or day and month changed round.
fn one_slip((a, b): (Date, Date)) -> bool {
    let same = [a.day() == b.day(), a.month() == b.month(), a.year() == b.year()];
    let changed_round = a.year() == b.year() && a.day() == b.month() && a.month() == b.day();
    same.iter().filter(|same| **same).count() >= 2 || changed_round
}

/// Everybody of whom all of this holds.
fn matching(conn: &mut Conn, permit: &Permit<'_, kind::SearchPeople>, known: &Known, sought: &Sought) -> Result<BTreeSet<Key>> {
    let mut people: Option<HashSet<PersonId>> = None;
    for exact in &sought.exact {
        let these = people_with(conn, permit, known, exact)?;
        people = Some(match people {
            Some(people) => people.intersection(&these).copied().collect(),
            None => these,
        });
    }
    let outward = sought.area.as_ref().map(Postcode::outward);
    let people = people.unwrap_or_else(|| match outward {
        Some(outward) if sought.names.is_empty() => known.in_district(outward).collect(),
        _ => sought.orders().iter().flat_map(|(family, given)| known.named(family, given).collect::<Vec<_>>()).collect(),
    });
    let there = people.into_iter().filter(|person| outward.is_none_or(|outward| known.is_in_district(*person, outward)));
    Ok(there.map(|person| known.key(person)).filter(|key| sought.fits(&key.family, &key.given)).collect())
}

/// Everybody of whom this holds: what is kept as a blind index from the database, all else from memory. By a case, or a crime in it, only
/// where that very case lets the searcher see whose it is: whoever is seen by another of their cases is not told of this one.
fn people_with(conn: &mut Conn, permit: &Permit<'_, kind::SearchPeople>, known: &Known, exact: &Exact) -> Result<HashSet<PersonId>> {
    let index = |key: &str| points::index(permit.warrant().vault(), key);
    let people: Vec<PersonId> = match exact {
        Exact::Case(reference) => {
            let walls = permit.warrant().readable_people().cases("c", 2);
            let reference = reference.as_str();
            let values: Vec<&dyn Bind> = std::iter::once(&reference as &dyn Bind).chain(walls.binds()).collect();
            conn.all(&format!("{} AND {}", sql::BY_CASE, walls.text), &values)?
        }
        Exact::Crime(spellings) => {
            let walls = permit.warrant().readable_people().cases("c", 1);
            let found = format!("{} AND (v.case_id IS NULL OR {}) LIMIT 10000", sql::BY_CRIME, walls.text);
            conn.all_among_and(&found, spellings, &walls.binds().collect::<Vec<_>>())?
        }
        Exact::Phone(phone) => conn.all(sql::BY_POINT, &[&index(phone.reveal())])?,
        Exact::Postcode(postcode) => conn.all(sql::BY_POINT, &[&index(postcode.reveal())])?,
        Exact::Email(email) => known.with_email(email).collect(),
        Exact::Born(dates) => dates.iter().flat_map(|date| known.born(*date)).collect(),
    };
    Ok(people.into_iter().collect())
}

/// These people with their cases, in the order asked for; each noted in the audit.
fn hits(tx: &mut Tx<'_>, ids: &mut IdMaker, warrant: &Warrant<'_>, people: &[PersonId]) -> Result<Vec<Hit>> {
    let mut records: HashMap<PersonId, PersonRecord> =
        read_listed(tx, ids, warrant, people)?.into_iter().map(|person| (person.id, person)).collect();
    let mut cases: HashMap<PersonId, Vec<CaseSeen>> = HashMap::new();
    let walls = warrant.readable_cases().cases("c", 1);
    let readable = format!("{} AND {} {}", sql::CASES_AMONG, walls.text, sql::LATEST_FIRST);
    for (person, id, reference, is_open, worker) in tx.all_among_and(&readable, people, &walls.binds().collect::<Vec<_>>())? {
        cases.entry(person).or_default().push(CaseSeen { id, reference, is_open, worker });
    }
    let (walls, actor, at) = (warrant.walls(), warrant.actor(), warrant.at());
    let with_contact = walls.shown_among(tx, actor, Act::SeeContact, people, at)?;
    let with_address = walls.shown_among(tx, actor, Act::SeeAddress, people, at)?;
    let hit = |person: &PersonId| {
        // A list shows no notes.
        let shown = Shown { contact: with_contact.contains(person), address: with_address.contains(person), notes: false };
        let mut cases = cases.remove(person).unwrap_or_default();
        cases.sort_by_key(|case| !case.is_open);
        records.remove(person).map(|person| Hit { person: person.masked(shown), shown, cases })
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
