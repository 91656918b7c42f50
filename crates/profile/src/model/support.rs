//! How a hub gives support: who gets a case, what follows acceptance, what is offered again, what pays for it.

use kernel::{Channel, TimeLimit, words};

use super::{Condition, Period, Way};

words! {
    /// How a case gets its worker.
    pub enum Assignment {
        /// It waits in its team's queue until a worker takes it.
        Queue = "queue",
        /// A team lead or manager gives it; nobody takes it by themselves.
        Lead = "lead",
        /// Whoever records that the person accepted support becomes its worker, unless it has one.
        OnAcceptance = "on_acceptance",
    }
}

words! {
    /// Where the care of witnesses up to and at court stands.
    pub enum WitnessCare {
        /// Another service, elsewhere.
        Elsewhere = "elsewhere",
        /// Another service in the same building or alongside.
        Alongside = "alongside",
        /// Part of the hub: a person keeps their worker through the trial.
        Integrated = "integrated",
    }
}

words! {
    /// How support itself is given.
    pub enum SupportWay {
        Phone = "phone",
        Video = "video",
        FaceToFace = "face_to_face",
        HomeVisit = "home_visit",
        Online = "online",
        Text = "text",
        Email = "email",
        Letter = "letter",
    }
}

/// A task that is set when a person accepts support.
#[derive(Debug, Clone, PartialEq)]
pub struct AfterAcceptance {
    /// What to do, `agree_onward`.
    pub task: String,
    /// For whom.
    pub when: Condition,
    /// By when, from acceptance.
    pub within: TimeLimit,
    /// At which desk, where the hub has several; absent: at the one that reached the person.
    pub desk: Option<String>,
}

/// How the hub finds out what a person needs.
#[derive(Debug, Clone, PartialEq)]
pub struct NeedsAssessment {
    /// By when it is made, from acceptance of support: the task `assess_needs` is set then.
    pub within: TimeLimit,
    /// What the person is asked at the assessment and again at the end, so that the way between can be told.
    pub measures: Vec<Measure>,
}

/// Something of which a person says how it is, from 1 (very bad) to 5 (very good).
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its name in figures, `informed`.
    pub name: String,
    /// The question, as it is read out.
    pub question: String,
    /// Who is asked.
    pub when: Condition,
}

/// Support that is offered again to somebody who declined.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferAgain {
    /// Its name, unique in the profile.
    pub name: String,
    /// To whom.
    pub when: Condition,
    /// How long after they declined.
    pub after: Period,
    /// By which ways, the first that is open and safe.
    pub channels: Vec<Way>,
}

/// Opting out after the transfer, where the hub holds what it is sent on implied consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptOut {
    /// By when what is held of the person is erased, from when they said so.
    pub erased_within: TimeLimit,
}

words! {
    /// How a stream of money comes.
    pub enum FundingKind { Core = "core", Contract = "contract", Grant = "grant" }
}

/// What pays for the support in a case.
#[derive(Debug, Clone, PartialEq)]
pub struct FundingStream {
    /// Its name in figures, unique in the profile.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// How it comes.
    pub kind: FundingKind,
    /// Which cases it pays for.
    pub when: Condition,
    /// Its first and last day, both counted, in London; absent: without an end.
    pub from: Option<jiff::civil::Date>,
    /// See `from`.
    pub until: Option<jiff::civil::Date>,
}

impl FundingStream {
    /// Whether it pays on this day in London.
    pub fn pays_on(&self, day: jiff::civil::Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// A room that can be booked for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its name, unique in the profile.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Whether only women are seen there.
    pub women_only: bool,
}

/// All channels: what a hub that names none reaches people by.
pub(crate) fn every_channel() -> Vec<Channel> {
    Channel::ALL.to_vec()
}
