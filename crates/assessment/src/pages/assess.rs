//! Assessing what a person needs.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, caption, carry_out, named, only_who_may, read};
use casework::pages::upper;
use casework::{Refused, case::CaseFile};
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size, Textarea};
use kernel::Sensitive;
use maud::{Markup, html};
use profile::Measure;
use store::Tx;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::NOTE;
use super::questions::{areas, first_need, measures, needs_of, ratings_of};
use crate::assess::{Assessment, assess};
use crate::measures::asked_on;

/// The choice that leaves the case where it is.
const STAYS: &str = "stays";

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

/// The measures that are asked in the case that an address names.
pub(super) async fn asked(site: &Site, who: &SignedIn, file: &CaseFile) -> Result<Vec<Measure>, PageError> {
    let (case, profile) = (file.case.clone(), site.profile.clone());
    who.transaction(site, move |tx: &mut Tx<'_>, asking| {
        let permit = asking.permit_case::<kind::ReadCase>(tx, case.id)?;
        Ok(asked_on(tx, &permit, &profile, &case)?.into_iter().cloned().collect())
    })
    .await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::AssessNeeds, &file)?;
    let asked = asked(site, who, &file).await?;
    let here = address(file.case.id);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Assess needs" }
            p.govuk-body { "Talk first, in whatever order it comes. Leave out whatever was not talked about. What you save here stands beside earlier assessments." }
            (who.form(&format!("{here}/assess"), html! {
                h2.govuk-heading-m { "How much need is there?" }
                (areas(form))
                @if !asked.is_empty() {
                    h2.govuk-heading-m { "What does the person say?" }
                    p.govuk-body { "Read each question out. They answer from 1, very bad, to 5, very good." }
                    (measures(&asked, form))
                }
                (Textarea::new("said", "What was said (optional)")
                    .hint("The person can ask to read it.")
                    .rows(6)
                    .value(form.typed("said"))
                    .error(form.error("said")))
                (pathways(site, &file, form))
                (Button::new("Save the assessment").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Assess needs").signed_in(who).at(Place::MyWork).back(here).form(form).render(site, content))
}

/// Where the case may go from here; nothing where the hub has one way only.
fn pathways(site: &Site, file: &CaseFile, form: &Form) -> Markup {
    let others: Vec<_> = site.profile.pathways.iter().filter(|pathway| pathway.name != file.case.pathway).collect();
    if others.is_empty() {
        return html! {};
    }
    let chosen = if form.typed("pathway").is_empty() { STAYS } else { form.typed("pathway") };
    let radios = Radios::new("pathway")
        .fieldset(Fieldset::new(Legend::new("Which service does the case go to?").size(Size::M)))
        .choice(Choice::new(STAYS, format!("Stays where it is: {}", site.profile.title_of(&file.case.pathway))))
        .choices(others.into_iter().map(|pathway| Choice::new(&pathway.name, upper(&site.profile.title_of(&pathway.name)))))
        .value(chosen)
        .error(form.error("pathway"));
    html! { (radios) }
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    let asked = asked(&site, &who, &file).await?;
    let assessment = Assessment {
        needs: needs_of(&mut form),
        ratings: ratings_of(&mut form, &asked),
        said: form.text("said", NOTE).map(Sensitive::new),
        pathway: form.text("pathway", 100).filter(|name| name != STAYS),
    };
    if form.has_errors() {
        return page(&site, &who, &case, &form).await;
    }
    let (id, profile) = (named(&case)?, site.profile.clone());
    let done = carry_out::<kind::AssessNeeds, _>(&site, &who, id, move |tx, ids, permit| assess(tx, ids, permit, &profile, &assessment));
    match done.await? {
        Ok(_) => Ok(go_on(&address(id), Done::NeedsAssessed)),
        Err(why) => {
            let field = if why == Refused::NoSuchPathway { "pathway".to_owned() } else { first_need() };
            form.fail(&field, why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
