//! The queue of broken glasses: each is reviewed with a finding and a note, by somebody else; nothing takes it off the queue otherwise.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, Fieldset, InsetText, Legend, Radios, Size, SummaryList, Textarea};
use kernel::Sensitive;
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, SignedIn, Site, go_on, say};

use super::words::{NOTE, act_words};
use crate::{
    break_glass::GlassId,
    review_break_glass::{Finding, Unreviewed, done_meanwhile, review_break_glass, to_review},
};

const QUEUE: &str = "/break-glass/reviews";

pub(super) async fn list(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let waiting = who
        .transaction(&site, |tx, asking| {
            let permit = asking.permit::<kind::ReviewBreakGlass>(tx)?;
            to_review(tx, &permit)
        })
        .await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Break-glass to review" }
            @if waiting.is_empty() {
                p.govuk-body { "Nothing waits for you." }
            } @else {
                p.govuk-body { "The oldest first. Each needs a finding and a note. Whoever waits more than 7 days for theirs cannot break the glass again." }
                ul.govuk-list {
                    @for glass in &waiting {
                        li {
                            a.govuk-link href=(format!("{QUEUE}/{}", glass.id)) { (glass.reference) }
                            ", " time datetime=(glass.at) { (say::moment(glass.at)) } ", " (glass.by)
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new("Break-glass to review").signed_in(&who).render(&site, content))
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(id): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &id, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, id: &str, form: &Form) -> Result<Response, PageError> {
    let id = GlassId::parse(id).ok_or(PageError::NotFound)?;
    let (glass, done) = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit::<kind::ReviewBreakGlass>(tx)?;
            let glass = to_review(tx, &permit)?.into_iter().find(|glass| glass.id == id).ok_or(store::Error::NotFound)?;
            let done = done_meanwhile(tx, &glass)?;
            Ok((glass, done))
        })
        .await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { span.govuk-caption-l { "Break-glass" } (glass.reference) }
            (told(&glass))
            (opened(&done))
            (who.form(&format!("{QUEUE}/{}", glass.id), html! {
                (Radios::new("finding")
                    .fieldset(Fieldset::new(Legend::new("Was it justified?").size(Size::M)))
                    .choices(Finding::ALL.iter().map(|finding| Choice::new(finding.as_str(), finding_words(*finding))))
                    .value(form.typed("finding"))
                    .error(form.error("finding")))
                (Textarea::new("note", "What you found, and what follows").value(form.typed("note")).error(form.error("note")))
                (Button::new("Save the finding").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Review a break-glass").signed_in(who).back(QUEUE).form(form).render(site, content))
}

fn told(glass: &Unreviewed) -> Markup {
    html! {
        (SummaryList::new()
            .row("Who", glass.by.as_str())
            .row("Case", glass.case_reference.as_str())
            .row("When", say::moment(glass.at))
            .row("Open until", say::moment(glass.until)))
        h2.govuk-heading-m { "Why, in their words" }
        @match &glass.reason {
            Some(reason) => (InsetText::new(reason.reveal().as_str())),
            None => p.govuk-body { "The reason was erased with the person’s record." },
        }
    }
}

fn opened(done: &[(jiff::Timestamp, String)]) -> Markup {
    html! {
        h2.govuk-heading-m { "What they did while it was open" }
        @if done.is_empty() { p.govuk-body { "Nothing." } } @else {
            ul.govuk-list.govuk-list--bullet {
                @for (at, act) in done { li { (act_words(act)) ", " time datetime=(at) { (say::moment(*at)) } } }
            }
        }
    }
}

const fn finding_words(finding: Finding) -> &'static str {
    match finding {
        Finding::Justified => "Yes, it was justified",
        Finding::NotJustified => "No, it was not justified",
        Finding::FollowUp => "It needs to be followed up",
    }
}

pub(super) async fn review(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let finding = form.word::<Finding>("finding", "Select what you found");
    let note = form.required("note", NOTE, "Enter what you found, and what follows");
    let (Some(finding), Some(note)) = (finding, note) else { return page(&site, &who, &id, &form).await };
    let glass = GlassId::parse(&id).ok_or(PageError::NotFound)?;
    let note = Sensitive::new(note);
    let done = who
        .attempt(&site, move |tx, asking| {
            let permit = asking.permit::<kind::ReviewBreakGlass>(tx)?;
            review_break_glass(tx, &permit, glass, finding, &note)
        })
        .await?;
    match done {
        Ok(()) => Ok(go_on(QUEUE, Done::GlassReviewed)),
        // Reviewed meanwhile, or not theirs to review: it is not on their queue.
        Err(_) => Err(PageError::NotFound),
    }
}
