//! Who may do what to whom: the facts, the acts and the policies that decide. Pure.

mod act;
mod actor;
mod facts;
mod organisation;

pub use act::{Act, Kind, OnCase, OnHub, OnPerson, Record, Scope, kind};
pub use actor::{Actor, Capacity};
pub use facts::{CaseFacts, Circumstances, PersonFacts, Refusal, Subject};
pub use organisation::{Agency, Agreement, Desk, Organisation};
