//! What goes, and how: the one place where records are minimised or destroyed, whether by the schedule, at somebody's word or because the
//! person refused.

use access::{Permit, Warrant, kind};
use kernel::{CaseId, PersonId};
use people::keep::Change;
use sha2::{Digest, Sha256};
use store::{Bind, Conn, Result, Tx};

use crate::{source_rows, sql};

/// What went: how many sealed texts, and the digest of them in a fixed order. A copy in an old backup has the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// How many.
    pub pieces: u32,
    /// SHA-256: of each its length and its bytes.
    pub digest: [u8; 32],
}

/// What is about to go, counted and digested.
#[derive(Default)]
struct Going {
    pieces: u32,
    digest: Sha256,
}

impl Going {
    fn add(&mut self, conn: &mut Conn, statements: &[&str], of: &dyn Bind) -> Result<()> {
        for statement in statements {
            for bytes in conn.all::<Vec<u8>>(statement, &[of])? {
                self.pieces = self.pieces.saturating_add(1);
                self.digest.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
                self.digest.update(&bytes);
            }
        }
        Ok(())
    }

    fn gone(self) -> Gone {
        Gone { pieces: self.pieces, digest: self.digest.finalize().into() }
    }
}

const TEXTS_OF_SUSPECTS: [&str; 3] = [sql::SUSPECTS_OF, sql::SUSPECTS_LIFTED_OF, sql::USED_ALL_THE_SAME_OF];
const TEXTS_OF_CASE: [&str; 5] =
    [sql::NOTES_OF_ATTEMPTS, sql::DETAILS_OF_EVENTS, sql::TEXTS_OF_NOTES, sql::WORDS_OF_STEPS, sql::ROWS_OF_CASE];
/// What takes away what was written down on a case, once it is destroyed.
const WRITTEN_ON_CASE: [&str; 6] =
    [sql::EMPTY_ATTEMPTS, sql::EMPTY_EVENTS, sql::REMOVE_NOTES, sql::EMPTY_STEPS, sql::REMOVE_NEEDS, sql::EMPTY_REPORTS];

/// Takes away what was written down on a case and what was sent about it. What counts in figures stays, and what was told of the incident.
///
/// # Errors
/// As the database says.
pub(crate) fn minimise_case(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Erase>, case: CaseId) -> Result<Gone> {
    let mut going = Going::default();
    going.add(tx, &TEXTS_OF_CASE, &case)?;
    for statement in [sql::EMPTY_ATTEMPTS, sql::EMPTY_EVENTS, sql::REMOVE_NOTES, sql::EMPTY_STEPS, sql::EMPTY_ROWS_OF_CASE] {
        tx.execute(statement, &[&case])?;
    }
    casework::reminders::leave(tx, case, permit.user(), permit.at())?;
    tx.execute_one(sql::CASE_MINIMISED, &[&case, &permit.at()])?;
    Ok(going.gone())
}

/// Takes away everything of a case but that it was, when, by which pathway and how it ended.
///
/// # Errors
/// As the database says.
pub(crate) fn destroy_case(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Erase>, case: CaseId) -> Result<Gone> {
    let mut going = Going::default();
    going.add(tx, &TEXTS_OF_CASE, &case)?;
    going.add(tx, &[sql::ACCOUNTS_OF_CASE], &case)?;
    tx.execute(sql::FORGET_INCIDENTS_OF_CASE, &[&case, &permit.about()])?;
    let statements = [sql::FORGET_ROWS_OF_CASE, sql::EMPTY_ACCOUNTS_OF_CASE];
    for statement in WRITTEN_ON_CASE.into_iter().chain(statements) {
        tx.execute(statement, &[&case])?;
    }
    casework::reminders::leave(tx, case, permit.user(), permit.at())?;
    tx.execute(sql::CASE_DESTROYED, &[&case, &permit.at()])?;
    Ok(going.gone())
}

/// Takes away whatever tells who the person is and how to reach them, and rows about them that led to no case.
///
/// # Errors
/// As the database says; `NotFound` when their key is destroyed.
pub(crate) fn minimise_person(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Erase>) -> Result<Gone> {
    let person = permit.about();
    let mut going = Going::default();
    going.add(tx, &[sql::PARTICULARS_OF, sql::POINTS_OF, sql::ROWS_OF], &person)?;
    going.add(tx, &TEXTS_OF_SUSPECTS, &person)?;
    joins::pass_on(tx, person)?;
    let change = people::keep::next_change(tx)?;
    people::keep::minimise(tx, permit.warrant(), change, person)?;
    tx.execute(sql::EMPTY_ROWS_OF, &[&person])?;
    tx.execute_one(sql::PERSON_MINIMISED, &[&person, &permit.at()])?;
    Ok(going.gone())
}

/// Destroys the person's key and takes away whatever names them, in every case of theirs. What is left names nobody.
///
/// # Errors
/// As the database says.
pub(crate) fn destroy_person(tx: &mut Tx<'_>, permit: &Permit<'_, kind::Erase>) -> Result<Gone> {
    let (person, at) = (permit.about(), permit.at());
    let mut going = Going::default();
    for case in &permit.standing().cases {
        going.add(tx, &TEXTS_OF_CASE, &case.case)?;
        going.add(tx, &[sql::ACCOUNTS_OF_CASE], &case.case)?;
    }
    going.add(tx, &[sql::PARTICULARS_OF, sql::POINTS_OF, sql::ACCOUNTS_OF, sql::ROWS_OF], &person)?;
    going.add(tx, &TEXTS_OF_SUSPECTS, &person)?;
    tx.execute(sql::FORGET_INCIDENTS, &[&person])?;
    for statement in [sql::EMPTY_ACCOUNTS, sql::FORGET_LIKENESS] {
        tx.execute(statement, &[&person])?;
    }
    for case in &permit.standing().cases {
        for statement in WRITTEN_ON_CASE {
            tx.execute(statement, &[&case.case])?;
        }
        tx.execute(sql::CASE_DESTROYED, &[&case.case, &at])?;
    }
    let change = people::keep::next_change(tx)?;
    forget(tx, permit.warrant(), change, person)?;
    Ok(going.gone())
}

/// Takes away everything that tells of somebody, that their record was joined with another too, and destroys their key; their id stays, for
/// the count. Parts in incidents are not touched: of
/// somebody who refused they go with the rows that told of them.
///
/// # Errors
/// As the database says.
pub fn forget(tx: &mut Tx<'_>, warrant: &Warrant<'_>, change: Change, person: PersonId) -> Result<()> {
    joins::forget(tx, warrant, person)?;
    people::keep::forget(tx, warrant, change, person)?;
    casework::keep::forget(tx, person)?;
    onward::forget(tx, person)?;
    source_rows::forget(tx, person)?;
    for statement in [sql::FORGET_CONFLICTS, sql::FORGET_CONSENTS, sql::EMPTY_STEPS_OF, sql::REMOVE_NEEDS_OF, sql::EMPTY_REPORTS_OF] {
        tx.execute(statement, &[&person])?;
    }
    tx.execute_one(sql::PERSON_DESTROYED, &[&person, &warrant.at()])
}
