//! The pages on which people decide whether two records are of one person, and see what was decided.

mod compared;
mod differences;
mod join;
mod lift;
mod list;
mod other_records;
mod pair;
mod part;
mod side_by_side;
mod waterfall;

use axum::Router;
use axum::routing::get;
use kernel::PersonId;
use people::record::PersonRecord;
use web::{PageError, Site};

/// Where the pairs that wait are listed.
const QUEUE: &str = "/same-people";
/// Characters of the longest reason.
const NOTE: usize = 4_000;

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/same-people", get(list::list))
        .route("/same-people/{review}", get(pair::ask).post(pair::decide))
        .route("/same-people/{review}/join", get(join::ask).post(join::join))
        .route("/people/{person}/other-records", get(other_records::show))
        .route("/people/{person}/other-records/{other}/part", get(part::ask).post(part::part))
        .route("/people/{person}/other-records/{other}/lift", get(lift::ask).post(lift::lift))
}

/// The person that an address names.
fn named(person: &str) -> Result<PersonId, PageError> {
    PersonId::parse(person).ok_or(PageError::NotFound)
}

/// Where the other records of a person are.
fn other_records(person: PersonId) -> String {
    format!("/people/{person}/other-records")
}

/// The name to show.
fn name(person: &PersonRecord) -> String {
    person.name().unwrap_or_else(|| "Name not known".to_owned())
}
