//! The rooms booked for a case, and booking one.

use std::sync::Arc;

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::case::{CaseFile, read_case};
use casework::pages::on_case::{address, attempt, caption, may, named, only_who_may};
use govuk::{Action, Button, ButtonKind, Checkboxes, Choice, Fieldset, Legend, Radios, Size, SummaryList, SummaryRow};
use kernel::Sex;
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on};

use super::{has_rooms, times, title};
use crate::book::{NewBooking, book as book_it};
use crate::booking::{Booking, bookings_on};
use crate::error::{Error, Refused};

/// The case that an address names and its bookings, for whoever books rooms for it.
pub(super) async fn read(site: &Site, who: &SignedIn, case: &str) -> Result<(CaseFile, Vec<Booking>), PageError> {
    has_rooms(site)?;
    let case = named(case)?;
    let read = who
        .transaction(site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, case)?;
            Ok((read_case(tx, &permit)?, bookings_on(tx, &permit)?))
        })
        .await?;
    only_who_may(site, who, Act::BookRoom, &read.0)?;
    Ok(read)
}

pub(super) async fn list(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    page(&site, &who, &case, &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, case: &str, form: &Form) -> Result<Response, PageError> {
    let (file, bookings) = read(site, who, case).await?;
    let here = format!("{}/rooms", address(file.case.id));
    let may_book = may(site, who, Act::BookRoom, &file);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Rooms" }
            @if bookings.is_empty() { p.govuk-body { "No room was booked." } }
            @for booking in &bookings { (one(booking, &here, site, who, may_book)) }
            @if may_book {
                h2.govuk-heading-m { "Book a room" }
                p.govuk-body { a.govuk-link href="/rooms" { "See what is booked this week" } }
                (who.form(&here, fields(site, &file, form)))
            }
        }
    };
    Ok(Page::new("Rooms for a case").signed_in(who).at(Place::MyWork).back(address(file.case.id)).form(form).render(site, content))
}

fn one(booking: &Booking, here: &str, site: &Site, who: &SignedIn, may_book: bool) -> Markup {
    let now = site.now();
    let stands = match booking.freed_at {
        Some(_) => "Ended before it began",
        None if booking.stands(now) => "Booked",
        None if booking.times.ends > now => "Ended with the case",
        None => "Over",
    };
    let changes = may_book && booking.stands(now);
    let change =
        changes.then(|| Action::new("Move", format!("{here}/{}/move", booking.id)).visually_hidden_text(times::words(booking.times)));
    html! {
        (SummaryList::new().rows([
            SummaryRow::new("Room", title(site, &booking.room)),
            SummaryRow::new("When", times::words(booking.times)).actions(change),
            SummaryRow::new("Stands", format!("{stands}. Booked by {}", booking.by)),
        ]))
        @if changes {
            (who.form(&format!("{here}/{}/end", booking.id), html! {
                (Button::new(html! { "End this booking" span.govuk-visually-hidden { ": " (times::words(booking.times)) } })
                    .kind(ButtonKind::Secondary)
                    .prevent_double_click(true))
            }))
        }
    }
}

fn fields(site: &Site, file: &CaseFile, form: &Form) -> Markup {
    let room = |room: &profile::Room| {
        Choice::new(room.name.as_str(), room.title.as_str()).hint(room.women_only.then_some("Only women are seen here"))
    };
    // Of nobody whose sex is recorded anything is asked.
    let asks = site.profile.rooms.iter().any(|room| room.women_only) && matches!(file.person.known.sex, None | Some(Sex::Unknown));
    html! {
        (Radios::new("room")
            .fieldset(Fieldset::new(Legend::new("Which room?").size(Size::M)))
            .choices(site.profile.rooms.iter().map(room))
            .value(form.typed("room"))
            .error(form.error("room")))
        (times::fields(form))
        @if asks {
            (Checkboxes::new("asked")
                .choice(Choice::new("yes", "For a room where only women are seen: I asked the person, and she is a woman")
                    .checked(form.has("asked", "yes")))
                .error(form.error("asked")))
        }
        (Button::new("Book the room").prevent_double_click(true))
    }
}

/// The field that a refusal is about.
pub(super) const fn field_of(why: Refused) -> &'static str {
    match why {
        Refused::NoSuchRoom | Refused::Taken | Refused::WomenOnly | Refused::Casework(_) => "room",
        Refused::NotAsked => "asked",
        Refused::EndsBeforeItBegins | Refused::OverNight => "ends",
        Refused::InThePast | Refused::TooFarOff | Refused::Over => "begins",
    }
}

pub(super) async fn book(
    State(site): State<Site>,
    who: SignedIn,
    Path(case): Path<String>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    has_rooms(&site)?;
    let room = form.required("room", 100, "Select a room");
    let times = times::read(&mut form);
    let (Some(room), Some(times), false) = (room, times, form.has_errors()) else { return page(&site, &who, &case, &form).await };
    let new = NewBooking { room, times, asked: form.has("asked", "yes") };
    let (id, profile) = (named(&case)?, Arc::clone(&site.profile));
    let booked = attempt::<kind::BookRoom, _, Error>(&site, &who, id, move |tx, ids, permit| book_it(tx, ids, permit, &profile, &new));
    match booked.await? {
        Ok(_) => Ok(go_on(&format!("{}/rooms", address(id)), Done::RoomBooked)),
        Err(why) => {
            form.fail(field_of(why), why.sentence());
            page(&site, &who, &case, &form).await
        }
    }
}
