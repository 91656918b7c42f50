//! Every statement identity runs.

pub(crate) const ADD_USER: &str =
    "INSERT INTO users (id, email, email_key, name, role, team, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
pub(crate) const DISABLE_USER: &str = "UPDATE users SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";
pub(crate) const USERS: &str = "SELECT id, email, name, role, team, disabled_at FROM users ORDER BY name, id";
pub(crate) const USER_BY_KEY: &str = "SELECT id, email, name, role, team, disabled_at FROM users WHERE email_key = $1";
pub(crate) const ACCOUNT: &str = "SELECT id, password_hash, disabled_at FROM users WHERE email_key = $1";
pub(crate) const STILL_AS_READ: &str = "SELECT name, role, team FROM users WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL";

pub(crate) const START_SESSION: &str =
    "INSERT INTO sessions (token_digest, user_id, form_secret, started_at, seen_at) VALUES ($1, $2, $3, $4, $4)";
pub(crate) const SESSION: &str = "SELECT s.user_id, s.form_secret, s.started_at, s.seen_at, u.name, u.role, u.team FROM sessions s \
     JOIN users u ON u.id = s.user_id WHERE s.token_digest = $1 AND u.disabled_at IS NULL";
pub(crate) const SESSION_OWNER: &str = "SELECT user_id FROM sessions WHERE token_digest = $1";
pub(crate) const SEEN: &str = "UPDATE sessions SET seen_at = $2 WHERE token_digest = $1 AND seen_at < $2";
pub(crate) const END_SESSION: &str = "DELETE FROM sessions WHERE token_digest = $1";
pub(crate) const END_SESSIONS_OF: &str = "DELETE FROM sessions WHERE user_id = $1";
pub(crate) const END_OVER: &str = "DELETE FROM sessions WHERE started_at <= $1 OR seen_at <= $2";

/// Every statement of this crate, so that a test can prepare each on both databases.
pub const STATEMENTS: &[&str] = &[
    ADD_USER,
    DISABLE_USER,
    USERS,
    USER_BY_KEY,
    ACCOUNT,
    STILL_AS_READ,
    START_SESSION,
    SESSION,
    SESSION_OWNER,
    SEEN,
    END_SESSION,
    END_SESSIONS_OF,
    END_OVER,
];
