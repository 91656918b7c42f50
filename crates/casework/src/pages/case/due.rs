//! What is due on the case.

use contact::gate;
use govuk::{Action, SummaryList, SummaryRow};
use jiff::Timestamp;
use kernel::WorkingTime;
use maud::{Markup, html};
use triage::AGREE_SAFE_CONTACT;
use web::say;

use super::super::on_case::address;
use super::super::words::due_words;
use super::super::worklist::due_mark;
use crate::{
    case::CaseFile,
    due::{ASSESS_NEEDS, OpenDue},
    record::{CaseState, DueKind},
};

pub(super) fn section(file: &CaseFile, now: Timestamp, working: WorkingTime) -> Markup {
    html! {
        section aria-labelledby="due" {
            h2.govuk-heading-m #due { "What is due" }
            @if file.open.is_empty() {
                p.govuk-body {
                    @if file.case.state == CaseState::Open { "Nothing is due. Decide what comes next, or close the case." } @else { "Nothing is due." }
                }
            } @else {
                (SummaryList::new().rows(file.open.iter().map(|open| row(file, open, now, working))))
            }
        }
    }
}

fn row(file: &CaseFile, open: &OpenDue, now: Timestamp, working: WorkingTime) -> SummaryRow {
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
        (DueKind::Task, _) => {
            let done = Action::new("Done", format!("{case}/tasks/{}/finish", open.due.id));
            Some(done.visually_hidden_text(format!(": {}", due_words(open))))
        }
    };
    let when = html! {
        (due_mark(open.act_at(), now, working))
        @if open.try_at.is_some() { span.od-worklist__detail { "Promised: " (say::due(open.due.due_at, now, working)) } }
        @if let Some((way, reason)) = shut { p.od-denied { (gate::sentence_for(reason, way, &file.who)) } }
    };
    SummaryRow::new(due_words(open), when).actions(action)
}
