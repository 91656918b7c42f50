//! What else can be done on the case: links to pages that belong to other parts of the program too.

use access::Act;
use maud::{Markup, html};
use profile::Profile;
use web::{SignedIn, Site};

use super::super::on_case::{address, may};
use crate::{case::CaseFile, record::Ending};

/// Something that can be done: the act it takes, what the link says, where it leads under the case, and whether the hub does such a thing.
type Link = (Act, &'static str, &'static str, fn(&Profile) -> bool);

/// Every such thing, in the order of the page. The link stands there for whoever may do the act on the case as it is.
const LINKS: &[Link] = &[
    (Act::AssessNeeds, "Assess needs", "assess", |_| true),
    (Act::AssessNeeds, "Ask again how things are", "assess/end", |profile| {
        profile.needs_assessment.as_ref().is_some_and(|needs| !needs.measures.is_empty())
    }),
    (Act::ReadCase, "Needs, and how far the person has come", "needs", |_| true),
    (Act::ReadCase, "Plan", "plan", |_| true),
    (Act::AnswerReferral, "Services, and where the person was referred", "onward", |_| true),
    (Act::AskForUpdate, "What is happening in the case", "updates", |_| true),
    (Act::ReportHate, "Report a hate crime for the person", "hate-reports", |profile| profile.hate_reports.is_some()),
    (Act::BookRoom, "Book a room", "rooms", |profile| !profile.rooms.is_empty()),
    (Act::ReopenCase, "They have come back", "come-back", |_| true),
    (Act::SetFunding, "Change what pays for the support", "funding", |profile| !profile.funding.is_empty()),
    (Act::OptOut, "The person opts out", "opt-out", |profile| profile.opt_out.is_some()),
];

pub(super) fn section(file: &CaseFile, who: &SignedIn, site: &Site) -> Markup {
    // Whoever opted out has opted out: there is nothing to say twice.
    let is_said = |act: Act| act == Act::OptOut && file.case.ending == Some(Ending::OptedOut);
    let is_shown = |(act, _, _, does): &&Link| does(&site.profile) && may(site, who, *act, file) && !is_said(*act);
    let links: Vec<&Link> = LINKS.iter().filter(is_shown).collect();
    html! {
        @if !links.is_empty() {
            section aria-labelledby="what-else" {
                h2.govuk-heading-m #what-else { "What else" }
                ul.govuk-list {
                    @for (_, label, path, _) in links {
                        li { a.govuk-link href=(format!("{}/{path}", address(file.case.id))) { (label) } }
                    }
                }
            }
        }
    }
}
