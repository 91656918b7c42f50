//! How often one may try to sign in.
//!
//! Three limits at once, each on this node: what comes from one address; one e-mail address as tried from one address; and one e-mail
//! address as tried from everywhere. The last slows guessing from many places at once. It does not count attempts from an address from
//! which that account has signed in before, so that no stranger can keep a worker out by guessing.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use kernel::Clock;
use sha2::{Digest, Sha256};

/// Attempts from one address: a hub may have one for the whole office, and everybody signs in at nine.
const FROM_ONE_PEER: (u32, Duration) = (100, Duration::from_secs(3));
/// Attempts on one account from one address.
const ON_ONE_ACCOUNT: (u32, Duration) = (10, Duration::from_secs(30));
/// Attempts on one account from all addresses from which it has not signed in.
const FROM_STRANGERS: (u32, Duration) = (20, Duration::from_secs(60));
/// Pairs of account and address remembered; a hub has some hundreds.
const REMEMBERED: usize = 10_000;
/// After so many attempts the counters that stand at rest are cleared away.
const SWEEP_AFTER: u32 = 1_000;

/// Where an attempt comes from: an IPv4 address, or the network of an IPv6 address (/64, all of which one machine can use).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Peer(IpAddr);

impl From<IpAddr> for Peer {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
            v4 => v4,
        })
    }
}

/// Too many attempts: when the next one makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many attempts to sign in; try again in {seconds} seconds")]
pub struct TooMany {
    /// Seconds to wait, at least one.
    pub seconds: u64,
}

/// An e-mail address as the limits know it: its digest, so that they keep no personal data.
type Key = [u8; 32];
type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, Ticks, NoOpMiddleware<Duration>>;

/// Counts attempts to sign in.
pub struct SignInLimit {
    clock: Ticks,
    by_peer: Limiter<Peer>,
    by_account: Limiter<(Key, Peer)>,
    by_strangers: Limiter<Key>,
    familiar: Mutex<HashMap<(Key, Peer), Duration>>,
    attempts: AtomicU32,
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
            by_account: limiter(ON_ONE_ACCOUNT, &clock),
            by_strangers: limiter(FROM_STRANGERS, &clock),
            familiar: Mutex::default(),
            attempts: AtomicU32::new(0),
            clock,
        }
    }

    /// Counts an attempt on an account, named by what was typed for its e-mail address.
    ///
    /// # Errors
    /// When it is one too many; it is then not to be looked at further.
    pub fn attempt(&self, typed: &str, peer: Peer) -> Result<(), TooMany> {
        self.visit(peer)?;
        let key = key(typed);
        self.count(&self.by_account, &(key, peer))?;
        if self.familiar().contains_key(&(key, peer)) { Ok(()) } else { self.count(&self.by_strangers, &key) }
    }

    /// Counts an attempt on no account in particular, as when somebody sets out to sign in at their organisation's provider.
    ///
    /// # Errors
    /// As [`SignInLimit::attempt`].
    pub fn visit(&self, peer: Peer) -> Result<(), TooMany> {
        if self.attempts.fetch_add(1, Ordering::Relaxed) % SWEEP_AFTER == SWEEP_AFTER - 1 {
            self.by_peer.retain_recent();
            self.by_account.retain_recent();
            self.by_strangers.retain_recent();
        }
        self.count(&self.by_peer, &peer)
    }

    /// Remembers that this account signed in from there.
    pub fn signed_in(&self, typed: &str, peer: Peer) {
        let mut familiar = self.familiar();
        if familiar.len() >= REMEMBERED
            && let Some(oldest) = familiar.iter().min_by_key(|(_, at)| **at).map(|(pair, _)| *pair)
        {
            familiar.remove(&oldest);
        }
        familiar.insert((key(typed), peer), governor::clock::Clock::now(&self.clock));
    }

    fn familiar(&self) -> std::sync::MutexGuard<'_, HashMap<(Key, Peer), Duration>> {
        self.familiar.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count<K: Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Result<(), TooMany> {
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(governor::clock::Clock::now(&self.clock));
            TooMany { seconds: wait.as_secs() + 1 }
        })
    }
}

fn key(typed: &str) -> Key {
    Sha256::digest(typed.trim().to_lowercase()).into()
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

    fn peer(text: &str) -> Peer {
        Peer::from(text.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn guessing_from_one_address_is_slowed_and_the_wait_is_told() {
        let (watch, limit) = fresh();
        let here = peer("192.0.2.1");
        for _ in 0..10 {
            assert_eq!(limit.attempt("sam@example.org", here), Ok(()));
        }
        let wait = limit.attempt(" SAM@example.org", here).unwrap_err().seconds;
        assert!((1..=31).contains(&wait), "{wait}");
        assert_eq!(limit.attempt("other@example.org", here), Ok(()), "another account is not held up");
        watch.wait(i64::try_from(wait).unwrap());
        assert_eq!(limit.attempt("sam@example.org", here), Ok(()));
        assert!(limit.attempt("sam@example.org", here).is_err());
    }

    #[test]
    fn guessing_from_many_addresses_is_slowed_but_keeps_nobody_out_who_signed_in_before() {
        let (watch, limit) = fresh();
        let office = peer("192.0.2.200");
        assert_eq!(limit.attempt("sam@example.org", office), Ok(()));
        limit.signed_in("Sam@example.org", office);
        let mut let_through = 0;
        for second in 0..600 {
            watch.wait(1);
            let stranger = peer(&format!("198.51.{}.{}", second / 250, second % 250));
            let_through += i32::from(limit.attempt("sam@example.org", stranger).is_ok());
        }
        assert!((20..=31).contains(&let_through), "{let_through}");
        assert_eq!(limit.attempt("sam@example.org", office), Ok(()));
    }

    #[test]
    fn one_address_cannot_try_everybody() {
        let (_, limit) = fresh();
        let tried = (0..300).filter(|n| limit.attempt(&format!("worker{n}@example.org"), peer("192.0.2.1")).is_ok()).count();
        assert_eq!(tried, 100);
    }

    #[test]
    fn counters_at_rest_are_cleared_away() {
        let (watch, limit) = fresh();
        for n in 0..5_000_u32 {
            watch.wait(1);
            let _ = limit.attempt(&format!("worker{n}@example.org"), peer(&format!("198.{}.{}.{}", n % 7, n / 250, n % 250)));
        }
        let kept = [limit.by_peer.len(), limit.by_account.len(), limit.by_strangers.len()];
        assert!(kept.iter().all(|kept| *kept <= 1_100), "{kept:?}");
    }

    #[test]
    fn a_peer_is_an_ipv4_address_or_an_ipv6_network() {
        assert_eq!(peer("2001:db8:1:2::1"), peer("2001:db8:1:2:ffff::9"));
        assert_ne!(peer("2001:db8:1:2::1"), peer("2001:db8:1:3::1"));
        assert_eq!(peer("::ffff:192.0.2.1"), peer("192.0.2.1"));
        assert_ne!(peer("192.0.2.1"), peer("192.0.2.2"));
    }
}
