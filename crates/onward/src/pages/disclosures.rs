//! What was told without consent, for whoever looks after data protection: by the reference of the case, and nobody's name but that of
//! whoever told.

use access::kind;
use axum::extract::State;
use axum::response::Response;
use maud::html;
use web::{Page, PageError, SignedIn, Site, say};

use super::disclose::reason_words;
use crate::disclose::recipient_words;
use crate::disclosures;
use casework::pages::in_words;

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let listed = who.transaction(&site, |tx, asking| {
        let permit = asking.permit::<kind::ReadAudit>(tx)?;
        disclosures(tx, &permit)
    });
    let (listed, known) = (listed.await?, recipient_words(&site.profile));
    let to = |name: &str| known.iter().find(|(known, _)| known == name).map_or_else(|| in_words(name), |(_, words)| words.clone());
    let content = html! {
        h1.govuk-heading-l { "Told without consent" }
        @if listed.is_empty() {
            p.govuk-body { "Nothing was told without a person’s consent." }
        } @else {
            p.govuk-body { "The latest first, at most 500. What was told stands in the timeline of the case." }
            table.od-worklist role="table" {
                caption.govuk-visually-hidden { "What was told without consent" }
                thead role="rowgroup" { tr role="row" { @for head in ["Case", "Who was told", "Reason", "When", "By"] { th role="columnheader" scope="col" { (head) } } } }
                tbody role="rowgroup" {
                    @for told in &listed {
                        tr.od-worklist__case role="row" {
                            th role="rowheader" scope="row" { (told.reference) }
                            td role="cell" data-label="Who was told" { (to(&told.to)) }
                            td role="cell" data-label="Reason" { (reason_words(told.reason)) }
                            td role="cell" data-label="When" { (say::moment(told.at)) }
                            td role="cell" data-label="By" { (told.by.as_deref().unwrap_or("Somebody")) }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new("Told without consent").signed_in(&who).back("/").render(&site, content))
}
