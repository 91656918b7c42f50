//! What is on record about the person before this referral. A snapshot; the decision reads nothing else.

use contact::gate::Safeguards;
use jiff::Timestamp;
use kernel::{Channel, FlagSet};

/// The person so far. The default is somebody who was never here.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The person's other incidents, those recorded without contact among them. Not this one, by whichever row it came.
    pub incidents: Vec<PastIncident>,
    /// Whether another row already stands for this person in this same incident (same crime reference).
    pub same_incident: SameIncident,
    /// The person's case.
    pub case: CaseState,
    /// Whether this person was ever found to have enhanced rights before; for a row seen before, by its earlier version too.
    pub was_enhanced: bool,
    /// Offers of contact that are due and not yet made.
    pub open_offers: Vec<OpenOffer>,
    /// Tasks that are due and not yet done.
    pub open_tasks: Vec<OpenTask>,
    /// Routes by which somebody already tried or reached the person because of this row. Only [`crate::decide_again`] looks at them.
    pub contacted: Vec<Route>,
    /// Kinds of tasks done because of this row, so that no meeting is called twice. Only [`crate::decide_again`] looks at them; a safe way
    /// to the person is agreed anew whenever none is open.
    pub done_tasks: Vec<String>,
    /// Whether the case was opened or reopened because of this row. Only [`crate::decide_again`] looks at it.
    pub opened_by_this_row: bool,
    /// What is known about ways of contact and their safety, this row's own word included: what was once called unsafe stays so until a worker
    /// records otherwise, whichever row comes again without it.
    pub safeguards: Safeguards,
}

/// Another incident of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastIncident {
    /// When the force recorded it.
    pub recorded_at: Timestamp,
    /// Its flags, as sent and as implied.
    pub flags: FlagSet,
}

/// Whether another row already stands for the person in the incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SameIncident {
    /// No.
    #[default]
    None,
    /// Yes, and nobody was contacted because of it. Somebody who now asks for support about it is served.
    RecordedOnly,
    /// Yes, and it was served.
    Served,
}

/// The person's case of support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CaseState {
    /// There never was one.
    #[default]
    None,
    /// One is open.
    Open,
    /// There was one; it is closed.
    Closed,
}

/// A way to the person from one desk.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Route {
    /// The desk, where the hub has more than one.
    pub service: Option<String>,
    /// The channel.
    pub channel: Channel,
}

/// An offer of contact that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOffer {
    /// From which desk by which channel.
    pub route: Route,
    /// By when.
    pub due_at: Timestamp,
    /// The contact rule it came from.
    pub rule: String,
}

/// A task that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTask {
    /// The desk, where the hub has more than one.
    pub service: Option<String>,
    /// What to do, `agree_safe_contact`.
    pub kind: String,
    /// By when.
    pub due_at: Timestamp,
}

impl History {
    /// Whether the person has another incident on record.
    pub fn has_other_incident(&self) -> bool {
        !self.incidents.is_empty()
    }

    pub(crate) fn open_offer(&self, route: &Route) -> Option<&OpenOffer> {
        self.open_offers.iter().filter(|offer| offer.route == *route).min_by_key(|offer| offer.due_at)
    }

    pub(crate) fn open_task(&self, service: Option<&str>, kind: &str) -> Option<&OpenTask> {
        let same = |task: &&OpenTask| task.service.as_deref() == service && task.kind == kind;
        self.open_tasks.iter().filter(same).min_by_key(|task| task.due_at)
    }
}
