//! Waiting lists: somebody waits for a service from when it accepts them until it starts, or something else comes of it. How many waited is
//! worked out for any day from the moments alone.

use std::collections::BTreeMap;

use access::{Permit, kind};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{CaseId, IdMaker, london_date, london_day_end};
use people::record::PersonRecord;
use store::{Bind, Conn, FromRow, Result, Row, Tx};

use crate::listed::{About, Listed, told};
use crate::sql;

/// How long a list was at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// How many waited.
    pub count: usize,
    /// How many days who waited longest had waited by then.
    pub longest_days: i32,
}

/// Somebody who waits.
#[derive(Debug)]
pub struct WhoWaits {
    /// Their case.
    pub case: CaseId,
    /// What people call it by.
    pub reference: String,
    /// Who they are.
    pub person: PersonRecord,
    /// For which service.
    pub service: String,
    /// Since when.
    pub since: Timestamp,
}

/// How many waited for a service when this day in London ended. Names nobody.
///
/// # Errors
/// As the database says.
pub fn waiting(conn: &mut Conn, service: &str, day: Date) -> Result<Waiting> {
    let end = london_day_end(day);
    let since: Vec<Timestamp> = access::as_the_program(conn, |conn| conn.all(sql::WAITED_AT, &[&service, &end]))?;
    let days = |since: &Timestamp| london_date(*since).until(day).map_or(0, |span| span.get_days());
    Ok(Waiting { count: since.len(), longest_days: since.first().map_or(0, days) })
}

struct Found {
    about: About,
    reference: String,
    service: String,
    since: Timestamp,
}

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { about: About::of(row)?, reference: row.get(5)?, service: row.get(6)?, since: row.get(7)? })
    }
}

/// A page of those who waited when this day in London ended, of whom the permit's holder may be told: who waited longest first; and of all
/// pages, for which service how many. Every person it shows leaves an audit row.
///
/// # Errors
/// As the database says.
pub fn who_waits(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::SeeWork>,
    day: Date,
    page: usize,
) -> Result<(Listed<WhoWaits>, BTreeMap<String, usize>)> {
    let (end, walls) = (london_day_end(day), permit.warrant().readable_cases().cases("c", 2));
    let text = format!("{} AND {} ORDER BY a.at, a.id", sql::WHO_WAITS, walls.text);
    let values: Vec<&dyn Bind> = std::iter::once(&end as &dyn Bind).chain(walls.binds()).collect();
    let found: Vec<Found> = tx.all(&text, &values)?;
    let found = told(tx, permit.warrant(), found, |found| &found.about)?;
    let mut of_service = BTreeMap::new();
    for found in &found {
        *of_service.entry(found.service.clone()).or_default() += 1;
    }
    let found = Listed::of(found, page);
    let people: Vec<_> = found.lines.iter().map(|found| found.about.person).collect();
    let people = people::read::read_listed(tx, ids, permit.warrant(), &people)?;
    let line = |Found { about, reference, service, since }: Found| {
        let person = people.iter().find(|person| person.id == about.person)?.clone();
        Some(WhoWaits { case: about.case, reference, person, service, since })
    };
    Ok((found.with(|found| found.into_iter().filter_map(line).collect()), of_service))
}
