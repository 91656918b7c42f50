//! Home Office offence codes.

/// A Home Office offence code: class and sub-class, written `008/06`.
///
/// Says nothing about whether such an offence exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OffenceCode {
    class: u16,
    sub_class: u16,
}

impl OffenceCode {
    /// Reads `8/6`, `008/06`, `008 06` or `00806`: up to three digits of class and up to two of sub-class, or exactly five together.
    ///
    /// Three or four digits together are refused: nobody can tell where the class ends.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (class, sub_class) = match text.split_once('/').or_else(|| text.split_once(char::is_whitespace)) {
            Some((class, sub_class)) => (class.trim_end(), sub_class.trim_start()),
            None if text.len() == 5 => text.split_at_checked(3)?,
            None => return None,
        };
        Some(Self { class: number(class, 3)?, sub_class: number(sub_class, 2)? })
    }

    /// The class, 0 to 999.
    pub const fn class(&self) -> u16 {
        self.class
    }

    /// The sub-class, 0 to 99.
    pub const fn sub_class(&self) -> u16 {
        self.sub_class
    }
}

fn number(digits: &str, at_most: usize) -> Option<u16> {
    let plain = digits.len() <= at_most && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

impl std::fmt::Display for OffenceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:03}/{:02}", self.class, self.sub_class)
    }
}

impl serde::Serialize for OffenceCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::OffenceCode;

    #[test]
    fn one_code_in_many_spellings() {
        for text in ["008/06", "8/6", "8/06", "008 06", "00806", " 008/06 ", "8 / 6", "8  6"] {
            let code = OffenceCode::parse(text).unwrap();
            assert_eq!((code.to_string().as_str(), code.class(), code.sub_class()), ("008/06", 8, 6), "{text}");
        }
        assert_eq!(OffenceCode::parse("19511").unwrap().to_string(), "195/11");
    }

    #[test]
    fn what_is_no_code() {
        for text in [
            "", "8", "08", "806", "0806", "080600", "8/", "/6", "8//6", "8/6/1", "8/006", "1000/1", "8/-6", "+8/6", "8L", "8/6a", "a",
            "٨/٦", "000é",
        ] {
            assert_eq!(OffenceCode::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,8}|[0-9/ ]{0,8}") {
            if let Some(code) = OffenceCode::parse(&text) {
                prop_assert_eq!(OffenceCode::parse(&code.to_string()), Some(code));
            }
        }

        #[test]
        fn every_code_is_read_as_written(class in 0..1000_u16, sub_class in 0..100_u16) {
            let code = OffenceCode::parse(&format!("{class}/{sub_class}")).unwrap();
            prop_assert_eq!((code.class(), code.sub_class()), (class, sub_class));
            prop_assert_eq!(OffenceCode::parse(&code.to_string()), Some(code));
            prop_assert_eq!(OffenceCode::parse(&code.to_string().replace('/', "")), Some(code));
        }
    }
}
