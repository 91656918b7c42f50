//! One box for people and cases. What is typed into it is sent, kept for a while and looked up again for each page of results, so that no
//! address holds it and going back from a case leads to the same list.

use access::kind;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use govuk::{Button, Input, InputType, Label, Size};
use kernel::london_date;
use maud::{Markup, html};
use serde::Deserialize;
use web::{CheckedForm, DraftId, Form, Page, PageError, Place, Purpose, SignedIn, Site, go_to, pagination};

use super::hit;
use crate::memory::Everybody;
use crate::search::{Found, Hit, MOST, Sought, find, understand};

/// Characters of the longest search.
const LONGEST: usize = 200;
const EMPTY: &str = "Enter a name, birth date, phone number, email address, postcode or reference";
const TOO_MANY: &str = "Enter no more than eight names";

pub(super) async fn ask(State(site): State<Site>, who: SignedIn) -> Response {
    page(&site, &who, &Form::empty(), html! {})
}

pub(super) async fn look_for(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    if read(&site, &mut form).is_none() {
        return Ok(page(&site, &who, &form, html! {}));
    }
    let mut answers = Form::empty();
    answers.take_over(&["q"], &form);
    let id = who.transaction(&site, move |tx, asking| asking.begin_draft(tx, Purpose::Search, &answers)).await?;
    Ok(go_to(&format!("/search/{id}")))
}

/// The ways to understand what was typed; what is wrong with it is noted in the form.
fn read(site: &Site, form: &mut Form) -> Option<Vec<Sought>> {
    let text = form.required("q", LONGEST, EMPTY)?;
    match understand(&text, london_date(site.now())) {
        Ok(readings) if readings.is_empty() => form.fail("q", EMPTY),
        Ok(readings) => return Some(readings),
        Err(_) => form.fail("q", TOO_MANY),
    }
    None
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    page: Option<usize>,
}

pub(super) async fn results(
    State(site): State<Site>,
    who: SignedIn,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let Some(id) = DraftId::parse(&id) else { return Err(PageError::NotFound) };
    let kept = who.transaction(&site, move |tx, asking| asking.draft(tx, Purpose::Search, id)).await;
    let mut form = match kept {
        Ok(form) => form,
        // It was thrown away in the meantime: begin again.
        Err(PageError::NotFound) => return Ok(go_to("/search")),
        Err(error) => return Err(error),
    };
    let Some(readings) = read(&site, &mut form) else { return Ok(page(&site, &who, &form, html! {})) };
    let (sought, number, everybody) = (readings.clone(), asked.page.unwrap_or(1), site.memory::<Everybody>());
    let found = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::SearchPeople>(tx)?;
            find(tx, &mut asking.ids, &permit, &everybody, &sought, number)
        })
        .await?;
    Ok(page(&site, &who, &form, list(&site, id, &readings, &found)))
}

fn page(site: &Site, who: &SignedIn, form: &Form, below: Markup) -> Response {
    let field = Input::new("q", Label::new("Search people and cases").size(Size::L).page_heading(true))
        .hint("Name, birth date, phone number, email address, postcode, or the reference of a case or crime. Half a name will do, with a birth date or postcode beside it.")
        .input_type(InputType::Search)
        .spellcheck(false)
        .autocomplete("off")
        .value(form.typed("q"))
        .error(form.error("q"));
    let inside = html! { (field) (Button::new("Search")) };
    let content = html! {
        div.od-two-thirds { (who.form("/search", inside)) }
        (below)
        @if site.walls.may_break_glass(who.actor(), site.now()) {
            p.govuk-body { a.govuk-link href="/break-glass" { "I need to see a case I cannot open" } }
        }
    };
    Page::new("Search").signed_in(who).at(Place::Search).form(form).render(site, content)
}

fn list(site: &Site, id: DraftId, readings: &[Sought], found: &Found) -> Markup {
    let looked_for = readings.first().map(Sought::in_words).unwrap_or_default().join(", ");
    let today = london_date(site.now());
    html! {
        @if found.hits.is_empty() {
            div.od-two-thirds {
                h2.govuk-heading-m { "Nobody found" }
                p.govuk-body { "We looked for somebody with " (looked_for) "." }
                p.govuk-body { "Try fewer words, only the first letters of a name, or another way to spell it." }
                p.govuk-body { "If they are new to us, " a.govuk-link href=(Place::NewReferral.path()) { "take a new referral" } "." }
            }
        } @else {
            h2.govuk-heading-m { "Results" }
            p.govuk-body { "People with " (looked_for) "." }
            (count(found))
            (table(&found.hits, today))
            (pagination(found.page, found.pages(), |number| format!("/search/{id}?page={number}")))
            p.govuk-body { "Not here? " a.govuk-link href=(Place::NewReferral.path()) { "Take a new referral" } "." }
        }
    }
}

fn count(found: &Found) -> Markup {
    let first = found.first();
    html! {
        p.od-count {
            @if found.total == 1 { strong { "1" } " person" } @else {
                "Showing " strong { (first) } " to " strong { (first + found.hits.len() - 1) } " of "
                @if found.more { "more than " strong { (thousands(MOST)) } } @else { strong { (thousands(found.total)) } }
                " people"
            }
            @if found.more { ". Add a birth date or a postcode to find fewer." }
        }
    }
}

fn thousands(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

fn table(hits: &[Hit], today: jiff::civil::Date) -> Markup {
    html! {
        table.od-worklist role="table" {
            caption.govuk-visually-hidden { "People found" }
            thead role="rowgroup" {
                tr role="row" {
                    @for head in ["Person", "Where", "Case", "Worker"] { th role="columnheader" scope="col" { (head) } }
                }
            }
            tbody role="rowgroup" { @for hit in hits { (row(hit, today)) } }
        }
    }
}

fn row(found: &Hit, today: jiff::civil::Date) -> Markup {
    let name = hit::name(found);
    html! {
        tr.od-worklist__case role="row" {
            th role="rowheader" scope="row" {
                @match found.cases.first() {
                    Some(case) => { a.govuk-link href=(case_path(case)) { (name) } },
                    None => { a.govuk-link href=(format!("/people/{}", found.person.id)) { (name) } },
                }
                span.od-worklist__detail { (hit::born(found, today)) }
            }
            td role="cell" data-label="Where" {
                @let whereabouts = hit::whereabouts(found);
                @for known in &whereabouts { div { (known) } }
                @if whereabouts.is_empty() { "Not known" }
            }
            td role="cell" data-label="Case" {
                @for (place, case) in found.cases.iter().enumerate() {
                    div {
                        // The name leads to the first one already.
                        @if place == 0 { (case.reference) } @else { a.govuk-link href=(case_path(case)) { (case.reference) } }
                        span.od-worklist__detail { @if case.is_open { "Open" } @else { "Closed" } }
                    }
                }
                @if found.cases.is_empty() { "No case" }
            }
            td role="cell" data-label="Worker" {
                @match found.cases.iter().find(|case| case.is_open).map(|case| &case.worker) {
                    Some(Some(worker)) => { (worker) },
                    Some(None) => { "Nobody yet" },
                    None => { "–" },
                }
            }
        }
    }
}

fn case_path(case: &crate::search::CaseSeen) -> String {
    format!("/cases/{}", case.id)
}
