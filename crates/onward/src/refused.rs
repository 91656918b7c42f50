//! Referrals and leads that services refused, so that whoever leads can put right what made them.

use std::collections::BTreeMap;

use access::{Permit, kind};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{CaseId, london_day_end, london_midnight};
use store::{Bind, Conn, FromRow, Result, Row};

use crate::listed::{About, Listed, told};
use crate::record::RefusalReason;
use crate::sql;

/// A refusal, by the case it is about.
#[derive(Debug, Clone)]
pub struct RefusedCase {
    /// The case.
    pub case: CaseId,
    /// What people call it by.
    pub reference: String,
    /// Which service.
    pub service: String,
    /// Why.
    pub reason: RefusalReason,
    /// When.
    pub at: Timestamp,
    /// Whether it was to lead the case.
    pub was_lead: bool,
}

struct Found(About, RefusedCase);

impl FromRow for Found {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let about = About::of(row)?;
        let refused = RefusedCase {
            case: about.case,
            reference: row.get(5)?,
            service: row.get(6)?,
            reason: row.word(7)?,
            at: row.get(8)?,
            was_lead: row.get::<i64>(9)? == 1,
        };
        Ok(Self(about, refused))
    }
}

struct Counted(String, RefusalReason, i64);

impl FromRow for Counted {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, row.word(1)?, row.get(2)?))
    }
}

fn between(from: Date, until: Date) -> (Timestamp, Timestamp) {
    (london_midnight(from).unwrap_or(Timestamp::MIN), london_day_end(until))
}

/// How often which service refused why, from the first to the last of these days in London. Names nobody.
///
/// # Errors
/// As the database says.
pub fn refused_counts(conn: &mut Conn, from: Date, until: Date) -> Result<Vec<(String, RefusalReason, i64)>> {
    let (from, until) = between(from, until);
    let counted: Vec<Counted> = access::as_the_program(conn, |conn| conn.all(sql::REFUSED_COUNTS, &[&from, &until]))?;
    Ok(counted.into_iter().map(|Counted(service, reason, count)| (service, reason, count)).collect())
}

/// How many refusals there were by a service for a reason.
pub type RefusalCounts = BTreeMap<(String, RefusalReason), usize>;

/// A page of what was refused from the first to the last of these days in London, of cases of whose services the permit's holder may be told,
/// the latest first, by the references of the cases; and of all pages, by which service and why how many.
///
/// # Errors
/// As the database says.
pub fn refused_cases(
    conn: &mut Conn,
    permit: &Permit<'_, kind::SeeWork>,
    from: Date,
    until: Date,
    page: usize,
) -> Result<(Listed<RefusedCase>, RefusalCounts)> {
    let ((from, until), walls) = (between(from, until), permit.warrant().readable_cases().cases("c", 3));
    let text = format!("{} AND {} ORDER BY x.at DESC, c.id, x.service", sql::REFUSED_CASES, walls.text);
    let values: Vec<&dyn Bind> = [&from as &dyn Bind, &until].into_iter().chain(walls.binds()).collect();
    let found: Vec<Found> = conn.all(&text, &values)?;
    let found = told(conn, permit.warrant(), found, |found| &found.0)?;
    let mut counted = RefusalCounts::new();
    for Found(_, refused) in &found {
        *counted.entry((refused.service.clone(), refused.reason)).or_default() += 1;
    }
    Ok((Listed::of(found.into_iter().map(|found| found.1).collect(), page), counted))
}
