//! Whether two addresses are the same door, however each is written: a postcode alone is a street.

use kernel::Postcode;

/// The key under which an address is compared: its postcode and every number or letter of house and flat, or its first line where it has
/// none. "Flat 2, 14 High Street" and "14 High St, flat 2" are one door; two flats of one house are two. `None` without a whole postcode or
/// anything before it.
///
/// `lines` is the address as it is kept, a line each or with commas between, the postcode last.
pub fn door(lines: &str, postcode: &str) -> Option<String> {
    let postcode = Postcode::parse(postcode).filter(Postcode::is_full)?;
    let is_postcode = |part: &str| {
        let signs =
            |text: &str| text.chars().filter(|sign| !sign.is_whitespace()).map(|sign| sign.to_ascii_uppercase()).collect::<String>();
        part.len() < 12 && signs(part) == signs(postcode.reveal())
    };
    let mut parts = lines.split(['\n', ',']).map(str::trim).filter(|part| !part.is_empty() && !is_postcode(part));
    let mut found = Vec::new();
    parts.clone().for_each(|part| marks(part, &mut found));
    if found.is_empty() {
        found = words(parts.next()?);
    }
    found.sort_unstable();
    found.dedup();
    (!found.is_empty()).then(|| format!("{} {}", postcode.reveal(), found.join(" ")))
}

/// What is written inside a word and says nothing: `St. John's` is `ST` and `JOHNS`.
const fn is_silent(sign: char) -> bool {
    matches!(sign, '\'' | '’' | '.')
}

/// The words of a line in capitals.
fn words(line: &str) -> Vec<String> {
    let kept: String = line.chars().filter(|sign| !is_silent(*sign)).flat_map(char::to_uppercase).collect();
    kept.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The numbers of a line, and letters that stand alone or behind one: `14b` is `14` and `B`, `Flat C` is `C`. Every address of every row
/// comes by here: no word is copied that is not kept.
fn marks(line: &str, found: &mut Vec<String>) {
    let (mut number, mut letters, mut letter) = (String::new(), 0_u32, None);
    for sign in line.chars().filter(|sign| !is_silent(*sign)).chain([' ']) {
        if sign.is_ascii_digit() {
            // Nobody writes the nought of 07, nor is it another house.
            if !(number.is_empty() && sign == '0') {
                number.push(sign);
            }
        } else if sign.is_alphanumeric() {
            (letters, letter) = (letters + 1, Some(sign));
        } else {
            if !number.is_empty() {
                found.push(std::mem::take(&mut number));
            }
            if let (1, Some(letter)) = (letters, letter) {
                found.push(letter.to_uppercase().collect());
            }
            (letters, letter) = (0, None);
        }
    }
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
