//! When and where did it happen?

use govuk::{Legend, Size};
use kernel::Postcode;
use maud::{Markup, html};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::{date, date_typed, line, read_past, read_text, short_line};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "When and where did it happen?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::When,
    title: TITLE,
    fields: &["occurred_from-day", "occurred_from-month", "occurred_from-year", "incident_location", "incident_postcode"],
    answers: &[
        (Field::OccurredFrom, "occurred_from"),
        (Field::IncidentLocation, "incident_location"),
        (Field::IncidentPostcode, "incident_postcode"),
    ],
    read,
    show,
    summary,
};

fn read(form: &mut Form, setting: &Setting<'_>) -> Told {
    let mut told = Told::default();
    read_past(form, "occurred_from", "The day it happened", setting.today(), Field::OccurredFrom, &mut told);
    read_text(form, "incident_location", 500, Field::IncidentLocation, &mut told);
    if let Some(typed) = form.text("incident_postcode", 20) {
        if Postcode::parse(&typed).is_some() {
            told.say(Field::IncidentPostcode, typed);
        } else {
            form.fail("incident_postcode", "Enter a postcode, like LN1 1AA, or the first half of one");
        }
    }
    told
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    html! {
        h1.govuk-heading-l { (TITLE) }
        (date(form, "occurred_from", Legend::new("The day it happened, or began").size(Size::S))
            .hint("For example, 21 11 2026. Leave it empty if it is not known."))
        (line(form, "incident_location", "Where").hint("For example: at home, on the way to work, High Street."))
        (short_line(form, "incident_postcode", "Postcode of the place, if known"))
    }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let place = format!("{}\n{}", form.typed("incident_location").trim(), form.typed("incident_postcode").trim());
    vec![("When", date_typed(form, "occurred_from")), ("Where", place.trim().to_owned())]
}
