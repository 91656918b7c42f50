//! Two days.

use crate::levels::born;

pub(super) fn dates(a: u32, b: u32) -> u8 {
    if a == 0 || b == 0 {
        return 0;
    }
    let parts = |date: u32| (date >> 9, date >> 5 & 15, date & 31);
    let ((year_a, month_a, day_a), (year_b, month_b, day_b)) = (parts(a), parts(b));
    let (month_day, years) = ((month_a, day_a) == (month_b, day_b), year_a.abs_diff(year_b));
    let first = |month: u32, day: u32| month == 1 && day == 1;
    let (first_a, first_b) = (first(month_a, day_a), first(month_b, day_b));
    if a == b {
        return if first_a { born::FIRST_JANUARY } else { born::EXACT };
    }
    if years == 0 {
        return match () {
            () if month_a == day_b && day_a == month_b => born::SWAPPED,
            () if first_a || first_b => born::PLACEHOLDER,
            () if month_a == month_b && digits_edit(day_a, day_b) || day_a == day_b && digits_edit(month_a, month_b) => born::ONE_EDIT,
            () if month_a == month_b || day_a == day_b => born::YEAR_AND,
            () => born::YEAR,
        };
    }
    if month_day && !first_a {
        return match () {
            () if years == 1 || years == 10 => born::YEARS_OFF,
            () if year_edit(year_a, year_b) => born::ONE_EDIT,
            () => born::MONTH_DAY,
        };
    }
    match years {
        1 | 2 => born::WITHIN_2,
        3..=12 => born::WITHIN_12,
        _ => born::DIFFERS,
    }
}

/// Two-digit numbers of which one digit differs, or whose digits are swapped.
const fn digits_edit(a: u32, b: u32) -> bool {
    a / 10 == b / 10 || a % 10 == b % 10 || (a / 10 == b % 10 && a % 10 == b / 10)
}

fn year_edit(a: u32, b: u32) -> bool {
    let digits = |year: u32| [year / 1000, year / 100 % 10, year / 10 % 10, year % 10];
    let different = digits(a).iter().zip(digits(b)).filter(|(x, y)| **x != *y).count();
    different == 1 || (a / 100 == b / 100 && a % 10 == b / 10 % 10 && b % 10 == a / 10 % 10)
}
