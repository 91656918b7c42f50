//! The hub's rules in words, as a commissioner would sign them.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use kernel::london_date;
use maud::{Markup, html};
use profile::{Chapter, Profile};
use web::{Page, PageError, SignedIn, Site, say};

use super::{CALENDAR, may_see_rules};

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    may_see_rules(&site, &who).await?;
    let profile = &site.profile;
    let chapters = profile::chapters(profile);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "The hub’s rules" }
            (since(profile, london_date(site.now())))
            @if !profile.reports.is_empty() { p.govuk-body { a.govuk-link href=(CALENDAR) { "When its reports are due" } } }
            nav aria-labelledby="contents" {
                h2.govuk-heading-s #contents { "Contents" }
                ol.govuk-list {
                    @for (number, chapter) in (1..).zip(&chapters) {
                        li { a.govuk-link href=(format!("#chapter-{number}")) { (number) ". " (chapter.title()) } }
                    }
                }
            }
            @for (number, chapter) in (1..).zip(&chapters) { (told(number, chapter)) }
            p.govuk-body { a.govuk-link href="#contents" { "Back to the contents" } }
        }
    };
    Ok(Page::new("The hub’s rules").signed_in(&who).back("/").render(&site, content))
}

fn since(profile: &Profile, today: Date) -> Markup {
    let from = say::date(profile.in_force_from);
    // A hub that has begun before its first version did goes by that one.
    let since = if profile.in_force_from <= today { "have been in force since" } else { "are written to be in force from" };
    html! {
        p.govuk-body {
            (profile.title) ", " (profile.area) ". These rules " (since) " " (from) "."
        }
        p.govuk-body {
            "Each case is decided under the rules that hold when its referral comes, and keeps what was decided. Whoever wants another rule asks \
             whoever looks after the hub’s profile."
        }
    }
}

fn told(number: usize, chapter: &Chapter) -> Markup {
    html! {
        section aria-labelledby=(format!("chapter-{number}")) {
            h2.govuk-heading-m id=(format!("chapter-{number}")) { (number) ". " (chapter.title()) }
            @for sentence in &chapter.sentences { p.govuk-body { (sentence) } }
        }
    }
}
