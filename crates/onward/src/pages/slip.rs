//! What a service is given: a page to print or copy, of the parts that it may have.

use access::Act;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::ways::{shown, ways};
use contact::gate::Way;
use contact::shared::{Hand, care};
use govuk::{InsetText, SummaryList};
use kernel::Part;
use maud::{Markup, html};
use people::record::KeptPoint;
use web::{Page, PageError, Place, SignedIn, Site, go_to, say};

use super::seen::Seen;
use crate::place::{self, title};
use crate::record::{Referral, ReferralId};
use crate::standing::OfService;

pub(super) async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, referral)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let seen = Seen::read(&site, &who, &case, Act::ReferOnward).await?;
    let id = ReferralId::parse(&referral);
    let found = seen.standing.services.iter().find(|of| of.referrals.iter().any(|known| Some(known.id) == id && known.is_open()));
    // Withdrawn meanwhile: how everything stands says so.
    let Some(of) = found.filter(|of| of.may_be_told) else { return Ok(go_to(&seen.here())) };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { span.govuk-caption-l { "To " (of.service.title) } "Referral " (seen.file.case.reference) }
            (InsetText::new("Send this in a way that only the service can read. Tell it nothing more than the person agreed to."))
            (given(&seen, of, &site))
        }
    };
    Ok(Page::new("What a service is given").signed_in(&who).at(Place::MyWork).back(seen.here()).render(&site, content))
}

/// Which parts of the record the service may have: by the agreement with a partner; an organisation outside what it needs to begin with.
fn parts(of: &OfService, site: &Site) -> Vec<Part> {
    match &of.place {
        place::Place::Same => Part::ALL.to_vec(),
        place::Place::Outside => vec![Part::Name, Part::Contact, Part::Address],
        place::Place::Partner((agency, _)) => {
            let today = kernel::london_date(site.now());
            let agreements = site.profile.organisation.agreements.iter();
            let in_force = agreements.filter(|agreed| agreed.agency == *agency && agreed.from <= today && today <= agreed.until);
            in_force.flat_map(|agreed| agreed.parts.iter().copied()).collect()
        }
    }
}

/// Ways that the person called safe and the gate opens, and that nobody else is known to have: the service cannot see who else answers there,
/// nor be asked to check. An address only as one to which a letter is safe, and never of a ring-fenced case.
fn safe_ways<'f>(seen: &'f Seen, parts: &[Part]) -> Vec<(Way, &'f KeptPoint)> {
    let file = &seen.file;
    let safety = &file.who.safety;
    let is_known_safe = |way: Way| match way {
        Way::Call => safety.call,
        Way::Voicemail => safety.voicemail,
        Way::Text => safety.text,
        Way::Email => safety.email,
        Way::Letter => safety.letter,
    };
    let may_have = |way: Way| match way {
        Way::Letter => parts.contains(&Part::Address) && file.case.ring_fence == kernel::RingFences::NONE,
        _ => parts.contains(&Part::Contact),
    };
    let open = ways(&file.person, &file.who).into_iter().filter(|out| is_known_safe(out.way) == Some(true) && may_have(out.way));
    open.flat_map(|out| out.points.unwrap_or_default().into_iter().map(move |point| (out.way, point)))
        .filter(|(way, point)| care(*way, is_known_safe(*way), point.holders, Hand::Rule).is_ok())
        .collect()
}

fn given(seen: &Seen, of: &OfService, site: &Site) -> Markup {
    let (file, known, parts) = (&seen.file, &seen.file.person.known, parts(of, site));
    let mut list = SummaryList::new();
    if parts.contains(&Part::Name) {
        list = list.row("Name", file.person.name().unwrap_or_else(|| "Not known".to_owned()));
        if let Some(born) = &known.date_of_birth {
            list = list.row("Born", say::date(*born.reveal()));
        }
    }
    let ways = safe_ways(seen, &parts);
    list = list.row("Safe ways to make contact", safe(&ways));
    // What makes a safe way one: at what times, what to say and what not.
    if let Some(heed) = known.contact_notes.as_ref().filter(|_| !ways.is_empty()) {
        list = list.row("Before you make contact", heed.reveal());
    }
    if known.interpreter_needed == Some(true) {
        list = list.row("Interpreter", "Needed");
    }
    if let Some(code) = &known.first_language {
        list = list.row("First language", people::language::name(code).unwrap_or(code));
    }
    if !known.communication_needs.is_empty() {
        list =
            list.row("Needs", known.communication_needs.iter().map(|need| casework::pages::in_words(need)).collect::<Vec<_>>().join(", "));
    }
    if let Some(consent) = &of.consent {
        list = list.row("Agreed", format!("{}, {}", say::day(kernel::london_date(consent.given_at)), super::overview::how(consent.how)));
    }
    if of.referrals.iter().any(|referral| referral.is_open() && referral.introduced) {
        list = list.row("Introduced", "A worker of the hub introduced the person");
    }
    if site.profile.onward.services_know_of_each_other {
        list = list.row("Other services", others(seen, of, site));
    }
    html! { (list.row("Answer to", site.title())) }
}

fn safe(ways: &[(Way, &KeptPoint)]) -> Markup {
    html! {
        @if ways.is_empty() {
            "None is known to be safe. Make contact through the hub only."
        } @else {
            ul.govuk-list { @for (way, point) in ways { li { (words(*way)) ": " (shown(point)) } } }
            "Use no other way."
        }
    }
}

const fn words(way: Way) -> &'static str {
    match way {
        Way::Call => "Call",
        Way::Voicemail => "Leave a message",
        Way::Text => "Text",
        Way::Email => "Email",
        Way::Letter => "Write a letter",
    }
}

/// The other services to which the person is referred now.
fn others(seen: &Seen, of: &OfService, site: &Site) -> String {
    let open = |other: &&OfService| other.service.name != of.service.name && other.referrals.iter().any(Referral::is_open);
    let names: Vec<String> = seen.standing.services.iter().filter(open).map(|other| title(&site.profile, &other.service.name)).collect();
    if names.is_empty() { "None".to_owned() } else { names.join(", ") }
}
