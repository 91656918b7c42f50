//! Somebody found, told so that a worker can tell namesakes apart without seeing more of them than that takes.

use jiff::civil::Date;
use linkage::Explanation;
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

/// What fits and what does not, that which tells most first, and what it looks like: "birth date: the same day; phone: the same number; given
/// name: different. Looks like someone in the same household". Names fields and says nothing of what is in them.
pub fn likeness(explanation: &Explanation) -> String {
    let mut fields: Vec<_> = explanation.fields.iter().filter(|field| field.known).collect();
    fields.sort_by(|a, b| b.bits.abs().total_cmp(&a.bits.abs()));
    let name = |name: &str| match name {
        "date_of_birth" => "birth date".to_owned(),
        name => name.replace('_', " "),
    };
    let told: Vec<String> = fields.iter().map(|field| format!("{}: {}", name(&field.name), field.level)).collect();
    let mut looks = explanation.words.chars();
    let looks: String = looks.next().into_iter().flat_map(char::to_uppercase).chain(looks).collect();
    if told.is_empty() { looks } else { format!("{looks}: {}", told.join("; ")) }
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
