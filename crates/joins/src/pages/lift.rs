//! Taking back that two people are kept apart.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Textarea};
use kernel::Sensitive;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::part::{Two, read};
use super::{NOTE, name, other_records};

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((one, other)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let two = read(&site, &who, (&one, &other)).await?;
    Ok(page(&site, &who, &two, &Form::empty()))
}

fn page(site: &Site, who: &SignedIn, two: &Two, form: &Form) -> Response {
    let back = other_records(two.one.id);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "May they be one person after all?" }
            @if two.are_apart || form.has_errors() {
                p.govuk-body {
                    "Somebody found that " strong { (name(&two.one)) } " and " strong { (name(&two.other)) } " are two people. "
                    "Lift that only if you know more than they did. The records are not joined by it: they may be offered and looked at again."
                }
                (who.form(&format!("{back}/{}/lift", two.other.id), html! {
                    (Textarea::new("why", "Why is it lifted?").rows(3).value(form.typed("why")).error(form.error("why")))
                    (Button::new("Lift it").prevent_double_click(true))
                }))
            } @else {
                p.govuk-body { "These two records are not kept apart." }
            }
        }
    };
    Page::new("No longer keep apart").signed_in(who).at(Place::Search).back(back).form(form).render(site, content)
}

pub(super) async fn lift(
    State(site): State<Site>,
    who: SignedIn,
    Path((one, other)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let two = read(&site, &who, (&one, &other)).await?;
    let Some(why) = form.required("why", NOTE, "Enter why it is lifted") else { return Ok(page(&site, &who, &two, &form)) };
    let (pair, why) = ((two.one.id, two.other.id), Sensitive::new(why));
    let done = who
        .attempt(&site, move |tx, asking| {
            let permit = asking.permit_pair::<kind::Part>(tx, pair)?;
            crate::lift(tx, &mut asking.ids, &permit, &why)
        })
        .await?;
    match done {
        Ok(()) => Ok(go_on(&other_records(two.one.id), Done::ApartLifted)),
        Err(why) => {
            form.fail("why", why.sentence());
            Ok(page(&site, &who, &two, &form))
        }
    }
}
