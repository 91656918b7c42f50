//! What waits for a second person's yes.

use access::{ApprovalId, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use web::{CheckedForm, Done, Page, PageError, SignedIn, Site, go_on, say};

use super::words::act_words;
use crate::approvals::{Request, requests};

const QUEUE: &str = "/approvals";

pub(super) async fn list(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let waiting = waiting(&site, &who).await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Waiting for a second person" }
            p.govuk-body { "Say yes only to what you would do yourself. A yes holds for a day from when it was asked, for this one act." }
            @if waiting.is_empty() { p.govuk-body { "Nothing waits for you." } }
            @for request in &waiting { (card(&who, request)) }
        }
    };
    Ok(Page::new("Waiting for a second person").signed_in(&who).render(&site, content))
}

/// What waits for this user, who must be one that approves at all.
async fn waiting(site: &Site, who: &SignedIn) -> Result<Vec<Request>, PageError> {
    if !site.walls.may_approve(who.actor(), site.now()) {
        return Err(PageError::Refused);
    }
    let (walls, actor, now) = (site.walls.clone(), who.actor().clone(), site.now());
    Ok(site.db.read(move |c| requests(c, &walls, &actor, now)).await?)
}

fn card(who: &SignedIn, request: &Request) -> Markup {
    let Request { waiting, by, reference } = request;
    let about = reference.as_deref().unwrap_or("somebody without a case");
    html! {
        div.govuk-summary-card {
            div.govuk-summary-card__title-wrapper {
                h2.govuk-summary-card__title { (act_words(waiting.act.as_str())) ": " (about) }
            }
            div.govuk-summary-card__content {
                @if waiting.other.is_some() {
                    p.govuk-body { "Look at both records yourself before you agree: " a.govuk-link href="/same-people" { "possible same people" } "." }
                }
                p.govuk-body { (by) " asked on " time datetime=(waiting.asked_at) { (say::moment(waiting.asked_at)) } "." }
                (who.form(&format!("{QUEUE}/{}", waiting.id), html! {
                    div.govuk-button-group {
                        button.govuk-button type="submit" name="answer" value="yes" {
                            "Approve" span.govuk-visually-hidden { " " (act_words(waiting.act.as_str())) ", " (about) }
                        }
                        button.govuk-button.govuk-button--secondary type="submit" name="answer" value="no" {
                            "Decline" span.govuk-visually-hidden { " " (act_words(waiting.act.as_str())) ", " (about) }
                        }
                    }
                }))
            }
        }
    }
}

pub(super) async fn answer(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    CheckedForm(form): CheckedForm,
) -> Result<Response, PageError> {
    let id = ApprovalId::parse(&id).ok_or(PageError::NotFound)?;
    let Some(request) = waiting(&site, &who).await?.into_iter().find(|request| request.waiting.id == id) else {
        return Err(PageError::NotFound);
    };
    let (person, other, yes) = (request.waiting.person, request.waiting.other, form.typed("answer") == "yes");
    who.transaction(&site, move |tx, asking| match other {
        Some(other) => {
            let pair = asking.permit_pair::<kind::Approve>(tx, (person, other))?;
            if yes { access::approve_pair(tx, &pair, id) } else { access::decline(tx, pair.one(), id) }
        }
        None => {
            let permit = asking.permit_person::<kind::Approve>(tx, person)?;
            if yes { access::approve(tx, &permit, id) } else { access::decline(tx, &permit, id) }
        }
    })
    .await?;
    Ok(go_on(QUEUE, if yes { Done::Approved } else { Done::Declined }))
}
