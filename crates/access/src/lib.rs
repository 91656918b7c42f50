//! Who is asking, why, and may they: sign-in, permission to act, audit.
//!
//! Whoever wants to read or change a person's record asks [`permit`] or [`permit_case`] first and hands the [`Permit`] on; that is the
//! single place where permission is decided.

mod actor;
mod audit;
mod password;
mod permission;
mod permit;
mod secrets;
mod sessions;
mod sign_in;
mod sign_in_limit;
mod sql;
mod users;

pub use actor::{Actor, Capacity, StaffRole};
pub use audit::{note_listed, note_refusal};
pub use password::{LONGEST, PasswordCost, PasswordHash, PasswordRule, SHORTEST, check_password, hash_password};
pub use permission::{Act, CaseStanding, Refusal, Subject, decide};
pub use permit::{Error, Permit, permit, permit_case};
pub use secrets::{NoSecrets, Secrets, SystemSecrets, Token};
pub use sessions::{ABSOLUTE_LIMIT, IDLE_LIMIT, Session, end_session, keep_alive, session};
pub use sign_in::{Account, FreshSession, account, is_password_of, note_failed_sign_in, sign_in, sign_out};
pub use sign_in_limit::{Peer, SignInLimit, TooMany};
pub use sql::STATEMENTS;
pub use users::{NewUser, User, add_user, disable_user, find_user, users};
