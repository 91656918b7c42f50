//! What do they need so that we understand each other?

use govuk::{Checkboxes, Choice, Label, Legend, Select, SelectOption, Size};
use maud::{Markup, html};
use people::language;
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::{answered, line, read_yes_or_no, yes_or_no};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Language and needs";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::Needs,
    title: TITLE,
    fields: &["first_language", "interpreter_needed", "communication_needs", "other_needs"],
    answers: &[
        (Field::FirstLanguage, "first_language"),
        (Field::InterpreterNeeded, "interpreter_needed"),
        (Field::CommunicationNeeds, "communication_needs"),
    ],
    read,
    show,
    summary,
};

/// Needs that come up most; their words are what is kept.
const NEEDS: [&str; 8] = [
    "Deaf or hard of hearing",
    "Text relay",
    "Blind or partly sighted",
    "Large print",
    "Braille",
    "Easy read",
    "Help with reading or writing",
    "Somebody of the same sex to speak to",
];

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    let typed = form.typed("first_language").to_owned();
    if language::name(&typed).is_some() {
        told.say(Field::FirstLanguage, typed);
    } else if !typed.is_empty() {
        form.fail("first_language", "Select one of the languages, or enter another one below");
    }
    if !form.typed("interpreter_needed").is_empty() {
        read_yes_or_no(form, "interpreter_needed", Field::InterpreterNeeded, "Select yes, no or do not know", &mut told);
    }
    // A semicolon would part one need into two.
    let other = form.text("other_needs", 500).map(|other| other.replace(';', ","));
    let needs: Vec<String> = chosen(form).map(str::to_owned).chain(other).collect();
    told.say(Field::CommunicationNeeds, needs.join(";"));
    told
}

/// The needs ticked, of those offered.
fn chosen(form: &Form) -> impl Iterator<Item = &'static str> {
    NEEDS.into_iter().filter(|need| form.has("communication_needs", need))
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    let language = Select::new("first_language", "First language")
        .options(
            std::iter::once(SelectOption::new("", "Not known"))
                .chain(language::MOST_SPOKEN.map(|(code, name)| SelectOption::new(code, name))),
        )
        .value(form.typed("first_language"))
        .error(form.error("first_language"));
    let needs = Checkboxes::new("communication_needs")
        .small(true)
        .fieldset(Legend::new("What else helps?").size(Size::S))
        .values(form.all_typed("communication_needs").map(str::to_owned))
        .choices(NEEDS.map(|need| Choice::new(need, need)));
    html! {
        h1.govuk-heading-l { (TITLE) }
        (language)
        (yes_or_no(form, "interpreter_needed", Legend::new("Do they need an interpreter?").size(Size::S))
            .hint("Never a relative, a child, or somebody who may know the suspect."))
        (needs)
        (line(form, "other_needs", Label::new("Anything else, or another language").size(Size::S)))
    }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let language = language::name(form.typed("first_language")).unwrap_or_default();
    let other = form.typed("other_needs").trim();
    let needs: Vec<String> = chosen(form).map(str::to_owned).chain((!other.is_empty()).then(|| other.to_owned())).collect();
    vec![
        ("First language", language.to_owned()),
        ("Interpreter needed", answered(form, "interpreter_needed")),
        ("Needs", if needs.is_empty() { "None told".to_owned() } else { needs.join("\n") }),
    ]
}
