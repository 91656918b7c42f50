//! Destroying a record at somebody's word: with a second factor, or another's yes.

use access::{Act, Refusal, Subject, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, Choice, Fieldset, Legend, Radios, Size, WarningText};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::{address, named};
use crate::erase::{EraseReason, erase as verb};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(person): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &person, &Form::empty()).await
}

/// What stands between somebody and the erasure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Open,
    NeedsSecond,
}

/// Answers "not found" to whoever may not erase this person's record at all.
async fn way(site: &Site, who: &SignedIn, person: &str) -> Result<(String, Way), PageError> {
    let person = named(person)?;
    let walls = site.walls.clone();
    let answer = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_person::<kind::ReadPerson>(tx, person)?;
            let has_yes = access::has_yes(tx, Act::Erase, person, &asking.actor, asking.at)?;
            Ok(match walls.may(&asking.actor, Act::Erase, Subject::Person(permit.standing()), asking.at) {
                Err(Refusal::NeedsSecondFactor) if has_yes => Ok(Way::Open),
                Err(Refusal::NeedsSecondFactor) => Ok(Way::NeedsSecond),
                answer => answer.map(|()| Way::Open),
            })
        })
        .await?;
    Ok((address(person), answer.map_err(|_| PageError::Refused)?))
}

async fn page(site: &Site, who: &SignedIn, person: &str, form: &Form) -> Result<Response, PageError> {
    let (back, way) = way(site, who, person).await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Destroy the record" }
            (WarningText::new("Nobody can bring it back. What is left counts in figures and names nobody."))
            @if way == Way::NeedsSecond {
                p.govuk-body { "This needs your second factor again, or somebody else’s yes. Choose why, then continue: you will be asked for your second factor." }
            }
            (who.form(&format!("{back}/erase"), html! {
                (Radios::new("reason")
                    .fieldset(Fieldset::new(Legend::new("Why is it destroyed?").size(Size::M)))
                    .choices(EraseReason::ALL.iter().map(|reason| Choice::new(reason.as_str(), reason.words())))
                    .value(form.typed("reason"))
                    .error(form.error("reason")))
                (Button::new("Destroy the record").kind(ButtonKind::Warning).prevent_double_click(true))
            }))
            @if way == Way::NeedsSecond {
                (who.form(&format!("{back}/erase/ask"), html! { (Button::new("Ask somebody else to agree").kind(ButtonKind::Secondary).prevent_double_click(true)) }))
            }
        }
    };
    Ok(Page::new("Destroy the record").signed_in(who).at(Place::Search).back(back).form(form).render(site, content))
}

pub(super) async fn erase(
    State(site): State<Site>,
    who: SignedIn,
    Path(person): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let Some(reason) = form.word::<EraseReason>("reason", "Say why it is destroyed") else {
        return page(&site, &who, &person, &form).await;
    };
    let (back, way) = way(&site, &who, &person).await?;
    if way == Way::NeedsSecond {
        who.second_factor_recently(&site, &format!("{back}/erase"))?;
    }
    let id = named(&person)?;
    let done = who
        .attempt(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::Erase>(tx, id)?;
            verb(tx, &mut asking.ids, &permit, reason)
        })
        .await?;
    match done {
        Ok(_) => Ok(go_on(&back, Done::RecordErased)),
        Err(why) => {
            form.fail("reason", why.sentence());
            page(&site, &who, &person, &form).await
        }
    }
}

pub(super) async fn ask_somebody(
    State(site): State<Site>,
    who: SignedIn,
    Path(person): Path<String>,
    CheckedForm(_): CheckedForm,
) -> Result<Response, PageError> {
    let (back, way) = way(&site, &who, &person).await?;
    let (id, user) = (named(&person)?, who.actor().user_id().ok_or(PageError::NotFound)?);
    if way == Way::NeedsSecond {
        who.transaction(&site, move |tx, asking| access::ask(tx, &mut asking.ids, user, Act::Erase, id, asking.at)).await?;
    }
    Ok(go_on(&back, Done::YesAskedFor))
}
