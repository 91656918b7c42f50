//! What is due on the case.

use access::Act;
use contact::gate;
use govuk::{Action, SummaryList, SummaryRow};
use jiff::Timestamp;
use kernel::WorkingTime;
use maud::{Markup, html};
use profile::due_in_words;
use triage::AGREE_SAFE_CONTACT;
use web::{SignedIn, Site, say};

use super::super::on_case::{address, may};
use super::super::words::{due_words, in_words};
use super::super::worklist::due_mark;
use crate::{
    case::CaseFile,
    due::OpenDue,
    ended_on::EndedOn,
    record::{CaseState, DueKind},
};

pub(super) fn section(site: &Site, who: &SignedIn, file: &CaseFile, now: Timestamp, working: WorkingTime) -> Markup {
    html! {
        section aria-labelledby="due" {
            h2.govuk-heading-m #due { "What is due" }
            @if file.open.is_empty() {
                p.govuk-body {
                    @if file.case.state == CaseState::Open { "Nothing is due. Decide what comes next, or close the case." } @else { "Nothing is due." }
                }
            } @else {
                (SummaryList::new().rows(file.open.iter().map(|open| row(site, who, file, open, now, working))))
            }
        }
    }
}

fn row(site: &Site, who: &SignedIn, file: &CaseFile, open: &OpenDue, now: Timestamp, working: WorkingTime) -> SummaryRow {
    let case = address(file.case.id);
    let shut = open.way().and_then(|way| gate::may_contact(way, &file.who).err().map(|reason| (way, reason)));
    let to = |act: Act, text: &str, page: &str| (act, Action::new(text, format!("{case}/{page}")));
    let named = |(act, action): (Act, Action)| (act, action.visually_hidden_text(format!(": {}", due_words(open, &site.profile))));
    let offered = match (open.due.kind, shut) {
        (DueKind::Offer, Some(_)) => None,
        (DueKind::Offer, None) => Some(named(to(Act::RecordAttempt, "Record an attempt", "attempt"))),
        (DueKind::Task, _) => Some(match EndedOn::of(open, &site.profile) {
            Some(on) => to(on.act(), on.link(), on.page()),
            None => named(to(Act::FinishTask, "Done", &format!("tasks/{}/finish", open.due.id))),
        }),
    };
    // Whoever only reads the case is shown what is due, and not offered what would be refused.
    let action = offered.and_then(|(act, action)| may(site, who, act, file).then_some(action));
    let when = html! {
        (due_mark(open.act_at(), now, working))
        @if open.try_at.is_some() { span.od-worklist__detail { "Promised: " (say::due(open.due.due_at, now, working)) } }
        @if let Some(rule) = rule(site, file, open) { span.od-worklist__detail { (rule) } }
        @if let Some((way, reason)) = shut { p.od-denied { (gate::sentence_for(reason, way, &file.who)) } }
    };
    SummaryRow::new(due_words(open, &site.profile), when).actions(action)
}

/// The rule it came from, in words of the version of the hub's rules under which it was set.
fn rule(site: &Site, file: &CaseFile, open: &OpenDue) -> Option<String> {
    let due = &open.due;
    if due.rule.is_empty() {
        return open
            .is_task(AGREE_SAFE_CONTACT)
            .then(|| "Set because a way that the rules ask for was not open, or not known to be safe.".to_owned());
    }
    // What a worker set by recording something has no row of a transfer: it was set under the rules of that day.
    let version = match due.source_row.and_then(|row| file.decided_under.get(&row)) {
        Some(name) => site.version(name).ok_or(name.as_str()),
        None => Ok(site.version_at(open.set_at().unwrap_or(file.case.opened_at))),
    };
    let called = |version: &str| format!("By the rule “{}”{version}.", in_words(&due.rule).to_lowercase());
    Some(match version {
        Ok(profile) => due_in_words(profile, &due.rule, &due.what, &due.clock)
            .unwrap_or_else(|| called(&format!(", in force since {}", say::date(profile.in_force_from)))),
        Err(name) => called(&format!(" of {name}, a version of the rules that is no longer here")),
    })
}
