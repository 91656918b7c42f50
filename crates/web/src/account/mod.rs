//! Somebody's own account: how they sign in, where they are signed in, and what happened to it.

mod password;
mod prove;
mod second_factor;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use govuk::{Button, ButtonKind, SummaryList, SummaryRow, Table};
use identity::{AccountEvent, Factors, Happened, How, Listed, SessionId};
use maud::{Markup, html};

pub(crate) use password::hashed;

use crate::arriving::{ADD_FACTOR, CHOOSE_PASSWORD, PROVE};
use crate::signed_in::maker;
use crate::{CheckedForm, Done, Page, PageError, SignedIn, Site, go_on, say};

const ACCOUNT: &str = "/account";

pub(crate) fn router() -> Router<Site> {
    Router::new()
        .route(ACCOUNT, get(show))
        .route("/account/sign-ins/end", post(end_one))
        .route("/account/sign-ins/end-others", post(end_others))
        .route(PROVE, get(prove::ask).post(prove::by_code))
        .route("/prove/password", post(prove::by_password))
        .route("/prove/passkey", post(prove::by_passkey))
        .route("/prove/passkey/question", post(prove::passkey_question))
        .route(CHOOSE_PASSWORD, get(password::ask).post(password::change))
        .route(ADD_FACTOR, get(second_factor::show))
        .route("/account/authenticator", get(second_factor::offer_authenticator).post(second_factor::add_authenticator))
        .route("/account/authenticator/remove", post(second_factor::remove_authenticator))
        .route("/account/passkeys", post(second_factor::add_passkey))
        .route("/account/passkeys/question", post(second_factor::passkey_question))
        .route("/account/passkeys/remove", post(second_factor::remove_passkey))
        .route("/account/recovery-codes", get(second_factor::ask_for_codes).post(second_factor::make_codes))
}

async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let (user, now) = (who.session().user(), site.now());
    let (factors, sessions, happened) = site
        .db
        .read(move |c| Ok((identity::factors(c, user)?, identity::sessions_of(c, user, now)?, identity::happened(c, user)?)))
        .await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Your account" }
            (ways_of_signing_in(&who, &factors))
            h2.govuk-heading-m { "Where you are signed in" }
            p.govuk-body { "End a sign-in that you do not recognise, then change your password." }
        }
        (sign_ins(&who, &sessions))
        div.od-two-thirds {
            h2.govuk-heading-m { "What happened to your account" }
            (events(&happened, "you", |by| by == Some(user)))
        }
    };
    Ok(Page::new("Your account").signed_in(&who).render(&site, content))
}

fn ways_of_signing_in(who: &SignedIn, factors: &Factors) -> Markup {
    let actor = who.actor();
    let factor = match (factors.authenticator.is_some(), factors.passkeys.len()) {
        (false, 0) => "None".to_owned(),
        (true, 0) => "An authenticator app".to_owned(),
        (app, keys) => {
            let keys = format!("{keys} passkey{}", if keys == 1 { "" } else { "s" });
            if app { format!("An authenticator app and {keys}") } else { keys }
        }
    };
    let row = |key: &str, value: &str, href: &'static str| {
        SummaryRow::new(key, value).actions([govuk::Action::new("Change", href).visually_hidden_text(key.to_lowercase())])
    };
    html! {
        (SummaryList::new()
            .row("Name", actor.name())
            .row("Role", actor.role().map_or("", words_of))
            .rows([row("Password", "Set", CHOOSE_PASSWORD), row("Second factor", &factor, ADD_FACTOR)]))
    }
}

/// A role as people say it.
pub(crate) const fn words_of(role: kernel::StaffRole) -> &'static str {
    use kernel::StaffRole;
    match role {
        StaffRole::Worker => "Worker",
        StaffRole::Specialist => "Specialist",
        StaffRole::Volunteer => "Volunteer",
        StaffRole::TeamLead => "Team lead",
        StaffRole::Manager => "Manager",
        StaffRole::WitnessCare => "Witness care officer",
        StaffRole::PoliceLiaison => "Police liaison officer",
        StaffRole::Referrer => "Referrer",
        StaffRole::Commissioner => "Commissioner",
        StaffRole::DataProtectionOfficer => "Data protection officer",
        StaffRole::Auditor => "Auditor",
        StaffRole::Administrator => "Administrator",
    }
}

fn sign_ins(who: &SignedIn, sessions: &[Listed]) -> Markup {
    let row = |session: &Listed| {
        let how = match session.how {
            How::Password => "",
            How::SingleSignOn => ", with your organisation’s account",
        };
        let end = if session.id == who.session().id() {
            html! { strong { "This one" } }
        } else {
            let hidden = html! { input type="hidden" name="id" value=(session.id); };
            let what = html! { "End" span.govuk-visually-hidden { " the sign-in in " (session.browser) } };
            let button = Button::new(what).kind(ButtonKind::Secondary).classes("govuk-!-margin-bottom-0");
            who.form("/account/sign-ins/end", html! { (hidden) (button) })
        };
        let place = html! { (session.browser) br; "address " (session.peer) (how) };
        [place, html! { (say::moment(session.started)) }, html! { (say::moment(session.seen)) }, end]
    };
    let head = [html! { "Browser" }, html! { "Signed in" }, html! { "Last used" }, html! { "End it" }];
    html! {
        div.od-scroll tabindex="0" role="region" aria-label="Where you are signed in" {
            (Table::new().caption("Your sign-ins").caption_classes("govuk-visually-hidden").head(head).rows(sessions.iter().map(row)))
        }
        @if sessions.len() > 1 {
            (who.form("/account/sign-ins/end-others", html! { (Button::new("End all others").kind(ButtonKind::Secondary)) }))
        }
    }
}

/// What happened to an account, as its owner or whoever looks after accounts reads it.
pub(crate) fn events(happened: &[Happened], owner: &str, is_owner: impl Fn(Option<kernel::UserId>) -> bool) -> Markup {
    let by = |event: &Happened| match (&event.by_name, event.what) {
        (_, AccountEvent::FactorFailed) => String::new(),
        _ if is_owner(event.by) => format!(", by {owner}"),
        (Some(name), _) => format!(", by {name}"),
        (None, _) => ", on the machine itself".to_owned(),
    };
    html! {
        @if happened.is_empty() { p.govuk-body { "Nothing yet." } }
        ul.govuk-list.govuk-list--bullet {
            @for event in happened {
                li { (event.what.sentence()) " " span.govuk-hint { (say::moment(event.at)) (by(event)) } }
            }
        }
    }
}

async fn end_one(State(site): State<Site>, who: SignedIn, CheckedForm(form): CheckedForm) -> Result<Response, PageError> {
    let which = SessionId::parse(form.typed("id")).ok_or(PageError::NotFound)?;
    let (session, at, cause) = (who.session().clone(), site.now(), site.secrets.bytes()?);
    site.db.write(move |tx| identity::end_one(tx, &mut maker(at, cause), &session, which, at)).await?;
    Ok(go_on(ACCOUNT, Done::SignInsEnded))
}

async fn end_others(State(site): State<Site>, who: SignedIn, _form: CheckedForm) -> Result<Response, PageError> {
    let (session, at, cause) = (who.session().clone(), site.now(), site.secrets.bytes()?);
    site.db.write(move |tx| identity::end_others(tx, &mut maker(at, cause), &session, at)).await?;
    Ok(go_on(ACCOUNT, Done::SignInsEnded))
}
