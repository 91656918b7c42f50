//! Putting a record on hold, and lifting a hold.

use access::{Act, Subject, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, DateInput, Fieldset, Legend, Radios, Size, Textarea};
use kernel::Sensitive;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::{address, named};
use crate::hold::{HoldId, HoldReason, lift as lift_hold, set as set_hold};

/// Characters of the longest note.
const NOTE: usize = 4_000;

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(person): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &person, &Form::empty()).await
}

/// Answers "not found" to whoever may not hold this person's record.
async fn only_who_may(site: &Site, who: &SignedIn, person: &str) -> Result<String, PageError> {
    let person = named(person)?;
    let walls = site.walls.clone();
    let may = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_person::<kind::ReadPerson>(tx, person)?;
            Ok(walls.may(&asking.actor, Act::Hold, Subject::Person(permit.standing()), asking.at).is_ok())
        })
        .await?;
    if may { Ok(address(person)) } else { Err(PageError::Refused) }
}

async fn page(site: &Site, who: &SignedIn, person: &str, form: &Form) -> Result<Response, PageError> {
    let back = only_who_may(site, who, person).await?;
    let parts = ["day", "month", "year"].map(|part| (part.to_owned(), form.typed(&format!("until-{part}")).to_owned()));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Put the record on hold" }
            p.govuk-body { "While it is on hold nothing of it is minimised or destroyed, by the schedule or by anybody." }
            (who.form(&format!("{back}/hold"), html! {
                (Radios::new("reason")
                    .fieldset(Fieldset::new(Legend::new("Why must it be kept?").size(Size::M)))
                    .choices(HoldReason::ALL.iter().map(|reason| Choice::new(reason.as_str(), reason.words())))
                    .value(form.typed("reason"))
                    .error(form.error("reason")))
                (DateInput::new("until")
                    .name_prefix("until")
                    .fieldset(Fieldset::new(Legend::new("Until when? (optional)").size(Size::M)))
                    .hint("The last day. Without one it stands until somebody lifts it.")
                    .values(parts)
                    .error(form.error("until")))
                (Textarea::new("note", "What it is for (optional)").value(form.typed("note")).error(form.error("note")))
                (Button::new("Put on hold").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Put the record on hold").signed_in(who).at(Place::Search).back(back).form(form).render(site, content))
}

pub(super) async fn set(
    State(site): State<Site>,
    who: SignedIn,
    Path(person): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let reason = form.word::<HoldReason>("reason", "Say why it must be kept");
    let until = form.date("until", "The last day");
    let note = form.text("note", NOTE).map(Sensitive::new);
    let Some(reason) = reason.filter(|_| !form.has_errors()) else { return page(&site, &who, &person, &form).await };
    let id = named(&person)?;
    let done = who
        .attempt(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::Hold>(tx, id)?;
            set_hold(tx, &mut asking.ids, &permit, reason, until, note.as_ref())
        })
        .await?;
    match done {
        Ok(_) => Ok(go_on(&address(id), Done::HoldSet)),
        Err(why) => {
            form.fail_at("until", "until-day".to_owned(), why.sentence().to_owned());
            page(&site, &who, &person, &form).await
        }
    }
}

pub(super) async fn ask_to_lift(
    State(site): State<Site>,
    who: SignedIn,
    Path((person, hold)): Path<(String, String)>,
) -> Result<Response, PageError> {
    lift_page(&site, &who, (&person, &hold), &Form::empty()).await
}

async fn lift_page(site: &Site, who: &SignedIn, (person, hold): (&str, &str), form: &Form) -> Result<Response, PageError> {
    let back = only_who_may(site, who, person).await?;
    let hold = HoldId::parse(hold).ok_or(PageError::NotFound)?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Lift the hold" }
            p.govuk-body { "After this the schedule goes on. What is due by now is announced first, and destroyed fourteen days later at the earliest." }
            (who.form(&format!("{back}/holds/{hold}/lift"), html! {
                (Textarea::new("why", "Why is it over?").value(form.typed("why")).error(form.error("why")))
                (Button::new("Lift the hold").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Lift the hold").signed_in(who).at(Place::Search).back(back).form(form).render(site, content))
}

pub(super) async fn lift(
    State(site): State<Site>,
    who: SignedIn,
    Path((person, hold)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let Some(why) = form.required("why", NOTE, "Say why it is over").map(Sensitive::new) else {
        return lift_page(&site, &who, (&person, &hold), &form).await;
    };
    let (id, of) = (named(&person)?, HoldId::parse(&hold).ok_or(PageError::NotFound)?);
    let done = who
        .attempt(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::Hold>(tx, id)?;
            lift_hold(tx, &permit, of, &why)
        })
        .await?;
    match done {
        Ok(()) => Ok(go_on(&address(id), Done::HoldLifted)),
        Err(why) => {
            form.fail("why", why.sentence());
            lift_page(&site, &who, (&person, &hold), &form).await
        }
    }
}
