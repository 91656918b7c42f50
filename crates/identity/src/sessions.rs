//! Sessions: who is signed in, kept by the server. The browser holds a token; the database only its digest.

use access::Actor;
use jiff::{SignedDuration, Timestamp};
use kernel::{StaffRole, UserId};
use store::{Conn, FromRow, Result, Row, Tx};

use crate::{Token, sql};

/// Without a request for this long a session is over.
pub const IDLE_LIMIT: SignedDuration = SignedDuration::from_mins(30);
/// This long after sign-in a session is over, whatever was done in it.
pub const ABSOLUTE_LIMIT: SignedDuration = SignedDuration::from_hours(12);
/// How often it is written down that a session is in use.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A session that is not over.
#[derive(Debug, Clone)]
pub struct Session {
    token: Token,
    form_secret: Token,
    actor: Actor,
    started: Timestamp,
    seen: Timestamp,
}

impl Session {
    pub(crate) const fn new(token: Token, form_secret: Token, actor: Actor, at: Timestamp) -> Self {
        Self { token, form_secret, actor, started: at, seen: at }
    }

    /// Who it is.
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What the browser's cookie holds.
    pub const fn token(&self) -> &Token {
        &self.token
    }

    /// What every form of this session carries, so that no other site can send one in its name.
    pub fn form_token(&self) -> Token {
        self.form_secret.derive("form")
    }

    /// Whether it is time to write down that the session is in use, with [`keep_alive`].
    pub fn is_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen) >= SEEN_EVERY
    }
}

/// The session of this token, unless there is none, it is over, or its user was disabled.
///
/// # Errors
/// As the database says.
pub fn session(c: &mut Conn, token: &Token, now: Timestamp) -> Result<Option<Session>> {
    let found: Option<Kept> = c.maybe(sql::SESSION, &[&token.digest()])?;
    Ok(found.filter(|kept| is_live(kept.started, kept.seen, now)).and_then(|kept| {
        let form_secret = Token::from_bytes(kept.form_secret.try_into().ok()?);
        let actor = Actor::staff(kept.user, kept.name, kept.role, kept.team);
        Some(Session { token: token.clone(), form_secret, actor, started: kept.started, seen: kept.seen })
    }))
}

fn is_live(started: Timestamp, seen: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen) < IDLE_LIMIT && now.duration_since(started) < ABSOLUTE_LIMIT
}

/// Writes down that the session is in use.
///
/// # Errors
/// As the database says.
pub fn keep_alive(tx: &mut Tx<'_>, token: &Token, now: Timestamp) -> Result<()> {
    tx.execute(sql::SEEN, &[&token.digest(), &now]).map(|_| ())
}

/// Starts a session, and clears away those that are over.
pub(crate) fn start(tx: &mut Tx<'_>, session: &Session, user: UserId) -> Result<()> {
    let now = session.started;
    tx.execute(sql::END_OVER, &[&(now - ABSOLUTE_LIMIT), &(now - IDLE_LIMIT)])?;
    tx.execute_one(sql::START_SESSION, &[&session.token.digest(), &user, &session.form_secret.bytes(), &now])
}

/// Ends a session and says whose it was, if there was one.
///
/// # Errors
/// As the database says.
pub fn end_session(tx: &mut Tx<'_>, token: &Token) -> Result<Option<UserId>> {
    let digest = token.digest();
    let owner = tx.maybe(sql::SESSION_OWNER, &[&digest])?;
    tx.execute(sql::END_SESSION, &[&digest])?;
    Ok(owner)
}

struct Kept {
    user: UserId,
    form_secret: Vec<u8>,
    started: Timestamp,
    seen: Timestamp,
    name: String,
    role: StaffRole,
    team: Option<String>,
}

impl FromRow for Kept {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            user: row.get(0)?,
            form_secret: row.get(1)?,
            started: row.get(2)?,
            seen: row.get(3)?,
            name: row.get(4)?,
            role: row.word(5)?,
            team: row.get(6)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_lives_until_its_limits() {
        let start = Timestamp::from_second(1_790_000_000).unwrap();
        let second = SignedDuration::from_secs(1);
        assert!(is_live(start, start, start + IDLE_LIMIT - second));
        assert!(!is_live(start, start, start + IDLE_LIMIT));
        let busy = start + ABSOLUTE_LIMIT - second;
        assert!(is_live(start, busy, busy));
        assert!(!is_live(start, busy, start + ABSOLUTE_LIMIT), "a session in use ends too");
        assert!(is_live(start, start, start - second), "a clock set back ends no session");
    }
}
