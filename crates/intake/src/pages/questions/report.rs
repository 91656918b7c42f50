//! Was it reported to the police?

use govuk::{Choice, Radios};
use kernel::words;
use maud::{Markup, html};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::{heading, line};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Was it reported to the police?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::Report,
    title: TITLE,
    fields: &["reported", "crime_reference"],
    answers: &[(Field::Reported, "reported"), (Field::CrimeReference, "crime_reference")],
    read,
    show,
    summary,
};

words! {
    /// Whether it was reported, as somebody on the telephone can tell.
    enum Reported { Yes = "yes", WithoutReference = "without_reference", No = "no" }
}

impl Reported {
    const fn words(self) -> &'static str {
        match self {
            Self::Yes => "Yes, and the crime reference is known",
            Self::WithoutReference => "Yes, but the crime reference is not known",
            Self::No => "No",
        }
    }
}

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    match form.word::<Reported>("reported", "Select whether it was reported to the police") {
        Some(Reported::Yes) => {
            told.say(Field::Reported, "yes");
            let missing = "Enter the crime reference, or select that it is not known";
            if let Some(reference) = form.required("crime_reference", 200, missing) {
                told.say(Field::CrimeReference, reference);
            }
        }
        // Without the reference the incident cannot be told from others, so the feed takes it only as not reported.
        Some(Reported::WithoutReference) => {
            told.say(Field::Reported, "no");
            told.say_besides("crime_reference_not_known", "yes");
        }
        Some(Reported::No) => told.say(Field::Reported, "no"),
        None => {}
    }
    told
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    let reference = line(form, "crime_reference", "Crime reference").hint("It is on the letter or text that the police sent.");
    let choice = |reported: Reported| Choice::new(reported.as_str(), reported.words());
    let radios = Radios::new("reported")
        .fieldset(heading(TITLE))
        .value(form.typed("reported"))
        .error(form.error("reported"))
        .choice(choice(Reported::Yes).conditional(html! { (reference) }))
        .choice(choice(Reported::WithoutReference).hint("It is taken down as not reported until the reference is known."))
        .choice(choice(Reported::No).hint("They can have support all the same."));
    html! { (radios) }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let reported = Reported::parse(form.typed("reported"));
    let reference = if reported == Some(Reported::Yes) { form.typed("crime_reference").trim() } else { "" };
    vec![("Reported to the police", format!("{}\n{reference}", reported.map(Reported::words).unwrap_or_default()).trim().to_owned())]
}
