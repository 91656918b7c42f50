//! Referring the person to a service.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::attempt;
use casework::record::CaseState;
use govuk::{Button, Checkboxes, Choice, Fieldset, InsetText, Legend, Size};
use maud::html;
use web::{CheckedForm, Done, Form, PageError, SignedIn, Site};

use super::seen::{Seen, radios};
use crate::record::Referral;
use crate::standing::OfService;
use crate::{Error, Refused, refer as refer_to};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

/// Whether nothing stands against a referral but an introduction.
fn is_ready(of: &OfService, person_chooses: bool) -> bool {
    let is_chosen = of.named.as_ref().is_some_and(|named| named.chosen_at.is_some());
    of.may_be_told && (is_chosen || !person_chooses) && !of.referrals.iter().any(Referral::is_open)
}

/// What stands in the way of the others, each in a sentence.
fn waits_for(of: &OfService, person_chooses: bool) -> String {
    let is_chosen = of.named.as_ref().is_some_and(|named| named.chosen_at.is_some());
    let what = if of.referrals.iter().any(Referral::is_open) {
        "the person is referred already"
    } else if person_chooses && !is_chosen {
        "the person has not chosen it"
    } else {
        "there is no consent of the person"
    };
    format!("{}: {what}", of.service.title)
}

/// What somebody does first so that the person can be referred to one of these.
fn next_step(rest: &[&OfService], person_chooses: bool) -> (&'static str, &'static str) {
    let unchosen = |of: &&OfService| of.named.as_ref().is_some_and(|named| named.chosen_at.is_none());
    let waits_for_consent = |of: &&OfService| !of.may_be_told && of.named.as_ref().is_some_and(|named| named.chosen_at.is_some());
    match () {
        () if !person_chooses || rest.iter().any(waits_for_consent) => ("consent", "Write down consent"),
        () if rest.iter().any(unchosen) => ("choose", "Write down which they chose"),
        () => ("tell", "Name services to the person"),
    }
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let seen = Seen::read(site, who, case, Act::ReferOnward).await?;
    let chooses = site.profile.onward.person_chooses;
    let (ready, rest): (Vec<_>, Vec<_>) = seen.standing.services.iter().partition(|of| is_ready(of, chooses));
    let is_open = seen.file.case.state == CaseState::Open;
    let introduces = ready.iter().any(|of| of.service.warm_handover);
    let before = html! {
        @if !is_open {
            p.govuk-body { (Refused::Casework(casework::Refused::Closed).sentence()) }
        } @else if ready.is_empty() {
            p.govuk-body { "There is no service to which the person can be referred now." }
        }
        @if is_open && !rest.is_empty() {
            (InsetText::new(html! {
                p.govuk-body { "The person cannot be referred yet to:" }
                ul.govuk-list.govuk-list--bullet { @for of in &rest { li { (waits_for(of, chooses)) } } }
                @let (path, label) = next_step(&rest, chooses);
                a.govuk-link href=(format!("{}/{path}", seen.here())) { (label) }
            }))
        }
    };
    let inside = (is_open && !ready.is_empty()).then(|| {
        html! {
            (radios("Which service?", ready.iter().copied(), form))
            @if introduces {
                (Checkboxes::new("introduced")
                    .fieldset(Fieldset::new(Legend::new("Did you introduce the person yourself?").size(Size::M)))
                    .hint(format!("Needed for: {}", ready.iter().filter(|of| of.service.warm_handover).map(|of| of.service.title.as_str()).collect::<Vec<_>>().join(", ")))
                    .choice(Choice::new("yes", "Yes, the person and the service have spoken with each other through me"))
                    .values(form.all_typed("introduced").map(str::to_owned).collect::<Vec<_>>())
                    .error(form.error("introduced")))
            }
            (Button::new("Refer").prevent_double_click(true))
        }
    });
    Ok(seen.page(site, who, ("Refer to a service", "refer"), form, (before, inside)))
}

pub(super) async fn refer(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::ReferOnward).await?;
    let Some(service) = form.required("service", 100, "Select a service") else { return page(&site, &who, &case, &form).await };
    let (introduced, profile) = (form.has("introduced", "yes"), site.profile.clone());
    let done = attempt::<kind::ReferOnward, _, Error>(&site, &who, seen.file.case.id, move |tx, ids, permit| {
        refer_to(tx, ids, permit, &profile, &service, introduced)
    });
    match done.await? {
        Ok(_) => Ok(seen.done(Done::ReferredOnward)),
        Err(why) => {
            form.fail(if why == Refused::NotIntroduced { "introduced" } else { "service" }, why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
