//! Books a room, moves a booking, ends one.

use access::{Permit, as_the_program, kind};
use casework::record::EventKind;
use jiff::{SignedDuration, Timestamp};
use kernel::{IdMaker, Sex, london_date};
use profile::Profile;
use serde_json::json;
use store::Tx;

use crate::booking::{Booking, BookingId, Times, room_of};
use crate::error::{Error, Refused};
use crate::sql;

/// Changes to bookings go one after the other, so that no two take one room at once.
const BOOKING: i64 = 0x726f_6f6d;
/// Days ahead that a room is booked at most: a year, so that a mistyped year is found.
pub(crate) const AHEAD_DAYS: i64 = 366;

/// A booking to be made.
#[derive(Debug, Clone)]
pub struct NewBooking {
    /// The room's name in the profile.
    pub room: String,
    /// From when to when.
    pub times: Times,
    /// Whether the worker asked the person, whose sex is not recorded, and they are a woman.
    pub asked: bool,
}

/// Whether a room can be had at such times at all, whoever has it: within one day in London, from now on or, of a booking that goes on, from
/// when it began.
fn fits(times: Times, now: Timestamp, began: Option<Timestamp>) -> Result<(), Refused> {
    let Times { begins, ends } = times;
    if ends <= begins {
        return Err(Refused::EndsBeforeItBegins);
    }
    // The last moment of it lies just before its end: it may end at midnight.
    if london_date(begins) != london_date(ends - SignedDuration::from_micros(1)) {
        return Err(Refused::OverNight);
    }
    if begins < now && began != Some(begins) || ends <= now {
        return Err(Refused::InThePast);
    }
    if begins.duration_since(now) > SignedDuration::from_hours(AHEAD_DAYS * 24) {
        return Err(Refused::TooFarOff);
    }
    Ok(())
}

/// Whether somebody of this recorded sex is seen in a room for women.
const fn is_seen(sex: Option<Sex>, asked: bool) -> Result<(), Refused> {
    match sex {
        Some(Sex::Female) => Ok(()),
        Some(Sex::Male) => Err(Refused::WomenOnly),
        Some(Sex::Unknown) | None if asked => Ok(()),
        Some(Sex::Unknown) | None => Err(Refused::NotAsked),
    }
}

/// Refuses a room that is booked for anybody then, seen or unseen by whoever asks. Holds every other booking up until this change ends.
fn is_free(tx: &mut Tx<'_>, room: &str, times: Times, but: BookingId) -> Result<(), Error> {
    tx.hold(BOOKING)?;
    let taken: i64 = as_the_program(tx, |conn| conn.one(sql::TAKEN, &[&room, &times.begins, &times.ends, &but]))?;
    if taken == 0 { Ok(()) } else { Err(Refused::Taken.into()) }
}

/// Books the room for the case of the permit.
///
/// # Errors
/// [`Refused`]: no such room, times that do not fit, a room that is booked then, or one for women alone; or what the database says.
pub fn book(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::BookRoom>,
    profile: &Profile,
    new: &NewBooking,
) -> Result<BookingId, Error> {
    let room = room_of(profile, &new.room).ok_or(Refused::NoSuchRoom)?;
    let (at, user) = (permit.at(), casework::timeline::user_of(permit)?);
    fits(new.times, at, None)?;
    if room.women_only {
        is_seen(people::read::read(tx, permit)?.known.sex, new.asked)?;
    }
    let id: BookingId = ids.make();
    is_free(tx, &room.name, new.times, id)?;
    tx.execute_one(sql::ADD_BOOKING, &[&id, &permit.case(), &room.name, &new.times.begins, &new.times.ends, &at, &user])?;
    tell(tx, ids, permit, EventKind::RoomBooked, &room.name, new.times)?;
    Ok(id)
}

/// Moves a booking to other times in the same room.
///
/// # Errors
/// [`Refused::Over`]; times that do not fit; a room that is booked then; [`store::Error::NotFound`] for no booking on this case; or what the
/// database says.
pub fn move_to(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::BookRoom>,
    booking: BookingId,
    times: Times,
) -> Result<(), Error> {
    let booking = standing(tx, permit, booking)?;
    fits(times, permit.at(), Some(booking.times.begins))?;
    is_free(tx, &booking.room, times, booking.id)?;
    tx.execute_one(sql::MOVE_BOOKING, &[&booking.id, &times.begins, &times.ends])?;
    tell(tx, ids, permit, EventKind::RoomMoved, &booking.room, times)
}

/// Ends a booking: one that has not begun is as if it had not been made, one that goes on ends now.
///
/// # Errors
/// [`Refused::Over`]; [`store::Error::NotFound`] for no booking on this case; or what the database says.
pub fn end(tx: &mut Tx<'_>, ids: &mut IdMaker, permit: &Permit<'_, kind::BookRoom>, booking: BookingId) -> Result<(), Error> {
    let (booking, now) = (standing(tx, permit, booking)?, permit.at());
    tx.hold(BOOKING)?;
    if booking.times.begins < now {
        tx.execute_one(sql::MOVE_BOOKING, &[&booking.id, &booking.times.begins, &now])?;
    } else {
        tx.execute_one(sql::FREE_BOOKING, &[&booking.id, &now])?;
    }
    tell(tx, ids, permit, EventKind::RoomFreed, &booking.room, booking.times)
}

fn standing(tx: &mut Tx<'_>, permit: &Permit<'_, kind::BookRoom>, booking: BookingId) -> Result<Booking, Error> {
    let booking: Booking = tx.one(sql::BOOKING, &[&booking, &permit.case()])?;
    if booking.stands(permit.at()) { Ok(booking) } else { Err(Refused::Over.into()) }
}

fn tell(
    tx: &mut Tx<'_>,
    ids: &mut IdMaker,
    permit: &Permit<'_, kind::BookRoom>,
    kind: EventKind,
    room: &str,
    times: Times,
) -> Result<(), Error> {
    let detail = json!({"room": room, "begins": times.begins, "ends": times.ends});
    casework::timeline::write(tx, ids, permit, kind, &detail)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn fit(begins: &str, ends: &str) -> Result<(), Refused> {
        fits(Times { begins: at(begins), ends: at(ends) }, at("2026-07-01T10:00:00Z"), None)
    }

    #[test]
    fn a_booking_lies_ahead_and_within_one_day_of_londons() {
        assert_eq!(fit("2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z"), Ok(()));
        assert_eq!(fit("2026-07-01T09:59:59Z", "2026-07-01T11:00:00Z"), Err(Refused::InThePast));
        assert_eq!(fit("2026-07-01T11:00:00Z", "2026-07-01T11:00:00Z"), Err(Refused::EndsBeforeItBegins));
        assert_eq!(fit("2026-07-01T22:00:00Z", "2026-07-01T23:00:00Z"), Ok(()), "to midnight of London's summer");
        assert_eq!(fit("2026-07-01T22:00:00Z", "2026-07-01T23:01:00Z"), Err(Refused::OverNight));
        assert_eq!(fit("2062-07-01T10:00:00Z", "2062-07-01T11:00:00Z"), Err(Refused::TooFarOff));
    }

    #[test]
    fn what_goes_on_may_be_made_longer_and_not_begun_earlier() {
        let (now, began) = (at("2026-07-01T10:00:00Z"), Some(at("2026-07-01T09:00:00Z")));
        let fit = |begins: &str, ends: &str| fits(Times { begins: at(begins), ends: at(ends) }, now, began);
        assert_eq!(fit("2026-07-01T09:00:00Z", "2026-07-01T12:00:00Z"), Ok(()));
        assert_eq!(fit("2026-07-01T08:30:00Z", "2026-07-01T12:00:00Z"), Err(Refused::InThePast));
        assert_eq!(fit("2026-07-01T09:00:00Z", "2026-07-01T10:00:00Z"), Err(Refused::InThePast));
    }

    #[test]
    fn only_women_are_seen_in_a_room_for_women() {
        assert_eq!(is_seen(Some(Sex::Female), false), Ok(()));
        assert_eq!(is_seen(Some(Sex::Male), true), Err(Refused::WomenOnly), "whatever is said");
        for not_recorded in [None, Some(Sex::Unknown)] {
            assert_eq!(is_seen(not_recorded, false), Err(Refused::NotAsked));
            assert_eq!(is_seen(not_recorded, true), Ok(()));
        }
    }
}
