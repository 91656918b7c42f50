//! What is due on the case.

use contact::gate;
use govuk::{Action, SummaryList, SummaryRow};
use jiff::Timestamp;
use kernel::WorkingTime;
use maud::{Markup, html};
use profile::due_in_words;
use triage::AGREE_SAFE_CONTACT;
use web::{Site, say};

use super::super::on_case::address;
use super::super::words::{due_words, in_words};
use super::super::worklist::due_mark;
use crate::{
    case::CaseFile,
    due::{ASSESS_NEEDS, CHASE_ANSWER, OpenDue},
    finish_task::asks_for_pathway,
    record::{CaseState, DueKind},
};

pub(super) fn section(site: &Site, file: &CaseFile, now: Timestamp, working: WorkingTime) -> Markup {
    html! {
        section aria-labelledby="due" {
            h2.govuk-heading-m #due { "What is due" }
            @if file.open.is_empty() {
                p.govuk-body {
                    @if file.case.state == CaseState::Open { "Nothing is due. Decide what comes next, or close the case." } @else { "Nothing is due." }
                }
            } @else {
                (SummaryList::new().rows(file.open.iter().map(|open| row(site, file, open, now, working))))
            }
        }
    }
}

fn row(site: &Site, file: &CaseFile, open: &OpenDue, now: Timestamp, working: WorkingTime) -> SummaryRow {
    let case = address(file.case.id);
    let shut = open.way().and_then(|way| gate::may_contact(way, &file.who).err().map(|reason| (way, reason)));
    let action = match (open.due.kind, shut) {
        (DueKind::Offer, Some(_)) => None,
        (DueKind::Offer, None) => {
            let attempt = Action::new("Record an attempt", format!("{case}/attempt"));
            Some(attempt.visually_hidden_text(format!(": {}", due_words(open))))
        }
        (DueKind::Task, _) if open.is_task(AGREE_SAFE_CONTACT) => Some(Action::new("Record what is safe", format!("{case}/safety"))),
        (DueKind::Task, _) if open.is_task(ASSESS_NEEDS) => Some(Action::new("Assess needs", format!("{case}/assess"))),
        (DueKind::Task, _) if open.is_task(CHASE_ANSWER) => Some(Action::new("Record the answer", format!("{case}/onward/answer"))),
        (DueKind::Task, _) if asks_for_pathway(open, &site.profile) => {
            Some(Action::new("Agree which service leads", format!("{case}/onward/lead")))
        }
        (DueKind::Task, _) => {
            let done = Action::new("Done", format!("{case}/tasks/{}/finish", open.due.id));
            Some(done.visually_hidden_text(format!(": {}", due_words(open))))
        }
    };
    let when = html! {
        (due_mark(open.act_at(), now, working))
        @if open.try_at.is_some() { span.od-worklist__detail { "Promised: " (say::due(open.due.due_at, now, working)) } }
        @if let Some(rule) = rule(site, file, open) { span.od-worklist__detail { (rule) } }
        @if let Some((way, reason)) = shut { p.od-denied { (gate::sentence_for(reason, way, &file.who)) } }
    };
    SummaryRow::new(due_words(open), when).actions(action)
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
    let called = |version: &str| format!("By the rule “{}” of {version}.", in_words(&due.rule).to_lowercase());
    Some(match version {
        Ok(profile) => due_in_words(profile, &due.rule, &due.what, &due.clock)
            .unwrap_or_else(|| called(&format!("{}@{}", profile.name, profile.in_force_from))),
        Err(name) => called(&format!("{name}, a version of the rules that is no longer here")),
    })
}
