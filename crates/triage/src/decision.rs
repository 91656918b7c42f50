//! What was decided about one referral. Serialises to the decision record of the transfer feed, version 1, but for what the intake adds:
//! the row, its id, the person and the case.

use jiff::Timestamp;
use kernel::{Basis, BlockedReason, Channel, EnhancedCategory, Level, Outcome, Reason, ReviewKind, TimeLimit};
use serde::Serialize;

use crate::{
    history::{OpenOffer, OpenTask, Route},
    why::Why,
};

/// The task set when no way to the person is open: a worker agrees one with them, or finds one out.
pub const AGREE_SAFE_CONTACT: &str = "agree_safe_contact";

/// A decision. All times are moments; they serialise in UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// What became of the referral.
    pub outcome: Outcome,
    /// Why.
    pub reasons: Vec<Reason>,
    /// What the person is owed because of this incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<Entitlement>,
    /// On what ground the hub holds the referral: that of the first desk that contacts the person, or serves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Where the case goes. Whatever has a pathway has a case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pathway: Option<String>,
    /// The team that works it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// 1 to 3, 1 the most urgent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// Contacts to make. Those already open stand beside them.
    pub offers: Vec<Offer>,
    /// Channels of the contact rules that the gate keeps shut.
    pub blocked: Vec<Blocked>,
    /// Other things to do.
    pub tasks: Vec<Task>,
    /// What a person should look at while the case goes ahead.
    #[serde(rename = "review")]
    pub reviews: Vec<ReviewKind>,
    /// Open offers that become due sooner, each with its new time.
    #[serde(skip)]
    pub sooner: Vec<OpenOffer>,
    /// Open tasks that become due sooner, each with its new time.
    #[serde(skip)]
    pub sooner_tasks: Vec<OpenTask>,
    /// Open offers that fall away because the same rule now chooses another channel.
    #[serde(skip)]
    pub withdrawn: Vec<OpenOffer>,
    /// The streams of the profile that pay for the support, by name.
    #[serde(skip)]
    pub funding: Vec<String>,
    /// The rules that fired.
    #[serde(skip)]
    pub why: Why,
}

/// What the person is owed under the Victims' Code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entitlement {
    /// Standard or enhanced.
    pub level: Level,
    /// The categories that make it enhanced.
    pub categories: Vec<EnhancedCategory>,
}

/// A contact to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// The desk, where the hub has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// By which channel.
    pub channel: Channel,
    /// By when.
    pub due_at: Timestamp,
    /// The limit that the time comes from.
    pub clock: TimeLimit,
    /// The contact rule that asks for it.
    #[serde(skip)]
    pub rule: String,
}

impl Offer {
    /// From which desk by which channel.
    pub fn route(&self) -> Route {
        Route { service: self.service.clone(), channel: self.channel }
    }
}

/// A channel that a contact rule names and the gate keeps shut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocked {
    /// The desk, where the hub has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The channel.
    pub channel: Channel,
    /// Why.
    pub reason: BlockedReason,
}

/// Something else to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// The desk, where the hub has more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What: [`AGREE_SAFE_CONTACT`] or the task that the profile names.
    pub kind: String,
    /// By when.
    pub due_at: Timestamp,
}

impl Decision {
    /// A decision that ends here: no entitlement, no case, nothing to do.
    pub fn settled(outcome: Outcome, reasons: Vec<Reason>) -> Self {
        Self {
            outcome,
            reasons,
            entitlement: None,
            basis: None,
            pathway: None,
            team: None,
            priority: None,
            offers: Vec::new(),
            blocked: Vec::new(),
            tasks: Vec::new(),
            reviews: Vec::new(),
            sooner: Vec::new(),
            sooner_tasks: Vec::new(),
            withdrawn: Vec::new(),
            funding: Vec::new(),
            why: Why::default(),
        }
    }

    /// Whether a case must be open for this decision to be carried out.
    pub fn needs_case(&self) -> bool {
        self.pathway.is_some()
    }
}
