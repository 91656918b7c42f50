//! Writing a note on a case.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, Choice, Fieldset, Legend, Radios, Size, Textarea};
use kernel::NoteKind;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::on_case::{address, caption, carry_out, named, only_who_may, read};
use super::words::{NOTE, note_hint, note_words};
use crate::write_note::{NewNote, kinds, write_note};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let file = read(site, who, case).await?;
    only_who_may(site, who, Act::WriteNote, &file)?;
    let kinds = kinds(who.actor(), site.walls.organisation());
    let choice = |kind: &NoteKind| Choice::new(kind.as_str(), note_words(*kind)).hint(note_hint(*kind));
    let only = match kinds {
        [only] => Some(only),
        _ => None,
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Write a note" }
            (who.form(&format!("{}/notes", address(file.case.id)), html! {
                @if let Some(kind) = only {
                    p.govuk-body { (note_words(*kind)) ". " (note_hint(*kind)) }
                    input type="hidden" name="kind" value=(kind.as_str());
                } @else {
                    (Radios::new("kind")
                        .fieldset(Fieldset::new(Legend::new("What kind of note is it?").size(Size::M)))
                        .choices(kinds.iter().map(choice))
                        .value(form.typed("kind"))
                        .error(form.error("kind")))
                }
                (Textarea::new("text", "Note").rows(8).value(form.typed("text")).error(form.error("text")))
                (Button::new("Save the note").prevent_double_click(true))
            }))
        }
    };
    Ok(Page::new("Write a note").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

pub(super) async fn write(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let kind = form.word::<NoteKind>("kind", "Select what kind of note it is");
    let text = form.required("text", NOTE, "Enter the note");
    let (Some(kind), Some(text)) = (kind, text) else { return page(&site, &who, &case, &form).await };
    let (id, note) = (named(&case)?, NewNote { kind, text: text.into() });
    match carry_out::<kind::WriteNote, _>(&site, &who, id, move |tx, ids, permit| write_note(tx, ids, permit, &note)).await? {
        Ok(_) => Ok(go_on(&address(id), Done::NoteWritten)),
        Err(why) => {
            form.fail("kind", why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
