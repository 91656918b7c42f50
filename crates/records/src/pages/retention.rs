//! What the schedule is about to do, and what was destroyed. By references: neither page names anybody.

use access::kind;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use govuk::Table;
use jiff::Timestamp;
use kernel::london_date;
use maud::{Markup, html};
use web::{Page, PageError, SignedIn, Site, pagination, say};

use super::{Asked, address};
use crate::certificate::{self, Certificate};
use crate::export::spoken;
use crate::ordered::{Ordered, waiting};
use crate::run::coming;

/// Lines on one page.
const A_PAGE: u32 = 100;
/// Certificates shown or given at once.
const MOST: u32 = 10_000;

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let number = asked.number();
    let after = A_PAGE.saturating_mul(u32::try_from(number - 1).unwrap_or(u32::MAX));
    let ((steps, total), erasures) = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::ReadAudit>(tx)?;
            Ok((coming(tx, permit.warrant(), A_PAGE, after)?, waiting(tx, permit.warrant())?))
        })
        .await?;
    let content = html! {
        h1.govuk-heading-l { "What the schedule will do" }
        div.od-two-thirds {
            p.govuk-body { "Each step stands here for at least fourteen days before it is done. Open the person and put the record on hold if it must be kept." }
            p.govuk-body { a.govuk-link href="/retention/certificates" { "What was destroyed" } }
        }
        @if !erasures.is_empty() { (ordered(&erasures)) }
        @if steps.is_empty() { p.govuk-body { "Nothing is due." } } @else {
            table.govuk-table {
                caption.govuk-table__caption.govuk-table__caption--m { (total) @if total == 1 { " step" } @else { " steps" } }
                thead.govuk-table__head {
                    tr.govuk-table__row { @for head in ["On", "What", "Record", "Class", "Counted from"] { th.govuk-table__header scope="col" { (head) } } }
                }
                tbody.govuk-table__body {
                    @for step in &steps {
                        tr.govuk-table__row {
                            th.govuk-table__header scope="row" { (say::day(step.on)) }
                            td.govuk-table__cell { (spoken(step.step.as_str())) }
                            td.govuk-table__cell { a.govuk-link href=(address(step.person)) { (step.case.as_deref().unwrap_or("No case")) } }
                            td.govuk-table__cell { (spoken(&step.class)) }
                            td.govuk-table__cell { (say::day(step.counted_from)) }
                        }
                    }
                }
            }
            (pagination(number, usize::try_from(total.div_ceil(A_PAGE.into())).unwrap_or(1), |page| format!("/retention?page={page}")))
        }
    };
    Ok(Page::new("What the schedule will do").signed_in(&who).render(&site, content))
}

/// Whose record is erased because they opted out, and why it is not done yet.
fn ordered(erasures: &[Ordered]) -> Markup {
    html! {
        h2.govuk-heading-m { "To be erased because the person opted out" }
        ul.govuk-list.govuk-list--bullet {
            @for one in erasures {
                li { a.govuk-link href=(address(one.person)) { "By " (say::moment(one.due_at)) } ". " (one.waits.words()) "." }
            }
        }
    }
}

/// The newest certificates.
async fn newest(site: &Site, who: &SignedIn) -> Result<Vec<Certificate>, PageError> {
    who.transaction(site, |tx, asking| {
        let permit = asking.permit::<kind::ReadAudit>(tx)?;
        certificate::between(tx, permit.warrant(), Timestamp::UNIX_EPOCH, asking.at + jiff::SignedDuration::from_secs(1), MOST)
    })
    .await
}

fn what(certificate: &Certificate) -> String {
    let of = if certificate.whole_record { "whole record" } else { "case" };
    format!("{}, {of}", spoken(certificate.step.as_str()))
}

fn because(certificate: &Certificate) -> String {
    certificate.class.as_deref().map_or_else(|| spoken(&certificate.reason), |class| format!("Schedule: {}", spoken(class).to_lowercase()))
}

pub(super) async fn certificates(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let all = newest(&site, &who).await?;
    let rows = all.iter().take(A_PAGE as usize).map(|it| {
        let by = it.by.clone().unwrap_or_else(|| "The program".to_owned());
        [say::moment(it.at), what(it), it.case.clone().unwrap_or_default(), because(it), by, it.id.to_string()]
    });
    let content = html! {
        h1.govuk-heading-l { "What was destroyed" }
        div.od-two-thirds {
            p.govuk-body { "Each certificate says when, by what rule and by whom, and names nobody. The file has a digest of the sealed texts that went: a copy of them in an old backup has the same." }
            p.govuk-body { a.govuk-link href="/retention/certificates.csv" { "Download all as CSV" } }
        }
        @if all.is_empty() { p.govuk-body { "Nothing yet." } } @else {
            (Table::new().caption("The newest").head(["When", "What", "Case", "Why", "By", "Certificate"]).rows(rows))
        }
    };
    Ok(Page::new("What was destroyed").signed_in(&who).back("/retention").render(&site, content))
}

pub(super) async fn certificates_file(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let all = newest(&site, &who).await?;
    let mut text = String::from("certificate,record,at,step,whole_record,case,reason,class,due_on,by,pieces,sha256\n");
    for it in &all {
        let due_on = it.due_on.map(|day| day.to_string()).unwrap_or_default();
        let by = if it.by.is_some() { "user" } else { "program" };
        let (case, class) = (it.case.as_deref().unwrap_or_default(), it.class.as_deref().unwrap_or_default());
        // Words of closed lists, numbers and names of the profile's classes: nothing in them needs quoting.
        text.push_str(&format!(
            "{},{},{},{},{},{case},{},{class},{due_on},{by},{},{}\n",
            it.id, it.record, it.at, it.step, it.whole_record, it.reason, it.pieces, it.digest
        ));
    }
    let name = format!("attachment; filename=\"certificates-{}.csv\"", london_date(site.now()));
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)], text).into_response())
}
