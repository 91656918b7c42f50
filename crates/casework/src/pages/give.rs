//! Giving a case to a worker.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Select, SelectOption};
use kernel::UserId;
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::on_case::{address, caption, carry_out, only_who_may, read};
use crate::{case::CaseFile, give};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::GiveCase, &file)?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Give the case to a worker" }
            (who.form(&format!("{}/give", address(file.case.id)), html! {
                (worker_list(site, &file, form).await?)
                (Button::new("Give the case").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Give the case").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

/// Everybody who can be given the case, to choose one from.
pub(super) async fn worker_list(site: &Site, file: &CaseFile, form: &Form) -> Result<Markup, PageError> {
    let now = file.case.worker;
    let workers = site.db.read(give::workers).await?;
    let option = |(id, name, team): (UserId, String, Option<String>)| {
        SelectOption::new(id.to_string(), team.map_or(name.clone(), |team| format!("{name} ({})", site.profile.title_of(&team))))
    };
    let options = workers.into_iter().filter(|(id, _, _)| Some(*id) != now).map(option);
    Ok(html! {
        (Select::new("to", "Worker")
            .options([SelectOption::new("", "Choose a worker")])
            .options(options)
            .value(form.typed("to"))
            .error(form.error("to")))
    })
}

pub(super) async fn give(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let Some(to) = form.id::<kernel::kind::User>("to", "Choose a worker") else { return page(&site, &who, &case, &form).await };
    let id = super::on_case::named(&case)?;
    match carry_out::<kind::GiveCase, _>(&site, &who, id, move |tx, ids, permit| give::give(tx, ids, permit, to)).await? {
        Ok(()) => Ok(go_on(&address(id), Done::CaseGiven)),
        Err(why) => {
            form.fail("to", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
