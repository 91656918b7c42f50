//! The reports of hate crime made on a case.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::case::{CaseFile, read_case};
use casework::pages::on_case::{address, caption, may, named, only_who_may};
use govuk::{Button, SummaryList};
use kernel::london_date;
use maud::{Markup, html};
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::takes_reports;
use super::words::kinds;
use crate::hate_report::{HateReport, reports_on};

/// The case that an address names and its reports, for whoever makes them on it.
pub(super) async fn read(site: &Site, who: &SignedIn, case: &str) -> Result<(CaseFile, Vec<HateReport>), PageError> {
    takes_reports(site)?;
    let case = named(case)?;
    let read = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, case)?;
            let file = read_case(tx, &permit)?;
            let reports = reports_on(tx, &permit, &file)?;
            Ok((file, reports))
        })
        .await?;
    only_who_may(site, who, Act::ReportHate, &read.0)?;
    Ok(read)
}

pub(super) async fn list(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    let (file, reports) = read(&site, &who, &case).await?;
    let here = format!("{}/hate-reports", address(file.case.id));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Reports of hate crime" }
            @if reports.is_empty() { p.govuk-body { "None was made on this case." } }
            @for report in &reports { (one(report, &file, &here, &site)) }
            @if may(&site, &who, Act::ReportHate, &file) { (Button::link("Make a report", format!("{here}/new"))) }
        }
    };
    Ok(Page::new("Reports of hate crime on a case").signed_in(&who).at(Place::MyWork).back(address(file.case.id)).render(&site, content))
}

fn one(report: &HateReport, file: &CaseFile, here: &str, site: &Site) -> Markup {
    html! {
        h2.govuk-heading-s { a.govuk-link href=(format!("{here}/{}", report.id)) { "Report " (report.reference()) } }
        (SummaryList::new()
            .row("Made", format!("{} by {}", say::day(london_date(report.made_at)), report.made_by))
            .row("Because of", casework::pages::upper(&kinds(report.flags)))
            .row("The person is", if report.is_named { "Named" } else { "Not named" })
            .row("Stands", standing(report, file, site)))
    }
}

/// What became of a report, in a few words.
pub(super) fn standing(report: &HateReport, file: &CaseFile, site: &Site) -> String {
    match (&report.sent, report.withdrawn_at) {
        (Some(sent), _) => {
            let called = sent.reference.as_ref().map(|reference| format!("; the force calls it {reference}")).unwrap_or_default();
            format!("Sent on {} by {}{called}", say::day(london_date(sent.at)), sent.by)
        }
        (None, Some(at)) => format!("The person took it back on {}", say::day(london_date(at))),
        (None, None) => match file.case.closed_at {
            Some(at) => format!("Not sent: the case was closed on {}", say::day(london_date(at))),
            None => format!("To be sent: {}", say::due(report.due_at, site.now(), site.working_time())),
        },
    }
}
