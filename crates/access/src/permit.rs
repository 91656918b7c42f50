//! A permission that was given: a value that only this file makes.

use jiff::Timestamp;
use kernel::{CaseId, IdMaker, PersonId, UserId};
use store::{FromRow, Row, Tx};

use crate::audit::{self, Note};
use crate::{Act, Actor, CaseStanding, Refusal, Subject, decide, sql};

/// Permission for one act on one record, given in the transaction in which it is used. Verbs take it in place of an id.
///
/// Nothing but [`permit`] and [`permit_case`] makes one:
/// ```compile_fail,E0451
/// # fn forge(case: kernel::CaseId, at: jiff::Timestamp) -> access::Permit {
/// access::Permit { user: None, act: access::Act::ReadCase, person: None, case: Some(case), at }
/// # }
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    user: Option<UserId>,
    act: Act,
    person: Option<PersonId>,
    case: Option<CaseId>,
    at: Timestamp,
}

impl Permit {
    /// Who was permitted; `None` for the program and the operator.
    pub const fn user(&self) -> Option<UserId> {
        self.user
    }

    /// What was permitted.
    pub const fn act(&self) -> Act {
        self.act
    }

    /// About whom.
    pub const fn person(&self) -> Option<PersonId> {
        self.person
    }

    /// On which case.
    pub const fn case(&self) -> Option<CaseId> {
        self.case
    }

    /// When: the moment the act counts as done.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// That it is for this act; a verb asks before anything else.
    ///
    /// # Errors
    /// [`Refusal::NotOnThis`] when it is for another.
    pub fn is_for(&self, act: Act) -> Result<(), Error> {
        if self.act == act { Ok(()) } else { Err(Error::Refused(Refusal::NotOnThis)) }
    }

    /// The case, where it is for this act on a case.
    ///
    /// # Errors
    /// [`Refusal::NotOnThis`] when it is for another act or not on a case.
    pub fn case_for(&self, act: Act) -> Result<CaseId, Error> {
        self.is_for(act)?;
        self.case.ok_or(Error::Refused(Refusal::NotOnThis))
    }
}

/// Why there is no permit.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// They may not.
    #[error("not permitted ({0})")]
    Refused(Refusal),
    /// The database did not answer as it should; also when there is no such record.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// From outside, what one may not see and what is not there look the same.
impl From<Error> for store::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(_) => Self::NotFound,
            Error::Store(error) => error,
        }
    }
}

/// Decides, and if the answer is yes writes the audit row and hands out the permit, all in this transaction.
///
/// For a case use [`permit_case`], which reads how the case stands in the same transaction.
///
/// # Errors
/// The refusal, or what the database says.
pub fn permit(tx: &mut Tx<'_>, ids: &mut IdMaker, actor: &Actor, act: Act, subject: Subject, at: Timestamp) -> Result<Permit, Error> {
    decide(actor, act, &subject).map_err(Error::Refused)?;
    let (person, case) = match subject {
        Subject::Everything => (None, None),
        Subject::Person(person) => (Some(person), None),
        Subject::Case(standing) => (Some(standing.person), Some(standing.case)),
    };
    audit::write(tx, ids, [Note { at, user: actor.user_id(), act: act.as_str(), person, case }])?;
    Ok(Permit { user: actor.user_id(), act, person, case, at })
}

/// [`permit`] for a case by its id. For an act that changes it, the case is held until the transaction ends, so that what was decided stays true.
///
/// # Errors
/// The refusal; [`store::Error::NotFound`] when there is no such case; or what the database says.
pub fn permit_case(tx: &mut Tx<'_>, ids: &mut IdMaker, actor: &Actor, act: Act, case: CaseId, at: Timestamp) -> Result<Permit, Error> {
    let hold = if act.only_reads() { "" } else { tx.for_update() };
    let Standing { person, worker, team } = tx.one(&format!("{}{hold}", sql::CASE), &[&case])?;
    permit(tx, ids, actor, act, Subject::Case(CaseStanding { case, person, worker, team }), at)
}

struct Standing {
    person: PersonId,
    worker: Option<UserId>,
    team: String,
}

impl FromRow for Standing {
    fn from_row(row: &Row<'_>) -> store::Result<Self> {
        Ok(Self { person: row.get(0)?, worker: row.get(1)?, team: row.get(2)? })
    }
}
