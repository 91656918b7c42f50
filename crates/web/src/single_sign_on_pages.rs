//! Signing in with the organisation's own account: out to its provider and back, and signing out there.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use govuk::Button;
use identity::single_sign_on::{Arrival, Attempt, BroughtBack, Provider, Rules, SignOnError, TurnedAway, Vouched};
use identity::{FreshSession, Token, Visit, single_sign_on};
use maud::{Markup, html};
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::came_from::CameFrom;
use crate::cookies::Cookie;
use crate::local_path::{local_path, next_in_query};
use crate::signed_in::maker;
use crate::{Done, Page, PageError, Site, go_to};

/// How many wait for the provider at once; more are told that the service is busy.
const ASKED_AT_ONCE: usize = 8;

/// The organisation's provider, and what the hub makes of what it says.
#[derive(Debug, Clone)]
pub(crate) struct SignOn {
    provider: Arc<Provider>,
    rules: Rules,
    at_once: Arc<Semaphore>,
}

impl SignOn {
    pub(crate) fn new(provider: Arc<Provider>, profile: &profile::SingleSignOn) -> Self {
        Self {
            provider,
            rules: Rules { roles: profile.roles.clone(), teams: profile.teams.clone(), makes_accounts: profile.makes_accounts },
            at_once: Arc::new(Semaphore::new(ASKED_AT_ONCE)),
        }
    }

    /// Asks the provider on a thread where waiting holds up no other page.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Provider) -> Result<T, SignOnError> + Send + 'static,
    ) -> Result<Result<T, SignOnError>, PageError> {
        let turn = Arc::clone(&self.at_once).try_acquire_owned().map_err(|_| PageError::Busy)?;
        let provider = Arc::clone(&self.provider);
        let asked = tokio::task::spawn_blocking(move || {
            let answer = question(&provider);
            drop(turn);
            answer
        });
        asked.await.map_err(|_| PageError::Internal("asking the provider of sign-in failed".into()))
    }
}

fn set_up(site: &Site) -> Result<SignOn, PageError> {
    site.single_sign_on.clone().ok_or(PageError::NotFound)
}

fn count(site: &Site, came: &CameFrom) -> Result<(), PageError> {
    site.sign_in_limit.visit(came.0.peer).map_err(|many| PageError::TooMany { seconds: many.seconds })
}

/// On the sign-in page, where the hub has a provider: the way to it, and after signing out the way to sign out there too.
pub(crate) fn offer(site: &Site, next: Option<&str>, done: Option<Done>) -> Markup {
    let address =
        next.map_or_else(|| "/sign-in/organisation".to_owned(), |next| format!("/sign-in/organisation?next={}", next_in_query(next)));
    html! {
        @if site.single_sign_on.is_some() {
            @if done == Some(Done::SignedOut) {
                p.govuk-body {
                    "You may still be signed in with your organisation. On a computer that others use, "
                    a.govuk-link href="/sign-out/organisation" { "sign out of your organisation’s account" }
                    " as well."
                }
            }
            (Button::link("Sign in with your organisation’s account", address))
            h2.govuk-heading-m { "Or sign in with a password" }
        }
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    next: Option<String>,
}

/// Sends the browser to the provider.
pub(crate) async fn set_out(State(site): State<Site>, came: CameFrom, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let on = set_up(&site)?;
    count(&site, &came)?;
    let (browser, at) = (Token::fresh(&*site.secrets)?, site.now());
    let attempt = Attempt::of(browser.clone());
    let address = match on.ask(move |provider| provider.address(&attempt, at)).await? {
        Ok(address) => address,
        Err(error) => return Ok(failed(&site, &error)),
    };
    let mut response = go_to(&address);
    response.headers_mut().append(header::SET_COOKIE, Cookie::SignOn.set(&browser, site.transport));
    let next = asked.next.as_deref().and_then(local_path).unwrap_or("/").to_owned();
    site.db.write(move |tx| single_sign_on::set_out(tx, &browser, &next, at)).await?;
    Ok(response)
}

/// What the provider puts into the address that it sends the browser back to. Whatever is given twice is not taken.
#[derive(Deserialize)]
pub(crate) struct Brought {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// The browser comes back from the provider.
pub(crate) async fn come_back(
    State(site): State<Site>,
    came: CameFrom,
    headers: HeaderMap,
    brought: Result<Query<Brought>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, PageError> {
    let on = set_up(&site)?;
    count(&site, &came)?;
    let Ok(Query(brought)) = brought else { return Ok(failed(&site, &SignOnError::NotOurs)) };
    let brought = BroughtBack { code: brought.code.map(Into::into), state: brought.state, issuer: brought.iss, error: brought.error };
    let Some(browser) = Cookie::SignOn.read(&headers, site.transport) else { return Ok(failed(&site, &SignOnError::NotOurs)) };
    let attempt = Attempt::of(browser.clone());
    // Before the attempt is used up: an answer that somebody else made must not end it.
    if let Err(error) = brought.answers(&attempt) {
        return Ok(failed(&site, &error));
    }
    let at = site.now();
    let mut response = match site.db.write(move |tx| single_sign_on::came_back(tx, &browser, at)).await? {
        None => failed(&site, &SignOnError::NotOurs),
        Some(next) => match on.ask(move |provider| provider.vouched(&attempt, &brought, at)).await? {
            Ok(vouched) => let_in(&site, &on, vouched, came.0, &next).await?,
            Err(error) => {
                let cause = site.secrets.bytes()?;
                site.db.write(move |tx| identity::note_failed_sign_in(tx, &mut maker(at, cause), None, at)).await?;
                failed(&site, &error)
            }
        },
    };
    response.headers_mut().append(header::SET_COOKIE, Cookie::SignOn.clear(site.transport));
    Ok(response)
}

async fn let_in(site: &Site, on: &SignOn, vouched: Vouched, visit: Visit, next: &str) -> Result<Response, PageError> {
    let subject = vouched.subject.clone();
    let known_by = visit.known_by.clone();
    match arrive(site, on, vouched, visit).await? {
        Ok(token) => {
            let mut response = go_to(next);
            let headers = response.headers_mut();
            headers.append(header::SET_COOKIE, Cookie::Session.set(&token, site.transport));
            headers.append(header::SET_COOKIE, Cookie::Known.set(&known_by, site.transport));
            headers.append(header::SET_COOKIE, Cookie::SignInForm.clear(site.transport));
            Ok(response)
        }
        Err(why) => Ok(turned_away(site, why, &subject)),
    }
}

async fn arrive(site: &Site, on: &SignOn, vouched: Vouched, visit: Visit) -> Result<Result<Token, TurnedAway>, PageError> {
    let arrival = Arrival { vouched, rules: on.rules.clone(), fresh: FreshSession::new(&*site.secrets)?, visit };
    let token = arrival.fresh.token().clone();
    let (walls, at, cause) = (site.walls.clone(), site.now(), site.secrets.bytes()?);
    let let_in = site.db.write(move |tx| single_sign_on::sign_in_vouched(tx, &mut maker(at, cause), &walls, &arrival, at)).await?;
    Ok(let_in.map(|()| token))
}

/// Sends the browser to sign out at the provider as well.
pub(crate) async fn sign_out_there(State(site): State<Site>, came: CameFrom) -> Result<Response, PageError> {
    let on = set_up(&site)?;
    count(&site, &came)?;
    let at = site.now();
    Ok(match on.ask(move |provider| provider.sign_out_address(at)).await? {
        Ok(Some(address)) => go_to(&address),
        Ok(None) => go_to("/sign-in"),
        Err(error) => failed(&site, &error),
    })
}

#[derive(Deserialize)]
pub(crate) struct SignedOutThere {
    logout_token: String,
}

/// The provider itself says that somebody was signed out there (OpenID Connect Back-Channel Logout). No browser is asked, so no form token:
/// the token's signature is what counts.
pub(crate) async fn signed_out_there(
    State(site): State<Site>,
    came: CameFrom,
    axum::Form(sent): axum::Form<SignedOutThere>,
) -> Result<Response, PageError> {
    let on = set_up(&site)?;
    count(&site, &came)?;
    let (at, cause) = (site.now(), site.secrets.bytes()?);
    let sub = match on.ask(move |provider| provider.signed_out(&sent.logout_token, at)).await? {
        Ok(sub) => sub,
        Err(error) => {
            tracing::warn!(%error, "a message that somebody was signed out elsewhere was not taken");
            return Ok(answer(status(&error), "{\"error\":\"invalid_request\"}"));
        }
    };
    let issuer = on.provider.issuer().to_owned();
    site.db.write(move |tx| single_sign_on::end_sessions_of(tx, &mut maker(at, cause), &issuer, &sub, at)).await?;
    // The same whether anybody had a session or not.
    Ok(answer(StatusCode::OK, "{}"))
}

fn answer(status: StatusCode, text: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response()
}

const fn status(error: &SignOnError) -> StatusCode {
    match error {
        SignOnError::NotOurs | SignOnError::Declined | SignOnError::Token(_) => StatusCode::BAD_REQUEST,
        SignOnError::Unreachable(_) => StatusCode::SERVICE_UNAVAILABLE,
        SignOnError::Provider(_) => StatusCode::BAD_GATEWAY,
    }
}

/// The page that says why the provider did not sign somebody in. What is wrong with the provider is for the log, not for them.
fn failed(site: &Site, error: &SignOnError) -> Response {
    tracing::warn!(%error, "signing in with the organisation's account failed");
    let (title, paragraphs): (_, [&str; 2]) = match error {
        SignOnError::NotOurs => (
            "Start signing in again",
            [
                "You are not signed in. This happens when signing in took more than 10 minutes, when you went back to an earlier page, or when \
                 you began to sign in in another tab.",
                "Start again from the sign-in page. If it happens again, tell your hub’s administrator.",
            ],
        ),
        SignOnError::Declined => (
            "You did not finish signing in",
            ["You are not signed in, because your organisation’s sign-in was not finished.", "Start again from the sign-in page."],
        ),
        SignOnError::Unreachable(_) => (
            "Your organisation’s sign-in cannot be reached",
            [
                "You are not signed in. Try again in a few minutes.",
                "If you have a password for this service, you can sign in with that now. If you must reach somebody today, use your hub’s paper \
                 procedure.",
            ],
        ),
        SignOnError::Provider(_) | SignOnError::Token(_) => (
            "Your organisation’s sign-in did not work",
            [
                "You are not signed in. Something between this service and your organisation’s sign-in is not set up as it must be.",
                "Tell your hub’s administrator. If you have a password for this service, you can sign in with that now.",
            ],
        ),
    };
    let mut page = told(site, title, status(error), html! { @for text in paragraphs { p.govuk-body { (text) } } });
    if matches!(error, SignOnError::Unreachable(_)) {
        page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    page
}

/// The page for somebody whom the provider knows and the hub does not let in: whom to ask, and what to tell them.
fn turned_away(site: &Site, why: TurnedAway, subject: &str) -> Response {
    let (title, reason) = match why {
        TurnedAway::NoRole => {
            ("You have no role in this service", "Your organisation’s sign-in knows you, but does not give you a role in this service.")
        }
        TurnedAway::NoSuchPost => (
            "Your role does not fit this service",
            "Your organisation’s sign-in gives you a role and a team that do not go together in this service.",
        ),
        TurnedAway::NoAccount => {
            ("You have no account in this service", "Your organisation’s sign-in knows you, but no account here is linked to you there.")
        }
        TurnedAway::NoAddress => (
            "Your account could not be made",
            "Your organisation’s sign-in gave no email address for you, and an account in this service needs one.",
        ),
        TurnedAway::AddressTaken => (
            "Your account has to be linked first",
            "There is an account with your email address already. An administrator has to say that it is yours.",
        ),
        TurnedAway::Disabled => ("Your account is closed", "Your account in this service has been closed."),
    };
    let asks_for_name = matches!(why, TurnedAway::NoAccount | TurnedAway::AddressTaken);
    let content = html! {
        p.govuk-body { (reason) " You are not signed in." }
        p.govuk-body { "If you need this service for your work, ask your hub’s administrator." }
        @if asks_for_name {
            p.govuk-body { "Give them the name that your organisation’s sign-in has for you:" }
            p.govuk-body.od-reference { (subject) }
        }
        p.govuk-body { a.govuk-link href="/sign-out/organisation" { "Sign out of your organisation’s account" } }
    };
    told(site, title, StatusCode::FORBIDDEN, content)
}

fn told(site: &Site, title: &'static str, status: StatusCode, content: Markup) -> Response {
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (title) }
            (content)
            (Button::link("Go to the sign-in page", "/sign-in"))
        }
    };
    Page::new(title).status(status).render(site, content)
}
