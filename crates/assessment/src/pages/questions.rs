//! The questions that both assessments ask, and what is read of their answers.

use govuk::{Choice, Fieldset, Legend, Radios, Size};
use kernel::words;
use maud::{Markup, html};
use profile::Measure;
use web::Form;

use crate::areas::{Degree, Need};
use crate::assess::Rating;

/// The choice that says a question was not asked; it is the same as leaving it unanswered, and lets an answer be taken back.
const NOT_ASKED: &str = "not_asked";

words! {
    /// Answers to a measure.
    enum Answer { VeryBad = "1", Bad = "2", Middling = "3", Good = "4", VeryGood = "5" }
}

impl Answer {
    const fn title(self) -> &'static str {
        match self {
            Self::VeryBad => "1, very bad",
            Self::Bad => "2, bad",
            Self::Middling => "3, neither bad nor good",
            Self::Good => "4, good",
            Self::VeryGood => "5, very good",
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::VeryBad => 1,
            Self::Bad => 2,
            Self::Middling => 3,
            Self::Good => 4,
            Self::VeryGood => 5,
        }
    }
}

/// An answer as a page says it.
pub(super) fn answer_words(answer: u8) -> &'static str {
    Answer::ALL.iter().find(|word| word.number() == answer).map_or("", |word| word.title())
}

fn name_of_need(need: Need) -> String {
    format!("need-{need}", need = need.as_str())
}

fn name_of_measure(measure: &str) -> String {
    format!("measure-{measure}")
}

fn question(name: &str, legend: &str, choices: impl Iterator<Item = Choice>, form: &Form) -> Radios {
    Radios::new(name)
        .fieldset(Fieldset::new(Legend::new(legend.to_owned()).size(Size::S)))
        .small(true)
        .choices(choices)
        .choice(Choice::new(NOT_ASKED, "Not asked, or would rather not say"))
        .value(form.typed(name))
        .error(form.error(name))
}

/// A question for each area of need.
pub(super) fn areas(form: &Form) -> Markup {
    html! {
        @for need in Need::ALL {
            (question(&name_of_need(*need), need.title(), Degree::ALL.iter().map(|degree| Choice::new(degree.as_str(), degree.title())), form))
        }
    }
}

/// Each measure as it is read out.
pub(super) fn measures(asked: &[Measure], form: &Form) -> Markup {
    html! {
        @for measure in asked {
            (question(&name_of_measure(&measure.name), &measure.question, Answer::ALL.iter().map(|word| Choice::new(word.as_str(), word.title())), form))
        }
    }
}

/// What was chosen, where it was answered; a choice that the page does not have is told at the question.
fn answered<W: kernel::words::Word>(form: &mut Form, name: &str) -> Option<W> {
    if form.typed(name) == NOT_ASKED { None } else { form.word_or_none(name) }
}

/// How much need there is, in the areas that were answered.
pub(super) fn needs_of(form: &mut Form) -> Vec<(Need, Degree)> {
    Need::ALL.iter().filter_map(|need| Some((*need, answered(form, &name_of_need(*need))?))).collect()
}

/// What was answered to the measures.
pub(super) fn ratings_of(form: &mut Form, asked: &[Measure]) -> Vec<Rating> {
    let answer = |measure: &Measure| {
        let answer: Answer = answered(form, &name_of_measure(&measure.name))?;
        Some(Rating { measure: measure.name.clone(), answer: answer.number() })
    };
    asked.iter().filter_map(answer).collect()
}

/// The first question of the page, to which an error leads that is about all of them.
pub(super) fn first_need() -> String {
    Need::ALL.first().map_or_else(String::new, |need| name_of_need(*need))
}

/// [`first_need`] where there are measures alone.
pub(super) fn first_measure(asked: &[Measure]) -> String {
    asked.first().map_or_else(String::new, |measure| name_of_measure(&measure.name))
}
