//! Closing a case.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, Choice, Fieldset, Legend, Radios, Size, Textarea};
use kernel::Sensitive;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::on_case::{address, caption, carry_out, named, only_who_may};
use super::words::{NOTE, ending_words};
use crate::{case::read_case, close::close as verb, owed::Owed, record::Ending};

/// The endings that a worker can choose; the program alone ends a case because it was out of scope from the start.
const ENDINGS: [Ending; 7] = [
    Ending::Completed,
    Ending::Declined,
    Ending::NotReached,
    Ending::NoSafeWay,
    Ending::OtherService,
    Ending::MovedAway,
    Ending::OpenedInError,
];

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let (id, profile) = (named(case)?, site.profile.clone());
    let (file, owed) = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, id)?;
            Ok((read_case(tx, &permit)?, Owed::read(tx, id, &profile)?))
        })
        .await?;
    only_who_may(site, who, Act::CloseCase, &file)?;
    let endings = Radios::new("ending")
        .fieldset(Fieldset::new(Legend::new("Why does the case end?").size(Size::M)))
        .choices(ENDINGS.map(|ending| Choice::new(ending.as_str(), ending_words(ending))))
        .value(form.typed("ending"))
        .error(form.error("ending"));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Close the case" }
            @if owed.is_nothing() {
                p.govuk-body {
                    "What is still due will be withdrawn. The door stays open: a new referral opens the case again, and the person can always get in touch."
                }
                (who.form(&format!("{}/close", address(id)), html! {
                    (endings)
                    (Textarea::new("note", "What else there is to say (optional)").value(form.typed("note")).error(form.error("note")))
                    (Button::new("Close the case").kind(ButtonKind::Warning).prevent_double_click(true))
                }))
            } @else {
                p.govuk-body #ending tabindex="-1" { "Something was promised to the person. Once the case is closed nobody can write down that it was kept." }
                ul.govuk-list.govuk-list--bullet {
                    @for (on, sentence) in owed.each() {
                        li { (sentence) " " a.govuk-link href=(format!("{}/{}", address(id), on.page())) { (on.link()) } }
                    }
                }
            }
        }
    };
    Ok(Page::new("Close the case").signed_in(who).at(Place::MyWork).back(address(id)).form(form).render(site, content))
}

pub(super) async fn close(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let ending = form.word::<Ending>("ending", "Say why the case ends").filter(|ending| ENDINGS.contains(ending));
    let note = form.text("note", NOTE).map(Sensitive::new);
    let Some(ending) = ending.filter(|_| !form.has_errors()) else { return page(&site, &who, &case, &form).await };
    let id = named(&case)?;
    let profile = site.profile.clone();
    let closed =
        carry_out::<kind::CloseCase, _>(&site, &who, id, move |tx, ids, permit| verb(tx, ids, permit, &profile, (ending, note.as_ref())));
    match closed.await? {
        Ok(()) => Ok(go_on(&address(id), Done::CaseClosed)),
        Err(why) => {
            form.fail("ending", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
