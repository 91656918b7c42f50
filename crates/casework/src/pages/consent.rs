//! Whether a person agreed that another organisation is told.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::given_how_words;
use crate::record_consent::{Answer, GivenHow, others, record_consent};

/// The answer that takes consent back, beside the ways in which it is given.
const TAKEN_BACK: &str = "taken_back";

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::RecordConsent, &file)?;
    let agencies: Vec<_> = others(site.walls.organisation(), &file.facts.agency).collect();
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Sharing with another organisation" }
            @if agencies.is_empty() {
                p.govuk-body { "This hub shares with no other organisation." }
            } @else {
                p.govuk-body { "Ask the person, in words they understand, whether the other organisation may be told, and of what. They can take it back at any time." }
                (who.form(&format!("{}/consent", address(file.case.id)), html! {
                    (Radios::new("agency")
                        .fieldset(Fieldset::new(Legend::new("Which organisation?").size(Size::M)))
                        .choices(agencies.into_iter().map(|(name, title)| Choice::new(name, title)))
                        .value(form.typed("agency"))
                        .error(form.error("agency")))
                    (Radios::new("answer")
                        .fieldset(Fieldset::new(Legend::new("What did the person say?").size(Size::M)))
                        .choices(GivenHow::ALL.iter().map(|how| Choice::new(how.as_str(), given_how_words(*how))))
                        .divider("or")
                        .choice(Choice::new(TAKEN_BACK, "They take it back"))
                        .value(form.typed("answer"))
                        .error(form.error("answer")))
                    (Button::new("Save").prevent_double_click(true))
                }))
            }
        }
    };
    Ok(Page::new("Sharing with another organisation")
        .signed_in(who)
        .at(Place::MyWork)
        .back(address(file.case.id))
        .form(form)
        .render(site, content))
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let agency = form.required("agency", 100, "Select an organisation");
    let answer = if form.typed("answer") == TAKEN_BACK {
        Some(Answer::TakenBack)
    } else {
        form.word::<GivenHow>("answer", "Select what the person said").map(Answer::Agreed)
    };
    let (Some(agency), Some(answer)) = (agency, answer) else { return page(&site, &who, &case, &form).await };
    let id = named(&case)?;
    match carry_out::<kind::RecordConsent, _>(&site, &who, id, move |tx, ids, permit| record_consent(tx, ids, permit, &agency, answer))
        .await?
    {
        Ok(()) => Ok(go_on(&address(id), Done::ConsentRecorded)),
        Err(why) => {
            form.fail("answer", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
