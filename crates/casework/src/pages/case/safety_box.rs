//! How to reach the person safely: what may be done, what may not and why, and what to heed.

use contact::gate::{Way, may_contact};
use govuk::{InsetText, WarningText};
use kernel::BlockedReason;
use maud::{Markup, html};
use people::NOT_SHOWN;
use web::Site;

use super::super::attempt::reach_link;
use super::super::on_case::{address, hubs_ways};
use super::super::words::{in_words, point_words, way_words};
use crate::{
    case::CaseFile,
    record::CaseState,
    ways::{WayOut, shown, told_before, ways},
};

pub(super) fn section(file: &CaseFile, site: &Site, may_change: bool) -> Markup {
    let outs = hubs_ways(site, file);
    html! {
        section aria-labelledby="safety" {
            h2.govuk-heading-m #safety { "How to make contact safely" }
            @if !file.shown.contact {
                p.govuk-body { (NOT_SHOWN) }
            } @else if file.case.state == CaseState::Closed {
                (warnings(file))
                p.govuk-body { "The case is closed: no contact is due." }
            } @else {
                (warnings(file))
                (open(&outs))
                (denied(&outs))
                @if may_change {
                    ul.govuk-list {
                        li { a.govuk-link href=(format!("{}/safety", address(file.case.id))) { "Change which ways are safe" } }
                        li { a.govuk-link href=(format!("{}/suspect-ways", address(file.case.id))) { "Write down the suspect’s numbers and addresses" } }
                    }
                }
            }
        }
    }
}

fn open(outs: &[WayOut<'_>]) -> Markup {
    let open: Vec<_> = outs.iter().flat_map(|out| out.points.iter().flatten().map(|point| (out.way, *point))).collect();
    html! {
        @if open.is_empty() {
            p.govuk-body { strong { "No way of contact is open." } " Agree a safe way first." }
        } @else {
            ul.govuk-list.govuk-list--bullet {
                @for (way, point) in open {
                    li {
                        (way_words(way)) ": " (reach_link(way, point)) " (" (point_words(point.point.kind)) ")"
                        @if let Some(warning) = told_before(point) { br; strong { (warning) } }
                    }
                }
            }
        }
    }
}

/// What is told of numbers and addresses that others have too, wherever contact is on somebody's mind.
pub(in crate::pages) fn cautions(file: &CaseFile) -> Markup {
    let told: Vec<_> = file.person.usable_points().filter_map(|kept| Some((kept, told_before(kept)?))).collect();
    html! {
        @if !told.is_empty() && file.case.state == CaseState::Open {
            ul.govuk-list.govuk-list--bullet {
                @for (kept, warning) in told { li { (in_words(point_words(kept.point.kind))) " " (shown(kept)) ". " strong { (warning) } } }
            }
        }
    }
}

/// Why the other ways are not offered, in one block.
pub(in crate::pages) fn denied(outs: &[WayOut<'_>]) -> Markup {
    let reasons: Vec<&str> = outs.iter().filter_map(|out| out.denial).collect();
    html! {
        @if !reasons.is_empty() {
            div.od-denied {
                @for reason in reasons { p.govuk-body."govuk-!-margin-bottom-1" { (reason) } }
            }
        }
    }
}

/// What holds for every way: the suspect in the house, silence about safety where it is dangerous, and the person's own words.
pub(in crate::pages) fn warnings(file: &CaseFile) -> Markup {
    let unknown = Way::ALL.iter().any(|way| may_contact(*way, &file.who) == Err(BlockedReason::SafetyUnknown));
    html! {
        @if file.who.suspect_shares_address == Some(true) { (WarningText::new("The suspect lives at the person’s address.")) }
        @if unknown {
            (WarningText::new("Somebody close to the person may read or hear what is sent. When you reach them, ask first which ways are safe."))
        }
        @if let Some(notes) = &file.person.known.contact_notes {
            (InsetText::new(html! { strong { "Before you make contact: " } (notes.reveal()) }))
        }
    }
}

/// What to heed while making contact by this way, right where it is recorded.
pub(in crate::pages) fn heed(file: &CaseFile, way: Way) -> Markup {
    html! { (warnings(file)) (care_of(file, way)) }
}

/// What to heed of this way alone.
pub(in crate::pages) fn care_of(file: &CaseFile, way: Way) -> Markup {
    let message = ways(&file.person, &file.who).into_iter().find(|out| out.way == Way::Voicemail).and_then(|out| out.denial);
    html! {
        ul.govuk-list.govuk-list--bullet {
            @match way {
                Way::Call => {
                    li { "Make sure that you are speaking with the person, and that they can talk, before you say where you call from." }
                    li { "If somebody else answers, say nothing of us and nothing of what happened." }
                    @if let Some(reason) = message { li { strong { (reason) } } }
                },
                Way::Voicemail | Way::Text => li { "Say nothing of us and nothing of what happened: others may hear or read it." },
                Way::Email => li { "Nothing of us or of what happened in the subject line." },
                Way::Letter => li { "A plain envelope, with no name of ours on it." },
            }
            @if file.person.known.interpreter_needed == Some(true) {
                li { "An interpreter is needed. Never a relative, a child or anybody who knows the suspect." }
            }
        }
    }
}
