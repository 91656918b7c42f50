//! What was found of a person's needs, and how far they have come.

use access::{Act, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::on_case::{address, caption, may, read};
use govuk::{SummaryCard, SummaryList, SummaryRow};
use maud::{Markup, html};
use profile::Profile;
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::questions::answer_words;
use crate::areas::Moment;
use crate::read::{Made, made};
use crate::travelled::{Journey, Reading, journeys};

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(case): Path<String>) -> Result<Response, PageError> {
    let file = read(&site, &who, &case).await?;
    let id = file.case.id;
    let all = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit_case::<kind::ReadCase>(tx, id)?;
            made(tx, &permit)
        })
        .await?;
    let here = address(id);
    let content = html! {
        h1.govuk-heading-l { (caption(&file)) "Needs" }
        @if all.is_empty() {
            p.govuk-body { "There is no assessment that you can read." }
        } @else {
            (ways(&site.profile, &all))
            h2.govuk-heading-m { "Assessments" }
            @for made in all.iter().rev() { (one(&site.profile, made)) }
        }
        @if may(&site, &who, Act::AssessNeeds, &file) {
            ul.govuk-list {
                li { a.govuk-link href=(format!("{here}/assess")) { "Assess needs" } }
                @if site.profile.needs_assessment.as_ref().is_some_and(|needs| !needs.measures.is_empty()) {
                    li { a.govuk-link href=(format!("{here}/assess/end")) { "Ask again how things are" } }
                }
                li { a.govuk-link href=(format!("{here}/plan")) { "Plan" } }
            }
        }
    };
    Ok(Page::new("Needs").signed_in(&who).at(Place::MyWork).back(here).render(&site, content))
}

/// The question of a measure; its name where the profile has it no more.
fn question(profile: &Profile, name: &str) -> String {
    let measures = profile.needs_assessment.iter().flat_map(|assessment| &assessment.measures);
    measures.into_iter().find(|measure| measure.name == name).map_or_else(|| name.replace('_', " "), |measure| measure.question.clone())
}

/// Start, end and difference of every measure that was asked.
fn ways(profile: &Profile, all: &[Made]) -> Markup {
    let mut names: Vec<&str> = all.iter().flat_map(|made| &made.ratings).map(|rating| rating.measure.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let rows = names.iter().flat_map(|name| {
        let journeys = journeys(&readings(all, name)).into_iter();
        journeys.map(|journey| SummaryRow::new(question(profile, name), way(journey)))
    });
    let rows: Vec<SummaryRow> = rows.collect();
    html! {
        @if !rows.is_empty() {
            h2.govuk-heading-m { "How far the person has come" }
            p.govuk-body { "From 1, very bad, to 5, very good." }
            (SummaryList::new().rows(rows))
        }
    }
}

/// What was answered to this measure, in the order of asking.
fn readings(all: &[Made], name: &str) -> Vec<Reading> {
    let answer = |made: &Made| {
        let rating = made.ratings.iter().find(|rating| rating.measure == name)?;
        Some(Reading { moment: made.moment, at: made.at, answer: rating.answer })
    };
    all.iter().filter_map(answer).collect()
}

fn way(journey: Journey) -> Markup {
    let answer = |when: &str, reading: Reading| {
        html! { (when) ": " strong { (reading.answer) } " on " (say::date(kernel::london_date(reading.at))) br; }
    };
    let difference = match journey.difference() {
        None => "Not asked again yet".to_owned(),
        Some(0) => "The same".to_owned(),
        Some(steps @ 1..) => format!("{steps} better"),
        Some(steps) => format!("{} worse", steps.unsigned_abs()),
    };
    html! {
        (answer("Start", journey.start))
        @if let Some(end) = journey.end { (answer("End", end)) }
        (difference)
    }
}

/// One assessment, as it was made.
fn one(profile: &Profile, made: &Made) -> Markup {
    let title = title_of(made);
    let list = SummaryList::new().card(SummaryCard::from(title.clone()).title_level(govuk::Heading::H3));
    let list = made.needs.iter().fold(list, |list, (need, degree)| list.row(need.title(), degree.title()));
    let list = made.ratings.iter().fold(list, |list, rating| list.row(question(profile, &rating.measure), answer_words(rating.answer)));
    html! {
        @if made.needs.is_empty() && made.ratings.is_empty() {
            p.govuk-body { (title) ": nothing was asked. What was said stands in the timeline." }
        } @else {
            (list)
        }
    }
}

fn title_of(made: &Made) -> String {
    let what = match made.moment {
        Moment::Start => "Assessed",
        Moment::End => "Asked again",
    };
    format!("{what} on {}, {}", say::moment(made.at), made.by)
}
