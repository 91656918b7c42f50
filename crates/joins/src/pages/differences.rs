//! Where two values differ: cut into what both have and what only this one has, and said in words, since a mark is not read out.

use jiff::civil::Date;

/// Letters of the longest value that is compared letter by letter; a longer one is compared as a whole.
const LONGEST: usize = 160;
/// Differences that are named one by one.
const NAMED: usize = 3;

/// A run of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Not in the other value at this place.
    pub(super) differs: bool,
}

/// A value in its pieces.
pub(super) type Pieces = Vec<Piece>;

/// A value of which nothing, or all, differs.
pub(super) fn whole(text: &str, differs: bool) -> Pieces {
    vec![Piece { text: text.to_owned(), differs }]
}

/// Two texts with their differences, and these in words.
pub(super) fn of_texts(one: &str, other: &str) -> (Pieces, Pieces, String) {
    let (first, second): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (long, short) = (first.len().max(second.len()), first.len().min(second.len()));
    if are_same(one, other) {
        return (whole(one, false), whole(other, false), "The same".to_owned());
    }
    let common = if long > LONGEST { Vec::new() } else { longest_common(&first, &second) };
    // A few letters in common are chance; marking the rest one by one would only confuse.
    if common.len() * 5 < long * 3 || short == 0 {
        return (whole(one, true), whole(other, true), "Different".to_owned());
    }
    let here = cut(&first, common.iter().map(|(place, _)| *place));
    let there = cut(&second, common.iter().map(|(_, place)| *place));
    let words = in_words(&here, &there);
    (here, there, words)
}

/// Whether two texts are the same but for capital letters and spaces.
pub(super) fn are_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(other)
}

fn folded(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// The places of the longest run of letters, with gaps, that both have in the same order.
fn longest_common(one: &[char], other: &[char]) -> Vec<(usize, usize)> {
    // Row by row from the end: how long the run is that begins at or after each place.
    let mut lengths = vec![vec![0_usize; other.len() + 1]; one.len() + 1];
    let at = |lengths: &[Vec<usize>], i: usize, j: usize| lengths.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    for (i, letter) in one.iter().enumerate().rev() {
        for (j, against) in other.iter().enumerate().rev() {
            let length = if folded(*letter) == folded(*against) {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(place) = lengths.get_mut(i).and_then(|row| row.get_mut(j)) {
                *place = length;
            }
        }
    }
    let (mut i, mut j, mut common) = (0, 0, Vec::new());
    while let (Some(letter), Some(against)) = (one.get(i), other.get(j)) {
        if folded(*letter) == folded(*against) {
            common.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    common
}

fn cut(letters: &[char], common: impl Iterator<Item = usize>) -> Pieces {
    let mut in_both = vec![false; letters.len()];
    for place in common {
        if let Some(mark) = in_both.get_mut(place) {
            *mark = true;
        }
    }
    let mut pieces: Pieces = Vec::new();
    for (letter, in_both) in letters.iter().zip(in_both) {
        match pieces.last_mut() {
            Some(piece) if piece.differs != in_both => piece.text.push(*letter),
            _ => pieces.push(Piece { text: letter.to_string(), differs: !in_both }),
        }
    }
    pieces
}

fn in_words(here: &[Piece], there: &[Piece]) -> String {
    let differing = |pieces: &[Piece]| -> Vec<String> {
        pieces.iter().filter(|piece| piece.differs).map(|piece| format!("“{}”", piece.text.trim())).filter(|said| said != "“”").collect()
    };
    let (only_here, only_there) = (differing(here), differing(there));
    if only_here.len() > NAMED || only_there.len() > NAMED {
        return "Several letters differ".to_owned();
    }
    match (only_here.as_slice(), only_there.as_slice()) {
        ([], []) => "Spaces differ".to_owned(),
        (here, []) => format!("Only A has {}", here.join(" and ")),
        ([], there) => format!("Only B has {}", there.join(" and ")),
        (here, there) => format!("A has {}, B has {}", here.join(" and "), there.join(" and ")),
    }
}

/// Two days with the parts that differ, and these in words.
pub(super) fn of_dates(one: Date, other: Date) -> (Pieces, Pieces, String) {
    let parts = |date: Date, against: Date| -> Pieces {
        let said = web::say::date(date);
        let differs = [date.day() != against.day(), date.month() != against.month(), date.year() != against.year()];
        let mut pieces: Pieces = Vec::new();
        for (word, differs) in said.split(' ').zip(differs) {
            if !pieces.is_empty() {
                pieces.push(Piece { text: " ".to_owned(), differs: false });
            }
            pieces.push(Piece { text: word.to_owned(), differs });
        }
        pieces
    };
    (parts(one, other), parts(other, one), dates_in_words(one, other))
}

fn dates_in_words(one: Date, other: Date) -> String {
    if one == other {
        return "The same".to_owned();
    }
    if one.year() == other.year() && (one.day(), one.month()) == (other.month(), other.day()) {
        return "Day and month are swapped".to_owned();
    }
    match (one.day() == other.day(), one.month() == other.month(), one.year() == other.year()) {
        (false, true, true) => "The day differs",
        (true, false, true) => "The month differs",
        (true, true, false) => "The year differs",
        (false, false, true) => "The day and the month differ, the year is the same",
        (false, true, false) => "The day and the year differ, the month is the same",
        (true, false, false) => "The month and the year differ, the day is the same",
        _ => "Different",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// A value with its differences in brackets.
    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.differs { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    fn texts(one: &str, other: &str) -> (String, String, String) {
        let (here, there, words) = of_texts(one, other);
        (shown(&here), shown(&there), words)
    }

    #[test]
    fn the_letters_that_differ_are_marked_and_named() {
        for (one, other, here, there, words) in [
            ("Smith", "Smyth", "Sm[i]th", "Sm[y]th", "A has “i”, B has “y”"),
            ("Catherine", "Catharine", "Cath[e]rine", "Cath[a]rine", "A has “e”, B has “a”"),
            ("Ann", "Anne", "Ann", "Ann[e]", "Only B has “e”"),
            ("O'Neill", "ONeill", "O[']Neill", "ONeill", "Only A has “'”"),
            ("07700 900123", "07700 900128", "07700 90012[3]", "07700 90012[8]", "A has “3”, B has “8”"),
        ] {
            assert_eq!(texts(one, other), (here.into(), there.into(), words.into()), "{one} {other}");
        }
    }

    #[test]
    fn capitals_and_spaces_are_no_difference() {
        assert_eq!(texts("MARY  ANN", "Mary Ann"), ("MARY  ANN".into(), "Mary Ann".into(), "The same".into()));
    }

    #[test]
    fn what_has_little_in_common_is_marked_whole() {
        assert_eq!(texts("Okafor", "Lowe"), ("[Okafor]".into(), "[Lowe]".into(), "Different".into()));
        let long = "a".repeat(400);
        assert_eq!(texts(&long, &format!("{long}b")).2, "Different");
    }

    #[test]
    fn nothing_of_a_value_is_lost_whatever_is_in_it() {
        for (one, other) in [("", ""), ("", "x"), ("é̂", "e"), ("فاطمة", "فاطمه"), ("ẞ", "ss"), ("\u{202e}abc", "abd"), ("👩‍👩‍👧", "👩")]
        {
            let (here, there, _) = of_texts(one, other);
            let text = |pieces: &[Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
            assert_eq!((text(&here).as_str(), text(&there).as_str()), (one, other));
        }
    }

    #[test]
    fn days_say_which_part_differs() {
        for (one, other, here, words) in [
            (date(1990, 3, 12), date(1990, 3, 12), "12 March 1990", "The same"),
            (date(1990, 3, 12), date(1990, 12, 3), "[12] [March] 1990", "Day and month are swapped"),
            (date(1990, 3, 12), date(1990, 3, 13), "[12] March 1990", "The day differs"),
            (date(1990, 3, 12), date(1991, 3, 12), "12 March [1990]", "The year differs"),
            (date(1990, 3, 12), date(1990, 4, 13), "[12] [March] 1990", "The day and the month differ, the year is the same"),
            (date(1990, 3, 12), date(1971, 5, 1), "[12] [March] [1990]", "Different"),
        ] {
            let (pieces, _, said) = of_dates(one, other);
            assert_eq!((shown(&pieces).as_str(), said.as_str()), (here, words));
        }
    }
}
