//! Reports of hate crime over all cases: what is to be sent first.

use access::{Act, kind};
use axum::extract::State;
use axum::response::Response;
use casework::pages::on_case::address;
use jiff::SignedDuration;
use kernel::london_date;
use maud::{Markup, html};
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::{only_who_does, takes_reports};
use crate::hate_report::reference_of;
use crate::lists::{ReportLine, report_lines};

/// For how long the list shows what is settled.
const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

pub(super) async fn list(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    takes_reports(&site)?;
    only_who_does(&site, &who, Act::ReportHate)?;
    let since = site.now() - SHOWN_FOR;
    let lines = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::SeeWork>(tx)?;
            report_lines(tx, &permit, since)
        })
        .await?;
    let waiting = lines.iter().filter(|line| line.waits()).count();
    let content = html! {
        h1.govuk-heading-l { "Reports of hate crime" }
        p.od-count { strong { (waiting) } " to be sent. Below them, what was sent, taken back, or not sent before its case closed, in the last 90 days. At most 500 are shown." }
        @if lines.is_empty() {
            p.govuk-body { "There are none. A report is made on the page of a case." }
        } @else {
            table.od-worklist role="table" {
                caption.govuk-visually-hidden { "Reports of hate crime, those to be sent first" }
                thead role="rowgroup" {
                    tr role="row" {
                        @for head in ["Report", "Case", "Made", "To be sent", "Reference of the force"] { th role="columnheader" scope="col" { (head) } }
                    }
                }
                tbody role="rowgroup" { @for line in &lines { (row(line, &site)) } }
            }
        }
    };
    Ok(Page::new("Reports of hate crime").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

fn row(line: &ReportLine, site: &Site) -> Markup {
    let case = address(line.case);
    let day = |at| say::day(london_date(at));
    html! {
        tr.od-worklist__case role="row" {
            th role="rowheader" scope="row" {
                a.govuk-link href=(format!("{case}/hate-reports/{}", line.report)) { (reference_of(line.report)) }
            }
            td role="cell" data-label="Case" { a.govuk-link href=(case) { (line.reference) } }
            td role="cell" data-label="Made" { (day(line.made_at)) }
            td role="cell" data-label="To be sent" {
                @match (line.sent_at, line.withdrawn_at) {
                    (Some(at), _) => { "Sent on " (day(at)) },
                    (None, Some(at)) => { "Taken back on " (day(at)) },
                    (None, None) => @match line.closed_at {
                        Some(at) => { "Not sent: the case was closed on " (day(at)) },
                        None => strong { (casework::pages::upper(&say::due(line.due_at, site.now(), site.working_time()))) },
                    },
                }
            }
            td role="cell" data-label="Reference of the force" { (line.force_reference.as_deref().unwrap_or("–")) }
        }
    }
}
