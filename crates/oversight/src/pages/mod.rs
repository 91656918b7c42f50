//! The pages on which a hub reads what it laid down and what it owes.

mod owed;
mod rules;
mod sample;

use access::kind;
use axum::Router;
use axum::routing::get;
use web::{PageError, SignedIn, Site};

/// Where the rules are.
const RULES: &str = "/rules";
/// Where the calendar is.
const CALENDAR: &str = "/rules/calendar";

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new().route("/rules", get(rules::show)).route("/rules/calendar", get(owed::show)).route("/sample", get(sample::show))
}

/// Only whoever may see the hub's rules goes on.
async fn may_see_rules(site: &Site, who: &SignedIn) -> Result<(), PageError> {
    who.transaction(site, |tx, asking| asking.permit::<kind::SeeRules>(tx).map(|_| ())).await
}
