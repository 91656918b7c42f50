//! Every statement identity runs.

pub(crate) const ADD_USER: &str = "INSERT INTO users (id, email, email_key, name, role, agency, team, desk, cleared, password_hash, \
     first_password_until, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
pub(crate) const CHANGE_USER: &str = "UPDATE users SET role = $2, agency = $3, team = $4, desk = $5, cleared = $6 WHERE id = $1";
pub(crate) const DISABLE_USER: &str = "UPDATE users SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";
pub(crate) const USERS: &str = "SELECT id, email, name, role, agency, team, desk, cleared, first_password_until, disabled_at FROM users \
     ORDER BY name, id";
pub(crate) const USER: &str =
    "SELECT id, email, name, role, agency, team, desk, cleared, first_password_until, disabled_at FROM users WHERE id = $1";
pub(crate) const USER_BY_KEY: &str =
    "SELECT id, email, name, role, agency, team, desk, cleared, first_password_until, disabled_at FROM users WHERE email_key = $1";
pub(crate) const CASES_OF: &str = "SELECT reference FROM open_case_references WHERE worker_id = $1 ORDER BY reference";

pub(crate) const ACCOUNT: &str = "SELECT id, password_hash, first_password_until, disabled_at FROM users WHERE email_key = $1";
pub(crate) const ACCOUNT_OF: &str = "SELECT id, password_hash, first_password_until, disabled_at FROM users WHERE id = $1";
pub(crate) const STILL_AS_READ: &str = "SELECT id FROM users WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL";
pub(crate) const CHANGE_PASSWORD: &str =
    "UPDATE users SET password_hash = $3, first_password_until = NULL WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL";
pub(crate) const SET_FIRST_PASSWORD: &str =
    "UPDATE users SET password_hash = $2, first_password_until = $3 WHERE id = $1 AND disabled_at IS NULL";

pub(crate) const START_SESSION: &str = "INSERT INTO sessions (id, token_digest, user_id, form_secret, how, browser, peer, started_at, seen_at, \
     proved_at, factor_at) SELECT $1, $2, id, $4, $5, $6, $7, $8, $8, $8, $9 FROM users WHERE id = $3 AND disabled_at IS NULL";
pub(crate) const SESSION: &str = "SELECT s.id, s.user_id, s.form_secret, s.how, s.started_at, s.seen_at, s.proved_at, s.factor_at, u.name, \
     u.role, u.agency, u.team, u.desk, u.cleared, u.first_password_until, \
     EXISTS (SELECT 1 FROM totp_secrets t WHERE t.user_id = u.id) OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id) \
     FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_digest = $1 AND u.disabled_at IS NULL";
pub(crate) const SESSIONS_OF: &str =
    "SELECT id, how, browser, peer, started_at, seen_at FROM sessions WHERE user_id = $1 ORDER BY seen_at DESC, id";
pub(crate) const SESSION_OWNER: &str = "SELECT user_id FROM sessions WHERE token_digest = $1";
pub(crate) const SEEN: &str = "UPDATE sessions SET seen_at = $2 WHERE token_digest = $1 AND seen_at < $2";
pub(crate) const FACTOR_GIVEN: &str = "UPDATE sessions SET token_digest = $2, factor_at = $3, proved_at = $3 WHERE id = $1";
pub(crate) const PASSWORD_GIVEN: &str = "UPDATE sessions SET token_digest = $2, proved_at = $3 WHERE id = $1";
pub(crate) const END_SESSION: &str = "DELETE FROM sessions WHERE token_digest = $1";
pub(crate) const END_SESSION_OF: &str = "DELETE FROM sessions WHERE id = $1 AND user_id = $2";
pub(crate) const END_SESSIONS_OF: &str = "DELETE FROM sessions WHERE user_id = $1";
pub(crate) const END_OTHERS: &str = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";
pub(crate) const END_OVER: &str = "DELETE FROM sessions WHERE started_at <= $1 OR seen_at <= $2";

pub(crate) const KEY_OF: &str = "SELECT sealed_key FROM users WHERE id = $1";
pub(crate) const SET_KEY: &str = "UPDATE users SET sealed_key = $2 WHERE id = $1 AND sealed_key IS NULL";

pub(crate) const TOTP: &str = "SELECT sealed, last_step FROM totp_secrets WHERE user_id = $1";
pub(crate) const TOTP_SINCE: &str = "SELECT added_at FROM totp_secrets WHERE user_id = $1";
pub(crate) const ADD_TOTP: &str = "INSERT INTO totp_secrets (user_id, sealed, added_at, last_step) VALUES ($1, $2, $3, $4)";
pub(crate) const USE_STEP: &str = "UPDATE totp_secrets SET last_step = $2 WHERE user_id = $1 AND last_step < $2";
pub(crate) const REMOVE_TOTP: &str = "DELETE FROM totp_secrets WHERE user_id = $1";

pub(crate) const PASSKEYS: &str = "SELECT id, name, sealed, added_at, used_at FROM passkeys WHERE user_id = $1 ORDER BY added_at, id";
pub(crate) const PASSKEY_KNOWN: &str = "SELECT id FROM passkeys WHERE credential_digest = $1";
pub(crate) const ADD_PASSKEY: &str =
    "INSERT INTO passkeys (id, user_id, credential_digest, name, sealed, added_at) VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const USE_PASSKEY: &str = "UPDATE passkeys SET sealed = $2, used_at = $3 WHERE id = $1";
pub(crate) const REMOVE_PASSKEY: &str = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
pub(crate) const REMOVE_PASSKEYS: &str = "DELETE FROM passkeys WHERE user_id = $1";

pub(crate) const RECOVERY_LEFT: &str = "SELECT count(*) FROM recovery_codes WHERE user_id = $1";
pub(crate) const USE_RECOVERY: &str = "DELETE FROM recovery_codes WHERE user_id = $1 AND digest = $2";
pub(crate) const REMOVE_RECOVERY: &str = "DELETE FROM recovery_codes WHERE user_id = $1";

pub(crate) const CEREMONY: &str = "SELECT sealed, begun_at FROM ceremonies WHERE session_id = $1 AND kind = $2";
pub(crate) const BEGIN_CEREMONY: &str = "INSERT INTO ceremonies (session_id, kind, sealed, begun_at) VALUES ($1, $2, $3, $4)";
pub(crate) const END_CEREMONY: &str = "DELETE FROM ceremonies WHERE session_id = $1 AND kind = $2";
pub(crate) const END_OLD_CEREMONIES: &str = "DELETE FROM ceremonies WHERE begun_at <= $1";

pub(crate) const KNOWN_BROWSER: &str = "SELECT user_id FROM known_browsers WHERE digest = $1 AND user_id = $2 AND seen_at > $3";
pub(crate) const FORGET_BROWSER: &str = "DELETE FROM known_browsers WHERE digest = $1 AND user_id = $2";
pub(crate) const FORGET_BROWSERS_OF: &str = "DELETE FROM known_browsers WHERE user_id = $1";
pub(crate) const FORGET_OLD_BROWSERS: &str = "DELETE FROM known_browsers WHERE user_id = $1 AND seen_at <= $2";
pub(crate) const KNOW_BROWSER: &str = "INSERT INTO known_browsers (digest, user_id, seen_at) VALUES ($1, $2, $3)";

pub(crate) const NOTE_EVENT: &str = "INSERT INTO account_events (id, user_id, at, what, by_user) VALUES ($1, $2, $3, $4, $5)";
pub(crate) const EVENTS: &str = "SELECT e.at, e.what, e.by_user, u.name FROM account_events e LEFT JOIN users u ON u.id = e.by_user \
     WHERE e.user_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 20";
pub(crate) const EVENTS_SINCE: &str = "SELECT count(*) FROM account_events WHERE user_id = $1 AND what = $2 AND at > $3";

/// Every statement of this crate, so that a test can prepare each on both databases. Recovery codes are added by `insert_many`.
pub const STATEMENTS: &[&str] = &[
    ADD_USER,
    CHANGE_USER,
    DISABLE_USER,
    USERS,
    USER,
    USER_BY_KEY,
    CASES_OF,
    ACCOUNT,
    ACCOUNT_OF,
    STILL_AS_READ,
    CHANGE_PASSWORD,
    SET_FIRST_PASSWORD,
    START_SESSION,
    SESSION,
    SESSIONS_OF,
    SESSION_OWNER,
    SEEN,
    FACTOR_GIVEN,
    PASSWORD_GIVEN,
    END_SESSION,
    END_SESSION_OF,
    END_SESSIONS_OF,
    END_OTHERS,
    END_OVER,
    KEY_OF,
    SET_KEY,
    TOTP,
    TOTP_SINCE,
    ADD_TOTP,
    USE_STEP,
    REMOVE_TOTP,
    PASSKEYS,
    PASSKEY_KNOWN,
    ADD_PASSKEY,
    USE_PASSKEY,
    REMOVE_PASSKEY,
    REMOVE_PASSKEYS,
    RECOVERY_LEFT,
    USE_RECOVERY,
    REMOVE_RECOVERY,
    CEREMONY,
    BEGIN_CEREMONY,
    END_CEREMONY,
    END_OLD_CEREMONIES,
    KNOWN_BROWSER,
    FORGET_BROWSER,
    FORGET_BROWSERS_OF,
    FORGET_OLD_BROWSERS,
    KNOW_BROWSER,
    NOTE_EVENT,
    EVENTS,
    EVENTS_SINCE,
];
