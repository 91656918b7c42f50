//! What is held of the person's needs, and what was agreed with them.

use access::{Permit, kind};
use assessment::{Held, Made, PlanStep};
use casework::case::HeldCase;
use people::record::PersonRecord;
use profile::Profile;
use store::{Conn, Result};

use super::document::{Entry, Section, spoken};
use super::gather::section;
use super::tell;

pub(super) fn sections(
    conn: &mut Conn,
    permit: &Permit<'_, kind::Export>,
    profile: &Profile,
    person: &PersonRecord,
    cases: &[HeldCase],
) -> Result<[Section; 2]> {
    let ids: Vec<_> = cases.iter().map(|held| held.case.id).collect();
    let held = assessment::held(conn, permit, person, &ids)?;
    let on = |held: &Held| {
        let of = cases.iter().find(|of| of.case.id == held.case);
        Entry::default().with("case", of.and_then(|of| tell::text(&of.case.reference)))
    };
    let made: Vec<Entry> = held.iter().flat_map(|held| held.made.iter().map(|made| assessed(on(held), made))).collect();
    let steps: Vec<Entry> = held.iter().flat_map(|held| held.steps.iter().map(|step| agreed(on(held), step, profile))).collect();
    Ok([
        section(
            "needs",
            "What you need, and how things are",
            "What you were asked, and what you answered. What was said stands above.",
            made,
        ),
        section("plan", "What was agreed with you", "Steps for your support and your safety, and what became of each.", steps),
    ])
}

fn assessed(entry: Entry, made: &Made) -> Entry {
    let needs = made.needs.iter().map(|(need, degree)| format!("{}: {}", need.title(), degree.title().to_lowercase()));
    let answers = made.ratings.iter().map(|rating| format!("{}: {} of 5", spoken(&rating.measure), rating.answer));
    entry
        .with("at", tell::moment(made.at))
        .with("asked_at_the", tell::word(made.moment.as_str()))
        .with("needs", tell::list(needs))
        .with("answers", tell::list(answers))
}

fn agreed(entry: Entry, step: &PlanStep, profile: &Profile) -> Entry {
    entry
        .with("for_your", tell::word(step.arm.as_str()))
        .with("desk", tell::titled(profile, step.desk.as_deref()))
        .with("organisation", tell::word(&step.agency))
        .with("agreed_at", tell::moment(step.agreed_at))
        .with("state", tell::word(step.state.as_str()))
        .with("ended_at", tell::moment(step.ended_at))
        .with_text("step", format!("step:{}", step.id), tell::kept(&step.words))
}
