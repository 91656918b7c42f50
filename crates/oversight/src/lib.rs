//! What a hub lays down and owes, for whoever answers for it: its rules in words, and the calendar of its reports.
//!
//! Nothing here tells of a person: every page shows what stands in the hub's profile, worked out for today.

pub mod calendar;
pub mod pages;
