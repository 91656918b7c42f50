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
        let (has_plus, digits) = digits(without_extension(text.trim())?)?;
        let international = if has_plus { Some(digits.as_str()) } else { digits.strip_prefix("00") };
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

/// Whether a plus leads, and the digits, when nothing else is there but what people put between them.
fn digits(typed: &str) -> Option<(bool, String)> {
    let (mut has_plus, mut digits) = (false, String::with_capacity(16));
    for c in typed.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !has_plus => has_plus = true,
            '.' | '-' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' => {}
            // Numbers copied from an address book come with invisible marks of direction around them.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            _ if c.is_whitespace() => {}
            _ => return None,
        }
    }
    Some((has_plus, digits))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Phone;

    fn read(text: &str) -> Option<String> {
        Phone::parse(text).map(|phone| phone.reveal().to_owned())
    }

    #[test]
    fn one_number_in_many_spellings() {
        for text in [
            "07700 900123",
            "07700900123",
            " 07700-900-123 ",
            "07700.900.123",
            "(07700) 900123",
            "07700/900123",
            "+44 7700 900123",
            "+447700900123",
            "(+44) 7700 900123",
            "+44 (0)7700 900123",
            "+44 07700 900123",
            "0044 7700 900123",
            "0044 (0)7700 900123",
            "7700900123",
            "7700 900123",
            "447700900123",
            "44 (0) 7700 900123",
            "07700 900123 ext 12",
            "07700 900123 x12",
            "07700 900123 Ext. 12",
            "07700900123#12",
            "07700 900123 (ext 12)",
            "07700 900123, extension 12",
            "07700\u{a0}900123",
            "\u{202a}07700 900123\u{202c}",
            "07700\u{2013}900123",
        ] {
            assert_eq!(read(text).as_deref(), Some("+447700900123"), "{text}");
        }
    }

    #[test]
    fn landlines_and_the_rest_of_the_uk() {
        for (text, number) in [
            ("01632 960001", "+441632960001"),
            ("1632960001", "+441632960001"),
            ("020 7946 0000", "+442079460000"),
            ("2079460000", "+442079460000"),
            ("0800 123456", "+44800123456"),
            ("0808 157 0192", "+448081570192"),
            ("0303 123 9999", "+443031239999"),
            ("01204 96001", "+44120496001"),
            ("016977 3555", "+44169773555"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
        }
    }

    #[test]
    fn foreign_numbers_are_kept() {
        for (text, number) in [
            ("+353 20 910 0123", "+353209100123"),
            ("00353 20 910 0123", "+353209100123"),
            ("+1 202-555-0123", "+12025550123"),
            ("\u{202a}+353 20 910 0123\u{202c}", "+353209100123"),
            ("+48 12 345 67 89", "+48123456789"),
        ] {
            assert_eq!(read(text).as_deref(), Some(number), "{text}");
            let phone = Phone::parse(text).unwrap();
            assert_eq!((phone.is_mobile(), phone.for_display().as_str()), (false, number));
        }
    }

    #[test]
    fn what_is_no_number() {
        for text in [
            "",
            " ",
            "+",
            "++44 7700 900123",
            "0",
            "999",
            "101",
            "960001",
            "07700 90012",
            "07700 9001234",
            "01632 96000",
            "+44 7700 90012",
            "+44 0077 900123",
            "00000000000",
            "07777777777",
            "07700000000",
            "11111111111",
            "1111111111",
            "01234567890",
            "07123456789",
            "+99999999999",
            "+0123456789",
            "+1234567",
            "+1234567890123456",
            "0123 456",
            "unknown",
            "n/a",
            "none",
            "07700 9OO123",
            "mobile 07700 900123",
            "07700 900123 mum",
            "07700 900123 ext",
            "07700 900123 ext twelve",
            "07700 900123 ext 1234567",
            "07700 900123 or 07700 900124",
            "07700 900123 / 07700 900124",
            "7.7009E+09",
            "3031239999",
            "8081570192",
            "07700+900123",
            "02200 000123",
            "06000 123456",
            "٠٧٧٠٠٩٠٠١٢٣",
            "test@example.org",
            "e",
            "x12",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn texts_go_to_mobiles_only() {
        for (text, mobile) in [
            ("07700 900123", true),
            ("07624 400123", true),
            ("07500 123456", true),
            ("07000 123456", false),
            ("07600 123456", false),
            ("07620 123456", false),
            ("01632 960001", false),
            ("020 7946 0000", false),
        ] {
            assert_eq!(Phone::parse(text).unwrap().is_mobile(), mobile, "{text}");
        }
    }

    #[test]
    fn shown_as_people_read_them_out() {
        for text in [
            "07700 900123",
            "01632 960001",
            "020 7946 0000",
            "0114 496 0123",
            "0161 496 0123",
            "0303 123 9999",
            "0800 123 456",
            "0808 157 0192",
            "01204 96001",
        ] {
            assert_eq!(Phone::parse(text).unwrap().for_display(), text);
        }
    }

    #[test]
    fn debug_hides_it() {
        assert_eq!(format!("{:?}", Phone::parse("07700 900123")), "Some(Phone)");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,20}|[0-9+() .x-]{6,18}|\\+?0{0,2}(44)?0?[1-9][0-9]{8,9}( ?ext ?[0-9]{1,3})?") {
            if let Some(phone) = Phone::parse(&text) {
                prop_assert_eq!(Phone::parse(phone.reveal()), Some(phone.clone()), "what is written is read again");
                prop_assert_eq!(Phone::parse(&phone.for_display()), Some(phone.clone()), "what is shown is read again");
                let digits = phone.reveal().strip_prefix('+').unwrap();
                prop_assert!((8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
            }
        }

        #[test]
        fn every_drama_mobile_is_one(last in 0..1000_u32) {
            let phone = Phone::parse(&format!("7700900{last:03}")).unwrap();
            prop_assert_eq!(phone.reveal(), format!("+447700900{last:03}"));
            prop_assert!(phone.is_mobile());
        }
    }
}
