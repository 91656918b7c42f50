//! A permission that was given: a value that only [`crate::Walls`] makes.

use std::marker::PhantomData;

use jiff::Timestamp;
use kernel::{CaseId, PersonId, Purpose, UserId};
use policy::{Act, Actor, CaseFacts, Kind, NoteOrigin, OnCase, OnPerson, PersonFacts, Refusal};
use vault::Vault;

use crate::{Filter, Walls};

/// Proof that something was permitted in this transaction, by whoever decides that: what the functions that read and write records take.
///
/// `'t` is the transaction's own: a warrant cannot leave it.
/// ```compile_fail
/// # fn escape(db: store::Db, walls: access::Walls, actor: access::Actor, at: jiff::Timestamp, ids: kernel::IdMaker) {
/// let kept = db.write_now(move |tx| {
///     let mut ids = kernel::IdMaker::new(at, 0, b"cause");
///     Ok(walls.permit::<access::kind::SeeWork>(tx, &mut ids, &actor, at)?)
/// });
/// # }
/// ```
#[derive(Clone)]
pub struct Warrant<'t> {
    pub(crate) actor: Actor,
    pub(crate) act: Act,
    pub(crate) purpose: Purpose,
    pub(crate) at: Timestamp,
    pub(crate) walls: Walls,
    pub(crate) brand: PhantomData<fn(&'t ()) -> &'t ()>,
}

impl std::fmt::Debug for Warrant<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Warrant({})", self.act)
    }
}

impl Warrant<'_> {
    /// Who was permitted; `None` for the program and the operator.
    pub const fn user(&self) -> Option<UserId> {
        self.actor.user_id()
    }

    /// Who was permitted, as whatever else is asked about the same record must be asked for.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Who permitted it.
    pub const fn walls(&self) -> &Walls {
        &self.walls
    }

    /// What was permitted.
    pub const fn act(&self) -> Act {
        self.act
    }

    /// Why it was asked for.
    pub const fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// When: the moment the act counts as done.
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    /// The cases that whoever was permitted may read, for a list.
    pub fn readable_cases(&self) -> Filter {
        self.walls.readable_cases(&self.actor, self.at)
    }

    /// The cases that whoever was permitted works or could, open or closed, for a list of work: not those that they only read, such as a
    /// partner's to whom somebody was referred.
    pub fn worked_cases(&self) -> Filter {
        self.walls.worked_cases(&self.actor, self.at)
    }

    /// The open cases whose person whoever was permitted may try to reach, for a list of work: those of which they are told what is due.
    pub fn cases_to_contact(&self) -> Filter {
        self.walls.cases_to_contact(&self.actor, self.at)
    }

    /// The people that whoever was permitted may read, for a list.
    pub fn readable_people(&self) -> Filter {
        self.walls.readable_people(&self.actor, self.at)
    }

    /// Opens and seals what is kept secret at rest.
    pub fn vault(&self) -> &Vault {
        self.walls.vault()
    }
}

/// Permission for one act on one record, given in the transaction in which it is used. Verbs take it in place of an id.
///
/// Nothing but [`crate::Walls`] makes one, and one for another act is another type:
/// ```compile_fail,E0308
/// fn close(permit: &access::Permit<'_, access::kind::CloseCase>) {}
/// fn take(permit: &access::Permit<'_, access::kind::TakeCase>) {
///     close(permit);
/// }
/// ```
/// ```compile_fail,E0451
/// fn forge<'t>(warrant: access::Warrant<'t>) -> access::Permit<'t, access::kind::SeeWork> {
///     access::Permit { warrant, on: policy::OnHub }
/// }
/// ```
pub struct Permit<'t, A: Kind> {
    pub(crate) warrant: Warrant<'t>,
    pub(crate) on: A::On,
}

impl<A: Kind> std::fmt::Debug for Permit<'_, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Permit({})", A::ACT)
    }
}

impl<'t, A: Kind> Permit<'t, A> {
    /// Who was permitted; `None` for the program and the operator.
    pub const fn user(&self) -> Option<UserId> {
        self.warrant.user()
    }

    /// When: the moment the act counts as done.
    pub const fn at(&self) -> Timestamp {
        self.warrant.at
    }

    /// The proof without the record, for functions that are used under permits of several kinds.
    pub const fn warrant(&self) -> &Warrant<'t> {
        &self.warrant
    }
}

impl<A: Kind<On = OnCase>> Permit<'_, A> {
    /// The case.
    pub const fn case(&self) -> CaseId {
        self.on.0.case
    }

    /// Whose case it is.
    pub const fn person(&self) -> PersonId {
        self.on.0.person
    }

    /// The case as it stood when it was permitted.
    pub const fn facts(&self) -> &CaseFacts {
        &self.on.0
    }
}

impl<A: Kind<On = OnPerson>> Permit<'_, A> {
    /// Whom it is about.
    pub const fn about(&self) -> PersonId {
        self.on.0.person
    }

    /// The person as they stood when it was permitted.
    pub const fn standing(&self) -> &PersonFacts {
        &self.on.0
    }
}

/// Permission for one act on both of two people, given together in one transaction: neither half can be used with somebody else.
pub struct Pair<'t, A: Kind<On = OnPerson>> {
    pub(crate) one: Permit<'t, A>,
    pub(crate) other: Permit<'t, A>,
}

impl<A: Kind<On = OnPerson>> std::fmt::Debug for Pair<'_, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pair({})", A::ACT)
    }
}

impl<'t, A: Kind<On = OnPerson>> Pair<'t, A> {
    /// The permit on the first of the two, as they were asked for.
    pub const fn one(&self) -> &Permit<'t, A> {
        &self.one
    }

    /// The permit on the second.
    pub const fn other(&self) -> &Permit<'t, A> {
        &self.other
    }

    /// Both.
    pub const fn people(&self) -> (PersonId, PersonId) {
        (self.one.about(), self.other.about())
    }

    /// Who was permitted.
    pub const fn user(&self) -> Option<UserId> {
        self.one.user()
    }

    /// When: the moment the act counts as done.
    pub const fn at(&self) -> Timestamp {
        self.one.at()
    }

    /// The proof without the records.
    pub const fn warrant(&self) -> &Warrant<'t> {
        self.one.warrant()
    }
}

/// A permit about one person, whether on a case of theirs or on themselves.
pub trait OnSomebody<'t> {
    /// Whom it is about.
    fn whom(&self) -> PersonId;
    /// The proof without the record.
    fn proof(&self) -> &Warrant<'t>;
    /// Whether the same person may be shown this part of the record too: an act such as [`Act::SeeContact`]. Permits nothing by itself.
    fn shows(&self, act: Act) -> bool;
    /// Whether they may read a note of this origin on a case of that person.
    fn reads_note(&self, written: &NoteOrigin) -> bool;
}

impl<'t, A: Kind> OnSomebody<'t> for Permit<'t, A>
where
    A::On: Somebody,
{
    fn whom(&self) -> PersonId {
        self.on.somebody()
    }
    fn proof(&self) -> &Warrant<'t> {
        &self.warrant
    }
    fn shows(&self, act: Act) -> bool {
        let Warrant { walls, actor, at, .. } = &self.warrant;
        match self.on.cases() {
            [] => walls.may_without_case(actor, act, *at),
            cases => cases.iter().any(|case| walls.may_on(actor, act, case, *at)),
        }
    }
    fn reads_note(&self, written: &NoteOrigin) -> bool {
        let Warrant { walls, actor, at, .. } = &self.warrant;
        self.on.cases().iter().any(|case| walls.may_read_note(actor, case, written, *at))
    }
}

/// A record that is about one person.
pub trait Somebody {
    /// Whom.
    fn somebody(&self) -> PersonId;
    /// The cases by which it is shown.
    fn cases(&self) -> &[CaseFacts];
}

impl Somebody for OnCase {
    fn somebody(&self) -> PersonId {
        self.0.person
    }
    fn cases(&self) -> &[CaseFacts] {
        std::slice::from_ref(&self.0)
    }
}

impl Somebody for OnPerson {
    fn somebody(&self) -> PersonId {
        self.0.person
    }
    fn cases(&self) -> &[CaseFacts] {
        &self.0.cases
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
