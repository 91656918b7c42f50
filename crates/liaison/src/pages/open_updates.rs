//! Updates over all cases: who waits to hear what is happening, the oldest first.

use access::{Act, kind};
use axum::extract::State;
use axum::response::Response;
use casework::pages::on_case::address;
use kernel::london_date;
use maud::{Markup, html};
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::only_who_does;
use super::words::state;
use crate::lists::{OpenUpdate, open_updates};

pub(super) async fn list(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    only_who_does(&site, &who, Act::AskForUpdate)?;
    let lines = who
        .transaction(&site, |tx, asking| {
            let permit = asking.permit::<kind::SeeWork>(tx)?;
            open_updates(tx, &permit)
        })
        .await?;
    let content = html! {
        h1.govuk-heading-l { "Updates that people wait for (" (lines.len()) ")" }
        @if lines.is_empty() {
            p.govuk-body { "Nobody waits to hear what is happening in their case." }
        } @else {
            p.od-count { "Whoever asked first comes first. At most 500 are shown." }
            table.od-worklist role="table" {
                caption.govuk-visually-hidden { "Updates that people wait for, the oldest first" }
                thead role="rowgroup" {
                    tr role="row" {
                        @for head in ["Case", "Asked", "Age", "Stands", "Due"] { th role="columnheader" scope="col" { (head) } }
                    }
                }
                tbody role="rowgroup" { @for line in &lines { (row(line, &site)) } }
            }
        }
    };
    Ok(Page::new("Updates that people wait for").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

fn row(line: &OpenUpdate, site: &Site) -> Markup {
    let (now, working) = (site.now(), site.working_time());
    html! {
        tr.od-worklist__case role="row" {
            th role="rowheader" scope="row" {
                a.govuk-link href=(format!("{}/updates/{}", address(line.case), line.update)) { (line.reference) }
            }
            td role="cell" data-label="Asked" { (say::day(london_date(line.asked_at))) }
            td role="cell" data-label="Age" { (working_days(line.age(now, working))) }
            td role="cell" data-label="Stands" { (state(line.state)) }
            td role="cell" data-label="Due" { (casework::pages::upper(&say::due(line.due_at, now, working))) }
        }
    }
}

pub(super) fn working_days(days: u32) -> String {
    format!("{days} working {}", if days == 1 { "day" } else { "days" })
}
