//! The feed as a stream: crimes in the order of recording, their people, rows that come again, errors.

use std::io::Write;

use jiff::Timestamp;
use kernel::{Flag, FlagSet};

use crate::again::{self, Again, Later};
use crate::cast::{Casting, Known};
use crate::describe::{self, Common, Officer};
use crate::draw::Draw;
use crate::faults;
use crate::incident::{self, Incident};
use crate::mix;
use crate::person::Lists;
use crate::recorded_crime::{Crime, RecordedMonth};
use crate::row::Row;
use crate::timetable::Timetable;
use crate::write;
use crate::{Format, Options, Summary, SynthError};

/// Fewer crimes than this with nobody to send say nothing about the next.
const ENOUGH_CRIMES: u64 = 2_000;

/// How far a feed goes and by what its time is measured out.
#[derive(Clone, Copy)]
enum Extent {
    /// So many crimes, or fewer where the rows are full before. Time goes by crimes, and a month of them fills it.
    Crimes { most: u64, rows: Option<u64> },
    /// So many rows, which fill the time, from as many crimes as that takes.
    Rows(u64),
}

/// Writes the feed of this month.
pub(crate) fn write(month: &RecordedMonth, out: &mut impl Write, options: &Options) -> Result<Summary, SynthError> {
    let timetable = Timetable::new(month.month, options.recorded_between)?;
    let lists = Lists::load();
    let extent = extent(month, &timetable, &lists, options)?;
    Feed::new(month, &timetable, &lists, options, extent).run(out)
}

/// The month as it is, its first rows, or more rows than it has: which of the last two is found by trying.
fn extent(month: &RecordedMonth, timetable: &Timetable, lists: &Lists, options: &Options) -> Result<Extent, SynthError> {
    let crimes = month.crimes();
    let Some(rows) = options.rows.filter(|rows| *rows > 0) else {
        return Ok(Extent::Crimes { most: crimes, rows: options.rows });
    };
    let trial = Extent::Crimes { most: crimes.max(ENOUGH_CRIMES), rows: Some(rows) };
    let tried = Feed::new(month, timetable, lists, options, trial).run(&mut std::io::sink())?;
    match tried.rows {
        0 => Err(SynthError::NobodyHarmed),
        enough if enough == rows && tried.crimes <= crimes => Ok(Extent::Crimes { most: crimes, rows: Some(rows) }),
        _ => Ok(Extent::Rows(rows)),
    }
}

struct Feed<'a> {
    month: &'a RecordedMonth,
    timetable: &'a Timetable,
    format: Format,
    extent: Extent,
    draw: Draw,
    lists: &'a Lists,
    casting: Casting<'a>,
    officers: Vec<Officer>,
    later: Later,
    line: Vec<u8>,
    summary: Summary,
}

impl<'a> Feed<'a> {
    fn new(month: &'a RecordedMonth, timetable: &'a Timetable, lists: &'a Lists, options: &Options, extent: Extent) -> Self {
        let mut draw = Draw::new(options.seed, b"onedoor feed  1.");
        let officers = describe::officers(&lists.names, &mut draw);
        Self {
            month,
            timetable,
            format: options.format,
            extent,
            draw,
            lists,
            casting: Casting::new(lists),
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
                if let Some(incident) = self.incident(*crime) {
                    self.send(&incident, &mut row, out)?;
                }
                self.send_due(self.summary.crimes, out)?;
            }
        }
        self.send_due(u64::MAX, out)?;
        out.flush()?;
        self.summary.people = u64::from(self.casting.inventor.people);
        Ok(self.summary)
    }

    fn ended(&self) -> bool {
        matches!(self.extent, Extent::Crimes { most, .. } if self.summary.crimes >= most) || self.is_full()
    }

    fn is_full(&self) -> bool {
        let most = match self.extent {
            Extent::Crimes { rows, .. } => rows,
            Extent::Rows(rows) => Some(rows),
        };
        most.is_some_and(|most| self.summary.rows >= most)
    }

    /// When the next crime is recorded.
    fn moment(&mut self) -> Timestamp {
        let (number, count) = match self.extent {
            Extent::Crimes { .. } => (self.summary.crimes, self.month.crimes()),
            Extent::Rows(rows) => (self.summary.rows, rows),
        };
        self.timetable.moment(number, count, &mut self.draw)
    }

    /// What a recorded crime was, if anybody is to be sent for it.
    fn incident(&mut self, crime: Crime) -> Option<Incident<'a>> {
        let recorded_at = self.moment();
        self.summary.crimes += 1;
        let place = self.month.places.get(crime.place as usize)?;
        let (offence, flags) = incident::what_happened(crime.kind, &mut self.draw)?;
        self.summary.incidents += 1;
        let offset = self.timetable.offset(recorded_at);
        let hidden = flags.meets(FlagSet::of(&[Flag::Sexual, Flag::DomesticAbuse])) && self.draw.chance(mix::NOT_REPORTED);
        let occurred = incident::when(flags, offset.to_datetime(recorded_at).date(), &mut self.draw);
        let serial = self.summary.crimes;
        Some(Incident { serial, crime_type: crime.kind, place, offence, flags, recorded_at, offset, occurred, reported: !hidden })
    }

    /// Sends a row for everybody in the incident.
    fn send(&mut self, incident: &Incident<'_>, row: &mut Row, out: &mut impl Write) -> Result<(), SynthError> {
        let named = self.draw.chance(mix::OFFICER);
        let officer = self.draw.weighted(&self.officers, |_| u32::from(named));
        let force = self.lists.places.force(&incident.place.force);
        let parts = self.casting.cast(incident, force, &mut self.draw);
        let postcode = describe::incident_postcode(incident, &parts, &self.lists.places, force, &mut self.draw);
        let common = Common { incident, force, month: self.month.month, postcode, officer };
        for (place, part) in parts.iter().enumerate() {
            if self.is_full() {
                break;
            }
            common.describe(part, place + 1, &mut self.draw, row);
            self.summary.repeats += u64::from(part.known != Known::First);
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
