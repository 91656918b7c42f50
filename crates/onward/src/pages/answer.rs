//! What a service says of a referral, or of leading the case.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::attempt;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Select, SelectOption, Size};
use maud::html;
use web::{CheckedForm, Done, Form, PageError, SignedIn, Site, go_on};

use super::seen::Seen;
use crate::place::title;
use crate::record::{Referral, RefusalReason, State as Stands};
use crate::{Error, Says, answer};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

/// The services of which something is open, by name and with what that is.
fn open(seen: &Seen, site: &Site) -> Vec<(String, String, &'static str)> {
    let referrals = seen.standing.services.iter().flat_map(|of| &of.referrals).chain(&seen.standing.others).filter(|of| of.is_open());
    let mut open: Vec<_> =
        referrals.map(|of: &Referral| (of.service.clone(), title(&site.profile, &of.service), of.state().words())).collect();
    for lead in seen.standing.leads.iter().filter(|lead| lead.ended_at.is_none()) {
        if open.iter().all(|(name, ..)| *name != lead.service) {
            open.push((lead.service.clone(), title(&site.profile, &lead.service), "Leads the case"));
        }
    }
    open
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let seen = Seen::read(site, who, case, Act::AnswerReferral).await?;
    let open = open(&seen, site);
    let before = html! { @if open.is_empty() { p.govuk-body { "Nothing is open with any service." } } };
    let inside = (!open.is_empty()).then(|| {
        let says: &[(Stands, &str)] = if seen.is_partners() { BY_ITSELF } else { BY_THE_HUB };
        let reasons = RefusalReason::ALL.iter().map(|reason| SelectOption::new(reason.as_str(), reason.words()));
        html! {
            @if let [(name, title, stands)] = open.as_slice() {
                p.govuk-body { strong { (title) } ": " (stands) }
                input type="hidden" name="service" value=(name);
            } @else {
                (Radios::new("service")
                    .fieldset(Fieldset::new(Legend::new("Which service?").size(Size::M)))
                    .choices(open.iter().map(|(name, title, stands)| Choice::new(name, title).hint(*stands)))
                    .value(form.typed("service"))
                    .error(form.error("service")))
            }
            (Radios::new("says")
                .fieldset(Fieldset::new(Legend::new("What happened?").size(Size::M)))
                .choices(says.iter().map(|(state, words)| Choice::new(state.as_str(), *words)))
                .value(form.typed("says"))
                .error(form.error("says")))
            (Select::new("why_not", if seen.is_partners() { "If you do not take the person: why?" } else { "If they do not take the person: why?" })
                .options(std::iter::once(SelectOption::new("", "Choose a reason")).chain(reasons))
                .value(form.typed("why_not"))
                .error(form.error("why_not")))
            (Button::new("Save").prevent_double_click(true))
        }
    });
    let title = if seen.is_partners() { "Answer the referral" } else { "What a service says" };
    Ok(seen.page(site, who, (title, "answer"), form, (before, inside)))
}

/// What can be said of a service by the hub.
const BY_THE_HUB: &[(Stands, &str)] = &[
    (Stands::Sent, "We have sent them the referral"),
    (Stands::Accepted, "They take the person"),
    (Stands::Refused, "They do not take the person"),
    (Stands::Started, "Their support has started"),
    (Stands::Ended, "Their support has ended"),
];
/// What a partner says of its own.
const BY_ITSELF: &[(Stands, &str)] = &[
    (Stands::Accepted, "We take the person"),
    (Stands::Refused, "We do not take the person"),
    (Stands::Started, "Our support has started"),
    (Stands::Ended, "Our support has ended"),
];

fn said(form: &mut Form, is_partners: bool) -> Option<Says> {
    let why_not = if is_partners { "Select why you do not take the person" } else { "Select why they do not take the person" };
    match form.word::<Stands>("says", "Select what happened")? {
        Stands::Sent => Some(Says::Sent),
        Stands::Accepted => Some(Says::Accepted),
        Stands::Refused => form.word("why_not", why_not).map(Says::Refused),
        Stands::Started => Some(Says::Started),
        Stands::Ended => Some(Says::Ended),
        Stands::Asked | Stands::Withdrawn => {
            form.fail("says", "Select what happened");
            None
        }
    }
}

pub(super) async fn record(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::AnswerReferral).await?;
    let (service, says) = (form.required("service", 100, "Select a service"), said(&mut form, seen.is_partners()));
    let (Some(service), Some(says)) = (service, says) else { return page(&site, &who, &case, &form).await };
    let leads = seen.standing.leads.iter().any(|lead| lead.ended_at.is_none() && lead.service == service);
    let profile = site.profile.clone();
    let done = attempt::<kind::AnswerReferral, _, Error>(&site, &who, seen.file.case.id, move |tx, ids, permit| {
        answer(tx, ids, permit, &profile, &service, says)
    });
    match done.await? {
        // After a partner's last word the case is shut to it.
        Ok(()) if seen.is_partners() && says.is_last() => Ok(go_on("/", Done::AnswerWritten)),
        // Whoever will not lead hands the case back to the meeting, which may shut it to them.
        Ok(()) if leads && matches!(says, Says::Refused(_)) => Ok(go_on("/meetings", Done::AnswerWritten)),
        Ok(()) => Ok(seen.done(Done::AnswerWritten)),
        Err(why) => {
            form.fail("says", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
