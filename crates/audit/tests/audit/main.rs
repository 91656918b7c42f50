//! The chain, its heads and its rights, on both databases.

// A test may unwrap: what it does not expect is its failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod attack;
mod looks;
mod rights;
mod signed;
mod story;
mod writing;
