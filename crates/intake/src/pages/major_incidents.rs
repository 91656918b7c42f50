//! Declaring a major incident, ending it, and what belongs to it of what came before.

use access::{Permit, kind};
use axum::extract::State;
use axum::response::Response;
use govuk::{
    Button, ButtonKind, DateInput, DatePart, Fieldset, Heading, Input, InputWidth, Legend, Size, SummaryCard, SummaryList, Textarea,
};
use maud::{Markup, html};
use store::Tx;
use web::{CheckedForm, Done, Form, Page, PageError, SignedIn, Site, go_on, say};

use crate::major_incidents::{
    Bounds, Declaration, District, Error, MajorIncident, MajorIncidentId, Refused, declare, declared, end, how_many_earlier, mark_earlier,
};

const HERE: &str = "/major-incidents";
/// Characters of the longest name, and of the longest list.
const NAME: usize = 100;
const LIST: usize = 4_000;

/// One that was declared, and how many open cases that the reader may see came before, belong to it and are not marked; none is counted once it
/// has ended.
type Counted = (MajorIncident, usize);

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    page(&site, &who, &Form::empty()).await
}

fn all(tx: &mut Tx<'_>, permit: &Permit<'_, kind::DeclareMajorIncident>) -> Result<Vec<Counted>, Error> {
    let count = |tx: &mut Tx<'_>, incident: &MajorIncident| match incident.ended_at {
        None => how_many_earlier(tx, permit, incident.id),
        Some(_) => Ok(0),
    };
    declared(tx, permit)?.into_iter().map(|incident| Ok((incident.clone(), count(tx, &incident)?))).collect()
}

async fn page(site: &Site, who: &SignedIn, form: &Form) -> Result<Response, PageError> {
    let read = who.attempt(site, |tx, asking| {
        let permit = asking.permit::<kind::DeclareMajorIncident>(tx)?;
        all(tx, &permit)
    });
    let incidents = read.await?.map_err(|_: Refused| PageError::NotFound)?;
    let (standing, over): (Vec<_>, Vec<_>) = incidents.into_iter().partition(|(incident, _)| incident.ended_at.is_none());
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Major incidents" }
            p.govuk-body { "While one stands, every referral that belongs to it is marked as it comes in, and the hub’s rules for major incidents apply to it." }
            h2.govuk-heading-m { "Those that stand" }
            @if standing.is_empty() { p.govuk-body { "None stands now." } }
            @for (incident, earlier) in &standing { (one(who, incident, *earlier)) }
            h2.govuk-heading-m { "Declare a major incident" }
            (who.form(HERE, questions(form)))
            @if !over.is_empty() {
                h2.govuk-heading-m { "Those that have ended" }
                @for (incident, _) in &over { (card(incident)) }
            }
        }
    };
    Ok(Page::new("Major incidents").signed_in(who).back("/work").form(form).render(site, content))
}

fn card(incident: &MajorIncident) -> Markup {
    let Bounds { days: (first, last), districts, crime_references } = &incident.bounds;
    let happened = if first == last { say::day(*first) } else { format!("{} to {}", say::day(*first), say::day(*last)) };
    let list = SummaryList::new().card(SummaryCard::from(incident.name.clone()).title_level(Heading::H3)).row("Happened", happened);
    let list = if districts.is_empty() {
        list
    } else {
        list.row("Postcodes", districts.iter().map(District::as_str).collect::<Vec<_>>().join(", "))
    };
    let list = if crime_references.is_empty() { list } else { list.row("Crime references", crime_references.join(", ")) };
    let list = list.row("Declared", say::moment(incident.declared_at));
    let list = match incident.ended_at {
        Some(at) => list.row("Ended", say::moment(at)),
        None => list,
    };
    html! { (list) }
}

fn one(who: &SignedIn, incident: &MajorIncident, earlier: usize) -> Markup {
    let id = html! { input type="hidden" name="incident" value=(incident.id); };
    let end = Button::new("It has ended").kind(ButtonKind::Secondary).prevent_double_click(true);
    html! {
        (card(incident))
        p.govuk-body {
            @match earlier {
                0 => { "No open case that you may see came before, belongs to it too and is without the task." }
                1 => { "One open case that you may see came before and belongs to it too." }
                _ => { (earlier) " open cases that you may see came before and belong to it too." }
            }
            " There may be others that you may not see. Their rights and offers stay as they were decided; each can be given the task to look at it \
             within four hours, those that you may not see among them. Nobody is given it twice."
        }
        (who.form(&format!("{HERE}/mark"), html! { (id) (Button::new("Give each the task").prevent_double_click(true)) }))
        (who.form(&format!("{HERE}/end"), html! { (id) (end) }))
    }
}

fn questions(form: &Form) -> Markup {
    let day = |name: &'static str, legend: &'static str, hint: &'static str| {
        let part = |part: &str| DatePart::new(part).value(form.typed(&format!("{name}-{part}")));
        DateInput::new(name)
            .name_prefix(name)
            .day(part("day"))
            .month(part("month"))
            .year(part("year"))
            .fieldset(Fieldset::new(Legend::new(legend).size(Size::S)))
            .hint(hint)
            .error(form.error(name))
    };
    html! {
        (Input::new("name", "What is it called?")
            .hint("Name what happened and where, and nobody.")
            .value(form.typed("name"))
            .error(form.error("name")))
        (day("first", "On which day did it happen, or begin?", "For example, 27 3 2026"))
        (day("last", "On which day did it end? (optional)", "Leave it out if it was one day"))
        (Input::new("districts", "Postcode districts (optional)")
            .hint("Such as LE1, LE2. LE alone is all of LE. What happened there on those days belongs to it.")
            .width(InputWidth::Full)
            .value(form.typed("districts"))
            .error(form.error("districts")))
        (Textarea::new("references", "Crime references (optional)")
            .hint("One a line. Every referral with one of them belongs to it.")
            .rows(3)
            .value(form.typed("references"))
            .error(form.error("references")))
        (Button::new("Declare it").prevent_double_click(true))
    }
}

/// What was typed as a list, piece by piece.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n']).map(str::trim).filter(|piece| !piece.is_empty())
}

fn read(form: &mut Form) -> Option<Declaration> {
    let name = form.required("name", NAME, "Enter what it is called");
    let first = form.date("first", "The day it happened");
    if first.is_none() && form.error("first").is_none() {
        form.fail_at("first", "first-day".to_owned(), "Enter the day on which it happened or began".to_owned());
    }
    let last = form.date("last", "The day it ended");
    let typed = form.text("districts", LIST).unwrap_or_default();
    let read: Vec<(&str, Option<District>)> =
        pieces(&typed).flat_map(str::split_whitespace).map(|piece| (piece, District::parse(piece))).collect();
    if let Some((wrong, _)) = read.iter().find(|(_, district)| district.is_none()) {
        form.fail("districts", format!("“{wrong}” is no postcode district. Enter districts like LE1, or an area like LE"));
    }
    let districts: Vec<District> = read.into_iter().filter_map(|(_, district)| district).collect();
    let references = form.text("references", LIST).unwrap_or_default();
    let crime_references: Vec<String> = pieces(&references).map(str::to_owned).collect();
    if form.has_errors() {
        return None;
    }
    let first = first?;
    Some(Declaration { name: name?, bounds: Bounds { days: (first, last.unwrap_or(first)), districts, crime_references } })
}

pub(super) async fn record(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    let Some(declaration) = read(&mut form) else { return page(&site, &who, &form).await };
    let done = who.attempt(&site, move |tx, asking| {
        let permit = asking.permit::<kind::DeclareMajorIncident>(tx)?;
        declare(tx, &mut asking.ids, &permit, &declaration)
    });
    match done.await? {
        Ok(_) => Ok(go_on(HERE, Done::MajorIncidentDeclared)),
        Err(why) => {
            match why {
                Refused::DaysBackwards => form.fail_at("last", "last-day".to_owned(), why.sentence().to_owned()),
                Refused::NothingNamed | Refused::Ended => form.fail("districts", why.sentence()),
            }
            page(&site, &who, &form).await
        }
    }
}

/// Which one a button was pressed for.
fn named(form: &mut Form) -> Option<MajorIncidentId> {
    form.id("incident", "Choose the major incident on this page")
}

pub(super) async fn finish(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    let Some(id) = named(&mut form) else { return page(&site, &who, &form).await };
    let done = who.attempt(&site, move |tx, asking| {
        let permit = asking.permit::<kind::DeclareMajorIncident>(tx)?;
        end(tx, &permit, id)
    });
    told(&site, &who, form, done.await?, Done::MajorIncidentEnded).await
}

pub(super) async fn mark(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    let Some(id) = named(&mut form) else { return page(&site, &who, &form).await };
    let done = who.attempt(&site, move |tx, asking| {
        let permit = asking.permit::<kind::DeclareMajorIncident>(tx)?;
        mark_earlier(tx, &mut asking.ids, &permit, id)
    });
    told(&site, &who, form, done.await?, Done::CasesMarked).await
}

async fn told(site: &Site, who: &SignedIn, mut form: Form, done: Result<(), Refused>, what: Done) -> Result<Response, PageError> {
    match done {
        Ok(()) => Ok(go_on(HERE, what)),
        Err(why) => {
            form.fail_at("incident", "main-content".to_owned(), why.sentence().to_owned());
            page(site, who, &form).await
        }
    }
}
