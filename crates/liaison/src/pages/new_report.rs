//! Making a report of a hate crime.

use std::sync::Arc;

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, attempt, caption, named, only_who_may, read};
use govuk::{Button, Checkboxes, Choice, Fieldset, Input, Legend, Radios, Size, Textarea};
use kernel::{FlagSet, words};
use maud::html;
use profile::ConsentForm;
use triage::flag_words;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::words::agreed;
use super::{LINE, TEXT, takes_reports};
use crate::error::{Error, Refused};
use crate::hate_report::{Account, NewHateReport, report_hate};
use crate::naming::Telling;

words! {
    /// Whether the person is named to the force.
    enum Named { Named = "named", Unnamed = "unnamed" }
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty(), false).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form, asks_to_look: bool) -> Result<Response, PageError> {
    takes_reports(site)?;
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::ReportHate, &file)?;
    let to = site.profile.hate_reports.as_ref().map(|reports| reports.to.as_str()).unwrap_or_default();
    let flags: Vec<Choice> =
        FlagSet::HATE.iter().map(|flag| Choice::new(flag.as_str(), casework::pages::upper(flag_words(flag)))).collect();
    let chosen = |value: &&str| form.has("flags", value);
    let flags_chosen: Vec<String> = FlagSet::HATE.iter().map(kernel::Flag::as_str).filter(chosen).map(str::to_owned).collect();
    let line = |name: &str, label: &str, hint: &str| {
        Input::new(name, label).hint(hint).autocomplete("off").value(form.typed(name)).error(form.error(name))
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Report a hate crime for this person" }
            p.govuk-body {
                "The report goes to " (to) ". Make one only if the person agrees to it. Tell them what it says, and that it cannot be called back once it was sent."
            }
            (who.form(&format!("{}/hate-reports/new", address(file.case.id)), html! {
                (Checkboxes::new("flags")
                    .fieldset(Fieldset::new(Legend::new("What was it about?").size(Size::M)))
                    .choices(flags)
                    .values(flags_chosen)
                    .error(form.error("flags")))
                (Radios::new("named")
                    .fieldset(Fieldset::new(Legend::new("May the force know who the person is?").size(Size::M)))
                    .choice(Choice::new(Named::Unnamed.as_str(), "No, they stay unnamed")
                        .hint("Write below nothing that tells who they are or where they live. From now on the police do not see this case."))
                    .choice(Choice::new(Named::Named.as_str(), "Yes, their name and birth date are in the report")
                        .hint("Never an address or a number: the force reaches them through us."))
                    .value(form.typed("named"))
                    .error(form.error("named")))
                (Textarea::new("happened", "What happened?").rows(8).value(form.typed("happened")).error(form.error("happened")))
                (line("when", "When? (optional)", "As exactly as the person wants to say"))
                (line("place", "Where? (optional)", "A street or a place. Not where they live, if they stay unnamed"))
                @if asks_to_look {
                    (Checkboxes::new("looked")
                        .choice(Choice::new("yes", "The words that look like a name of theirs do not name them").checked(form.has("looked", "yes"))))
                }
                (Radios::new("agreed")
                    .fieldset(Fieldset::new(Legend::new("How did the person agree to this report?").size(Size::M)))
                    .choices(ConsentForm::ALL.iter().map(|how| Choice::new(how.as_str(), agreed(*how))))
                    .value(form.typed("agreed"))
                    .error(form.error("agreed")))
                (Button::new("Make the report").prevent_double_click(true))
            }))
        }
    };
    let back = format!("{}/hate-reports", address(file.case.id));
    Ok(Page::new("Report a hate crime").signed_in(who).at(Place::MyWork).back(back).form(form).render(site, content))
}

pub(super) async fn make(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    takes_reports(&site)?;
    let flags = FlagSet::of(&form.words("flags"));
    if flags.is_empty() && form.error("flags").is_none() {
        form.fail("flags", Refused::NoKindOfHate.sentence());
    }
    let named_to = form.word::<Named>("named", "Select whether the force may know who they are");
    let happened = form.required("happened", TEXT, "Enter what happened");
    let (when, place) = (form.text("when", LINE), form.text("place", LINE));
    let agreed = form.word::<ConsentForm>("agreed", "Select how the person agreed. Without that, make no report");
    let looked = form.has("looked", "yes");
    let (Some(named_to), Some(happened), Some(agreed), false) = (named_to, happened, agreed, form.has_errors()) else {
        return page(&site, &who, &case, &form, looked).await;
    };
    let account = Account { happened: happened.into(), when: when.unwrap_or_default().into(), place: place.unwrap_or_default().into() };
    let new = NewHateReport { flags, account, is_named: named_to == Named::Named, agreed, looked };
    let (id, profile) = (named(&case)?, Arc::clone(&site.profile));
    let made = attempt::<kind::ReportHate, _, Error>(&site, &who, id, move |tx, ids, permit| report_hate(tx, ids, permit, &profile, &new));
    match made.await? {
        Ok(report) => Ok(go_on(&format!("{}/hate-reports/{report}", address(id)), Done::HateReportMade)),
        Err(why) => {
            let field = if why == Refused::NoKindOfHate { "flags" } else { "happened" };
            let asks_to_look = matches!(&why, Refused::Tells(found) if found.contains(&Telling::Name));
            form.fail(field, why.sentence());
            page(&site, &who, &case, &form, asks_to_look || looked).await
        }
    }
}
