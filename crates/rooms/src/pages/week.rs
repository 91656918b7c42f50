//! A week of the hub's rooms, by day.

use access::{Act, kind};
use axum::extract::{Query, State};
use axum::response::Response;
use casework::pages::on_case::address;
use govuk::{PageLink, Pagination};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::london_date;
use maud::{Markup, html};
use serde::Deserialize;
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::{has_rooms, times, title};
use crate::week::{Slot, first_day, week};

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    from: Option<String>,
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    has_rooms(&site)?;
    if !site.walls.may_on_their_own(who.actor(), Act::BookRoom, site.now()) {
        return Err(PageError::Refused);
    }
    let today = london_date(site.now());
    let from = first_day(asked.from.and_then(|day| day.parse().ok()).unwrap_or(today));
    let slots = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::SeeWork>(tx)?;
            week(tx, &permit, from)
        })
        .await?;
    let days: Vec<Date> = (0..7).filter_map(|after| from.checked_add(i64::from(after).days()).ok()).collect();
    let by_weeks = |weeks: i64| from.checked_add((7 * weeks).days()).ok().map(|day| PageLink::new(format!("/rooms?from={day}")));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Rooms in the week of " (say::date(from)) }
            p.govuk-body { "A room is booked on the page of a case." }
            @for day in days { (of_day(&site, day, &slots)) }
        }
        (Pagination::new()
            .previous(by_weeks(-1).map(|link| link.content("Week before")))
            .next(by_weeks(1).map(|link| link.content("Week after"))))
    };
    Ok(Page::new("Rooms").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

fn of_day(site: &Site, day: Date, slots: &[Slot]) -> Markup {
    let slots: Vec<&Slot> = slots.iter().filter(|slot| london_date(slot.times.begins) == day).collect();
    html! {
        h2.govuk-heading-s { (say::day(day)) }
        @if slots.is_empty() {
            p.govuk-body { "Nothing is booked." }
        } @else {
            ul.govuk-list {
                @for slot in slots {
                    li {
                        (times::hours(slot.times)) ", " (title(site, &slot.room)) ": "
                        @match &slot.case {
                            Some((case, reference)) => a.govuk-link href=(address(*case)) { (reference) },
                            None => "taken",
                        }
                    }
                }
            }
        }
    }
}
