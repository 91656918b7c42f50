//! Free text, places, identifiers and categories.

use super::letters;

/// As much as is kept of a text. Comparing takes time in the square of the length.
const LONGEST: usize = 240;

/// Writes a text as lower-case ASCII letters and digits, words separated by one space, apostrophes dropped.
pub(crate) fn words(raw: &str, out: &mut String) {
    out.clear();
    let (mut gap, mut full) = (false, false);
    letters::each(raw, |byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
            let between = gap && !out.is_empty();
            gap = false;
            full |= out.len() + usize::from(between) >= LONGEST;
            if !full {
                if between {
                    out.push(' ');
                }
                out.push(char::from(byte.to_ascii_lowercase()));
            }
        }
        b'\'' | b'`' => {}
        byte if byte.is_ascii_control() && !byte.is_ascii_whitespace() => {}
        _ => gap = true,
    });
}

/// Writes an identifier as upper-case letters and digits alone, leading zeros kept. What is no identifier ("unknown", zeros, 99999) is
/// written as nothing.
pub(crate) fn identifier(raw: &str, out: &mut String) {
    out.clear();
    letters::each(raw, |byte| {
        if byte.is_ascii_alphanumeric() && out.len() < LONGEST {
            out.push(char::from(byte.to_ascii_uppercase()));
        }
    });
    let first = out.bytes().next();
    let all_one = out.bytes().all(|byte| Some(byte) == first);
    let nothing = match out.as_str() {
        "NONE" | "NA" | "NK" | "UNK" | "UNKNOWN" | "NOTKNOWN" | "NULL" | "NIL" | "TEST" | "TBC" | "NOTGIVEN" | "NOTAPPLICABLE" => true,
        text => all_one && (first == Some(b'0') || text.len() > 4 || (text.len() > 1 && first == Some(b'X'))),
    };
    if nothing {
        out.clear();
    }
}

/// Writes a category as [`words`] does; a sex in whatever words as `m` or `f`; what says that it is not known as nothing.
pub(crate) fn category(raw: &str, out: &mut String) {
    if let [letter] = raw.as_bytes()
        && letter.is_ascii_alphabetic()
    {
        out.clear();
        out.push(char::from(letter.to_ascii_lowercase()));
        return;
    }
    words(raw, out);
    let plain = match out.as_str() {
        "male" | "man" | "boy" => "m",
        "female" | "woman" | "girl" => "f",
        "unknown" | "not known" | "nk" | "unk" | "none" | "null" | "n a" | "not stated" | "not recorded" | "not specified"
        | "prefer not to say" => "",
        _ => return,
    };
    out.clear();
    out.push_str(plain);
}

#[cfg(test)]
mod tests {
    fn with(clean: fn(&str, &mut String), raw: &str) -> String {
        let mut out = "before".to_owned();
        clean(raw, &mut out);
        out
    }

    #[test]
    fn a_text_is_words() {
        assert_eq!(with(super::words, " St. Mary's,\nLeeds  9 "), "st marys leeds 9");
        assert_eq!(with(super::words, "Ystalyfera – Cwm Tŵrch"), "ystalyfera cwm twrch");
        assert_eq!(with(super::words, &"ab ".repeat(500)).len(), super::LONGEST - 1);
    }

    #[test]
    fn an_identifier_is_letters_and_digits_with_its_zeros() {
        assert_eq!(with(super::identifier, " ab-00 12/c "), "AB0012C");
        assert_eq!(with(super::identifier, "007"), "007");
        for raw in ["0", "0000000", "99999", "XXX", "n/a", "Not known", "-"] {
            assert_eq!(with(super::identifier, raw), "", "{raw}");
        }
        for raw in ["1", "11", "X"] {
            assert_eq!(with(super::identifier, raw), raw, "short numbers of houses are numbers");
        }
    }

    #[test]
    fn a_sex_is_one_letter() {
        for raw in ["M", "male ", "Man", "BOY"] {
            assert_eq!(with(super::category, raw), "m");
        }
        for raw in ["f", "Female", "WOMAN", "girl"] {
            assert_eq!(with(super::category, raw), "f");
        }
        assert_eq!(with(super::category, "Prefer not to say"), "");
        assert_eq!(with(super::category, " Non-binary"), "non binary");
    }
}
