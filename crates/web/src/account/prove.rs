//! Proving who one is: the second half of signing in, and again before what cannot be undone. By a second factor where there is one, else by
//! the password.

use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use govuk::{Button, ButtonKind, Details, Input, InputWidth, PasswordInput};
use identity::{Factors, Given, Session, Token, Visit};
use maud::{Markup, html};
use serde::Deserialize;

use crate::arriving::{Arriving, PROVE};
use crate::came_from::{CameFrom, whence};
use crate::checked_form::checked;
use crate::cookies::Cookie;
use crate::local_path::local_path;
use crate::sign_in_pages::is_right;
use crate::signed_in::maker;
use crate::{Form, PageError, Site, go_to};

const WRONG_CODE: &str = "That code is not right, or was used already. Wait for the next one and enter that";
const WRONG_KEY: &str = "Your passkey was not taken. Try again, or enter a code";
const WRONG_PASSWORD: &str = "The password is not right";

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    pub(super) next: Option<String>,
}

pub(crate) async fn ask(State(site): State<Site>, arriving: Arriving, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    arriving.may_be_at(PROVE, asked.next.as_deref().unwrap_or("/"))?;
    page(&site, &arriving, &Form::filled([("next", asked.next.unwrap_or_default())])).await
}

async fn page(site: &Site, arriving: &Arriving, form: &Form) -> Result<Response, PageError> {
    let user = arriving.session().user();
    let factors = site.db.read(move |c| identity::factors(c, user)).await?;
    let (title, ways) = if factors.is_none() {
        ("Enter your password again", by_password_form(arriving, form))
    } else {
        ("Prove that it is you", ways(site, arriving, form, &factors))
    };
    let content = html! { div.od-two-thirds { h1.govuk-heading-l { (title) } (ways) (arriving.way_out()) } };
    Ok(arriving.page(title).form(form).render(site, content))
}

/// The hidden field that says where to go on to.
pub(super) fn next_field(form: &Form) -> Markup {
    html! { @if let Some(next) = local_path(form.typed("next")) { input type="hidden" name="next" value=(next); } }
}

fn by_password_form(arriving: &Arriving, form: &Form) -> Markup {
    let inside = html! {
        (next_field(form))
        (PasswordInput::new("password", "Password").error(form.error("password")))
        (Button::new("Continue").prevent_double_click(true))
    };
    html! {
        p.govuk-body { "You have been signed in for a while, and this must only be done by you." }
        (arriving.who.form("/prove/password", inside))
    }
}

fn ways(site: &Site, arriving: &Arriving, form: &Form, factors: &Factors) -> Markup {
    let label = if factors.authenticator.is_some() { "Code from your authenticator app" } else { "Recovery code" };
    let code = Input::new("code", label)
        .width(InputWidth::Twenty)
        .autocomplete("one-time-code")
        .autocapitalize("none")
        .spellcheck(false)
        .error(form.error("code"));
    let lost = html! {
        p { "Enter one of your recovery codes in place of the code: each can be used once." }
        p { "If you have none left, ask your hub’s administrator, who will make sure that it is you." }
    };
    let passkeys = site.passkeys.is_some() && !factors.passkeys.is_empty();
    html! {
        @if passkeys {
            (with_passkey(arriving, form, Ceremony { kind: "get", action: "/prove/passkey", question: "/prove/passkey/question", button: "Use your passkey" }, html! {}))
        }
        (arriving.who.form(PROVE, html! {
            (next_field(form))
            (code)
            (Button::new("Continue").prevent_double_click(true).kind(if passkeys { ButtonKind::Secondary } else { ButtonKind::Primary }))
        }))
        (Details::new("You do not have your phone or key with you", lost))
    }
}

/// A form that a passkey fills in.
pub(super) struct Ceremony {
    /// `get` or `create`.
    pub(super) kind: &'static str,
    pub(super) action: &'static str,
    pub(super) question: &'static str,
    pub(super) button: &'static str,
}

/// Shown only where the script runs and the browser knows passkeys: it asks `question`, hands the answer to the device and sends what that says.
pub(super) fn with_passkey(arriving: &Arriving, form: &Form, ceremony: Ceremony, inside: Markup) -> Markup {
    let Ceremony { kind, action, question, button } = ceremony;
    html! {
        div data-od-passkey=(kind) data-od-question=(question) hidden[true] {
            (arriving.who.form(action, html! {
                (next_field(form))
                input type="hidden" name="answer";
                (inside)
                p.govuk-error-message data-od-passkey-failed role="alert" hidden[true] { (WRONG_KEY) "." }
                (Button::new(button))
            }))
        }
    }
}

/// Counts an attempt to give a second factor.
pub(super) async fn count(site: &Site, session: &Session, visit: &Visit) -> Result<(), PageError> {
    let whence = whence(site, visit, Some(session.user())).await?;
    site.sign_in_limit.code(session.user(), &whence).map_err(|many| PageError::TooMany { seconds: many.seconds })
}

pub(crate) async fn by_code(State(site): State<Site>, arriving: Arriving, came: CameFrom, request: Request) -> Result<Response, PageError> {
    let mut form = checked(request, &arriving.session().form_token()).await?;
    let typed = form.secret("code").into_inner();
    if typed.trim().is_empty() {
        form.fail("code", "Enter the code");
        return page(&site, &arriving, &form).await;
    }
    count(&site, arriving.session(), &came.0).await?;
    let (visit, session) = (came.0, arriving.session().clone());
    let (vault, new, at, cause) = (site.walls.vault().clone(), Token::fresh(&*site.secrets)?, site.now(), site.secrets.bytes()?);
    let (known_by, token) = (visit.known_by.clone(), new.clone());
    let right = site
        .db
        .write(move |tx| identity::give_factor(tx, &mut maker(at, cause), &vault, &session, Given::Code(&typed), &new, &visit, at))
        .await?;
    if !right {
        form.fail("code", WRONG_CODE);
        return page(&site, &arriving, &form).await;
    }
    Ok(proved(&site, &form, &token, Some(&known_by)))
}

pub(crate) async fn by_passkey(
    State(site): State<Site>,
    arriving: Arriving,
    came: CameFrom,
    request: Request,
) -> Result<Response, PageError> {
    let party = site.passkeys.clone().ok_or(PageError::NotFound)?;
    let mut form = checked(request, &arriving.session().form_token()).await?;
    let answer = form.secret("answer").into_inner();
    count(&site, arriving.session(), &came.0).await?;
    let (visit, session) = (came.0, arriving.session().clone());
    let (vault, new, at, cause) = (site.walls.vault().clone(), Token::fresh(&*site.secrets)?, site.now(), site.secrets.bytes()?);
    let (known_by, token) = (visit.known_by.clone(), new.clone());
    let right = site
        .db
        .write(move |tx| {
            let given = Given::Passkey(&party, &answer);
            identity::give_factor(tx, &mut maker(at, cause), &vault, &session, given, &new, &visit, at)
        })
        .await?;
    if !right {
        form.fail("code", WRONG_KEY);
        return page(&site, &arriving, &form).await;
    }
    Ok(proved(&site, &form, &token, Some(&known_by)))
}

/// What the script asks before it turns to the device.
pub(crate) async fn passkey_question(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    let party = site.passkeys.clone().ok_or(PageError::NotFound)?;
    checked(request, &arriving.session().form_token()).await?;
    let (session, vault, at) = (arriving.session().clone(), site.walls.vault().clone(), site.now());
    let question = site.db.write(move |tx| identity::ask_for_passkey(tx, &vault, &party, &session, at)).await?;
    Ok(json(question.ok_or(PageError::NotFound)?))
}

pub(super) fn json(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

pub(crate) async fn by_password(
    State(site): State<Site>,
    arriving: Arriving,
    came: CameFrom,
    request: Request,
) -> Result<Response, PageError> {
    arriving.may_be_at("", "/")?;
    let mut form = checked(request, &arriving.session().form_token()).await?;
    let password = form.secret("password");
    let user = arriving.session().user();
    if arriving.session().has_factor() {
        return Err(PageError::First { at: PROVE, next: local_path(form.typed("next")).map(str::to_owned) });
    }
    count(&site, arriving.session(), &came.0).await?;
    let account = site.db.read(move |c| identity::account_of(c, user)).await?;
    if !is_right(&site, account, password).await? {
        let (at, cause) = (site.now(), site.secrets.bytes()?);
        let account = site.db.read(move |c| identity::account_of(c, user)).await?;
        site.db.write(move |tx| identity::note_failed_sign_in(tx, &mut maker(at, cause), account.as_ref(), at)).await?;
        form.fail("password", WRONG_PASSWORD);
        return page(&site, &arriving, &form).await;
    }
    let (session, new, at) = (arriving.session().clone(), Token::fresh(&*site.secrets)?, site.now());
    let token = new.clone();
    site.db.write(move |tx| identity::password_given(tx, &session, &new, at)).await?;
    Ok(proved(&site, &form, &token, None))
}

/// On to where they wanted to go, with the session's new token.
fn proved(site: &Site, form: &Form, token: &Token, known_by: Option<&Token>) -> Response {
    let mut response = go_to(local_path(form.typed("next")).unwrap_or("/"));
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, Cookie::Session.set(token, site.transport));
    if let Some(known_by) = known_by {
        headers.append(header::SET_COOKIE, Cookie::Known.set(known_by, site.transport));
    }
    response
}
