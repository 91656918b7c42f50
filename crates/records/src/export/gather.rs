//! What is held, section by section.

use std::collections::HashMap;

use access::{Permit, kind};
use kernel::UserId;
use people::record::PersonRecord;
use profile::Profile;
use store::{Conn, Result};

use super::document::{Document, Entry, Section};
use super::{on_cases, on_liaison, on_needs, on_onward, on_record, tell};

pub(super) fn gather(conn: &mut Conn, permit: &Permit<'_, kind::Export>, profile: &Profile) -> Result<Document> {
    let person = people::read::whole(conn, permit)?;
    let held = casework::case::held(conn, permit, &person)?;
    let mut sections = vec![
        section("person", "Who you are", "What we know about you yourself.", vec![identity(&person)]),
        section("contact", "How to reach you", "Numbers and addresses we have or had for you.", ways(&person)),
        section("suspects", "How the suspect is reached", "Numbers and addresses that you must not be sent to.", suspects(conn, permit)?),
        section("references", "What others call you", "The numbers under which senders know you.", on_record::references(conn, person.id)?),
    ];
    sections.extend(on_cases::sections(&person, &held, profile));
    sections.extend(on_needs::sections(conn, permit, profile, &person, &held.cases)?);
    sections.extend(on_liaison::sections(conn, permit, profile, &held.cases)?);
    sections.extend(on_onward::sections(conn, permit, profile, &held.cases)?);
    sections.push(section(
        "other_records",
        "Other records of you",
        "Records that we found to be of you too. Ask for each of them by the reference of a case.",
        on_record::other_records(conn, permit)?,
    ));
    sections.push(section(
        "sharing",
        "With whom you agreed to be shared",
        "What you said about sharing your record with other organisations.",
        on_cases::consents(&held, profile),
    ));
    sections.push(section(
        "agreements",
        "Agreements to share information",
        "Under these agreements other organisations may see some of what we hold, for the purposes named.",
        on_record::agreements(profile),
    ));
    sections.push(section("sent", "What was sent to us about you", "Each message as it came.", on_record::rows(conn, permit, &person)?));
    sections.extend(on_record::sections(conn, permit, profile, person.id)?);
    Ok(Document { reference: String::new(), hub: profile.title.clone(), made_at: permit.at(), sections })
}

pub(super) const fn section(key: &'static str, title: &'static str, about: &'static str, entries: Vec<Entry>) -> Section {
    Section { key, title, about, entries }
}

fn identity(person: &PersonRecord) -> Entry {
    // Taken apart in full, so that nothing kept of somebody can be forgotten here; ways of contact have a section of their own.
    let people::record::Particulars {
        title,
        given_name,
        middle_names,
        family_name,
        previous_family_name,
        date_of_birth,
        sex,
        ethnicity,
        first_language,
        interpreter_needed,
        communication_needs,
        preferred_contact,
        suspect_shares_address,
        safety,
        contact_notes,
        flags,
        points: _,
    } = &person.known;
    let kernel::Safety { call, voicemail, text, email, letter } = *safety;
    Entry::default()
        .with("title", tell::kept(title))
        .with("given_name", tell::kept(given_name))
        .with("middle_names", tell::kept(middle_names))
        .with("family_name", tell::kept(family_name))
        .with("previous_family_name", tell::kept(previous_family_name))
        .with("date_of_birth", tell::day(date_of_birth.as_ref().map(|born| *born.reveal())))
        .with("sex", tell::maybe_word(sex.map(|sex| sex.as_str())))
        .with("ethnicity", tell::kept(ethnicity))
        .with("first_language", tell::maybe(first_language.as_deref().map(|code| people::language::name(code).unwrap_or(code))))
        .with("interpreter_needed", tell::yes_or_no(*interpreter_needed))
        .with("communication_needs", tell::list(communication_needs.iter().cloned()))
        .with("preferred_contact", tell::maybe_word(preferred_contact.map(|preferred| preferred.as_str())))
        .with("suspect_shares_address", tell::yes_or_no(*suspect_shares_address))
        .with("safe_to_call", tell::yes_or_no(call))
        .with("safe_to_leave_a_message", tell::yes_or_no(voicemail))
        .with("safe_to_text", tell::yes_or_no(text))
        .with("safe_to_email", tell::yes_or_no(email))
        .with("safe_to_write", tell::yes_or_no(letter))
        .with("safety_confirmed_at", tell::moment(person.safety_confirmed_at))
        .with_text("contact_notes", format!("person:{}", person.id), tell::kept(contact_notes))
        .with("marked_as", tell::list(flags.iter().map(|flag| triage::flag_words(flag).to_owned())))
        .with("known_since", tell::moment(person.created_at))
}

fn ways(person: &PersonRecord) -> Vec<Entry> {
    let way = |kept: &people::record::KeptPoint| {
        Entry::default()
            .with("kind", tell::word(kept.point.kind.as_str()))
            .with("value", tell::text(kept.point.value.reveal()))
            .with("in_use", tell::yes_or_no(kept.is_current))
            .with("found_wrong_at", tell::moment(kept.wrong_at))
            .with("since", tell::moment(kept.created_at))
    };
    person.points.iter().map(way).collect()
}

/// What is known of how to reach the person's suspect. Each is about somebody else too, so that whoever gives it may leave it out.
fn suspects(conn: &mut Conn, permit: &Permit<'_, kind::Export>) -> Result<Vec<Entry>> {
    let known = people::suspects::of(conn, permit.warrant(), permit.about())?;
    let entry = |way: &people::suspects::SuspectWay| {
        Entry::default()
            .with("kind", tell::word(way.told.way.kind.as_str()))
            .with_text("value", format!("suspect_way:{}", way.id), tell::text(way.told.way.value.reveal()))
            .with_text("name", format!("suspect_name:{}", way.id), tell::kept(&way.told.name))
            .with("since", tell::moment(way.recorded_at))
            .with("taken_back_at", tell::moment(way.lifted_at))
    };
    Ok(known.iter().map(entry).collect())
}

/// What accounts do here, as roles: who they are by name is not the person's to be told.
pub(super) fn roles(conn: &mut Conn, users: &[UserId]) -> Result<HashMap<UserId, (String, Option<String>)>> {
    let rows: Vec<(UserId, String, Option<String>)> = conn.all_among(crate::sql::ROLES_AMONG, users)?;
    Ok(rows.into_iter().map(|(user, role, agency)| (user, (role, agency))).collect())
}
