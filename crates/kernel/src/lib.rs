//! The shared words: typed ids, clock, working time, names, ways of contact, the vocabulary of a referral.
//!
//! Pure: nothing here reads or writes anything.

pub mod clock;
pub mod id;
pub mod sensitive;
pub mod time_limit;
pub mod vocabulary;
pub mod words;

pub use clock::{Clock, FixedClock, SystemClock};
pub use id::*;
pub use sensitive::Sensitive;
pub use time_limit::TimeLimit;
pub use vocabulary::*;
