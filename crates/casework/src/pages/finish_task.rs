//! Finishing a task.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size, Textarea};
use kernel::{DueId, Sensitive};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to};

use super::case::cautions;
use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::{NOTE, due_words, in_words};
use crate::finish_task::{Finished, asks_for_pathway, finish_task};

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
    let leads = asks_for_pathway(open, &site.profile).then(|| {
        Radios::new("pathway")
            .fieldset(Fieldset::new(Legend::new("Which service leads?").size(Size::M)))
            .choices(
                site.profile
                    .pathways
                    .iter()
                    .filter(|pathway| !pathway.after_assessment)
                    .map(|pathway| Choice::new(&pathway.name, in_words(&pathway.name))),
            )
            .value(form.typed("pathway"))
            .error(form.error("pathway"))
    });
    let action = format!("{}/tasks/{}/finish", address(file.case.id), open.due.id);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) (due_words(open)) }
            (cautions(&file))
            (who.form(&action, html! {
                @if let Some(leads) = &leads { (leads) }
                (Textarea::new("note", "What else there is to say (optional)").value(form.typed("note")).error(form.error("note")))
                (Button::new("This is done").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Finish a task").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn finish(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, task)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let (id, due) = (named(&case)?, DueId::parse(&task).ok_or(PageError::NotFound)?);
    let note = form.text("note", NOTE).map(Sensitive::new);
    let pathway = form.text("pathway", 100);
    if form.has_errors() {
        return page(&site, &who, &case, &task, &form).await;
    }
    let (finished, profile) = (Finished { task: due, pathway, note }, site.profile.clone());
    let done = carry_out::<kind::FinishTask, _>(&site, &who, id, move |tx, ids, permit| finish_task(tx, ids, permit, &profile, &finished));
    match done.await? {
        Ok(()) => Ok(go_on(&address(id), Done::TaskFinished)),
        Err(why) => {
            let field = if matches!(why, crate::Refused::NoSuchPathway | crate::Refused::AfterAssessment) { "pathway" } else { "note" };
            form.fail(field, why.sentence());
            page(&site, &who, &case, &task, &form).await
        }
    }
}
