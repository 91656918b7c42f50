//! Whether two addresses are the same door, however each is written: a postcode alone is a street.

use kernel::Postcode;

/// The key under which an address is compared: its postcode and every number or letter of house and flat, or its first line where it has
/// none. "Flat 2, 14 High Street" and "14 High St, flat 2" are one door; two flats of one house are two. `None` without a whole postcode or
/// anything before it.
///
/// `lines` is the address as it is kept, a line each or with commas between, the postcode last.
pub fn door(lines: &str, postcode: &str) -> Option<String> {
    let postcode = Postcode::parse(postcode).filter(Postcode::is_full)?;
    let parts: Vec<&str> = lines.split(['\n', ',']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let before = || parts.iter().copied().filter(|part| Postcode::parse(part).as_ref() != Some(&postcode));
    let mut marks: Vec<String> = before().flat_map(marks).collect();
    if marks.is_empty() {
        marks = before().next().map(words)?;
    }
    marks.sort_unstable();
    marks.dedup();
    (!marks.is_empty()).then(|| format!("{} {}", postcode.reveal(), marks.join(" ")))
}

/// The words of a line in capitals, without signs: `St. John's` is `ST` and `JOHNS`.
fn words(line: &str) -> Vec<String> {
    let kept: String = line.chars().filter(|sign| !matches!(sign, '\'' | '’' | '.')).flat_map(char::to_uppercase).collect();
    kept.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The numbers of a line, and letters that stand alone or behind one: `14b` is `14` and `B`, `Flat C` is `C`.
fn marks(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in words(line) {
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        let letters: String = word.chars().filter(|sign| !sign.is_ascii_digit()).collect();
        if !digits.is_empty() {
            found.push(digits.trim_start_matches('0').to_owned());
        }
        if letters.chars().count() == 1 {
            found.push(letters);
        }
    }
    found.retain(|mark| !mark.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::door;

    fn of(lines: &str) -> String {
        door(lines, lines.rsplit(['\n', ',']).next().unwrap().trim()).unwrap()
    }

    #[test]
    fn the_same_door_is_known_however_it_is_written() {
        for (one, other) in [
            ("14 High Street\nSouthampton\nSO14 7AA", "14, high st.\nSO14 7AA"),
            ("Flat 2\n14 High Street\nSO14 7AA", "14 High Street\nFlat 2\nSouthampton\nSO14 7AA"),
            ("14B High Street\nSO14 7AA", "14 b High Street\nSO14 7AA"),
            ("No. 07 The Mews\nSO14 7AA", "7 The Mews\nSO14 7AA"),
            ("Rose Cottage\nSO14 7AA", "ROSE COTTAGE\nBishop’s Waltham\nSO14 7AA"),
            ("St. John's House\nSO14 7AA", "St Johns House\nSO14 7AA"),
        ] {
            assert_eq!(of(one), of(other));
        }
    }

    #[test]
    fn a_neighbour_is_another_door() {
        let doors = [
            "14 High Street\nSO14 7AA",
            "16 High Street\nSO14 7AA",
            "14 High Street\nSO14 7AB",
            "Flat 2\n14 High Street\nSO14 7AA",
            "Flat B\n14 High Street\nSO14 7AA",
            "Flat C\n14 High Street\nSO14 7AA",
            "Rose Cottage\nSO14 7AA",
            "Ivy Cottage\nSO14 7AA",
            "St Mary’s House\nSO14 7AA",
        ];
        let mut keys: Vec<String> = doors.iter().map(|lines| of(lines)).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), doors.len(), "{keys:?}");
    }

    #[test]
    fn a_street_is_no_door() {
        assert_eq!(door("SO14 7AA", "SO14 7AA"), None);
        assert_eq!(door("14 High Street\nSO14", "SO14"), None);
        assert_eq!(door("", ""), None);
        assert_eq!(door("''\nSO14 7AA", "SO14 7AA"), None);
    }

    proptest! {
        #[test]
        fn any_text_has_a_door_or_none(lines in "\\PC{0,60}", postcode in "\\PC{0,9}") {
            door(&lines, &postcode);
        }

        #[test]
        fn capitals_and_spaces_make_no_other_door(number in 1..400_u16, street in "[A-Z][a-z]{2,9} (Road|Street|Lane)") {
            let one = format!("{number} {street}\nSO14 7AA");
            let other = format!("{}  {}\nso147aa", number, street.to_uppercase());
            prop_assert_eq!(door(&one, "SO14 7AA"), door(&other, "so147aa"));
        }
    }
}
