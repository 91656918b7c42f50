//! A sample of a month's calls to listen to or read through, and what the cases closed in it lack.

use access::kind;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use govuk::{Button, Input, InputMode, InputWidth, Select, SelectOption};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use kernel::{PersonId, london_date, london_midnight};
use maud::{Markup, html};
use profile::{FeedbackMoment, Profile};
use serde::Deserialize;
use web::{Page, PageError, Place, SignedIn, Site, go_to, say};

use crate::sample::{Asked, Call, Completion, LARGEST_SEED, Lack, Sample, completion, sample};

/// Months that can be chosen, this one counted.
const MONTHS: i32 = 13;
/// Calls drawn where nobody says how many.
const USUAL: usize = 10;
/// The most that are drawn at once.
const MOST: usize = 100;
/// Cases that lack something named on the page; the counts are of all.
const NAMED: usize = 100;

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    month: Option<String>,
    many: Option<String>,
    seed: Option<String>,
}

/// What is asked for, read.
struct Drawing {
    month: Date,
    many: usize,
    seed: u32,
}

/// The first days of the months that can be chosen, the latest first.
fn months(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    (0..MONTHS).filter_map(|before| first.checked_sub(before.months()).ok()).collect()
}

/// A month as the address has it: `2026-05`.
fn written(month: Date) -> String {
    month.strftime("%Y-%m").to_string()
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Response, PageError> {
    let (today, months) = (london_date(site.now()), months(london_date(site.now())));
    let month = months.iter().copied().find(|month| wanted.month.as_deref() == Some(&written(*month)));
    let many = wanted.many.as_deref().and_then(|typed| typed.trim().parse().ok()).unwrap_or(USUAL).clamp(1, MOST);
    let seed = wanted.seed.as_deref().and_then(|typed| typed.trim().parse::<u32>().ok()).filter(|seed| *seed <= LARGEST_SEED);
    // Nothing is drawn, and no seed made, for somebody who may not.
    who.transaction(&site, |tx, asking| asking.permit::<kind::SampleContacts>(tx).map(|_| ())).await?;
    let drawing = match (month, seed) {
        (Some(month), Some(seed)) => Some(Drawing { month, many, seed }),
        (Some(month), None) => {
            return Ok(go_to(&format!("/sample?month={}&many={many}&seed={}", written(month), chance(&site)?)).into_response());
        }
        (None, _) => None,
    };
    let drawn = match &drawing {
        Some(drawing) => Some(read(&site, &who, drawing, asked(&site.profile, today)).await?),
        None => None,
    };
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Sample of calls" }
            p.govuk-body { "Calls of one month, each as likely to be drawn as any other. Whoever may see the same cases draws the same calls by the same number." }
            (form(&months, drawing.as_ref(), many))
        }
        @if let (Some(drawing), Some((sample, completion))) = (&drawing, &drawn) {
            (calls(drawing, sample))
            (complete(completion))
        }
    };
    Ok(Page::new("Sample of calls").signed_in(&who).at(Place::MyWork).back("/").render(&site, content))
}

/// A seed that nobody chose.
fn chance(site: &Site) -> Result<u32, PageError> {
    let [a, b, c, d, ..] = site.secrets.bytes()?;
    Ok(u32::from_be_bytes([a, b, c, d]) % (LARGEST_SEED + 1))
}

fn asked(profile: &Profile, today: Date) -> Asked {
    let closing = profile.feedback.iter().find(|point| point.at == FeedbackMoment::Closing && point.when.is_always());
    let feedback = closing.map(|point| point.after.unwrap_or(profile::Period::Days(0)));
    Asked { needs: profile.needs_assessment.is_some(), feedback, today }
}

/// From the first moment of a month on, and before that of the next, in London.
fn moments(month: Date) -> Option<(Timestamp, Timestamp)> {
    london_midnight(month).zip(month.checked_add(1.month()).ok().and_then(london_midnight))
}

async fn read(site: &Site, who: &SignedIn, drawing: &Drawing, asked: Asked) -> Result<(Sample, Completion), PageError> {
    let (days, many, seed) = (moments(drawing.month).ok_or(PageError::NotFound)?, drawing.many, drawing.seed);
    who.transaction(site, move |tx, asking| {
        let permit = asking.permit::<kind::SampleContacts>(tx)?;
        let drawn = sample(tx, &permit, days, many, seed)?;
        let mut shown: Vec<PersonId> = drawn.calls.iter().map(|call| call.person).collect();
        shown.sort_unstable();
        shown.dedup();
        asking.note_listed(tx, permit.warrant(), &shown)?;
        Ok((drawn, completion(tx, &permit, days, asked)?))
    })
    .await
}

fn form(months: &[Date], drawing: Option<&Drawing>, many: usize) -> Markup {
    let chosen = drawing.map(|drawing| drawing.month).or(months.get(1).copied());
    let option = |month: &Date| SelectOption::new(written(*month), words(*month));
    html! {
        form method="get" action="/sample" novalidate {
            (Select::new("month", "Month").options(months.iter().map(option)).value(chosen.map(written)))
            (Input::new("many", "How many calls").hint(format!("At most {MOST}")).width(InputWidth::Three).input_mode(InputMode::Numeric).value(many.to_string()))
            (Input::new("seed", "Number of a sample to draw again")
                .hint("Leave this empty for a new one")
                .width(InputWidth::Ten)
                .input_mode(InputMode::Numeric)
                .autocomplete("off"))
            (Button::new("Draw"))
        }
    }
}

/// "May 2026".
fn words(month: Date) -> String {
    say::date(month).split_once(' ').map(|(_, month)| month.to_owned()).unwrap_or_default()
}

fn calls(drawing: &Drawing, sample: &Sample) -> Markup {
    html! {
        h2.govuk-heading-m { "Calls of " (words(drawing.month)) }
        p.od-count {
            strong { (sample.calls.len()) } " of " strong { (sample.of) } " calls on cases that you may see. The number of this sample is " strong { (drawing.seed) } "."
        }
        @if !sample.calls.is_empty() {
            table.od-worklist role="table" {
                caption.govuk-visually-hidden { "Calls drawn, the first made first" }
                thead role="rowgroup" {
                    tr role="row" { @for head in ["Case", "Day", "Way", "Outcome", "Worker"] { th role="columnheader" scope="col" { (head) } } }
                }
                tbody role="rowgroup" { @for call in &sample.calls { (row(call)) } }
            }
        }
    }
}

fn row(call: &Call) -> Markup {
    html! {
        tr.od-worklist__case role="row" {
            th role="rowheader" scope="row" { a.govuk-link href=(format!("/cases/{}", call.case)) { (call.reference) } }
            td role="cell" data-label="Day" { (say::day(london_date(call.at))) }
            td role="cell" data-label="Way" { (spoken(call.way.as_str())) }
            td role="cell" data-label="Outcome" { (spoken(call.outcome.as_str())) }
            td role="cell" data-label="Worker" { (call.by) }
        }
    }
}

/// A word of a closed list as people say it.
fn spoken(word: &str) -> String {
    let mut letters = word.chars().map(|c| if c == '_' { ' ' } else { c });
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const fn lack(lack: Lack) -> &'static str {
    match lack {
        Lack::NotAssessed => "They accepted support and their needs were not assessed",
        Lack::NotAsked => "Nobody asked them how it was",
        Lack::TasksLeft => "Closed with tasks still to do",
    }
}

fn complete(completion: &Completion) -> Markup {
    let more = completion.lacking.len().saturating_sub(NAMED);
    html! {
        h2.govuk-heading-m { "Cases closed in that month" }
        p.od-count { strong { (completion.closed) } " closed, " strong { (completion.lacking.len()) } " of them with something missing." }
        ul.govuk-list.govuk-list--bullet { @for what in Lack::ALL { li { (lack(what)) ": " (completion.count(what)) } } }
        @if !completion.lacking.is_empty() {
            ul.govuk-list {
                @for case in completion.lacking.iter().take(NAMED) {
                    li {
                        a.govuk-link href=(format!("/cases/{}", case.case)) { (case.reference) } ": "
                        (case.lacks.iter().map(|what| lack(*what)).collect::<Vec<_>>().join(". "))
                    }
                }
            }
            @if more > 0 { p.govuk-body { "And " (more) " more." } }
        }
    }
}
