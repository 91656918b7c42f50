//! Waiting lists: somebody waits for a service from when it accepts them until it starts, or something else comes of it. How many waited is
//! worked out for any day from the moments alone.

use access::{Permit, kind};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{CaseId, IdMaker, london_date, london_midnight};
use people::record::PersonRecord;
use store::{Bind, Conn, FromRow, Result, Row, Tx};

use crate::{note, sql};

/// The most that a page lists: those who have waited longest.
const MOST: usize = 200;

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
    let end = end_of(day);
    let since: Vec<Timestamp> = access::as_the_program(conn, |conn| conn.all(sql::WAITED_AT, &[&service, &end]))?;
    let days = |since: &Timestamp| london_date(*since).until(day).map_or(0, |span| span.get_days());
    Ok(Waiting { count: since.len(), longest_days: since.first().map_or(0, days) })
}

/// The first moment after a day in London.
pub(crate) fn end_of(day: Date) -> Timestamp {
    day.tomorrow().ok().and_then(london_midnight).unwrap_or(Timestamp::MAX)
}

struct Found(CaseId, String, kernel::PersonId, String, Timestamp);

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
    }
}

/// Who waited when this day in London ended, of those of whom the permit's holder may be told: at most 200, who waited longest first. Every
/// person it shows leaves an audit row.
///
/// # Errors
/// As the database says.
pub fn who_waits(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::SeeWork>, day: Date) -> Result<Vec<WhoWaits>> {
    let (end, walls) = (end_of(day), permit.warrant().readable_cases().cases("c", 2));
    let text = format!("{} AND {} ORDER BY a.at, c.id LIMIT {MOST}", sql::WHO_WAITS, walls.text);
    let mut values: Vec<&dyn Bind> = vec![&end];
    values.extend(walls.binds());
    let mut found = Vec::new();
    for line in tx.all::<Found>(&text, &values)? {
        if note::is_told_of(tx, permit.warrant(), line.0)? {
            found.push(line);
        }
    }
    let people: Vec<_> = found.iter().map(|found| found.2).collect();
    let people = people::read::read_listed(tx, ids, permit.warrant(), &people)?;
    let line = |Found(case, reference, whose, service, since): Found| {
        let person = people.iter().find(|person| person.id == whose)?.clone();
        Some(WhoWaits { case, reference, person, service, since })
    };
    Ok(found.into_iter().filter_map(line).collect())
}
