//! Who looked at a person's record.

use access::kind;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use govuk::Table;
use maud::html;
use web::{Page, PageError, Place, SignedIn, Site, pagination, say};

use super::{Asked, act_words, address, named};
use crate::export::spoken;
use crate::looks::at_person;

/// Looks on one page.
const A_PAGE: usize = 100;

pub(super) async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path(person): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let (person, number) = (named(&person)?, asked.number());
    let (looks, total) = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::SeeWhoLooked>(tx, person)?;
            at_person(tx, &permit, A_PAGE, (number - 1) * A_PAGE)
        })
        .await?;
    let rows = looks.iter().map(|seen| {
        let by = match &seen.by {
            Some(by) => format!("{} ({})", by.name.as_deref().unwrap_or_default(), spoken(&by.role).to_lowercase()),
            None => "The program".to_owned(),
        };
        [say::moment(seen.look.at), by, act_words(&seen.look.act), spoken(&seen.look.purpose)]
    });
    let content = html! {
        h1.govuk-heading-l { "Who looked at this record" }
        div.od-two-thirds {
            p.govuk-body { "Each time somebody saw, changed or was refused the record, the newest first. A person who asks is told the roles, and not who it was." }
        }
        @if total == 0 { p.govuk-body { "Nobody." } } @else {
            (Table::new().caption("Who looked").head(["When", "Who", "What", "Why"]).rows(rows))
            (pagination(number, total.div_ceil(A_PAGE), |page| format!("{}/who-looked?page={page}", address(person))))
        }
    };
    Ok(Page::new("Who looked at this record").signed_in(&who).at(Place::Search).back(address(person)).render(&site, content))
}
