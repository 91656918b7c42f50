//! Telephone numbers: only from the ranges Ofcom keeps free for drama, so that nobody real can ever be called or texted.
//!
//! There are only a thousand such mobile numbers. In a feed of any size strangers therefore share one. That is a trap worth having:
//! two people are not the same, nor of one household, because their mobile number is.

use crate::draw::Draw;

/// The only mobile range: three more digits.
pub(crate) const MOBILE: &str = "07700900";

/// The first eight digits of the landline ranges; three more follow.
pub(crate) const LANDLINES: [&str; 16] = [
    "01632960", "01134960", "01144960", "01154960", "01164960", "01174960", "01184960", "01214960", "01314960", "01414960", "01514960",
    "01614960", "01914980", "02079460", "02896496", "02920180",
];

/// How a number is typed in a cell.
#[derive(Clone, Copy, Default)]
enum Typed {
    #[default]
    Spaced,
    Plain,
    International,
    InternationalPlain,
    Bracketed,
    DoubleZero,
}

const TYPED: [(u32, Typed); 6] = [
    (50, Typed::Spaced),
    (32, Typed::Plain),
    (7, Typed::International),
    (6, Typed::InternationalPlain),
    (3, Typed::Bracketed),
    (2, Typed::DoubleZero),
];

/// The number as somebody typed it: eleven digits from a prefix of eight and an end of three.
pub(crate) fn typed(prefix: &str, end: u16, draw: &mut Draw) -> String {
    // London, Northern Ireland and Cardiff have codes of three digits, the big cities of four, everywhere else and mobiles of five.
    let area = match prefix.get(..3) {
        Some("020" | "028" | "029") => 3,
        Some("011" | "012" | "013" | "014" | "015") => 4,
        _ if prefix.starts_with("0161") || prefix.starts_with("0191") => 4,
        _ => 5,
    };
    let (code, rest) = prefix.split_at_checked(area).unwrap_or((prefix, ""));
    let national = code.get(1..).unwrap_or_default();
    // Numbers with a code of five are written "01632 960123", the others in groups: "0116 496 0123", "020 7946 0123".
    let (left, right) = match area {
        5 => (rest, ""),
        4 => rest.split_at_checked(3).unwrap_or((rest, "")),
        _ => rest.split_at_checked(4).unwrap_or((rest, "")),
    };
    let gap = if area == 5 { "" } else { " " };
    match draw.of(&TYPED) {
        Typed::Spaced => format!("{code} {left}{gap}{right}{end:03}"),
        Typed::Plain => format!("{prefix}{end:03}"),
        Typed::International => format!("+44 {national} {left}{gap}{right}{end:03}"),
        Typed::InternationalPlain => format!("+44{national}{rest}{end:03}"),
        Typed::Bracketed => format!("({code}) {left}{gap}{right}{end:03}"),
        Typed::DoubleZero => format!("0044 {national} {left}{right}{end:03}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_a_number_is_typed_it_is_the_same_number() {
        let mut draw = Draw::new(1, b"tests tests test");
        for prefix in LANDLINES.into_iter().chain([MOBILE]) {
            for _ in 0..200 {
                let text = typed(prefix, 7, &mut draw);
                let phone = kernel::Phone::parse(&text).unwrap_or_else(|| panic!("{text} is no telephone number"));
                assert_eq!(phone.reveal(), format!("+44{}007", &prefix[1..]), "{text}");
            }
        }
    }

    #[test]
    fn numbers_are_grouped_as_people_write_them() {
        let mut draw = Draw::new(1, b"tests tests test");
        let mut seen: Vec<String> = (0..100).flat_map(|_| ["07700900", "02079460", "01164960"].map(|p| typed(p, 123, &mut draw))).collect();
        seen.sort();
        for form in ["07700 900123", "020 7946 0123", "0116 496 0123", "+44 7700 900123", "(0116) 496 0123"] {
            assert!(seen.iter().any(|text| text == form), "{form} not among {seen:?}");
        }
    }
}
