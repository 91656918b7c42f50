//! A joiner.

use access::kind;
use axum::extract::State;
use axum::response::Response;
use govuk::{Button, Input, InputType};
use identity::{FIRST_PASSWORD_FOR, NewUser};
use kernel::{Email, Sensitive};
use maud::html;

use super::{USERS, post};
use crate::account::hashed;
use crate::{CheckedForm, Form, Page, PageError, SignedIn, Site, say};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    who.transaction(&site, |tx, asking| asking.permit::<kind::SeeUsers>(tx).map(|_| ())).await?;
    Ok(page(&site, &who, &Form::empty()))
}

fn page(site: &Site, who: &SignedIn, form: &Form) -> Response {
    let inside = html! {
        (Input::new("name", "Full name").autocomplete("off").value(form.typed("name")).error(form.error("name")))
        (Input::new("email", "Email address to sign in with").input_type(InputType::Email).autocomplete("off").spellcheck(false).value(form.typed("email")).error(form.error("email")))
        (post::questions(site, form))
        (Button::new("Add the account").prevent_double_click(true))
    };
    let content = html! { div.od-two-thirds { h1.govuk-heading-l { "Add an account" } (who.form("/users/new", inside)) } };
    Page::new("Add an account").signed_in(who).back(USERS).form(form).render(site, content)
}

pub(super) async fn add(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    who.transaction(&site, |tx, asking| asking.permit::<kind::SeeUsers>(tx).map(|_| ())).await?;
    who.proved_recently(&site, "/users/new")?;
    let name = form.required("name", 200, "Enter their full name");
    let typed = form.required("email", 254, "Enter their email address");
    let email = typed.as_deref().and_then(Email::parse);
    if typed.is_some() && email.is_none() {
        form.fail("email", "Enter an email address, like name@example.org");
    }
    let post = post::chosen(site.walls.organisation(), &mut form);
    let ((Some(name), Some(email)), Some(post)) = ((name, email), post) else { return Ok(page(&site, &who, &form)) };
    let password = identity::first_password(&*site.secrets)?;
    let until = site.now() + FIRST_PASSWORD_FOR;
    let new = NewUser {
        email,
        name,
        post,
        password: Some(hashed(&site, Sensitive::new(password.clone())).await?),
        first_password_until: Some(until),
    };
    let added = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::AddUser>(tx)?;
            identity::add_user(tx, &mut asking.ids, &permit, &new)
        })
        .await?;
    if added.is_none() {
        form.fail("email", "There is already an account with this email address");
        return Ok(page(&site, &who, &form));
    }
    Ok(first_password(&site, &who, "The account has been added", &password, until))
}

/// Shows a first password, once.
pub(super) fn first_password(site: &Site, who: &SignedIn, title: &'static str, password: &str, until: jiff::Timestamp) -> Response {
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (title) }
            p.govuk-body { "Tell them this first password yourself, in a way that nobody else hears or reads. It is not shown again." }
            p.govuk-body-l { code.od-code #first-password { (password) } }
            p.govuk-body { "With it they choose a password of their own. It works until " (say::moment(until)) "." }
            p.govuk-body { a.govuk-link href=(USERS) { "Back to the accounts" } }
        }
    };
    Page::new(title).signed_in(who).render(site, content)
}
