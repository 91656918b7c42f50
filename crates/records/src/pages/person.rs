//! A person: who they are, their cases, and what may be done with their record.

use access::{Act, PersonFacts, Refusal, Subject, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::record::{CaseRecord, CaseState};
use govuk::{Action, InsetText, SummaryList, SummaryRow, Tag};
use kernel::{PersonId, london_date};
use maud::{Markup, html};
use people::joined::Relation;
use people::record::PersonRecord;
use web::{Page, PageError, Place, SignedIn, Site, say};

use super::{address, named};
use crate::hold::{self, Hold};
use crate::person::{PersonFile, read};

/// A person and what whoever reads may do.
struct Shown {
    file: PersonFile,
    standing: PersonFacts,
    holds: Vec<Hold>,
    /// Somebody found what other records are of this person, or are not.
    has_others: bool,
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(person): Path<String>) -> Result<Response, PageError> {
    let person = named(&person)?;
    let walls = site.walls.clone();
    let shown = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::ReadPerson>(tx, person)?;
            let may_hold = walls.may(&asking.actor, Act::Hold, Subject::Person(permit.standing()), asking.at).is_ok();
            let holds = if may_hold { hold::of(tx, permit.warrant(), person)? } else { Vec::new() };
            let relation = Relation::read_around(tx, &[person])?;
            let has_others = relation.is_joined(person) || !relation.kept_apart_from(person).is_empty();
            Ok(Shown { file: read(tx, &permit)?, standing: permit.standing().clone(), holds, has_others })
        })
        .await?;
    let name = shown.file.person.name().unwrap_or_else(|| "Name not known".to_owned());
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (name) }
            (gone(&shown.file))
            (who_it_is(&shown.file.person, &site))
            (ways(&shown.file.person, !shown.file.cases.is_empty()))
            (cases(&shown.file.cases))
            @if shown.has_others {
                p.govuk-body { a.govuk-link href=(format!("{}/other-records", address(person))) { "Other records of this person" } }
            }
            (holds(&shown.holds, person, &site))
            (what_to_do(&site, &who, &shown))
        }
    };
    Ok(Page::new("Person").signed_in(&who).at(Place::Search).back("/search").render(&site, content))
}

/// That the record was destroyed or minimised, and when.
fn gone(file: &PersonFile) -> Markup {
    let day = |at| say::day(london_date(at));
    html! {
        @match (file.destroyed_at, file.minimised_at) {
            (Some(at), _) => { (InsetText::new(format!("The record was destroyed on {}.", day(at)))) },
            (None, Some(at)) => { (InsetText::new(format!("What told who this is was destroyed on {}.", day(at)))) },
            (None, None) => {},
        }
    }
}

fn who_it_is(person: &PersonRecord, site: &Site) -> Markup {
    let born = person.known.date_of_birth.as_ref().map(|born| say::date(*born.reveal()));
    let age = person.age(london_date(site.now()));
    let born = match (born, age) {
        (Some(born), Some(age)) => format!("{born}, aged {age}"),
        (Some(born), None) => born,
        _ => "Not known".to_owned(),
    };
    html! { (SummaryList::new().row("Born", born).row("Known since", say::day(london_date(person.created_at)))) }
}

fn ways(person: &PersonRecord, has_case: bool) -> Markup {
    let current: Vec<_> = person.points.iter().filter(|kept| kept.is_current).collect();
    let row = |kept: &&people::record::KeptPoint| {
        SummaryRow::new(crate::export::spoken(kept.point.kind.as_str()), html! { span.od-lines { (kept.point.value.reveal()) } })
    };
    html! {
        @if !current.is_empty() {
            h2.govuk-heading-m { "Contact" }
            p.govuk-body {
                @if has_case { "Which ways are safe stands on the case. Look there before you make contact." }
                @else { "There is no case that says which ways are safe. Make no contact by any of these." }
            }
            (SummaryList::new().rows(current.iter().map(row)))
        }
    }
}

fn cases(cases: &[(CaseRecord, bool)]) -> Markup {
    let standing = |case: &CaseRecord| match (case.state, case.closed_at) {
        (CaseState::Closed, Some(at)) => format!("Closed on {}", say::day(london_date(at))),
        (CaseState::Closed, None) => "Closed".to_owned(),
        (CaseState::Open, _) => "Open".to_owned(),
    };
    html! {
        h2.govuk-heading-m { "Cases" }
        @if cases.is_empty() { p.govuk-body { "No case." } } @else {
            ul.govuk-list {
                @for (case, may_open) in cases {
                    li {
                        @if *may_open { a.govuk-link href=(format!("/cases/{}", case.id)) { (case.reference) } } @else { (case.reference) }
                        ": " (standing(case))
                    }
                }
            }
        }
    }
}

fn holds(holds: &[Hold], person: PersonId, site: &Site) -> Markup {
    let today = london_date(site.now());
    let row = |hold: &Hold| {
        let until = hold.until.map_or_else(|| "until it is lifted".to_owned(), |until| format!("until {}", say::day(until)));
        let state = match &hold.lifted {
            Some((at, _, _)) => html! { "Lifted on " (say::day(london_date(*at))) },
            None if hold.stands(today) => html! { (Tag::new("On hold")) " since " (say::day(london_date(hold.set_at))) ", " (until) },
            None => html! { "Over since " (until) },
        };
        let note = html! {
            (state)
            @if let Some(note) = &hold.note { p.govuk-body { (note.reveal()) } }
            @if let Some((_, _, Some(why))) = &hold.lifted { p.govuk-body { (why.reveal()) } }
        };
        let lift = hold.lifted.is_none().then(|| {
            Action::new("Lift", format!("{}/holds/{}/lift", address(person), hold.id))
                .visually_hidden_text(format!(": {}", hold.reason.words()))
        });
        SummaryRow::new(hold.reason.words(), note).actions(lift)
    };
    html! {
        @if !holds.is_empty() {
            h2.govuk-heading-m { "Holds" }
            (SummaryList::new().rows(holds.iter().map(row)))
        }
    }
}

/// Links to what they may do, also where a second person or factor is still to come.
fn what_to_do(site: &Site, who: &SignedIn, shown: &Shown) -> Markup {
    let may = |act: Act| match site.walls.may(who.actor(), act, Subject::Person(&shown.standing), site.now()) {
        Ok(()) | Err(Refusal::NeedsSecondFactor) => true,
        Err(_) => false,
    };
    let is_there = shown.file.destroyed_at.is_none();
    let all = [
        (Act::SeeWhoLooked, "who-looked", "See who looked at this record", true),
        (Act::Export, "export", "Give the person what is held about them", true),
        (Act::Part, "referrals", "See the referrals about this person", is_there),
        (Act::Hold, "hold", "Put the record on hold", is_there),
        (Act::Erase, "erase", "Destroy the record", is_there),
    ];
    let offered: Vec<_> = all.into_iter().filter(|(act, _, _, there)| *there && may(*act)).collect();
    html! {
        @if !offered.is_empty() {
            h2.govuk-heading-m { "The record" }
            ul.govuk-list { @for (_, to, text, _) in offered { li { a.govuk-link href=(format!("{}/{to}", address(shown.file.person.id))) { (text) } } } }
        }
    }
}
