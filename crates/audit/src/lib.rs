//! What was read and done, in a chain that nobody changes unseen.

mod entry;

pub use entry::{Entry, write};
