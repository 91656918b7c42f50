//! What was looked at, what was tried, what happened.

use access::Act;
use govuk::{Action, SummaryList, SummaryRow};
use maud::{Markup, html};
use people::NOT_SHOWN;
use web::{SignedIn, Site, say};

use contact::attempt::AttemptOutcome;
use contact::gate::Way;

use super::super::on_case::{address, may};
use super::super::words::{
    ending_words, event_words, given_how_words, hand_over_reason, in_words, outcome_words, point_words, review_words, ring_fence_words,
    task_words, way_words,
};
use super::super::{funding, support_by};
use super::{lower, upper};
use crate::{
    case::{CaseFile, Event},
    hand_over::HandOverReason,
    record::{Ending, ReviewState},
    record_consent::GivenHow,
    ways::shown,
};

pub(super) fn reviews(file: &CaseFile, who: &SignedIn, site: &Site) -> Markup {
    let settles = may(site, who, Act::SettleReview, file);
    let row = |review: &crate::case::Review| {
        let settle = match review.state {
            ReviewState::Done => None,
            ReviewState::Open if file.comparable.contains(&review.id) => {
                Some(Action::new("Compare", format!("/same-people/{}", review.id)).visually_hidden_text("the two records"))
            }
            ReviewState::Open => settles.then(|| {
                Action::new("Settle", format!("{}/reviews/{}/settle", address(file.case.id), review.id))
                    .visually_hidden_text(format!(": {}", review_words(review.kind)))
            }),
        };
        let state = match review.state {
            ReviewState::Open => format!("Open since {}", say::day(kernel::london_date(review.created_at))),
            ReviewState::Done => "Settled".to_owned(),
        };
        SummaryRow::new(review_words(review.kind), state).actions(settle)
    };
    html! {
        @if !file.reviews.is_empty() {
            section aria-labelledby="reviews" {
                h2.govuk-heading-m #reviews { "To look at" }
                (SummaryList::new().rows(file.reviews.iter().map(row)))
            }
        }
    }
}

pub(super) fn attempts(file: &CaseFile, site: &Site) -> Markup {
    html! {
        section aria-labelledby="attempts" {
            h2.govuk-heading-m #attempts { "Contact attempts" }
            @if !file.shown.notes { p.govuk-body { "Notes on attempts: " (lower(NOT_SHOWN)) } }
            @if file.attempts.is_empty() {
                p.govuk-body { "Nobody has tried yet." }
            } @else {
                ol.od-timeline {
                    @for attempt in &file.attempts {
                        li.od-timeline__event {
                            h3.od-timeline__title { (way_words(attempt.way)) ": " (outcome_words(attempt.outcome, attempt.way)) }
                            (by(attempt.at, attempt.by.as_deref()))
                            @if let Some(kept) = file.person.points.iter().find(|kept| Some(kept.id) == attempt.point) {
                                p.govuk-body { (in_words(point_words(kept.point.kind))) " " (shown(kept)) }
                            }
                            @if let Some(desk) = &attempt.service { p.govuk-body { "For " (site.profile.title_of(desk)) } }
                            @if let Some(note) = &attempt.note { p.govuk-body { (note.reveal()) } }
                        }
                    }
                }
            }
        }
    }
}

pub(super) fn timeline(file: &CaseFile, site: &Site) -> Markup {
    html! {
        section aria-labelledby="timeline" {
            h2.govuk-heading-m #timeline { "Timeline" }
            ol.od-timeline {
                @for event in &file.events {
                    li.od-timeline__event {
                        h3.od-timeline__title { (event_words(event.kind)) }
                        (by(event.at, event.by.as_deref()))
                        @for line in details(event, site) { p.govuk-body { (line) } }
                    }
                }
            }
        }
    }
}

pub(super) fn by(at: jiff::Timestamp, who: Option<&str>) -> Markup {
    html! {
        p.od-timeline__by {
            time datetime=(at) { (say::moment(at)) }
            @if let Some(who) = who { ", " (who) }
        }
    }
}

/// What else an entry says, a line each.
fn details(event: &Event, site: &Site) -> Vec<String> {
    let Some(detail) = event.detail.reveal() else { return Vec::new() };
    let text = |key: &str| detail.get(key).and_then(serde_json::Value::as_str);
    let mut lines = Vec::new();
    if let (Some(way), None) = (text("way").and_then(Way::parse), text("outcome")) {
        lines.push(way_words(way).to_owned());
    }
    if let (Some(way), Some(outcome)) = (text("way").and_then(Way::parse), text("outcome").and_then(AttemptOutcome::parse)) {
        lines.push(format!("{}: {}", way_words(way), outcome_words(outcome, way)));
    }
    lines.extend(text("found_unsafe").and_then(Way::parse).map(|way| format!("{} turned out not to be safe", way_words(way))));
    lines.extend(text("kind").map(in_words));
    let kinds = detail.get("suspects").and_then(serde_json::Value::as_array).into_iter().flatten();
    lines.extend(kinds.filter_map(|kind| kind.as_str()).map(|kind| format!("Of the suspect: {}", in_words(kind).to_lowercase())));
    lines.extend(detail.get("suspects_lifted").map(|_| "Not the suspect’s, or not any more".to_owned()));
    lines.extend(text("used_all_the_same").map(|kind| format!("Can be used all the same: {}", in_words(kind).to_lowercase())));
    if let Some(safe) = detail.get("safe").and_then(serde_json::Value::as_object) {
        lines.extend(safe.iter().filter_map(|(way, safe)| Some(format!("{}: {}", way_words(Way::parse(way)?), answer(safe)))));
    }
    if let Some(shares) = detail.get("suspect_shares_address") {
        lines.push(match shares.as_bool() {
            Some(true) => "The suspect lives at the person’s address".to_owned(),
            Some(false) => "The suspect does not live at the person’s address".to_owned(),
            None => "Whether the suspect lives at the person’s address is not known".to_owned(),
        });
    }
    lines.extend(text("to").map(|name| format!("To {name}")));
    lines.extend(text("reason").and_then(HandOverReason::parse).map(|reason| hand_over_reason(reason).to_owned()));
    lines.extend(text("support_by").and_then(profile::SupportWay::parse).map(|way| format!("Support: {}", lower(support_by::words(way)))));
    lines.extend(text("rule").filter(|rule| !rule.is_empty()).map(in_words));
    let streams = |key: &str| -> Vec<String> {
        let names = detail.get(key).and_then(serde_json::Value::as_array).into_iter().flatten();
        names.filter_map(|name| Some(funding::title(site, name.as_str()?))).collect()
    };
    for (key, what) in [("funded_by", "Now paid for by"), ("no_longer_funded_by", "No longer paid for by")] {
        let streams = streams(key);
        lines.extend((!streams.is_empty()).then(|| format!("{what}: {}", streams.join(", "))));
    }
    lines.extend(text("task").map(task_words));
    lines.extend(text("pathway").map(|name| format!("Pathway: {}", upper(&site.profile.title_of(name)))));
    lines.extend(text("review").and_then(kernel::ReviewKind::parse).map(|kind| review_words(kind).to_owned()));
    lines.extend(text("ending").and_then(Ending::parse).map(|ending| ending_words(ending).to_owned()));
    let classes = |key: &str| -> Vec<&str> {
        let words = detail.get(key).and_then(serde_json::Value::as_array).into_iter().flatten();
        words.filter_map(|word| kernel::RingFence::parse(word.as_str()?)).map(ring_fence_words).collect()
    };
    for (key, what) in [("added", "Now only for those cleared for"), ("removed", "No longer only for those cleared for")] {
        let classes = classes(key);
        lines.extend((!classes.is_empty()).then(|| format!("{what}: {}", classes.join(", "))));
    }
    lines.extend(text("agency").map(|name| agency(site, name)));
    lines.extend(onward(detail, site));
    lines.extend(text("how").and_then(GivenHow::parse).map(|how| given_how_words(how).to_owned()));
    lines.extend(["says", "source"].into_iter().filter_map(text).map(in_words));
    let room =
        |name: &str| site.profile.rooms.iter().find(|room| room.name == name).map_or_else(|| in_words(name), |room| room.title.clone());
    lines.extend(text("room").map(room));
    lines.extend(["begins", "ends"].into_iter().filter_map(text).filter_map(|at| at.parse().ok()).map(say::moment));
    lines.extend(["note", "found", "update"].into_iter().filter_map(text).map(str::to_owned));
    lines
}

/// What people call an organisation; its name where the profile has none of that name.
pub(super) fn agency(site: &Site, name: &str) -> String {
    site.walls.organisation().agency(Some(name)).map_or_else(|| in_words(name), |agency| agency.title.clone())
}

fn answer(safe: &serde_json::Value) -> &'static str {
    match safe.as_bool() {
        Some(true) => "safe",
        Some(false) => "not safe",
        None => "not known",
    }
}

/// What an entry says of services and of who was told.
fn onward(detail: &serde_json::Value, site: &Site) -> Vec<String> {
    let called = |name: &str| {
        let service = site.profile.services.iter().find(|service| service.name == name);
        service.map_or_else(|| agency(site, name), |service| service.title.clone())
    };
    let text = |key: &str| detail.get(key).and_then(serde_json::Value::as_str);
    let services = detail.get("services").and_then(serde_json::Value::as_array).into_iter().flatten();
    let mut lines: Vec<String> = services.filter_map(|name| name.as_str()).map(called).collect();
    lines.extend(text("to_service").map(called));
    lines.extend(text("instead_of").map(|name| format!("Instead of: {}", called(name))));
    lines.extend(["service_says", "refused_because", "why_changed"].into_iter().filter_map(text).map(in_words));
    lines.extend(text("told_to").map(|to| format!("Told: {}", called(to))));
    lines.extend(text("because").map(|why| format!("Because of: {}", in_words(why).to_lowercase())));
    lines.extend(text("told").map(|told| format!("What was told: {told}")));
    lines
}
