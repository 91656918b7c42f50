//! Who may do what to whom: the facts, the acts and the policies that decide. Pure.

mod act;
mod actor;
mod bearing;
mod entities;
mod facts;
pub mod matrix;
mod organisation;
mod overlay;
mod policies;
mod ring_fence;
mod sharing;
mod which;

pub use act::{Act, Kind, OnCase, OnHub, OnPerson, Record, Scope, kind};
pub use actor::{Actor, Capacity};
pub use facts::{CaseFacts, Circumstances, NoteOrigin, PersonFacts, Refusal, Subject};
pub use organisation::{Agency, Agreement, Desk, Organisation};
pub use overlay::PolicyError;
pub use policies::{Policies, SCHEMA, SHIPPED};
pub use ring_fence::ring_fences;
pub use which::{CaseAtom, Condition, PersonAtom, Which};
