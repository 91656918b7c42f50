//! The bank holidays of England and Wales, by rule.
//!
//! The rules are those of the Banking and Financial Dealings Act 1971 and the yearly proclamations; they hold from 1978, when early May
//! joined them. What a proclamation changed for one year stands in [`EXCEPTIONS`].

use jiff::civil::{Date, Weekday, date};

/// What one proclamation changed.
enum Exception {
    /// A day off that no rule gives.
    Extra(Date),
    /// A day that the rule gives, held on another day instead.
    Moved(Date, Date),
}

use Exception::{Extra, Moved};

/// Every change proclaimed since 1978. A new one is added here and nowhere else.
const EXCEPTIONS: [Exception; 13] = [
    Extra(date(1981, 7, 29)),                   // royal wedding
    Moved(date(1995, 5, 1), date(1995, 5, 8)),  // fifty years of VE Day
    Extra(date(1999, 12, 31)),                  // millennium
    Moved(date(2002, 5, 27), date(2002, 6, 4)), // golden jubilee
    Extra(date(2002, 6, 3)),                    // golden jubilee
    Extra(date(2011, 4, 29)),                   // royal wedding
    Moved(date(2012, 5, 28), date(2012, 6, 4)), // diamond jubilee
    Extra(date(2012, 6, 5)),                    // diamond jubilee
    Moved(date(2020, 5, 4), date(2020, 5, 8)),  // seventy-five years of VE Day
    Moved(date(2022, 5, 30), date(2022, 6, 2)), // platinum jubilee
    Extra(date(2022, 6, 3)),                    // platinum jubilee
    Extra(date(2022, 9, 19)),                   // state funeral of Queen Elizabeth II
    Extra(date(2023, 5, 8)),                    // coronation of King Charles III
];

/// Whether `day` is a bank holiday in England and Wales.
pub(super) fn is_bank_holiday(day: Date) -> bool {
    let moved_away = || EXCEPTIONS.iter().any(|exception| matches!(exception, Moved(from, _) if *from == day));
    let moved_here = || EXCEPTIONS.iter().any(|exception| matches!(exception, Extra(to) | Moved(_, to) if *to == day));
    if is_one_by_rule(day) { !moved_away() } else { moved_here() }
}

fn is_one_by_rule(day: Date) -> bool {
    use Weekday::{Monday, Tuesday};
    let (weekday, number) = (day.weekday(), day.day());
    let on_a_weekday = !matches!(weekday, Weekday::Saturday | Weekday::Sunday);
    match day.month() {
        // The day itself, or the Monday after when it falls on a weekend.
        1 => (number == 1 && on_a_weekday) || (matches!(number, 2 | 3) && weekday == Monday),
        3 | 4 => matches!(days_after_easter(day), Some(-2 | 1)),
        5 => weekday == Monday && (number <= 7 || number > 24),
        8 => weekday == Monday && number > 24,
        // Two days off always: what falls on a weekend is made good on Monday 27th or 28th, or Tuesday 27th or 28th.
        12 => (matches!(number, 25 | 26) && on_a_weekday) || (matches!(number, 27 | 28) && matches!(weekday, Monday | Tuesday)),
        _ => false,
    }
}

/// Days from Easter Sunday to `day`, which is in March or April of the same year.
fn days_after_easter(day: Date) -> Option<i16> {
    let easter = easter_sunday(day.year())?;
    Some(day.day_of_year() - easter.day_of_year())
}

/// Easter Sunday of the Gregorian calendar (the computus of Meeus, Jones and Butcher).
fn easter_sunday(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (golden, century, of_century) = (y % 19, y / 100, y % 100);
    let correction = (century + 8) / 25;
    let epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}
