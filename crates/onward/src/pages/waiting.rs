//! Waiting lists: how many waited for each service when a day ended, and who they are for whoever may see them.

use std::collections::BTreeMap;

use access::{Act, Subject, kind};
use axum::extract::{Query, State};
use axum::response::Response;
use govuk::{Button, ButtonKind, DateInput, Fieldset, Legend, Size};
use jiff::civil::Date;
use kernel::london_date;
use maud::{Markup, html};
use serde::Deserialize;
use web::{Form, Page, PageError, SignedIn, Site, pagination, say, typed_date};

use super::counts;
use crate::listed::Listed;
use crate::place::title;
use crate::waiting::{Waiting, WhoWaits, waiting, who_waits};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(rename = "on-day", default)]
    day: String,
    #[serde(rename = "on-month", default)]
    month: String,
    #[serde(rename = "on-year", default)]
    year: String,
    page: Option<usize>,
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let (today, parts) = (london_date(site.now()), [asked.day.trim(), asked.month.trim(), asked.year.trim()]);
    let mut form = Form::empty();
    let day = match parts {
        ["", "", ""] => Some(today),
        [day, month, year] => typed_date(day, month, year).filter(|day| *day <= today),
    };
    if day.is_none() {
        form.fail_at("on", "on-day".to_owned(), "The day must be a real date that is not in the future, like 27 3 2026".to_owned());
    }
    let day = day.unwrap_or(today);
    let services: Vec<String> =
        site.profile.services.iter().filter(|service| service.waiting_list).map(|service| service.name.clone()).collect();
    let is_worker = site.walls.may(who.actor(), Act::SeeWork, Subject::Hub, site.now()).is_ok();
    let page = asked.page.unwrap_or(1);
    let found = who.transaction(&site, move |tx, asking| {
        let mut named = (Listed::of(Vec::new(), 1), BTreeMap::new());
        if is_worker {
            let permit = asking.permit::<kind::SeeWork>(tx)?;
            named = who_waits(tx, &mut asking.ids, &permit, day, page)?;
        } else {
            asking.permit::<kind::SeeFigures>(tx)?;
        }
        let mut counted: Vec<(String, Waiting)> = Vec::new();
        for service in &services {
            counted.push((service.clone(), waiting(tx, service, day)?));
        }
        Ok((counted, named))
    });
    let (counted, (named, seen)) = found.await?;
    let content = html! {
        h1.govuk-heading-l { "Waiting lists" }
        (day_form(&form, &asked))
        h2.govuk-heading-m { @if day == today { "Now, " (say::day(day)) } @else { "When " (say::day(day)) " ended" } }
        @if counted.is_empty() { p.govuk-body { "No service of this hub has a waiting list." } } @else { (table(&counted, &seen, &site)) }
        @if named.total > 0 { (people(&named, &site, day)) }
    };
    Ok(Page::new("Waiting lists").signed_in(&who).back("/").form(&form).render(&site, content))
}

fn day_form(form: &Form, asked: &Asked) -> Markup {
    let values = [("on-day", &asked.day), ("on-month", &asked.month), ("on-year", &asked.year)];
    html! {
        form method="get" action="/waiting" novalidate {
            (DateInput::new("on")
                .name_prefix("on")
                .fieldset(Fieldset::new(Legend::new("On which day?").size(Size::S)))
                .hint("For example, 27 3 2026. Left empty: today.")
                .values(values.map(|(name, value)| (name.to_owned(), value.clone())))
                .error(form.error("on")))
            (Button::new("Show").kind(ButtonKind::Secondary))
        }
    }
}

fn table(counted: &[(String, Waiting)], seen: &BTreeMap<String, usize>, site: &Site) -> Markup {
    let seen = |service: &str| seen.get(service).copied().unwrap_or_default();
    let tells = |service: &str, waiting: &Waiting| counts::tells(waiting.count, seen(service));
    html! {
        table.od-worklist role="table" {
            caption.govuk-visually-hidden { "How many waited for each service" }
            thead role="rowgroup" { tr role="row" { @for head in ["Service", "Waiting", "Longest wait"] { th role="columnheader" scope="col" { (head) } } } }
            tbody role="rowgroup" {
                @for (service, waiting) in counted {
                    tr.od-worklist__case role="row" {
                        th role="rowheader" scope="row" { (title(&site.profile, service)) }
                        td role="cell" data-label="Waiting" { (counts::words(waiting.count, seen(service))) }
                        td role="cell" data-label="Longest wait" { @if waiting.count == 0 || tells(service, waiting) { "–" } @else { (days(waiting.longest_days)) } }
                    }
                }
            }
        }
    }
}

fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

fn people(named: &Listed<WhoWaits>, site: &Site, day: Date) -> Markup {
    html! {
        h2.govuk-heading-m { "Who waited" }
        p.od-count { strong { (named.total) } " of those whose case you may see, who waited longest first." (named.which_page()) }
        table.od-worklist role="table" {
            caption.govuk-visually-hidden { "Who waited" }
            thead role="rowgroup" { tr role="row" { @for head in ["Person", "Service", "Since"] { th role="columnheader" scope="col" { (head) } } } }
            tbody role="rowgroup" {
                @for waits in &named.lines {
                    tr.od-worklist__case role="row" {
                        th role="rowheader" scope="row" {
                            a.govuk-link href=(format!("/cases/{}/onward", waits.case)) { (waits.person.name().unwrap_or_else(|| "Name not known".to_owned())) }
                            span.od-worklist__detail { (waits.reference) }
                        }
                        td role="cell" data-label="Service" { (title(&site.profile, &waits.service)) }
                        td role="cell" data-label="Since" {
                            (say::day(london_date(waits.since)))
                            span.od-worklist__detail { (days(london_date(waits.since).until(day).map_or(0, |span| span.get_days()))) }
                        }
                    }
                }
            }
        }
        (pagination(named.page, named.pages(), |page| {
            format!("/waiting?on-day={}&on-month={}&on-year={}&page={page}", day.day(), day.month(), day.year())
        }))
    }
}
