//! A profile as sentences under headings: what `show` prints, `compare` sets side by side and pages tell.

mod accountability;
mod due;
mod first_contact;
mod keeping;
mod onward;
mod organisations;
mod support;
mod whom;

use jiff::civil::Time;
use kernel::words;

pub(crate) use accountability::{every_name, in_thousands, moment_name};
pub(crate) use keeping::{period, steps};
pub(crate) use onward::{consent_name, disclosure_name};
pub(crate) use organisations::staff_name;
pub(crate) use support::support_way_name;

pub use due::due_in_words;

use crate::in_words::capital;
use crate::model::{Desk, Profile};
use crate::titles::spaced;

words! {
    /// What a profile decides, in the order in which it is told.
    pub(crate) enum Matter {
        Governance = "Who runs the hub",
        Organisations = "Who is under its roof",
        SignIn = "How staff sign in",
        Ground = "On what ground it holds details",
        OptingOut = "Opting out",
        Scope = "Whom it serves",
        NotContacted = "Whom it does not contact",
        Reached = "How people are reached and supported",
        Contact = "First contact",
        Unreached = "When nobody answers",
        OfferedAgain = "When somebody declines",
        Pathways = "Where a case goes",
        Meeting = "The meeting on several services",
        Worker = "Who gets a case",
        Accepted = "After the person has accepted support",
        Needs = "What a person needs",
        Onward = "Referral to other services",
        Services = "The services to which people can be referred",
        Disclosure = "What is told without consent",
        Updates = "News of the case from the force",
        HateReports = "Reports of hate crime",
        Rooms = "Rooms",
        Feedback = "How people say how it was",
        Reports = "Reports it owes",
        Funding = "What pays for support",
        Resources = "What it costs and who works there",
        Retention = "How long records are kept",
    }
}

/// Sentences on one matter; none where the hub has nothing of it and nobody would miss that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    pub(crate) matter: Matter,
    /// What the hub decided, a sentence each.
    pub sentences: Vec<String>,
}

impl Chapter {
    /// What it is about, as a heading: `First contact`.
    pub fn title(&self) -> &'static str {
        self.matter.as_str()
    }
}

/// The pathway of a case that no other takes.
pub(crate) const GENERAL: &str = "general";

/// Everything a profile says, chapter by chapter, without those in which it says nothing.
pub fn chapters(profile: &Profile) -> Vec<Chapter> {
    of(profile).into_iter().filter(|chapter| !chapter.sentences.is_empty()).collect()
}

/// A chapter on every matter.
pub(crate) fn of(profile: &Profile) -> Vec<Chapter> {
    let tell = |matter: Matter| match matter {
        Matter::Governance => whom::governance(profile),
        Matter::Organisations => organisations::organisations(profile),
        Matter::SignIn => organisations::sign_in(profile),
        Matter::Ground => whom::grounds(profile),
        Matter::OptingOut => support::opting_out(profile),
        Matter::Scope => whom::scope(profile),
        Matter::NotContacted => whom::not_contacted(profile),
        Matter::Reached => support::reached(profile),
        Matter::Contact => first_contact::contact(profile),
        Matter::Unreached => first_contact::unreached(profile),
        Matter::OfferedAgain => first_contact::offered_again(profile),
        Matter::Pathways => first_contact::pathways(profile),
        Matter::Meeting => first_contact::meeting(profile),
        Matter::Worker => support::worker(profile),
        Matter::Accepted => support::accepted(profile),
        Matter::Needs => support::needs(profile),
        Matter::Onward => onward::onward(profile),
        Matter::Services => onward::services(profile),
        Matter::Disclosure => onward::disclosure(profile),
        Matter::Updates => accountability::updates(profile),
        Matter::HateReports => accountability::hate_reports(profile),
        Matter::Rooms => support::rooms(profile),
        Matter::Feedback => accountability::feedback(profile),
        Matter::Reports => accountability::reports(profile),
        Matter::Funding => accountability::funding(profile),
        Matter::Resources => accountability::resources(profile),
        Matter::Retention => keeping::retention(profile),
    };
    Matter::ALL.iter().map(|matter| Chapter { matter: *matter, sentences: tell(*matter) }).collect()
}

/// The names in quotation marks, for reading.
fn quoted<'n>(names: impl IntoIterator<Item = &'n String>) -> Vec<String> {
    names.into_iter().map(|name| format!("\"{}\"", spaced(name))).collect()
}

fn name_of(profile: &Profile, desk: &Desk) -> String {
    desk.name.as_ref().map_or_else(|| "the hub".to_owned(), |name| format!("the desk \"{}\"", profile.title_of(name)))
}

fn subject(profile: &Profile, desk: &Desk) -> String {
    capital(&name_of(profile, desk))
}

fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}
