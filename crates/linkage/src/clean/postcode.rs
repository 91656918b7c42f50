//! Postcodes.

use std::fmt;

use super::letters;

/// A postcode, packed in base 37 with 0 for no more letters, so that equal numbers are equal texts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Postcode {
    /// All of it.
    pub whole: u64,
    /// What names the district: in the United Kingdom all but the last three, elsewhere all but the last. Alone, when only that is known.
    pub outward: u64,
}

impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Postcode")
    }
}

const LONGEST: usize = 12;

/// The letters and digits of a postcode, upper case. One that has the shape of the United Kingdom when O and 0, I and 1 are told apart by
/// their places has them put right. None for what has no digit, more than twelve letters, or is known to be made up.
pub(crate) fn postcode(raw: &str) -> Option<Postcode> {
    let (mut room, mut count) = ([0_u8; LONGEST], 0);
    let mut over = false;
    letters::each(raw, |byte| {
        if byte.is_ascii_alphanumeric() {
            match room.get_mut(count) {
                Some(place) => *place = byte.to_ascii_uppercase(),
                None => over = true,
            }
            count += 1;
        }
    });
    if over {
        return None;
    }
    let text = room.get_mut(..count)?;
    let outward = put_right(text);
    let text: &[u8] = text;
    let zero = text.iter().all(|byte| *byte == b'0');
    // ZZ99 is written for no fixed abode, and for places abroad.
    if zero || !text.iter().any(u8::is_ascii_digit) || text.starts_with(b"ZZ99") {
        return None;
    }
    let length = outward.unwrap_or(count.saturating_sub(1).max(1));
    Some(Postcode { whole: packed(text), outward: packed(text.get(..length)?) })
}

fn packed(text: &[u8]) -> u64 {
    text.iter().fold(0, |sum, byte| {
        let letter = if byte.is_ascii_digit() { byte - b'0' + 1 } else { byte.saturating_sub(b'A') + 11 };
        sum * 37 + u64::from(letter)
    })
}

/// How long the outward code is, when this has or can be given the shape of a postcode of the United Kingdom, or of its outward part alone.
fn put_right(text: &mut [u8]) -> Option<usize> {
    // Four or five digits are a postcode of another country.
    if text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let mut tried = [0_u8; 7];
    let tried = tried.get_mut(..text.len())?;
    tried.copy_from_slice(text);
    let length = match &mut *tried {
        [outward @ .., a, b, c] if (2..=4).contains(&outward.len()) && b.is_ascii_alphabetic() && c.is_ascii_alphabetic() => {
            *a = digit(*a);
            (a.is_ascii_digit() && outward_right(outward)).then_some(outward.len())
        }
        outward => outward_right(outward).then_some(outward.len()),
    }?;
    text.copy_from_slice(tried);
    Some(length)
}

fn digit(byte: u8) -> u8 {
    match byte {
        b'O' => b'0',
        b'I' => b'1',
        other => other,
    }
}

fn letter(byte: u8) -> u8 {
    match byte {
        b'0' => b'O',
        b'1' => b'I',
        other => other,
    }
}

/// Areas whose second letter is O: CO, PO, SO, YO. No area has I second.
fn second(first: u8, byte: u8) -> u8 {
    match byte {
        b'I' => b'1',
        b'0' | b'O' if b"CPSY".contains(&first) => b'O',
        other => other,
    }
}

fn outward_right(text: &mut [u8]) -> bool {
    match text {
        [a, b] => {
            (*a, *b) = (letter(*a), digit(*b));
            a.is_ascii_alphabetic() && b.is_ascii_digit()
        }
        [a, b, c] => {
            *a = letter(*a);
            (*b, *c) = (second(*a, *b), digit(*c));
            a.is_ascii_alphabetic() && (b.is_ascii_digit() || c.is_ascii_digit())
        }
        [a, b, c, d] => {
            (*a, *b, *c, *d) = (letter(*a), letter(*b), digit(*c), digit(*d));
            a.is_ascii_alphabetic() && b.is_ascii_alphabetic() && c.is_ascii_digit()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{packed, postcode};

    fn parts(raw: &str) -> Option<(u64, u64)> {
        postcode(raw).map(|postcode| (postcode.whole, postcode.outward))
    }

    fn of(whole: &str, outward: &str) -> Option<(u64, u64)> {
        Some((packed(whole.as_bytes()), packed(outward.as_bytes())))
    }

    #[test]
    fn a_postcode_is_letters_and_digits() {
        for raw in ["SW1A 1AA", " sw1a1aa ", "SW1A-1AA.", "ＳＷ１Ａ １ＡＡ"] {
            assert_eq!(parts(raw), of("SW1A1AA", "SW1A"), "{raw}");
        }
        for (whole, outward) in
            [("M11AE", "M1"), ("B338TH", "B33"), ("CR26XH", "CR2"), ("DN551PT", "DN55"), ("W1A0AX", "W1A"), ("EC1A1BB", "EC1A")]
        {
            assert_eq!(parts(whole), of(whole, outward));
        }
    }

    #[test]
    fn an_outward_code_alone_is_its_own() {
        for raw in ["LS6", "W1A", "SW1A", "DN55"] {
            assert_eq!(parts(raw), of(raw, raw));
        }
    }

    #[test]
    fn elsewhere_the_last_place_is_the_nearest() {
        assert_eq!(parts("2615"), of("2615", "261"));
        assert_eq!(parts("90210"), of("90210", "9021"));
        assert_eq!(parts("1001"), of("1001", "100"));
        assert_eq!(parts("00-950"), of("00950", "0095"));
    }

    #[test]
    fn slips_of_o_and_0_and_i_and_1_are_put_right() {
        for (slip, right) in [
            ("SWIA OAA", "SW1A0AA"),
            ("M1 IAE", "M11AE"),
            ("LSI IAB", "LS11AB"),
            ("0X1 2AB", "OX12AB"),
            ("S014 2AB", "SO142AB"),
            ("MI3 9PL", "M139PL"),
            ("B1O 2AB", "B102AB"),
        ] {
            assert_eq!(parts(slip), parts(right), "{slip}");
        }
        assert_eq!(parts("SO14 2AB"), of("SO142AB", "SO14"), "the O of Southampton stays");
    }

    #[test]
    fn what_is_no_postcode_is_not_known() {
        for raw in ["", "unknown", "NFA", "0000", "ZZ99 3VZ", "a very long postcode 1", "?"] {
            assert_eq!(parts(raw), None, "{raw}");
        }
    }

    #[test]
    fn it_does_not_print_itself() {
        assert_eq!(format!("{:?}", postcode("SW1A 1AA")), "Some(Postcode)");
    }
}
