//! Who is telling us?

use govuk::{Choice, Radios};
use kernel::Source;
use maud::{Markup, html};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::{heading, line};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Who is telling you about this?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::Caller,
    title: TITLE,
    fields: &["source", "caller"],
    answers: &[(Field::OfficerName, "caller")],
    read,
    show,
    summary,
};

/// The doors by which somebody can tell a worker something.
const SOURCES: [Source; 4] = [Source::SelfReferral, Source::Agency, Source::Police, Source::OtherHub];

const fn words(source: Source) -> &'static str {
    match source {
        Source::SelfReferral => "The person who needs support",
        Source::Agency => "A partner organisation, or somebody on the person’s behalf",
        Source::Police => "The police",
        _ => "Another victim hub",
    }
}

fn source(form: &Form) -> Option<Source> {
    Source::parse(form.typed("source")).filter(|source| SOURCES.contains(source))
}

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    let caller = form.text("caller", 200);
    match source(form) {
        None => form.fail("source", "Select who is telling you"),
        Some(Source::SelfReferral) => {}
        Some(source) => match caller {
            None if form.error("caller").is_some() => {}
            None => form.fail("caller", "Enter who is calling, so that they can be asked again"),
            Some(caller) if source == Source::Police => told.say(Field::OfficerName, caller),
            Some(caller) => told.say_besides("referred_by", caller),
        },
    }
    told
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    let radios = Radios::new("source")
        .fieldset(heading(TITLE))
        .value(form.typed("source"))
        .error(form.error("source"))
        .choices(SOURCES.iter().map(|source| Choice::new(source.as_str(), words(*source))));
    let caller =
        line(form, "caller", "Name and organisation of whoever is calling").hint("Leave this empty if it is the person themselves.");
    html! { (radios) (caller) }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let caller = if source(form) == Some(Source::SelfReferral) { "" } else { form.typed("caller") };
    vec![("Told by", format!("{}\n{caller}", source(form).map(words).unwrap_or_default()).trim().to_owned())]
}
