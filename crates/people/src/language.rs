//! Languages by their ISO 639 codes.

/// The languages most spoken in England and Wales (census of 2021), English and Welsh first.
pub const MOST_SPOKEN: [(&str, &str); 41] = [
    ("en", "English"),
    ("cy", "Welsh"),
    ("sq", "Albanian"),
    ("am", "Amharic"),
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("bfi", "British Sign Language"),
    ("bg", "Bulgarian"),
    ("yue", "Cantonese"),
    ("zh", "Chinese"),
    ("cs", "Czech"),
    ("nl", "Dutch"),
    ("fr", "French"),
    ("de", "German"),
    ("el", "Greek"),
    ("gu", "Gujarati"),
    ("hi", "Hindi"),
    ("hu", "Hungarian"),
    ("it", "Italian"),
    ("ku", "Kurdish"),
    ("lv", "Latvian"),
    ("lt", "Lithuanian"),
    ("cmn", "Mandarin"),
    ("ne", "Nepali"),
    ("ps", "Pashto"),
    ("fa", "Persian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("pa", "Punjabi"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("so", "Somali"),
    ("es", "Spanish"),
    ("ta", "Tamil"),
    ("ti", "Tigrinya"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("yo", "Yoruba"),
];

/// The language's name, if it is one of those most spoken.
pub fn name(code: &str) -> Option<&'static str> {
    MOST_SPOKEN.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::{MOST_SPOKEN, name};

    #[test]
    fn one_code_is_one_language() {
        let names: Vec<&str> = MOST_SPOKEN.iter().map(|(_, name)| *name).collect();
        assert!(MOST_SPOKEN.iter().all(|(code, language)| name(code) == Some(*language) && (2..=3).contains(&code.len())));
        assert!(names.iter().skip(2).is_sorted(), "in the order in which one looks for them");
        assert_eq!((name("PL"), name("xx"), name("")), (Some("Polish"), None, None));
    }
}
