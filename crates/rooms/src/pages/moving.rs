//! Moving a booking to other times, and ending one.

use access::kind;
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, attempt, caption, named};
use govuk::Button;
use maud::html;
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to};

use super::on_case::{field_of, read};
use super::{has_rooms, times, title};
use crate::book;
use crate::booking::BookingId;
use crate::error::{Error, Refused};

pub(super) async fn ask(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, booking)): Path<(String, String)>,
) -> Result<Response, PageError> {
    page(&site, &who, (&case, &booking), None).await
}

async fn page(site: &Site, who: &SignedIn, (case, booking): (&str, &str), sent: Option<&Form>) -> Result<Response, PageError> {
    let id = BookingId::parse(booking).ok_or(PageError::NotFound)?;
    let (file, bookings) = read(site, who, case).await?;
    let booking = bookings.iter().find(|booking| booking.id == id).ok_or(PageError::NotFound)?;
    let filled = times::filled(booking.times);
    let form = sent.unwrap_or(&filled);
    let back = format!("{}/rooms", address(file.case.id));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Move a booking" }
            p.govuk-body { (title(site, &booking.room)) ", " (times::words(booking.times)) }
            @if booking.stands(site.now()) {
                (who.form(&format!("{back}/{id}/move"), html! {
                    (times::fields(form))
                    (Button::new("Move it").prevent_double_click(true))
                }))
            } @else {
                p.govuk-body #begins tabindex="-1" { (Refused::Over.sentence()) }
            }
        }
    };
    Ok(Page::new("Move a booking").signed_in(who).at(Place::MyWork).back(back).form(form).render(site, content))
}

pub(super) async fn move_to(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, booking)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    has_rooms(&site)?;
    let Some(times) = times::read(&mut form) else { return page(&site, &who, (&case, &booking), Some(&form)).await };
    let (id, on) = (BookingId::parse(&booking).ok_or(PageError::NotFound)?, named(&case)?);
    let moved = attempt::<kind::BookRoom, _, Error>(&site, &who, on, move |tx, ids, permit| book::move_to(tx, ids, permit, id, times));
    match moved.await? {
        Ok(()) => Ok(go_on(&format!("{}/rooms", address(on)), Done::BookingMoved)),
        Err(why) => {
            // Here the room is no field: a room that is taken is taken at these times.
            let field = if field_of(why) == "ends" { "ends" } else { "begins" };
            form.fail(field, why.sentence());
            page(&site, &who, (&case, &booking), Some(&form)).await
        }
    }
}

pub(super) async fn end(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, booking)): Path<(String, String)>,
    CheckedForm(_): CheckedForm,
) -> Result<Response, PageError> {
    has_rooms(&site)?;
    let (id, on) = (BookingId::parse(&booking).ok_or(PageError::NotFound)?, named(&case)?);
    let back = format!("{}/rooms", address(on));
    match attempt::<kind::BookRoom, _, Error>(&site, &who, on, move |tx, ids, permit| book::end(tx, ids, permit, id)).await? {
        Ok(()) => Ok(go_on(&back, Done::BookingEnded)),
        // It is over, or somebody ended it meanwhile: the page shows that.
        Err(_) => Ok(go_to(&back)),
    }
}
