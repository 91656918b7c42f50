//! A mover: another role, team, organisation or clearance, from the next request on.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, SummaryList, WarningText};
use identity::{Factors, Happened, Listed, User};
use maud::{Markup, html};

use super::{USERS, address, found, post};
use crate::account::{events, words_of};
use crate::{CheckedForm, Done, Form, Page, PageError, SignedIn, Site, go_on, say};

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(user): Path<String>) -> Result<Response, PageError> {
    let user = found(&site, &who, &user).await?;
    let form = post::filled(&user.post, site.walls.organisation());
    page(&site, &who, &user, &form).await
}

async fn page(site: &Site, who: &SignedIn, user: &User, form: &Form) -> Result<Response, PageError> {
    let (id, now) = (user.id, site.now());
    let (factors, sessions, happened) =
        site.db.read(move |c| Ok((identity::factors(c, id)?, identity::sessions_of(c, id, now)?, identity::happened(c, id)?))).await?;
    let is_own = who.actor().user_id() == Some(user.id);
    let can_change = !is_own && user.disabled_at.is_none();
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (user.name) }
            (facts(user, &factors, &sessions))
            @if is_own { p.govuk-body { "This is your own account. Another administrator changes its role." } }
            @if can_change {
                h2.govuk-heading-m { "Role and clearance" }
                (who.form(&address(user.id), html! {
                    (post::questions(site, form))
                    (Button::new("Save").prevent_double_click(true))
                }))
                (ways_in(who, user, &factors))
            }
            (history(&happened, user))
        }
    };
    Ok(Page::new("Account").signed_in(who).back(USERS).form(form).render(site, content))
}

fn facts(user: &User, factors: &Factors, sessions: &[Listed]) -> Markup {
    let factor = if factors.is_none() { "None" } else { "Has one" };
    let state = match (user.disabled_at, user.first_password_until) {
        (Some(at), _) => format!("Disabled on {}", say::moment(at)),
        (None, Some(until)) => format!("Has not chosen a password; the first one works until {}", say::moment(until)),
        (None, None) => "Active".to_owned(),
    };
    let signed_in = match sessions.len() {
        0 => "Nowhere".to_owned(),
        1 => "In one browser".to_owned(),
        many => format!("In {many} browsers"),
    };
    html! {
        (SummaryList::new()
            .row("Email address", user.email.as_str())
            .row("Role", words_of(user.post.role))
            .row("State", state)
            .row("Second factor", factor)
            .row("Signed in", signed_in))
    }
}

/// What an administrator may do about somebody's ways of signing in; never to choose a password for them.
fn ways_in(who: &SignedIn, user: &User, factors: &Factors) -> Markup {
    let at = address(user.id);
    let button = |action: &str, text: &str| who.form(&format!("{at}/{action}"), html! { (Button::new(text).kind(ButtonKind::Secondary)) });
    html! {
        h2.govuk-heading-m { "Signing in" }
        (WarningText::new("Be sure who asks you: meet them, or ring them on a number you already had."))
        (button("password", "Give a new first password"))
        @if !factors.is_none() { (button("second-factor", "Remove all second factors")) }
        (button("sign-ins", "Sign out everywhere"))
        h2.govuk-heading-m { "Leaving" }
        (Button::link("Disable this account", format!("{at}/disable")).kind(ButtonKind::Warning))
    }
}

fn history(happened: &[Happened], user: &User) -> Markup {
    html! {
        h2.govuk-heading-m { "What happened to this account" }
        (events(happened, "its owner", |by| by == Some(user.id)))
    }
}

pub(super) async fn change(
    State(site): State<Site>,
    who: SignedIn,
    Path(user): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let user = found(&site, &who, &user).await?;
    who.proved_recently(&site, &address(user.id))?;
    let Some(post) = post::chosen(site.walls.organisation(), &mut form) else { return page(&site, &who, &user, &form).await };
    let id = user.id;
    who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::ChangeUser>(tx)?;
        identity::change_user(tx, &mut asking.ids, &permit, id, &post)
    })
    .await?;
    Ok(go_on(&address(id), Done::AccountChanged))
}
