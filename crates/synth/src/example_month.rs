//! A made-up month of recorded crime, for a machine that has no real one.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::draw::Draw;
use crate::places::Gazetteer;
use crate::recorded_crime::CrimeType;

/// How many crimes of each type a month of a rural county like Lincolnshire has.
const COUNTS: [(u32, CrimeType); 14] = [
    (1_680, CrimeType::Violence),
    (1_041, CrimeType::Asb),
    (552, CrimeType::Damage),
    (461, CrimeType::Shoplifting),
    (447, CrimeType::OtherTheft),
    (357, CrimeType::Burglary),
    (330, CrimeType::PublicOrder),
    (305, CrimeType::Vehicle),
    (143, CrimeType::Drugs),
    (133, CrimeType::Other),
    (97, CrimeType::BicycleTheft),
    (48, CrimeType::Weapons),
    (42, CrimeType::Robbery),
    (19, CrimeType::TheftFromPerson),
];
/// Districts and how much crime each has; the areas in them are made up and numbered beyond the real ones.
const DISTRICTS: [(u32, &str); 7] = [
    (24, "Lincoln"),
    (19, "East Lindsey"),
    (16, "South Kesteven"),
    (12, "Boston"),
    (11, "West Lindsey"),
    (10, "South Holland"),
    (8, "North Kesteven"),
];
const AREAS_IN_DISTRICT: u32 = 40;
const COMMON_PLACES: [&str; 6] =
    ["Supermarket", "Shopping Area", "Parking Area", "Petrol Station", "Park/Open Space", "Sports/Recreation Area"];
const OUTCOMES: [(u32, &str); 5] = [
    (42, "Investigation complete; no suspect identified"),
    (36, "Unable to prosecute suspect"),
    (12, "Under investigation"),
    (6, "Local resolution"),
    (4, "Awaiting court outcome"),
];

/// A made-up month of recorded crime in the street layout of data.police.uk: `crimes` lines under a header, with the mix of a rural county.
///
/// `month` may be any day of the month. Streets, areas (their codes lie beyond the real ones), points and crime ids are invented; only the names of
/// the force and of its districts are real, so that invented victims live in towns that exist. The same arguments give the same bytes.
pub fn example_month(month: Date, crimes: u32, seed: u64) -> Vec<u8> {
    let (places, mut draw) = (Gazetteer::load(), Draw::new(seed, b"onedoor month 1."));
    let mut text = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context\n".to_owned();
    let mut kinds = kinds(crimes);
    draw.shuffle(&mut kinds);
    for kind in kinds {
        crime(kind, month, &places, &mut draw, &mut text);
    }
    text.into_bytes()
}

/// As many of each type as its share says: rounding carries over from type to type, so that the sum is right.
fn kinds(crimes: u32) -> Vec<CrimeType> {
    let total: u64 = COUNTS.iter().map(|(count, _)| u64::from(*count)).sum();
    let (mut before, mut kinds) = (0, Vec::new());
    for (count, kind) in COUNTS {
        before += u64::from(count);
        let until = usize::try_from((before * u64::from(crimes) + total / 2) / total).unwrap_or(usize::MAX);
        kinds.resize(until.max(kinds.len()), kind);
    }
    kinds
}

fn crime(kind: CrimeType, month: Date, places: &Gazetteer, draw: &mut Draw, text: &mut String) {
    let district = draw.weighted(&DISTRICTS, |(weight, _)| *weight).map_or("", |(_, name)| name);
    let number = DISTRICTS.iter().position(|(_, name)| *name == district).unwrap_or(0);
    let area = draw.below(AREAS_IN_DISTRICT);
    let letter = char::from(b'A' + u8::try_from(area % 5).unwrap_or(0));
    let id = if kind == CrimeType::Asb { String::new() } else { crime_id(draw) };
    let place = if draw.below(6) == 0 {
        draw.one(&COMMON_PLACES).to_owned()
    } else {
        let (first, last) = places.street(draw);
        format!("{first} {last}")
    };
    let (west, north) = (draw.below(1_050_000), draw.below(750_000));
    let longitude = i64::from(west) - 780_000;
    let sign = if longitude < 0 { "-" } else { "" };
    let outcome = if kind == CrimeType::Asb { "" } else { draw.of(&OUTCOMES) };
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{id},{:04}-{:02},Lincolnshire Police,Lincolnshire Police,{sign}0.{:06},{}.{:06},On or near {place},E01{:06},{district} {:03}{letter},{kind},{outcome},",
        month.year(),
        month.month(),
        longitude.unsigned_abs() % 1_000_000,
        52 + (700_000 + north) / 1_000_000,
        (700_000 + north) % 1_000_000,
        90_001 + number * 100 + area as usize,
        101 + area / 5,
    );
}

fn crime_id(draw: &mut Draw) -> String {
    (0..64).map(|_| char::from_digit(draw.below(16), 16).unwrap_or('0')).collect()
}
