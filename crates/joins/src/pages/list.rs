//! The pairs that wait: the dangerous ones first, and of those the oldest.

use std::collections::{HashMap, HashSet};

use axum::extract::{Query, State};
use axum::response::Response;
use casework::record::CaseState;
use kernel::{PersonId, london_date};
use maud::{Markup, html};
use people::memory::Everybody;
use people::record::PersonRecord;
use serde::Deserialize;
use store::Tx;
use web::{Asking, Page, PageError, Place, SignedIn, Site, pagination, say};

use super::compared::pairs;
use super::{QUEUE, name};
use crate::Waiting;
use crate::weighing::{Danger, dangers_by_likeness, dangers_by_record, near, weigh};

/// Pairs on a page.
const PAGE: usize = 25;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    page: Option<usize>,
}

/// A pair as the list shows it.
struct Line {
    waiting: Waiting,
    dangers: Vec<Danger>,
    /// No case of either is open: nobody can write down a decision.
    is_closed: bool,
    one: PersonRecord,
    other: PersonRecord,
}

struct Lines {
    all: usize,
    dangerous: usize,
    page: usize,
    lines: Vec<Line>,
}

pub(super) async fn list(State(site): State<Site>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let (everybody, page) = (site.memory::<Everybody>(), asked.page.unwrap_or(1).max(1));
    let found = who.transaction(&site, move |tx, asking| lines(tx, asking, &everybody, page)).await?;
    let pages = found.all.div_ceil(PAGE);
    let content = html! {
        h1.govuk-heading-l { "Possible same people (" (found.all) ")" }
        @if found.all == 0 {
            p.govuk-body { "No pair of records waits for you." }
        } @else {
            div.od-two-thirds {
                p.govuk-body {
                    "Each line is two records that may be of one person. Look at both and decide. Until somebody has, nothing is shared between them."
                }
            }
            (count(&found))
            @if found.lines.is_empty() {
                p.govuk-body { "There is nothing on this page any more. " a.govuk-link href=(QUEUE) { "Go to the first page" } "." }
            } @else { (table(&found.lines)) }
            (pagination(found.page, pages, |number| format!("{QUEUE}?page={number}")))
        }
    };
    Ok(Page::new("Possible same people").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

fn lines(tx: &mut Tx<'_>, asking: &mut Asking, everybody: &Everybody, page: usize) -> store::Result<Lines> {
    let (permit, waiting) = pairs(tx, asking)?;
    let ids: Vec<PersonId> = waiting.iter().flat_map(|waiting| [waiting.person, waiting.other]).collect();
    let people = people::keep::load(tx, permit.warrant(), &ids)?;
    let people: HashMap<PersonId, PersonRecord> = people.into_iter().map(|person| (person.id, person)).collect();
    everybody.catch_up(tx, permit.warrant().vault())?;
    let cases = casework::keep::cases_of(tx, &ids, "")?;
    let open: HashSet<PersonId> = cases.iter().filter(|case| case.state == CaseState::Open).map(|case| case.person).collect();
    let mut lines = Vec::new();
    for waiting in waiting {
        let (Some(one), Some(other)) = (people.get(&waiting.person).cloned(), people.get(&waiting.other).cloned()) else { continue };
        let near = near(tx, everybody, permit.warrant(), (&one, &other))?;
        let mut dangers = dangers_by_likeness(weigh(everybody, &one, &other).as_ref(), (one.id, other.id), &near);
        dangers.extend(dangers_by_record(&one, &other));
        let is_closed = !(open.contains(&one.id) || open.contains(&other.id));
        lines.push(Line { waiting, dangers, is_closed, one, other });
    }
    // Those they could not tell themselves stay last.
    let looked = |line: &Line| line.waiting.looked.iter().any(|looked| Some(looked.user) == permit.user());
    lines.sort_by_key(|line| (line.is_closed, looked(line), line.dangers.is_empty()));
    let (all, dangerous) = (lines.len(), lines.iter().filter(|line| !line.dangers.is_empty()).count());
    let lines: Vec<Line> = lines.into_iter().skip(page.saturating_sub(1).saturating_mul(PAGE)).take(PAGE).collect();
    let shown: Vec<PersonId> = lines.iter().flat_map(|line| [line.one.id, line.other.id]).collect();
    asking.note_listed(tx, permit.warrant(), &shown)?;
    Ok(Lines { all, dangerous, page, lines })
}

fn count(found: &Lines) -> Markup {
    html! {
        p.od-count {
            strong { (found.all) } @if found.all == 1 { " pair waits" } @else { " pairs wait" }
            @if found.dangerous > 0 { ", " strong { (found.dangerous) } " with care: somebody else must agree before they are joined" }
            ". Those with care come first, then the oldest."
        }
    }
}

fn table(lines: &[Line]) -> Markup {
    html! {
        table.od-worklist role="table" {
            caption.govuk-visually-hidden { "Pairs of records that may be of one person" }
            thead role="rowgroup" {
                tr role="row" {
                    @for head in ["Records", "Take care", "Waiting since", "So far"] { th role="columnheader" scope="col" { (head) } }
                }
            }
            tbody role="rowgroup" { @for line in lines { (row(line)) } }
        }
    }
}

fn row(line: &Line) -> Markup {
    let Line { waiting, dangers, is_closed, one, other } = line;
    html! {
        tr.od-worklist__case role="row" {
            th role="rowheader" scope="row" {
                a.govuk-link href=(format!("{QUEUE}/{}", waiting.review)) { (name(one)) " and " (name(other)) }
                span.od-worklist__detail { (born(one)) " – " (born(other)) }
                span.od-worklist__detail { "Asked on case " (waiting.reference) }
            }
            td role="cell" data-label="Take care" {
                @for danger in dangers { div { (danger.sentence()) } }
                @if dangers.is_empty() { "–" }
            }
            td role="cell" data-label="Waiting since" { (say::date(london_date(waiting.since))) }
            td role="cell" data-label="So far" { (so_far(waiting)) @if *is_closed { div { "Both cases are closed" } } }
        }
    }
}

fn born(person: &PersonRecord) -> String {
    person
        .known
        .date_of_birth
        .as_ref()
        .map_or_else(|| "birth date not known".to_owned(), |born| format!("born {}", say::date(*born.reveal())))
}

fn so_far(waiting: &Waiting) -> Markup {
    html! {
        @for proposed in &waiting.proposed { div { strong { "To be joined" } ", says " (proposed.by) ". Somebody else must agree." } }
        @for looked in &waiting.looked { div { (looked.by) " could not tell" } }
        @if waiting.proposed.is_empty() && waiting.looked.is_empty() { div { "Nobody has looked" } }
    }
}
