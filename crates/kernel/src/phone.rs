//! Phone numbers as officers type them.

/// A phone number in international form, `+447700900123`. `Debug` prints only the type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a UK number in any of the usual spellings, or a foreign one written with `+` or `00`. An extension is dropped.
    ///
    /// A leading 0 lost in a spreadsheet is put back for mobile and geographic numbers. `None` for what is no plausible number: too
    /// short or long, letters, one digit over and over and other stand-ins. Two numbers in one cell are too long, and so `None` too.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = without_extension(text.trim())?;
        let digits = digits(typed)?;
        let international =
            if typed.trim_start_matches(['(', ' ']).starts_with('+') { Some(digits.as_str()) } else { digits.strip_prefix("00") };
        match international {
            Some(number) => match number.strip_prefix("44") {
                Some(national) => uk(national.strip_prefix('0').unwrap_or(national)),
                None => foreign(number),
            },
            None => match digits.strip_prefix('0') {
                Some(national) => uk(national),
                None => without_its_zero(&digits),
            },
        }
    }

    /// The number in international form, for a page, a call or the database: the places a permission was given for.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether a text can be sent to it: a UK mobile number. Personal numbers (070) and pagers (076, but not the Isle of Man's 07624) are
    /// none, and a foreign number does not tell, so it counts as none.
    pub fn is_mobile(&self) -> bool {
        let Some(national) = self.national() else { return false };
        national.starts_with("7624") || (national.starts_with('7') && !national.starts_with("70") && !national.starts_with("76"))
    }

    /// The number as it is read out: `07700 900123`, `020 7946 0000`; foreign numbers in international form.
    pub fn for_display(&self) -> String {
        let Some(national) = self.national() else { return self.0.clone() };
        let groups: [usize; 2] = match national.as_bytes() {
            [b'2', ..] => [2, 4],
            [b'1', b'1', ..] | [b'1', _, b'1', ..] | [b'3' | b'8' | b'9', ..] => [3, 3],
            _ => [4, 6],
        };
        let mut shown = String::from("0");
        let mut rest = national;
        for group in groups {
            let (head, tail) = rest.split_at_checked(group).unwrap_or((rest, ""));
            shown.push_str(head);
            if !tail.is_empty() {
                shown.push(' ');
            }
            rest = tail;
        }
        shown + rest
    }

    /// The national number without its leading 0, of a UK number.
    fn national(&self) -> Option<&str> {
        self.0.strip_prefix("+44")
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone")
    }
}

/// Cuts off `ext 12`, `ext. 12`, `x12` or `#12`: up to six digits behind the mark. `None` if something else stands there.
fn without_extension(text: &str) -> Option<&str> {
    let Some(mark) = text.find(['e', 'E', 'x', 'X', '#']) else { return Some(text) };
    let (number, rest) = text.split_at_checked(mark)?;
    let letters = rest.bytes().take_while(|b| b.is_ascii_alphabetic() || *b == b'#').count();
    let (word, extension) = rest.split_at_checked(letters)?;
    let known = ["x", "#", "ext", "extn", "extension"].iter().any(|mark| mark.eq_ignore_ascii_case(word));
    let extension = extension.trim_matches([' ', '.', ':', ')']);
    let digits = (1..=6).contains(&extension.len()) && extension.bytes().all(|b| b.is_ascii_digit());
    (known && digits).then(|| number.trim_end_matches([' ', ',', '(']))
}

/// The digits, when nothing else is there but what people put between them.
fn digits(typed: &str) -> Option<String> {
    // Numbers copied from an address book come with invisible marks of direction around them.
    let filler = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | '-' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    };
    let mut digits = String::with_capacity(16);
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() => {}
            _ if filler(c) => {}
            _ => return None,
        }
    }
    Some(digits)
}

/// A number that begins with neither 0 nor +: `7700900123`, `1632960001`, or `447700900123` that lost its plus.
fn without_its_zero(digits: &str) -> Option<Phone> {
    match digits.strip_prefix("44") {
        Some(national) if digits.len() >= 12 => uk(national.strip_prefix('0').unwrap_or(national)),
        _ => (digits.len() == 10 && digits.starts_with(['1', '2', '7'])).then(|| uk(digits)).flatten(),
    }
}

/// A UK number from its national digits without the leading 0.
fn uk(national: &str) -> Option<Phone> {
    let known_range = matches!(
        national.as_bytes(),
        [b'1', b'1'..=b'9', ..]
            | [b'2', b'0' | b'3' | b'4' | b'8' | b'9', ..]
            | [b'3' | b'5' | b'7' | b'9', ..]
            | [b'8', b'0' | b'4' | b'7', ..]
    );
    let complete = match national.len() {
        10 => true,
        9 => national.starts_with("800") || has_short_numbers(national),
        _ => false,
    };
    (known_range && complete && !is_stand_in(national)).then(|| Phone(format!("+44{national}")))
}

/// A foreign number: 8 to 15 digits with its country code, which never begins with 0.
fn foreign(number: &str) -> Option<Phone> {
    ((8..=15).contains(&number.len()) && !number.starts_with('0') && !is_stand_in(number)).then(|| Phone(format!("+{number}")))
}

/// Whether somebody typed something only because the form wanted a number: `07777777777`, `07700000000`, `01234567890`.
fn is_stand_in(number: &str) -> bool {
    let last = number.bytes().next_back().unwrap_or_default();
    let repeated = number.bytes().rev().take_while(|b| *b == last).count();
    repeated >= 8 || ["1234567890", "123456789", "7123456789"].contains(&number)
}

/// Whether the area code is one of those where some numbers have one digit less (Ofcom's list of 4+5 and 5+4 areas).
fn has_short_numbers(national: &str) -> bool {
    let code = national.get(..4).and_then(|code| code.parse::<u16>().ok());
    national.starts_with("16977") || code.is_some_and(|code| SHORT_NUMBER_AREAS.contains(&code))
}

#[rustfmt::skip]
const SHORT_NUMBER_AREAS: [u16; 40] = [
    1204, 1208, 1254, 1276, 1297, 1298, 1363, 1364, 1384, 1386, 1404, 1420, 1460, 1461, 1480, 1488, 1524, 1527, 1562, 1566,
    1606, 1629, 1635, 1647, 1659, 1695, 1726, 1744, 1750, 1768, 1827, 1837, 1884, 1900, 1905, 1935, 1946, 1949, 1963, 1995,
];
