//! The last page: every answer once more, and then through the door.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Action, Button, SummaryList, SummaryRow};
use kernel::Reason;
use maud::{Markup, html};
use web::{CheckedForm, DraftId, Form, PageError, Purpose, Refusable, SignedIn, Site, go_to};

use super::journey::{QUESTIONS, Question, Setting, Step, answers, chosen, complete, draft_id, is_refused, may, question};
use super::{step, words};
use crate::place::{Chosen, Circumstances};
use crate::take_referral::{Error, take_referral};

const TITLE: &str = "Check the answers";

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(id): Path<String>) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    let Some(mut form) = answers(&site, &who, id).await? else { return Ok(go_to(&format!("/referrals/{id}/done"))) };
    if is_refused(&form) {
        return Ok(go_to(&format!("/referrals/{id}/consent-refused")));
    }
    if let Err(unanswered) = complete(&mut form, &Setting::new(&site)) {
        return Ok(go_to(&unanswered.path(id)));
    }
    let change = |key: &str, step: Step| {
        let path = format!("{}{}", step.path(id), step::FROM_CHECK.query());
        Action::new("Change", path).visually_hidden_text(key.to_lowercase())
    };
    let rows = |question: &Question| -> Vec<SummaryRow> {
        let rows = (question.summary)(&form).into_iter();
        rows.map(|(key, value)| SummaryRow::new(key, lines(&value)).actions([change(key, question.step)])).collect()
    };
    let list = QUESTIONS.iter().fold(SummaryList::new(), |list, question| {
        let known = (question.step == Step::Person).then(|| known(&form, change("Known to us", Step::Known)));
        list.rows(rows(question)).rows(known)
    });
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        (list)
        (who.form(&Step::Check.path(id), html! { (Button::new("Take the referral").prevent_double_click(true)) }))
    };
    Ok(step::page(&site, &who, TITLE, id, &form, Some(Step::Needs), content))
}

/// Whether it is somebody we know; what nobody was asked cannot be changed.
fn known(form: &Form, change: Action) -> SummaryRow {
    let row = |says: &str| SummaryRow::new("Known to us", says);
    match chosen(form) {
        Chosen::This(_) => row("Yes. What happened is added to what is on record.").actions([change]),
        Chosen::NoneOf(_) | Chosen::Not(_) => row("No, it is none of those shown. A new person is made.").actions([change]),
        Chosen::Nobody => row("Nobody we know fits these details. A new person is made."),
    }
}

fn lines(text: &str) -> Markup {
    let text = if text.is_empty() { "Not known" } else { text };
    html! { @for (place, line) in text.lines().enumerate() { @if place > 0 { br; } (line) } }
}

/// Why the referral was not taken.
enum NotTaken {
    /// Something is wrong with the answers to a question, as the form notes.
    Answers(Step, Form),
    /// The door sends it back.
    SentBack(Vec<Reason>, Form),
    /// Whoever was chosen is not on record.
    NobodySuch,
}

enum Failed {
    NotTaken(NotTaken),
    Store(store::Error),
}

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Refusable for Failed {
    type Refusal = NotTaken;

    fn refusal(self) -> Result<NotTaken, store::Error> {
        match self {
            Self::NotTaken(why) => Ok(why),
            Self::Store(error) => Err(error),
        }
    }
}

pub(super) async fn take(State(site): State<Site>, who: SignedIn, Path(id): Path<String>, _: CheckedForm) -> Result<Response, PageError> {
    let id = draft_id(&id)?;
    may(&site, &who)?;
    let hub = site.clone();
    let taken = who.attempt(&site, move |tx, asking| {
        // What is not there any more was taken by the first of two presses.
        let mut form = asking.draft(tx, Purpose::Referral, id)?;
        let complete = match complete(&mut form, &Setting::new(&hub)) {
            Ok(complete) => complete,
            Err(step) => return Err(Failed::NotTaken(NotTaken::Answers(step, form))),
        };
        let under = Circumstances {
            source: complete.source,
            profile: Arc::clone(&hub.profile),
            working_time: hub.working_time(),
            received_at: asking.at,
            everybody: Some(hub.memory()),
        };
        let permit = asking.permit::<access::kind::TakeReferral>(tx)?;
        let taken = take_referral(tx, &mut asking.ids, &permit, &under, &record_id(id), complete.told, &complete.chosen);
        taken.map_err(|error| match error {
            Error::SentBack(reasons) => Failed::NotTaken(NotTaken::SentBack(reasons, form)),
            Error::NobodySuch => Failed::NotTaken(NotTaken::NobodySuch),
            Error::Store(error) => Failed::Store(error),
        })?;
        Ok(asking.end_draft(tx, Purpose::Referral, id)?)
    });
    match taken.await {
        Ok(Ok(())) | Err(PageError::NotFound) => Ok(go_to(&format!("/referrals/{id}/done"))),
        Ok(Err(NotTaken::NobodySuch)) => Ok(go_to(&Step::Known.path(id))),
        Ok(Err(NotTaken::Answers(step, form))) => again(&site, &who, id, step, &form).await,
        Ok(Err(NotTaken::SentBack(reasons, mut form))) => {
            let step = words::complain(&reasons, &mut form);
            again(&site, &who, id, step, &form).await
        }
        Err(error) => Err(error),
    }
}

/// The question with what is wrong with its answers.
async fn again(site: &Site, who: &SignedIn, id: DraftId, step: Step, form: &Form) -> Result<Response, PageError> {
    let question = question(step).ok_or_else(|| PageError::Internal(format!("{step} is no question")))?;
    step::show(site, who, id, question, form, step::FROM_CHECK).await
}

/// What the referral is known by for good.
pub(super) fn record_id(id: DraftId) -> String {
    format!("told {id}")
}
