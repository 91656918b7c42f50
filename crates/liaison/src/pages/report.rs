//! One report of a hate crime: what goes to the force, and what became of it.

use access::kind;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use casework::case::CaseFile;
use casework::pages::on_case::{address, attempt, caption, may, named};
use govuk::{Button, Choice, Fieldset, InsetText, Legend, Radios, Size, SummaryList};
use kernel::words;
use maud::{Markup, html};
use web::{CheckedForm, Done, Form, Page, PageError, Place, SignedIn, Site, go_on, go_to, say};

use super::reports::{read, standing};
use super::words::{agreed, kinds};
use crate::error::Error;
use crate::hate_report::{HateReport, HateReportId};
use crate::outgoing::{Outgoing, outgoing};
use crate::send::{REFERENCE, name_reference, report_sent, withdraw_report};

words! {
    /// What became of it, as the form says it.
    enum Became { Sent = "sent", Withdrawn = "withdrawn", Referenced = "referenced" }
}

async fn one(site: &Site, who: &SignedIn, case: &str, report: &str) -> Result<(CaseFile, HateReport), PageError> {
    let id = HateReportId::parse(report).ok_or(PageError::NotFound)?;
    let (file, reports) = read(site, who, case).await?;
    let report = reports.into_iter().find(|report| report.id == id).ok_or(PageError::NotFound)?;
    Ok((file, report))
}

pub(super) async fn show(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, report)): Path<(String, String)>,
) -> Result<Response, PageError> {
    page(&site, &who, (&case, &report), &Form::empty()).await
}

async fn page(site: &Site, who: &SignedIn, (case, report): (&str, &str), form: &Form) -> Result<Response, PageError> {
    let (file, report) = one(site, who, case, report).await?;
    let back = format!("{}/hate-reports", address(file.case.id));
    let here = format!("{back}/{}", report.id);
    let out = goes(&report, &file, site);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { (caption(&file)) "Report " (report.reference()) }
            (SummaryList::new()
                .row("Made", format!("{} by {}", say::moment(report.made_at), report.made_by))
                .row("The person agreed", agreed(report.agreed))
                .row("Stands", standing(&report, &file, site)))
            @match &out {
                Some(out) => {
                    h2.govuk-heading-m { "What goes to " (out.to) }
                    (sheet_of(out))
                    p.govuk-body {
                        a.govuk-link href=(format!("{here}/sheet")) { "See it as a page to print" } ", or "
                        a.govuk-link href=(format!("{here}/file")) { "download it as a file" } ". "
                        "Print it without headers and footers: a browser writes the address of the page into them."
                    }
                },
                None if report.withdrawn_at.is_some() || is_over(&report, &file) => (InsetText::new("Nothing goes to the force.")),
                None => (InsetText::new("What was told is not shown to your role, or is not kept any more.")),
            }
            @if may(site, who, access::Act::ReportHate, &file) { (became(who, &here, &report, form)) }
        }
    };
    Ok(Page::new("Report of a hate crime").signed_in(who).at(Place::MyWork).back(back).form(form).render(site, content))
}

/// Whether the case was closed before the report was sent: nothing of it goes any more.
fn is_over(report: &HateReport, file: &CaseFile) -> bool {
    report.sent.is_none() && file.case.closed_at.is_some()
}

/// What goes or went to the force.
fn goes(report: &HateReport, file: &CaseFile, site: &Site) -> Option<Outgoing> {
    if is_over(report, file) { None } else { outgoing(report, &file.person, &site.profile) }
}

fn became(who: &SignedIn, here: &str, report: &HateReport, form: &Form) -> Markup {
    let reference = |label: &str| {
        govuk::Input::new("reference", label)
            .autocomplete("off")
            .spellcheck(false)
            .value(form.typed("reference"))
            .error(form.error("reference"))
    };
    let inside = match (&report.sent, report.withdrawn_at) {
        (None, Some(_)) => return html! {},
        (Some(_), _) => html! {
            input type="hidden" name="became" value=(Became::Referenced.as_str());
            (reference("What does the force call it?"))
            (Button::new("Save").prevent_double_click(true))
        },
        (None, None) => html! {
            (Radios::new("became")
                .fieldset(Fieldset::new(Legend::new("What became of it?").size(Size::M)))
                .choice(Choice::new(Became::Sent.as_str(), "I have sent it to the force")
                    .conditional(html! { (reference("What does the force call it, if it said so?")) }))
                .choice(Choice::new(Became::Withdrawn.as_str(), "The person no longer agrees: it is not sent"))
                .value(form.typed("became"))
                .error(form.error("became")))
            (Button::new("Save").prevent_double_click(true))
        },
    };
    who.form(here, inside)
}

pub(super) async fn write_down(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, report)): Path<(String, String)>,
    CheckedForm(mut form): CheckedForm,
) -> Result<Response, PageError> {
    super::takes_reports(&site)?;
    let became = form.word::<Became>("became", "Select what became of the report");
    let reference = match became {
        Some(Became::Referenced) => form.required("reference", REFERENCE, "Enter what the force calls it"),
        _ => form.text("reference", REFERENCE),
    };
    let (Some(became), false) = (became, form.has_errors()) else { return page(&site, &who, (&case, &report), &form).await };
    let (id, on) = (HateReportId::parse(&report).ok_or(PageError::NotFound)?, named(&case)?);
    let done = attempt::<kind::ReportHate, _, Error>(&site, &who, on, move |tx, ids, permit| match became {
        Became::Sent => report_sent(tx, ids, permit, id, reference.as_deref()),
        Became::Withdrawn => withdraw_report(tx, ids, permit, id),
        Became::Referenced => name_reference(tx, permit, id, reference.as_deref().unwrap_or_default()),
    });
    match done.await? {
        Ok(()) => {
            let done = match became {
                Became::Sent => Done::HateReportSent,
                Became::Withdrawn => Done::HateReportWithdrawn,
                Became::Referenced => Done::ReferenceSaved,
            };
            Ok(go_on(&format!("{}/hate-reports/{id}", address(on)), done))
        }
        Err(why) => {
            let is_of_reference = why == crate::Refused::NoReference || became == Became::Referenced;
            form.fail(if is_of_reference { "reference" } else { "became" }, why.sentence());
            page(&site, &who, (&case, &report), &form).await
        }
    }
}

fn known(text: &str) -> &str {
    if text.is_empty() { "Not known" } else { text }
}

/// What goes to the force, field by field.
fn sheet_of(out: &Outgoing) -> Markup {
    let list = SummaryList::new()
        .row("Report", &out.reference)
        .row("From", &out.from)
        .row("To", &out.to)
        .row("Made on", say::day(out.made_on))
        .row("Because of", casework::pages::upper(&kinds(kernel::FlagSet::of(&out.kinds))))
        .row("What happened", html! { @for line in out.happened.reveal().lines() { div { (line) } } })
        .row("When", known(out.when.reveal()))
        .row("Where", known(out.place.reveal()))
        .row("The person agreed to this report", agreed(out.consent));
    let list = match &out.person {
        Some(person) => {
            list.row("Who it is", person.name.reveal()).row("Born", person.date_of_birth.map_or_else(|| "Not known".to_owned(), say::date))
        }
        None => list.row("Who it is", "Does not want to be named"),
    };
    html! { (list.row("How to reach them", format!("Through {}, by the number of the report", out.from))) }
}

/// The report as a page to print; where nothing goes to the force, the way to the page that says why. It
/// holds what goes to the force and nothing else, neither the person's name where they stay unnamed nor the case.
pub(super) async fn sheet(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, report)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (file, report) = one(&site, &who, &case, &report).await?;
    let back = format!("{}/hate-reports/{}", address(file.case.id), report.id);
    let Some(out) = goes(&report, &file, &site) else { return Ok(go_to(&back)) };
    let content = html! { div.od-two-thirds { h1.govuk-heading-l { "Report of a hate crime" } (sheet_of(&out)) } };
    Ok(Page::new("Report of a hate crime").signed_in(&who).at(Place::MyWork).back(back).render(&site, content))
}

/// The report as a file whose name says nothing of anybody.
pub(super) async fn file(
    State(site): State<Site>,
    who: SignedIn,
    Path((case, report)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let (file, report) = one(&site, &who, &case, &report).await?;
    let Some(out) = goes(&report, &file, &site) else {
        return Ok(go_to(&format!("{}/hate-reports/{}", address(file.case.id), report.id)));
    };
    let text = serde_json::to_string_pretty(&out).map_err(|error| PageError::Internal(error.to_string()))?;
    let name = format!("attachment; filename=\"hate-report-{}.json\"", out.reference);
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json")), (header::CONTENT_DISPOSITION, name)], text).into_response())
}
