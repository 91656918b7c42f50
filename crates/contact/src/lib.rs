//! What was offered, tried, reached; the one gate every contact passes.

pub mod attempt;
pub mod gate;
pub mod shared;
