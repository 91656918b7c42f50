//! Agreeing which service leads the case.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::attempt;
use casework::record::CaseState;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size};
use maud::html;
use web::{CheckedForm, Done, Form, PageError, SignedIn, Site};

use super::seen::{Seen, choice};
use crate::lead::WhyChanged;
use crate::place::title;
use crate::{Error, Refused, lead as lead_by};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

/// Services and pathways that can lead: those that fit first, each once.
fn choices(seen: &Seen, site: &Site) -> Vec<Choice> {
    let services = seen.standing.services.iter().map(|of| &of.service.name);
    let mut all: Vec<(String, String)> = Vec::new();
    for name in services.chain(site.profile.pathways.iter().filter(|pathway| !pathway.when.is_always()).map(|pathway| &pathway.name)) {
        if all.iter().all(|(known, _)| known != name) {
            all.push((name.clone(), title(&site.profile, name)));
        }
    }
    let offered = |(name, title): (String, String)| {
        let of = seen.standing.services.iter().find(|of| of.service.name == name);
        of.map_or_else(|| Choice::new(name.clone(), title), choice)
    };
    all.into_iter().map(offered).collect()
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let seen = Seen::read(site, who, case, Act::FinishTask).await?;
    let is_open = seen.file.case.state == CaseState::Open;
    let leading = seen.standing.leads.iter().find(|lead| lead.ended_at.is_none());
    let meets = site.profile.several_services.is_some();
    let before = html! {
        @if !is_open {
            p.govuk-body { (Refused::Casework(casework::Refused::Closed).sentence()) }
        } @else if !meets {
            p.govuk-body { (Refused::NoMeeting.sentence()) }
        } @else {
            @if let Some(lead) = leading { p.govuk-body { strong { (title(&site.profile, &lead.service)) } " leads now." } }
            p.govuk-body { "The case goes to the service that leads. The others stay with it: one speaks with the person for all." }
        }
    };
    let inside = (is_open && meets).then(|| {
        html! {
            (Radios::new("service")
                .fieldset(Fieldset::new(Legend::new("Which service leads?").size(Size::M)))
                .choices(choices(&seen, site))
                .value(form.typed("service"))
                .error(form.error("service")))
            @if leading.is_some() {
                (Radios::new("why_changed")
                    .fieldset(Fieldset::new(Legend::new("Why does that change?").size(Size::M)))
                    .hint("A service that refuses is written down under “What a service says”.")
                    .choices(WhyChanged::ALL.iter().map(|why| Choice::new(why.as_str(), why.words())))
                    .value(form.typed("why_changed"))
                    .error(form.error("why_changed")))
            }
            (Button::new("Save").prevent_double_click(true))
        }
    });
    Ok(seen.page(site, who, ("Which service leads", "lead"), form, (before, inside)))
}

pub(super) async fn agree(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::FinishTask).await?;
    let (service, why) = (form.required("service", 100, "Select which service leads"), form.word_or_none::<WhyChanged>("why_changed"));
    let Some(service) = service.filter(|_| !form.has_errors()) else { return page(&site, &who, &case, &form).await };
    let profile = site.profile.clone();
    let done = attempt::<kind::FinishTask, _, Error>(&site, &who, seen.file.case.id, move |tx, ids, permit| {
        lead_by(tx, ids, permit, &profile, &service, why)
    });
    match done.await? {
        // The case may be another organisation's now, whose page is not theirs to read.
        Ok(()) => Ok(web::go_on("/meetings", Done::LeadAgreed)),
        Err(why) => {
            form.fail(if why == Refused::AnotherLeads { "why_changed" } else { "service" }, why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
