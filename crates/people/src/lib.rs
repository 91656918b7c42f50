//! A person: names, ways of contact, whether each is safe, needs, languages.

pub mod doors;
pub mod holders;
pub mod joined;
pub mod keep;
pub mod language;
pub mod likeness;
pub mod memory;
pub mod merge;
mod names;
pub mod pages;
mod points;
pub mod read;
pub mod record;
mod sealed;
pub mod search;
mod shown;
pub mod suspects;

pub use points::fill_doors;
pub use shown::{NOT_SHOWN, Shown};
