//! The questions, a file each.

pub(super) mod applies;
pub(super) mod caller;
pub(super) mod consent;
pub(super) mod needs;
pub(super) mod person;
pub(super) mod reach;
pub(super) mod report;
pub(super) mod safety;
pub(super) mod what;
pub(super) mod when;

use govuk::{Choice, DateInput, Input, InputWidth, Legend, Radios, Size, Textarea};
use kernel::words;
use web::{Form, say};

use crate::read::Field;
use crate::take_referral::Told;

words! {
    /// An answer that may honestly be "I do not know".
    pub(super) enum Answer { Yes = "yes", No = "no", NotKnown = "not_known" }
}

impl Answer {
    const fn words(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotKnown => "Do not know",
        }
    }
}

/// A question that heads its page.
fn heading(text: &str) -> Legend {
    Legend::new(text).size(Size::L).page_heading(true)
}

/// Yes, no or not known, side by side.
fn yes_or_no(form: &Form, name: &'static str, legend: Legend) -> Radios {
    Radios::new(name)
        .fieldset(legend)
        .inline(true)
        .value(form.typed(name))
        .error(form.error(name))
        .choices(Answer::ALL.iter().map(|answer| Choice::new(answer.as_str(), answer.words())))
}

/// Reads such an answer, and tells it if it is known.
fn read_yes_or_no(form: &mut Form, name: &'static str, field: Field, missing: &str, told: &mut Told) {
    if let Some(answer) = form.word::<Answer>(name, missing).filter(|answer| *answer != Answer::NotKnown) {
        told.say(field, answer.as_str());
    }
}

fn answered(form: &Form, name: &str) -> String {
    Answer::parse(form.typed(name)).map(Answer::words).unwrap_or_default().to_owned()
}

/// A line of text.
fn line(form: &Form, name: &'static str, label: impl Into<govuk::Label>) -> Input {
    Input::new(name, label).spellcheck(false).autocomplete("off").value(form.typed(name)).error(form.error(name))
}

fn short_line(form: &Form, name: &'static str, label: &str) -> Input {
    line(form, name, label).width(InputWidth::Ten)
}

fn text(form: &Form, name: &'static str, label: impl Into<govuk::Label>) -> Textarea {
    Textarea::new(name, label).rows(4).value(form.typed(name)).error(form.error(name))
}

/// Reads a text that may be left empty, and tells it.
fn read_text(form: &mut Form, name: &'static str, most: usize, field: Field, told: &mut Told) {
    if let Some(text) = form.text(name, most) {
        told.say(field, text);
    }
}

fn date(form: &Form, name: &'static str, legend: Legend) -> DateInput {
    let parts = ["day", "month", "year"].map(|part| (part.to_owned(), form.typed(&format!("{name}-{part}")).to_owned()));
    DateInput::new(name).name_prefix(name).fieldset(legend).values(parts).error(form.error(name))
}

/// Reads a date that may be left empty but is not in the future, and tells it.
fn read_past(form: &mut Form, name: &'static str, what: &str, today: jiff::civil::Date, field: Field, told: &mut Told) {
    match form.date(name, what) {
        Some(date) if date > today => form.fail(&format!("{name}-day"), format!("{what} must be today or in the past")),
        Some(date) => told.say(field, date.to_string()),
        None => {}
    }
}

fn date_typed(form: &Form, name: &'static str) -> String {
    let [day, month, year] = ["day", "month", "year"].map(|part| form.typed(&format!("{name}-{part}")).trim().to_owned());
    web::typed_date(&day, &month, &year).map(say::date).unwrap_or_default()
}
