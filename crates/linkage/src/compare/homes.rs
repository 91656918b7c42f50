//! House number, street and postcode, compared together.

use crate::compare::packed::near;
use crate::levels::home;
use crate::rows::{at, wide};
use crate::scheme::slot;

pub(super) fn homes(a: &[u32], b: &[u32]) -> u8 {
    let postcodes = (wide(a, slot::POSTCODE), wide(b, slot::POSTCODE));
    let (numbers, streets) = ((at(a, slot::NUMBER), at(b, slot::NUMBER)), (at(a, slot::STREET), at(b, slot::STREET)));
    let both = |(x, y): (u32, u32)| x != 0 && y != 0;
    let same = |(x, y): (u32, u32)| x != 0 && x == y;
    if postcodes.0 != 0 && postcodes.1 != 0 {
        if postcodes.0 == postcodes.1 {
            return match () {
                () if same(numbers) => home::SAME,
                () if both(numbers) && digits_near(numbers.0, numbers.1) => home::NUMBER_EDIT,
                () if both(numbers) => home::POSTCODE,
                () if both(streets) && !same(streets) => home::POSTCODE,
                () => home::POSTCODE_ALONE,
            };
        }
        let near = postcode_near(postcodes.0, postcodes.1);
        return match () {
            () if near && same(numbers) && same(streets) => home::SAME_POSTCODE_EDIT,
            () if near => home::POSTCODE_EDIT,
            () if at(a, slot::OUTWARD) == at(b, slot::OUTWARD) => home::OUTWARD,
            () if same(numbers) && same(streets) => home::STREET,
            () => home::DIFFERS,
        };
    }
    match () {
        () if same(numbers) && same(streets) => home::NUMBER_AND_STREET,
        () if same(streets) => home::STREET,
        () if both(streets) => home::DIFFERS,
        () => 0,
    }
}

/// House numbers of which one digit differs, or the letter behind.
const fn digits_near(a: u32, b: u32) -> bool {
    let (x, y) = (a / 27, b / 27);
    if x == y || x / 10 == y / 10 || x / 10 == y || y / 10 == x {
        return true;
    }
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    high - low == 10 || high - low == 100 || high - low == 1
}

/// Packed postcodes that differ in one sign, or in two neighbours' order.
fn postcode_near(a: u64, b: u64) -> bool {
    near(a, b, 37)
}
