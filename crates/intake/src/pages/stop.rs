//! Stopping a referral: asked once more, as what was told would have to be told again.

use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind};
use maud::html;
use web::{CheckedForm, Done, Page, PageError, Place, Purpose, SignedIn, Site, go_on, go_to};

use super::journey::{Step, answers, draft_id};

const TITLE: &str = "Delete these answers?";

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(id): Path<String>) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    let Some(form) = answers(&site, &who, id).await? else { return Ok(go_to(&format!("/referrals/{id}/done"))) };
    let back = Step::parse(form.typed("next")).unwrap_or(Step::Person).path(id);
    let delete = Button::new("Delete the answers").kind(ButtonKind::Warning);
    let content = html! {
        div.od-two-thirds {
            span.govuk-caption-l { "New referral" }
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body { "No referral is taken, and the person would have to tell everything again." }
            (who.form(&format!("/referrals/{id}/stop"), html! { (delete) }))
            p.govuk-body { a.govuk-link href=(back) { "Go on with the referral" } }
        }
    };
    Ok(Page::new(TITLE).signed_in(&who).at(Place::NewReferral).back(back).render(&site, content))
}

pub(super) async fn stop(State(site): State<Site>, who: SignedIn, Path(id): Path<String>, _: CheckedForm) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    who.transaction(&site, move |tx, asking| asking.end_draft(tx, Purpose::Referral, id)).await?;
    Ok(go_on("/referrals/new", Done::AnswersDeleted))
}
