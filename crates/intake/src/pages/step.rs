//! One question: asked, and answered.

use access::kind;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use govuk::Button;
use maud::{Markup, html};
use serde::Deserialize;
use web::{CheckedForm, DraftId, Form, Page, PageError, Place, SignedIn, Site, go_to};

use super::journey::{KnownSafety, Question, Setting, Step, answers, chosen, draft_id, is_refused, question, save};
use crate::place::Chosen;

/// Where the worker came from.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Asked {
    then: Option<Then>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Then {
    /// From the last page, to change one answer, and back there.
    Check,
}

impl Asked {
    /// Where to go after this page.
    pub(super) fn next(self, step: Step) -> Step {
        if self.then == Some(Then::Check) && step != Step::Person { Step::Check } else { step.next() }
    }

    /// Where to go back to.
    pub(super) fn before(self, step: Step) -> Option<Step> {
        if self.then == Some(Then::Check) { Some(Step::Check) } else { step.before() }
    }

    /// The end of an address that hands this on.
    pub(super) const fn query(self) -> &'static str {
        if self.then.is_some() { "?then=check" } else { "" }
    }
}

/// Where to, whatever the address said.
pub(super) const FROM_CHECK: Asked = Asked { then: Some(Then::Check) };

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, step)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (id, question) = (draft_id(&id)?, find(&step)?);
    let Some(form) = answers(&site, &who, id).await? else { return Ok(go_to(&format!("/referrals/{id}/done"))) };
    show(&site, &who, id, question, &form, asked).await
}

pub(super) async fn answer(
    State(site): State<Site>,
    who: SignedIn,
    Path((id, step)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    CheckedForm(sent): CheckedForm,
) -> Result<Response, PageError> {
    let (id, question) = (draft_id(&id)?, find(&step)?);
    let Some(mut form) = answers(&site, &who, id).await? else { return Ok(go_to(&format!("/referrals/{id}/done"))) };
    form.take_over(question.fields, &sent);
    let _ = (question.read)(&mut form, &Setting::new(&site));
    if form.has_errors() {
        return show(&site, &who, id, question, &form, asked).await;
    }
    if question.step == Step::Person {
        // Told anew, they may be somebody else.
        form.take_over(&["known", "ruled_out"], &Form::empty());
    }
    let next = asked.next(question.step);
    let refused = question.step == Step::Consent && is_refused(&form);
    save(&site, &who, id, form, next).await?;
    if refused {
        return Ok(go_to(&format!("/referrals/{id}/consent-refused")));
    }
    let query = if next == Step::Check { "" } else { asked.query() };
    Ok(go_to(&format!("{}{query}", next.path(id))))
}

fn find(step: &str) -> Result<&'static Question, PageError> {
    Step::parse(step).and_then(question).ok_or(PageError::NotFound)
}

/// The page of a question, filled in.
pub(super) async fn show(
    site: &Site,
    who: &SignedIn,
    id: DraftId,
    question: &Question,
    form: &Form,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut setting = Setting::new(site);
    if question.step == Step::Safety {
        setting.known = known_safety(site, who, form).await?;
    }
    let inside = html! { ((question.show)(form, &setting)) (Button::new("Continue")) };
    let back = asked.before(question.step);
    Ok(page(site, who, question.title, id, form, back, who.form(&format!("{}{}", question.step.path(id), asked.query()), inside)))
}

/// A page of the journey, with a way back and a way out.
pub(super) fn page(
    site: &Site,
    who: &SignedIn,
    title: &'static str,
    id: DraftId,
    form: &Form,
    back: Option<Step>,
    content: Markup,
) -> Response {
    let content = html! {
        div.od-two-thirds {
            span.govuk-caption-l { "New referral" }
            (content)
            p.govuk-body { a.govuk-link href=(format!("/referrals/{id}/stop")) { "Stop, and delete these answers" } }
        }
    };
    let page = Page::new(title).signed_in(who).at(Place::NewReferral).form(form);
    match back {
        Some(step) => page.back(step.path(id)),
        None => page,
    }
    .render(site, content)
}

/// What is on record about what is safe for the person a worker chose.
async fn known_safety(site: &Site, who: &SignedIn, form: &Form) -> Result<Option<KnownSafety>, PageError> {
    let Chosen::This(person) = chosen(form) else { return Ok(None) };
    let record = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_person::<kind::ReadPerson>(tx, person)?;
            people::read::read(tx, &permit)
        })
        .await?;
    Ok(Some(KnownSafety { safety: record.known.safety, suspect_shares_address: record.known.suspect_shares_address }))
}
