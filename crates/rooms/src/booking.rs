//! A room booked for somebody's case.

use access::{Permit, kind};
use jiff::Timestamp;
use kernel::{CaseId, Id};
use profile::{Profile, Room};
use store::{Conn, FromRow, Result, Row};

use crate::sql;

/// The kind of a booking's id.
#[derive(Debug, Clone, Copy)]
pub enum BookingKey {}
/// The id of a booking.
pub type BookingId = Id<BookingKey>;

/// From when to when; the end is no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The first moment.
    pub begins: Timestamp,
    /// The moment after the last.
    pub ends: Timestamp,
}

/// A booking as it stands on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// For which case.
    pub case: CaseId,
    /// The room's name in the profile; of a room that the profile has no more too.
    pub room: String,
    /// From when to when.
    pub times: Times,
    /// Who booked it.
    pub by: String,
    /// When it was ended before it began.
    pub freed_at: Option<Timestamp>,
    /// Whether its case is open and has been ever since: once a case closes its bookings stand no more, also when it opens again.
    pub case_is_open: bool,
}

impl Booking {
    /// Whether it is still to come or going on.
    pub fn stands(&self, now: Timestamp) -> bool {
        self.freed_at.is_none() && self.case_is_open && self.times.ends > now
    }
}

impl FromRow for Booking {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            case: row.get(1)?,
            room: row.get(2)?,
            times: Times { begins: row.get(3)?, ends: row.get(4)? },
            by: row.get(5)?,
            freed_at: row.get(6)?,
            case_is_open: row.get(7)?,
        })
    }
}

/// The bookings for this case, the latest first.
///
/// # Errors
/// As the database says.
pub fn bookings_on(conn: &mut Conn, permit: &Permit<'_, kind::ReadCase>) -> Result<Vec<Booking>> {
    conn.all(sql::BOOKINGS_ON, &[&permit.case()])
}

/// The bookings for this case, for giving somebody what is held on them.
///
/// # Errors
/// As the database says.
pub fn held_bookings(conn: &mut Conn, _permit: &Permit<'_, kind::Export>, case: CaseId) -> Result<Vec<Booking>> {
    conn.all(sql::BOOKINGS_ON, &[&case])
}

/// The room of this name.
pub fn room_of<'p>(profile: &'p Profile, name: &str) -> Option<&'p Room> {
    profile.rooms.iter().find(|room| room.name == name)
}
