//! Writing down what the person said about which ways of contact are safe.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size, Textarea};
use kernel::{Safety, Sensitive};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::NOTE;
use crate::{
    Refused,
    case::CaseFile,
    change_safety::{Told, change_safety, mark},
};

kernel::words! {
    /// An answer about one way.
    enum Answer { Yes = "yes", No = "no", NotKnown = "not_known" }
}

impl Answer {
    const fn of(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::NotKnown,
        }
    }

    const fn known(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::NotKnown => None,
        }
    }
}

/// Each question's field and text.
const QUESTIONS: [(&str, &str); 5] = [
    ("call", "Is it safe to call?"),
    ("voicemail", "Is it safe to leave a message?"),
    ("text", "Is it safe to text?"),
    ("email", "Is it safe to email?"),
    ("letter", "Is it safe to write a letter?"),
];
const SHARES: (&str, &str) = ("shares", "Does the suspect live at the person’s address?");

/// The form as the record has it now.
fn filled(file: &CaseFile) -> Form {
    let known = &file.person.known;
    let Safety { call, voicemail, text, email, letter } = known.safety;
    let answers = QUESTIONS.iter().map(|(field, _)| *field).zip([call, voicemail, text, email, letter]);
    let all = answers.chain([(SHARES.0, known.suspect_shares_address)]).map(|(field, known)| (field, Answer::of(known).to_string()));
    let notes = known.contact_notes.as_ref().map(|notes| notes.reveal().clone()).unwrap_or_default();
    Form::filled(all.chain([("notes", notes), ("before", mark(&file.person))]))
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, None).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, sent: Option<Form>) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::ChangeContact, &file)?;
    let form = sent.unwrap_or_else(|| filled(&file));
    let question = |(field, text): (&'static str, &'static str)| {
        Radios::new(field)
            .fieldset(Fieldset::new(Legend::new(text).size(Size::S)))
            .choice(Choice::new(Answer::Yes.as_str(), "Yes"))
            .choice(Choice::new(Answer::No.as_str(), "No"))
            .choice(Choice::new(Answer::NotKnown.as_str(), "Not known"))
            .value(form.typed(field))
            .error(form.error(field))
    };
    let notes = Textarea::new("notes", "What must whoever makes contact know?")
        .hint("Times, a code word, who may answer, what to say and what not to say. It stands wherever contact can be made.")
        .value(form.typed("notes"))
        .error(form.error("notes"));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Which ways of contact are safe?" }
            p.govuk-body { "Write down what the person said, way by way. Choose “Not known” for what was not asked." }
            (who.form(&format!("{}/safety", address(file.case.id)), html! {
                input type="hidden" name="before" value=(form.typed("before"));
                @for about in QUESTIONS { (question(about)) }
                (question(SHARES))
                (notes)
                (Button::new("Save").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Which ways of contact are safe?")
        .signed_in(who)
        .at(Place::MyWork)
        .back(address(file.case.id))
        .form(&form)
        .render(site, content))
}

pub(super) async fn change(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let mut answer = |field| form.word::<Answer>(field, "Select yes, no or not known").and_then(Answer::known);
    let safety = Safety {
        call: answer("call"),
        voicemail: answer("voicemail"),
        text: answer("text"),
        email: answer("email"),
        letter: answer("letter"),
    };
    let suspect_shares_address = answer(SHARES.0);
    let contact_notes = form.text("notes", NOTE).map(Sensitive::new);
    if form.has_errors() {
        return page(&site, &who, &case, Some(form)).await;
    }
    let (id, told, profile) = (
        named(&case)?,
        Told { before: form.typed("before").to_owned(), safety, suspect_shares_address, contact_notes },
        site.profile.clone(),
    );
    let changed =
        carry_out::<kind::ChangeContact, _>(&site, &who, id, move |tx, ids, permit| change_safety(tx, ids, permit, &profile, &told));
    match changed.await? {
        Ok(()) => Ok(go_on(&address(id), Done::ContactChanged)),
        Err(Refused::ChangedMeanwhile) => {
            // What is known now, not what was typed: it may no longer be what the person would say.
            let mut form = filled(&read(&site, &who, &case).await?);
            form.fail("call", Refused::ChangedMeanwhile.sentence());
            page(&site, &who, &case, Some(form)).await
        }
        Err(why) => {
            form.fail("notes", why.sentence());
            page(&site, &who, &case, Some(form)).await
        }
    }
}
