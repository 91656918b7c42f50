//! Telephone numbers.

use super::letters;

/// The number in digits, those of the United Kingdom without +44 or the leading 0, others with their country. None when it has not 7 to
/// 15 digits, or is one that is typed in place of a number. Of two numbers in one field the first is taken; what comes before and after
/// a number in letters ("mobile", "ext 4") is ignored.
pub(crate) fn phone(raw: &str) -> Option<u64> {
    letters::with_ascii::<64, _>(raw, of_ascii)
}

fn of_ascii(text: &[u8]) -> Option<u64> {
    let (mut digits, mut plus) = (Digits::default(), false);
    for byte in text {
        match byte {
            b'0'..=b'9' => digits.push(byte - b'0'),
            b'+' if digits.count == 0 => plus = true,
            b'/' | b',' | b';' | b'\n' | b'+' if digits.count >= 10 => break,
            b'a'..=b'z' | b'A'..=b'Z' if digits.count >= 7 => break,
            _ => {}
        }
    }
    let number = national(digits, plus);
    ((7..=15).contains(&number.count) && !made_up(number)).then_some(number.value)
}

#[derive(Clone, Copy, Default)]
struct Digits {
    value: u64,
    count: u32,
}

impl Digits {
    /// More than 15 are no number; they are counted, so that it shows.
    fn push(&mut self, digit: u8) {
        if self.count < 18 {
            self.value = self.value * 10 + u64::from(digit);
        }
        self.count = self.count.saturating_add(1);
    }

    /// Without leading zeros.
    fn plain(self) -> Self {
        if self.count > 18 { self } else { Self { count: self.value.checked_ilog10().map_or(0, |log| log + 1), ..self } }
    }
}

fn national(digits: Digits, plus: bool) -> Digits {
    let plain = digits.plain();
    let abroad = plus || plain.count + 2 == digits.count;
    // 44 and a number that has nine or ten digits, with its leading 0 or without.
    let length = plain.count.saturating_sub(2);
    let Some(size) = 10_u64.checked_pow(length) else { return plain };
    let british = plain.value / size == 44 && ((abroad && (9..=11).contains(&length)) || (10..=11).contains(&length));
    if british { Digits { value: plain.value % size, count: length }.plain() } else { plain }
}

/// One digit all along, or digits counted up or down, perhaps after the 7 of a mobile.
fn made_up(number: Digits) -> bool {
    let steps = |count: u32, step: u64| {
        let mut rest = number.value;
        (1..count).all(|_| {
            let last = rest % 10;
            rest /= 10;
            (rest % 10 + step) % 10 == last
        })
    };
    steps(number.count, 0) || steps(number.count.saturating_sub(1), 1) || steps(number.count, 9) || steps(number.count.saturating_sub(1), 0)
}

#[cfg(test)]
mod tests {
    use super::phone;

    #[test]
    fn a_number_is_the_same_however_written() {
        let raws = [
            "07700900123",
            "07700 900 123",
            "+447700900123",
            "+44 (0)7700 900123",
            "+44(0) 7700-900123",
            "0044 7700 900123",
            "00440 7700 900123",
            "447700900123",
            "7700900123",
            "Mob: 07700 900123",
            "07700 900123 (mum)",
            "07700 900123 ext 4",
            "07700900123 / 01632 960123",
            "٠٧٧٠٠٩٠٠١٢٣",
            "\u{202a}07700 900123\u{202c}",
        ];
        for raw in raws {
            assert_eq!(phone(raw), Some(7_700_900_123), "{raw}");
        }
        assert_eq!(phone("(01632) 960123"), Some(1_632_960_123));
    }

    #[test]
    fn numbers_of_other_countries_keep_theirs() {
        assert_eq!(phone("+48 601 555 019"), Some(48_601_555_019));
        assert_eq!(phone("0048601555019"), phone("+48601555019"));
    }

    #[test]
    fn what_has_too_few_digits_or_too_many_is_no_number() {
        for raw in ["", "999", "123 456", "0123456", "1234567890123456", "none", "0"] {
            assert_eq!(phone(raw), None, "{raw}");
        }
        assert_eq!(phone(&"7".repeat(500)), None);
        assert_eq!(phone("555 0198"), Some(5_550_198));
    }

    #[test]
    fn what_is_typed_in_place_of_a_number_is_none() {
        for raw in
            ["00000000000", "07777777777", "1111111", "1234567890", "01234567890", "07123456789", "07000000000", "9876543210", "0799999999"]
        {
            assert_eq!(phone(raw), None, "{raw}");
        }
    }
}
