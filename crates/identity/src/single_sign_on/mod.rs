//! Signing in with the organisation's own account, by OpenID Connect: authorization code with PKCE, and nothing else of it.
//!
//! The hub sends the browser to the provider with an [`Attempt`]; what the browser brings back is exchanged by the [`Provider`] for an ID
//! token, which is checked and read as somebody [`Vouched`] for. Decisions are pure; only [`Provider`] talks to anybody.

mod accounts;
mod attempt;
mod discovery;
mod http;
mod id_token;
mod keys;
mod provider;
mod settings;
mod signature;
mod sql;
#[cfg(test)]
mod tests;
mod vouched;

pub use accounts::{Arrival, Rules, TurnedAway, came_back, end_sessions_of, link, set_out, sign_in_vouched};
pub use attempt::{ATTEMPT_LIMIT, Attempt, BroughtBack};
pub use id_token::TokenFault;
pub use provider::Provider;
pub use settings::{BadSetting, SignOnSettings};
pub use sql::STATEMENTS;
pub use vouched::{SecondFactor, Vouched};

/// Why somebody was not signed in by the provider. Each says what is wrong and nothing of anybody, for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignOnError {
    /// What the browser brought back answers no attempt of its own, or one that is over.
    #[error("the answer belongs to no attempt of this browser, or was used before")]
    NotOurs,
    /// They did not go through with it at the provider.
    #[error("the provider says that they did not go through with it")]
    Declined,
    /// The provider cannot be asked now.
    #[error("the provider cannot be asked: {0}")]
    Unreachable(&'static str),
    /// The provider is not what it must be; somebody has to look at the settings.
    #[error("the provider cannot be used: {0}")]
    Provider(&'static str),
    /// The ID token is not what it must be.
    #[error("the provider's token is not taken: {0}")]
    Token(#[from] TokenFault),
}
