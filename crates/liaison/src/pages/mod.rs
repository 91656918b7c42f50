//! The pages of reports of hate crime and of updates.

mod new_report;
mod open_updates;
mod report;
mod report_list;
mod reports;
mod update;
mod updates;
mod words;

use access::Act;
use axum::Router;
use axum::routing::get;
use web::{PageError, SignedIn, Site};

/// Characters of the longest text that somebody writes.
const TEXT: usize = 4_000;
/// Characters of the longest when and where.
const LINE: usize = 300;

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/hate-reports", get(report_list::list))
        .route("/cases/{case}/hate-reports", get(reports::list))
        .route("/cases/{case}/hate-reports/new", get(new_report::ask).post(new_report::make))
        .route("/cases/{case}/hate-reports/{report}", get(report::show).post(report::write_down))
        .route("/cases/{case}/hate-reports/{report}/sheet", get(report::sheet))
        .route("/cases/{case}/hate-reports/{report}/file", get(report::file))
        .route("/updates", get(open_updates::list))
        .route("/cases/{case}/updates", get(updates::list).post(updates::ask))
        .route("/cases/{case}/updates/{update}", get(update::show).post(update::write_down))
}

/// Answers "not found" in a hub that takes no reports of hate crime.
fn takes_reports(site: &Site) -> Result<(), PageError> {
    if crate::has_reports(&site.profile) { Ok(()) } else { Err(PageError::NotFound) }
}

/// Answers "not found" to whoever does this on no case at all.
fn only_who_does(site: &Site, who: &SignedIn, act: Act) -> Result<(), PageError> {
    if site.walls.may_on_their_own(who.actor(), act, site.now()) { Ok(()) } else { Err(PageError::Refused) }
}
