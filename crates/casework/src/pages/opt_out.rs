//! The person opts out after the transfer.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, Checkboxes, Choice, WarningText};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, say};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use crate::opt_out::opt_out as verb;

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let rule = site.profile.opt_out.ok_or(PageError::NotFound)?;
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::OptOut, &file)?;
    let by = say::moment(site.working_time().due(rule.erased_within, site.now()));
    let sure = Checkboxes::new("sure")
        .choice(Choice::new("yes", "The person said that they do not want us to hold anything about them").checked(form.has("sure", "yes")))
        .error(form.error("sure"));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "The person opts out" }
            p.govuk-body { "Every case of theirs is closed, what is due is withdrawn, and nobody asks them again." }
            (WarningText::new(format!("What is held about them is erased by {by}. That cannot be undone. If they only want no support, close the case instead.")))
            (who.form(&format!("{}/opt-out", address(file.case.id)), html! {
                (sure)
                (Button::new("Record that they opt out").kind(ButtonKind::Warning).prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("The person opts out").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    if !form.has("sure", "yes") {
        form.fail("sure", "Tick the box to say that it is what the person wants");
        return page(&site, &who, &case, &form).await;
    }
    let (id, profile) = (named(&case)?, site.profile.clone());
    match carry_out::<kind::OptOut, _>(&site, &who, id, move |tx, ids, permit| verb(tx, ids, permit, &profile)).await? {
        Ok(_) => Ok(go_on(&address(id), Done::OptedOut)),
        Err(why) => {
            form.fail("sure", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
