//! Triage as a hub manager would check it, on the profiles that ship with the program.
#![cfg(test)]

mod code;
mod coming_again;
mod conditions;
mod hubs;
mod offence_codes;
mod properties;
mod record;
mod referral;
mod sent_again;
