//! A row as a scenario tells it, and what is taken for granted where it tells nothing.

use intake::read::Field;
use jiff::{SignedDuration, Timestamp};
use kernel::Basis;
use profile::{PostcodeRange, Profile};
use testkit::feed::{FeedRow, row};

use crate::forms::SAME_PERSON_AS;
use crate::text::{Is, Node, moment};

/// What says who somebody is, and stays the same when the same person comes again.
const OF_PERSON: &[&str] = &[
    "person_reference",
    "title",
    "given_name",
    "middle_names",
    "family_name",
    "previous_family_name",
    "date_of_birth",
    "sex",
    "ethnicity",
    "first_language",
    "address_1",
    "address_2",
    "town",
    "postcode",
    "phone_mobile",
    "phone_home",
    "email",
];

/// A whole row. `number` tells invented people apart; `before` are the rows that came in already.
///
/// # Errors
/// When it is the same person as in a row that never came.
pub fn told(profile: &Profile, node: &Node, at: Timestamp, number: usize, before: &[FeedRow]) -> Result<FeedRow, String> {
    let id = node.said("source_record_id").map_or_else(|| format!("R{number}"), str::to_owned);
    let mut told = somebody(row(&id), profile, number).recorded(&(at - SignedDuration::from_hours(1)).to_string());
    if profile.desks.iter().all(|desk| desk.basis == Basis::ConsentFirst) {
        told = told.consents();
    }
    if node.get("offence_code").is_some() || node.get("flags").is_some() {
        told = told.says("offence_text", "");
    }
    if node.said("reported") == Some("no") || node.get("reported").and_then(Node::yes) == Some(false) {
        told = told.crime("");
    }
    if let Some(other) = node.said(SAME_PERSON_AS) {
        let other =
            before.iter().rfind(|row| row.get("source_record_id") == other).ok_or_else(|| format!("no row {other:?} came before"))?;
        told = OF_PERSON.iter().fold(told, |told, field| told.says(field, other.get(field)));
    }
    for (name, value) in node.entries().iter().filter(|(name, _)| name != SAME_PERSON_AS) {
        told = told.says(name, &written(name, value));
    }
    Ok(told)
}

/// As the feed writes it: yes and no for true and false, a moment of London with its offset.
fn written(name: &str, value: &Node) -> String {
    match &value.is {
        Is::YesNo(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Is::Text(text) if name == Field::RecordedAt.as_str() => moment(text).map_or_else(|| text.clone(), |at| at.to_string()),
        Is::Text(text) => text.clone(),
        _ => value.shown(),
    }
}

/// Somebody in their thirties who lives in the hub's area and has a mobile, and whom nobody else in the scenario is like.
fn somebody(row: FeedRow, profile: &Profile, number: usize) -> FeedRow {
    let born = format!("{}-{:02}-{:02}", 1988 + number % 4, 2 + number * 5 % 11, 2 + number * 7 % 26);
    row.somebody(number * 421).born(&born).lives(&format!("{number} Market Street"), &postcode(profile, number))
}

/// One in the hub's area, where it has one that postcodes tell.
fn postcode(profile: &Profile, number: usize) -> String {
    const ANYWHERE: &PostcodeRange = &PostcodeRange { letters: String::new(), districts: None };
    let of_authority =
        || profile.several_services.iter().flat_map(|several| &several.authorities).flat_map(|authority| &authority.postcodes);
    let area = profile.scope.area.iter().flat_map(|area| &area.postcodes).chain(of_authority()).next().unwrap_or(ANYWHERE);
    let letters = if area.letters.is_empty() { "YO" } else { &area.letters };
    let end = char::from(b"ABDEFGHJLNPQRSTUWXYZ"[number % 20]);
    format!("{letters}{} {}A{end}", area.districts.map_or(1, |(first, _)| first), 1 + number % 9)
}
