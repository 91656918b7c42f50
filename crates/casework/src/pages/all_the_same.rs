//! Saying why a number or address can be used that is on record as a suspect's.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use contact::shared::is_suspects;
use govuk::{Button, Textarea, WarningText};
use kernel::{ContactPointId, Sensitive};
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::{NOTE, in_words, point_words};
use crate::{
    suspect_ways::use_all_the_same,
    ways::{shown, told_before},
};

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, point)): Path<(String, String)>,
) -> Result<Response, PageError> {
    page(&site, &who, &case, &point, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, point: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::ChangeContact, &file)?;
    let id = ContactPointId::parse(point).ok_or(PageError::NotFound)?;
    let Some(kept) = file.person.usable_points().find(|kept| kept.id == id && is_suspects(kept.holders)) else {
        // Not theirs, not shown, or no suspect's any more: the case's page shows what there is.
        return Ok(go_to(&address(file.case.id)));
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Why can it be used?" }
            p.govuk-body { (in_words(point_words(kept.point.kind))) ": " strong { (shown(kept)) } }
            @if let Some(warning) = told_before(kept) { (WarningText::new(warning)) }
            p.govuk-body {
                "Say this only when you know who answers or reads it: because the person told you by another way, or it was theirs all along. "
                "It is offered again then, with a warning each time. If anything new is written down about it, it is shut again."
            }
            (who.form(&format!("{}/ways/{}/all-the-same", address(file.case.id), kept.id), html! {
                (Textarea::new("why", "Who has it, and how do you know?").value(form.typed("why")).error(form.error("why")))
                (Button::new("It can be used").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Why can it be used?").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn say(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, point)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let (id, kept) = (named(&case)?, ContactPointId::parse(&point).ok_or(PageError::NotFound)?);
    let why = form.required("why", NOTE, "Enter who has it, and how you know");
    let Some(why) = why.map(Sensitive::new) else { return page(&site, &who, &case, &point, &form).await };
    let profile = site.profile.clone();
    let said = carry_out::<kind::ChangeContact, _>(&site, &who, id, move |tx, ids, permit| {
        use_all_the_same(tx, ids, permit, &profile, kept, &why)
    });
    match said.await? {
        Ok(()) => Ok(go_on(&address(id), Done::ContactChanged)),
        Err(why) => {
            form.fail("why", why.sentence());
            page(&site, &who, &case, &point, &form).await
        }
    }
}
