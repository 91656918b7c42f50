//! Taking a referral while somebody tells it, one question a page. The answers are kept by the server until it is taken or stopped, so that
//! every page can be gone back to and no address holds any of them.

mod begin;
mod check;
mod consent_refused;
mod done;
mod journey;
mod known;
mod major_incidents;
mod part_row;
mod questions;
mod step;
mod stop;
mod words;

use axum::Router;
use axum::routing::{get, post};
use web::Site;

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/referrals/new", get(begin::ask).post(begin::begin))
        .route("/referrals/{id}/known", get(known::ask).post(known::answer))
        .route("/referrals/{id}/check", get(check::show).post(check::take))
        .route("/referrals/{id}/consent-refused", get(consent_refused::show))
        .route("/referrals/{id}/done", get(done::show))
        .route("/referrals/{id}/stop", get(stop::ask).post(stop::stop))
        .route("/referrals/{id}/{step}", get(step::ask).post(step::answer))
        .route("/major-incidents", get(major_incidents::show).post(major_incidents::record))
        .route("/major-incidents/end", post(major_incidents::finish))
        .route("/major-incidents/mark", post(major_incidents::mark))
        .route("/people/{person}/referrals", get(part_row::list))
        .route("/people/{person}/referrals/{row}/part", get(part_row::ask).post(part_row::part))
}
