//! Who somebody is: accounts, passwords, second factors, single sign-on, sessions.

mod breached;
mod fingerprint;
mod passkeys;
mod password;
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

pub use passkeys::{Asked, Passkey, PasskeyError, Passkeys};
pub use password::{LONGEST, PasswordCost, PasswordHash, PasswordRule, SHORTEST, check_password, hash_password};
pub use public_address::{NoPublicAddress, PublicAddress};
pub use recovery::{CODES, RecoveryCode};
pub use sessions::{ABSOLUTE_LIMIT, IDLE_LIMIT, Session, end_session, keep_alive, session};
pub use sign_in::{Account, FreshSession, account, is_password_of, note_failed_sign_in, sign_in, sign_out};
pub use sign_in_limit::{Peer, SignInLimit, TooMany};
pub use sql::STATEMENTS;
pub use token::Token;
pub use totp::{Picture, TotpSecret, TotpStep, picture};
pub use users::{NewUser, User, add_user, disable_user, find_user, users};
