//! The audit, for those who look after it: the newest entries, and who looked as others do not. By references: neither page names anybody.

use access::kind;
use axum::extract::{Query, State};
use axum::response::Response;
use govuk::Table;
use jiff::ToSpan;
use kernel::{UserId, london_date, london_midnight};
use maud::html;
use web::{Page, PageError, SignedIn, Site, pagination, say};

use super::{Asked, act_words};
use crate::export::spoken;
use crate::looks::recent;

/// Entries on one page.
const A_PAGE: u32 = 100;
/// Pages that can be leafed through: whoever wants all reads the database with `onedoor audit`.
const MOST_PAGES: usize = 100;
/// Days that are looked at for what is unusual.
const DAYS: i32 = 30;

/// An account by the end of its number: enough to tell two apart, and nobody's name.
fn short(user: UserId) -> String {
    let digits = user.uuid().simple().to_string();
    format!("…{}", digits.chars().skip(24).collect::<String>())
}

pub(super) async fn show(State(site): State<Site>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let number = asked.number().min(MOST_PAGES);
    let after = A_PAGE.saturating_mul(u32::try_from(number - 1).unwrap_or(u32::MAX));
    let entries = who
        .transaction(&site, move |tx, asking| {
            let permit = asking.permit::<kind::ReadAudit>(tx)?;
            recent(tx, &permit, A_PAGE + 1, after)
        })
        .await?;
    let more = entries.len() > A_PAGE as usize && number < MOST_PAGES;
    let rows = entries.iter().take(A_PAGE as usize).map(|entry| {
        let by = match &entry.by {
            Some((user, role)) => format!("{} {}", spoken(role.as_deref().unwrap_or("account")), short(*user)),
            None => "The program".to_owned(),
        };
        let on = match (&entry.case, entry.on_a_person) {
            (Some(case), _) => case.clone(),
            (None, true) => "A person".to_owned(),
            (None, false) => String::new(),
        };
        [say::moment(entry.at), by, act_words(&entry.act), on, spoken(&entry.purpose)]
    });
    let content = html! {
        h1.govuk-heading-l { "The audit" }
        div.od-two-thirds {
            p.govuk-body { "Everything that was read and done, the newest first. " a.govuk-link href="/audit/unusual" { "Who looked as others do not" } }
        }
        (Table::new().caption("Entries").head(["When", "Account", "What", "On", "Why"]).rows(rows))
        (pagination(number, if more { number + 1 } else { number }, |page| format!("/audit?page={page}")))
    };
    Ok(Page::new("The audit").signed_in(&who).render(&site, content))
}

pub(super) async fn unusual(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let hours = site.working_time();
    let today = london_date(site.now());
    let midnight = |day| london_midnight(day).ok_or(PageError::NotFound);
    let (from, until) = (midnight(today.saturating_sub(DAYS.days()))?, midnight(today.saturating_add(1.day()))?);
    let report = who
        .transaction(&site, move |tx, asking| {
            let _permit = asking.permit::<kind::ReadAudit>(tx)?;
            access::as_the_program(tx, |conn| audit::unusual(conn, &hours, from, until))
        })
        .await?;
    let content = html! {
        h1.govuk-heading-l { "Unusual access" }
        div.od-two-thirds {
            p.govuk-body { "The last " (DAYS) " days, and " (report.accounts) " accounts. It says where to ask, not that anybody did wrong." }
        }
        @for rule in &report.rules {
            @let found: Vec<_> = report.unusual.iter().filter(|found| found.what == rule.what).collect();
            h2.govuk-heading-m { (spoken(rule.what.as_str())) }
            p.govuk-body { (rule.what.meaning()) ". Usual: up to " (rule.times_the_median) " times the median of the others of that role, and " (rule.always_passes) " in any case." }
            @if found.is_empty() { p.govuk-body { "Nobody." } } @else {
                (Table::new().head(["Account", "Count", "Usual up to", "Median"]).rows(found.iter().map(|found| {
                    let count = |number: u64| number.to_string();
                    [format!("{} {}", spoken(&found.role), short(found.user)), count(found.count), count(found.usual_up_to), count(found.median)]
                })))
            }
        }
    };
    Ok(Page::new("Unusual access").signed_in(&who).back("/audit").render(&site, content))
}
