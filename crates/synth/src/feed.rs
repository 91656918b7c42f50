//! The feed as a stream: crimes in the order of recording, their people, rows that come again, errors.

use std::io::Write;

use kernel::Flag;

use crate::again::{self, Again, Later};
use crate::cast::{Casting, Known};
use crate::describe::{self, Common, Officer};
use crate::draw::Draw;
use crate::faults;
use crate::incident::{self, Incident};
use crate::mix;
use crate::places::Gazetteer;
use crate::recorded_crime::{Crime, RecordedMonth};
use crate::row::Row;
use crate::timetable::Timetable;
use crate::write;
use crate::{Format, Options, Summary, SynthError};

/// Below this many crimes a count of rows says too little about the next crimes.
const ENOUGH_CRIMES: u64 = 2_000;

/// How far a feed goes.
#[derive(Clone, Copy)]
struct Extent {
    /// Over how many crimes the stretch of time is spread.
    spread: u64,
    /// After how many crimes it ends, if it does.
    crimes: Option<u64>,
    /// After how many rows it ends, if it does.
    rows: Option<u64>,
}

/// Writes the feed of this month.
pub(crate) fn write(month: &RecordedMonth, out: &mut impl Write, options: &Options) -> Result<Summary, SynthError> {
    let timetable = Timetable::new(month.month, options.recorded_between)?;
    let crimes = u64::try_from(month.crimes.len()).unwrap_or(u64::MAX);
    let whole = Extent { spread: crimes, crimes: Some(crimes), rows: None };
    let extent = match options.rows {
        None => whole,
        Some(rows) => Extent { spread: spread_for(rows, crimes, month, &timetable, options)?, crimes: None, rows: Some(rows) },
    };
    Feed::new(month, &timetable, options, extent).run(out)
}

/// How many crimes the stretch of time must hold for so many rows: the month's own, or more when it has too few. Found by trying.
fn spread_for(rows: u64, crimes: u64, month: &RecordedMonth, timetable: &Timetable, options: &Options) -> Result<u64, SynthError> {
    if rows == 0 {
        return Ok(crimes);
    }
    let trial = Extent { spread: crimes, crimes: Some(crimes.max(ENOUGH_CRIMES)), rows: Some(rows) };
    let tried = Feed::new(month, timetable, options, trial).run(&mut std::io::sink())?;
    if tried.rows == 0 {
        return Err(SynthError::NobodyHarmed);
    }
    let needed = u128::from(rows) * u128::from(tried.crimes) / u128::from(tried.rows);
    Ok(u64::try_from(needed).unwrap_or(u64::MAX).max(crimes))
}

struct Feed<'a> {
    month: &'a RecordedMonth,
    timetable: &'a Timetable,
    format: Format,
    extent: Extent,
    draw: Draw,
    casting: Casting,
    /// The areas again, apart from the ones the casting draws from while it invents.
    places: Gazetteer,
    officers: Vec<Officer>,
    later: Later,
    line: Vec<u8>,
    summary: Summary,
}

impl<'a> Feed<'a> {
    fn new(month: &'a RecordedMonth, timetable: &'a Timetable, options: &Options, extent: Extent) -> Self {
        let mut draw = Draw::new(options.seed, b"onedoor feed  1.");
        let casting = Casting::new();
        let officers = describe::officers(&casting.inventor.names, &mut draw);
        Self {
            month,
            timetable,
            format: options.format,
            extent,
            draw,
            casting,
            places: Gazetteer::load(),
            officers,
            later: Later::default(),
            line: Vec::new(),
            summary: Summary::default(),
        }
    }

    fn run(mut self, out: &mut impl Write) -> Result<Summary, SynthError> {
        write::start(out, self.format)?;
        let mut row = Row::new();
        let mut order = self.month.crimes.clone();
        while !self.ended() {
            // The file is sorted by place; recording is not. Once through is the month, again is a month like it.
            self.draw.shuffle(&mut order);
            for crime in &order {
                if self.ended() {
                    break;
                }
                self.crime(*crime, &mut row, out)?;
                self.send_due(self.summary.crimes, out)?;
            }
        }
        self.send_due(u64::MAX, out)?;
        out.flush()?;
        self.summary.people = u64::from(self.casting.inventor.people);
        Ok(self.summary)
    }

    fn ended(&self) -> bool {
        self.extent.crimes.is_some_and(|most| self.summary.crimes >= most) || self.is_full()
    }

    fn is_full(&self) -> bool {
        self.extent.rows.is_some_and(|most| self.summary.rows >= most)
    }

    fn crime(&mut self, crime: Crime, row: &mut Row, out: &mut impl Write) -> Result<(), SynthError> {
        let recorded_at = self.timetable.moment(self.summary.crimes, self.extent.spread, &mut self.draw);
        self.summary.crimes += 1;
        let Some(place) = self.month.places.get(crime.place as usize) else { return Ok(()) };
        let Some((offence, flags)) = incident::what_happened(crime.kind, &mut self.draw) else { return Ok(()) };
        self.summary.incidents += 1;
        let offset = self.timetable.offset(recorded_at);
        let unreported = (flags.has(Flag::Sexual) || flags.has(Flag::DomesticAbuse)) && self.draw.chance(mix::NOT_REPORTED);
        let occurred = incident::when(flags, offset.to_datetime(recorded_at).date(), &mut self.draw);
        let incident = Incident {
            serial: self.summary.crimes,
            crime_type: crime.kind,
            place,
            offence,
            flags,
            recorded_at,
            offset,
            occurred,
            reported: !unreported,
        };
        let officer = self.draw.chance(mix::OFFICER).then(|| self.draw.below(u32::try_from(self.officers.len()).unwrap_or(0)) as usize);
        let force = self.places.force(&place.force);
        let parts = self.casting.cast(&incident, force, &mut self.draw);
        let postcode = describe::incident_postcode(&incident, &parts, &self.places, force, &mut self.draw);
        let common =
            Common { incident: &incident, force, month: self.month.month, postcode, officer: officer.and_then(|at| self.officers.get(at)) };
        for (place, part) in parts.iter().enumerate() {
            common.describe(part, place + 1, &mut self.draw, row);
            self.summary.repeats += u64::from(part.known != Known::First);
            if self.extent.rows.is_some_and(|most| self.summary.rows >= most) {
                return Ok(());
            }
            let again = again::whether(&mut self.draw);
            let clean = (again != Again::Never).then(|| row.clone());
            let fault = faults::spoil(row, self.format == Format::Csv, &mut self.draw);
            self.summary.faulty += u64::from(fault.is_some());
            if let Some(clean) = clean {
                come_again(again, clean, row, &mut self.draw, &mut self.later, &mut self.summary);
            }
            write::row(out, self.format, row, &mut self.line)?;
            self.summary.rows += 1;
        }
        Ok(())
    }

    /// Sends the rows that are due after this crime.
    fn send_due(&mut self, crimes: u64, out: &mut impl Write) -> Result<(), SynthError> {
        while !self.is_full()
            && let Some(row) = self.later.due(crimes)
        {
            write::row(out, self.format, &row, &mut self.line)?;
            self.summary.rows += 1;
        }
        Ok(())
    }
}

/// Keeps for later what comes again: the row as it was sent, or the row as it should have been, corrected or entered twice.
fn come_again(again: Again, mut clean: Row, sent: &Row, draw: &mut Draw, later: &mut Later, summary: &mut Summary) {
    match again {
        Again::Never => return,
        Again::Unchanged => {
            clean = sent.clone();
            summary.resent += 1;
        }
        Again::Changed => {
            again::correct(&mut clean, draw);
            summary.resent_changed += 1;
        }
        Again::Duplicate => {
            again::duplicate(&mut clean, draw);
            summary.duplicates += 1;
        }
    }
    later.put(again::due(summary.crimes, draw), clean);
}
