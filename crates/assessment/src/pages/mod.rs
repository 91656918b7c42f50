//! The pages of needs: what was found, assessing, asking again at the end, the plan.

mod again;
mod assess;
mod needs;
mod plan;
mod questions;

use access::kind;
use axum::Router;
use axum::routing::{get, post};
use web::Site;

/// Characters of the longest text.
const NOTE: usize = 4_000;

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/cases/{case}/needs", get(needs::show))
        .route("/cases/{case}/assess", get(assess::ask).post(assess::record))
        .route("/cases/{case}/assess/end", get(again::ask).post(again::record))
        .route("/cases/{case}/plan", get(plan::show))
        .route("/cases/{case}/plan/support", post(plan::change::<kind::AssessNeeds>))
        .route("/cases/{case}/plan/safety", post(plan::change::<kind::ChangeContact>))
}
