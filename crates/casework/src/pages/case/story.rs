//! Why the case is what it is, and the incidents it is about.

use kernel::london_date;
use maud::{Markup, html};
use people::NOT_SHOWN;
use triage::{flag_words, sentences};
use web::{Site, say};

use super::super::words::{kind_words, role_words, source_words};
use super::upper;
use crate::case::{CaseFile, Involved};

pub(super) fn why(file: &CaseFile, site: &Site) -> Markup {
    let several = file.incidents.len() > 1;
    html! {
        section aria-labelledby="why" {
            h2.govuk-heading-m #why { "Why this priority and these offers" }
            p.govuk-body { "So it was decided then. Which ways are safe now stands under “How to make contact safely”." }
            @for involved in &file.incidents {
                @if several { h3.govuk-heading-s { "Because of what was recorded on " (say::day(london_date(involved.recorded_at))) } }
                @match &involved.why {
                    Some(why) => ul.govuk-list.govuk-list--bullet { @for sentence in sentences(why, &site.profile) { li { (sentence) } } },
                    None => p.govuk-body { "The grounds of this decision are not kept." },
                }
            }
        }
    }
}

pub(super) fn incidents(file: &CaseFile) -> Markup {
    html! {
        section aria-labelledby="incidents" {
            h2.govuk-heading-m #incidents { "Incidents" }
            @for involved in &file.incidents { (incident(involved, file.shown.address)) }
        }
    }
}

fn incident(involved: &Involved, shows_where: bool) -> Markup {
    let title = match &involved.offence_text {
        Some(text) => text.reveal().clone(),
        None => kind_words(involved.kind).to_owned(),
    };
    let happened = match (involved.occurred_from, involved.occurred_to) {
        (Some(from), Some(to)) if from != to => Some(format!("{} to {}", say::day(from), say::day(to))),
        (Some(day), _) | (None, Some(day)) => Some(say::day(day)),
        (None, None) => None,
    };
    let flags: Vec<&str> = involved.flags.iter().map(flag_words).collect();
    let list = govuk::SummaryList::new().card(govuk::SummaryCard::from(title).title_level(govuk::Heading::H3));
    let list = list.row("Kind", kind_words(involved.kind)).row("The person’s part", role_words(involved.role));
    let list = if flags.is_empty() { list } else { list.row("Marked as", upper(&flags.join(", "))) };
    let list = match happened {
        Some(happened) => list.row("Happened", happened),
        None => list,
    };
    let list = list.row("Recorded", say::moment(involved.recorded_at));
    let list = match &involved.location {
        _ if !shows_where => list.row("Where", NOT_SHOWN),
        Some(location) => list.row("Where", location.reveal()),
        None => list,
    };
    let list = match (&involved.crime_reference, involved.reported) {
        (Some(reference), _) => list.row("Crime reference", reference),
        (None, false) => list.row("Reported to the police", "No"),
        (None, true) => list,
    };
    let list = match &involved.offence_code {
        Some(code) => list.row("Offence code", code),
        None => list,
    };
    html! { (list.row("Came from", upper(source_words(involved.source)))) }
}
