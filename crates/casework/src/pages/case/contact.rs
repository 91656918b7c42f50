//! The ways of contact with their safety in words. What the gate denies stands here as text, never as something to press.

use contact::gate::Way;
use contact::shared::is_suspects;
use govuk::WarningText;
use kernel::BlockedReason;
use maud::{Markup, html};
use people::{NOT_SHOWN, record::KeptPoint};
use web::{Site, say};

use super::super::attempt::reach_link;
use super::super::on_case::{address, hubs_ways};
use super::super::words::{in_words, point_words, way_words};
use super::lower;
use crate::{
    case::CaseFile,
    record::CaseState,
    record_attempt::fits,
    ways::{WayOut, held_back, shown, told_before},
};

pub(super) fn section(file: &CaseFile, site: &Site, may_change: bool) -> Markup {
    let outs = hubs_ways(site, file);
    let (standing, earlier): (Vec<&KeptPoint>, Vec<&KeptPoint>) = file.person.points.iter().partition(|kept| kept.is_current);
    html! {
        section aria-labelledby="contact" {
            h2.govuk-heading-m #contact { "Ways of contact" }
            @for (what, is_shown) in [("Phone numbers and email addresses", file.shown.contact), ("Address", file.shown.address)] {
                @if !is_shown { p.govuk-body { (what) ": " (lower(NOT_SHOWN)) } }
            }
            @if standing.is_empty() && file.shown.contact && file.shown.address { p.govuk-body { "None is known." } }
            @for kept in standing {
                div.govuk-summary-card {
                    div.govuk-summary-card__title-wrapper {
                        h3.govuk-summary-card__title { (in_words(point_words(kept.point.kind))) }
                    }
                    div.govuk-summary-card__content {
                        p.govuk-body { (value(file, &outs, kept)) }
                        @if !kept.point.is_usable() { p.od-denied { "This cannot be used as it stands." } }
                        @if let Some(warning) = told_before(kept) { (WarningText::new(warning)) }
                        @if may_change && is_suspects(kept.holders) && file.case.state == CaseState::Open {
                            p.govuk-body {
                                a.govuk-link href=(format!("{}/ways/{}/all-the-same", address(file.case.id), kept.id)) {
                                    "Say why it can be used" span.govuk-visually-hidden { ": " (point_words(kept.point.kind)) }
                                }
                            }
                        }
                        ul.govuk-list {
                            @for out in outs.iter().filter(|out| fits(out.way, kept.point.kind)) {
                                li {
                                    (way_words(out.way)) ": " (said(file, out, is_suspects(kept.holders)))
                                    @if let Some(denial) = out.denial.or_else(|| held_back(out.way, kept, &file.who)) { " " (denial) }
                                }
                            }
                        }
                    }
                }
            }
            @if !earlier.is_empty() {
                h3.govuk-heading-s { "No longer in use" }
                ul.govuk-list.govuk-list--bullet {
                    @for kept in earlier {
                        li {
                            (in_words(point_words(kept.point.kind))) ": " (shown(kept))
                            @if let Some(at) = kept.wrong_at { ", found wrong on " (say::day(kernel::london_date(at))) }
                        }
                    }
                }
            }
            @if let Some(at) = file.person.safety_confirmed_at {
                p.govuk-body { "What is safe was last written down on " (say::day(kernel::london_date(at))) "." }
            }
        }
    }
}

/// The value, as a link where the case is worked and a call or an e-mail to it is open.
fn value(file: &CaseFile, outs: &[WayOut<'_>], kept: &KeptPoint) -> Markup {
    let worked = file.case.state == CaseState::Open;
    let open = |way: Way| {
        let out = outs.iter().find(|out| out.way == way);
        worked && out.is_some_and(|out| out.points.iter().flatten().any(|point| point.id == kept.id))
    };
    html! {
        @if open(Way::Call) { (reach_link(Way::Call, kept)) } @else if open(Way::Email) { (reach_link(Way::Email, kept)) } @else { (shown(kept)) }
    }
}

/// What the person said of this way. A message is not safe where calls are not, nor a letter to where the suspect lives, whatever was said.
fn said(file: &CaseFile, out: &WayOut<'_>, is_suspects: bool) -> Markup {
    let safety = file.who.safety;
    let denied = is_suspects || matches!(out.points, Err(BlockedReason::Unsafe | BlockedReason::SuspectSharesAddress));
    let said = match out.way {
        _ if denied => Some(false),
        Way::Call => safety.call,
        Way::Voicemail => safety.voicemail,
        Way::Text => safety.text,
        Way::Email => safety.email,
        Way::Letter => safety.letter,
    };
    html! {
        @match said {
            Some(true) => span.od-safety."od-safety--safe" { "Safe" },
            Some(false) => span.od-safety."od-safety--unsafe" { "Not safe" },
            None => span.od-safety."od-safety--unknown" { "Not known" },
        }
    }
}
