//! The person said no: the referral ends here, and what they told is not kept.

use axum::extract::{Path, State};
use axum::response::Response;
use govuk::Button;
use maud::html;
use web::{PageError, SignedIn, Site, go_to};

use super::journey::{Step, answers, draft_id, is_refused};
use super::step::page;

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(id): Path<String>) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    let Some(form) = answers(&site, &who, id).await? else { return Ok(go_to(&format!("/referrals/{id}/done"))) };
    if !is_refused(&form) {
        return Ok(go_to(&Step::Check.path(id)));
    }
    let inside = html! { (Button::new("Record that they do not agree").prevent_double_click(true)) };
    let content = html! {
        h1.govuk-heading-l { "They do not agree to support" }
        p.govuk-body { "Nothing they told you will be kept: not their name, nor how to reach them, nor what happened. Only that a referral was declined is counted." }
        p.govuk-body { "They can change their mind at any time. Tell them how to reach us, and that 999 is there in an emergency." }
        (who.form(&Step::Check.path(id), inside))
    };
    Ok(page(&site, &who, "They do not agree to support", id, &form, Some(Step::Consent), content))
}
