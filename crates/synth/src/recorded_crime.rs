//! Reads a month of recorded crime in the street layout of data.police.uk.

use std::collections::BTreeMap;
use std::io::{BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;
use jiff::civil::Date;

use crate::SynthError;

/// The most crimes one file may hold: several times a month of the whole country, so that a wrong file cannot fill the memory.
const MOST_CRIMES: usize = 4_000_000;

kernel::words! {
    /// The crime types of data.police.uk.
    pub(crate) enum CrimeType {
        Asb = "Anti-social behaviour",
        BicycleTheft = "Bicycle theft",
        Burglary = "Burglary",
        Damage = "Criminal damage and arson",
        Drugs = "Drugs",
        Other = "Other crime",
        OtherTheft = "Other theft",
        Weapons = "Possession of weapons",
        PublicOrder = "Public order",
        Robbery = "Robbery",
        Shoplifting = "Shoplifting",
        TheftFromPerson = "Theft from the person",
        Vehicle = "Vehicle crime",
        Violence = "Violence and sexual offences",
    }
}

impl CrimeType {
    /// Reads the type, with the names the files carried before 2013.
    fn read(text: &str) -> Option<Self> {
        match text {
            "Violent crime" => Some(Self::Violence),
            "Public disorder and weapons" => Some(Self::PublicOrder),
            _ => Self::parse(text),
        }
    }
}

/// One recorded crime: what, and which of the month's places.
#[derive(Clone, Copy)]
pub(crate) struct Crime {
    pub(crate) kind: CrimeType,
    pub(crate) place: u32,
}

/// Where crimes were recorded: as exact as the open data are.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CrimePlace {
    pub(crate) force: String,
    pub(crate) location: String,
    pub(crate) lsoa_code: String,
    pub(crate) lsoa_name: String,
}

impl CrimePlace {
    /// The local authority district: the area's name without its number.
    pub(crate) fn district(&self) -> &str {
        self.lsoa_name.rsplit_once(' ').map_or("", |(district, _)| district)
    }
}

/// A month of recorded crime, a few bytes a crime. The ids of the real crimes are not kept: nothing invented is tied to them.
pub(crate) struct RecordedMonth {
    /// The first day of the month.
    pub(crate) month: Date,
    pub(crate) crimes: Vec<Crime>,
    pub(crate) places: Vec<CrimePlace>,
}

/// Where the columns stand that are read.
struct Columns {
    month: usize,
    force: usize,
    location: usize,
    lsoa_code: usize,
    lsoa_name: usize,
    kind: usize,
}

impl Columns {
    fn find(header: &csv::StringRecord) -> Result<Self, SynthError> {
        let at = |name: &'static str| {
            let found = header.iter().position(|cell| cell.trim_start_matches('\u{feff}').trim() == name);
            found.ok_or(SynthError::MissingColumn { column: name })
        };
        Ok(Self {
            month: at("Month")?,
            force: at("Falls within")?,
            location: at("Location")?,
            lsoa_code: at("LSOA code")?,
            lsoa_name: at("LSOA name")?,
            kind: at("Crime type")?,
        })
    }
}

impl RecordedMonth {
    /// Reads one month, plain or gzip-compressed.
    ///
    /// # Errors
    /// When the file cannot be read, is not in the layout, holds no crime, more than one month, or a crime type that is not known.
    pub(crate) fn read(source: impl Read) -> Result<Self, SynthError> {
        let mut reader = csv::Reader::from_reader(unpacked(source)?);
        let columns = Columns::find(reader.headers()?)?;
        let mut month: Option<(String, Date)> = None;
        let mut crimes = Vec::new();
        let mut numbers: BTreeMap<CrimePlace, u32> = BTreeMap::new();
        let mut places = Vec::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            let line = record.position().map_or(0, csv::Position::line);
            let cell = |index: usize| record.get(index).unwrap_or_default();
            let wrong =
                |what: &'static str, found: &str, expected: String| SynthError::Line { line, what, found: shortened(found), expected };
            match &month {
                None => {
                    month = Some((
                        cell(columns.month).to_owned(),
                        first_of_month(cell(columns.month))
                            .ok_or_else(|| wrong("month", cell(columns.month), "a year and month such as 2018-11".to_owned()))?,
                    ))
                }
                Some((text, _)) if text == cell(columns.month) => {}
                Some((text, _)) => {
                    return Err(wrong("month", cell(columns.month), format!("{text} as in the lines before: one file is one month")));
                }
            }
            let kind = CrimeType::read(cell(columns.kind)).ok_or_else(|| {
                wrong("crime type", cell(columns.kind), "a crime type of data.police.uk, such as \"Burglary\"".to_owned())
            })?;
            let place = CrimePlace {
                force: cell(columns.force).to_owned(),
                location: cell(columns.location).to_owned(),
                lsoa_code: cell(columns.lsoa_code).to_owned(),
                lsoa_name: cell(columns.lsoa_name).to_owned(),
            };
            if crimes.len() == MOST_CRIMES {
                return Err(SynthError::TooManyCrimes { most: MOST_CRIMES });
            }
            let place = *numbers.entry(place).or_insert_with_key(|place| {
                places.push(place.clone());
                u32::try_from(places.len() - 1).unwrap_or(u32::MAX)
            });
            crimes.push(Crime { kind, place });
        }
        let (_, month) = month.ok_or(SynthError::NoCrimes)?;
        Ok(Self { month, crimes, places })
    }

    /// How many crimes the month has.
    pub(crate) fn crimes(&self) -> u64 {
        u64::try_from(self.crimes.len()).unwrap_or(u64::MAX)
    }
}

/// The text itself, whether or not it was compressed: told by the first two bytes.
fn unpacked<'a>(mut source: impl Read + 'a) -> Result<Box<dyn Read + 'a>, SynthError> {
    let mut start = Vec::with_capacity(2);
    source.by_ref().take(2).read_to_end(&mut start)?;
    let compressed = start == [0x1f, 0x8b];
    let whole = BufReader::new(Cursor::new(start).chain(source));
    Ok(if compressed { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) })
}

fn first_of_month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    if year.len() != 4 || month.len() != 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// Enough of a wrong value to find it.
fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
