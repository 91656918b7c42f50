//! Somebody found, told so that a worker can tell namesakes apart without seeing more of them than that takes.

use jiff::civil::Date;
use maud::{Markup, html};
use web::say;

use crate::NOT_SHOWN;
use crate::search::{CaseSeen, Hit};

/// Their name, or that it is not known.
pub fn name(hit: &Hit) -> String {
    hit.person.name().unwrap_or_else(|| "Name not known".to_owned())
}

/// "Born 12 March 1990, aged 36", as of today.
pub fn born(hit: &Hit, today: Date) -> String {
    match (&hit.person.known.date_of_birth, hit.person.age(today)) {
        (Some(born), Some(age)) => format!("Born {}, aged {age}", say::date(*born.reveal())),
        (Some(born), None) => format!("Born {}", say::date(*born.reveal())),
        (None, _) => "Birth date not known".to_owned(),
    }
}

/// "Lives in LN1", and "phone ends in 123": what is known of both, and shown.
pub fn whereabouts(hit: &Hit) -> Vec<String> {
    if !hit.shown.contact && !hit.shown.address {
        return vec![NOT_SHOWN.to_owned()];
    }
    let lives = hit.district().map(|district| format!("Lives in {district}"));
    let phone = hit.phone_ending().map(|ending| format!("Phone ends in {ending}"));
    [lives, phone].into_iter().flatten().collect()
}

/// "Open, with Sam Okafor", "Open, nobody’s yet" or "Closed".
pub fn standing(case: &CaseSeen) -> String {
    match (case.is_open, &case.worker) {
        (true, Some(worker)) => format!("Open, with {worker}"),
        (true, None) => "Open, no worker yet".to_owned(),
        (false, _) => "Closed".to_owned(),
    }
}

/// Everything beside the name in one paragraph, for an answer to "is it one of these?".
pub fn in_brief(hit: &Hit, today: Date) -> Markup {
    let cases: Vec<String> = hit.cases.iter().map(|case| format!("{} – {}", case.reference, standing(case))).collect();
    html! {
        (born(hit, today)) @for known in whereabouts(hit) { br; (known) }
        @for case in &cases { br; "Case " (case) }
        @if cases.is_empty() { br; "No case" }
    }
}
