//! What the hub asked of a browser and waits to be answered: one of a kind for each session, for a quarter of an hour, answered once.

use jiff::{SignedDuration, Timestamp};
use kernel::{Sensitive, words};
use store::{Result, Tx};
use vault::{DataKey, Place};

use crate::{SessionId, sql};

/// For this long an answer is waited for.
const WAITS: SignedDuration = SignedDuration::from_mins(15);

words! {
    /// What is asked for.
    pub(crate) enum Ceremony {
        NewAuthenticator = "new_authenticator",
        NewPasskey = "new_passkey",
        Passkey = "passkey",
    }
}

const fn place(session: SessionId) -> Place {
    Place::new("ceremonies", session.uuid(), "sealed")
}

/// Keeps what was asked, in place of what was asked before.
pub(crate) fn begin(tx: &mut Tx<'_>, key: &DataKey, session: SessionId, kind: Ceremony, asked: &[u8], at: Timestamp) -> Result<()> {
    tx.execute(sql::END_OLD_CEREMONIES, &[&(at - WAITS)])?;
    tx.execute(sql::END_CEREMONY, &[&session, &kind.as_str()])?;
    tx.execute_one(sql::BEGIN_CEREMONY, &[&session, &kind.as_str(), &key.seal(place(session), asked)?, &at])
}

/// What was asked, if an answer is still waited for.
pub(crate) fn asked(
    tx: &mut Tx<'_>,
    key: &DataKey,
    session: SessionId,
    kind: Ceremony,
    at: Timestamp,
) -> Result<Option<Sensitive<Vec<u8>>>> {
    let found: Option<(Vec<u8>, Timestamp)> = tx.maybe(sql::CEREMONY, &[&session, &kind.as_str()])?;
    let waiting = found.filter(|(_, begun)| at.duration_since(*begun) < WAITS);
    Ok(waiting.map(|(sealed, _)| key.open(place(session), &sealed)).transpose()?)
}

/// Waits no longer; whether there was something to wait for.
pub(crate) fn end(tx: &mut Tx<'_>, session: SessionId, kind: Ceremony) -> Result<bool> {
    Ok(tx.execute(sql::END_CEREMONY, &[&session, &kind.as_str()])? == 1)
}
