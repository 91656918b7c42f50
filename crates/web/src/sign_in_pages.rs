//! Signing in and out.

use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use govuk::{Button, Input, InputType, PasswordInput};
use identity::{Account, FreshSession, Token, Visit};
use kernel::{Email, Sensitive};
use maud::html;
use serde::Deserialize;

use crate::arriving::Arriving;
use crate::came_from::{CameFrom, whence};
use crate::checked_form::checked;
use crate::cookies::Cookie;
use crate::local_path::local_path;
use crate::signed_in::{TOKEN_FIELD, maker};
use crate::single_sign_on_pages::offer;
use crate::{Done, Form, Page, PageError, Site, go_to};

/// The same for an unknown address, a wrong password and a disabled account.
const FAILED: &str = "The email address or the password is not right";

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
    ended: Option<String>,
    done: Option<String>,
}

pub(crate) async fn ask(State(site): State<Site>, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    // A second tab must not spoil the form of the first.
    let token = match Cookie::SignInForm.read(&headers, site.transport) {
        Some(token) => token,
        None => Token::fresh(&*site.secrets)?,
    };
    let form = Form::filled([("next", asked.next.unwrap_or_default())]);
    let done = asked.done.as_deref().and_then(Done::parse);
    let mut page = page(&site, &form, &token, asked.ended.is_some(), done);
    page.headers_mut().append(header::SET_COOKIE, Cookie::SignInForm.set(&token, site.transport));
    Ok(page)
}

fn page(site: &Site, form: &Form, token: &Token, ended: bool, done: Option<Done>) -> Response {
    let email = Input::new("email", "Email address")
        .input_type(InputType::Email)
        .autocomplete("username")
        .spellcheck(false)
        .value(form.typed("email"))
        .error(form.error("email"));
    let content = html! {
        div.od-two-thirds {
            @if ended {
                (govuk::InsetText::new("You were signed out because nothing was done for 30 minutes, or after 12 hours. What was not yet sent was not saved."))
            }
            h1.govuk-heading-l { "Sign in" }
            (offer(site, local_path(form.typed("next")), done))
            form method="post" action="/sign-in" novalidate {
                input type="hidden" name=(TOKEN_FIELD) value=(form_token(token).reveal());
                @if let Some(next) = local_path(form.typed("next")) { input type="hidden" name="next" value=(next); }
                (email)
                (PasswordInput::new("password", "Password").error(form.error("password")))
                (Button::new("Sign in").prevent_double_click(true))
            }
            p.govuk-body { "If you cannot sign in, ask your hub’s administrator." }
        }
    };
    Page::new("Sign in").form(form).done(done).render(site, content)
}

/// What the form carries: made from the cookie, so that only a page of ours can have put it there.
fn form_token(cookie: &Token) -> Token {
    cookie.derive("sign-in form")
}

pub(crate) async fn sign_in(State(site): State<Site>, came: CameFrom, request: Request) -> Result<Response, PageError> {
    let cookie = Cookie::SignInForm.read(request.headers(), site.transport).ok_or(PageError::Expired)?;
    let mut form = checked(request, &form_token(&cookie)).await?;
    let typed = form.required("email", 254, "Enter your email address");
    let password = form.secret("password");
    if password.reveal().is_empty() {
        form.fail("password", "Enter your password");
    }
    let Some(typed) = typed.filter(|_| !form.has_errors()) else { return Ok(page(&site, &form, &cookie, false, None)) };
    let visit = came.0;
    let account = match Email::parse(&typed) {
        Some(email) => site.db.read(move |c| identity::account(c, &email)).await?,
        None => None,
    };
    let whence = whence(&site, &visit, account.as_ref().map(Account::id)).await?;
    site.sign_in_limit.password(&typed, &whence).map_err(|many| {
        tracing::warn!(seconds = many.seconds, "too many attempts to sign in");
        PageError::TooMany { seconds: many.seconds }
    })?;
    let Some(token) = try_to_sign_in(&site, account, password, visit.clone()).await? else {
        form.fail("email", FAILED);
        return Ok(page(&site, &form, &cookie, false, None));
    };
    let mut response = go_to(local_path(form.typed("next")).unwrap_or("/"));
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, Cookie::Session.set(&token, site.transport));
    headers.append(header::SET_COOKIE, Cookie::Known.set(&visit.known_by, site.transport));
    headers.append(header::SET_COOKIE, Cookie::SignInForm.clear(site.transport));
    Ok(response)
}

/// The new session's token; `None` for every kind of failure, which is noted in the audit.
async fn try_to_sign_in(
    site: &Site,
    account: Option<Account>,
    password: Sensitive<String>,
    visit: Visit,
) -> Result<Option<Token>, PageError> {
    let right = is_right(site, account.clone(), password).await?;
    let (at, cause) = (site.now(), site.secrets.bytes()?);
    if let Some(account) = account.clone().filter(|_| right) {
        let fresh = FreshSession::new(&*site.secrets)?;
        let token = fresh.token().clone();
        match site.db.write(move |tx| identity::sign_in(tx, &mut maker(at, cause), &account, &fresh, &visit, at)).await {
            Ok(()) => return Ok(Some(token)),
            // Disabled, or given another password, while this one was being checked.
            Err(store::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    site.db.write(move |tx| identity::note_failed_sign_in(tx, &mut maker(at, cause), account.as_ref(), at)).await?;
    Ok(None)
}

/// Checks the password on a thread where slow work does not hold up other pages, a few at once.
pub(crate) async fn is_right(site: &Site, account: Option<Account>, password: Sensitive<String>) -> Result<bool, PageError> {
    let turn = site.passwords_at_once.clone().acquire_owned().await.map_err(|_| PageError::Busy)?;
    let (cost, now) = (site.password_cost, site.now());
    let checked = tokio::task::spawn_blocking(move || {
        let right = identity::is_password_of(account.as_ref(), password.reveal(), cost, now);
        drop(turn);
        right
    });
    checked.await.map_err(|_| PageError::Internal("checking a password failed".into()))
}

pub(crate) async fn sign_out(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    checked(request, &arriving.session().form_token()).await?;
    let (token, at, cause) = (arriving.session().token().clone(), site.now(), site.secrets.bytes()?);
    site.db.write(move |tx| identity::sign_out(tx, &mut maker(at, cause), &token, at)).await?;
    let mut response = crate::go_on("/sign-in", Done::SignedOut);
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, Cookie::Session.clear(site.transport));
    headers.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""));
    Ok(response)
}
