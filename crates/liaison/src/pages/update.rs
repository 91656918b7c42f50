//! One update: what came of asking, and that the person was told.

use std::sync::Arc;

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, attempt, caption, may, named};
use govuk::{Button, ButtonKind, Choice, Fieldset, Legend, Radios, Size, Textarea};
use kernel::{Sensitive, words};
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::TEXT;
use super::updates::{read, told};
use super::words::{says, source};
use crate::error::{Error, Refused};
use crate::update::{
    Answer, AnswerSource, Update, UpdateId, UpdateSays, UpdateState, answer_update, chase_update, leave_update, no_answer, person_told,
};

words! {
    /// What came of it, as the form says it.
    enum Came { Answer = "answer", Chased = "chased", Nothing = "no_answer", Told = "told", Left = "left" }
}

pub(super) async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, update)): Path<(String, String)>,
) -> Result<Response, PageError> {
    page(&site, &who, (&case, &update), &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, (case, update): (&str, &str), form: &Form) -> Result<Response, PageError> {
    let id = UpdateId::parse(update).ok_or(PageError::NotFound)?;
    let (file, updates) = read(site, who, case).await?;
    let update = updates.iter().find(|update| update.id == id).ok_or(PageError::NotFound)?;
    let back = format!("{}/updates", address(file.case.id));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "What came of asking" }
            (told(update, &file, site))
            @if may(site, who, Act::AskForUpdate, &file) { (what_next(who, &format!("{back}/{id}"), update, form)) }
        }
    };
    Ok(Page::new("What came of asking").signed_in(who).at(Place::MyWork).back(back).form(form).render(site, content))
}

fn what_next(who: &SignedIn, action: &str, update: &Update, form: &Form) -> Markup {
    if update.told_at.is_some() || update.state == UpdateState::Left {
        return html! {};
    }
    let why = Textarea::new("why", "Why is the person not told?")
        .hint("They want to know no longer, or there is no safe way to tell them.")
        .rows(2)
        .value(form.typed("why"))
        .error(form.error("why"));
    if update.ended.is_some() {
        return html! {
            p.govuk-body { "Reach the person only by a way that is safe: it stands on the page of the case." }
            (who.form(action, html! {
                input type="hidden" name="came" value=(Came::Told.as_str());
                (Button::new("I have told the person").prevent_double_click(true))
            }))
            (who.form(action, html! {
                input type="hidden" name="came" value=(Came::Left.as_str());
                (why)
                (Button::new("Nobody tells the person").kind(ButtonKind::Secondary).prevent_double_click(true))
            }))
        };
    }
    let answer = html! {
        (Radios::new("says")
            .fieldset(Fieldset::new(Legend::new("What is happening?").size(Size::S)))
            .choices(UpdateSays::ALL.iter().map(|word| Choice::new(word.as_str(), says(*word))))
            .value(form.typed("says"))
            .error(form.error("says")))
        (Radios::new("from")
            .fieldset(Fieldset::new(Legend::new("Who knew?").size(Size::S)))
            .choices(AnswerSource::ALL.iter().map(|word| Choice::new(word.as_str(), source(*word))))
            .value(form.typed("from"))
            .error(form.error("from")))
        (Textarea::new("words", "What else there is to say (optional)").rows(4).value(form.typed("words")).error(form.error("words")))
    };
    let fields = html! {
        (Radios::new("came")
            .fieldset(Fieldset::new(Legend::new("What came of it?").size(Size::M)))
            .choice(Choice::new(Came::Answer.as_str(), "There is an answer").conditional(answer))
            .choice(Choice::new(Came::Chased.as_str(), "Nothing yet: I have asked again"))
            .choice(Choice::new(Came::Nothing.as_str(), "Nobody can say").hint("The person is told that, too."))
            .choice(Choice::new(Came::Left.as_str(), "Nobody tells the person").conditional(html! { (why) }))
            .value(form.typed("came"))
            .error(form.error("came")))
        (Button::new("Save").prevent_double_click(true))
    };
    who.form(action, fields)
}

/// The answer as the form has it.
fn answer(form: &mut Form) -> Option<Answer> {
    let says = form.word::<UpdateSays>("says", "Select what is happening");
    let source = form.word::<AnswerSource>("from", "Select who knew");
    let words = form.text("words", TEXT).map(Sensitive::new);
    let (says, source) = (says?, source?);
    Some(Answer { says, source, words })
}

pub(super) async fn write_down(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, update)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let came = form.word::<Came>("came", "Select what came of it");
    let answer = if came == Some(Came::Answer) { answer(&mut form) } else { None };
    let why = if came == Some(Came::Left) { form.text("why", TEXT).map(Sensitive::new) } else { None };
    let (Some(came), false) = (came, form.has_errors()) else { return page(&site, &who, (&case, &update), &form).await };
    let (id, on, profile) = (UpdateId::parse(&update).ok_or(PageError::NotFound)?, named(&case)?, Arc::clone(&site.profile));
    let done = attempt::<kind::AskForUpdate, _, Error>(&site, &who, on, move |tx, ids, permit| match (came, &answer) {
        (Came::Answer, Some(answer)) => answer_update(tx, ids, permit, &profile, id, answer),
        (Came::Chased, _) => chase_update(tx, ids, permit, &profile, id),
        (Came::Answer | Came::Nothing, _) => no_answer(tx, ids, permit, &profile, id),
        (Came::Told, _) => person_told(tx, ids, permit, id),
        (Came::Left, _) => leave_update(tx, ids, permit, id, why.as_ref()),
    });
    match done.await? {
        Ok(()) => {
            let done = if came == Came::Told { Done::PersonTold } else { Done::UpdateWritten };
            Ok(go_on(&format!("{}/updates", address(on)), done))
        }
        Err(why) => {
            form.fail(if why == Refused::SayWhy { "why" } else { "came" }, why.sentence());
            page(&site, &who, (&case, &update), &form).await
        }
    }
}
