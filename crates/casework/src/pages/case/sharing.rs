//! Who else may see the case: the organisations that the person agreed to, the classes it is restricted to, the conflicted.

use access::Act;
use govuk::{Action, SummaryList, SummaryRow};
use maud::{Markup, html};
use web::{SignedIn, Site, say};

use super::super::on_case::{address, may, may_about};
use super::super::words::{given_how_words, ring_fence_words};
use super::{history::agency, lower};
use crate::{
    case::CaseFile,
    record_consent::{Consent, others},
};

pub(super) fn section(file: &CaseFile, who: &SignedIn, site: &Site) -> Markup {
    let to = |act: Act, text: &str, page: &str, what: &str| {
        let may = if act == Act::NameConflict { may_about(site, who, act, file) } else { may(site, who, act, file) };
        may.then(|| Action::new(text, format!("{}/{page}", address(file.case.id))).visually_hidden_text(what))
    };
    let classes: Vec<&str> = file.case.ring_fence.iter().map(ring_fence_words).collect();
    let only = if classes.is_empty() {
        "Everybody whose work it is".to_owned()
    } else {
        format!("Only those cleared for: {}", lower(&classes.join(", ")))
    };
    let restrict = to(Act::SetRingFence, "Change", "ring-fence", "who may see the case");
    let share = to(Act::RecordConsent, "Change", "consent", "what the person agreed to");
    let conflict = to(Act::NameConflict, "Say so", "conflicts", "that somebody must not see this person");
    let is_shown = restrict.is_some() || share.is_some() || conflict.is_some();
    let has_others = others(site.walls.organisation(), &file.facts.agency).next().is_some() || !file.consents.is_empty();
    let shared = has_others.then(|| SummaryRow::new("Agreed to share with", consents(file, site)).actions(share));
    html! {
        @if is_shown {
            section aria-labelledby="sharing" {
                h2.govuk-heading-m #sharing { "Who may see this case" }
                (SummaryList::new()
                    .rows([SummaryRow::new("Who sees it", only).actions(restrict)])
                    .rows(shared)
                    .rows([SummaryRow::new("Who must not", "Whoever knows the person or somebody suspected").actions(conflict)]))
            }
        }
    }
}

fn consents(file: &CaseFile, site: &Site) -> Markup {
    let day = |at| say::day(kernel::london_date(at));
    let line = |consent: &Consent| match consent.withdrawn_at {
        None => format!("{}: agreed on {}, {}", agency(site, &consent.agency), day(consent.given_at), lower(given_how_words(consent.how))),
        Some(at) => format!("{}: taken back on {}", agency(site, &consent.agency), day(at)),
    };
    html! {
        @if file.consents.is_empty() { "The person was not asked" } @else {
            ul.govuk-list { @for consent in &file.consents { li { (line(consent)) } } }
        }
    }
}
