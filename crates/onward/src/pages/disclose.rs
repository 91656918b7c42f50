//! Writing down something that was told without the person's consent.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::attempt;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Select, SelectOption, Size, Textarea};
use kernel::Sensitive;
use maud::html;
use profile::DisclosureReason;
use web::{CheckedForm, Done, Form, PageError, SignedIn, Site};

use super::NOTE;
use super::seen::Seen;
use crate::{Disclosure, Error, Refused, disclose, recipient_words};

/// Why something may be told without consent, in words.
pub(super) const fn reason_words(reason: DisclosureReason) -> &'static str {
    match reason {
        DisclosureReason::Safeguarding => "To keep a child or an adult at risk safe",
        DisclosureReason::SeriousHarm => "To prevent serious harm",
        DisclosureReason::CourtOrder => "A court ordered it",
        DisclosureReason::StatutoryDuty => "The law demands it",
    }
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let seen = Seen::read(site, who, case, Act::Disclose).await?;
    let reasons = &site.profile.onward.disclosed_without_consent;
    let before = html! {
        @if reasons.is_empty() {
            p.govuk-body { "This hub tells nobody anything without consent. Ask the person." }
        } @else {
            p.govuk-body { "Tell as little as is needed. Where it is safe, tell the person first that you will, and why." }
            p.govuk-body { "Whoever looks after data protection sees that something was told, to whom and why, and not whom it was about." }
        }
    };
    let inside = (!reasons.is_empty()).then(|| {
        let to = recipient_words(&site.profile).into_iter().map(|(name, words)| SelectOption::new(name, words));
        html! {
            (Select::new("told_to", "Who was told?")
                .options(std::iter::once(SelectOption::new("", "Choose who")).chain(to))
                .value(form.typed("told_to"))
                .error(form.error("told_to")))
            (Radios::new("because")
                .fieldset(Fieldset::new(Legend::new("For which reason?").size(Size::M)))
                .choices(reasons.iter().map(|reason| Choice::new(reason.as_str(), reason_words(*reason))))
                .value(form.typed("because"))
                .error(form.error("because")))
            (Textarea::new("could_not_wait", "Why could it not wait for consent?").rows(4).value(form.typed("could_not_wait")).error(form.error("could_not_wait")))
            (Textarea::new("told", "What was told?").rows(4).value(form.typed("told")).error(form.error("told")))
            (Button::new("Save").prevent_double_click(true))
        }
    });
    Ok(seen.page(site, who, ("Told without consent", "disclose"), form, (before, inside)))
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::Disclose).await?;
    let to = form.required("told_to", 100, "Select who was told");
    let reason = form.word::<DisclosureReason>("because", "Select the reason");
    let why = form.required("could_not_wait", NOTE, "Enter why it could not wait for consent");
    let told = form.required("told", NOTE, "Enter what was told");
    let (Some(to), Some(reason), Some(why), Some(told)) = (to, reason, why, told) else { return page(&site, &who, &case, &form).await };
    let (disclosure, profile) = (Disclosure { to, reason, why: Sensitive::new(why), told: Sensitive::new(told) }, site.profile.clone());
    let done = attempt::<kind::Disclose, _, Error>(&site, &who, seen.file.case.id, move |tx, ids, permit| {
        disclose(tx, ids, permit, &profile, &disclosure)
    });
    match done.await? {
        Ok(()) => Ok(seen.done(Done::Disclosed)),
        Err(why) => {
            form.fail(if why == Refused::NoSuchRecipient { "told_to" } else { "because" }, why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
