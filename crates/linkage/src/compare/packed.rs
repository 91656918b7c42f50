//! Numbers and codes packed into one number.

/// Two telephone numbers.
pub(super) fn phones(a: u64, b: u64) -> u8 {
    match (a, b) {
        (0, _) | (_, 0) => 0,
        (a, b) if a == b => 1,
        (a, b) if near(a, b, 10) => 2,
        _ => 3,
    }
}

/// Whether two packed numbers differ in one place, in two neighbours' order, or by one left out.
pub(super) fn near(a: u64, b: u64, base: u64) -> bool {
    let (mut x, mut y, mut unit) = (a, b, 1_u64);
    // What stands behind the last difference.
    while x % base == y % base {
        (x, y, unit) = (x / base, y / base, unit.saturating_mul(base));
        if x == 0 || y == 0 {
            return x < base && y < base;
        }
    }
    let swapped = x % base == y / base % base && y % base == x / base % base && x / base / base == y / base / base;
    x / base == y / base || swapped || x / base == y || y / base == x
}
