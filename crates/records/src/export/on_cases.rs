//! What is held on the person's cases.

use casework::case::{AttemptMade, Event, Held, HeldCase, Involved, Review};
use casework::funding::Funded;
use casework::record::DueRecord;
use casework::reminders::Reminder;
use people::record::PersonRecord;
use profile::Profile;
use serde_json::Value;

use super::document::{Entry, Section, Told, spoken};
use super::gather::section;
use super::tell;

/// Parts of an entry of the timeline that name somebody who works here.
const NAMES_STAFF: [&str; 2] = ["to", "from"];

pub(super) fn sections(person: &PersonRecord, held: &Held, profile: &Profile) -> Vec<Section> {
    let each = |entries: &dyn Fn(&HeldCase) -> Vec<Entry>| -> Vec<Entry> { held.cases.iter().flat_map(entries).collect() };
    let mut incidents = each(&|case| case.incidents.iter().map(|involved| incident(Some(case), involved, profile)).collect());
    incidents.extend(held.without_case.iter().map(|involved| incident(None, involved, profile)));
    vec![
        section("cases", "Your cases", "The support we offered or gave you.", held.cases.iter().map(|of| case(of, profile)).collect()),
        section(
            "incidents",
            "What happened to you",
            "What was reported or recorded, your part in it, and why we decided what we decided. What was told of anybody else is not here.",
            incidents,
        ),
        section(
            "offers_and_tasks",
            "What we meant to do",
            "Contacts to make and things to do, by when, and by which rule.",
            each(&|case| case.dues.iter().map(|of| due(case, of, profile)).collect()),
        ),
        section(
            "attempts",
            "When we tried to reach you",
            "Each attempt and what came of it.",
            each(&|case| case.attempts.iter().map(|made| attempt(person, case, made, profile)).collect()),
        ),
        section("notes", "Notes", "What people who work with you wrote down.", each(&|case| notes(case, profile))),
        section(
            "timeline",
            "What happened on your cases",
            "Everything that was done, in order.",
            each(&|case| case.events.iter().map(|happened| event(case, happened)).collect()),
        ),
        section(
            "reviews",
            "What was looked at twice",
            "Questions that somebody had to look at.",
            each(&|case| case.reviews.iter().map(|looked| review(case, looked)).collect()),
        ),
        section(
            "asking_again",
            "When we meant to ask you again",
            "Whether to offer you support again, or to ask how it was.",
            each(&|case| case.reminders.iter().map(|again| reminder(case, again)).collect()),
        ),
        section(
            "funding",
            "What pays for your support",
            "The money that the support in each case is counted under.",
            each(&|case| case.funding.iter().map(|funded| paid(case, funded)).collect()),
        ),
    ]
}

fn on(of: &HeldCase) -> Entry {
    Entry::default().with("case", tell::text(&of.case.reference))
}

fn case(of: &HeldCase, profile: &Profile) -> Entry {
    let case = &of.case;
    on(of)
        .with("state", tell::word(case.state.as_str()))
        .with("opened_at", tell::moment(case.opened_at))
        .with("closed_at", tell::moment(case.closed_at))
        .with("ending", tell::maybe_word(case.ending.map(|ending| ending.as_str())))
        .with("rights", tell::word(case.level.as_str()))
        .with("rights_because", tell::list(case.categories.iter().map(|category| spoken(category.as_str()))))
        .with("priority", tell::number(case.priority))
        .with("pathway", tell::titled(profile, case.pathway.as_str()))
        .with("team", tell::titled(profile, case.team.as_str()))
        .with("held_because", tell::word(case.basis.as_str()))
        .with("has_a_worker", tell::yes_or_no(case.worker.is_some()))
        .with("restricted_as", tell::list(case.ring_fence.iter().map(|class| spoken(class.as_str()))))
        .with("has_something_not_reported", tell::yes_or_no(case.has_unreported))
        .with("next_due_at", tell::moment(case.next_due_at))
}

fn incident(of: Option<&HeldCase>, involved: &Involved, profile: &Profile) -> Entry {
    let entry = of.map_or_else(Entry::default, on);
    entry
        .with("your_part", tell::word(involved.role.as_str()))
        .with("kind", tell::word(involved.kind.as_str()))
        .with("recorded_at", tell::moment(involved.recorded_at))
        .with("reported_to_the_police", tell::yes_or_no(involved.reported))
        .with("crime_reference", tell::maybe(involved.crime_reference.as_deref()))
        .with("happened_from", tell::day(involved.occurred_from))
        .with("happened_to", tell::day(involved.occurred_to))
        .with("offence_code", tell::maybe(involved.offence_code.as_deref()))
        .with("offence", tell::kept(&involved.offence_text))
        .with("where", tell::kept(&involved.location))
        .with("marked_as", tell::list(involved.flags.iter().map(|flag| triage::flag_words(flag).to_owned())))
        .with("came_from", tell::word(involved.source.as_str()))
        .with("reasons", tell::list(involved.reasons.iter().map(|reason| spoken(reason.as_str()))))
        .with("decided_because", involved.why.as_ref().and_then(|why| tell::list(triage::sentences(why, profile))))
}

fn due(of: &HeldCase, due: &DueRecord, profile: &Profile) -> Entry {
    on(of)
        .with("kind", tell::word(due.kind.as_str()))
        .with("what", tell::word(&due.what))
        .with("desk", tell::titled(profile, due.service.as_deref()))
        .with("due_at", tell::moment(due.due_at))
        .with("within", tell::text(&due.clock))
        .with("rule", tell::word(&due.rule))
        .with("state", tell::word(due.state.as_str()))
        .with("ended_at", tell::moment(due.ended_at))
}

fn attempt(person: &PersonRecord, of: &HeldCase, made: &AttemptMade, profile: &Profile) -> Entry {
    let point = person.points.iter().find(|kept| Some(kept.id) == made.point);
    on(of)
        .with("at", tell::moment(made.at))
        .with("way", tell::word(made.way.as_str()))
        .with("by_which", point.and_then(|kept| tell::text(kept.point.value.reveal())))
        .with("desk", tell::titled(profile, made.service.as_deref()))
        .with("outcome", tell::word(made.outcome.as_str()))
        .with_text("note", format!("attempt:{}", made.id), tell::kept(&made.note))
}

fn notes(of: &HeldCase, profile: &Profile) -> Vec<Entry> {
    let note = |note: &casework::write_note::Note| {
        on(of)
            .with("at", tell::moment(note.at))
            .with("kind", tell::word(note.kind.as_str()))
            .with("desk", tell::titled(profile, note.desk.as_deref()))
            .with("organisation", tell::word(&note.agency))
            .with_text("note", format!("note:{}", note.id), tell::text(note.text.reveal()))
    };
    of.notes.iter().map(note).collect()
}

fn event(of: &HeldCase, happened: &Event) -> Entry {
    let mut detail = happened.detail.reveal().clone();
    if let Some(Value::Object(parts)) = &mut detail {
        parts.retain(|part, value| !NAMES_STAFF.contains(&part.as_str()) && !value.is_null());
    }
    let more = match detail {
        Some(Value::Object(parts)) if !parts.is_empty() => Some(Told::Sent(parts)),
        _ => None,
    };
    on(of)
        .with("at", tell::moment(happened.at))
        .with("what", tell::word(happened.kind.as_str()))
        .with("by", tell::text(if happened.by.is_some() { "Somebody who works here" } else { "The program" }))
        .with_text("more", format!("event:{}", happened.id), more)
}

fn reminder(of: &HeldCase, again: &Reminder) -> Entry {
    on(of)
        .with("what", tell::word(again.kind.as_str()))
        .with("rule", tell::word(&again.rule))
        .with("from", tell::day(again.on))
        .with("state", tell::word(again.state.as_str()))
        .with("ended_at", tell::moment(again.ended_at))
}

fn paid(of: &HeldCase, funded: &Funded) -> Entry {
    on(of).with("by", tell::word(&funded.stream)).with("from", tell::day(funded.from)).with("until", tell::day(funded.until))
}

fn review(of: &HeldCase, looked: &Review) -> Entry {
    on(of)
        .with("since", tell::moment(looked.created_at))
        .with("question", tell::word(looked.kind.as_str()))
        .with("state", tell::word(looked.state.as_str()))
}

pub(super) fn consents(held: &Held, profile: &Profile) -> Vec<Entry> {
    let consent = |consent: &casework::record_consent::Consent| {
        let agency = profile.organisation.agencies.iter().find(|agency| agency.name == consent.agency);
        Entry::default()
            .with("with", tell::text(agency.map_or(consent.agency.as_str(), |agency| agency.title.as_str())))
            .with("agreed_at", tell::moment(consent.given_at))
            .with("how", tell::word(consent.how.as_str()))
            .with("taken_back_at", tell::moment(consent.withdrawn_at))
    };
    held.consents.iter().map(consent).collect()
}
