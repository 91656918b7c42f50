//! Does any of this apply? The feed's flags, in plain words.

use govuk::{Checkboxes, Choice, Legend, Size};
use kernel::Flag;
use maud::{Markup, html};
use web::Form;

use super::super::journey::{Question, Setting, Step};
use super::super::words;
use crate::read::Field;
use crate::take_referral::Told;

const TITLE: &str = "Does any of this apply?";

pub(in super::super) const QUESTION: Question =
    Question { step: Step::Applies, title: TITLE, fields: &["flags"], answers: &[(Field::Flags, "flags")], read, show, summary };

/// Every flag, by what one asks about together.
const GROUPS: [(&str, &[Flag]); 6] = [
    (
        "At home, or by somebody close to them",
        &[
            Flag::DomesticAbuse,
            Flag::DomesticAbuseHighRisk,
            Flag::Stalking,
            Flag::Harassment,
            Flag::HonourBased,
            Flag::ForcedMarriage,
            Flag::Fgm,
        ],
    ),
    ("Sexual", &[Flag::Sexual, Flag::Rape]),
    ("Because of who they are", &[Flag::HateRace, Flag::HateReligion, Flag::HateOrientation, Flag::HateDisability, Flag::HateTransgender]),
    ("To a child", &[Flag::ChildAbuse, Flag::ChildSexualAbuse, Flag::ChildExploitation]),
    (
        "Other serious harm",
        &[
            Flag::Homicide,
            Flag::AttemptedMurder,
            Flag::GbhIntent,
            Flag::SeriousViolence,
            Flag::Kidnap,
            Flag::ArsonLife,
            Flag::ModernSlavery,
            Flag::Terrorism,
            Flag::Fraud,
            Flag::AsbHighRisk,
        ],
    ),
    ("About the person", &[Flag::Repeat, Flag::FearOfTestifying, Flag::MentalDisorder, Flag::LearningDisability, Flag::PhysicalDisability]),
];

fn read(form: &mut Form, _: &Setting<'_>) -> Told {
    let mut told = Told::default();
    let flags: Vec<&str> = form.words::<Flag>("flags").into_iter().map(Flag::as_str).collect();
    told.say(Field::Flags, flags.join(";"));
    told
}

fn show(form: &Form, _: &Setting<'_>) -> Markup {
    let group = |(place, (legend, flags)): (usize, &(&str, &[Flag]))| {
        Checkboxes::new("flags")
            // The boxes of the first group have the ids flags-2, flags-3, …
            .id(if place == 0 { "flags".to_owned() } else { format!("flags-group-{}", place + 1) })
            .small(true)
            .fieldset(Legend::new(*legend).size(Size::S))
            .error(form.error("flags").filter(|_| place == 0))
            .values(form.all_typed("flags").map(str::to_owned))
            .choices(flags.iter().map(|flag| Choice::new(flag.as_str(), words::flag(*flag))))
    };
    html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body { "Select all that they told you. Do not ask about each: if nothing was said, continue." }
        @for group in GROUPS.iter().enumerate().map(group) { (group) }
    }
}

fn summary(form: &Form) -> Vec<(&'static str, String)> {
    let flags: Vec<String> = form.all_typed("flags").filter_map(Flag::parse).map(words::flag).collect();
    vec![("What applies", if flags.is_empty() { "None of what was asked".to_owned() } else { flags.join("\n") })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_of_the_feed_can_be_ticked_once() {
        let mut offered: Vec<Flag> = GROUPS.iter().flat_map(|(_, flags)| flags.iter().copied()).collect();
        offered.sort_unstable();
        assert_eq!(offered, Flag::ALL);
    }
}
