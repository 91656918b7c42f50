//! Facts and profile make entitlement, priority, pathway and offers. Pure: no store, no clock, no input or output.
//!
//! The way through: [`admit`] asks whether the hub takes the referral on at all (steps 3 to 8 of the order of decision); then the intake
//! finds out who the person is and what is on record ([`History`]); then [`decide`] (steps 9 to 13), or [`decide_again`] for a row that was
//! seen before, answers with a [`Decision`] and with [`Why`], which [`sentences`] says in plain English.

mod admit;
mod condition;
mod decide;
mod decision;
mod entitlement;
mod facts;
mod history;
mod implied;
pub mod offence_flags;
mod offers;
mod why;

pub use admit::{Admission, Admitted, admit, lies_in};
pub use condition::{Seen, matches};
pub use decide::{GENERAL, decide, decide_again};
pub use decision::{AGREE_SAFE_CONTACT, Blocked, Decision, Entitlement, Offer, Task};
pub use entitlement::{Cause, Standing, Urgency};
pub use facts::Facts;
pub use history::{CaseState, History, OpenOffer, OpenTask, PastIncident, Route, SameIncident};
pub use implied::{Flags, ImpliedBy, ImpliedFlag, implied};
pub use why::{Already, ContactWhy, PathwayWhy, Why, flag_words, sentences};
