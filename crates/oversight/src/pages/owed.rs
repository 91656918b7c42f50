//! The reports that are owed: what each is about and when it is due.

use axum::extract::State;
use axum::response::Response;
use govuk::{Cell, Size, Table};
use jiff::civil::Date;
use kernel::london_date;
use maud::{Markup, html};
use profile::{Profile, Report};
use web::{Page, PageError, SignedIn, Site, say};

use super::{RULES, may_see_rules};
use crate::calendar::{Owed, periods};

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    may_see_rules(&site, &who).await?;
    let today = london_date(site.now());
    let Owing { to_come, past } = Owing::on(&site.profile, today);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "Reports that are owed" }
            @if to_come.is_empty() {
                p.govuk-body { "The hub’s rules name no report." }
            } @else {
                p.govuk-body { "Worked out from the hub’s rules for " (say::day(today)) ". Whether a report was sent is not kept here." }
                (table("Due next", &to_come))
            }
            @if !past.is_empty() { (table("The last of each that was due before today", &past)) }
        }
    };
    Ok(Page::new("Reports that are owed").signed_in(&who).back(RULES).render(&site, content))
}

/// What a hub owes, as seen from a day.
struct Owing<'p> {
    /// The earliest first.
    to_come: Vec<(Owed, &'p Report)>,
    /// The latest first.
    past: Vec<(Owed, &'p Report)>,
}

impl<'p> Owing<'p> {
    /// Times that ended before the rules held are nobody's to report on under them.
    fn on(profile: &'p Profile, today: Date) -> Self {
        let (mut to_come, mut past) = (Vec::new(), Vec::new());
        for report in &profile.reports {
            let periods = periods(report, today);
            let under_these_rules = |owed: &Owed| owed.last >= profile.in_force_from;
            to_come.extend(periods.to_come.into_iter().filter(under_these_rules).map(|owed| (owed, report)));
            past.extend(periods.past.into_iter().filter(under_these_rules).map(|owed| (owed, report)));
        }
        to_come.sort_by_key(|(owed, _)| *owed);
        past.sort_by_key(|(owed, _)| std::cmp::Reverse(*owed));
        Self { to_come, past }
    }
}

fn table(caption: &str, owed: &[(Owed, &Report)]) -> Markup {
    let row = |(owed, report): &(Owed, &Report)| {
        let about = html! {
            (report.title)
            span.od-worklist__detail { "About " (say::date(owed.first)) " to " (say::date(owed.last)) }
            span.od-worklist__detail { "To " (report.to) }
        };
        [Cell::new(say::day(owed.due)), Cell::new(about)]
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

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails says where")]
mod tests {
    use jiff::civil::date;
    use profile::Profile;

    use super::Owing;

    #[test]
    fn what_is_due_next_comes_first_and_of_the_past_only_what_these_rules_asked_for() {
        let example = Profile::shipped("example").unwrap().unwrap();
        let told = |owed: &[(crate::calendar::Owed, &profile::Report)]| -> Vec<String> {
            owed.iter().map(|(owed, report)| format!("{}: {owed}", report.name)).collect()
        };
        let november = Owing::on(&example, date(2026, 11, 22));
        assert_eq!(
            told(&november.to_come),
            [
                "figures: 1 October 2026 to 31 December 2026, due 30 January 2027",
                "ministry_return: 1 October 2026 to 31 March 2027, due 30 April 2027",
            ]
        );
        assert_eq!(
            told(&november.past),
            [
                "figures: 1 July 2026 to 30 September 2026, due 30 October 2026",
                "ministry_return: 1 April 2026 to 30 September 2026, due 30 October 2026",
            ]
        );
        // In force from 1 April 2026: the quarter before was reported on under whatever held then.
        let april = Owing::on(&example, date(2026, 4, 10));
        assert_eq!(told(&april.to_come).len(), 2);
        assert!(april.past.is_empty());
    }
}
