//! The waterfall: what each field adds to the weight of the evidence, or takes from it, that two records are of one person. A picture, and the
//! same in figures. The picture is drawn by the server and needs no script; every bar has its sign written beside it.

use govuk::{Cell, Table};
use linkage::{Class, Explanation};
use maud::{Markup, html};

/// What is smaller than this rounds to nothing.
const LEAST: f64 = 0.05;
/// The height of a row and where its bar begins, in letters.
const ROW: f64 = 3.0;
const BAR: f64 = 1.3;
/// The hundredths of the width that bars take; the weights stand beside them.
const BARS: f64 = 79.0;

/// One field that both have: from what was known before it to what is known with it.
struct Step<'e> {
    name: String,
    level: &'e str,
    bits: f64,
    before: f64,
    after: f64,
}

fn steps(explanation: &Explanation) -> Vec<Step<'_>> {
    let mut so_far = explanation.start;
    let mut steps = Vec::new();
    // What is not known for both adds nothing.
    for field in explanation.fields.iter().filter(|field| field.known) {
        let before = so_far;
        so_far += field.bits;
        steps.push(Step { name: field_words(&field.name), level: field.level, bits: field.bits, before, after: so_far });
    }
    steps
}

/// The picture with its table.
pub(super) fn waterfall(explanation: &Explanation) -> Markup {
    let steps = steps(explanation);
    let unknown: Vec<String> =
        explanation.fields.iter().filter(|field| !field.known).map(|field| field_words(&field.name).to_lowercase()).collect();
    html! {
        p.govuk-body { "It could be one person. The likeliest other answer is " (against_words(explanation.against)) "." }
        p.govuk-body {
            "Each line below speaks for one person (+) or for the other answer (−). A weight of +1 makes one person twice as likely as before, "
            "a weight of −1 half as likely."
        }
        figure.od-waterfall { (picture(&steps, explanation)) }
        (table(&steps, explanation))
        @if !unknown.is_empty() {
            p.govuk-body { "Not compared, because not known on both: " (unknown.join(", ")) "." }
        }
    }
}

/// Who else it may be.
const fn against_words(class: Class) -> &'static str {
    match class {
        Class::SameHousehold => "somebody in the same household",
        Class::SameName => "somebody else of the same name",
        Class::SameBirthDate => "somebody else born on the same day",
        Class::SamePerson | Class::Unrelated => "somebody who has nothing to do with them",
    }
}

/// The same at the edge of the picture, where there is little room.
const fn side_words(class: Class) -> &'static str {
    match class {
        Class::SameHousehold => "← same household",
        Class::SameName => "← a namesake",
        Class::SameBirthDate => "← same birthday",
        Class::SamePerson | Class::Unrelated => "← somebody else",
    }
}

/// A field of `linkage::Layout::person` as a page says it.
fn field_words(name: &str) -> String {
    match name {
        "given_name" => "Given name".to_owned(),
        "middle_name" => "Middle names".to_owned(),
        "family_name" => "Family name".to_owned(),
        "date_of_birth" => "Date of birth".to_owned(),
        "email" => "Email address".to_owned(),
        "phone" => "Phone number".to_owned(),
        other => {
            let spaced = other.replace('_', " ");
            let mut letters = spaced.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

/// Where a weight lies in the picture, in hundredths of its width.
struct Scale {
    least: f64,
    span: f64,
}

impl Scale {
    fn of(steps: &[Step<'_>], explanation: &Explanation) -> Self {
        let ends = steps.iter().map(|step| step.after).chain([explanation.start, explanation.total, 0.0]);
        let (least, most) = ends.fold((0.0_f64, 0.0_f64), |(least, most), weight| (least.min(weight), most.max(weight)));
        Self { least, span: (most - least).max(1.0) }
    }

    fn at(&self, weight: f64) -> f64 {
        (weight - self.least) / self.span * BARS
    }
}

fn picture(steps: &[Step<'_>], explanation: &Explanation) -> Markup {
    let scale = Scale::of(steps, explanation);
    let rows = steps.len() + 2;
    let top = |row: usize| (row as f64) * ROW + 1.5;
    let even = percent(scale.at(0.0));
    let bar = |row: usize, name: &str, bits: f64, (from, to): (f64, f64), class: &str| {
        let (left, right) = (scale.at(from.min(to)), scale.at(from.max(to)));
        html! {
            text.od-waterfall__name x="0" y=(em(top(row) + 1.0)) { (name) }
            text.od-waterfall__weight x="100%" y=(em(top(row) + BAR + 0.9)) text-anchor="end" { (signed(bits)) }
            line.od-waterfall__even x1=(even) x2=(even) y1=(em(top(row) + BAR - 0.1)) y2=(em(top(row) + BAR + 1.4)) {}
            rect class=(class) x=(percent(left)) y=(em(top(row) + BAR)) width=(percent((right - left).max(0.4))) height="1.1em" {}
        }
    };
    html! {
        svg.od-waterfall__picture xmlns="http://www.w3.org/2000/svg" role="img" width="100%" height=(em(top(rows) + 0.2))
            aria-labelledby="waterfall-title waterfall-words" {
            title #waterfall-title { "What speaks for one person and what against" }
            desc #waterfall-words { (in_words(steps, explanation)) }
            text.od-waterfall__side x="0" y="1em" { (side_words(explanation.against)) }
            text.od-waterfall__side x="100%" y="1em" text-anchor="end" { "one person →" }
            (bar(0, START, explanation.start, (0.0, explanation.start), whole_class(explanation.start)))
            @for (place, step) in steps.iter().enumerate() {
                (bar(place + 1, &step.name, step.bits, (step.before, step.after), step_class(step.bits)))
            }
            (bar(rows - 1, TOTAL, explanation.total, (0.0, explanation.total), whole_class(explanation.total)))
        }
    }
}

const START: &str = "Before comparing";
const TOTAL: &str = "All taken together";

const fn step_class(bits: f64) -> &'static str {
    if bits < 0.0 { "od-waterfall__against" } else { "od-waterfall__for" }
}

const fn whole_class(bits: f64) -> &'static str {
    if bits < 0.0 { "od-waterfall__whole od-waterfall__whole--against" } else { "od-waterfall__whole" }
}

/// The picture for whoever hears it; the figures stand in the table below it.
fn in_words(steps: &[Step<'_>], explanation: &Explanation) -> String {
    let named = |wanted: fn(f64) -> bool| {
        let mut all: Vec<&Step<'_>> = steps.iter().filter(|step| wanted(step.bits)).collect();
        all.sort_by(|one, other| other.bits.abs().total_cmp(&one.bits.abs()));
        let names: Vec<String> = all.iter().map(|step| format!("{} {}", step.name.to_lowercase(), signed(step.bits))).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    };
    format!(
        "Before comparing: {}. For one person: {}. Against: {}. All taken together: {}. The table below has the same figures.",
        signed(explanation.start),
        named(|bits| bits >= LEAST),
        named(|bits| bits <= -LEAST),
        signed(explanation.total),
    )
}

fn table(steps: &[Step<'_>], explanation: &Explanation) -> Markup {
    let number = |bits: f64| Cell::new(signed(bits)).numeric(true);
    let what = |name: &str, level: &str| Cell::new(html! { (name) @if !level.is_empty() { span.od-worklist__detail { (level) } } });
    let head = [Cell::new("Compared"), Cell::new("Weight").numeric(true), Cell::new("So far").numeric(true)];
    let start = [what(START, "how rare one person is among pairs like these"), number(explanation.start), number(explanation.start)];
    let end = [what(TOTAL, ""), Cell::new("").numeric(true), number(explanation.total)];
    let rows = steps.iter().map(|step| [what(&step.name, &level_words(step, explanation.against)), number(step.bits), number(step.after)]);
    html! {
        (Table::new()
            .caption("The same in figures")
            .caption_size(govuk::Size::S)
            .first_cell_is_header(true)
            .small_until_tablet(true)
            .head(head)
            .rows(std::iter::once(start).chain(rows).chain([end])))
    }
}

/// How alike the two are in a field; and where that they differ speaks for one person, why.
fn level_words(step: &Step<'_>, against: Class) -> String {
    let shared_at_home = step.bits > 0.0 && step.level == "different" && against == Class::SameHousehold;
    if shared_at_home { format!("{}: two people who live together would share it", step.level) } else { step.level.to_owned() }
}

/// "+7.0" or "−4.0": a weight with its sign, to one place.
fn signed(bits: f64) -> String {
    let rounded = (bits * 10.0).round() / 10.0;
    if rounded == 0.0 {
        "0".to_owned()
    } else if rounded < 0.0 {
        format!("−{:.1}", rounded.abs())
    } else {
        format!("+{rounded:.1}")
    }
}

fn percent(hundredths: f64) -> String {
    format!("{hundredths:.2}%")
}

fn em(letters: f64) -> String {
    format!("{letters:.2}em")
}

/// How likely, as people can picture it, never as a bare percentage: "About 97 in 100 pairs like this were one person."
pub(super) fn of_a_hundred(probability: f64) -> String {
    if probability >= 0.9995 {
        "More than 999 in 1,000 pairs like this were one person.".to_owned()
    } else if probability >= 0.995 {
        format!("About {:.0} in 1,000 pairs like this were one person.", probability * 1_000.0)
    } else if probability < 0.0005 || probability.is_nan() {
        "Fewer than 1 in 1,000 pairs like this were one person.".to_owned()
    } else if probability < 0.005 {
        "Fewer than 1 in 100 pairs like this were one person.".to_owned()
    } else {
        format!("About {:.0} in 100 pairs like this were one person.", probability * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_told_with_its_sign() {
        for (bits, said) in [(7.04, "+7.0"), (-4.0, "−4.0"), (0.04, "0"), (-0.04, "0"), (-18.26, "−18.3")] {
            assert_eq!(signed(bits), said);
        }
    }

    #[test]
    fn how_likely_is_said_in_people_and_never_as_certain() {
        for (probability, said) in [
            (0.97, "About 97 in 100"),
            (0.996, "About 996 in 1,000"),
            (1.0, "More than 999 in 1,000"),
            (0.004, "Fewer than 1 in 100"),
            (0.0, "Fewer than 1 in 1,000"),
            (f64::NAN, "Fewer than 1 in 1,000"),
        ] {
            assert_eq!(of_a_hundred(probability), format!("{said} pairs like this were one person."));
        }
    }
}
