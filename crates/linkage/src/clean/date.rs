//! Dates, most often of birth, in the orders people write them in.

use super::letters;

/// The years that the dates of people have, when nobody slipped.
const LIKELY: std::ops::RangeInclusive<u32> = 1801..=2100;

/// What systems write when there is no date: of spreadsheets, databases and forms.
const NO_DATES: &[(u32, u32, u32)] =
    &[(1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1753, 1, 1), (1601, 1, 1), (1582, 10, 15), (2999, 12, 31), (2099, 12, 31)];

/// The date as `year << 9 | month << 5 | day`. ISO, `yyyymmdd`, `yyyy/mm/dd`, `dd/mm/yyyy` (British; the other order when only that can
/// be), `dd.mm.yy`, `12 Mar 1980`; a time of day after it is ignored. None for what is no date of the calendar and for what stands for
/// "not known". A year that cannot be (2424) is kept, since the slip of one digit still says whose date it may be. Two digits of a year mean the last hundred years: up to 29 of this century.
pub(crate) fn date(raw: &str) -> Option<u32> {
    letters::with_ascii::<48, _>(raw, of_ascii)
}

fn of_ascii(text: &[u8]) -> Option<u32> {
    let text = text.trim_ascii();
    let (year, month, day) = iso(text).or_else(|| parts(text))?;
    let known = (1000..9999).contains(&year) && year != 1800 && !NO_DATES.contains(&(year, month, day));
    known.then_some(year << 9 | month << 5 | day)
}

type Ymd = (u32, u32, u32);

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |sum: u32, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// By far the most dates that come are so written.
fn iso(text: &[u8]) -> Option<Ymd> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else { return None };
    if rest.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    possible(digits(&[*y1, *y2, *y3, *y4])?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?)
}

fn possible(year: u32, month: u32, day: u32) -> Option<Ymd> {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => return None,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

#[derive(Clone, Copy)]
enum Part {
    Number { value: u32, digits: usize },
    Month(u32),
}

/// The first three parts that matter, or all eight digits at once.
fn parts(text: &[u8]) -> Option<Ymd> {
    let (mut found, mut count) = ([Part::Month(0); 3], 0);
    for word in text.chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit() && a.is_ascii_alphabetic() == b.is_ascii_alphabetic()) {
        let part = match word.first()? {
            b'0'..=b'9' if count == 0 && word.len() >= 8 => return unbroken(word.get(..8)?),
            b'0'..=b'9' if word.len() <= 4 => Part::Number { value: digits(word)?, digits: word.len() },
            b'0'..=b'9' => return None,
            first if first.is_ascii_alphabetic() => match month(word) {
                Some(month) => Part::Month(month),
                None => continue,
            },
            _ => continue,
        };
        *found.get_mut(count)? = part;
        count += 1;
        if count == 3 {
            break;
        }
    }
    if count == 3 { ordered(found) } else { None }
}

fn likely((year, ..): &Ymd) -> bool {
    LIKELY.contains(year)
}

fn unbroken(word: &[u8]) -> Option<Ymd> {
    let (front, back) = word.split_at_checked(4)?;
    let two = |text: &[u8], at: usize| digits(text.get(at..at + 2)?);
    let year_first = possible(digits(front)?, two(back, 0)?, two(back, 2)?);
    let day_first = || possible(digits(back)?, two(front, 2)?, two(front, 0)?).filter(likely);
    year_first.filter(likely).or_else(day_first).or(year_first)
}

fn ordered(found: [Part; 3]) -> Option<Ymd> {
    use Part::{Month, Number};
    match found {
        [Number { value: year, digits: 4 }, Number { value: a, .. }, Number { value: b, .. }] => {
            possible(year, a, b).or_else(|| possible(year, b, a))
        }
        [Number { value: a, .. }, Number { value: b, .. }, Number { value, digits }] => {
            let year = of_century(value, digits)?;
            possible(year, b, a).or_else(|| possible(year, a, b))
        }
        [Number { value: year, digits: 4 }, Month(month), Number { value: day, .. }] => possible(year, month, day),
        [Number { value: day, .. }, Month(month), Number { value, digits }]
        | [Month(month), Number { value: day, .. }, Number { value, digits }] => possible(of_century(value, digits)?, month, day),
        _ => None,
    }
}

fn of_century(year: u32, digits: usize) -> Option<u32> {
    match digits {
        4 => Some(year),
        2 if year < 30 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// English and Welsh months by their first letters.
fn month(word: &[u8]) -> Option<u32> {
    const MONTHS: &[(&str, u32)] = &[
        ("jan", 1),
        ("feb", 2),
        ("mar", 3),
        ("apr", 4),
        ("may", 5),
        ("jun", 6),
        ("jul", 7),
        ("aug", 8),
        ("sep", 9),
        ("oct", 10),
        ("nov", 11),
        ("dec", 12),
        ("ion", 1),
        ("chw", 2),
        ("maw", 3),
        ("ebr", 4),
        ("mai", 5),
        ("meh", 6),
        ("gor", 7),
        ("aws", 8),
        ("med", 9),
        ("hyd", 10),
        ("tac", 11),
        ("rha", 12),
    ];
    let start = word.get(..3)?;
    MONTHS.iter().find(|(name, _)| start.eq_ignore_ascii_case(name.as_bytes())).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::date;

    fn packed(year: u32, month: u32, day: u32) -> Option<u32> {
        Some(year << 9 | month << 5 | day)
    }

    #[test]
    fn dates_are_read_in_every_order() {
        let raws = [
            "1980-03-12",
            " 1980-03-12T09:30:00Z",
            "1980-03-12 09:30",
            "1980/03/12",
            "1980.3.12",
            "19800312",
            "19800312093000",
            "12031980",
            "12/03/1980",
            "12/3/80",
            "12.03.80",
            "12-03-1980 00:00:00",
            "12 Mar 1980",
            "12th March, 1980",
            "Wed 12 March 1980",
            "March 12 1980",
            "1980 Mar 12",
            "12MAR1980",
            "12 Mawrth 1980",
            "\u{200f}١٢/٠٣/١٩٨٠",
        ];
        for raw in raws {
            assert_eq!(date(raw), packed(1980, 3, 12), "{raw}");
        }
        assert_eq!(date("19571231"), packed(1957, 12, 31));
    }

    #[test]
    fn the_british_order_goes_before_the_other() {
        assert_eq!(date("04/05/1990"), packed(1990, 5, 4));
        assert_eq!(date("04/25/1990"), packed(1990, 4, 25));
    }

    #[test]
    fn a_slip_in_the_year_is_kept() {
        assert_eq!(date("2424-08-25"), packed(2424, 8, 25));
        assert_eq!(date("11230825"), packed(1123, 8, 25));
    }

    #[test]
    fn two_digits_are_the_last_hundred_years() {
        assert_eq!(date("01/02/29"), packed(2029, 2, 1));
        assert_eq!(date("01/02/30"), packed(1930, 2, 1));
    }

    #[test]
    fn what_is_no_date_of_the_calendar_is_not_known() {
        for raw in
            ["", "1980-02-30", "1990-13-13", "00/00/1980", "1980-00-12", "1980-01-00", "31/04/1980", "1980", "Mar 1980", "soon", "1/2/3"]
        {
            assert_eq!(date(raw), None, "{raw}");
        }
        assert_eq!(date("29/02/2000"), packed(2000, 2, 29));
        assert_eq!(date("29/02/1900"), None);
    }

    #[test]
    fn what_stands_for_no_date_is_not_known() {
        for raw in
            ["1900-01-01", "01/01/1900", "1800-01-01", "9999-12-31", "31/12/9999", "1899-12-30", "0001-01-01", "00000000", "99999999"]
        {
            assert_eq!(date(raw), None, "{raw}");
        }
    }
}
