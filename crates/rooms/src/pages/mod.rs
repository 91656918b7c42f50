//! The pages on which rooms are booked.

mod moving;
mod on_case;
mod times;
mod week;

use axum::Router;
use axum::routing::{get, post};
use web::{PageError, Site};

/// Their routes.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/rooms", get(week::show))
        .route("/cases/{case}/rooms", get(on_case::list).post(on_case::book))
        .route("/cases/{case}/rooms/{booking}/move", get(moving::ask).post(moving::move_to))
        .route("/cases/{case}/rooms/{booking}/end", post(moving::end))
}

/// Answers "not found" in a hub that has no rooms.
fn has_rooms(site: &Site) -> Result<(), PageError> {
    if site.profile.rooms.is_empty() { Err(PageError::NotFound) } else { Ok(()) }
}

/// What people call a room; its name where the profile has it no more.
fn title<'a>(site: &'a Site, room: &'a str) -> &'a str {
    crate::room_of(&site.profile, room).map_or(room, |room| room.title.as_str())
}
