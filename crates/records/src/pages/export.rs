//! What is given to a person who asks what is held about them: somebody reads every free text first and decides what is left out.

use access::kind;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use govuk::{Button, ButtonKind, Checkboxes, Choice, Fieldset, Legend, Size};
use kernel::london_date;
use maud::{Markup, html};
use web::{CheckedForm, Page, PageError, Place, SignedIn, Site};

use super::{address, named};
use crate::export::{Document, Field, Format, LeftOut, give as verb, value, whole};

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path(person): Path<String>) -> Result<Response, PageError> {
    let person = named(&person)?;
    let to = format!("{}/export", address(person));
    who.second_factor_recently(&site, &to)?;
    let profile = std::sync::Arc::clone(&site.profile);
    let document = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::Export>(tx, person)?;
            whole(tx, &permit, &profile)
        })
        .await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "What is held about the person" }
            p.govuk-body { "You can give it to them as a page to read and print, or as JSON for another program. Both say the same." }
            p.govuk-body { "Make sure that it is the person who asks, and agree a safe way to give it to them: it says where they can be reached, and somebody who lives with them may read it." }
            (who.form(&to, html! {
                (texts(&document))
                div.govuk-button-group {
                    (Button::new("Download the page").name("format").value(Format::Page.as_str()))
                    (Button::new("Download the JSON").name("format").value(Format::Json.as_str()).kind(ButtonKind::Secondary))
                }
            }))
        }
    };
    Ok(Page::new("What is held about the person").signed_in(&who).at(Place::Search).back(address(person)).render(&site, content))
}

/// Every free text, each with what may be said against giving it.
fn texts(document: &Document) -> Markup {
    let all: Vec<(&str, &Field)> = document.texts().collect();
    html! {
        h2.govuk-heading-m { "What somebody wrote" }
        @if all.is_empty() { p.govuk-body { "No free text is held." } } @else {
            p.govuk-body { "Read each. Leave out what is about somebody else, and what would endanger somebody. The person is told that something was left out, and why." }
            @for (place, (section, field)) in all.iter().enumerate() { (text(place, section, field)) }
        }
    }
}

fn text(place: usize, section: &str, field: &Field) -> Markup {
    let item = field.item.as_deref().unwrap_or_default();
    let choice = |why: LeftOut| Choice::new(format!("{why}/{item}"), format!("Leave it out: {}", why.words()));
    html! {
        div.od-text-to-give {
            (Checkboxes::new("leave_out")
                .id(format!("leave-out-{place}"))
                .small(true)
                .fieldset(Fieldset::new(Legend::new(format!("{section}: {}", field.label)).size(Size::S)))
                .hint(html! { (value(field)) })
                .choices(LeftOut::ALL.iter().map(|why| choice(*why))))
        }
    }
}

pub(super) async fn give(
    State(site): State<Site>,
    who: SignedIn,
    Path(person): Path<String>,
    CheckedForm(form): CheckedForm,
) -> Result<Response, PageError> {
    let person = named(&person)?;
    who.second_factor_recently(&site, &format!("{}/export", address(person)))?;
    let format = Format::parse(form.typed("format")).unwrap_or(Format::Page);
    let chosen = |typed: &str| {
        let (why, item) = typed.split_once('/')?;
        Some((item.to_owned(), LeftOut::parse(why)?))
    };
    let left_out: Option<Vec<(String, LeftOut)>> = form.all_typed("leave_out").map(chosen).collect();
    // What somebody meant to leave out is not given because it arrived badly.
    let left_out = left_out.ok_or(PageError::Invalid("A choice did not arrive as a browser sends it."))?;
    let profile = std::sync::Arc::clone(&site.profile);
    let document = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::Export>(tx, person)?;
            verb(tx, &mut asking.ids, &permit, &profile, &left_out, format)
        })
        .await?;
    Ok(file(&document, format, &site))
}

/// The document as a file whose name says nothing of anybody.
fn file(document: &Document, format: Format, site: &Site) -> Response {
    let (kind, text) = match format {
        Format::Page => ("text/html; charset=utf-8", document.html()),
        Format::Json => ("application/json", document.json().to_string()),
    };
    let name = format!("attachment; filename=\"record-{}-{}.{format}\"", document.reference, london_date(site.now()));
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, name)], text).into_response()
}
