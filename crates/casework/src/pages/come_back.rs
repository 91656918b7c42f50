//! Somebody whose case was closed comes back.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Textarea};
use kernel::Sensitive;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to};

use super::on_case::{address, caption, carry_out, hubs_ways, named, only_who_may, read};
use super::support_by;
use super::words::NOTE;
use crate::{
    Refused,
    come_back::{Return, come_back as verb},
};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::ReopenCase, &file)?;
    let is_reachable = hubs_ways(site, &file).iter().any(|out| out.points.as_ref().is_ok_and(|points| !points.is_empty()));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "They have come back" }
            p.govuk-body { "The case is opened again and support becomes due. Nobody has to try to reach the person first: they are here." }
            @if !is_reachable {
                p.govuk-body { "No way of contact is known to be safe. Ask, while they are here, how you can reach them." }
            }
            (who.form(&format!("{}/come-back", address(file.case.id)), html! {
                @if let Some(support) = support_by::radios(site, form, "How is support given?") { (support) }
                (Textarea::new("wants", "What they want, in their words (optional)").value(form.typed("wants")).error(form.error("wants")))
                (Button::new("Open the case again").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("They have come back").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn open(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let back = Return { support_by: support_by::chosen(&site, &mut form), wants: form.text("wants", NOTE).map(Sensitive::new) };
    if form.has_errors() {
        return page(&site, &who, &case, &form).await;
    }
    let (id, profile) = (named(&case)?, site.profile.clone());
    match carry_out::<kind::ReopenCase, _>(&site, &who, id, move |tx, ids, permit| verb(tx, ids, permit, &profile, &back)).await? {
        Ok(()) => Ok(go_on(&address(id), Done::CaseOpenedAgain)),
        Err(Refused::DoneMeanwhile) => Ok(go_to(&address(id))),
        Err(why) => {
            form.fail("wants", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
