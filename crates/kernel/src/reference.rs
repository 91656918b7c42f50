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
