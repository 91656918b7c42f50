//! Counts of so few people that they tell who they are.

/// From how many on a count tells of nobody.
const FROM: usize = 5;

/// Whether a count of so many tells somebody more of people than what they see of so many of them already.
pub const fn tells(count: usize, seen: usize) -> bool {
    count > 0 && count < FROM && seen < count
}

/// A count for somebody who sees so many of those counted.
pub fn words(count: usize, seen: usize) -> String {
    if tells(count, seen) { format!("Fewer than {FROM}") } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn only_whoever_sees_them_all_learns_that_they_are_few() {
        assert_eq!([0, 1, 4, 5, 60].map(|count| words(count, 0)), ["0", "Fewer than 5", "Fewer than 5", "5", "60"]);
        assert_eq!([words(3, 2), words(3, 3), words(1, 4)], ["Fewer than 5", "3", "1"]);
    }
}
