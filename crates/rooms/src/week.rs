//! Which rooms are booked when, over all cases: by the reference of the case for whoever works it, and else only that it is taken.

use std::collections::HashMap;

use access::{Permit, as_the_program, kind};
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{CaseId, london_midnight};
use store::{Bind, Conn, FromRow, Result, Row};

use crate::booking::{BookingId, Times};
use crate::sql;

/// A room taken for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The room's name in the profile.
    pub room: String,
    /// From when to when.
    pub times: Times,
    /// For which case, and what people call that by; absent for whoever does not work it.
    pub case: Option<(CaseId, String)>,
}

struct Taken(BookingId, Slot);

impl FromRow for Taken {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        let times = Times { begins: row.get(2)?, ends: row.get(3)? };
        Ok(Self(row.get(0)?, Slot { room: row.get(1)?, times, case: None }))
    }
}

/// The Monday of the week in which this day lies.
pub fn first_day(day: Date) -> Date {
    let since_monday = i64::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(since_monday.days()).unwrap_or(day)
}

/// What is booked in the seven days from this day on, in order.
///
/// # Errors
/// As the database says.
pub fn week(conn: &mut Conn, permit: &Permit<'_, kind::SeeWork>, from: Date) -> Result<Vec<Slot>> {
    let until = from.checked_add(7.days()).ok().and_then(london_midnight);
    let Some((from, until)) = london_midnight(from).zip(until) else { return Ok(Vec::new()) };
    // That a room is taken is no secret; for whom, only those learn who work the case.
    let taken: Vec<Taken> = as_the_program(conn, |conn| conn.all(sql::TAKEN_BETWEEN, &[&from, &until]))?;
    let ids: Vec<BookingId> = taken.iter().map(|Taken(id, _)| *id).collect();
    // The two acts of [`access::Walls::works`]: a volunteer writes down no consent, and works their cases all the same.
    let consents = permit.warrant().worked_cases().cases("c", 1);
    let contacts = permit.warrant().cases_to_contact().cases("c", 1 + consents.binds().count());
    let worked = format!("{} AND ({} OR {})", sql::BOOKED_AMONG, consents.text, contacts.text);
    let binds: Vec<&dyn Bind> = consents.binds().chain(contacts.binds()).collect();
    let worked: Vec<(BookingId, CaseId, String)> = conn.all_among_and(&worked, &ids, &binds)?;
    let mut cases: HashMap<BookingId, (CaseId, String)> = worked.into_iter().map(|(id, case, called)| (id, (case, called))).collect();
    Ok(taken.into_iter().map(|Taken(id, slot)| Slot { case: cases.remove(&id), ..slot }).collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::first_day;

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(first_day(date(2026, 11, 23)), date(2026, 11, 23));
        assert_eq!(first_day(date(2026, 11, 29)), date(2026, 11, 23));
        assert_eq!(first_day(date(2026, 11, 30)), date(2026, 11, 30));
    }
}
