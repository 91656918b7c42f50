//! Naming services to the person, and writing down which of them they chose.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::attempt;
use govuk::{Button, Checkboxes, Fieldset, Legend, Size};
use maud::html;
use web::{CheckedForm, Done, Form, PageError, SignedIn, Site};

use super::seen::{Seen, choice};
use crate::standing::OfService;
use crate::{Error, choose as choose_services, tell_of};

/// One of the two pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Told,
    Chosen,
}

impl Which {
    const fn heading(self) -> (&'static str, &'static str) {
        match self {
            Self::Told => ("Name services to the person", "tell"),
            Self::Chosen => ("Write down which services they chose", "choose"),
        }
    }

    /// What is offered.
    fn offers(self, of: &OfService) -> bool {
        match self {
            Self::Told => of.named.is_none(),
            Self::Chosen => of.named.as_ref().is_some_and(|named| named.chosen_at.is_none()),
        }
    }
}

pub(super) async fn ask_told(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, Which::Told, &Form::empty()).await
}

pub(super) async fn ask_chosen(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, Which::Chosen, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, which: Which, form: &Form) -> Result<Response, PageError> {
    let seen = Seen::read(site, who, case, Act::ReferOnward).await?;
    let offered = seen.services(|of| which.offers(of));
    let (question, hint) = match which {
        Which::Told => ("Which services did you tell the person of?", "Say what each does and what it does not. It is theirs to choose."),
        Which::Chosen => ("Which of these did the person choose?", "What they chose before stays. They can choose more than one."),
    };
    let before = html! { @if offered.is_empty() { p.govuk-body { "There is nothing left to write down here." } } };
    let inside = (!offered.is_empty()).then(|| {
        html! {
            (Checkboxes::new("services")
                .fieldset(Fieldset::new(Legend::new(question).size(Size::M)))
                .hint(hint)
                .choices(offered.iter().map(|of| choice(of)))
                .values(form.all_typed("services").map(str::to_owned).collect::<Vec<_>>())
                .error(form.error("services")))
            (Button::new("Save").prevent_double_click(true))
        }
    });
    Ok(seen.page(site, who, which.heading(), form, (before, inside)))
}

pub(super) async fn tell(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(form): CheckedForm,
) -> Result<Response, PageError> {
    save(site, who, case, Which::Told, form).await
}

pub(super) async fn choose(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(form): CheckedForm,
) -> Result<Response, PageError> {
    save(site, who, case, Which::Chosen, form).await
}

async fn save(site: Site, who: SignedIn, case: String, which: Which, mut form: Form) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::ReferOnward).await?;
    let (services, profile): (Vec<String>, _) = (form.all_typed("services").map(str::to_owned).collect(), site.profile.clone());
    let done = attempt::<kind::ReferOnward, _, Error>(&site, &who, seen.file.case.id, move |tx, ids, permit| {
        let services: Vec<&str> = services.iter().map(String::as_str).collect();
        match which {
            Which::Told => tell_of(tx, ids, permit, &profile, &services),
            Which::Chosen => choose_services(tx, ids, permit, &profile, &services),
        }
    });
    match done.await? {
        Ok(()) => Ok(seen.done(if which == Which::Told { Done::ServicesNamed } else { Done::ServicesChosen })),
        Err(why) => {
            form.fail("services", why.sentence());
            page(&site, &who, &case, which, &form).await
        }
    }
}
