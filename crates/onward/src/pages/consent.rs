//! Whether the person agrees that a service is told.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::attempt;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size};
use maud::html;
use profile::ConsentForm;
use web::{CheckedForm, Done, Form, PageError, SignedIn, Site};

use super::overview::how;
use super::seen::{Seen, radios};
use crate::{Error, Said, consent};

/// The answer that takes consent back, beside the ways in which it is given.
const TAKEN_BACK: &str = "taken_back";

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let seen = Seen::read(site, who, case, Act::RecordConsent).await?;
    let asked = seen.services(|of| of.place.needs_consent());
    let before = html! {
        @if asked.is_empty() {
            p.govuk-body { "No service of this hub needs consent: nothing leaves the organisation." }
        } @else {
            p.govuk-body { "Ask for each service by itself, in words the person understands: who is told, and what. They can take it back at any time, and are helped all the same." }
        }
    };
    let inside = (!asked.is_empty()).then(|| {
        html! {
            (radios("Which service?", asked.iter().copied(), form))
            (Radios::new("answer")
                .fieldset(Fieldset::new(Legend::new("What did the person say?").size(Size::M)))
                .choices(site.profile.onward.consent_by.iter().map(|form| Choice::new(form.as_str(), format!("They agree, {}", how(*form)))))
                .divider("or")
                .choice(Choice::new(TAKEN_BACK, "They take it back").hint("What was asked of the service and has not started is withdrawn"))
                .value(form.typed("answer"))
                .error(form.error("answer")))
            (Button::new("Save").prevent_double_click(true))
        }
    });
    Ok(seen.page(site, who, ("Consent for a service", "consent"), form, (before, inside)))
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::RecordConsent).await?;
    let service = form.required("service", 100, "Select a service");
    let said = if form.typed("answer") == TAKEN_BACK {
        Some(Said::TakenBack)
    } else {
        form.word::<ConsentForm>("answer", "Select what the person said").map(Said::Agreed)
    };
    let (Some(service), Some(said)) = (service, said) else { return page(&site, &who, &case, &form).await };
    let profile = site.profile.clone();
    let done = attempt::<kind::RecordConsent, _, Error>(&site, &who, seen.file.case.id, move |tx, ids, permit| {
        consent(tx, ids, permit, &profile, &service, said)
    });
    match done.await? {
        Ok(()) => Ok(seen.done(Done::ConsentRecorded)),
        Err(why) => {
            form.fail("service", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
