//! What every page needs: the database, the clock, the hub's profile.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use access::Walls;
use identity::single_sign_on::Provider;
use identity::{Passkeys, PasswordCost, PublicAddress, SignInLimit};
use jiff::Timestamp;
use kernel::{Clock, WorkingTime, london_date};
use profile::{Profile, Versions};
use store::Db;
use tokio::sync::Semaphore;
use vault::Secrets;

use crate::single_sign_on_pages::SignOn;

/// How browsers reach the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Directly and in the clear: on this machine only, for the demo and for development.
    Loopback,
    /// Through a proxy that speaks HTTPS to browsers, is the only one that can reach the server, and appends where each request came from
    /// to `X-Forwarded-For`. Cookies are sent over HTTPS only.
    BehindTls,
}

/// Passwords checked at once; each takes 19 MiB and a processor while it is.
const PASSWORDS_AT_ONCE: usize = 4;

/// One hub as its pages see it. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    /// Its database.
    pub db: Db,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// What makes it this hub.
    pub profile: Arc<Profile>,
    /// Who may do what in it.
    pub walls: Walls,
    /// Where its secrets come from.
    pub secrets: Arc<dyn Secrets>,
    /// How browsers reach it.
    pub transport: Transport,
    pub(crate) password_cost: PasswordCost,
    pub(crate) sign_in_limit: Arc<SignInLimit>,
    pub(crate) passwords_at_once: Arc<Semaphore>,
    memory: Arc<Memory>,
    pub(crate) versions: Versions,
    provider: Option<Arc<Provider>>,
    pub(crate) single_sign_on: Option<SignOn>,
    pub(crate) passkeys: Option<Passkeys>,
}

/// What capabilities hold in memory for this hub, one of each kind.
type Memory = Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>;

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Site({})", self.profile.name)
    }
}

impl Site {
    /// A hub.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        profile: Arc<Profile>,
        walls: Walls,
        secrets: Arc<dyn Secrets>,
        transport: Transport,
    ) -> Self {
        Self {
            sign_in_limit: Arc::new(SignInLimit::new(Arc::clone(&clock))),
            passwords_at_once: Arc::new(Semaphore::new(PASSWORDS_AT_ONCE)),
            memory: Arc::default(),
            versions: Versions::from(Arc::clone(&profile)),
            password_cost: PasswordCost::OWASP,
            provider: None,
            single_sign_on: None,
            passkeys: None,
            db,
            clock,
            profile,
            walls,
            secrets,
            transport,
        }
    }

    /// The same with another cost of a guess at a password; the one accounts are made with.
    #[must_use]
    pub const fn with_password_cost(mut self, cost: PasswordCost) -> Self {
        self.password_cost = cost;
        self
    }

    /// What a capability holds in memory for this hub: the same for every page, made when it is first asked for.
    pub fn memory<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let held = memory.entry(TypeId::of::<T>()).or_insert_with(|| Arc::<T>::default());
        // It stands under its own type.
        Arc::clone(held).downcast().unwrap_or_default()
    }

    /// The same where browsers know the hub by this address. Without one there are no passkeys, as they are bound to it.
    #[must_use]
    pub fn with_public_address(mut self, address: &PublicAddress) -> Self {
        self.passkeys = Passkeys::new(address, self.title()).ok();
        self
    }

    /// The same where staff may sign in with their organisation's account, at this provider. Nothing changes where the hub's profile does not
    /// say what the provider's words mean.
    #[must_use]
    pub fn with_single_sign_on(mut self, provider: Provider) -> Self {
        self.provider = Some(Arc::new(provider));
        self.with_the_profiles_words()
    }

    /// The same hub under other rules of its own and within their walls. What it holds in memory, its limits and the ways to sign in stay.
    #[must_use]
    pub fn under(&self, profile: Arc<Profile>, walls: Walls) -> Self {
        Self { profile, walls, ..self.clone() }.with_the_profiles_words()
    }

    /// The version of the hub's rules that a record calls by this name, `kent@2026-04-01`; `None` where it is not known any more.
    pub fn version(&self, name: &str) -> Option<&Profile> {
        let (hub, day) = name.split_once('@')?;
        let is_it = |version: &&Arc<Profile>| version.name == hub && version.in_force_from.to_string() == day;
        self.versions.all().find(is_it).map(|version| &**version)
    }

    /// Every version of the hub's rules that is known, those to come among them; the earliest first.
    pub const fn versions(&self) -> &Versions {
        &self.versions
    }

    /// The version of the hub's rules that was in force at this moment, as far as it is still known.
    pub fn version_at(&self, at: Timestamp) -> &Profile {
        self.versions.at(london_date(at))
    }

    fn with_the_profiles_words(mut self) -> Self {
        let words = self.provider.as_ref().zip(self.profile.single_sign_on.as_ref());
        self.single_sign_on = words.map(|(provider, words)| SignOn::new(Arc::clone(provider), words));
        self
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the public knows the hub as.
    pub fn title(&self) -> &str {
        &self.profile.title
    }

    /// The hub's working days and hours.
    pub fn working_time(&self) -> WorkingTime {
        let (opens, closes) = self.profile.working_hours;
        WorkingTime::england_and_wales(opens, closes)
    }
}
