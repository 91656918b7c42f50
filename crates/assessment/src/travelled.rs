//! How far people have come: what they answered at the start beside what they answered at the end.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::CaseId;
use store::{Conn, FromRow, Result, Row};

use crate::areas::Moment;
use crate::sql;

/// One answer to one measure in one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// When in the support.
    pub moment: Moment,
    /// When.
    pub at: Timestamp,
    /// From 1, very bad, to 5, very good.
    pub answer: u8,
}

/// The way from a start to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Journey {
    /// What was answered at the start: the first time, whatever was answered in later assessments before the end.
    pub start: Reading,
    /// What was answered at the end: the last time. Absent where nobody has asked again yet.
    pub end: Option<Reading>,
}

impl Journey {
    /// Steps from start to end, −4 to 4; higher is better.
    pub fn difference(self) -> Option<i8> {
        let (start, end) = (i8::try_from(self.start.answer).ok()?, i8::try_from(self.end?.answer).ok()?);
        Some(end - start)
    }
}

/// The journeys in the answers to one measure in one case, which come in the order of their making. A case that was opened again can have
/// several: each begins with the first assessment after an end. An end before which nobody asked is no journey.
pub fn journeys(readings: &[Reading]) -> Vec<Journey> {
    let mut journeys: Vec<Journey> = Vec::new();
    for reading in readings {
        let last = journeys.last_mut();
        match (reading.moment, last) {
            (Moment::Start, None | Some(Journey { end: Some(_), .. })) => journeys.push(Journey { start: *reading, end: None }),
            (Moment::End, Some(journey)) => journey.end = Some(*reading),
            (Moment::Start, Some(_)) | (Moment::End, None) => {}
        }
    }
    journeys
}

/// How far people came by one measure, with nobody's name in it. Counts of few people can tell who they are: whoever hands figures on leaves
/// small ones out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Travelled {
    /// How many were asked at the start and again at the end.
    pub how_many: u32,
    /// The sum of what they answered at the start.
    pub sum_at_start: u32,
    /// The sum of what they answered at the end.
    pub sum_at_end: u32,
    /// For how many it is better.
    pub better: u32,
    /// For how many it is the same.
    pub same: u32,
    /// For how many it is worse.
    pub worse: u32,
}

impl Travelled {
    /// The mean answer at the start; none of nobody.
    pub fn mean_at_start(self) -> Option<f64> {
        (self.how_many > 0).then(|| f64::from(self.sum_at_start) / f64::from(self.how_many))
    }

    /// The mean answer at the end; none of nobody.
    pub fn mean_at_end(self) -> Option<f64> {
        (self.how_many > 0).then(|| f64::from(self.sum_at_end) / f64::from(self.how_many))
    }

    fn count(&mut self, start: Reading, end: Reading) {
        self.how_many += 1;
        self.sum_at_start += u32::from(start.answer);
        self.sum_at_end += u32::from(end.answer);
        *match end.answer.cmp(&start.answer) {
            std::cmp::Ordering::Greater => &mut self.better,
            std::cmp::Ordering::Equal => &mut self.same,
            std::cmp::Ordering::Less => &mut self.worse,
        } += 1;
    }
}

struct OfCase(CaseId, Reading);

impl FromRow for OfCase {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self(row.get(0)?, Reading { moment: row.word(1)?, at: row.get(2)?, answer: row.get(3)? }))
    }
}

/// How far people came by this measure of the profile, of those who were asked again at the end within `from` ≤ moment < `until`. Somebody
/// whom the measure did not fit was not asked it and is not counted; an end before which nobody asked is not counted. It reads of every case,
/// and tells of none.
///
/// # Errors
/// As the database says.
pub fn travelled(conn: &mut Conn, measure: &str, from: Timestamp, until: Timestamp) -> Result<Travelled> {
    let readings: Vec<OfCase> = conn.as_the_program(|conn| conn.all(sql::READINGS, &[&measure, &from, &until]))?;
    let mut cases: BTreeMap<CaseId, Vec<Reading>> = BTreeMap::new();
    for OfCase(case, reading) in readings {
        cases.entry(case).or_default().push(reading);
    }
    let mut all = Travelled::default();
    for journey in cases.values().flat_map(|readings| journeys(readings)) {
        if let Some(end) = journey.end.filter(|end| end.at >= from) {
            all.count(journey.start, end);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::{Journey, Moment, Reading, journeys};

    fn readings(said: &[(Moment, u8)]) -> Vec<Reading> {
        said.iter().zip(1..).map(|((moment, answer), hour)| Reading { moment: *moment, at: at(hour), answer: *answer }).collect()
    }

    fn at(hour: i64) -> jiff::Timestamp {
        jiff::Timestamp::from_second(hour * 3600).unwrap()
    }

    fn ways(said: &[(Moment, u8)]) -> Vec<(u8, Option<i8>)> {
        journeys(&readings(said)).into_iter().map(|journey: Journey| (journey.start.answer, journey.difference())).collect()
    }

    use Moment::{End, Start};

    #[test]
    fn a_way_is_from_the_first_answer_to_the_last() {
        assert_eq!(ways(&[(Start, 2), (Start, 3), (End, 4)]), [(2, Some(2))], "an assessment in between is not where it began");
        assert_eq!(ways(&[(Start, 4), (End, 5), (End, 1)]), [(4, Some(-3))], "the last word counts");
        assert_eq!(ways(&[(Start, 3)]), [(3, None)]);
    }

    #[test]
    fn whoever_comes_back_has_a_way_of_their_own_each_time() {
        assert_eq!(ways(&[(Start, 1), (End, 3), (Start, 2), (End, 2)]), [(1, Some(2)), (2, Some(0))]);
    }

    #[test]
    fn an_end_before_which_nobody_asked_is_no_way() {
        assert_eq!(ways(&[(End, 5)]), []);
        assert_eq!(ways(&[(End, 5), (Start, 2), (End, 3)]), [(2, Some(1))]);
    }
}
