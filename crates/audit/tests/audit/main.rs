//! The chain, its heads and its rights, on both databases.

mod attack;
mod looks;
mod rights;
mod signed;
mod story;
mod writing;
