//! What happened, and how are they involved?

use govuk::{Choice, Label, Legend, Radios, Size};
use kernel::{IncidentKind, Role};
use maud::{Markup, html};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::text;
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "What happened?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::What,
    title: TITLE,
    fields: &["role", "incident_kind", "offence_text"],
    answers: &[(Field::Role, "role"), (Field::IncidentKind, "incident_kind"), (Field::OffenceText, "offence_text")],
    read,
    show,
    summary,
};

const fn role(role: Role) -> &'static str {
    match role {
        Role::Victim => "It happened to them",
        Role::Witness => "They saw or heard it",
        Role::Bereaved => "Somebody close to them died because of it",
        Role::Guardian => "They are a parent or guardian of somebody it happened to",
        Role::BusinessContact => "It happened to a business, and they speak for it",
    }
}

const fn kind(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::Crime => "A crime",
        IncidentKind::Asb => "Antisocial behaviour",
        IncidentKind::DomesticNonCrime => "Domestic abuse that is no crime, or may be none",
        IncidentKind::RoadDeath => "A death on the road",
        IncidentKind::Fire => "A fire",
    }
}

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    if let Some(role) = form.word::<Role>("role", "Select how they are involved") {
        told.say(Field::Role, role.as_str());
    }
    if let Some(kind) = form.word::<IncidentKind>("incident_kind", "Select what kind of incident it was") {
        told.say(Field::IncidentKind, kind.as_str());
    }
    if let Some(text) = form.required("offence_text", 2_000, "Enter a few words about what happened") {
        told.say(Field::OffenceText, text);
    }
    told
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    let radios = |name: &'static str, legend: &str| {
        Radios::new(name).fieldset(Legend::new(legend).size(Size::S)).value(form.typed(name)).error(form.error(name))
    };
    let words = text(form, "offence_text", Label::new("In a few words").size(Size::S))
        .hint("Only as much as they want to tell, so that they need not tell it again. Do not press for details.");
    html! {
        h1.govuk-heading-l { (TITLE) }
        (radios("role", "How are they involved?").choices(Role::ALL.iter().map(|one| Choice::new(one.as_str(), role(*one)))))
        (radios("incident_kind", "What kind of incident was it?")
            .choices(IncidentKind::ALL.iter().map(|one| Choice::new(one.as_str(), kind(*one)))))
        (words)
    }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    vec![
        ("How they are involved", Role::parse(form.typed("role")).map(role).unwrap_or_default().to_owned()),
        ("Kind of incident", IncidentKind::parse(form.typed("incident_kind")).map(kind).unwrap_or_default().to_owned()),
        ("What happened", form.typed("offence_text").trim().to_owned()),
    ]
}
