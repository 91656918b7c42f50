//! What was asked on a case, and asking again.

use std::sync::Arc;

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::case::{CaseFile, read_case};
use casework::pages::on_case::{address, attempt, caption, may, named, only_who_may};
use govuk::{Button, SummaryList, Textarea};
use kernel::{Sensitive, london_date};
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, say};

use super::TEXT;
use super::open_updates::working_days;
use super::words::{says, source, state};
use crate::error::Error;
use crate::update::{Update, UpdateState, ask_update, updates_on};

/// The case that an address names and what was asked on it, for whoever asks.
pub(super) async fn read(site: &Site, who: &SignedIn, case: &str) -> Result<(CaseFile, Vec<Update>), PageError> {
    let case = named(case)?;
    let read = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, case)?;
            let file = read_case(tx, &permit)?;
            let updates = updates_on(tx, &permit, &file)?;
            Ok((file, updates))
        })
        .await?;
    only_who_may(site, who, Act::AskForUpdate, &read.0)?;
    Ok(read)
}

pub(super) async fn list(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let (file, updates) = read(site, who, case).await?;
    let here = format!("{}/updates", address(file.case.id));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "What is happening in the case" }
            @if may(site, who, Act::AskForUpdate, &file) {
                p.govuk-body { "When the person asks for news of their case, write it down here. Then find out what is happening, and tell them." }
                (who.form(&here, html! {
                    (Textarea::new("question", "What does the person want to know?")
                        .hint("You may leave this empty if they want to know what is happening. Write nothing that they told in confidence.")
                        .rows(3)
                        .value(form.typed("question"))
                        .error(form.error("question")))
                    (Button::new("The person asked").prevent_double_click(true))
                }))
            }
            @for update in &updates {
                h2.govuk-heading-s {
                    a.govuk-link href=(format!("{here}/{}", update.id)) { "Asked on " (say::day(london_date(update.asked_at))) }
                }
                (told(update, &file, site))
            }
            @if updates.is_empty() { p.govuk-body { "Nothing was asked so far." } }
        }
    };
    Ok(Page::new("What is happening in the case")
        .signed_in(who)
        .at(Place::MyWork)
        .back(address(file.case.id))
        .form(form)
        .render(site, content))
}

/// An update as its case shows it.
pub(super) fn told(update: &Update, file: &CaseFile, site: &Site) -> Markup {
    let (now, working) = (site.now(), site.working_time());
    let day = |at| say::day(london_date(at));
    let list = SummaryList::new().row("Written down by", &update.asked_by);
    let list = match &update.question {
        Some(question) => list.row("They want to know", question.reveal()),
        None => list,
    };
    let list = list.row("Waited", working_days(update.age(now, working)));
    let list = match update.chased_at {
        Some(at) => list.row("Asked again", day(at)),
        None => list,
    };
    // Whoever was neither told nor left when the case closed is told by nobody: what was due then is due no more.
    let not_told = match (update.told_at, update.state, file.case.closed_at) {
        (None, UpdateState::Left, _) => Some("Is not told. Why stands in the timeline.".to_owned()),
        (None, _, Some(at)) => Some(format!("Not told: the case was closed on {}", day(at))),
        _ => None,
    };
    let Some(ended) = &update.ended else {
        return match not_told {
            Some(not_told) => html! { (list.row("The person", not_told)) },
            None => {
                let due = casework::pages::upper(&say::due(update.due_at, now, working));
                html! { (list.row("Stands", state(update.state)).row("Answer due", due)) }
            }
        };
    };
    let list = match ended.says {
        Some((what, from)) => list.row("Answer", format!("{}, on {}", says(what), day(ended.at))).row("From", source(from)),
        None => list.row("Answer", format!("None, on {}", day(ended.at))),
    };
    let list = match &ended.words {
        Some(words) => list.row("In words", words.reveal()),
        None => list,
    };
    let told = match (update.told_at, not_told) {
        (Some(at), _) => format!("Told on {}", day(at)),
        (None, Some(not_told)) => not_told,
        (None, None) => format!("To be told: {}", say::due(ended.tell_by, now, working)),
    };
    html! { (list.row("The person", told)) }
}

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let question = form.text("question", TEXT).map(Sensitive::new);
    if form.has_errors() {
        return page(&site, &who, &case, &form).await;
    }
    let (id, profile) = (named(&case)?, Arc::clone(&site.profile));
    let asked = attempt::<kind::AskForUpdate, _, Error>(&site, &who, id, move |tx, ids, permit| {
        ask_update(tx, ids, permit, &profile, question.as_ref())
    });
    match asked.await? {
        Ok(_) => Ok(go_on(&format!("{}/updates", address(id)), Done::UpdateAsked)),
        Err(why) => {
            form.fail("question", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
