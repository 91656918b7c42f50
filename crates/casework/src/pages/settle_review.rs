//! Settling what a person should look at.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Textarea};
use kernel::ReviewId;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::{NOTE, review_question, review_words};
use crate::{record::ReviewState, settle_review::settle_review};

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, review)): Path<(String, String)>,
) -> Result<Response, PageError> {
    page(&site, &who, &case, &review, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, review: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::SettleReview, &file)?;
    let open = file.reviews.iter().find(|open| open.id.to_string() == review && open.state == ReviewState::Open);
    let Some(open) = open else { return Ok(go_to(&address(file.case.id))) };
    let found =
        Textarea::new("found", "What did you find?").hint(review_question(open.kind)).value(form.typed("found")).error(form.error("found"));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) (review_words(open.kind)) }
            (who.form(&format!("{}/reviews/{}/settle", address(file.case.id), open.id), html! {
                (found)
                (Button::new("Settle the review").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Settle a review").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn settle(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, review)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let (id, open) = (named(&case)?, ReviewId::parse(&review).ok_or(PageError::NotFound)?);
    let Some(found) = form.required("found", NOTE, "Enter what you found") else { return page(&site, &who, &case, &review, &form).await };
    let found = found.into();
    let settled = carry_out::<kind::SettleReview, _>(&site, &who, id, move |tx, ids, permit| settle_review(tx, ids, permit, open, &found));
    // What somebody else settled meanwhile is told on the case's page.
    Ok(if settled.await?.is_ok() { go_on(&address(id), Done::ReviewSettled) } else { go_to(&address(id)) })
}
