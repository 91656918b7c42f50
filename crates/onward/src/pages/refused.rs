//! What services refused in the last year, and why: counts, and the cases for whoever may see them.

use access::{Act, Subject, kind};
use axum::extract::{Query, State};
use axum::response::Response;
use jiff::ToSpan;
use kernel::london_date;
use maud::{Markup, html};
use serde::Deserialize;
use web::{Page, PageError, SignedIn, Site, pagination, say};

use super::counts;
use crate::listed::Listed;
use crate::place::title;
use crate::record::RefusalReason;
use crate::refused::{RefusalCounts, RefusedCase, refused_cases, refused_counts};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    page: Option<usize>,
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let page = asked.page.unwrap_or(1);
    let until = london_date(site.now());
    let from = until.checked_sub(1.year()).unwrap_or(until);
    let may = |act| site.walls.may(who.actor(), act, Subject::Hub, site.now()).is_ok();
    // Whoever looks after how the hub works, or sees its figures.
    let (is_worker, is_lead) = (may(Act::SeeWork), may(Act::SampleContacts));
    let found = who.transaction(&site, move |tx, asking| {
        if is_lead {
            asking.permit::<kind::SampleContacts>(tx)?;
        } else {
            asking.permit::<kind::SeeFigures>(tx)?;
        }
        let counted = refused_counts(tx, from, until)?;
        let mut cases = (Listed::of(Vec::new(), 1), RefusalCounts::new());
        if is_worker {
            let permit = asking.permit::<kind::SeeWork>(tx)?;
            cases = refused_cases(tx, &permit, from, until, page)?;
        }
        Ok((counted, cases))
    });
    let (counted, (cases, seen)) = found.await?;
    let content = html! {
        h1.govuk-heading-l { "Refused by services" }
        p.govuk-body { "From " (say::day(from)) " to " (say::day(until)) ": referrals, and cases that a service was to lead." }
        @if counted.is_empty() { p.govuk-body { "Nothing was refused." } } @else { (table(&counted, &seen, &site)) }
        @if cases.total > 0 { (listed(&cases, &site)) }
    };
    Ok(Page::new("Refused by services").signed_in(&who).back("/").render(&site, content))
}

fn table(counted: &[(String, RefusalReason, i64)], seen: &RefusalCounts, site: &Site) -> Markup {
    let words = |service: &str, reason: RefusalReason, count: i64| {
        let seen = seen.get(&(service.to_owned(), reason)).copied().unwrap_or_default();
        counts::words(usize::try_from(count).unwrap_or_default(), seen)
    };
    html! {
        table.od-worklist role="table" {
            caption.govuk-visually-hidden { "How often each service refused, and why" }
            thead role="rowgroup" { tr role="row" { @for head in ["Service", "Reason", "How often"] { th role="columnheader" scope="col" { (head) } } } }
            tbody role="rowgroup" {
                @for (service, reason, count) in counted {
                    tr.od-worklist__case role="row" {
                        th role="rowheader" scope="row" { (title(&site.profile, service)) }
                        td role="cell" data-label="Reason" { (reason.words()) }
                        td role="cell" data-label="How often" { (words(service, *reason, *count)) }
                    }
                }
            }
        }
    }
}

fn listed(cases: &Listed<RefusedCase>, site: &Site) -> Markup {
    html! {
        h2.govuk-heading-m { "Which cases" }
        p.od-count { strong { (cases.total) } @if cases.total == 1 { " refusal" } @else { " refusals" } " that you may see, the latest first." (cases.which_page()) }
        ul.govuk-list {
            @for refused in &cases.lines {
                li {
                    a.govuk-link href=(format!("/cases/{}/onward", refused.case)) { (refused.reference) }
                    ": " (title(&site.profile, &refused.service)) @if refused.was_lead { ", to lead" } ", "
                    (say::day(london_date(refused.at))) ". " (refused.reason.words()) "."
                }
            }
        }
        (pagination(cases.page, cases.pages(), |page| format!("/refused?page={page}")))
    }
}
