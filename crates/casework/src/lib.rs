//! The spine: case, worker, incidents, what is due, timeline, ending.
