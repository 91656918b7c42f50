//! Do they agree to support?

use govuk::{Choice, Legend, Radios, Size};
use kernel::{Source, words};
use maud::{Markup, html};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::{Answer, answered, heading, read_yes_or_no, yes_or_no};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Do they agree to support?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::Consent,
    title: TITLE,
    fields: &["support_consent", "support_requested"],
    answers: &[(Field::SupportConsent, "support_consent"), (Field::SupportRequested, "support_requested")],
    read,
    show,
    summary,
};

words! {
    /// What the person said.
    enum Consent { Given = "given", Refused = "refused", NotAsked = "not_asked" }
}

impl Consent {
    const fn words(self) -> &'static str {
        match self {
            Self::Given => "Yes, they agree",
            Self::Refused => "No, they do not agree",
            Self::NotAsked => "They have not been asked",
        }
    }
}

fn is_the_person(form: &Form) -> bool {
    Source::parse(form.typed("source")) == Some(Source::SelfReferral)
}

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    let consent = form.word::<Consent>("support_consent", "Select whether they agree to support");
    let consent = consent.filter(|consent| *consent != Consent::NotAsked || !is_the_person(form));
    match consent {
        Some(consent @ (Consent::Given | Consent::Refused)) => told.say(Field::SupportConsent, consent.as_str()),
        Some(Consent::NotAsked) => {}
        None if form.error("support_consent").is_some() => {}
        None => form.fail("support_consent", "Ask whether they agree, and select yes or no"),
    }
    if !is_the_person(form) {
        read_yes_or_no(form, "support_requested", Field::SupportRequested, "Select whether they asked for support themselves", &mut told);
    } else if consent == Some(Consent::Given) {
        told.say(Field::SupportRequested, Answer::Yes.as_str());
    }
    told
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    let offered = Consent::ALL.iter().filter(|consent| **consent != Consent::NotAsked || !is_the_person(form));
    let radios = Radios::new("support_consent")
        .fieldset(heading(TITLE))
        .hint("Tell them what we keep about them, why, and that nothing goes to another service unless they agree to that too.")
        .value(form.typed("support_consent"))
        .error(form.error("support_consent"))
        .choices(offered.map(|consent| Choice::new(consent.as_str(), consent.words())));
    html! {
        (radios)
        @if !is_the_person(form) {
            (yes_or_no(form, "support_requested", Legend::new("Have they asked for support themselves?").size(Size::S)))
        }
    }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let consent = Consent::parse(form.typed("support_consent")).map(Consent::words).unwrap_or_default().to_owned();
    let mut rows = vec![("Agrees to support", consent)];
    if !is_the_person(form) {
        rows.push(("Asked for support", answered(form, "support_requested")));
    }
    rows
}
