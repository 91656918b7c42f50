//! Names of people.

use super::letters;

/// As many letters as are kept of a field of names: ten long names. Comparing takes time in the square of the length.
const LONGEST: usize = 160;

/// Writes a name in lower-case ASCII letters, words separated by one space, a hyphen between letters kept, apostrophes dropped. What only
/// says that the name is not known is written as nothing. Digits are dropped: a name has none.
pub(crate) fn name(raw: &str, out: &mut String) {
    out.clear();
    if raw.len() <= LONGEST && raw.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        out.push_str(raw);
        out.make_ascii_lowercase();
    } else if raw.trim().eq_ignore_ascii_case("n/a") {
        return;
    } else {
        write(raw, out);
    }
    // Most names begin otherwise, and need not be looked at further.
    if matches!(out.as_bytes().first(), Some(b'a' | b'n' | b'r' | b't' | b'u' | b'x')) && says_nothing(out) {
        out.clear();
    }
}

fn write(raw: &str, out: &mut String) {
    let (mut gap, mut full) = (None, false);
    letters::each(raw, |byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' => {
            let between = gap.take().filter(|_| !out.is_empty());
            full |= out.len() + usize::from(between.is_some()) >= LONGEST;
            if !full {
                out.extend(between);
                out.push(char::from(byte.to_ascii_lowercase()));
            }
        }
        b'-' => gap = Some('-'),
        b'\'' | b'`' | b'"' | b'0'..=b'9' => {}
        byte if byte.is_ascii_control() && !byte.is_ascii_whitespace() => {}
        // A hyphen with spaces about it is a hyphen.
        _ => gap = gap.or(Some(' ')),
    });
}

fn says_nothing(name: &str) -> bool {
    match name {
        "unknown" | "not known" | "none" | "null" | "nil" | "nk" | "unk" | "test" | "not given" | "not stated" | "not recorded"
        | "not available" | "not provided" | "no name" | "anonymous" | "tbc" | "refused" => true,
        _ => (name.len() > 1 && name.bytes().all(|byte| byte == b'x')) || name.starts_with("unknown "),
    }
}

#[cfg(test)]
mod tests {
    fn name(raw: &str) -> String {
        let mut out = "before".to_owned();
        super::name(raw, &mut out);
        out
    }

    #[test]
    fn names_are_lower_case_letters() {
        assert_eq!(name("  Mary   ANNE\t"), "mary anne");
        assert_eq!(name("O'Neill"), "oneill");
        assert_eq!(name("O’Neill"), "oneill");
        assert_eq!(name("J. R. (Jack) Smith2"), "j r jack smith");
        assert_eq!(name("Siân Llŷr-Évans"), "sian llyr-evans");
    }

    #[test]
    fn a_hyphen_stays_between_letters_only() {
        assert_eq!(name("Smith-Jones"), "smith-jones");
        assert_eq!(name("Smith – Jones"), "smith-jones");
        assert_eq!(name("-Smith--Jones-"), "smith-jones");
        assert_eq!(name("-"), "");
    }

    #[test]
    fn what_says_that_it_is_not_known_is_nothing() {
        for raw in
            ["", " ", "Unknown", "UNKNOWN MALE", "not known", "N/A", " n/a ", "none", "NULL", "nk", "-", "xxx", "XX", "Test", "?", "123"]
        {
            assert_eq!(name(raw), "", "{raw}");
        }
    }

    #[test]
    fn one_letter_is_a_name() {
        assert_eq!(name("X"), "x");
        assert_eq!(name("Ö"), "o");
        assert_eq!(name("N A"), "n a");
    }

    #[test]
    fn script_from_right_to_left_gives_the_same_with_and_without_marks() {
        assert_eq!(name("\u{200f}محمد علي\u{200f}"), "mhmd ly");
        assert_eq!(name("مُحَمَّد عَلِي"), name("محمد علي"));
        assert_eq!(name("\u{202b}יוסף כהן\u{202c}"), name("יוסף כהן"));
        assert!(!name("יוסף כהן").is_empty());
        assert_eq!(name("王小明"), "wang xiao ming");
        assert_eq!(name("Олександр"), "oleksandr");
    }

    #[test]
    fn ten_names_in_one_field_are_kept_and_a_thousand_are_cut() {
        let ten = "Anna Maria Teresa Francesca Isabella Caterina Lucia Rosa Elena Sofia";
        assert_eq!(name(ten), ten.to_lowercase());
        assert_eq!(name(&"Anna ".repeat(1000)).len(), super::LONGEST - 1);
    }
}
