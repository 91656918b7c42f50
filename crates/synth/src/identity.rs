//! Who a person is and how to reach them, in cells, with as much left out as real transfers leave out.

use jiff::civil::Date;

use crate::cast::{Known, Part};
use crate::draw::Draw;
use crate::misspell;
use crate::mix;
use crate::person::Person;
use crate::phones;
use crate::row::{Column, Row};

const NEEDS: [&str; 9] = [
    "large print",
    "easy read",
    "British Sign Language",
    "hearing loop",
    "text relay",
    "braille",
    "needs time to answer",
    "reads with help",
    "step-free access",
];
const BUSINESSES: [&str; 8] = ["Stores", "Garage", "Bakery", "Hardware", "Post Office", "Pharmacy", "Inn", "Farm Shop"];

/// Fills the cells about a person on the day of recording, but for the sender's reference.
pub(crate) fn person(part: &Part, on: Date, draw: &mut Draw, row: &mut Row) {
    let person = &part.person;
    names(person, on, draw, row);
    if part.known.by_facts() || !draw.chance(mix::NO_BIRTH_DATE) {
        row.write(Column::DateOfBirth, format_args!("{}", person.born));
    }
    if !draw.chance(mix::NO_SEX) {
        row.set(Column::Sex, if person.female { "F" } else { "M" });
    } else if draw.below(2) == 0 {
        row.set(Column::Sex, "U");
    }
    if draw.chance(mix::ETHNICITY) {
        row.set(Column::Ethnicity, if draw.chance(mix::ETHNICITY_NOT_STATED) { "NS" } else { person.origin.ethnicity() });
    }
    languages(person, draw, row);
    address(person, draw, row);
    if let Some(end) = person.mobile {
        row.set(Column::PhoneMobile, &phones::typed(phones::MOBILE, end, draw));
    }
    if let Some((prefix, end)) = person.home.landline {
        row.set(Column::PhoneHome, &phones::typed(prefix, end, draw));
    }
    if let Some(email) = person.email_address() {
        row.set(Column::Email, &email);
    }
    if part.known == Known::Misspelt {
        misspell::one_cell(person.born, draw, row);
    }
}

fn names(person: &Person, on: Date, draw: &mut Draw, row: &mut Row) {
    if draw.chance(mix::TITLE) {
        row.set(Column::Title, person.title(on, draw));
    }
    row.set(Column::GivenName, person.given);
    row.set(Column::MiddleNames, person.middle.unwrap_or_default());
    row.set(Column::FamilyName, &person.family_name());
    if let Some(previous) = person.previous_family {
        row.set(Column::PreviousFamilyName, previous.of(person.female));
    }
    if draw.chance(mix::NAME_IN_CAPITALS) {
        let capitals = row.get(Column::FamilyName).to_uppercase();
        row.set(Column::FamilyName, &capitals);
    }
    if draw.chance(mix::STRAY_SPACE) {
        let column = if draw.below(2) == 0 { Column::GivenName } else { Column::FamilyName };
        let spaced = if draw.below(2) == 0 { format!("{} ", row.get(column)) } else { format!(" {}", row.get(column)) };
        row.set(column, &spaced);
    }
}

fn languages(person: &Person, draw: &mut Draw, row: &mut Row) {
    match person.language {
        Some(language) if draw.chance(mix::LANGUAGE_SENT) => {
            row.set(Column::FirstLanguage, language);
            row.set(Column::InterpreterNeeded, if person.interpreter { "yes" } else { "no" });
        }
        None if draw.chance(mix::ENGLISH_SENT) => row.set(Column::FirstLanguage, "en"),
        _ => {}
    }
    if draw.chance(mix::COMMUNICATION_NEEDS) {
        row.add(Column::CommunicationNeeds, draw.one(&NEEDS));
        if draw.below(4) == 0 {
            row.add(Column::CommunicationNeeds, "letters not suitable");
        }
    }
}

fn address(person: &Person, draw: &mut Draw, row: &mut Row) {
    if draw.chance(mix::NO_ADDRESS) {
        return;
    }
    let home = &person.home;
    row.set(Column::Address1, &home.first_line());
    row.set(Column::Address2, home.village.unwrap_or_default());
    row.set(Column::Town, home.area.town);
    if draw.chance(mix::NO_POSTCODE) {
        return;
    }
    let postcode = home.postcode();
    match draw.chance(mix::UNTIDY_POSTCODE).then(|| draw.below(2)) {
        None => row.set(Column::Postcode, &postcode),
        Some(0) => row.set(Column::Postcode, &postcode.to_lowercase()),
        Some(_) => row.set(Column::Postcode, &postcode.replace(' ', "")),
    }
}

/// A contact of a business: a name and how to reach it, nothing personal beyond.
pub(crate) fn business(person: &Person, draw: &mut Draw, row: &mut Row) {
    row.set(Column::GivenName, person.given);
    row.set(Column::FamilyName, &person.family_name());
    let (street, kind) = person.home.street;
    row.write(Column::Address1, format_args!("{street} {}", draw.one(&BUSINESSES)));
    row.write(Column::Address2, format_args!("{} {street} {kind}", person.home.number));
    row.set(Column::Town, person.home.area.town);
    row.set(Column::Postcode, &person.home.postcode());
    if let Some((prefix, end)) = person.home.landline {
        row.set(Column::PhoneHome, &phones::typed(prefix, end, draw));
    } else if let Some(end) = person.mobile {
        row.set(Column::PhoneMobile, &phones::typed(phones::MOBILE, end, draw));
    }
    if let Some(email) = person.email_address() {
        row.set(Column::Email, &email);
    }
    row.set(Column::SupportConsent, draw.of(&mix::CONSENT));
}
