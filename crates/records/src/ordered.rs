//! Erasure that was ordered because somebody opted out: carried out the next night, and never while a hold stands or a case is open,
//! on whichever record of theirs.

use std::collections::HashSet;

use access::{Actor, Permit, Walls, Warrant, kind};
use jiff::{SignedDuration, Timestamp};
use kernel::{IdMaker, PersonId, london_date};
use people::joined::Relation;
use store::{Conn, Db, FromRow, Result, Row};

use crate::erase::erase_because;
use crate::run::Report;
use crate::{Error, Refused, hold, sql};

/// What stands on the certificate as the reason.
pub const OPTED_OUT: &str = "opted_out";

/// Why an erasure waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// For the night.
    ForTheNight,
    /// For the night, and one that might have done it is over.
    ForAnotherNight,
    /// A hold stands on the record.
    OnHold,
    /// A case was opened since.
    CaseOpen,
}

/// Whatever was ordered longer ago than this has had a night.
const A_NIGHT: SignedDuration = SignedDuration::from_hours(25);

impl Waits {
    /// Whether nothing stands in its way.
    pub const fn is_for_a_night(self) -> bool {
        matches!(self, Self::ForTheNight | Self::ForAnotherNight)
    }

    /// It as a page says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ForTheNight => "It is done tonight",
            Self::ForAnotherNight => "It was not done in a night that is over; it is tried again tonight",
            Self::OnHold => "On hold: it is not done while the hold stands",
            Self::CaseOpen => "A case was opened since: it is not done while the case is open",
        }
    }
}

/// An erasure that is still to be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ordered {
    /// Of whom.
    pub person: PersonId,
    /// Since when.
    pub ordered_at: Timestamp,
    /// By when it is to be done.
    pub due_at: Timestamp,
    /// Why it is not done yet.
    pub waits: Waits,
}

struct Waiting {
    person: PersonId,
    ordered_at: Timestamp,
    due_at: Timestamp,
}

impl FromRow for Waiting {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { person: row.get(0)?, ordered_at: row.get(1)?, due_at: row.get(2)? })
    }
}

/// Every erasure that is still to be carried out, the first due first. Names nobody.
///
/// # Errors
/// As the database says.
pub fn waiting(conn: &mut Conn, warrant: &Warrant<'_>) -> Result<Vec<Ordered>> {
    access::as_the_program(conn, |conn| {
        let all: Vec<Waiting> = conn.all(sql::ORDERED, &[])?;
        let ordered: Vec<PersonId> = all.iter().map(|one| one.person).collect();
        let relation = Relation::read_around(conn, &ordered)?;
        let mut records: Vec<PersonId> = ordered.iter().flat_map(|person| relation.members(*person)).collect();
        records.sort_unstable();
        records.dedup();
        let held = hold::held_among(conn, &records, london_date(warrant.at()))?;
        let at_work: HashSet<PersonId> = conn.all_among::<PersonId>(sql::WITH_OPEN_CASE_AMONG, &records)?.into_iter().collect();
        // What is safe is told on any record of theirs: none goes while one of them is still needed.
        let any = |person: PersonId, among: &HashSet<PersonId>| relation.members(person).iter().any(|record| among.contains(record));
        let ordered = |one: Waiting| {
            let waits = match (any(one.person, &held), any(one.person, &at_work)) {
                (true, _) => Waits::OnHold,
                (false, true) => Waits::CaseOpen,
                (false, false) if warrant.at() < one.ordered_at.saturating_add(A_NIGHT).unwrap_or(Timestamp::MAX) => Waits::ForTheNight,
                (false, false) => Waits::ForAnotherNight,
            };
            Ordered { person: one.person, ordered_at: one.ordered_at, due_at: one.due_at, waits }
        };
        Ok(all.into_iter().map(ordered).collect())
    })
}

/// When somebody's record was ordered to be erased, by when, and when it was.
///
/// # Errors
/// As the database says.
pub(crate) fn of(conn: &mut Conn, person: PersonId) -> Result<Option<(Timestamp, Timestamp, Option<Timestamp>)>> {
    conn.maybe(sql::ORDERED_OF, &[&person])
}

/// Carries out what was ordered, and says in the report how many were erased, how many wait and on which it failed: those stay ordered. Each is
/// destroyed and certified as at somebody's word.
pub(crate) fn carry_out(
    db: &Db,
    walls: &Walls,
    (at, dry_run): (Timestamp, bool),
    maker_of: impl Fn(&str) -> Vec<u8>,
    report: &mut Report,
) -> Result<()> {
    let program = || Actor::program("retention");
    let (own, seed) = (walls.clone(), maker_of("ordered"));
    let all = db.write_now(move |tx| {
        let mut ids = IdMaker::new(at, 0, &seed);
        let permit = own.permit::<kind::RunRetention>(tx, &mut ids, &program(), at)?;
        waiting(tx, permit.warrant())
    })?;
    let (tonight, later): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.waits.is_for_a_night());
    report.erasures_waiting = u64::try_from(later.len()).unwrap_or(u64::MAX);
    for Ordered { person, .. } in tonight {
        let (own, seed) = (walls.clone(), maker_of(&format!("ordered/{person}")));
        if dry_run {
            report.erased += 1;
            continue;
        }
        let done = db.write_now(move |tx| {
            let mut ids = IdMaker::new(at, 0, &seed);
            let permit: Permit<'_, kind::Erase> = own.permit_person(tx, &mut ids, &program(), person, at)?;
            match erase_because(tx, &mut ids, &permit, OPTED_OUT) {
                // Gone already, by another way: nothing is left to be done.
                Ok(_) | Err(Error::Refused(Refused::Destroyed)) => tx.execute_one(sql::ORDER_DONE, &[&person, &at]).map(|()| true),
                Err(Error::Refused(_)) => Ok(false),
                Err(Error::Store(error)) => Err(error),
            }
        });
        match done {
            Ok(true) => report.erased += 1,
            Ok(false) => report.erasures_waiting += 1,
            Err(error) => report.fails(person, &error),
        }
    }
    Ok(())
}
