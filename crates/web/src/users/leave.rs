//! A leaver; and what is done about somebody's ways of signing in.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, Panel, WarningText};
use identity::FIRST_PASSWORD_FOR;
use kernel::Sensitive;
use maud::{Markup, html};

use super::add::first_password;
use super::{USERS, address, found};
use crate::account::hashed;
use crate::{CheckedForm, Done, Page, PageError, SignedIn, Site, go_on};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(user): Path<String>) -> Result<Response, PageError> {
    let user = found(&site, &who, &user).await?;
    let at = address(user.id);
    let id = user.id;
    let cases = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::SeeUsers>(tx)?;
            identity::cases_of(tx, &permit, id)
        })
        .await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Disable the account of " (user.name) }
            (WarningText::new("They are signed out everywhere at once and cannot sign in again."))
            (to_hand_over(&cases))
            (who.form(&format!("{at}/disable"), html! { (Button::new("Disable this account").kind(ButtonKind::Warning).prevent_double_click(true)) }))
            p.govuk-body { a.govuk-link href=(at) { "Do not disable it" } }
        }
    };
    Ok(Page::new("Disable an account").signed_in(&who).back(at).render(&site, content))
}

/// The cases that need another worker, by reference: whoever looks after accounts sees nobody's record.
fn to_hand_over(cases: &[String]) -> Markup {
    html! {
        @match cases {
            [] => p.govuk-body { "No open case is theirs." },
            [one] => p.govuk-body { "One open case needs another worker: " span.od-reference { (one) } ". Tell a team lead." },
            several => {
                p.govuk-body { (several.len()) " open cases need another worker. Tell a team lead:" }
                ul.govuk-list.govuk-list--bullet { @for case in several { li { span.od-reference { (case) } } } }
            }
        }
    }
}

pub(super) async fn disable(
    State(site): State<Site>,
    who: SignedIn,
    Path(user): Path<String>,
    _form: CheckedForm,
) -> Result<Response, PageError> {
    let user = found(&site, &who, &user).await?;
    who.proved_recently(&site, &format!("{}/disable", address(user.id)))?;
    let id = user.id;
    let cases = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::DisableUser>(tx)?;
            identity::disable_user(tx, &mut asking.ids, &permit, id)
        })
        .await?;
    let content = html! {
        div.od-two-thirds {
            (Panel::new("The account is disabled"))
            (to_hand_over(&cases))
            p.govuk-body { a.govuk-link href=(USERS) { "Back to the accounts" } }
        }
    };
    Ok(Page::new("The account is disabled").signed_in(&who).render(&site, content))
}

pub(super) async fn reset_password(
    State(site): State<Site>,
    who: SignedIn,
    Path(user): Path<String>,
    _form: CheckedForm,
) -> Result<Response, PageError> {
    let user = found(&site, &who, &user).await?;
    who.proved_recently(&site, &address(user.id))?;
    let password = identity::first_password(&*site.secrets)?;
    let hash = hashed(&site, Sensitive::new(password.clone())).await?;
    let (id, until) = (user.id, site.now() + FIRST_PASSWORD_FOR);
    who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::ChangeUser>(tx)?;
        identity::reset_password(tx, &mut asking.ids, &permit, id, &hash)
    })
    .await?;
    Ok(first_password(&site, &who, "The account has a new first password", &password, until))
}

pub(super) async fn reset_factors(
    State(site): State<Site>,
    who: SignedIn,
    Path(user): Path<String>,
    _form: CheckedForm,
) -> Result<Response, PageError> {
    let user = found(&site, &who, &user).await?;
    who.proved_recently(&site, &address(user.id))?;
    let id = user.id;
    who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::ChangeUser>(tx)?;
        identity::reset_factors(tx, &mut asking.ids, &permit, id)
    })
    .await?;
    Ok(go_on(&address(id), Done::AccountChanged))
}

pub(super) async fn end_sessions(
    State(site): State<Site>,
    who: SignedIn,
    Path(user): Path<String>,
    _form: CheckedForm,
) -> Result<Response, PageError> {
    let user = found(&site, &who, &user).await?;
    who.proved_recently(&site, &address(user.id))?;
    let id = user.id;
    who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::ChangeUser>(tx)?;
        identity::end_sessions_of(tx, &mut asking.ids, &permit, id)
    })
    .await?;
    Ok(go_on(&address(id), Done::AccountChanged))
}
