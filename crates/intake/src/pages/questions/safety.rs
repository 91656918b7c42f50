//! Which ways of contact are safe? Each is asked for by itself, and not knowing is an answer.

use govuk::{Choice, InsetText, Label, Legend, Radios, Size};
use kernel::PreferredContact;
use maud::{Markup, html};
use web::Form;

use super::super::journey::{KnownSafety, Question, Setting, Step};
use super::{Answer, answered, read_text, read_yes_or_no, text, yes_or_no};
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Which ways of contact are safe?";

pub(in super::super) const QUESTION: Question = Question {
    step: Step::Safety,
    title: TITLE,
    fields: &[
        "safe_call",
        "safe_voicemail",
        "safe_text",
        "safe_email",
        "safe_letter",
        "suspect_shares_address",
        "preferred_contact",
        "contact_notes",
    ],
    answers: &[
        (Field::SafeCall, "safe_call"),
        (Field::SafeVoicemail, "safe_voicemail"),
        (Field::SafeText, "safe_text"),
        (Field::SafeEmail, "safe_email"),
        (Field::SafeLetter, "safe_letter"),
        (Field::SuspectSharesAddress, "suspect_shares_address"),
        (Field::PreferredContact, "preferred_contact"),
        (Field::ContactNotes, "contact_notes"),
    ],
    read,
    show,
    summary,
};

/// Each way: its field here and in the feed, what is asked about, and in brief.
const WAYS: [(&str, Field, &str, &str); 5] = [
    ("safe_call", Field::SafeCall, "call them", "Call"),
    ("safe_voicemail", Field::SafeVoicemail, "leave a voicemail", "Voicemail"),
    ("safe_text", Field::SafeText, "send a text", "Text"),
    ("safe_email", Field::SafeEmail, "send an email", "Email"),
    ("safe_letter", Field::SafeLetter, "send a letter", "Letter"),
];

const fn preferred(way: PreferredContact) -> &'static str {
    match way {
        PreferredContact::Phone => "Phone call",
        PreferredContact::Text => "Text",
        PreferredContact::Email => "Email",
        PreferredContact::Letter => "Letter",
        PreferredContact::None => "No preference",
    }
}

/// The field that says whether the preferred way is safe.
const fn asked_of(way: PreferredContact) -> Option<&'static str> {
    match way {
        PreferredContact::Phone => Some("safe_call"),
        PreferredContact::Text => Some("safe_text"),
        PreferredContact::Email => Some("safe_email"),
        PreferredContact::Letter => Some("safe_letter"),
        PreferredContact::None => None,
    }
}

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    for (name, field, what, _) in WAYS {
        read_yes_or_no(form, name, field, &format!("Select whether it is safe to {what}"), &mut told);
    }
    let shares = "Select whether the suspect lives at the same address";
    read_yes_or_no(form, "suspect_shares_address", Field::SuspectSharesAddress, shares, &mut told);
    if let Some(way) = form.word::<PreferredContact>("preferred_contact", "Select how they would like to be contacted") {
        told.say(Field::PreferredContact, way.as_str());
        if asked_of(way).is_some_and(|asked| form.typed(asked) == Answer::No.as_str()) {
            form.fail("preferred_contact", "Select a way that they did not call unsafe");
        }
    }
    read_text(form, "contact_notes", 2_000, Field::ContactNotes, &mut told);
    told
}

fn show(form: &Form, setting: &Setting<'_>) -> Markup {
    let preferences = Radios::new("preferred_contact")
        .fieldset(Legend::new("How would they like to be contacted?").size(Size::S))
        .value(form.typed("preferred_contact"))
        .error(form.error("preferred_contact"))
        .choices(PreferredContact::ALL.iter().map(|way| Choice::new(way.as_str(), preferred(*way))));
    let notes = text(form, "contact_notes", Label::new("What else keeps contact safe?").size(Size::S)).hint(
        "For example: when to call, who may answer, what to say if somebody else does. Everybody who works on the case can read this.",
    );
    html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "Somebody else may see their phone, their post or their email. Ask about each way. If they are not sure, select “Do not know”." }
        (on_record(setting.known))
        @for (name, _, what, _) in WAYS { (yes_or_no(form, name, Legend::new(format!("Is it safe to {what}?")).size(Size::S))) }
        (yes_or_no(form, "suspect_shares_address", Legend::new("Does the suspect live at the same address?").size(Size::S))
            .hint("If so, no letter is ever sent there."))
        (preferences)
        (notes)
    }
}

/// What was called unsafe before stays so until a worker changes it on the case, whatever is answered here.
fn on_record(known: Option<KnownSafety>) -> Markup {
    let Some(KnownSafety { safety, suspect_shares_address }) = known else { return html! {} };
    let said = [safety.call, safety.voicemail, safety.text, safety.email, safety.letter];
    let shut = WAYS.iter().zip(said).filter(|(_, said)| *said == Some(false)).map(|((.., brief), _)| brief.to_lowercase());
    let mut shut: Vec<String> = shut.collect();
    if suspect_shares_address == Some(true) {
        shut.push("the suspect lives at the same address".to_owned());
    }
    let content = html! { "Already on record as not safe: " (shut.join(", ")) ". This stays so until it is changed on their case." };
    html! { @if !shut.is_empty() { (InsetText::new(content)) } }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let ways: Vec<String> = WAYS.iter().map(|(name, _, _, brief)| format!("{brief}: {}", answered(form, name).to_lowercase())).collect();
    vec![
        ("Safe ways", ways.join("\n")),
        ("Suspect at the same address", answered(form, "suspect_shares_address")),
        ("Preferred way", PreferredContact::parse(form.typed("preferred_contact")).map(preferred).unwrap_or_default().to_owned()),
        ("What keeps contact safe", form.typed("contact_notes").trim().to_owned()),
    ]
}
