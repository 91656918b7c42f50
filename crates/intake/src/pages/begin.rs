//! The first page of a referral.

use axum::extract::State;
use axum::response::Response;
use govuk::{Button, InsetText, WarningText};
use maud::{Markup, html};
use web::{CheckedForm, DraftId, Form, Page, PageError, Place, Purpose, SignedIn, Site, go_to, say};

use super::journey::{Setting, Step, may};
use super::questions::caller;

pub(super) async fn ask(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    may(&site, &who)?;
    show(&site, &who, &Form::empty()).await
}

pub(super) async fn begin(State(site): State<Site>, who: SignedIn, CheckedForm(sent): CheckedForm) -> Result<Response, PageError> {
    may(&site, &who)?;
    let mut form = Form::empty();
    form.take_over(caller::QUESTION.fields, &sent);
    let _ = (caller::QUESTION.read)(&mut form, &Setting::new(&site));
    if form.has_errors() {
        return show(&site, &who, &form).await;
    }
    form.take_over(&["next"], &Form::filled([("next", Step::Person.as_str().to_owned())]));
    let id = who.transaction(&site, move |tx, asking| asking.begin_draft(tx, Purpose::Referral, &form)).await?;
    Ok(go_to(&Step::Person.path(id)))
}

async fn show(site: &Site, who: &SignedIn, form: &Form) -> Result<Response, PageError> {
    let unfinished = who
        .transaction(site, |tx, asking| {
            let drafts = asking.unfinished(tx, Purpose::Referral)?;
            let next = |form: &Form| Step::parse(form.typed("next")).unwrap_or(Step::Person);
            drafts
                .into_iter()
                .map(|(id, at)| Ok((id, at, next(&asking.draft(tx, Purpose::Referral, id)?))))
                .collect::<store::Result<Vec<_>>>()
        })
        .await?;
    let setting = Setting::new(site);
    let inside = html! { ((caller::QUESTION.show)(form, &setting)) (Button::new("Continue")) };
    let content = html! {
        div.od-two-thirds {
            (WarningText::new("Is anybody in danger now? Call 999 first, or tell them to. Come back to this afterwards."))
            @for (id, at, next) in &unfinished { (unfinished_one(*id, &say::moment(*at), *next)) }
            span.govuk-caption-l { "New referral" }
            (who.form("/referrals/new", inside))
        }
    };
    Ok(Page::new(caller::QUESTION.title).signed_in(who).at(Place::NewReferral).form(form).render(site, content))
}

fn unfinished_one(id: DraftId, at: &str, next: Step) -> Markup {
    let content = html! { "You began a referral and did not finish it. The last answer is from " (at) ". " a.govuk-link href=(next.path(id)) { "Go on with it" } };
    html! { (InsetText::new(content)) }
}
