//! What makes this hub this hub: loads, checks, explains and compares profiles.

pub mod model;

pub use model::*;
