//! Referrals in: transfers, partners, telephone; read, valid, who, decide, keep.
//!
//! There is one way in. A file's rows, a partner's form and a telephone call all become a [`read::Row`], go through [`place::place`] against
//! a [`register::Register`] of who is known, and are written by [`keep::keep`] in one transaction with everything they caused.

mod alike;
mod carry_out;
mod ending;
pub mod facts;
mod history;
pub mod keep;
pub mod major_incidents;
pub mod pages;
pub mod part_row;
pub mod place;
mod placed;
pub mod read;
pub mod recognise;
pub mod register;
pub mod rehearse;
pub mod take_referral;
pub mod transfer;
