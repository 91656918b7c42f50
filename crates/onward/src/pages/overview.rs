//! How everything about services stands on a case.

use access::Act;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, caption, may};
use govuk::{Button, Heading, SummaryCard, SummaryList};
use kernel::london_date;
use maud::{Markup, html};
use profile::ConsentForm;
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::seen::Seen;
use crate::lead::{Lead, LeadEnding};
use crate::place::{self, title};
use crate::record::{Moment, Referral};
use crate::standing::OfService;

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::AnswerReferral).await?;
    let (fit, rest): (Vec<_>, Vec<_>) = seen.standing.services.iter().partition(|of| of.fits);
    let content = html! {
        h1.govuk-heading-l { (caption(&seen.file)) "Services" }
        (acts(&seen, &who, &site))
        @if site.profile.several_services.is_some() || !seen.standing.leads.is_empty() { (leads(&seen.standing.leads, &site)) }
        @if seen.standing.services.is_empty() {
            p.govuk-body { "This hub has written down no services." }
        }
        @for (heading, services) in [("For somebody like this person", fit), ("Other services", rest)] {
            @if !services.is_empty() {
                h2.govuk-heading-m { (heading) }
                @for of in services { (service(of, &seen, &site)) }
            }
        }
        @if !seen.standing.others.is_empty() {
            h2.govuk-heading-m { "Services that the hub had before" }
            @for referral in &seen.standing.others {
                (SummaryList::new().card(SummaryCard::from(title(&site.profile, &referral.service)).title_level(Heading::H3))
                    .row("Referral", moments(referral)))
            }
        }
    };
    let page = Page::new("Services").signed_in(&who).at(Place::MyWork).back(address(seen.file.case.id));
    Ok(page.render(&site, content))
}

/// What can be done, a link each: the next step first.
fn acts(seen: &Seen, who: &SignedIn, site: &Site) -> Markup {
    let (here, profile) = (seen.here(), &site.profile);
    let onward = may(site, who, Act::ReferOnward, &seen.file) && !profile.services.is_empty();
    let any = |holds: &dyn Fn(&OfService) -> bool| seen.standing.services.iter().any(holds);
    let unchosen = any(&|of| of.named.as_ref().is_some_and(|named| named.chosen_at.is_none()));
    let asks_consent = any(&|of| of.place.needs_consent()) && may(site, who, Act::RecordConsent, &seen.file);
    let is_answered =
        any(&|of| of.referrals.iter().any(Referral::is_open)) || seen.standing.leads.iter().any(|lead| lead.ended_at.is_none());
    let links = [
        (onward && any(&|of| of.named.is_none()), "tell", "Name services to the person"),
        (onward && unchosen, "choose", "Write down which they chose"),
        (asks_consent, "consent", "Write down consent for a service"),
        (is_answered, "answer", if seen.is_partners() { "Answer the referral" } else { "Write down what a service says" }),
        (profile.several_services.is_some() && may(site, who, Act::FinishTask, &seen.file), "lead", "Agree which service leads"),
        (may(site, who, Act::Disclose, &seen.file), "disclose", "Write down something told without consent"),
    ];
    html! {
        @if onward { (Button::link("Refer to a service", format!("{here}/refer"))) }
        ul.govuk-list {
            @for (_, path, label) in links.iter().filter(|(is_shown, ..)| *is_shown) {
                li { a.govuk-link href=(format!("{here}/{path}")) { (label) } }
            }
        }
    }
}

fn leads(leads: &[Lead], site: &Site) -> Markup {
    let day = |at| say::day(london_date(at));
    html! {
        h2.govuk-heading-m { "Which service leads" }
        @match leads.iter().find(|lead| lead.ended_at.is_none()) {
            Some(lead) => p.govuk-body { strong { (title(&site.profile, &lead.service)) } ", since " (day(lead.since)) "." },
            None => p.govuk-body { "None yet." },
        }
        @let ended: Vec<_> = leads.iter().filter_map(|lead| Some((lead, lead.ended_at?))).collect();
        @if !ended.is_empty() {
            ul.govuk-list.govuk-list--bullet {
                @for (lead, at) in ended { li { (title(&site.profile, &lead.service)) ", until " (day(at)) ": " (why_ended(lead)) } }
            }
        }
    }
}

/// Why a service leads no longer, in the middle of a sentence.
pub(super) fn why_ended(lead: &Lead) -> String {
    match (lead.ending, lead.reason) {
        (Some(LeadEnding::Refused), Some(reason)) => format!("it refused. {}", reason.words()),
        (Some(LeadEnding::NeedsChanged), _) => "what the person needs has changed".to_owned(),
        (Some(LeadEnding::PersonAsked), _) => "the person asked for another service".to_owned(),
        (Some(LeadEnding::Mistake), _) => "it was agreed by mistake".to_owned(),
        _ => "it refused".to_owned(),
    }
}

fn service(of: &OfService, seen: &Seen, site: &Site) -> Markup {
    let day = |at| say::day(london_date(at));
    let list =
        SummaryList::new().card(SummaryCard::from(of.service.title.clone()).title_level(Heading::H3)).row("Where", whereabouts(of, site));
    let named = of.named.as_ref().map_or_else(
        || "No".to_owned(),
        |named| match named.chosen_at {
            Some(at) => format!("On {}, and chosen on {}", day(named.named_at), day(at)),
            None if site.profile.onward.person_chooses => format!("On {}, not chosen", day(named.named_at)),
            None => format!("On {}", day(named.named_at)),
        },
    );
    let list = list.row("Named to the person", named);
    let list = if of.place.needs_consent() { list.row("Consent", consent(of)) } else { list };
    let here = seen.here();
    let referrals = html! {
        @for referral in &of.referrals {
            (moments(referral))
            @if referral.is_open() {
                p.govuk-body { a.govuk-link href=(format!("{here}/{}/slip", referral.id)) { "What the service is given" span.govuk-visually-hidden { ": " (of.service.title) } } }
            }
        }
    };
    html! { @if of.referrals.is_empty() { (list.row("Referral", "None")) } @else { (list.row("Referral", referrals)) } }
}

fn whereabouts(of: &OfService, site: &Site) -> String {
    match &of.place {
        place::Place::Same => "Here: nothing leaves the organisation".to_owned(),
        place::Place::Outside => "An organisation outside".to_owned(),
        place::Place::Partner((agency, _)) => {
            let titled = site.profile.organisation.agency(Some(agency));
            format!("{}, under this roof", titled.map_or(agency.as_str(), |agency| agency.title.as_str()))
        }
    }
}

fn consent(of: &OfService) -> String {
    let day = |at| say::day(london_date(at));
    match &of.consent {
        None => "Not asked yet".to_owned(),
        Some(consent) => match consent.withdrawn_at {
            Some(at) => format!("Taken back on {}", day(at)),
            None if !of.may_be_told => "In force no more: the person took it back for the organisation, or opted out".to_owned(),
            None => format!("Given on {}, {}", day(consent.given_at), how(consent.how)),
        },
    }
}

/// How consent was given, in the middle of a sentence.
pub(super) const fn how(how: ConsentForm) -> &'static str {
    match how {
        ConsentForm::Verbal => "by word of mouth",
        ConsentForm::Written => "in writing",
        ConsentForm::Online => "online",
    }
}

/// What became of a referral, a line each.
fn moments(referral: &Referral) -> Markup {
    let said = |moment: &Moment| match moment.reason {
        Some(reason) => format!("{}: {}", moment.state.happened(), reason.words()),
        None => moment.state.happened().to_owned(),
    };
    html! {
        p.govuk-body { strong { (referral.state().words()) } }
        ol.govuk-list {
            @for moment in &referral.moments { li { (say::moment(moment.at)) ": " (said(moment)) } }
        }
    }
}
