//! What pays for the support in a case.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Checkboxes, Choice, Fieldset, Legend, Size};
use jiff::civil::Date;
use kernel::london_date;
use maud::html;
use profile::{FundingKind, FundingStream};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::in_words;
use crate::{
    case::CaseFile,
    funding::{Funded, set},
};

/// What people call a stream; its name where the profile no longer has it.
pub(super) fn title(site: &Site, name: &str) -> String {
    site.profile.funding.iter().find(|stream| stream.name == name).map_or_else(|| in_words(name), |stream| stream.title.clone())
}

/// What pays for the case now.
pub(super) fn paying(file: &CaseFile) -> impl Iterator<Item = &Funded> {
    file.funding.iter().filter(|funded| funded.until.is_none())
}

const fn kind_words(kind: FundingKind) -> &'static str {
    match kind {
        FundingKind::Core => "What pays for the hub itself",
        FundingKind::Contract => "A contract",
        FundingKind::Grant => "A grant",
    }
}

/// The streams that can be said to pay today, and those that do.
fn choices<'s>(site: &'s Site, file: &CaseFile, today: Date) -> Vec<&'s FundingStream> {
    let pays = |stream: &FundingStream| paying(file).any(|funded| funded.stream == stream.name);
    site.profile.funding.iter().filter(|stream| stream.pays_on(today) || pays(stream)).collect()
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    let streams: Vec<(&str, String)> = paying(&file).map(|funded| ("streams", funded.stream.clone())).collect();
    page(&site, &who, &file, &Form::filled(streams))
}

fn page(site: &Site, who: &SignedIn, file: &CaseFile, form: &Form) -> Result<Response, PageError> {
    only_who_may(site, who, Act::SetFunding, file)?;
    let today = london_date(site.now());
    let streams = choices(site, file, today).into_iter().map(|stream| {
        let choice = Choice::new(&stream.name, &stream.title).hint(Some(kind_words(stream.kind)));
        choice.checked(form.has("streams", &stream.name))
    });
    let boxes = Checkboxes::new("streams")
        .fieldset(Fieldset::new(Legend::new(html! { (caption(file)) "What pays for the support?" }).size(Size::L).page_heading(true)))
        .hint("Select all that pay from today. The rules of the hub chose when the case was opened; what you say here stands.")
        .choices(streams)
        .error(form.error("streams"));
    let content = html! {
        div.od-two-thirds {
            (who.form(&format!("{}/funding", address(file.case.id)), html! {
                (boxes)
                (Button::new("Save").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("What pays for the support").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn save(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let (id, profile) = (named(&case)?, site.profile.clone());
    let file = read(&site, &who, &case).await?;
    let today = london_date(site.now());
    let chosen: Vec<String> = choices(&site, &file, today)
        .into_iter()
        .filter(|stream| form.has("streams", &stream.name))
        .map(|stream| stream.name.clone())
        .collect();
    match carry_out::<kind::SetFunding, _>(&site, &who, id, move |tx, ids, permit| set(tx, ids, permit, &profile, &chosen)).await? {
        Ok(()) => Ok(go_on(&address(id), Done::FundingSet)),
        Err(why) => {
            form.fail("streams", why.sentence());
            page(&site, &who, &file, &form)
        }
    }
}
