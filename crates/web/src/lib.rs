//! The page kit: layout, forms, errors, sessions, form tokens, security headers.
//!
//! A page is a handler that takes [`SignedIn`], asks for a permit inside [`SignedIn::transaction`] and answers with [`Page::render`].
//! A form is answered by a handler that takes [`CheckedForm`] as well, and goes on with [`go_on`]. Whatever fails is a [`PageError`].

mod account;
mod arriving;
mod asset_files;
pub mod assets;
mod came_from;
mod checked_form;
mod cookies;
mod days;
mod done;
mod draft;
mod error;
mod forms;
mod headers;
mod layout;
mod local_path;
mod paging;
pub mod say;
mod shell;
mod sign_in_pages;
mod signed_in;
mod single_sign_on_pages;
mod site;
mod users;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

pub use checked_form::CheckedForm;
pub use days::Days;
pub use done::{Done, go_on, go_to};
pub use draft::{DRAFT_STATEMENTS, DraftId, Purpose};
pub use error::PageError;
pub use forms::{FieldError, Form, typed_date};
pub use layout::{Page, Place, beginning};
pub use paging::pagination;
pub use shell::shell;
pub use signed_in::{Asking, Refusable, SignedIn};
pub use site::{Site, Transport};

/// The routes that belong to no capability: signing in and out, the files every page needs, and whether the hub is ready.
pub fn router() -> Router<Site> {
    Router::new()
        .route("/sign-in", get(sign_in_pages::ask).post(sign_in_pages::sign_in))
        .route("/sign-in/organisation", get(single_sign_on_pages::set_out))
        .route("/sign-in/callback", get(single_sign_on_pages::come_back))
        .route("/sign-in/ended-elsewhere", post(single_sign_on_pages::signed_out_there))
        .route("/sign-out", post(sign_in_pages::sign_out))
        .route("/sign-out/organisation", get(single_sign_on_pages::sign_out_there))
        .merge(account::router())
        .merge(users::router())
        .route("/assets/{name}", get(asset_files::asset))
        .route("/health", get(health))
}

/// Whether the database answers, for whatever watches over the server.
async fn health(State(site): State<Site>) -> Response {
    let ready = site.db.read(|c| c.one::<i64>("SELECT count(*) FROM settings", &[])).await.is_ok();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, [(header::CONTENT_TYPE, "application/json")], format!("{{\"ready\":{ready}}}")).into_response()
}
