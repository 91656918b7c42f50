//! Who somebody is: accounts, passwords, second factors, single sign-on, sessions.

mod breached;
mod ceremonies;
mod events;
mod factors;
mod fingerprint;
mod known_browsers;
mod passkeys;
mod password;
mod post;
mod public_address;
mod recovery;
mod sessions;
mod sign_in;
mod sign_in_limit;
pub mod single_sign_on;
mod sql;
mod token;
mod totp;
mod users;
mod visit;

pub use events::{AccountEvent, Happened, failed_factors_since, happened};
pub use factors::{
    Factors, Given, KeptPasskey, PasskeyId, add_authenticator, add_passkey, ask_for_new_passkey, ask_for_passkey, factors, give_factor,
    make_recovery_codes, offer_authenticator, remove_authenticator, remove_passkey,
};
pub use known_browsers::{KNOWN_FOR, is_known_browser};
pub use passkeys::{Asked, Passkey, PasskeyError, Passkeys};
pub use password::{LONGEST, PasswordCost, PasswordHash, PasswordRule, SHORTEST, check_password, first_password, hash_password};
pub use post::{Misfit, Post, kinds};
pub use public_address::{NoPublicAddress, PublicAddress};
pub use recovery::{CODES, RecoveryCode};
pub use sessions::{
    ABSOLUTE_LIMIT, How, IDLE_LIMIT, Listed, RECENT, Session, SessionId, Stage, end_one, end_others, end_session, keep_alive,
    password_given, session, sessions_of, start_session,
};
pub use sign_in::{Account, FreshSession, account, account_of, change_password, is_password_of, note_failed_sign_in, sign_in, sign_out};
pub use sign_in_limit::{SignInLimit, TooMany, Whence};
pub use sql::STATEMENTS;
pub use token::Token;
pub use totp::{Picture, TotpSecret, TotpStep, picture};
pub use users::{
    FIRST_PASSWORD_FOR, NewUser, User, add_user, cases_of, change_user, disable_user, end_sessions_of, find_user, reset_factors,
    reset_password, user, users,
};
pub use visit::{Peer, Visit, browser_of};
