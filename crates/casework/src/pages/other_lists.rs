//! Lists of what waits that belong to other parts of the program: links for whoever does such a thing at all.

use access::{Act, Scope, Subject};
use maud::{Markup, html};
use profile::Profile;
use web::{SignedIn, Site};

/// A list: the act it is about, what the link says, where it leads, and whether the hub does such a thing.
type List = (Act, &'static str, &'static str, fn(&Profile) -> bool);

/// Every such list, in the order of the page.
const LISTS: &[List] = &[
    (Act::AskForUpdate, "Updates that people wait for", "/updates", |_| true),
    (Act::ReportHate, "Reports of hate crime", "/hate-reports", |profile| profile.hate_reports.is_some()),
    (Act::SampleContacts, "Sample of calls", "/sample", |_| true),
    (Act::BookRoom, "Rooms", "/rooms", |profile| !profile.rooms.is_empty()),
];

pub(super) fn links(who: &SignedIn, site: &Site) -> Markup {
    let may = |act: Act| match act.scope() {
        Scope::OnHub => site.walls.may(who.actor(), act, Subject::Hub, site.now()).is_ok(),
        Scope::OnCase | Scope::OnPerson => site.walls.may_on_their_own(who.actor(), act, site.now()),
    };
    let shown = |(act, _, _, does): &&List| does(&site.profile) && may(*act);
    let lists: Vec<&List> = LISTS.iter().filter(shown).collect();
    html! {
        @if !lists.is_empty() {
            h2.govuk-heading-m { "Other lists" }
            ul.govuk-list { @for (_, label, path, _) in lists { li { a.govuk-link href=(*path) { (label) } } } }
        }
    }
}
