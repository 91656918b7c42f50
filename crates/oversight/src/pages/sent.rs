//! Writing down that a report was sent, and taking that back.

use access::kind;
use axum::extract::State;
use axum::response::Response;
use govuk::{Button, Choice, DateInput, DatePart, Fieldset, Legend, Radios, Size};
use jiff::civil::Date;
use kernel::london_date;
use maud::html;
use profile::Report;
use web::{CheckedForm, Done, Form, Page, PageError, SignedIn, Site, go_on, go_to, say};

use super::owed::Owing;
use super::{CALENDAR, SENT};
use crate::calendar::Owed;
use crate::sent::{self, LastYear, Refused, SentId};

/// A report that is owed as a choice names it: `figures/2026-07-01`.
fn value(owed: &Owed, report: &Report) -> String {
    format!("{}/{}", report.name, owed.first)
}

async fn read(site: &Site, who: &SignedIn, today: Date) -> Result<LastYear, PageError> {
    who.transaction(site, move |tx, asking| {
        let permit = asking.permit::<kind::SampleContacts>(tx)?;
        sent::last_year(tx, permit.warrant(), today)
    })
    .await
}

pub(super) async fn ask(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let today = london_date(site.now());
    let last_year = read(&site, &who, today).await?;
    let parts = [("on-day", today.day().to_string()), ("on-month", today.month().to_string()), ("on-year", today.year().to_string())];
    page(&site, &who, &Form::filled(parts), &Owing::on(site.versions(), today, &last_year))
}

fn page(site: &Site, who: &SignedIn, form: &Form, owing: &Owing<'_>) -> Result<Response, PageError> {
    let choice = |(owed, report): &(Owed, &Report), late: bool| {
        let hint = format!("Due {}{}", say::day(owed.due), if late { ", late" } else { "" });
        Choice::new(value(owed, report), format!("{}, {} to {}", report.title, say::date(owed.first), say::date(owed.last))).hint(hint)
    };
    let late = owing.late.iter().map(|owed| choice(owed, true));
    let choices: Vec<Choice> = late.chain(owing.due.iter().map(|owed| choice(owed, false))).collect();
    let part = |part: &str| DatePart::new(part).value(form.typed(&format!("on-{part}")));
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Write down that a report was sent" }
            @if choices.is_empty() { p.govuk-body { "No report is still to be sent." } } @else {
                (who.form(SENT, html! {
                    (Radios::new("report")
                        .fieldset(Fieldset::new(Legend::new("Which report?").size(Size::M)))
                        .choices(choices)
                        .value(form.typed("report"))
                        .error(form.error("report")))
                    (DateInput::new("on")
                        .name_prefix("on")
                        .day(part("day"))
                        .month(part("month"))
                        .year(part("year"))
                        .fieldset(Fieldset::new(Legend::new("On which day was it sent?").size(Size::M)))
                        .hint("For example, 27 3 2026")
                        .error(form.error("on")))
                    (Button::new("Save").prevent_double_click(true))
                }))
            }
        }
    };
    Ok(Page::new("Write down that a report was sent").signed_in(who).back(CALENDAR).form(form).render(site, content))
}

pub(super) async fn save(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    let today = london_date(site.now());
    let last_year = read(&site, &who, today).await?;
    let owing = Owing::on(site.versions(), today, &last_year);
    let typed = form.typed("report").to_owned();
    let chosen = owing.late.iter().chain(&owing.due).find(|(owed, report)| value(owed, report) == typed);
    if chosen.is_none() {
        form.fail("report", "Select the report that was sent");
    }
    let on = form.date("on", "The day it was sent");
    if on.is_none() && form.error("on").is_none() {
        form.fail_at("on", "on-day".to_owned(), "Enter the day on which it was sent".to_owned());
    }
    let (Some((owed, report)), Some(on)) = (chosen, on) else { return page(&site, &who, &form, &owing) };
    let (owed, report) = (*owed, report.name.clone());
    let done = who.attempt(&site, move |tx, asking| {
        let permit = asking.permit::<kind::SampleContacts>(tx)?;
        sent::write_down(tx, &mut asking.ids, &permit, (&report, &owed), on)
    });
    match done.await? {
        Ok(_) => Ok(go_on(CALENDAR, Done::ReportSent)),
        Err(why @ (Refused::NotYet | Refused::TooEarly)) => {
            form.fail_at("on", "on-day".to_owned(), why.sentence().to_owned());
            page(&site, &who, &form, &owing)
        }
        // The calendar shows who did it meanwhile.
        Err(Refused::WrittenAlready | Refused::TakenBackAlready) => Ok(go_to(CALENDAR)),
    }
}

pub(super) async fn take_back(State(site): State<Site>, who: SignedIn, CheckedForm(mut form): CheckedForm) -> Result<Response, PageError> {
    let id: Option<SentId> = form.id("sent", "Choose the report on the calendar");
    let done = who.attempt(&site, move |tx, asking| {
        let permit = asking.permit::<kind::SampleContacts>(tx)?;
        sent::take_back(tx, &permit, id.ok_or(Refused::TakenBackAlready)?)
    });
    Ok(if done.await?.is_ok() { go_on(CALENDAR, Done::ReportTakenBack) } else { go_to(CALENDAR) })
}
