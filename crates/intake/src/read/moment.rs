//! Dates and moments in the one form the feed allows each, and no other: a guessed order of day and month is a wrong birthday.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// An ISO date, `yyyy-mm-dd`.
pub(super) fn date(text: &str) -> Option<Date> {
    match text.as_bytes() {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] => {
            let year = number(&[*y1, *y2, *y3, *y4])?;
            Date::new(year, small(*m1, *m2)?, small(*d1, *d2)?).ok()
        }
        _ => None,
    }
}

/// An RFC 3339 moment: date, time to the second or finer, and the offset from UTC. A leap second is the second before it.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let (day, rest) = text.split_at_checked(10)?;
    let date = date(day)?;
    let [b'T' | b't' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = rest.as_bytes() else { return None };
    let (nanosecond, rest) = fraction(rest)?;
    let second = match small(*s1, *s2)? {
        60 => 59,
        second => second,
    };
    let time = Time::new(small(*h1, *h2)?, small(*m1, *m2)?, second, nanosecond).ok()?;
    offset(rest)?.to_timestamp(DateTime::from_parts(date, time)).ok()
}

/// The part of a second after the point, in nanoseconds, and what follows it.
fn fraction(bytes: &[u8]) -> Option<(i32, &[u8])> {
    let [b'.', rest @ ..] = bytes else { return Some((0, bytes)) };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = rest.split_at_checked(digits).filter(|(digits, _)| !digits.is_empty())?;
    let nanoseconds = (0..9).fold(0, |sum, place| sum * 10 + digits.get(place).map_or(0, |digit| i32::from(digit - b'0')));
    Some((nanoseconds, rest))
}

fn offset(bytes: &[u8]) -> Option<Offset> {
    match bytes {
        b"Z" | b"z" => Some(Offset::UTC),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (i32::from(small(*h1, *h2)?), i32::from(small(*m1, *m2)?));
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = (hours * 60 + minutes) * 60;
            Offset::from_seconds(if *sign == b'-' { -seconds } else { seconds }).ok()
        }
        _ => None,
    }
}

fn small(tens: u8, ones: u8) -> Option<i8> {
    i8::try_from(number(&[tens, ones])?).ok()
}

fn number(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0_i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
}
