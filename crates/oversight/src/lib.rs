//! What a hub lays down and owes, for whoever answers for it: its rules in words, and the calendar of its reports.
//!
//! Rules and calendar tell of nobody: they show what stands in the hub's profile, worked out for today, and which reports were sent. A sample of calls shows the reference
//! of a case and no name.

pub mod calendar;
pub mod pages;
pub mod sample;
pub mod sent;
mod sql;

pub use sql::STATEMENTS;
