//! Every statement of this crate.

/// A booking stands only as long as its case: what was booked for a case that closed, or is open anew since, holds no room. Nobody has to end
/// it when a case closes, however it closes, and none comes back beside a booking that somebody else made meanwhile.
macro_rules! stands {
    () => {
        "c.state = 'open' AND c.opened_at <= b.booked_at"
    };
}

pub(crate) const ADD_BOOKING: &str = "INSERT INTO bookings (id, case_id, room, begins_at, ends_at, booked_at, booked_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const BOOKING: &str = concat!(
    "SELECT b.id, b.case_id, b.room, b.begins_at, b.ends_at, u.name, b.freed_at, ",
    stands!(),
    " FROM bookings b JOIN users u ON u.id = b.booked_by JOIN cases c ON c.id = b.case_id WHERE b.id = $1 AND b.case_id = $2"
);
pub(crate) const BOOKINGS_ON: &str = concat!(
    "SELECT b.id, b.case_id, b.room, b.begins_at, b.ends_at, u.name, b.freed_at, ",
    stands!(),
    " FROM bookings b JOIN users u ON u.id = b.booked_by JOIN cases c ON c.id = b.case_id WHERE b.case_id = $1 ",
    "ORDER BY b.begins_at DESC, b.id DESC"
);
/// Two times meet where each begins before the other ends; one may begin the moment the other ends.
pub(crate) const TAKEN: &str = concat!(
    "SELECT count(*) FROM bookings b JOIN cases c ON c.id = b.case_id WHERE b.room = $1 AND b.freed_at IS NULL AND b.begins_at < $3 ",
    "AND b.ends_at > $2 AND b.id <> $4 AND ",
    stands!()
);
pub(crate) const MOVE_BOOKING: &str = "UPDATE bookings SET begins_at = $2, ends_at = $3 WHERE id = $1 AND freed_at IS NULL";
pub(crate) const FREE_BOOKING: &str = "UPDATE bookings SET freed_at = $2 WHERE id = $1 AND freed_at IS NULL";
pub(crate) const TAKEN_BETWEEN: &str = concat!(
    "SELECT b.id, b.room, b.begins_at, b.ends_at FROM bookings b JOIN cases c ON c.id = b.case_id
    WHERE b.freed_at IS NULL AND b.begins_at < $2 AND b.ends_at > $1 AND ",
    stands!(),
    " ORDER BY b.begins_at, b.room, b.id"
);
pub(crate) const BOOKED_AMONG: &str =
    "SELECT b.id, b.case_id, c.reference FROM bookings b JOIN cases c ON c.id = b.case_id WHERE b.id IN ({})";

/// Every statement here, so that a test can prepare each on both databases; `{}` stands for the places of a list of keys.
pub const STATEMENTS: &[&str] = &[ADD_BOOKING, BOOKING, BOOKINGS_ON, TAKEN, MOVE_BOOKING, FREE_BOOKING, TAKEN_BETWEEN, BOOKED_AMONG];
