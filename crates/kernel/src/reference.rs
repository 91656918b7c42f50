//! The reference of a case that people read out, write down and type.

/// The symbols, in the order of their values. No vowels, so that no words arise; none of 0, 1, I, L, O, S, U.
const ALPHABET: &[u8; 27] = b"23456789BCDFGHJKMNPQRTVWXYZ";

/// What a person quotes to speak about their case: `K7M2-9QXD`, seven symbols and a check symbol.
///
/// The check symbol catches every single wrong symbol and every two symbols swapped. The reference looks random but is no secret:
/// knowing one gives no right to anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseReference([u8; 9]);

impl CaseReference {
    /// How many references there are: 27⁷, a little over ten thousand million.
    pub const COUNT: u64 = 27_u64.pow(7);

    /// The reference of the case with this number. Different numbers have different references; neighbours do not look alike.
    ///
    /// `None` for numbers from [`Self::COUNT`] on: starting again would give two cases one reference.
    pub fn from_number(n: u64) -> Option<Self> {
        if n >= Self::COUNT {
            return None;
        }
        let symbols = base_27(scramble(n));
        Self::write(symbols, check_value(&symbols))
    }

    /// Reads a reference however it was typed: any case, with or without spaces and dashes. `None` if the check symbol does not fit.
    pub fn parse(text: &str) -> Option<Self> {
        let mut values = [0_u8; 8];
        let mut typed = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
        for value in &mut values {
            let symbol = u8::try_from(typed.next()?).ok()?.to_ascii_uppercase();
            *value = u8::try_from(ALPHABET.iter().position(|known| *known == symbol)?).ok()?;
        }
        let [symbols @ .., check] = values;
        if typed.next().is_none() && check_value(&symbols) == check { Self::write(symbols, check) } else { None }
    }

    /// The reference as it is written.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn write(symbols: [u8; 7], check: u8) -> Option<Self> {
        let symbol = |value: u8| ALPHABET.get(usize::from(value)).copied();
        let [a, b, c, d, e, f, g] = symbols;
        Some(Self([symbol(a)?, symbol(b)?, symbol(c)?, symbol(d)?, b'-', symbol(e)?, symbol(f)?, symbol(g)?, symbol(check)?]))
    }
}

/// One to one on the numbers below `COUNT`: each factor shares no divisor with 27⁷, and turning the digits round undoes itself.
///
/// Multiplying alone would leave the last symbol stepping evenly; with the digits turned round between, every symbol depends on all of them.
fn scramble(n: u64) -> u64 {
    let once = multiply(n, 6_180_339_887, 2_718_281_828);
    let turned = base_27(once).iter().rev().fold(0, |sum, digit| sum * 27 + u64::from(*digit));
    multiply(turned, 7_320_508_075, 1_414_213_562)
}

fn multiply(n: u64, factor: u64, offset: u64) -> u64 {
    let product = (u128::from(n) * u128::from(factor) + u128::from(offset)) % u128::from(CaseReference::COUNT);
    u64::try_from(product).unwrap_or_default()
}

/// The seven digits to base 27, most significant first.
fn base_27(n: u64) -> [u8; 7] {
    let mut digits = [0; 7];
    let mut rest = n;
    for digit in digits.iter_mut().rev() {
        *digit = u8::try_from(rest % 27).unwrap_or_default();
        rest /= 27;
    }
    digits
}

/// The value that makes the whole reference, read as a polynomial over the field of 27 elements, zero at a point of high order.
///
/// Every place then has a weight of its own that is not zero: a wrong symbol, or two swapped ones, cannot cancel out. Plain sums
/// modulo 27 cannot promise that, since 27 is no prime.
fn check_value(symbols: &[u8; 7]) -> u8 {
    negative(times_x(symbols.iter().fold(0, |sum, symbol| add(times_x(sum), *symbol))))
}

/// Elements of the field are polynomials a + bx + cx² over the integers modulo 3, kept as a + 3b + 9c, with x³ = x + 2.
fn times_x(element: u8) -> u8 {
    let (a, b, c) = (element % 3, element / 3 % 3, element / 9);
    (2 * c) % 3 + 3 * ((a + c) % 3) + 9 * b
}

fn add(left: u8, right: u8) -> u8 {
    (left + right) % 3 + 3 * ((left / 3 % 3 + right / 3 % 3) % 3) + 9 * ((left / 9 + right / 9) % 3)
}

fn negative(element: u8) -> u8 {
    add(element, element)
}

impl std::fmt::Display for CaseReference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for CaseReference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_alphabet_has_no_vowels_and_no_symbol_twice() {
        assert_eq!(ALPHABET.iter().collect::<HashSet<_>>().len(), 27);
        assert!(ALPHABET.is_sorted() && !ALPHABET.iter().any(|symbol| b"AEIOUL01S".contains(symbol)));
    }

    #[test]
    fn written_in_two_groups_of_four_and_read_however_typed() {
        let reference = CaseReference::from_number(1).unwrap();
        let written = reference.to_string();
        assert_eq!((written.len(), written.find('-')), (9, Some(4)));
        let plain = written.replace('-', "");
        for typed in [
            written.clone(),
            written.to_lowercase(),
            plain.clone(),
            written.replace('-', " "),
            written.replace('-', "–"),
            format!("  {written}\n"),
            { plain.chars().flat_map(|c| [c, ' ']).collect() },
        ] {
            assert_eq!(CaseReference::parse(&typed), Some(reference), "{typed}");
        }
        for typed in ["", "-", &plain[..7], &format!("{plain}2"), "AAAAAAAA", "Ｋ7M29QXD"] {
            assert_eq!(CaseReference::parse(typed), None, "{typed}");
        }
    }

    /// References already given out must keep their meaning: these may never change.
    #[test]
    fn known_numbers_keep_their_references() {
        let reference = |n| CaseReference::from_number(n).unwrap().to_string();
        assert_eq!(
            [reference(0), reference(1), reference(2), reference(CaseReference::COUNT - 1)],
            ["CHVT-MT2Q", "7HJN-B8KX", "JNHM-HHVD", "YJ97-7TR5"]
        );
    }

    #[test]
    fn there_is_none_beyond_the_last() {
        assert!(CaseReference::from_number(CaseReference::COUNT - 1).is_some());
        assert_eq!(CaseReference::from_number(CaseReference::COUNT), None);
        assert_eq!(CaseReference::from_number(u64::MAX), None);
    }

    #[test]
    fn neighbours_share_few_symbols() {
        let symbols = |n| CaseReference::from_number(n).unwrap().0;
        let shared: usize = (0..10_000)
            .map(|n| symbols(n).into_iter().zip(symbols(n + 1)).filter(|(left, right)| left == right && *left != b'-').count())
            .sum();
        // By chance it would be 8 of 27 places, 0.3 a pair.
        assert!(shared < 4_000, "{shared}");
    }

    #[test]
    fn no_two_of_the_first_half_million_are_alike() {
        assert_eq!((0..500_000).filter_map(CaseReference::from_number).collect::<HashSet<_>>().len(), 500_000);
    }

    #[test]
    fn every_wrong_symbol_and_every_swap_is_caught() {
        for n in (0..CaseReference::COUNT).step_by(5_230_177) {
            let written = CaseReference::from_number(n).unwrap().0;
            let caught = |typed: [u8; 9]| CaseReference::parse(std::str::from_utf8(&typed).unwrap()).is_none();
            for place in (0..9).filter(|place| *place != 4) {
                for symbol in ALPHABET.iter().filter(|symbol| **symbol != written[place]) {
                    let mut typed = written;
                    typed[place] = *symbol;
                    assert!(caught(typed));
                }
                for other in (0..place).filter(|other| *other != 4 && written[*other] != written[place]) {
                    let mut typed = written;
                    typed.swap(place, other);
                    assert!(caught(typed), "not only neighbours");
                }
            }
        }
    }

    #[test]
    fn the_check_counts_every_place_with_a_weight_of_its_own() {
        let weights = std::iter::successors(Some(1), |weight| Some(times_x(*weight))).take(8).collect::<HashSet<u8>>();
        assert!(weights.len() == 8 && !weights.contains(&0));
        assert!((0..27).all(|element| add(element, negative(element)) == 0));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,12}|[2-9B-Z -]{8,10}") {
            if let Some(reference) = CaseReference::parse(&text) {
                prop_assert_eq!(CaseReference::parse(reference.as_str()), Some(reference));
            }
        }

        #[test]
        fn every_number_has_its_own_reference(one in 0..CaseReference::COUNT, other in 0..CaseReference::COUNT) {
            let reference = |n| CaseReference::from_number(n).unwrap();
            prop_assert_eq!(CaseReference::parse(&reference(one).to_string()), Some(reference(one)));
            prop_assert_eq!(reference(one) == reference(other), one == other);
        }

        /// One to one, shown by undoing it: each step of the scramble has its inverse.
        #[test]
        fn the_scramble_can_be_undone(n in 0..CaseReference::COUNT) {
            let undo = |value: u64, factor: u64, offset: u64| {
                let size = u128::from(CaseReference::COUNT);
                // The group of units has 18 · 27⁶ elements, so that this power is the inverse.
                let (mut inverse, mut square, mut power) = (1, u128::from(factor) % size, 18 * 27_u64.pow(6) - 1);
                while power > 0 {
                    if power % 2 == 1 {
                        inverse = inverse * square % size;
                    }
                    square = square * square % size;
                    power /= 2;
                }
                u64::try_from((u128::from(value) + size - u128::from(offset)) * inverse % size).unwrap()
            };
            let turned = undo(scramble(n), 7_320_508_075, 1_414_213_562);
            let once = base_27(turned).iter().rev().fold(0, |sum, digit| sum * 27 + u64::from(*digit));
            prop_assert_eq!(undo(once, 6_180_339_887, 2_718_281_828), n);
        }
    }
}
