//! Every statement single sign-on runs.

pub(super) const LINKED: &str = "SELECT u.id, u.role, u.agency, u.team, u.desk, u.cleared, u.disabled_at FROM sign_in_links l \
     JOIN users u ON u.id = l.user_id WHERE l.issuer = $1 AND l.subject = $2";
pub(super) const LINK: &str = "INSERT INTO sign_in_links (issuer, subject, user_id, linked_at) VALUES ($1, $2, $3, $4)";
pub(super) const LINKED_TO: &str = "SELECT user_id FROM sign_in_links WHERE issuer = $1 AND subject = $2";
pub(super) const UNLINK: &str = "DELETE FROM sign_in_links WHERE user_id = $1 AND issuer = $2";
pub(super) const KNOWN_AS: &str = "UPDATE sign_in_links SET sub = $3 WHERE issuer = $1 AND subject = $2";
pub(super) const SIGNED_IN_AS: &str = "SELECT DISTINCT user_id FROM sign_in_links WHERE issuer = $1 AND sub = $2";
pub(super) const END_SESSIONS_OF: &str = "DELETE FROM sessions WHERE user_id = $1";

pub(super) const SET_OUT: &str = "INSERT INTO sign_in_attempts (token_digest, next, started_at) VALUES ($1, $2, $3)";
pub(super) const ATTEMPT: &str = "SELECT next, started_at FROM sign_in_attempts WHERE token_digest = $1";
pub(super) const USED: &str = "DELETE FROM sign_in_attempts WHERE token_digest = $1";
pub(super) const FORGET: &str = "DELETE FROM sign_in_attempts WHERE started_at <= $1";

/// Every statement of single sign-on, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[LINKED, LINK, LINKED_TO, UNLINK, KNOWN_AS, SIGNED_IN_AS, END_SESSIONS_OF, SET_OUT, ATTEMPT, USED, FORGET];
