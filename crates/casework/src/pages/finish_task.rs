//! Finishing a task.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Textarea};
use kernel::{DueId, Sensitive};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to};

use super::case::cautions;
use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::{NOTE, due_words};
use crate::{
    ended_on::EndedOn,
    finish_task::{Finished, finish_task},
};

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, task)): Path<(String, String)>,
) -> Result<Response, PageError> {
    page(&site, &who, &case, &task, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, task: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::FinishTask, &file)?;
    let Some(open) = file.open.iter().find(|open| open.due.id.to_string() == task) else {
        // Done meanwhile: the case's page shows what is left.
        return Ok(go_to(&address(file.case.id)));
    };
    let case = address(file.case.id);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) (due_words(open, &site.profile)) }
            (cautions(&file))
            @if let Some(on) = EndedOn::of(open, &site.profile) {
                p.govuk-body #note tabindex="-1" { (on.sentence()) }
                p.govuk-body { a.govuk-link href=(format!("{case}/{}", on.page())) { (on.link()) } }
            } @else {
                (who.form(&format!("{case}/tasks/{}/finish", open.due.id), html! {
                    (Textarea::new("note", "What else there is to say (optional)").value(form.typed("note")).error(form.error("note")))
                    (Button::new("This is done").prevent_double_click(true))
                }))
            }
        }
    };
    Ok(Page::new("Finish a task").signed_in(who).at(Place::MyWork).back(case).form(form).render(site, content))
}

pub(super) async fn finish(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, task)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let (id, due) = (named(&case)?, DueId::parse(&task).ok_or(PageError::NotFound)?);
    let note = form.text("note", NOTE).map(Sensitive::new);
    if form.has_errors() {
        return page(&site, &who, &case, &task, &form).await;
    }
    let (finished, profile) = (Finished { task: due, pathway: None, note }, site.profile.clone());
    let done = carry_out::<kind::FinishTask, _>(&site, &who, id, move |tx, ids, permit| finish_task(tx, ids, permit, &profile, &finished));
    match done.await? {
        Ok(()) => Ok(go_on(&address(id), Done::TaskFinished)),
        Err(why) => {
            form.fail("note", why.sentence());
            page(&site, &who, &case, &task, &form).await
        }
    }
}
