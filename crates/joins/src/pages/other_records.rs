//! The other records of one person, with their cases as far as the reader may see them, and who was found not to be the same person.

use std::collections::HashMap;

use access::{Act, PersonFacts, Subject, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use govuk::{Action, InsetText, SummaryCard, SummaryList, Tag};
use kernel::PersonId;
use maud::{Markup, html};
use people::joined::Relation;
use people::record::PersonRecord;
use store::Tx;
use web::{Asking, Page, PageError, Place, SignedIn, Site, say};

use super::{name, named, other_records};
use crate::{Other, others};

/// A person with whoever is the same, and whoever is not.
struct File {
    person: PersonRecord,
    others: Vec<(Other, PersonRecord)>,
    /// Further records that the reader may not see.
    hidden: usize,
    apart: Vec<PersonRecord>,
    may_part: bool,
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Path(person): Path<String>) -> Result<Response, PageError> {
    let person = named(&person)?;
    let file = who.transaction(&site, move |tx, asking| read(tx, asking, person)).await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { span.govuk-caption-l { (name(&file.person)) } "Other records of this person" }
            @if file.others.is_empty() && file.hidden == 0 {
                p.govuk-body { "No other record of this person is known." }
            } @else {
                (InsetText::new("These records are of one person. Whatever one of them says against a way of contact holds for all, and each keeps what came to it."))
            }
            @for (other, record) in &file.others { (card(&file, other, record)) }
            @if file.hidden > 0 {
                p.govuk-body {
                    @if file.hidden == 1 { "There is 1 more record that you may not see." } @else { "There are " (file.hidden) " more records that you may not see." }
                    " What it says against a way of contact holds here too."
                }
            }
            @if !file.apart.is_empty() { (apart(&file)) }
        }
    };
    Ok(Page::new("Other records of this person").signed_in(&who).at(Place::Search).back(format!("/people/{person}")).render(&site, content))
}

fn read(tx: &mut Tx<'_>, asking: &mut Asking, person: PersonId) -> store::Result<File> {
    let permit = asking.permit_person::<kind::ReadPerson>(tx, person)?;
    let (others, hidden) = others(tx, &permit)?;
    let around = Relation::read_around(tx, &[person])?.kept_apart_from(person);
    let readable = permit.warrant().readable_people().people_among(tx, &around)?;
    let shown: Vec<PersonId> = others.iter().map(|other| other.person).chain(readable).collect();
    let listed = people::read::read_listed(tx, &mut asking.ids, permit.warrant(), &shown)?;
    let mut records: HashMap<PersonId, PersonRecord> = listed.into_iter().map(|record| (record.id, record)).collect();
    let others: Vec<_> = others.into_iter().filter_map(|other| records.remove(&other.person).map(|record| (other, record))).collect();
    let mut apart: Vec<PersonRecord> = records.into_values().collect();
    apart.sort_by_key(|record| record.id);
    Ok(File { person: people::read::read(tx, &permit)?, others, hidden, apart, may_part: may_part(asking, permit.standing()) })
}

/// Whether they part records of this person; the other of the two is asked about when it is done.
pub(super) fn may_part(asking: &Asking, standing: &PersonFacts) -> bool {
    asking.walls.may(&asking.actor, Act::Part, Subject::Person(standing), asking.at).is_ok()
}

fn born(record: &PersonRecord) -> String {
    record.known.date_of_birth.as_ref().map_or_else(|| "Not known".to_owned(), |born| say::date(*born.reveal()))
}

fn card(file: &File, other: &Other, record: &PersonRecord) -> Markup {
    let part = (file.may_part && other.join.is_some()).then(|| {
        Action::new("Part", format!("{}/{}/part", other_records(file.person.id), other.person))
            .visually_hidden_text(format!("the record of {} from this one", name(record)))
    });
    let cases = html! {
        @for case in &other.cases {
            div {
                a.govuk-link href=(format!("/cases/{}", case.id)) { (case.reference) } " "
                @if case.is_open { (Tag::new("Open")) } @else { (Tag::new("Closed").colour(govuk::TagColour::Grey)) }
            }
        }
        @if other.cases.is_empty() { "None that you may see" }
    };
    let joined = match &other.join {
        Some(join) => format!("{}{}", say::moment(join.at), if other.is_head { ". This is the oldest record." } else { "" }),
        None => "By way of another record".to_owned(),
    };
    html! {
        (SummaryList::new()
            .card(SummaryCard::new(name(record)).actions(part))
            .row("Date of birth", born(record))
            .row("Cases", cases)
            .row("Joined", joined)
            .row("Record", html! { a.govuk-link href=(format!("/people/{}", other.person)) { "See the record" span.govuk-visually-hidden { " of " (name(record)) } } }))
    }
}

fn apart(file: &File) -> Markup {
    html! {
        h2.govuk-heading-m { "Found not to be the same person" }
        p.govuk-body { "Somebody looked and found that these are two people. They are never joined and never offered, until that is lifted." }
        @for record in &file.apart {
            @let lift = file.may_part.then(|| {
                Action::new("Lift", format!("{}/{}/lift", other_records(file.person.id), record.id))
                    .visually_hidden_text(format!("that {} is kept apart", name(record)))
            });
            (SummaryList::new().card(SummaryCard::new(name(record)).actions(lift)).row("Date of birth", born(record)))
        }
    }
}
