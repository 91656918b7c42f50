//! Sessions: who is signed in, kept by the server. The browser holds a token; the database only its digest.

use jiff::{SignedDuration, Timestamp};
use kernel::{Id, IdMaker, RingFences, StaffRole, UserId, words};
use policy::Actor;
use store::{Conn, FromRow, Result, Row, Tx};

use crate::events::{self, AccountEvent};
use crate::{FreshSession, Token, Visit, known_browsers, sql};

/// Without a request for this long a session is over.
pub const IDLE_LIMIT: SignedDuration = SignedDuration::from_mins(30);
/// This long after sign-in a session is over, whatever was done in it.
pub const ABSOLUTE_LIMIT: SignedDuration = SignedDuration::from_hours(12);
/// For this long after proving who one is, one need not do so again.
pub const RECENT: SignedDuration = SignedDuration::from_mins(10);
/// How often it is written down that a session is in use.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// The kind of a session's id.
#[derive(Debug)]
pub enum SessionKind {}

/// A session by its id, which may stand in an address: nobody is signed in by it.
pub type SessionId = Id<SessionKind>;

words! {
    /// How somebody signed in.
    pub enum How {
        Password = "password",
        SingleSignOn = "single_sign_on",
    }
}

/// What is still to be done before anything else may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Give the account's second factor.
    GiveFactor,
    /// Choose a password that nobody else knows.
    ChoosePassword,
    /// Add a second factor, as the role must have one.
    AddFactor,
    /// Nothing: they are signed in.
    Open,
}

/// A session that is not over.
#[derive(Debug, Clone)]
pub struct Session {
    id: SessionId,
    token: Token,
    form_secret: Token,
    actor: Actor,
    user: UserId,
    how: How,
    stage: Stage,
    has_factor: bool,
    started: Timestamp,
    seen: Timestamp,
    proved: Timestamp,
}

impl Session {
    /// Which one.
    pub const fn id(&self) -> SessionId {
        self.id
    }

    /// Who it is. They may do nothing before [`Session::stage`] is [`Stage::Open`].
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whose it is.
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// What is still to be done before anything else may be.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// How they signed in.
    pub const fn how(&self) -> How {
        self.how
    }

    /// Whether the account has a second factor.
    pub const fn has_factor(&self) -> bool {
        self.has_factor
    }

    /// Since when.
    pub const fn started(&self) -> Timestamp {
        self.started
    }

    /// Whether they proved within ten minutes who they are, by all that the account has to prove it.
    pub fn is_recent(&self, now: Timestamp) -> bool {
        let proved = if self.has_factor { self.actor.factor_at } else { Some(self.proved) };
        proved.is_some_and(|at| now.duration_since(at) < RECENT)
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

/// The session of this token, unless there is none, it is over, or its user was disabled. Role, team and clearance are those of the moment;
/// whose role is among `must_have` needs a second factor.
///
/// # Errors
/// As the database says.
pub fn session(c: &mut Conn, token: &Token, now: Timestamp, must_have: &[StaffRole]) -> Result<Option<Session>> {
    let found: Option<Kept> = c.maybe(sql::SESSION, &[&token.digest()])?;
    Ok(found.filter(|kept| is_live(kept.started, kept.seen, now)).and_then(|kept| {
        let form_secret = Token::from_bytes(kept.form_secret.as_slice().try_into().ok()?);
        let stage = kept.stage(must_have);
        let mut actor = Actor::staff(kept.user, kept.name, kept.role, kept.team);
        actor.agency = kept.agency;
        actor.desk = kept.desk;
        actor.cleared = kept.cleared;
        actor.factor_at = kept.factor_at;
        let Kept { id, user, how, has_factor, started, seen, proved, .. } = kept;
        Some(Session { id, token: token.clone(), form_secret, actor, user, how, stage, has_factor, started, seen, proved })
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

/// Starts a session for somebody who proved who they are, ends the one this browser had, and clears away those that are over.
/// `factor_at` says when they gave a second factor, if whoever vouches for them says that they did.
///
/// # Errors
/// [`store::Error::NotFound`] when there is no such account or it is disabled; or what the database says.
#[allow(clippy::too_many_arguments, reason = "each is another fact about the session")]
pub fn start_session(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    user: UserId,
    fresh: &FreshSession,
    how: How,
    factor_at: Option<Timestamp>,
    visit: &Visit,
    at: Timestamp,
) -> Result<()> {
    tx.execute(sql::END_OVER, &[&(at - ABSOLUTE_LIMIT), &(at - IDLE_LIMIT)])?;
    if let Some(had) = &visit.had {
        end_session(tx, had)?;
    }
    let id: SessionId = ids.make();
    let (digest, secret, peer) = (fresh.token().digest(), fresh.form_secret().bytes(), visit.peer.to_string());
    tx.execute_one(sql::START_SESSION, &[&id, &digest, &user, &secret, &how.as_str(), &visit.browser, &peer, &at, &factor_at])?;
    events::audit(tx, ids, Some(user), "sign_in", at)?;
    let session: Kept = tx.one(sql::SESSION, &[&digest])?;
    if session.stage(&[]) == Stage::GiveFactor {
        return Ok(());
    }
    known_browsers::remember(tx, ids, user, &visit.known_by, at)
}

/// Writes down that the session's user gave their second factor. The session goes on under a new token.
pub(crate) fn factor_given(tx: &mut Tx<'_>, session: &Session, new: &Token, at: Timestamp) -> Result<()> {
    tx.execute_one(sql::FACTOR_GIVEN, &[&session.id, &new.digest(), &at])
}

/// Writes down that the session's user gave their password again. The session goes on under a new token.
///
/// # Errors
/// [`store::Error::NotFound`] when the session is over; or what the database says.
pub fn password_given(tx: &mut Tx<'_>, session: &Session, new: &Token, at: Timestamp) -> Result<()> {
    tx.execute_one(sql::PASSWORD_GIVEN, &[&session.id, &new.digest(), &at])
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

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which one.
    pub id: SessionId,
    /// How they signed in.
    pub how: How,
    /// In what kind of browser.
    pub browser: String,
    /// From which network address.
    pub peer: String,
    /// When they signed in.
    pub started: Timestamp,
    /// When it was last in use, to the minute.
    pub seen: Timestamp,
}

impl FromRow for Listed {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, how: row.word(1)?, browser: row.get(2)?, peer: row.get(3)?, started: row.get(4)?, seen: row.get(5)? })
    }
}

/// Every session of an account that is not over, the last used first.
///
/// # Errors
/// As the database says.
pub fn sessions_of(c: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<Listed>> {
    let mut all: Vec<Listed> = c.all(sql::SESSIONS_OF, &[&user])?;
    all.retain(|session| is_live(session.started, session.seen, now));
    Ok(all)
}

/// Ends one session of somebody's own. Nothing happens when it is over already or somebody else's.
///
/// # Errors
/// As the database says.
pub fn end_one(tx: &mut Tx<'_>, ids: &mut IdMaker, of: &Session, which: SessionId, at: Timestamp) -> Result<()> {
    match tx.execute(sql::END_SESSION_OF, &[&which, &of.user])? {
        0 => Ok(()),
        _ => events::note(tx, ids, of.user, Some(of.user), AccountEvent::SessionsEnded, at),
    }
}

/// Ends every session of somebody's own but this one.
///
/// # Errors
/// As the database says.
pub fn end_others(tx: &mut Tx<'_>, ids: &mut IdMaker, this: &Session, at: Timestamp) -> Result<()> {
    match tx.execute(sql::END_OTHERS, &[&this.user, &this.id])? {
        0 => Ok(()),
        _ => events::note(tx, ids, this.user, Some(this.user), AccountEvent::SessionsEnded, at),
    }
}

struct Kept {
    id: SessionId,
    user: UserId,
    form_secret: Vec<u8>,
    how: How,
    started: Timestamp,
    seen: Timestamp,
    proved: Timestamp,
    factor_at: Option<Timestamp>,
    name: String,
    role: StaffRole,
    agency: Option<String>,
    team: Option<String>,
    desk: Option<String>,
    cleared: RingFences,
    first_password: Option<Timestamp>,
    has_factor: bool,
}

impl Kept {
    fn stage(&self, must_have: &[StaffRole]) -> Stage {
        match self.factor_at {
            None if self.has_factor => Stage::GiveFactor,
            // Whoever has no password of their own may not add what would outlast it.
            _ if self.first_password.is_some() && self.how == How::Password => Stage::ChoosePassword,
            None if must_have.contains(&self.role) => Stage::AddFactor,
            _ => Stage::Open,
        }
    }
}

impl FromRow for Kept {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            user: row.get(1)?,
            form_secret: row.get(2)?,
            how: row.word(3)?,
            started: row.get(4)?,
            seen: row.get(5)?,
            proved: row.get(6)?,
            factor_at: row.get(7)?,
            name: row.get(8)?,
            role: row.word(9)?,
            agency: row.get(10)?,
            team: row.get(11)?,
            desk: row.get(12)?,
            cleared: RingFences::from_bits(row.get(13)?),
            first_password: row.get(14)?,
            has_factor: row.get(15)?,
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

    fn kept(how: How, has_factor: bool, factor_given: bool, first_password: bool) -> Kept {
        let now = Timestamp::from_second(1_790_000_000).unwrap();
        Kept {
            id: Id::from_uuid(uuid::Uuid::nil()),
            user: Id::from_uuid(uuid::Uuid::nil()),
            form_secret: Vec::new(),
            how,
            started: now,
            seen: now,
            proved: now,
            factor_at: factor_given.then_some(now),
            name: String::new(),
            role: StaffRole::Manager,
            agency: None,
            team: None,
            desk: None,
            cleared: RingFences::NONE,
            first_password: first_password.then_some(now),
            has_factor,
        }
    }

    #[test]
    fn what_comes_first_comes_first() {
        use How::{Password, SingleSignOn};
        let must = [StaffRole::Manager];
        for (kept, free, demanded) in [
            (kept(Password, false, false, false), Stage::Open, Stage::AddFactor),
            (kept(Password, true, false, false), Stage::GiveFactor, Stage::GiveFactor),
            (kept(Password, true, true, false), Stage::Open, Stage::Open),
            (kept(Password, false, false, true), Stage::ChoosePassword, Stage::ChoosePassword),
            (kept(Password, true, false, true), Stage::GiveFactor, Stage::GiveFactor),
            (kept(Password, true, true, true), Stage::ChoosePassword, Stage::ChoosePassword),
            (kept(SingleSignOn, false, false, false), Stage::Open, Stage::AddFactor),
            (kept(SingleSignOn, false, true, false), Stage::Open, Stage::Open),
            (kept(SingleSignOn, false, false, true), Stage::Open, Stage::AddFactor),
            (kept(SingleSignOn, true, false, false), Stage::GiveFactor, Stage::GiveFactor),
            (kept(SingleSignOn, true, true, false), Stage::Open, Stage::Open),
        ] {
            assert_eq!((kept.stage(&[]), kept.stage(&must)), (free, demanded));
        }
    }
}
