//! A hub that changes its mind: the pages that answer are those of the version of its rules in force on the day.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use access::{PolicyError, Walls};
use axum::Router;
use axum::extract::Request;
use kernel::london_date;
use profile::Versions;
use tower::ServiceExt;

use crate::Site;

/// The hub today and on each day on which it changes its mind, with the walls and pages of each. Everything is built at the start, so that a version
/// that cannot be is known while somebody looks, not at midnight. Cheap to clone.
#[derive(Clone)]
pub struct Days(Arc<Inner>);

struct Inner {
    today: Under,
    /// In the order in which they begin.
    coming: Vec<Under>,
    /// How many of those have begun, as far as was noticed.
    begun: AtomicUsize,
}

/// The hub under one version of its rules.
struct Under {
    site: Site,
    pages: Router,
}

impl std::fmt::Debug for Days {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Days({})", self.0.today.site.profile.name)
    }
}

impl Days {
    /// The hub as it stands, and as it will be under those of these versions that begin after its own.
    ///
    /// # Errors
    /// When no walls can be built of a version that is to come.
    pub fn new(mut site: Site, versions: &Versions, pages: impl Fn(Site) -> Router) -> Result<Self, PolicyError> {
        site.versions = versions.clone();
        let later = versions.all().filter(|version| version.in_force_from > site.profile.in_force_from);
        let coming: Vec<Under> = later
            .map(|version| {
                let walls = Walls::new(version.organisation.clone(), site.walls.vault().clone())?;
                let site = site.under(Arc::clone(version), walls);
                Ok(Under { pages: pages(site.clone()), site })
            })
            .collect::<Result<_, PolicyError>>()?;
        let today = Under { pages: pages(site.clone()), site };
        Ok(Self(Arc::new(Inner { today, coming, begun: AtomicUsize::new(0) })))
    }

    /// The hub under the version in force now.
    pub fn site(&self) -> &Site {
        &self.now().site
    }

    /// Pages that are, for each request, those of the version in force when it comes in. One that is under way when the day ends is finished as it
    /// was begun. Who is signed in stays so: that stands in the database.
    pub fn router(&self) -> Router {
        let days = self.clone();
        Router::new().fallback(move |request: Request| days.now().pages.clone().oneshot(request))
    }

    fn now(&self) -> &Under {
        let Inner { today, coming, begun } = &*self.0;
        // Most hubs have not changed their mind, and need not ask for the day.
        if coming.is_empty() {
            return today;
        }
        let day = london_date(today.site.now());
        let now = coming.partition_point(|version| version.site.profile.in_force_from <= day);
        let under = now.checked_sub(1).and_then(|last| coming.get(last)).unwrap_or(today);
        if begun.swap(now, Ordering::Relaxed) != now {
            let profile = &under.site.profile;
            tracing::info!(profile = profile.name, in_force_from = %profile.in_force_from, "another version of the hub's rules is in force");
        }
        under
    }
}
