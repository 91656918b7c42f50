//! How often one may try to sign in.
//!
//! For passwords and for codes alike, three limits at once, each on this node: what comes from one address; one account as tried from one
//! address; and one account as tried from everywhere. The last slows guessing from many places at once. A browser in which the account has
//! signed in before is counted by itself and by nothing else, so that no stranger can keep a worker out by guessing.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use kernel::{Clock, UserId};
use sha2::{Digest, Sha256};

use crate::{Peer, Token};

/// Attempts from one address: a hub may have one for the whole office, and everybody signs in at nine.
const FROM_ONE_PEER: (u32, Duration) = (100, Duration::from_secs(3));
/// Passwords tried on one account from one place.
const PASSWORDS: (u32, Duration) = (10, Duration::from_secs(30));
/// Passwords tried on one account from all browsers in which it has not signed in.
const PASSWORDS_OF_STRANGERS: (u32, Duration) = (20, Duration::from_secs(60));
/// Codes tried on one account from one place, by somebody who knows the password. Three codes of a million are right at any time: at this
/// pace guessing for a day finds one in a thousand times.
const CODES: (u32, Duration) = (5, Duration::from_secs(300));
/// Codes tried on one account from all browsers in which it has not signed in.
const CODES_OF_STRANGERS: (u32, Duration) = (10, Duration::from_secs(300));
/// After so many attempts the counters that stand at rest are cleared away.
const SWEEP_AFTER: u32 = 1_000;

/// Where an attempt comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Whence {
    /// From a browser in which this very account has signed in: the digest of what it is known by.
    Known(Vec<u8>),
    /// From anywhere else.
    Stranger(Peer),
}

impl Whence {
    /// From there; `is_known` as [`crate::is_known_browser`] says of the account that is tried.
    pub fn new(peer: Peer, known_by: &Token, is_known: bool) -> Self {
        if is_known { Self::Known(known_by.digest()) } else { Self::Stranger(peer) }
    }
}

/// Too many attempts: when the next one makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts to sign in; try again in {seconds} seconds")]
pub struct TooMany {
    /// Seconds to wait, at least one.
    pub seconds: u64,
}

/// An account as the limits know it: the digest of what was typed for its address, or of its id, so that they keep no personal data.
type Key = [u8; 32];
type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, Ticks, NoOpMiddleware<Duration>>;

/// Counts attempts to sign in.
pub struct SignInLimit {
    clock: Ticks,
    by_peer: Limiter<Peer>,
    passwords: OnAccounts,
    codes: OnAccounts,
    attempts: AtomicU32,
}

/// Attempts of one kind, by account.
struct OnAccounts {
    from_one_place: Limiter<(Key, Whence)>,
    of_strangers: Limiter<Key>,
}

impl OnAccounts {
    fn new(from_one_place: (u32, Duration), of_strangers: (u32, Duration), clock: &Ticks) -> Self {
        Self { from_one_place: limiter(from_one_place, clock), of_strangers: limiter(of_strangers, clock) }
    }

    fn sweep(&self) {
        self.from_one_place.retain_recent();
        self.of_strangers.retain_recent();
    }
}

impl std::fmt::Debug for SignInLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignInLimit")
    }
}

impl SignInLimit {
    /// Nothing counted yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        let clock = Ticks(clock);
        Self {
            by_peer: limiter(FROM_ONE_PEER, &clock),
            passwords: OnAccounts::new(PASSWORDS, PASSWORDS_OF_STRANGERS, &clock),
            codes: OnAccounts::new(CODES, CODES_OF_STRANGERS, &clock),
            attempts: AtomicU32::new(0),
            clock,
        }
    }

    /// Counts a password tried on an account, named by what was typed for its e-mail address.
    ///
    /// # Errors
    /// When it is one too many; it is then not to be looked at further.
    pub fn password(&self, typed: &str, whence: &Whence) -> Result<(), TooMany> {
        self.count_all(&self.passwords, Sha256::digest(typed.trim().to_lowercase()).into(), whence)
    }

    /// Counts a second factor tried on an account by somebody who gave its password.
    ///
    /// # Errors
    /// As [`SignInLimit::password`].
    pub fn code(&self, user: UserId, whence: &Whence) -> Result<(), TooMany> {
        self.count_all(&self.codes, Sha256::digest(user.uuid().as_bytes()).into(), whence)
    }

    /// Counts an attempt on no account in particular, as when somebody sets out to sign in at their organisation's provider.
    ///
    /// # Errors
    /// As [`SignInLimit::password`].
    pub fn visit(&self, peer: Peer) -> Result<(), TooMany> {
        self.sweep();
        self.count(&self.by_peer, &peer)
    }

    fn count_all(&self, kind: &OnAccounts, key: Key, whence: &Whence) -> Result<(), TooMany> {
        match whence {
            Whence::Stranger(peer) => self.visit(*peer)?,
            Whence::Known(_) => self.sweep(),
        }
        self.count(&kind.from_one_place, &(key, whence.clone()))?;
        match whence {
            Whence::Known(_) => Ok(()),
            Whence::Stranger(_) => self.count(&kind.of_strangers, &key),
        }
    }

    fn sweep(&self) {
        if self.attempts.fetch_add(1, Ordering::Relaxed) % SWEEP_AFTER == SWEEP_AFTER - 1 {
            self.by_peer.retain_recent();
            self.passwords.sweep();
            self.codes.sweep();
        }
    }

    fn count<K: Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Result<(), TooMany> {
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(governor::clock::Clock::now(&self.clock));
            TooMany { seconds: wait.as_secs() + 1 }
        })
    }
}

fn limiter<K: Hash + Eq + Clone>((at_once, then_every): (u32, Duration), clock: &Ticks) -> Limiter<K> {
    let quota = Quota::with_period(then_every)
        .unwrap_or(Quota::per_minute(NonZeroU32::MIN))
        .allow_burst(NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN));
    RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock.clone())
}

/// The program's clock in the form the limiter reads it.
#[derive(Clone)]
struct Ticks(Arc<dyn Clock>);

impl governor::clock::Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.now().as_microsecond()).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::atomic::AtomicI64;

    use jiff::Timestamp;

    use super::*;

    #[derive(Default)]
    struct Watch(AtomicI64);

    impl Watch {
        fn wait(&self, seconds: i64) {
            self.0.fetch_add(seconds, Ordering::Relaxed);
        }
    }

    impl Clock for Watch {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(1_790_000_000 + self.0.load(Ordering::Relaxed)).unwrap()
        }
    }

    fn fresh() -> (Arc<Watch>, SignInLimit) {
        let watch = Arc::new(Watch::default());
        (Arc::clone(&watch), SignInLimit::new(watch))
    }

    fn stranger(text: &str) -> Whence {
        Whence::Stranger(Peer::from(text.parse::<IpAddr>().unwrap()))
    }

    fn known() -> Whence {
        Whence::Known(vec![7; 32])
    }

    fn sam() -> UserId {
        UserId::from_uuid(uuid::Uuid::from_u128(7))
    }

    #[test]
    fn guessing_from_one_address_is_slowed_and_the_wait_is_told() {
        let (watch, limit) = fresh();
        let here = stranger("192.0.2.1");
        for _ in 0..10 {
            assert_eq!(limit.password("sam@example.org", &here), Ok(()));
        }
        let wait = limit.password(" SAM@example.org", &here).unwrap_err().seconds;
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(limit.password("other@example.org", &here), Ok(()), "another account is not held up");
        watch.wait(i64::try_from(wait).unwrap());
        assert_eq!(limit.password("sam@example.org", &here), Ok(()));
        assert!(limit.password("sam@example.org", &here).is_err());
    }

    #[test]
    fn codes_are_counted_apart_and_slower() {
        let (watch, limit) = fresh();
        let here = stranger("192.0.2.1");
        for _ in 0..5 {
            assert_eq!(limit.code(sam(), &here), Ok(()));
        }
        let wait = limit.code(sam(), &here).unwrap_err().seconds;
        assert!((60..=301).contains(&wait), "{wait}");
        assert_eq!(limit.password("sam@example.org", &here), Ok(()));
        let mut in_a_day = 0;
        for minute in 0..24 * 60 {
            watch.wait(60);
            in_a_day += i32::from(limit.code(sam(), &stranger(&format!("198.51.{}.{}", minute / 250, minute % 250))).is_ok());
        }
        assert!((288..=300).contains(&in_a_day), "{in_a_day}");
    }

    #[test]
    fn guessing_from_many_addresses_is_slowed_but_keeps_nobody_out_of_a_browser_they_signed_in_in() {
        let (watch, limit) = fresh();
        let mut let_through = 0;
        for second in 0..600 {
            watch.wait(1);
            let whence = stranger(&format!("198.51.{}.{}", second / 250, second % 250));
            let_through += i32::from(limit.password("sam@example.org", &whence).is_ok());
            let _ = limit.code(sam(), &whence);
        }
        assert!((20..=31).contains(&let_through), "{let_through}");
        assert_eq!(limit.password("sam@example.org", &known()), Ok(()));
        assert_eq!(limit.code(sam(), &known()), Ok(()));
        let tried = (0..300).filter(|_| limit.password("sam@example.org", &known()).is_ok()).count();
        assert!(tried < 10, "a browser that is known guesses no faster");
    }

    #[test]
    fn one_address_cannot_try_everybody() {
        let (_, limit) = fresh();
        let tried = (0..300).filter(|n| limit.password(&format!("worker{n}@example.org"), &stranger("192.0.2.1")).is_ok()).count();
        assert_eq!(tried, 100);
    }

    #[test]
    fn counters_at_rest_are_cleared_away() {
        let (watch, limit) = fresh();
        for n in 0..5_000_u32 {
            watch.wait(1);
            let _ = limit.password(&format!("worker{n}@example.org"), &stranger(&format!("198.{}.{}.{}", n % 7, n / 250, n % 250)));
        }
        let kept = [limit.by_peer.len(), limit.passwords.from_one_place.len(), limit.passwords.of_strangers.len()];
        assert!(kept.iter().all(|kept| *kept <= 1_100), "{kept:?}");
    }
}
