//! Asking to see a case that is shut: a reference, a reason, and what follows from it told before.

use access::Actor;
use axum::extract::State;
use axum::response::Response;
use govuk::{Button, ButtonKind, Input, Textarea, WarningText};
use kernel::{CaseReference, Sensitive};
use maud::{Markup, html};
use web::{CheckedForm, Form, Page, PageError, Place, SignedIn, Site, go_to};

use super::on_case::address;
use crate::break_glass::{Asked, REASON, break_glass, overdue_review};

/// Characters of the longest reference somebody may type.
const REFERENCE: usize = 40;
/// The one answer, whether there is no such case, they can open it anyway, or it is shut whatever happens.
const NOTHING: &str = "We cannot open a case with this reference for you. Check the reference, and look for the person in a search. If you still need it, ask your team lead";

pub(super) async fn ask(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    page(&site, &who, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, form: &Form) -> Result<Response, PageError> {
    let (now, actor) = (site.now(), who.actor());
    if !site.walls.may_break_glass(actor, now) {
        return Err(PageError::Refused);
    }
    let waiting = overdue(site, actor).await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "I need to see a case I cannot open" }
            @match &waiting {
                Some(reference) => (not_again(reference)),
                None => (questions(who, form)),
            }
        }
    };
    Ok(Page::new("See a case you cannot open").signed_in(who).at(Place::Search).back(Place::Search.path()).form(form).render(site, content))
}

async fn overdue(site: &Site, actor: &Actor) -> Result<Option<String>, PageError> {
    let (now, Some(user)) = (site.now(), actor.user_id()) else { return Ok(None) };
    Ok(site.db.read(move |c| overdue_review(c, user, now)).await?)
}

fn not_again(reference: &str) -> Markup {
    html! {
        p.govuk-body { "You broke the glass more than 7 days ago, and it was not reviewed yet: " strong { (reference) } "." }
        p.govuk-body { "Until it is, you cannot do it again. Ask the data protection officer to review it. If somebody is in danger now, ask your team lead or call the police." }
    }
}

fn questions(who: &SignedIn, form: &Form) -> Markup {
    html! {
        p.govuk-body { "Use this when somebody’s safety depends on it and there is no time to ask." }
        (WarningText::new("The data protection officer is told at once, and asks you about it. Everything you open is written down."))
        ul.govuk-list.govuk-list--bullet {
            li { "You see one case, for 2 hours." }
            li { "You can read it and record a contact attempt. Nothing else." }
        }
        (who.form("/break-glass", html! {
            (Input::new("reference", "Reference of the case")
                .hint("For example, K7M2-9QXD")
                .spellcheck(false)
                .autocomplete("off")
                .value(form.typed("reference"))
                .error(form.error("reference")))
            (Textarea::new("reason", "Why do you need to see it?")
                .hint("What happened, who is in danger, and why it cannot wait.")
                .value(form.typed("reason"))
                .error(form.error("reason")))
            (Button::new("Open the case").kind(ButtonKind::Warning).prevent_double_click(true))
        }))
    }
}

pub(super) async fn open(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    if !site.walls.may_break_glass(who.actor(), site.now()) {
        return Err(PageError::Refused);
    }
    if overdue(&site, who.actor()).await?.is_some() {
        return page(&site, &who, &form).await;
    }
    let typed = form.required("reference", REFERENCE, "Enter the reference of the case");
    let reason = form.required("reason", REASON.1, "Enter why you need to see it");
    if reason.as_ref().is_some_and(|reason| reason.chars().count() < REASON.0) {
        form.fail("reason", format!("Say more: at least {} characters", REASON.0));
    }
    let (Some(typed), Some(reason)) = (typed, reason) else { return page(&site, &who, &form).await };
    if form.has_errors() {
        return page(&site, &who, &form).await;
    }
    let reason = Sensitive::new(reason);
    let asked = match CaseReference::parse(&typed) {
        Some(reference) => {
            who.transaction(&site, move |tx, asking| {
                let (walls, actor, at) = (asking.walls.clone(), asking.actor.clone(), asking.at);
                break_glass(tx, &mut asking.ids, &walls, &actor, &reference, &reason, at)
            })
            .await?
        }
        None => Asked::Nothing,
    };
    match asked {
        Asked::Broken { case, .. } => Ok(go_to(&address(case))),
        Asked::Nothing => {
            form.fail("reference", NOTHING);
            page(&site, &who, &form).await
        }
    }
}
