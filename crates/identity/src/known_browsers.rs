//! Browsers in which somebody has signed in with all they have to give, known by a cookie that outlives the session. Guesses made elsewhere
//! do not slow them, so that no stranger can keep a worker out by guessing.

use jiff::{SignedDuration, Timestamp};
use kernel::{IdMaker, UserId};
use store::{Conn, Result, Tx};

use crate::events::{self, AccountEvent};
use crate::{Token, sql};

/// For this long after the last sign-in a browser is known.
pub const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Whether this account has signed in in this browser.
///
/// # Errors
/// As the database says.
pub fn is_known_browser(c: &mut Conn, user: UserId, known_by: &Token, now: Timestamp) -> Result<bool> {
    let found: Option<UserId> = c.maybe(sql::KNOWN_BROWSER, &[&known_by.digest(), &user, &(now - KNOWN_FOR)])?;
    Ok(found.is_some())
}

/// Knows a browser from now on, and notes it for the account's owner when it is a new one.
pub(crate) fn remember(tx: &mut Tx<'_>, ids: &mut IdMaker, user: UserId, known_by: &Token, at: Timestamp) -> Result<()> {
    let digest = known_by.digest();
    tx.execute(sql::FORGET_OLD_BROWSERS, &[&user, &(at - KNOWN_FOR)])?;
    if tx.execute(sql::FORGET_BROWSER, &[&digest, &user])? == 0 {
        events::note(tx, ids, user, Some(user), AccountEvent::SignedInAnew, at)?;
    }
    tx.execute_one(sql::KNOW_BROWSER, &[&digest, &user, &at])
}
