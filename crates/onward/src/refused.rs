//! Referrals and leads that services refused, so that whoever leads can put right what made them.

use access::{Permit, kind};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{CaseId, london_midnight};
use store::{Bind, Conn, FromRow, Result, Row};

use crate::record::RefusalReason;
use crate::waiting::end_of;
use crate::{note, sql};

/// The most that is listed: the latest.
const MOST: usize = 200;

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

impl FromRow for RefusedCase {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            case: row.get(0)?,
            reference: row.get(1)?,
            service: row.get(2)?,
            reason: row.word(3)?,
            at: row.get(4)?,
            was_lead: row.get::<i64>(5)? == 1,
        })
    }
}

struct Counted(String, RefusalReason, i64);

impl FromRow for Counted {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, row.word(1)?, row.get(2)?))
    }
}

fn between(from: Date, until: Date) -> (Timestamp, Timestamp) {
    (london_midnight(from).unwrap_or(Timestamp::MIN), end_of(until))
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

/// What was refused from the first to the last of these days in London, of cases of whose services the permit's holder may be told, the latest first; at most
/// 200, by the references of the cases.
///
/// # Errors
/// As the database says.
pub fn refused_cases(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>, from: Date, until: Date) -> Result<Vec<RefusedCase>> {
    let ((from, until), walls) = (between(from, until), permit.warrant().readable_cases().cases("c", 3));
    let text = format!("{} AND {} ORDER BY x.at DESC, c.id LIMIT {MOST}", sql::REFUSED_CASES, walls.text);
    let mut values: Vec<&dyn Bind> = vec![&from, &until];
    values.extend(walls.binds());
    let mut found = Vec::new();
    for line in conn.all::<RefusedCase>(&text, &values)? {
        if note::is_told_of(conn, permit.warrant(), line.case)? {
            found.push(line);
        }
    }
    Ok(found)
}
