//! A person: names, ways of contact, whether each is safe, needs, languages.

pub mod keep;
pub mod language;
pub mod merge;
pub mod pages;
pub mod read;
pub mod record;
pub mod search;
