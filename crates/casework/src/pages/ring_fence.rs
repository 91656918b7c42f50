//! Restricting a case to those who are cleared for what it is about.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Checkbox, Checkboxes, Choice, Fieldset, Legend, Size, Textarea, WarningText};
use kernel::{RingFence, RingFences};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::{NOTE, ring_fence_words};
use crate::set_ring_fence::{set_ring_fence, takes_away};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, None).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, sent: Option<&Form>) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::SetRingFence, &file)?;
    let empty = Form::empty();
    let form = sent.unwrap_or(&empty);
    let takes_away = takes_away(who.actor().role());
    let choice = |class: &RingFence| {
        let is_set = file.case.ring_fence.has(*class);
        let ticked = sent.map_or(is_set, |form| form.has("classes", class.as_str()));
        let choice = Choice::new(class.as_str(), ring_fence_words(*class));
        Checkbox::new(choice.checked(ticked))
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Who may see this case" }
            p.govuk-body { "Restrict the case, and only those who are cleared for everything it is about see it." }
            @if !takes_away { p.govuk-body { "You can add a restriction. A team lead or manager can take one away." } }
            (WarningText::new("If you are not cleared yourself, you will not see the case any more. A worker who is not cleared no longer has it."))
            (who.form(&format!("{}/ring-fence", address(file.case.id)), html! {
                (Checkboxes::new("classes")
                    .fieldset(Fieldset::new(Legend::new("What is the case about?").size(Size::M)))
                    .choices(RingFence::ALL.iter().map(choice))
                    .error(form.error("classes")))
                (Textarea::new("reason", "Why?").value(form.typed("reason")).error(form.error("reason")))
                (Button::new("Save").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Who may see this case").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn set(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let classes: RingFences = form.words::<RingFence>("classes").into_iter().collect();
    let reason = form.required("reason", NOTE, "Enter why");
    let Some(reason) = reason.filter(|_| !form.has_errors()) else { return page(&site, &who, &case, Some(&form)).await };
    let (id, reason) = (named(&case)?, reason.into());
    match carry_out::<kind::SetRingFence, _>(&site, &who, id, move |tx, ids, permit| set_ring_fence(tx, ids, permit, classes, &reason))
        .await?
    {
        Ok(()) if who.actor().cleared.and(classes) == who.actor().cleared => Ok(go_on(&address(id), Done::RingFenceSet)),
        Ok(()) => Ok(go_on("/", Done::RingFenceSet)),
        Err(why) => {
            form.fail("classes", why.sentence());
            page(&site, &who, &case, Some(&form)).await
        }
    }
}
