//! What is held about a person: given to them, kept so long, destroyed.
//!
//! What is due by the hub's schedule is computed in [`retention`], which reads and writes nothing; [`run`] carries it out in two steps. What
//! goes, goes in [`destroy`] alone, whoever it was that decided so.

pub mod certificate;
pub mod destroy;
pub mod erase;
mod error;
pub mod export;
mod facts;
pub mod hold;
pub mod looks;
pub mod ordered;
pub mod pages;
pub mod person;
pub mod retention;
pub mod run;
pub mod source_rows;
mod sql;

pub use error::{Error, Refused};
pub use facts::{StepId, StepKind};
pub use sql::STATEMENTS;
