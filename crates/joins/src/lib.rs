//! Two records of one person: joined, parted, kept apart.
//!
//! A join is a relation and never a merge: whatever belongs to a record stays with it, so that parting restores both as they were. What a
//! join brings besides is worked out by `people::joined` (how to reach the person) and `casework::joined` (who may see).

mod decision;
mod error;
mod forget;
mod join;
mod keep_apart;
pub mod pages;
mod part;
mod propose;
mod queue;
mod reason;
mod relate;
mod review;
mod shown;
mod sql;
pub mod weighing;

pub use decision::{DecidedPair, Decision, EngineSaid, decided_pairs};
pub use error::{Error, Refused};
pub use forget::{forget, pass_on};
pub use join::join;
pub use keep_apart::{keep_apart, keep_apart_parted, lift};
pub use part::part;
pub use people::joined::{Join, JoinId, Relation};
pub use propose::propose;
pub use queue::{Waiting, queue};
pub use review::cannot_tell;
pub use shown::{Between, KeptApart, Looked, Other, Proposed, SeenCase, between, others};
pub use sql::STATEMENTS;
