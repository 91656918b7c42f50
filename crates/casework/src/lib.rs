//! The spine: case, worker, incidents, what is due, timeline, ending.
//!
//! A verb takes the transaction and the permit that was given in it, changes what its rules allow and writes the timeline. What an attempt or
//! a word on safety does to what is due is computed in [`effects`], which reads and writes nothing.

pub mod approvals;
pub mod break_glass;
pub mod case;
pub mod change_safety;
pub mod close;
pub mod come_back;
pub mod due;
pub mod effects;
pub mod ended_on;
mod error;
pub mod finish_task;
pub mod funding;
pub mod give;
pub mod hand_over;
pub mod joined;
pub mod keep;
pub mod lift_conflict;
pub mod name_conflict;
pub mod opt_out;
pub mod owed;
pub mod pages;
pub mod pathway;
pub mod possible_same;
mod reader;
pub mod record;
pub mod record_attempt;
pub mod record_consent;
pub mod reminders;
pub mod review_break_glass;
mod sealed;
pub mod sent_twice;
pub mod set_ring_fence;
pub mod settle_review;
pub mod snapshot;
mod sql;
pub mod suspect_ways;
pub mod take;
pub mod timeline;
pub mod ways;
pub mod worklist;
pub mod write_note;

pub use error::{Error, Refused};
pub use sql::STATEMENTS;
