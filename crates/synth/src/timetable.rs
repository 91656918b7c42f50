//! When each incident of the month was recorded: in order, by the rhythm of the week and the day in London.

use jiff::civil::{Date, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::SynthError;
use crate::draw::Draw;
use crate::mix;

/// London's clock since 1996, written out, so that it does not depend on the machine's own time zone files.
const LONDON: &str = "GMT0BST,M3.5.0/1,M10.5.0";
const HOUR: u32 = 3_600;

/// Spreads incidents over a stretch of time. Instants are UTC and only the rhythm is local, so that the repeated hour of October comes twice
/// and the missing one of March not at all.
pub(crate) struct Timetable {
    london: TimeZone,
    /// The start of each hour, and the weight of all hours before it, in weighted seconds.
    hours: Vec<(Timestamp, u64)>,
    end: Timestamp,
    total: u64,
}

impl Timetable {
    /// The calendar month that begins on this day, or the stretch given instead.
    pub(crate) fn new(month: Date, between: Option<(Timestamp, Timestamp)>) -> Result<Self, SynthError> {
        let london = TimeZone::posix(LONDON).map_err(|_| SynthError::NoTime)?;
        let (start, end) = match between {
            Some(stretch) => stretch,
            None => {
                let after = month.checked_add(1.month()).map_err(|_| SynthError::NoTime)?;
                (midnight(&london, month)?, midnight(&london, after)?)
            }
        };
        let (mut hours, mut total, mut at) = (Vec::new(), 0, start);
        while at < end {
            hours.push((at, total));
            let next = at.checked_add(SignedDuration::from_secs(i64::from(HOUR))).map_err(|_| SynthError::NoTime)?.min(end);
            let seconds = u64::try_from(next.duration_since(at).as_secs()).unwrap_or(0);
            total += seconds * u64::from(weight(&london, at));
            at = next;
        }
        if total == 0 {
            return Err(SynthError::NoTime);
        }
        Ok(Self { london, hours, end, total })
    }

    /// When incident `number` of `count` is recorded: never before incident `number - 1`, never at or after the end.
    pub(crate) fn moment(&self, number: u64, count: u64, draw: &mut Draw) -> Timestamp {
        let slot = draw.below_wide(self.total);
        let place = (u128::from(number) * u128::from(self.total) + u128::from(slot)) / u128::from(count.max(1));
        let place = u64::try_from(place).unwrap_or(u64::MAX).min(self.total - 1);
        let hour = self.hours.partition_point(|(_, before)| *before <= place).saturating_sub(1);
        let Some(&(start, before)) = self.hours.get(hour) else { return self.end };
        let seconds = (place - before) / u64::from(weight(&self.london, start).max(1));
        start.checked_add(SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0))).unwrap_or(start)
    }

    /// How far London's clock is ahead of UTC at this instant.
    pub(crate) fn offset(&self, at: Timestamp) -> Offset {
        self.london.to_offset(at)
    }
}

fn midnight(london: &TimeZone, date: Date) -> Result<Timestamp, SynthError> {
    let zoned = date.to_zoned(london.clone()).map_err(|_| SynthError::NoTime)?;
    Ok(zoned.timestamp())
}

fn weight(london: &TimeZone, at: Timestamp) -> u32 {
    let local = london.to_datetime(at);
    let hours = match local.date().weekday() {
        Weekday::Saturday | Weekday::Sunday => &mix::WEEKEND_HOURS,
        _ => &mix::WEEKDAY_HOURS,
    };
    hours.get(usize::try_from(local.hour()).unwrap_or(0)).copied().unwrap_or(1)
}
