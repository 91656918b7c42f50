//! The pages about people.

pub mod hit;
mod search;

use axum::Router;
use axum::routing::get;
use web::Site;

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new().route("/search", get(search::ask).post(search::look_for)).route("/search/{id}", get(search::results))
}
