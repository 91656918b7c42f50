//! Profiles: the shipped ones, the mistakes one can make in them, and what they say in words.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that fails says where")]

mod agrees;
mod compared;
mod covering;
mod example_explains;
mod finding;
mod keeping;
mod mistakes;
mod overlays;
mod promises;
mod reference;
mod roof;
mod shipped;
mod shown;
mod slips;
mod spoiled;
mod titles;
mod told;
mod versions;
mod words;
