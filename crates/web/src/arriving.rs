//! Somebody with a session who may still have something to do before they are signed in: give their second factor, choose a password of their
//! own, add a second factor. Only the pages for that take them; every other takes [`SignedIn`].

use access::{Act, Subject};
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use identity::{Session, Stage};
use maud::{Markup, html};

use crate::cookies::Cookie;
use crate::local_path::local_path;
use crate::{Done, Page, PageError, SignedIn, Site};

/// Where somebody proves who they are, by their second factor where they have one.
pub(crate) const PROVE: &str = "/prove";
/// Where somebody chooses another password.
pub(crate) const CHOOSE_PASSWORD: &str = "/account/password";
/// Where somebody adds and removes second factors.
pub(crate) const ADD_FACTOR: &str = "/account/second-factor";

/// Somebody with a session, whatever is still to be done.
#[derive(Debug, Clone)]
pub(crate) struct Arriving {
    pub(crate) who: SignedIn,
}

impl FromRequestParts<Site> for Arriving {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, PageError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let token = Cookie::Session.read(&parts.headers, site.transport);
        let (now, must_have) = (site.now(), site.walls.organisation().second_factor.clone());
        let session = match token.clone() {
            Some(token) => site.db.read(move |c| identity::session(c, &token, now, &must_have)).await?,
            None => None,
        };
        let Some(session) = session else {
            return Err(PageError::SignIn { next: back_to(parts), ended: token.is_some() });
        };
        if session.is_due(now) {
            let token = session.token().clone();
            site.db.write(move |tx| identity::keep_alive(tx, &token, now)).await?;
        }
        let reviews = || site.walls.may(session.actor(), Act::ReviewBreakGlass, Subject::Hub, now).is_ok();
        let alerts = if session.stage() == Stage::Open && reviews() { site.db.read(access::alerts_waiting).await? } else { Vec::new() };
        let arriving = Self { who: SignedIn::new(session, Done::in_query(parts.uri.query()), alerts.into()) };
        parts.extensions.insert(arriving.clone());
        Ok(arriving)
    }
}

/// The page asked for, if one can come back to it. What was in its query is not kept, as it may not be wanted in another address.
pub(crate) fn back_to(parts: &Parts) -> Option<String> {
    let can_go_back = matches!(parts.method, Method::GET | Method::HEAD);
    local_path(parts.uri.path()).filter(|_| can_go_back).map(str::to_owned)
}

impl Arriving {
    pub(crate) const fn session(&self) -> &Session {
        self.who.session()
    }

    /// The page of what is to be done first; `None` for somebody who is signed in.
    pub(crate) const fn first(&self) -> Option<&'static str> {
        match self.session().stage() {
            Stage::GiveFactor => Some(PROVE),
            Stage::ChoosePassword => Some(CHOOSE_PASSWORD),
            Stage::AddFactor => Some(ADD_FACTOR),
            Stage::Open => None,
        }
    }

    /// That this page is for them: they are signed in, or it is what they are to do first.
    ///
    /// # Errors
    /// [`PageError::First`] when something else comes first.
    pub(crate) fn may_be_at(&self, page: &'static str, next: &str) -> Result<(), PageError> {
        match self.first() {
            Some(at) if at != page => Err(PageError::First { at, next: local_path(next).map(str::to_owned) }),
            _ => Ok(()),
        }
    }

    /// A page for them: with navigation once they are signed in.
    pub(crate) const fn page(&self, title: &'static str) -> Page<'_> {
        let page = Page::new(title);
        if self.first().is_none() { page.signed_in(&self.who) } else { page }
    }

    /// The way out for somebody who is not signed in yet, where there is no navigation.
    pub(crate) fn way_out(&self) -> Markup {
        html! {
            @if self.first().is_some() {
                (self.who.form("/sign-out", html! { (govuk::Button::new("Sign out").kind(govuk::ButtonKind::Secondary)) }))
            }
        }
    }
}
