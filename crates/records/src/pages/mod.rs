//! The pages about what is held: a person's record, who looked, holds, what is given and destroyed; the audit.

mod audit;
mod erase;
mod export;
mod hold;
mod person;
mod retention;
mod who_looked;

use axum::Router;
use axum::routing::{get, post};
use kernel::PersonId;
use web::{PageError, Site};

use crate::export::spoken;

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/people/{person}", get(person::show))
        .route("/people/{person}/who-looked", get(who_looked::show))
        .route("/people/{person}/export", get(export::ask).post(export::give))
        .route("/people/{person}/hold", get(hold::ask).post(hold::set))
        .route("/people/{person}/holds/{hold}/lift", get(hold::ask_to_lift).post(hold::lift))
        .route("/people/{person}/erase", get(erase::ask).post(erase::erase))
        .route("/people/{person}/erase/ask", post(erase::ask_somebody))
        .route("/retention", get(retention::show))
        .route("/retention/certificates", get(retention::certificates))
        .route("/retention/certificates.csv", get(retention::certificates_file))
        .route("/audit", get(audit::show))
        .route("/audit/unusual", get(audit::unusual))
}

/// The person that an address names.
fn named(person: &str) -> Result<PersonId, PageError> {
    PersonId::parse(person).ok_or(PageError::NotFound)
}

/// Where a person is.
fn address(person: PersonId) -> String {
    format!("/people/{person}")
}

/// The page that was asked for, from 1.
#[derive(Debug, serde::Deserialize)]
struct Asked {
    page: Option<usize>,
}

impl Asked {
    /// No more than so many, as nobody leafs further.
    fn number(&self) -> usize {
        self.page.unwrap_or(1).clamp(1, 1_000)
    }
}

/// What was done, in words.
fn act_words(act: &str) -> String {
    match act.strip_prefix("refused:") {
        Some(refused) => format!("Was refused: {}", spoken(refused).to_lowercase()),
        None => spoken(act),
    }
}
