//! Why, and may they: the one place where permission is given, as a value that lasts as long as its transaction.
//!
//! Whoever wants to read or change a record asks [`Walls`] first and hands the [`Permit`] on. What is decided on is in `policy`.

mod alerts;
mod approvals;
mod facts;
mod filter;
mod notes;
mod permit;
mod shield;
mod sql;
mod walls;

pub use alerts::{Alert, AlertId, AlertKind, alert_mailed, alerts_to_mail, alerts_waiting, raise_alert, settle_alert};
pub use approvals::{ApprovalId, VALID_FOR, Waiting, approve, approve_pair, ask, ask_pair, decline, has_yes, has_yes_to_pair, waiting};
pub use filter::{Filter, Fragment};
pub use notes::{note_listed, note_refusal};
pub use permit::{Error, OnSomebody, Pair, Permit, Somebody, Warrant};
pub use policy::{
    Act, Actor, Capacity, CaseFacts, Kind, NoteOrigin, OnCase, OnHub, OnPerson, Organisation, PersonFacts, PolicyError, Refusal, Scope,
    Subject, kind,
};
pub use shield::{as_the_program, change_as_the_program};
pub use sql::STATEMENTS;
pub use walls::Walls;
