//! Parting two records that were joined.

use access::{Pair, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, Textarea};
use kernel::{PersonId, Sensitive};
use maud::html;
use people::record::PersonRecord;
use store::Tx;
use web::{Asking, CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::other_records::may_part;
use super::{NOTE, name, named, other_records};
use crate::reason::note_reason;
use crate::{Error, between};

/// Two records that somebody may part or no longer keep apart, as its pages begin.
pub(super) struct Two {
    pub(super) one: PersonRecord,
    pub(super) other: PersonRecord,
    /// Joined, by just these two.
    pub(super) are_joined: bool,
    /// Kept apart, by a word on just these two.
    pub(super) are_apart: bool,
}

/// Reads both; "not found" for whoever may not part them.
pub(super) async fn read(site: &Site, who: &SignedIn, (one, other): (&str, &str)) -> Result<Two, PageError> {
    let pair = (named(one)?, named(other)?);
    let two = who.transaction(site, move |tx, asking| two(tx, asking, pair)).await?;
    two.ok_or(PageError::Refused)
}

fn two(tx: &mut Tx<'_>, asking: &mut Asking, pair: (PersonId, PersonId)) -> store::Result<Option<Two>> {
    let pair: Pair<'_, kind::ReadPerson> = asking.permit_pair(tx, pair)?;
    if !(may_part(asking, pair.one().standing()) && may_part(asking, pair.other().standing())) {
        return Ok(None);
    }
    let between = between(tx, pair.one(), pair.other())?;
    Ok(Some(Two {
        one: people::read::read(tx, pair.one())?,
        other: people::read::read(tx, pair.other())?,
        are_joined: between.join.is_some(),
        are_apart: between.kept_apart.is_some(),
    }))
}

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((one, other)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let two = read(&site, &who, (&one, &other)).await?;
    Ok(page(&site, &who, &two, &Form::empty()))
}

fn page(site: &Site, who: &SignedIn, two: &Two, form: &Form) -> Response {
    let back = other_records(two.one.id);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Part these two records" }
            p.govuk-body { "The records of " strong { (name(&two.one)) } " and " strong { (name(&two.other)) } " are joined." }
            @if two.are_joined || form.has_errors() {
                p.govuk-body { "When they are parted:" }
                ul.govuk-list.govuk-list--bullet {
                    li { "each record is as it was: what one said against a way of contact no longer holds for the other" }
                    li { "conflicts of interest and ring-fences that came from the other record go" }
                    li { "every open case says so in its timeline" }
                    li { "whether they are one person is asked again, where it was asked before" }
                }
                (who.form(&format!("{back}/{}/part", two.other.id), html! {
                    (Textarea::new("why", "How do you know that they are two people?").rows(3).value(form.typed("why")).error(form.error("why")))
                    (Button::new("Part the records").kind(ButtonKind::Warning).prevent_double_click(true))
                }))
            } @else {
                p.govuk-body { "They are not joined with each other any more, or by way of a third record. Part one of them from that one." }
            }
        }
    };
    Page::new("Part two records").signed_in(who).at(Place::Search).back(back).form(form).render(site, content)
}

pub(super) async fn part(
    State(site): State<Site>,
    who: SignedIn,
    Path((one, other)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    let two = read(&site, &who, (&one, &other)).await?;
    let Some(why) = form.required("why", NOTE, "Enter how you know that they are two people") else {
        return Ok(page(&site, &who, &two, &form));
    };
    let (pair, why) = ((two.one.id, two.other.id), Sensitive::new(why));
    let done = who
        .attempt(&site, move |tx, asking| {
            let permit = asking.permit_pair::<kind::Part>(tx, pair)?;
            crate::part(tx, &mut asking.ids, &permit)?;
            for case in casework::keep::cases_of(tx, &[pair.0], "")? {
                note_reason(tx, &mut asking.ids, permit.warrant(), case.id, Some(&why))?;
            }
            Ok::<(), Error>(())
        })
        .await?;
    match done {
        Ok(()) => Ok(go_on(&other_records(two.one.id), Done::RecordsParted)),
        Err(why) => {
            form.fail("why", why.sentence());
            Ok(page(&site, &who, &two, &form))
        }
    }
}
