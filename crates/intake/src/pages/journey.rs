//! The questions in their order, and what the answers come to.

use access::{Act, Subject};
use jiff::civil::Date;
use kernel::{PersonId, Safety, Source, london_date, words};
use maud::Markup;
use people::record::Particulars;
use web::{DraftId, Form, PageError, Purpose, SignedIn, Site};

use super::questions;
use crate::place::Chosen;
use crate::read::Field;
use crate::take_referral::Told;

words! {
    /// A page of the journey, by the end of its address.
    pub(crate) enum Step {
        Caller = "caller",
        Person = "person",
        Known = "known",
        Reach = "reach",
        Safety = "safety",
        Report = "report",
        What = "what",
        Applies = "applies",
        When = "when",
        Consent = "consent",
        Needs = "needs",
        Check = "check",
    }
}

impl Step {
    /// Its address.
    pub(super) fn path(self, id: DraftId) -> String {
        format!("/referrals/{id}/{self}")
    }

    /// The page after it.
    pub(super) fn next(self) -> Self {
        let after = Self::ALL.iter().skip_while(|step| **step != self).nth(1);
        after.copied().unwrap_or(Self::Check)
    }

    /// The page before it; the one before the person is asked about was only shown if there was somebody to ask about.
    pub(super) fn before(self) -> Option<Self> {
        let before = Self::ALL.iter().take_while(|step| **step != self).filter(|step| **step != Self::Known);
        before.last().copied()
    }
}

/// What a question goes by besides the answers.
#[derive(Debug)]
pub(super) struct Setting<'a> {
    /// The hub.
    pub(super) site: &'a Site,
    /// What is on record about what is safe for a person already known.
    pub(super) known: Option<KnownSafety>,
}

/// What is on record about what is safe for somebody.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownSafety {
    pub(super) safety: Safety,
    pub(super) suspect_shares_address: Option<bool>,
}

impl<'a> Setting<'a> {
    pub(super) const fn new(site: &'a Site) -> Self {
        Self { site, known: None }
    }

    /// Today, in London.
    pub(super) fn today(&self) -> Date {
        london_date(self.site.now())
    }
}

/// One question: what it is called, how it is shown, read and told again.
pub(super) struct Question {
    pub(super) step: Step,
    pub(super) title: &'static str,
    /// The names of its fields.
    pub(super) fields: &'static [&'static str],
    /// The fields of the feed that it answers, each with the field of the form beside which a complaint about it stands.
    pub(super) answers: &'static [(Field, &'static str)],
    /// Reads the answers, noting what is wrong with them.
    pub(super) read: fn(&mut Form, &Setting<'_>) -> Told,
    /// The fields, filled in; the first of them holds the page's heading.
    pub(super) show: fn(&Form, &Setting<'_>) -> Markup,
    /// The answers as rows of a summary.
    pub(super) summary: fn(&Form) -> Vec<(&'static str, String)>,
}

/// Every question that stands on a page of its own; who the person is among those known is asked in `known`.
pub(super) const QUESTIONS: [Question; 10] = [
    questions::caller::QUESTION,
    questions::person::QUESTION,
    questions::reach::QUESTION,
    questions::safety::QUESTION,
    questions::report::QUESTION,
    questions::what::QUESTION,
    questions::applies::QUESTION,
    questions::when::QUESTION,
    questions::consent::QUESTION,
    questions::needs::QUESTION,
];

/// The question of this page.
pub(super) fn question(step: Step) -> Option<&'static Question> {
    QUESTIONS.iter().find(|question| question.step == step)
}

/// Everything told, ready for the door.
#[derive(Debug)]
pub(super) struct Complete {
    pub(super) source: Source,
    pub(super) told: Told,
    pub(super) chosen: Chosen,
}

/// Reads every answer again.
///
/// # Errors
/// The first question with something wrong in its answers, noted in the form.
pub(super) fn complete(form: &mut Form, setting: &Setting<'_>) -> Result<Complete, Step> {
    let mut told = Told::default();
    for question in &QUESTIONS {
        told.and((question.read)(form, setting));
        if form.has_errors() {
            return Err(question.step);
        }
    }
    let source = Source::parse(form.typed("source")).ok_or(Step::Caller)?;
    Ok(Complete { source, told, chosen: chosen(form) })
}

/// What the worker said of who the person is.
pub(super) fn chosen(form: &Form) -> Chosen {
    match (PersonId::parse(form.typed("known")), form.typed("known")) {
        (Some(person), _) => Chosen::This(person),
        (None, "none") => Chosen::NoneOf(form.all_typed("ruled_out").filter_map(PersonId::parse).collect()),
        (None, _) => Chosen::Nobody,
    }
}

/// Whether the person said no.
pub(super) fn is_refused(form: &Form) -> bool {
    form.typed("support_consent") == "refused"
}

/// What is told of the person, for finding whether they are known.
pub(super) fn described(form: &Form, setting: &Setting<'_>) -> Particulars {
    questions::person::described(form, setting)
}

/// The answers so far; nothing when they are done with.
pub(super) async fn answers(site: &Site, who: &SignedIn, id: DraftId) -> Result<Option<Form>, PageError> {
    may(site, who)?;
    match who.transaction(site, move |tx, asking| asking.draft(tx, Purpose::Referral, id)).await {
        Ok(form) => Ok(Some(form)),
        Err(PageError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Keeps the answers, and where the worker goes on.
pub(super) async fn save(site: &Site, who: &SignedIn, id: DraftId, mut form: Form, next: Step) -> Result<(), PageError> {
    form.take_over(&["next"], &Form::filled([("next", next.as_str().to_owned())]));
    who.transaction(site, move |tx, asking| asking.save_draft(tx, Purpose::Referral, id, &form)).await
}

/// Whether they may take a referral; the act itself is permitted, and noted, when it is taken.
pub(super) fn may(site: &Site, who: &SignedIn) -> Result<(), PageError> {
    site.walls.may(who.actor(), Act::TakeReferral, Subject::Hub, site.now()).map_err(|_| PageError::Refused)
}

/// Where answers are kept, by the address.
pub(super) fn draft_id(text: &str) -> Result<DraftId, PageError> {
    DraftId::parse(text).ok_or(PageError::NotFound)
}
