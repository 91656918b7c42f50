//! A person: names, ways of contact, whether each is safe, needs, languages.

pub mod keep;
pub mod language;
pub mod merge;
pub mod names;
pub mod pages;
mod points;
pub mod read;
pub mod record;
mod sealed;
pub mod search;
mod shown;

pub use shown::{NOT_SHOWN, Shown};
