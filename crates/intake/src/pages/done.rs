//! What became of the referral.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, Panel};
use kernel::{FixedReason, Outcome};
use maud::{Markup, html};
use web::{Page, PageError, Place, SignedIn, Site, go_to};

use super::check::record_id;
use super::journey::{draft_id, may};
use super::words;
use crate::take_referral::{Taken, taken};

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(id): Path<String>) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    may(&site, &who)?;
    let found = who
        .transaction(&site, move |tx, asking| {
            let found = taken(tx, &record_id(id))?;
            if let Some((case, _)) = found.as_ref().and_then(|taken| taken.case.as_ref()) {
                asking.permit_case::<kind::ReadCase>(tx, *case)?;
            }
            Ok(found)
        })
        .await?;
    let Some(taken) = found else { return Ok(go_to("/referrals/new")) };
    let content = html! { div.od-two-thirds { (outcome(&taken, &site)) } };
    Ok(Page::new("What became of the referral").signed_in(&who).at(Place::NewReferral).render(&site, content))
}

fn outcome(taken: &Taken, site: &Site) -> Markup {
    let (title, sentence) = words::outcome(taken.outcome);
    let reasons: Vec<String> =
        taken.reasons.split(';').filter_map(FixedReason::parse).map(|reason| words::because(reason, &site.profile)).collect();
    let another = Button::link("Take another referral", Place::NewReferral.path());
    html! {
        @match &taken.case {
            Some((_, reference)) => { (Panel::new(title).content(html! { "Case" br; strong { (reference) } })) },
            None => { h1.govuk-heading-l { (title) } },
        }
        p.govuk-body { (sentence) }
        @if !reasons.is_empty() { ul.govuk-list.govuk-list--bullet { @for reason in &reasons { li { (reason) } } } }
        @match &taken.case {
            Some((case, _)) => {
                p.govuk-body { "Open the case to write down what you agreed on this call, take it on, and see which ways of contact are safe." }
                div.govuk-button-group { (Button::link("Open the case", format!("/cases/{case}"))) (another.kind(ButtonKind::Secondary)) }
            },
            None => {
                @if taken.outcome == Outcome::NotEligible {
                    p.govuk-body { "Do not leave them without help: tell them who can support them, and that 999 is there in an emergency." }
                }
                div.govuk-button-group { (another) }
            },
        }
    }
}
