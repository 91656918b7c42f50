//! Where do they live, and how else can they be reached?

use govuk::InputType;
use kernel::{Email, Postcode};
use maud::{Markup, html};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::{line, read_text, short_line};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Where do they live?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::Reach,
    title: TITLE,
    fields: &["address_1", "address_2", "town", "postcode", "email"],
    answers: &[
        (Field::Address1, "address_1"),
        (Field::Address2, "address_2"),
        (Field::Town, "town"),
        (Field::Postcode, "postcode"),
        (Field::Email, "email"),
    ],
    read,
    show,
    summary,
};

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    read_text(form, "address_1", 500, Field::Address1, &mut told);
    read_text(form, "address_2", 500, Field::Address2, &mut told);
    read_text(form, "town", 200, Field::Town, &mut told);
    if let Some(typed) = form.text("postcode", 20) {
        if Postcode::parse(&typed).is_some() {
            told.say(Field::Postcode, typed);
        } else {
            form.fail("postcode", "Enter a postcode, like LN1 1AA, or the first half of one");
        }
    }
    if let Some(typed) = form.text("email", 254) {
        if Email::parse(&typed).is_some() {
            told.say(Field::Email, typed);
        } else {
            form.fail("email", "Enter an email address, like name@example.org");
        }
    }
    told
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "Leave empty what they do not want to tell. With a postcode we know whether this hub serves them." }
        (line(form, "address_1", "Address line 1"))
        (line(form, "address_2", "Address line 2"))
        (line(form, "town", "Town or city"))
        (short_line(form, "postcode", "Postcode"))
        (line(form, "email", "Email address").input_type(InputType::Email))
    }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let address = ["address_1", "address_2", "town", "postcode"].map(|name| form.typed(name).trim().to_owned());
    let address: Vec<String> = address.into_iter().filter(|line| !line.is_empty()).collect();
    vec![("Address", address.join("\n")), ("Email address", form.typed("email").trim().to_owned())]
}
