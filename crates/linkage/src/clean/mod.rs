//! Values as they came, made comparable: one spelling of the same name, date, number or address, and nothing for what says nothing.
//!
//! What is written here is compared and forgotten: it is never shown to a person, and never stored in place of what came.
//! Every text written is ASCII, and cleaning it again changes nothing (an address apart, whose number is taken out of it).
//! Nothing here fails on any text: what cannot be read is the same as not known.

mod address;
pub(crate) mod alike;
mod date;
mod email;
mod letters;
mod name;
mod phone;
mod postcode;
#[cfg(test)]
mod promises;
mod sound;
mod words;

pub(crate) use address::address;
pub(crate) use date::date;
pub(crate) use email::email;
pub(crate) use name::name;
pub(crate) use phone::phone;
pub(crate) use postcode::postcode;
pub(crate) use sound::sound;
pub(crate) use words::{category, identifier, words};
