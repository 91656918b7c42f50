//! Handing a case over: to whom, why, and what the next worker must know before the first call.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size, Textarea};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::give::worker_list;
use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::{NOTE, hand_over_reason};
use crate::hand_over::{HandOver, HandOverReason, hand_over as verb};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::HandOverCase, &file)?;
    let reasons = Radios::new("reason")
        .fieldset(Fieldset::new(Legend::new("Why does the case change hands?").size(Size::M)))
        .choices(HandOverReason::ALL.iter().map(|reason| Choice::new(reason.as_str(), hand_over_reason(*reason))))
        .value(form.typed("reason"))
        .error(form.error("reason"));
    let note = Textarea::new("note", "What must the next worker know?")
        .hint("What was agreed, what is not to be asked again, what to heed before the first call. The person should not have to tell it twice.")
        .rows(8)
        .value(form.typed("note"))
        .error(form.error("note"));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Hand the case over" }
            (who.form(&format!("{}/hand-over", address(file.case.id)), html! {
                (worker_list(site, &file, form).await?)
                (reasons)
                (note)
                (Button::new("Hand over").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Hand the case over").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn hand_over(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let to = form.id::<kernel::kind::User>("to", "Choose a worker");
    let reason = form.word("reason", "Say why the case changes hands");
    let note = form.required("note", NOTE, "Enter what the next worker must know");
    let (Some(to), Some(reason), Some(note)) = (to, reason, note) else { return page(&site, &who, &case, &form).await };
    let id = named(&case)?;
    let over = HandOver { to, reason, note: note.into() };
    match carry_out::<kind::HandOverCase, _>(&site, &who, id, move |tx, ids, permit| verb(tx, ids, permit, &over)).await? {
        Ok(()) => Ok(go_on(&address(id), Done::CaseHandedOver)),
        Err(why) => {
            form.fail("to", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
