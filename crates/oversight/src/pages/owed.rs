//! The reports that are owed: what each is about, when it is due and whether it was sent.

use std::sync::Arc;

use access::{Act, Subject, kind};
use axum::extract::State;
use axum::response::Response;
use govuk::{Button, ButtonKind, Cell, Size, Table};
use jiff::civil::Date;
use kernel::london_date;
use maud::{Markup, html};
use profile::{Profile, Report, Versions};
use web::{Page, PageError, SignedIn, Site, say};

use super::{RULES, SENT, TAKE_BACK};
use crate::calendar::{Owed, Standing, periods};
use crate::sent::{self, LastYear, Sent};

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    let today = london_date(site.now());
    let reading = who.transaction(&site, move |tx, asking| {
        let permit = asking.permit::<kind::SeeRules>(tx)?;
        sent::last_year(tx, permit.warrant(), today)
    });
    let last_year = reading.await?;
    let Owing { late, due } = Owing::on(site.versions(), today, &last_year);
    let sent = last_year.sent;
    let may_write = site.walls.may(who.actor(), Act::SampleContacts, Subject::Hub, site.now()).is_ok();
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Reports that are owed" }
            @if late.is_empty() && due.is_empty() {
                p.govuk-body { "The hub’s rules name no report that is still to be sent." }
            } @else {
                p.govuk-body { "Worked out from the hub’s rules for " (say::day(today)) "." }
                @if may_write { p.govuk-body { a.govuk-link href=(SENT) { "Write down that a report was sent" } } }
            }
            @if !late.is_empty() { (table("Late", &late)) }
            @if !due.is_empty() { (table("Due next", &due)) }
            @if !sent.is_empty() { (were_sent(&site, &who, &sent, may_write)) }
        }
    };
    Ok(Page::new("Reports that are owed").signed_in(&who).back(RULES).render(&site, content))
}

/// What a hub owes and has not sent, as seen from a day.
pub(super) struct Owing<'p> {
    /// The earliest first.
    pub(super) late: Vec<(Owed, &'p Report)>,
    /// The earliest first.
    pub(super) due: Vec<(Owed, &'p Report)>,
}

impl<'p> Owing<'p> {
    /// A report on a time is owed under the rules that were in force as that time ended; on times that ended before the first rules held, under
    /// none. What is late is looked for as far back as the last year is asked for.
    pub(super) fn on(versions: &'p Versions, today: Date, LastYear { asked_since, sent }: &LastYear) -> Self {
        let all: Vec<&'p Arc<Profile>> = versions.all().collect();
        let (mut late, mut due) = (Vec::new(), Vec::new());
        for (number, version) in all.iter().enumerate() {
            let until = all.get(number + 1).map(|next| next.in_force_from);
            let since = version.in_force_from.max(*asked_since);
            for report in &version.reports {
                let periods = periods(report, today, since);
                let under_these_rules = |owed: &Owed| owed.last >= version.in_force_from && until.is_none_or(|until| owed.last < until);
                for owed in periods.past.into_iter().chain(periods.to_come).filter(under_these_rules) {
                    match owed.standing(sent.iter().any(|sent| sent.is(&report.name, &owed)), today) {
                        Standing::Late => late.push((owed, report)),
                        Standing::Due => due.push((owed, report)),
                        Standing::Sent => {}
                    }
                }
            }
        }
        late.sort_by_key(|(owed, _)| *owed);
        due.sort_by_key(|(owed, _)| *owed);
        Self { late, due }
    }
}

fn about(first: Date, last: Date) -> String {
    format!("For {} to {}", say::date(first), say::date(last))
}

fn table(caption: &str, owed: &[(Owed, &Report)]) -> Markup {
    let row = |(owed, report): &(Owed, &Report)| {
        let what = html! {
            (report.title)
            span.od-worklist__detail { (about(owed.first, owed.last)) }
            span.od-worklist__detail { "To " (report.to) }
        };
        [Cell::new(say::day(owed.due)), Cell::new(what)]
    };
    html! {
        (Table::new()
            .caption(caption)
            .caption_size(Size::M)
            .first_cell_is_header(true)
            .small_until_tablet(true)
            .head([Cell::new("Due"), Cell::new("Report")])
            .rows(owed.iter().map(row)))
    }
}

/// The report of that name in the newest rules that name it.
fn named<'s>(site: &'s Site, name: &str) -> Option<&'s Report> {
    let versions: Vec<_> = site.versions().all().collect();
    versions.into_iter().rev().find_map(|version| version.reports.iter().find(|report| report.name == name))
}

/// Who wrote it down is for those who may take it back.
fn were_sent(site: &Site, who: &SignedIn, sent: &[Sent], may_write: bool) -> Markup {
    let row = |sent: &Sent| {
        let report = named(site, &sent.report);
        let what = html! {
            @match report { Some(report) => { (report.title) }, None => { (sent.report.replace('_', " ")) } }
            span.od-worklist__detail { (about(sent.first, sent.last)) }
            @if let Some(report) = report { span.od-worklist__detail { "To " (report.to) } }
            @if may_write {
                span.od-worklist__detail { "Written down by " (sent.by) }
                (who.form(TAKE_BACK, html! {
                    input type="hidden" name="sent" value=(sent.id);
                    (Button::new(html! {
                        "It was not sent" span.govuk-visually-hidden { ": " (report.map_or("", |report| &report.title)) ", " (about(sent.first, sent.last)) }
                    }).kind(ButtonKind::Secondary).prevent_double_click(true))
                }))
            }
        };
        [Cell::new(say::day(sent.on)), Cell::new(what)]
    };
    html! {
        (Table::new()
            .caption("Sent")
            .caption_size(Size::M)
            .first_cell_is_header(true)
            .small_until_tablet(true)
            .head([Cell::new("Sent"), Cell::new("Report")])
            .rows(sent.iter().map(row)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails says where")]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::{Date, date};
    use profile::{Report, Versions};

    use super::Owing;
    use crate::calendar::Owed;
    use crate::sent::{LastYear, Sent, SentId};

    fn told(owed: &[(Owed, &Report)]) -> Vec<String> {
        owed.iter().map(|(owed, report)| format!("{}: {owed}", report.name)).collect()
    }

    fn sent(report: &str, owed: &Owed) -> Sent {
        let id = SentId::from_uuid(uuid::Uuid::nil());
        Sent { id, report: report.to_owned(), first: owed.first, last: owed.last, on: owed.last, by: "Priya".to_owned() }
    }

    /// Of a hub that had its first account here long ago.
    fn on<'v>(versions: &'v Versions, today: Date, sent: &[Sent]) -> Owing<'v> {
        Owing::on(versions, today, &LastYear { asked_since: today.saturating_sub(1.year()), sent: sent.to_vec() })
    }

    #[test]
    fn what_is_late_comes_first_and_of_the_past_only_what_these_rules_asked_for() {
        let example = Versions::shipped("example").unwrap().unwrap();
        let november = on(&example, date(2026, 11, 22), &[]);
        assert_eq!(
            told(&november.due),
            [
                "figures: 1 October 2026 to 31 December 2026, due 30 January 2027",
                "ministry_return: 1 October 2026 to 31 March 2027, due 30 April 2027",
            ]
        );
        assert_eq!(
            told(&november.late),
            [
                "figures: 1 April 2026 to 30 June 2026, due 30 July 2026",
                "ministry_return: 1 April 2026 to 30 September 2026, due 30 October 2026",
                "figures: 1 July 2026 to 30 September 2026, due 30 October 2026",
            ]
        );
        // In force from 1 April 2026: the quarter before was reported on under whatever held then.
        let april = on(&example, date(2026, 4, 10), &[]);
        assert_eq!(told(&april.due).len(), 2);
        assert!(april.late.is_empty());
        // A hub that began here in August owes the quarter in which it began, and nothing on the one before.
        let began = LastYear { asked_since: date(2026, 8, 20), sent: Vec::new() };
        let began_in_august = told(&Owing::on(&example, date(2026, 11, 22), &began).late);
        assert!(began_in_august.iter().any(|told| told.starts_with("figures: 1 July 2026")), "{}", began_in_august.join("; "));
        assert!(!began_in_august.iter().any(|told| told.starts_with("figures: 1 April 2026")), "{}", began_in_august.join("; "));
        // Two years on only the last year is asked for.
        assert!(told(&on(&example, date(2028, 11, 22), &[]).late).first().unwrap().contains("1 October 2027 to 31 December 2027"));
    }

    #[test]
    fn what_was_sent_is_owed_no_more_whether_it_was_late_or_early() {
        let example = Versions::shipped("example").unwrap().unwrap();
        let day = date(2026, 11, 22);
        let all = on(&example, day, &[]);
        let of = |owed: &(Owed, &Report)| sent(&owed.1.name, &owed.0);
        let sent = [all.late.last(), all.due.first()].map(|owed| of(owed.unwrap()));
        let left = on(&example, day, &sent);
        assert_eq!((told(&left.late).len(), told(&left.due).len()), (2, 1));
        assert!(!told(&left.late).iter().any(|told| told.contains("figures: 1 July")));
        // Another report on the same time is not sent with it.
        assert!(told(&left.late).iter().any(|told| told.contains("ministry_return")));
    }
}
