//! Joiners, movers and leavers: the accounts of everybody who works here, for whoever looks after them. Nothing of any case is shown here but
//! the references of those that a leaver leaves behind.

mod add;
mod change;
mod leave;
mod post;

use access::kind;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use govuk::{Button, Table};
use identity::User;
use kernel::UserId;
use maud::html;
use profile::capital;

use crate::account::words_of;
use crate::{Page, PageError, SignedIn, Site};

const USERS: &str = "/users";

pub(crate) fn router() -> Router<Site> {
    Router::new()
        .route(USERS, get(list))
        .route("/users/new", get(add::ask).post(add::add))
        .route("/users/{user}", get(change::show).post(change::change))
        .route("/users/{user}/disable", get(leave::ask).post(leave::disable))
        .route("/users/{user}/password", post(leave::reset_password))
        .route("/users/{user}/second-factor", post(leave::reset_factors))
        .route("/users/{user}/sign-ins", post(leave::end_sessions))
}

fn address(user: UserId) -> String {
    format!("{USERS}/{user}")
}

async fn list(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let users = who
        .transaction(&site, |tx, asking| {
            asking.permit::<kind::SeeUsers>(tx)?;
            identity::users(tx)
        })
        .await?;
    let organisation = site.walls.organisation();
    let row = |user: &User| {
        let agency = organisation.agency(user.post.agency.as_deref()).map_or("", |agency| agency.title.as_str());
        let state = match (user.disabled_at, user.first_password_until) {
            (Some(_), _) => "Disabled",
            (None, Some(_)) => "Has not chosen a password",
            (None, None) => "",
        };
        [
            html! { a.govuk-link href=(address(user.id)) { (user.name) } },
            html! { (words_of(user.post.role)) @if let Some(team) = &user.post.team { br; (capital(&site.profile.title_of(team))) } },
            html! { (agency) },
            html! { (state) },
        ]
    };
    let head = [html! { "Name" }, html! { "Role and team" }, html! { "Organisation" }, html! { "State" }];
    let content = html! {
        h1.govuk-heading-l { "Accounts" }
        (Button::link("Add an account", "/users/new"))
        div.od-scroll tabindex="0" role="region" aria-label="Accounts" { (Table::new().head(head).rows(users.iter().map(row)).first_cell_is_header(true)) }
    };
    Ok(Page::new("Accounts").signed_in(&who).render(&site, content))
}

/// The account a page is about.
async fn found(site: &Site, who: &SignedIn, user: &str) -> Result<User, PageError> {
    let id = UserId::parse(user).ok_or(PageError::NotFound)?;
    let user = who
        .transaction(site, move |tx, asking| {
            asking.permit::<kind::SeeUsers>(tx)?;
            identity::user(tx, id)
        })
        .await?;
    user.ok_or(PageError::NotFound)
}
