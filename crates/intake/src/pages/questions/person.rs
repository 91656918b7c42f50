//! Who needs support?

use govuk::{InputMode, InputType, Legend, Size};
use kernel::{Phone, Sensitive};
use maud::{Markup, html};
use people::record::{Particulars, Point, PointKind};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::{date, date_typed, line, read_past, read_text};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Who needs support?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::Person,
    title: TITLE,
    fields: &["given_name", "family_name", "date_of_birth-day", "date_of_birth-month", "date_of_birth-year", "phone"],
    answers: &[
        (Field::GivenName, "given_name"),
        (Field::FamilyName, "family_name"),
        (Field::DateOfBirth, "date_of_birth"),
        (Field::PhoneMobile, "phone"),
        (Field::PhoneHome, "phone"),
    ],
    read,
    show,
    summary,
};

fn read(form: &mut Form, setting: &Setting<'_>) -> Told {
    let mut told = Told::default();
    read_text(form, "given_name", 200, Field::GivenName, &mut told);
    read_text(form, "family_name", 200, Field::FamilyName, &mut told);
    if form.typed("given_name").trim().is_empty() && form.typed("family_name").trim().is_empty() {
        form.fail("given_name", "Enter a given name or a family name");
    }
    read_past(form, "date_of_birth", "Date of birth", setting.today(), Field::DateOfBirth, &mut told);
    if let Some(typed) = form.text("phone", 50) {
        match Phone::parse(&typed) {
            Some(phone) if phone.is_mobile() => told.say(Field::PhoneMobile, typed),
            Some(_) => told.say(Field::PhoneHome, typed),
            None => form.fail("phone", "Enter a phone number, like 01632 960001 or 07700 900123"),
        }
    }
    told
}

pub(in super::super) fn described(form: &Form, setting: &Setting<'_>) -> Particulars {
    let text = |name: &str| Some(form.typed(name).trim()).filter(|typed| !typed.is_empty()).map(|typed| Sensitive::new(typed.to_owned()));
    let mut born = Form::empty();
    born.take_over(QUESTION.fields, form);
    let phone = Phone::parse(form.typed("phone")).map(|phone| Point {
        kind: if phone.is_mobile() { PointKind::Mobile } else { PointKind::HomePhone },
        value: Sensitive::new(phone.for_display()),
        key: Some(Sensitive::new(phone.reveal().to_owned())),
    });
    Particulars {
        given_name: text("given_name"),
        family_name: text("family_name"),
        date_of_birth: born.date("date_of_birth", "Date of birth").filter(|born| *born <= setting.today()).map(Sensitive::new),
        points: phone.into_iter().collect(),
        ..Particulars::default()
    }
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "Ask first whether they can talk now without being overheard." }
        (line(form, "given_name", "Given name"))
        (line(form, "family_name", "Family name"))
        (date(form, "date_of_birth", Legend::new("Date of birth").size(Size::S)).hint("For example, 27 3 1984. Leave it empty if it is not known."))
        (line(form, "phone", "Phone number")
            .input_type(InputType::Tel)
            .input_mode(InputMode::Tel)
            .hint("You are asked which ways of contact are safe on a later page."))
    }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let name = format!("{} {}", form.typed("given_name").trim(), form.typed("family_name").trim());
    vec![
        ("Name", name.trim().to_owned()),
        ("Date of birth", date_typed(form, "date_of_birth")),
        ("Phone number", Phone::parse(form.typed("phone")).map(|phone| phone.for_display()).unwrap_or_default()),
    ]
}
