//! The second factors of an account: an authenticator app, passkeys, and recovery codes for whoever has lost those. Secrets are sealed under
//! the account's own key, bound to their row.

use jiff::Timestamp;
use kernel::{Id, IdMaker, UserId};
use sha2::{Digest, Sha256};
use store::{Bind, Cell, Conn, FromRow, Result, Row, Tx};
use vault::{DataKey, Place, Vault};

use crate::ceremonies::{self, Ceremony};
use crate::events::{self, AccountEvent};
use crate::passkeys::{Asked, Passkey, PasskeyError, Passkeys};
use crate::recovery::RecoveryCode;
use crate::totp::{TotpSecret, TotpStep};
use crate::{Session, Token, Visit, known_browsers, sessions, sql};

/// The kind of a passkey's id.
#[derive(Debug)]
pub enum PasskeyKind {}

/// A passkey by its id.
pub type PasskeyId = Id<PasskeyKind>;

/// A passkey as its owner sees it in a list.
#[derive(Clone)]
pub struct KeptPasskey {
    /// Which one.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub added_at: Timestamp,
    /// When it was used last.
    pub used_at: Option<Timestamp>,
    sealed: Vec<u8>,
}

impl std::fmt::Debug for KeptPasskey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeptPasskey({})", self.id)
    }
}

impl FromRow for KeptPasskey {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, sealed: row.get(2)?, added_at: row.get(3)?, used_at: row.get(4)? })
    }
}

/// What second factors an account has.
#[derive(Debug, Clone)]
pub struct Factors {
    /// Since when it has an authenticator app.
    pub authenticator: Option<Timestamp>,
    /// Its passkeys, the oldest first.
    pub passkeys: Vec<KeptPasskey>,
    /// How many recovery codes are left.
    pub recovery_codes: i64,
}

impl Factors {
    /// Whether there is none that is asked for at sign-in. Recovery codes alone are none.
    pub const fn is_none(&self) -> bool {
        self.authenticator.is_none() && self.passkeys.is_empty()
    }
}

/// The second factors of an account.
///
/// # Errors
/// As the database says.
pub fn factors(c: &mut Conn, user: UserId) -> Result<Factors> {
    let authenticator = c.maybe(sql::TOTP_SINCE, &[&user])?;
    let passkeys = c.all(sql::PASSKEYS, &[&user])?;
    Ok(Factors { authenticator, passkeys, recovery_codes: c.one(sql::RECOVERY_LEFT, &[&user])? })
}

/// The account's own key; made when it is first needed.
fn key_of(tx: &mut Tx<'_>, vault: &Vault, user: UserId) -> Result<DataKey> {
    let held = format!("{}{}", sql::KEY_OF, tx.for_update());
    let wrapped: Option<Vec<u8>> = tx.one(&held, &[&user])?;
    if let Some(wrapped) = wrapped {
        return Ok(vault.unwrap_key(user.uuid(), &wrapped)?);
    }
    let (key, wrapped) = vault.new_key(user.uuid())?;
    tx.execute_one(sql::SET_KEY, &[&user, &wrapped])?;
    Ok(key)
}

const fn totp_place(user: UserId) -> Place {
    Place::new("totp_secrets", user.uuid(), "sealed")
}

const fn passkey_place(id: PasskeyId) -> Place {
    Place::new("passkeys", id.uuid(), "sealed")
}

/// The secret that an authenticator app is to be given: the one offered a moment ago, or one made of these random bytes.
///
/// # Errors
/// As the database says.
pub fn offer_authenticator(tx: &mut Tx<'_>, vault: &Vault, session: &Session, random: [u8; 32], at: Timestamp) -> Result<TotpSecret> {
    let key = key_of(tx, vault, session.user())?;
    let offered = ceremonies::asked(tx, &key, session.id(), Ceremony::NewAuthenticator, at)?;
    if let Some(secret) = offered.and_then(|bytes| TotpSecret::kept(bytes.reveal())) {
        return Ok(secret);
    }
    let secret = TotpSecret::new(random);
    ceremonies::begin(tx, &key, session.id(), Ceremony::NewAuthenticator, secret.bytes(), at)?;
    Ok(secret)
}

/// Adds the authenticator app that was offered its secret and shows this code, in place of one there may be. The session counts as one in
/// which the second factor was given, and goes on under a new token. `false` for a wrong code, or when nothing was offered.
///
/// # Errors
/// As the database says.
pub fn add_authenticator(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    vault: &Vault,
    session: &Session,
    typed: &str,
    new: &Token,
    at: Timestamp,
) -> Result<bool> {
    let user = session.user();
    let key = key_of(tx, vault, user)?;
    let offered = ceremonies::asked(tx, &key, session.id(), Ceremony::NewAuthenticator, at)?;
    let Some(secret) = offered.and_then(|bytes| TotpSecret::kept(bytes.reveal())) else { return Ok(false) };
    let Some(TotpStep(step)) = secret.step_of(typed, at, None) else { return Ok(false) };
    ceremonies::end(tx, session.id(), Ceremony::NewAuthenticator)?;
    tx.execute(sql::REMOVE_TOTP, &[&user])?;
    tx.execute_one(sql::ADD_TOTP, &[&user, &key.seal(totp_place(user), secret.bytes())?, &at, &step])?;
    events::note(tx, ids, user, Some(user), AccountEvent::AuthenticatorAdded, at)?;
    sessions::factor_given(tx, session, new, at)?;
    Ok(true)
}

fn kept(key: &DataKey, passkeys: &[KeptPasskey]) -> Result<Vec<Passkey>> {
    let open = |kept: &KeptPasskey| Passkey::kept(key.open(passkey_place(kept.id), &kept.sealed)?.reveal()).map_err(broken);
    passkeys.iter().map(open).collect()
}

fn broken(error: PasskeyError) -> store::Error {
    store::Error::Other(error.to_string())
}

/// Asks the browser for a new passkey. `email` and `name` are what its device shows.
///
/// # Errors
/// As the database says.
pub fn ask_for_new_passkey(
    tx: &mut Tx<'_>,
    vault: &Vault,
    party: &Passkeys,
    session: &Session,
    email: &str,
    at: Timestamp,
) -> Result<String> {
    let key = key_of(tx, vault, session.user())?;
    let has = kept(&key, &tx.all::<KeptPasskey>(sql::PASSKEYS, &[&session.user()])?)?;
    let Asked { question, to_keep } = party.ask_for_new(session.user(), email, session.actor().name(), &has).map_err(broken)?;
    ceremonies::begin(tx, &key, session.id(), Ceremony::NewPasskey, to_keep.as_bytes(), at)?;
    Ok(question)
}

/// Adds the passkey that answers. The session counts as one in which the second factor was given, and goes on under a new token. `false` when
/// it does not fit what was asked, nothing was asked, or the passkey is known already.
///
/// # Errors
/// As the database says.
#[allow(clippy::too_many_arguments, reason = "each is another half of the ceremony")]
pub fn add_passkey(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    vault: &Vault,
    party: &Passkeys,
    session: &Session,
    name: &str,
    answer: &str,
    new: &Token,
    at: Timestamp,
) -> Result<bool> {
    let user = session.user();
    let key = key_of(tx, vault, user)?;
    let Some(asked) = answered(tx, &key, session, Ceremony::NewPasskey, at)? else { return Ok(false) };
    let Ok(passkey) = party.new_one(&asked, answer) else { return Ok(false) };
    let digest = Sha256::digest(passkey.credential()).to_vec();
    if tx.maybe::<PasskeyId>(sql::PASSKEY_KNOWN, &[&digest])?.is_some() {
        return Ok(false);
    }
    let id: PasskeyId = ids.make();
    let sealed = key.seal(passkey_place(id), &passkey.to_keep().map_err(broken)?)?;
    tx.execute_one(sql::ADD_PASSKEY, &[&id, &user, &digest, &name, &sealed, &at])?;
    events::note(tx, ids, user, Some(user), AccountEvent::PasskeyAdded, at)?;
    sessions::factor_given(tx, session, new, at)?;
    Ok(true)
}

/// What was asked, which is answered now and cannot be answered again.
fn answered(tx: &mut Tx<'_>, key: &DataKey, session: &Session, kind: Ceremony, at: Timestamp) -> Result<Option<String>> {
    let asked = ceremonies::asked(tx, key, session.id(), kind, at)?;
    if !ceremonies::end(tx, session.id(), kind)? {
        return Ok(None);
    }
    Ok(asked.and_then(|asked| String::from_utf8(asked.into_inner()).ok()))
}

/// Asks the browser for one of the account's passkeys; `None` when it has none.
///
/// # Errors
/// As the database says.
pub fn ask_for_passkey(tx: &mut Tx<'_>, vault: &Vault, party: &Passkeys, session: &Session, at: Timestamp) -> Result<Option<String>> {
    let key = key_of(tx, vault, session.user())?;
    let has = kept(&key, &tx.all::<KeptPasskey>(sql::PASSKEYS, &[&session.user()])?)?;
    if has.is_empty() {
        return Ok(None);
    }
    let Asked { question, to_keep } = party.ask_for_one_of(&has).map_err(broken)?;
    ceremonies::begin(tx, &key, session.id(), Ceremony::Passkey, to_keep.as_bytes(), at)?;
    Ok(Some(question))
}

/// A second factor as it was given.
#[derive(Clone, Copy)]
pub enum Given<'a> {
    /// A code of the authenticator app, or a recovery code.
    Code(&'a str),
    /// What a passkey answered.
    Passkey(&'a Passkeys, &'a str),
}

impl std::fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given")
    }
}

/// Takes the second factor of the session's account: on success the session goes on under a new token, and the browser is known from now on.
/// `false`, with a note, when it is wrong, used before, or answers nothing that was asked.
///
/// # Errors
/// As the database says.
#[allow(clippy::too_many_arguments, reason = "each is another fact about the session")]
pub fn give_factor(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    vault: &Vault,
    session: &Session,
    given: Given<'_>,
    new: &Token,
    visit: &Visit,
    at: Timestamp,
) -> Result<bool> {
    let user = session.user();
    let key = key_of(tx, vault, user)?;
    let right = match given {
        Given::Code(typed) => use_totp(tx, &key, user, typed, at)? || use_recovery(tx, ids, user, typed, at)?,
        Given::Passkey(party, answer) => use_passkey(tx, &key, party, session, answer, at)?,
    };
    if !right {
        events::note(tx, ids, user, Some(user), AccountEvent::FactorFailed, at)?;
        return Ok(false);
    }
    sessions::factor_given(tx, session, new, at)?;
    events::audit(tx, ids, Some(user), AccountEvent::FactorGiven.as_str(), at)?;
    known_browsers::remember(tx, ids, user, &visit.known_by, at)?;
    Ok(true)
}

fn use_totp(tx: &mut Tx<'_>, key: &DataKey, user: UserId, typed: &str, at: Timestamp) -> Result<bool> {
    let Some((sealed, last)) = tx.maybe::<(Vec<u8>, i64)>(sql::TOTP, &[&user])? else { return Ok(false) };
    let secret = TotpSecret::kept(key.open(totp_place(user), &sealed)?.reveal());
    let Some(TotpStep(step)) = secret.and_then(|secret| secret.step_of(typed, at, Some(TotpStep(last)))) else { return Ok(false) };
    // Of two at the same moment one finds it used.
    Ok(tx.execute(sql::USE_STEP, &[&user, &step])? == 1)
}

fn use_recovery(tx: &mut Tx<'_>, ids: &mut IdMaker, user: UserId, typed: &str, at: Timestamp) -> Result<bool> {
    let Some(code) = RecoveryCode::parse(typed) else { return Ok(false) };
    if tx.execute(sql::USE_RECOVERY, &[&user, &code.digest(user)])? == 0 {
        return Ok(false);
    }
    events::note(tx, ids, user, Some(user), AccountEvent::RecoveryCodeUsed, at)?;
    Ok(true)
}

fn use_passkey(tx: &mut Tx<'_>, key: &DataKey, party: &Passkeys, session: &Session, answer: &str, at: Timestamp) -> Result<bool> {
    let Some(asked) = answered(tx, key, session, Ceremony::Passkey, at)? else { return Ok(false) };
    let listed: Vec<KeptPasskey> = tx.all(sql::PASSKEYS, &[&session.user()])?;
    let has = kept(key, &listed)?;
    let Ok(used) = party.used_one_of(&has, &asked, answer) else { return Ok(false) };
    let of = has.iter().zip(&listed).find(|(passkey, _)| passkey.credential() == used.credential()).map(|(_, kept)| kept.id);
    let Some(id) = of else { return Ok(false) };
    tx.execute_one(sql::USE_PASSKEY, &[&id, &key.seal(passkey_place(id), &used.to_keep().map_err(broken)?)?, &at])?;
    Ok(true)
}

/// Ten new recovery codes, in place of those there were. They are shown once: only their digests are kept.
///
/// # Errors
/// As the database says.
pub fn make_recovery_codes(tx: &mut Tx<'_>, ids: &mut IdMaker, user: UserId, random: [u8; 32], at: Timestamp) -> Result<Vec<RecoveryCode>> {
    tx.execute(sql::REMOVE_RECOVERY, &[&user])?;
    let codes = RecoveryCode::ten(random);
    let digests: Vec<Vec<u8>> = codes.iter().map(|code| code.digest(user)).collect();
    let rows = digests.iter().map(|digest| -> [Cell<'_>; 2] { [user.cell(), digest.cell()] });
    tx.insert_many("recovery_codes", &["user_id", "digest"], rows)?;
    events::note(tx, ids, user, Some(user), AccountEvent::RecoveryCodesMade, at)?;
    Ok(codes)
}

/// Removes the authenticator app. Nothing happens where there is none.
///
/// # Errors
/// As the database says.
pub fn remove_authenticator(tx: &mut Tx<'_>, ids: &mut IdMaker, session: &Session, at: Timestamp) -> Result<()> {
    let user = session.user();
    if tx.execute(sql::REMOVE_TOTP, &[&user])? == 0 {
        return Ok(());
    }
    events::note(tx, ids, user, Some(user), AccountEvent::AuthenticatorRemoved, at)?;
    without_factors_no_codes(tx, user)
}

/// Removes a passkey. Nothing happens when it is gone already or somebody else's.
///
/// # Errors
/// As the database says.
pub fn remove_passkey(tx: &mut Tx<'_>, ids: &mut IdMaker, session: &Session, which: PasskeyId, at: Timestamp) -> Result<()> {
    let user = session.user();
    if tx.execute(sql::REMOVE_PASSKEY, &[&which, &user])? == 0 {
        return Ok(());
    }
    events::note(tx, ids, user, Some(user), AccountEvent::PasskeyRemoved, at)?;
    without_factors_no_codes(tx, user)
}

/// Recovery codes stand in for a second factor; without one they would only be something else to steal.
fn without_factors_no_codes(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    if factors(tx, user)?.is_none() {
        tx.execute(sql::REMOVE_RECOVERY, &[&user])?;
    }
    Ok(())
}

/// Removes every second factor, for somebody who has lost them all.
pub(crate) fn remove_all(tx: &mut Tx<'_>, user: UserId) -> Result<()> {
    for statement in [sql::REMOVE_TOTP, sql::REMOVE_PASSKEYS, sql::REMOVE_RECOVERY, sql::FORGET_BROWSERS_OF] {
        tx.execute(statement, &[&user])?;
    }
    Ok(())
}
