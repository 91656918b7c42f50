//! A profile as the rest of the program reads it: what one hub decided, already checked.

mod accountability;
mod onward;
mod retention;
mod single_sign_on;
mod support;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday};
use kernel::{Basis, Channel, Flag, FlagSet, IncidentKind, Level, Role, Source, TimeLimit, words};
use policy::Organisation;

pub use accountability::{Every, FeedbackMoment, FeedbackPoint, HateReports, Posts, Report, Resources};
pub use onward::{Authority, ConsentForm, DisclosureReason, Onward, Service, ServicePlace};
pub use retention::{Period, RetentionCondition, RetentionRule, RetentionStart};
pub use single_sign_on::SingleSignOn;
pub(crate) use support::every_channel;
pub use support::{
    AfterAcceptance, Assignment, FundingKind, FundingStream, Measure, NeedsAssessment, OfferAgain, OptOut, Room, SupportWay, WitnessCare,
};

/// What makes this hub this hub.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// The folder's name, `north-yorkshire`.
    pub name: String,
    /// What the public knows the service as.
    pub title: String,
    /// The area it serves, in words.
    pub area: String,
    /// From when this version of the rules holds.
    pub in_force_from: Date,
    /// Who runs it.
    pub governance: Governance,
    /// Languages the hub answers in (ISO 639 codes), the first being the usual one.
    pub languages: Vec<String>,
    /// Whether one named worker stays with the person.
    pub single_worker: bool,
    /// How a case gets its worker.
    pub assignment: Assignment,
    /// Where the care of witnesses stands.
    pub witness_care: WitnessCare,
    /// Every way by which the hub reaches people; no rule names another, and no attempt is made by one.
    pub ways: Vec<Channel>,
    /// How it gives support.
    pub support_by: Vec<SupportWay>,
    /// When working time runs, Monday to Friday.
    pub working_hours: (Time, Time),
    /// Whom the hub serves.
    pub scope: Scope,
    /// Flags that go straight to a specialist service when they come by the police transfer.
    pub specialist_direct: FlagSet,
    /// When set, whoever does not match is recorded and not contacted.
    pub contacted_only_when: Option<Condition>,
    /// The desks that make offers: one without a name, or several with.
    pub desks: Vec<Desk>,
    /// Where a case goes; the first that matches.
    pub pathways: Vec<Pathway>,
    /// The team of a case whose pathway names none.
    pub default_team: String,
    /// What people call a team, pathway or desk whose name does not read well, by its name; [`Profile::title_of`] answers for every name.
    pub titles: BTreeMap<String, String>,
    /// What happens when more than one pathway matches, where the hub decides that at a meeting.
    pub several_services: Option<SeveralServices>,
    /// After acceptance: by when support starts; the first that matches.
    pub support_starts: Vec<SupportStart>,
    /// After acceptance: what is to be done beside starting support; every one that matches.
    pub after_acceptance: Vec<AfterAcceptance>,
    /// How needs are assessed, where the hub lays that down.
    pub needs_assessment: Option<NeedsAssessment>,
    /// How people are referred onward.
    pub onward: Onward,
    /// The services to which they can be.
    pub services: Vec<Service>,
    /// What is offered again to whoever declined; every one that matches.
    pub offered_again: Vec<OfferAgain>,
    /// What opting out after the transfer leads to; only under implied consent.
    pub opt_out: Option<OptOut>,
    /// What pays for support; every one that matches a case.
    pub funding: Vec<FundingStream>,
    /// Rooms that can be booked.
    pub rooms: Vec<Room>,
    /// That it takes reports of hate crime for others, where it does.
    pub hate_reports: Option<HateReports>,
    /// By when the force answers a question about a case, where that is laid down.
    pub updates_within: Option<TimeLimit>,
    /// Reports owed.
    pub reports: Vec<Report>,
    /// When people are asked how it was.
    pub feedback: Vec<FeedbackPoint>,
    /// What it costs and who works there.
    pub resources: Option<Resources>,
    /// After unsuccessful attempts: what is tried instead.
    pub unreached: Option<Unreached>,
    /// Who is under the hub's roof and what stands between them; every team that a pathway names has its agency here.
    pub organisation: Organisation,
    /// What the words of an identity provider mean, where staff sign in through one.
    pub single_sign_on: Option<SingleSignOn>,
    /// How long records are kept: the first rule that fits a record decides. Without any, nothing is destroyed.
    pub retention: Vec<RetentionRule>,
}

words! {
    /// Who runs the hub.
    pub enum Governance {
        Police = "police",
        Commissioner = "commissioner",
        Provider = "provider",
        Hybrid = "hybrid",
        Colocation = "colocation",
    }
}

/// Whom the hub serves.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// Roles served.
    pub roles: Vec<Role>,
    /// Kinds of incident served, each perhaps only when a condition holds.
    pub kinds: Vec<(IncidentKind, Option<Condition>)>,
    /// Where the person must live, or the incident have happened; absent: anywhere.
    pub area: Option<Area>,
    /// A marker without which nobody is served.
    pub marker: Option<Condition>,
}

words! {
    /// What ties a person to the hub's area.
    pub enum AreaTie {
        Lives = "lives_in",
        Happened = "happened_in",
        Either = "either",
        Both = "both",
    }
}

/// The hub's area as postcodes.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// What must lie in it.
    pub tie: AreaTie,
    /// Postcode areas and districts: `LN` is all of LN; `PE10-12` is the districts PE10, PE11 and PE12.
    pub postcodes: Vec<PostcodeRange>,
}

/// Some districts of one postcode area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostcodeRange {
    /// The letters, `PE`.
    pub letters: String,
    /// The first and last district number; absent: every district.
    pub districts: Option<(u8, u8)>,
}

/// A desk: a part of the hub with contact rules, and so clocks, of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Desk {
    /// Its name where the hub has more than one; goes into each offer as `service`.
    pub name: Option<String>,
    /// On what ground it holds what it is sent.
    pub basis: Basis,
    /// Whether it serves only what was reported to the police.
    pub reported_only: bool,
    /// Whom it makes first contact with, of those it serves; whoever it does not contact at first comes to it later.
    pub when: Condition,
    /// How it makes first contact.
    pub contact: Vec<ContactRule>,
}

words! {
    /// Whether a contact rule offers one channel or every one.
    pub enum Choice { FirstOf = "first_of", AllOf = "all_of" }
}

words! {
    /// From when a clock runs.
    pub enum RunsFrom { Receipt = "receipt", Recorded = "recorded" }
}

/// Who is offered contact by which channels by when.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactRule {
    /// A name for the rule, unique in the profile, kept with every decision it made.
    pub name: String,
    /// Whom it is for.
    pub when: Condition,
    /// `false`: the first such rule of a desk that matches is the one; `true`: added to it whenever it matches.
    pub also: bool,
    /// One channel or all.
    pub choice: Choice,
    /// The channels in order of trial.
    pub channels: Vec<Way>,
    /// By when.
    pub within: TimeLimit,
    /// Counted from when.
    pub from: RunsFrom,
}

/// An entry of a contact rule's channel list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Whatever the person prefers.
    Preferred,
    /// This channel.
    By(Channel),
}

/// Where a case goes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pathway {
    /// Its name in decisions and on pages.
    pub name: String,
    /// Whom it is for.
    pub when: Condition,
    /// The team that works it, if another than the hub's default.
    pub team: Option<String>,
    /// Whether a case goes there only after needs were assessed, never at intake.
    pub after_assessment: bool,
}

/// A hub that decides at a meeting when more than one service matches.
#[derive(Debug, Clone, PartialEq)]
pub struct SeveralServices {
    /// The pathway a case has until then.
    pub pathway: String,
    /// The task set for the meeting.
    pub task: String,
    /// The weekday of the meeting.
    pub weekday: Weekday,
    /// Its hour, Europe/London.
    pub at: Time,
    /// The local authorities, each with a meeting of its own; none: one meeting for all.
    pub authorities: Vec<Authority>,
}

/// By when support starts once a person accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct SupportStart {
    /// For whom.
    pub when: Condition,
    /// By when, from acceptance.
    pub within: TimeLimit,
}

/// What follows attempts that reached nobody.
#[derive(Debug, Clone, PartialEq)]
pub struct Unreached {
    /// After how many attempts without an answer.
    pub after_attempts: u8,
    /// The channels tried then, first that is open.
    pub channels: Vec<Way>,
    /// By when, from the last attempt.
    pub within: TimeLimit,
}

/// A condition on a referral and its person. Every part that is given must hold; an empty condition always holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Condition {
    /// Standard or enhanced.
    pub level: Option<Level>,
    /// At least one of these flags.
    pub flags_any: Vec<Flag>,
    /// It came by one of these doors.
    pub sources: Vec<Source>,
    /// One of these kinds of incident.
    pub kinds: Vec<IncidentKind>,
    /// One of these roles.
    pub roles: Vec<Role>,
    /// Reported to the police, or not.
    pub reported: Option<bool>,
    /// Priority this or more urgent (a smaller number).
    pub priority_at_most: Option<u8>,
    /// Younger than this many years when the incident was recorded. An unknown age matches no condition of age.
    pub under: Option<u8>,
    /// This many years or older.
    pub at_least: Option<u8>,
    /// Older than this many years (61 is over 60; 60 is not).
    pub over: Option<u8>,
    /// The person asked for support.
    pub requested: Option<bool>,
    /// The officer asks for priority.
    pub officer_marked: Option<bool>,
    /// A repeat victim.
    pub repeat: Option<bool>,
    /// Part of an incident that a team lead declared a major one.
    pub major_incident: Option<bool>,
    /// At least one of these holds, too.
    pub any_of: Vec<Condition>,
}

impl Condition {
    /// Whether the condition asks for nothing.
    pub fn is_always(&self) -> bool {
        *self == Self::default()
    }
}
