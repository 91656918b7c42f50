//! Adding and removing second factors. Whoever does must have proved who they are within ten minutes.

use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::response::Response;
use govuk::{Button, ButtonKind, Details, Input, InputMode, InputWidth, InsetText, SummaryList, SummaryRow, WarningText};
use identity::{Factors, PasskeyId, Picture, RecoveryCode, Token, TotpSecret};
use maud::{Markup, html};

use super::prove::{Asked, Ceremony, json, next_field, with_passkey};
use crate::arriving::{ADD_FACTOR, Arriving};
use crate::checked_form::checked;
use crate::cookies::Cookie;
use crate::local_path::{local_path, next_in_query};
use crate::signed_in::maker;
use crate::{Done, Form, PageError, Site, go_on, say};

const AUTHENTICATOR: &str = "/account/authenticator";
const CODES: &str = "/account/recovery-codes";

/// Whether they may change their second factors now.
fn may_change(site: &Site, arriving: &Arriving, next: &str) -> Result<(), PageError> {
    arriving.may_be_at(ADD_FACTOR, next)?;
    arriving.who.proved_recently(site, ADD_FACTOR)
}

async fn factors_of(site: &Site, arriving: &Arriving) -> Result<Factors, PageError> {
    let user = arriving.session().user();
    Ok(site.db.read(move |c| identity::factors(c, user)).await?)
}

pub(crate) async fn show(State(site): State<Site>, arriving: Arriving, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    may_change(&site, &arriving, asked.next.as_deref().unwrap_or("/"))?;
    page(&site, &arriving, &Form::filled([("next", asked.next.unwrap_or_default())])).await
}

async fn page(site: &Site, arriving: &Arriving, form: &Form) -> Result<Response, PageError> {
    let factors = factors_of(site, arriving).await?;
    let next = local_path(form.typed("next"));
    let offer = next.map_or_else(|| AUTHENTICATOR.to_owned(), |next| format!("{AUTHENTICATOR}?next={}", next_in_query(next)));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Your second factor" }
            @if arriving.first().is_some() {
                (InsetText::new("Your role must have a second factor: something you have, besides the password that you know. Add one before you go on."))
            }
            (authenticator(arriving, &factors, offer))
            h2.govuk-heading-m { "Passkeys" }
            p.govuk-body { "Your computer, phone or a security key proves that it is you, by a PIN, your finger or your face. No other page can be shown it by mistake." }
            (passkeys(arriving, &factors))
            @if site.passkeys.is_some() { (new_passkey(arriving, form)) }
            @if !factors.is_none() {
                h2.govuk-heading-m { "Recovery codes" }
                p.govuk-body { "You have " (factors.recovery_codes) " left. Each lets you in once when you do not have your phone or key." }
                p.govuk-body { a.govuk-link href=(CODES) { "Make new recovery codes" } }
            }
            (arriving.way_out())
        }
    };
    Ok(arriving.page("Your second factor").form(form).render(site, content))
}

fn authenticator(arriving: &Arriving, factors: &Factors, offer: String) -> Markup {
    html! {
        h2.govuk-heading-m { "Authenticator app" }
        @match factors.authenticator {
            None => {
                p.govuk-body { "An app on your phone shows a new code every 30 seconds. It works without a signal." }
                (Button::link("Add an authenticator app", offer))
            }
            Some(since) => {
                p.govuk-body { "Added on " (say::moment(since)) ". " a.govuk-link href=(offer) { "Replace it" } }
                (arriving.who.form("/account/authenticator/remove", html! { (Button::new("Remove the authenticator app").kind(ButtonKind::Secondary)) }))
            }
        }
    }
}

fn passkeys(arriving: &Arriving, factors: &Factors) -> Markup {
    let row = |key: &identity::KeptPasskey| {
        let used = key.used_at.map_or_else(|| "not used yet".to_owned(), |at| format!("last used on {}", say::moment(at)));
        let what = html! { "Remove" span.govuk-visually-hidden { " the passkey " (key.name) } };
        let remove = html! {
            input type="hidden" name="id" value=(key.id);
            (Button::new(what).kind(ButtonKind::Secondary).classes("govuk-!-margin-bottom-0"))
        };
        SummaryRow::new(
            key.name.as_str(),
            html! {
                p.govuk-body { "Added on " (say::moment(key.added_at)) ", " (used) }
                (arriving.who.form("/account/passkeys/remove", remove))
            },
        )
    };
    html! { @if !factors.passkeys.is_empty() { (SummaryList::new().rows(factors.passkeys.iter().map(row))) } }
}

fn new_passkey(arriving: &Arriving, form: &Form) -> Markup {
    let name = Input::new("name", "What do you call the device?")
        .hint("For example, work laptop")
        .width(InputWidth::Twenty)
        .value(form.typed("name"))
        .error(form.error("name"));
    let ceremony =
        Ceremony { kind: "create", action: "/account/passkeys", question: "/account/passkeys/question", button: "Add a passkey" };
    html! {
        (with_passkey(arriving, form, ceremony, html! { (name) }))
        noscript { p.govuk-body { "Passkeys need JavaScript, which is switched off in this browser. An authenticator app works without." } }
    }
}

pub(crate) async fn offer_authenticator(
    State(site): State<Site>,
    arriving: Arriving,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    may_change(&site, &arriving, asked.next.as_deref().unwrap_or("/"))?;
    offer(&site, &arriving, &Form::filled([("next", asked.next.unwrap_or_default())])).await
}

async fn offer(site: &Site, arriving: &Arriving, form: &Form) -> Result<Response, PageError> {
    let (vault, session, random, at) = (site.walls.vault().clone(), arriving.session().clone(), site.secrets.bytes()?, site.now());
    let user = session.user();
    let (secret, who) =
        site.db.write(move |tx| Ok((identity::offer_authenticator(tx, &vault, &session, random, at)?, identity::user(tx, user)?))).await?;
    let who = who.ok_or(PageError::NotFound)?;
    let code = Input::new("code", "Code that the app shows")
        .width(InputWidth::Ten)
        .input_mode(InputMode::Numeric)
        .autocomplete("one-time-code")
        .spellcheck(false)
        .error(form.error("code"));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Add an authenticator app" }
            ol.govuk-list.govuk-list--number {
                li { "Open an authenticator app on your phone, such as the one your organisation uses." }
                li { "Add an account in it by scanning this picture." }
                li { "Enter the code that it shows." }
            }
            (shown(identity::picture(&secret.uri(site.title(), &who.email))))
            (Details::new("You cannot scan the picture", typed(&secret)))
            (arriving.who.form(AUTHENTICATOR, html! {
                (next_field(form))
                (code)
                (Button::new("Continue").prevent_double_click(true))
            }))
            (arriving.way_out())
        }
    };
    Ok(arriving.page("Add an authenticator app").form(form).back(ADD_FACTOR).render(site, content))
}

/// The picture that a phone scans.
fn shown(picture: Option<Picture>) -> Markup {
    html! {
        @if let Some(Picture { side, path }) = picture {
            svg.od-picture xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {side} {side}")) role="img" aria-label="Picture for your authenticator app to scan" shape-rendering="crispEdges" {
                rect width=(side) height=(side) fill="#fff" {}
                path d=(path) fill="#000" {}
            }
        }
    }
}

fn typed(secret: &TotpSecret) -> Markup {
    let letters = secret.letters();
    let groups: Vec<&str> = letters.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok()).collect();
    html! {
        p { "Type this into the app, with or without the spaces:" }
        p { strong.od-reference #secret { (groups.join(" ")) } }
    }
}

pub(crate) async fn add_authenticator(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    let mut form = checked(request, &arriving.session().form_token()).await?;
    may_change(&site, &arriving, form.typed("next"))?;
    let typed = form.secret("code").into_inner();
    let (vault, session, new) = (site.walls.vault().clone(), arriving.session().clone(), Token::fresh(&*site.secrets)?);
    let (at, cause, token) = (site.now(), site.secrets.bytes()?, new.clone());
    let added = site.db.write(move |tx| identity::add_authenticator(tx, &mut maker(at, cause), &vault, &session, &typed, &new, at)).await?;
    if !added {
        form.fail("code", "That is not the code the app shows now. Check that the phone’s clock is right, and enter the next one");
        return offer(&site, &arriving, &form).await;
    }
    added_one(&site, &arriving, &form, &token).await
}

/// On to the recovery codes, where there are none yet.
async fn added_one(site: &Site, arriving: &Arriving, form: &Form, token: &Token) -> Result<Response, PageError> {
    let has_codes = factors_of(site, arriving).await?.recovery_codes > 0;
    let to = match local_path(form.typed("next")) {
        Some(next) if has_codes => next.to_owned(),
        Some(next) => format!("{CODES}?next={}", next_in_query(next)),
        None if has_codes => ADD_FACTOR.to_owned(),
        None => CODES.to_owned(),
    };
    let mut response = go_on(&to, Done::FactorAdded);
    response.headers_mut().append(header::SET_COOKIE, Cookie::Session.set(token, site.transport));
    Ok(response)
}

pub(crate) async fn passkey_question(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    let party = site.passkeys.clone().ok_or(PageError::NotFound)?;
    checked(request, &arriving.session().form_token()).await?;
    may_change(&site, &arriving, "/")?;
    let (session, vault, at) = (arriving.session().clone(), site.walls.vault().clone(), site.now());
    let question = site
        .db
        .write(move |tx| {
            let who = identity::user(tx, session.user())?.ok_or(store::Error::NotFound)?;
            identity::ask_for_new_passkey(tx, &vault, &party, &session, &who.email, at)
        })
        .await?;
    Ok(json(question))
}

pub(crate) async fn add_passkey(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    let party = site.passkeys.clone().ok_or(PageError::NotFound)?;
    let mut form = checked(request, &arriving.session().form_token()).await?;
    may_change(&site, &arriving, form.typed("next"))?;
    let answer = form.secret("answer").into_inner();
    let Some(name) = form.required("name", 60, "Enter what you call the device") else { return page(&site, &arriving, &form).await };
    let (vault, session, new) = (site.walls.vault().clone(), arriving.session().clone(), Token::fresh(&*site.secrets)?);
    let (at, cause, token) = (site.now(), site.secrets.bytes()?, new.clone());
    let added = site
        .db
        .write(move |tx| identity::add_passkey(tx, &mut maker(at, cause), &vault, &party, &session, &name, &answer, &new, at))
        .await?;
    if !added {
        form.fail("name", "The passkey was not added. Try again, or use another device");
        return page(&site, &arriving, &form).await;
    }
    added_one(&site, &arriving, &form, &token).await
}

pub(crate) async fn remove_authenticator(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    checked(request, &arriving.session().form_token()).await?;
    may_change(&site, &arriving, "/")?;
    let (session, at, cause) = (arriving.session().clone(), site.now(), site.secrets.bytes()?);
    site.db.write(move |tx| identity::remove_authenticator(tx, &mut maker(at, cause), &session, at)).await?;
    Ok(go_on(ADD_FACTOR, Done::FactorRemoved))
}

pub(crate) async fn remove_passkey(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    let form = checked(request, &arriving.session().form_token()).await?;
    may_change(&site, &arriving, "/")?;
    let which = PasskeyId::parse(form.typed("id")).ok_or(PageError::NotFound)?;
    let (session, at, cause) = (arriving.session().clone(), site.now(), site.secrets.bytes()?);
    site.db.write(move |tx| identity::remove_passkey(tx, &mut maker(at, cause), &session, which, at)).await?;
    Ok(go_on(ADD_FACTOR, Done::FactorRemoved))
}

pub(crate) async fn ask_for_codes(State(site): State<Site>, arriving: Arriving, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    may_change(&site, &arriving, "/")?;
    let form = Form::filled([("next", asked.next.unwrap_or_default())]);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Recovery codes" }
            p.govuk-body { "A recovery code lets you in once when you do not have your phone or key. Keep the codes where nobody else finds them, and not with your phone." }
            (WarningText::new("New codes take the place of those you have."))
            (arriving.who.form(CODES, html! { (next_field(&form)) (Button::new("Make ten recovery codes").prevent_double_click(true)) }))
        }
    };
    Ok(arriving.page("Recovery codes").render(&site, content))
}

pub(crate) async fn make_codes(State(site): State<Site>, arriving: Arriving, request: Request) -> Result<Response, PageError> {
    let form = checked(request, &arriving.session().form_token()).await?;
    may_change(&site, &arriving, "/")?;
    if factors_of(&site, &arriving).await?.is_none() {
        return Err(PageError::First { at: ADD_FACTOR, next: None });
    }
    let (user, random, at, cause) = (arriving.session().user(), site.secrets.bytes()?, site.now(), site.secrets.bytes()?);
    let codes = site.db.write(move |tx| identity::make_recovery_codes(tx, &mut maker(at, cause), user, random, at)).await?;
    let written: Vec<String> = codes.iter().map(RecoveryCode::written).collect();
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Your recovery codes" }
            (WarningText::new("Write them down or print this page now. They are not shown again."))
            ol.govuk-list.govuk-list--number { @for code in &written { li { code.od-code { (code) } } } }
            (Button::link("I have kept them", local_path(form.typed("next")).unwrap_or(ADD_FACTOR)))
        }
    };
    Ok(arriving.page("Your recovery codes").render(&site, content))
}
