//! Asking the measures again, at the end of support.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, caption, carry_out, named, only_who_may, read};
use govuk::{Button, Textarea};
use kernel::Sensitive;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::NOTE;
use super::assess::asked;
use super::questions::{first_measure, measures, ratings_of};
use crate::assess::{Again, assess_end};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::AssessNeeds, &file)?;
    let asked = asked(site, who, &file).await?;
    let here = address(file.case.id);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Ask again how things are" }
            @if asked.is_empty() {
                p.govuk-body { "This hub asks no questions of this kind." }
            } @else {
                p.govuk-body { "Ask these when support comes to an end. Read each question out; leave out whatever the person would rather not say. The case can be closed without it." }
                (who.form(&format!("{here}/assess/end"), html! {
                    (measures(&asked, form))
                    (Textarea::new("said", "What was said (optional)").rows(6).value(form.typed("said")).error(form.error("said")))
                    (Button::new("Save the answers").prevent_double_click(true))
                }))
            }
        }
    };
    Ok(Page::new("Ask again how things are").signed_in(who).at(Place::MyWork).back(here).form(form).render(site, content))
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    let asked = asked(&site, &who, &file).await?;
    let again = Again { ratings: ratings_of(&mut form, &asked), said: form.text("said", NOTE).map(Sensitive::new) };
    if form.has_errors() {
        return page(&site, &who, &case, &form).await;
    }
    let (id, profile) = (named(&case)?, site.profile.clone());
    let done = carry_out::<kind::AssessNeeds, _>(&site, &who, id, move |tx, ids, permit| assess_end(tx, ids, permit, &profile, &again));
    match done.await? {
        Ok(_) => Ok(go_on(&format!("{}/needs", address(id)), Done::AskedAgain)),
        Err(why) => {
            let field = if asked.is_empty() { "said".to_owned() } else { first_measure(&asked) };
            form.fail(&field, why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
