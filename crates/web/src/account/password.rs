//! Choosing another password.

use std::sync::Arc;

use axum::extract::{Query, Request, State};
use axum::response::Response;
use govuk::{Button, Hint, PasswordInput};
use identity::{PasswordHash, hash_password};
use kernel::Sensitive;
use maud::html;

use super::prove::{Asked, count, next_field};
use crate::arriving::{Arriving, CHOOSE_PASSWORD};
use crate::came_from::CameFrom;
use crate::checked_form::checked;
use crate::local_path::local_path;
use crate::sign_in_pages::is_right;
use crate::signed_in::maker;
use crate::{Done, Form, PageError, Site, go_on, go_to};

pub(crate) async fn ask(State(site): State<Site>, arriving: Arriving, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    arriving.may_be_at(CHOOSE_PASSWORD, asked.next.as_deref().unwrap_or("/"))?;
    Ok(page(&site, &arriving, &Form::filled([("next", asked.next.unwrap_or_default())])))
}

fn page(site: &Site, arriving: &Arriving, form: &Form) -> Response {
    let is_first = arriving.first().is_some();
    let title = if is_first { "Choose a password of your own" } else { "Change your password" };
    let hint =
        Hint::new("15 characters or more. Three words that you would not find together make a good one. Any character may be in it.");
    let inside = html! {
        (next_field(form))
        (PasswordInput::new("current", if is_first { "The password you were given" } else { "Current password" }).error(form.error("current")))
        (PasswordInput::new("new", "New password").autocomplete("new-password").hint(hint).error(form.error("new")))
        (Button::new(if is_first { "Save and continue" } else { "Change password" }).prevent_double_click(true))
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (title) }
            @if is_first { p.govuk-body { "Somebody else knows the password that you were given. Choose another before you go on." } }
            @else { p.govuk-body { "You will be signed out everywhere else." } }
            (arriving.who.form(CHOOSE_PASSWORD, inside))
            (arriving.way_out())
        }
    };
    arriving.page(title).form(form).render(site, content)
}

pub(crate) async fn change(State(site): State<Site>, arriving: Arriving, came: CameFrom, request: Request) -> Result<Response, PageError> {
    let mut form = checked(request, &arriving.session().form_token()).await?;
    arriving.may_be_at(CHOOSE_PASSWORD, form.typed("next"))?;
    let (current, new) = (form.secret("current"), form.secret("new"));
    let user = arriving.session().user();
    let (account, who) = site.db.read(move |c| Ok((identity::account_of(c, user)?, identity::user(c, user)?))).await?;
    let (account, who) = account.zip(who).ok_or(PageError::NotFound)?;
    count(&site, arriving.session(), &came.0).await?;
    if !is_right(&site, Some(account.clone()), current.clone()).await? {
        form.fail("current", "The password is not right");
    }
    let about = [site.title(), who.name.as_str(), who.email.as_str()];
    if let Err(rule) = identity::check_password(new.reveal(), &about) {
        form.fail("new", rule.to_string());
    } else if new.reveal() == current.reveal() {
        form.fail("new", "Choose a password other than the current one");
    }
    if form.has_errors() {
        return Ok(page(&site, &arriving, &form));
    }
    let (hash, session) = (hashed(&site, new).await?, arriving.session().clone());
    let (at, cause) = (site.now(), site.secrets.bytes()?);
    site.db.write(move |tx| identity::change_password(tx, &mut maker(at, cause), &session, &account, &hash, at)).await?;
    match (arriving.first(), local_path(form.typed("next"))) {
        (Some(_), next) => Ok(go_to(next.unwrap_or("/"))),
        (None, _) => Ok(go_on(super::ACCOUNT, Done::PasswordChanged)),
    }
}

/// Hashes a password on a thread where slow work does not hold up other pages, a few at once.
pub(crate) async fn hashed(site: &Site, password: Sensitive<String>) -> Result<PasswordHash, PageError> {
    let turn = Arc::clone(&site.passwords_at_once).acquire_owned().await.map_err(|_| PageError::Busy)?;
    let (secrets, cost) = (Arc::clone(&site.secrets), site.password_cost);
    let hashed = tokio::task::spawn_blocking(move || {
        let hash = hash_password(password.reveal(), &*secrets, cost);
        drop(turn);
        hash
    });
    Ok(hashed.await.map_err(|_| PageError::Internal("hashing a password failed".into()))??)
}
