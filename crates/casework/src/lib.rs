//! The spine: case, worker, incidents, what is due, timeline, ending.

pub mod keep;
pub mod record;
