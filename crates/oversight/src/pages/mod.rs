//! The pages on which a hub reads what it laid down and what it owes.

mod figures;
mod owed;
mod rules;
mod sample;
mod sent;

use access::kind;
use axum::Router;
use axum::routing::{get, post};
use web::{PageError, SignedIn, Site};

/// Where the rules are.
const RULES: &str = "/rules";
/// Where the calendar is.
const CALENDAR: &str = "/rules/calendar";
/// Where somebody writes down that a report was sent.
const SENT: &str = "/rules/calendar/sent";
/// Where that is taken back.
const TAKE_BACK: &str = "/rules/calendar/take-back";

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/rules", get(rules::show))
        .route("/rules/calendar", get(owed::show))
        .route("/rules/calendar/sent", get(sent::ask).post(sent::save))
        .route("/rules/calendar/take-back", post(sent::take_back))
        .route("/sample", get(sample::show))
        .route("/figures", get(figures::show))
}

/// Only whoever may see the hub's rules goes on.
async fn may_see_rules(site: &Site, who: &SignedIn) -> Result<(), PageError> {
    who.transaction(site, |tx, asking| asking.permit::<kind::SeeRules>(tx).map(|_| ())).await
}
