//! The hub's rules in words, as a commissioner would sign them.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use kernel::london_date;
use maud::{Markup, html};
use profile::{Chapter, Profile, Versions};
use web::{Page, PageError, SignedIn, Site, say};

use super::{CALENDAR, may_see_rules};

pub(super) async fn show(State(site): State<Site>, who: SignedIn) -> Result<Response, PageError> {
    may_see_rules(&site, &who).await?;
    let profile = &site.profile;
    let (chapters, today) = (profile::chapters(profile), london_date(site.now()));
    let coming = coming(site.versions(), profile, today);
    let content = html! {
        div.od-two-thirds {
            h1.govuk-heading-l { "The hub’s rules" }
            (since(profile, today))
            @for (number, (_, next)) in (1..).zip(&coming) {
                p.govuk-body {
                    "Other rules hold from " (say::date(next.in_force_from)) ". "
                    a.govuk-link href=(format!("#coming-{number}")) { "What changes on " (say::date(next.in_force_from)) }
                }
            }
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
            @for (number, (before, next)) in (1..).zip(&coming) { (changes(number, before, next)) }
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

/// The versions that are still to come, each with the one before it.
fn coming<'v>(versions: &'v Versions, now: &Profile, today: Date) -> Vec<(&'v Profile, &'v Profile)> {
    let all: Vec<&Profile> = versions.all().map(|version| &**version).collect();
    let pairs = all.iter().zip(all.iter().skip(1)).map(|(before, next)| (*before, *next));
    pairs.filter(|(_, next)| next.in_force_from > today && next.in_force_from > now.in_force_from).collect()
}

/// What the next version says otherwise than the one before it.
fn changes(number: usize, before: &Profile, next: &Profile) -> Markup {
    let differences = profile::differences(before, next);
    let list = |what: &str, sentences: &[String]| {
        html! {
            @if !sentences.is_empty() {
                p.govuk-body { (what) }
                ul.govuk-list.govuk-list--bullet { @for sentence in sentences { li { (sentence) } } }
            }
        }
    };
    html! {
        div #(format!("coming-{number}")) {
            h2.govuk-heading-m { "What changes on " (say::date(next.in_force_from)) }
            p.govuk-body { "Referrals that come from that day on are decided under these rules. What was decided before stands." }
            @if differences.is_empty() { p.govuk-body { "Nothing of what these pages tell." } }
            @for difference in &differences {
                h3.govuk-heading-s { (difference.title) }
                (list("Until then:", &difference.only_in_a))
                (list("From then on:", &difference.only_in_b))
            }
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
