//! The referrals about a person, and taking one off that turns out to be about somebody else.

use std::sync::Arc;

use access::{Act, Subject, kind};
use axum::extract::{Path, State};
use axum::response::Response;
use casework::pages::{source_words, upper};
use govuk::{Action, Button, ButtonKind, SummaryCard, SummaryList};
use kernel::{PersonId, SourceRowId};
use maud::{Markup, html};
use people::record::PersonRecord;
use store::Tx;
use web::{Asking, CheckedForm, Done, Form, Page, PageError, Place, Refusable, SignedIn, Site, go_on, say};

use crate::part_row::{AboutRow, Error, Refused, Rules, part_row, rows_about};

/// What the error summary leads to.
const REFERRAL: &str = "referral";

/// A person and what was told of them.
struct Told {
    person: PersonRecord,
    rows: Vec<AboutRow>,
}

impl Told {
    fn name(&self) -> String {
        self.person.name().unwrap_or_else(|| "Name not known".to_owned())
    }

    fn row(&self, row: SourceRowId) -> Option<&AboutRow> {
        self.rows.iter().find(|about| about.id == row)
    }
}

/// Where the referrals about a person are.
fn referrals(person: PersonId) -> String {
    format!("/people/{person}/referrals")
}

/// Reads them; "not found" for whoever may not take one off.
async fn read(site: &Site, who: &SignedIn, person: &str) -> Result<Told, PageError> {
    let person = PersonId::parse(person).ok_or(PageError::NotFound)?;
    let told = who.transaction(site, move |tx, asking| told(tx, asking, person)).await?;
    told.ok_or(PageError::Refused)
}

fn told(tx: &mut Tx<'_>, asking: &mut Asking, person: PersonId) -> store::Result<Option<Told>> {
    let permit = asking.permit_person::<kind::ReadPerson>(tx, person)?;
    if asking.walls.may(&asking.actor, Act::Part, Subject::Person(permit.standing()), asking.at).is_err() {
        return Ok(None);
    }
    Ok(Some(Told { person: people::read::read(tx, &permit)?, rows: rows_about(tx, &permit)? }))
}

pub(super) async fn list(State(site): State<Site>, who: SignedIn, Path(person): Path<String>) -> Result<Response, PageError> {
    let told = read(&site, &who, &person).await?;
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { span.govuk-caption-l { (told.name()) } "Referrals about this person" }
            @if told.rows.is_empty() { p.govuk-body { "There is no referral about this person that you may see." } }
            @for row in &told.rows {
                @let received = say::moment(row.received_at);
                @let other = Action::new("This is about somebody else", format!("{}/{}/part", referrals(told.person.id), row.id))
                    .visually_hidden_text(format!(": the referral received {received}"));
                (facts(row).card(SummaryCard::new(format!("Received {received}")).actions([other])))
            }
        }
    };
    let back = format!("/people/{}", told.person.id);
    Ok(Page::new("Referrals about this person").signed_in(&who).at(Place::Search).back(back).render(&site, content))
}

/// What tells one referral from another.
fn facts(row: &AboutRow) -> SummaryList {
    let case = match &row.case {
        Some((case, reference)) => html! { a.govuk-link href=(format!("/cases/{case}")) { (reference) } },
        None => html! { "None" },
    };
    let crime = row.crime_reference.clone().unwrap_or_else(|| "None".to_owned());
    SummaryList::new()
        .row("Received", say::moment(row.received_at))
        .row("Came from", upper(source_words(row.source)))
        .row("Case", case)
        .row("Crime reference", crime)
        .row("Why it is on this record", recognised(row))
}

/// By what it was decided whose it is.
fn recognised(row: &AboutRow) -> &'static str {
    match row.recognised.as_deref() {
        Some("worker") => "A worker said who it is",
        Some("earlier_version") => "An earlier version of it was about this person",
        Some("reference") => "The sender gave their own reference for this person",
        Some("likeness") if row.was_doubted => "It was not sure that it is somebody we knew, so this record was made",
        Some("likeness") => "What it told is like what we knew of this person",
        Some("nobody") => "Nobody like this was known, so this record was made",
        _ => "That was not kept",
    }
}

/// The person and the row that an address names.
type Named = Path<(String, String)>;

fn named(row: &str) -> Result<SourceRowId, PageError> {
    SourceRowId::parse(row).ok_or(PageError::NotFound)
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn, Path((person, row)): Named) -> Result<Response, PageError> {
    let row = named(&row)?;
    let told = read(&site, &who, &person).await?;
    Ok(page(&site, &who, &told, row, &Form::empty()))
}

fn page(site: &Site, who: &SignedIn, told: &Told, row: SourceRowId, form: &Form) -> Response {
    let back = referrals(told.person.id);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { span.govuk-caption-l { (told.name()) } "Take this referral off this person" }
            div #(REFERRAL) {
                @match told.row(row) {
                    Some(about) => { (facts(about)) (what_happens()) (who.form(&format!("{back}/{row}/part"), button())) },
                    None => { p.govuk-body { (Refused::NotTheirs.sentence()) } },
                }
            }
        }
    };
    Page::new("Take a referral off a person").signed_in(who).at(Place::Search).back(back).form(form).render(site, content)
}

fn button() -> Markup {
    html! { (Button::new("Take this referral off").kind(ButtonKind::Warning).prevent_double_click(true)) }
}

fn what_happens() -> Markup {
    html! {
        p.govuk-body { "Do this only if you know that the referral is about somebody else. When it is taken off:" }
        ul.govuk-list.govuk-list--bullet {
            li { "what it told goes from this record, also what it said of safe contact, unless another referral told it too" }
            li { "what it asked to be done is taken back. What workers wrote down and did stays" }
            li { "a case that no other referral holds open is closed" }
            li { "it is looked at again as if it had just come, and goes to whoever it is like, or to a new person" }
            li { "its time limits run from when it was received, so that some may be over already" }
            li { "the two people are kept apart, and nobody is asked about them again" }
        }
        p.govuk-body { "It cannot be undone here. Check the ways of contact of both people before you use any." }
    }
}

impl Refusable for Error {
    type Refusal = Refused;

    fn refusal(self) -> Result<Refused, store::Error> {
        match self {
            Self::Refused(why) => Ok(why),
            Self::Store(error) => Err(error),
        }
    }
}

pub(super) async fn part(
    State(site): State<Site>,
    who: SignedIn,
    Path((person, row)): Named,
    _: CheckedForm,
) -> Result<Response, PageError> {
    let row = named(&row)?;
    let told = read(&site, &who, &person).await?;
    let (person, is_shown) = (told.person.id, told.row(row).is_some());
    let rules = Rules { profile: Arc::clone(&site.profile), working_time: site.working_time(), everybody: site.memory() };
    let done = who
        .attempt(&site, move |tx, asking| {
            let permit = asking.permit_person::<kind::Part>(tx, person)?;
            // What they were not shown is not theirs to take off.
            if !is_shown {
                return Err(Error::Refused(Refused::NotTheirs));
            }
            let parted = part_row(tx, &mut asking.ids, &permit, &rules, row)?;
            let Some(case) = parted.case else { return Ok(None) };
            let may_read = asking.walls.may_on_case(tx, &asking.actor, Act::ReadCase, case, asking.at)?;
            Ok(may_read.then_some(case))
        })
        .await?;
    match done {
        Ok(Some(case)) => Ok(go_on(&format!("/cases/{case}"), Done::ReferralTakenOff)),
        Ok(None) => Ok(go_on(&referrals(person), Done::ReferralTakenOff)),
        Err(why) => {
            let mut form = Form::empty();
            form.fail(REFERRAL, why.sentence());
            Ok(page(&site, &who, &told, row, &form))
        }
    }
}
