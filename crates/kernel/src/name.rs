//! Names, made comparable.

use unicode_normalization::UnicodeNormalization;

/// The name as it is compared: no accents, lower case, letters and digits only (`O’Brien-Smith` gives `obriensmith`).
///
/// Letters that are no accented form of another are written as English hands write them (ß as ss, ø as o, æ as ae, ł as l, đ as d).
/// Letters of other scripts stay. The key is as personal as the name itself.
pub fn name_key(text: &str) -> String {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let mut key = String::with_capacity(text.len());
    // Lower case first and then taken apart again, because lower case can bring new marks (İ).
    for letter in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        match letter {
            '\u{300}'..='\u{36f}' => {}
            'ß' => key.push_str("ss"),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'þ' => key.push_str("th"),
            'ø' => key.push('o'),
            'ł' => key.push('l'),
            'đ' | 'ð' => key.push('d'),
            'ħ' => key.push('h'),
            'ı' => key.push('i'),
            'ς' => key.push('σ'),
            _ if letter.is_alphanumeric() => key.push(letter),
            _ => {}
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::name_key;

    #[test]
    fn one_name_in_many_spellings() {
        for (name, key) in [
            ("O’Brien-Smith", "obriensmith"),
            ("O'BRIEN SMITH", "obriensmith"),
            ("  o brien—smith ", "obriensmith"),
            ("Zoë", "zoe"),
            ("ZOE\u{308}", "zoe"),
            ("Siân", "sian"),
            ("Łukasz", "lukasz"),
            ("Bjørn", "bjorn"),
            ("Æthelred", "aethelred"),
            ("Strauß", "strauss"),
            ("STRAUẞ", "strauss"),
            ("Đorđe", "dorde"),
            ("Þóra", "thora"),
            ("Ħelena", "helena"),
            ("İpek Işık", "ipekisik"),
            ("Ngọc Ánh", "ngocanh"),
            ("Ｍｏ", "mo"),
            ("ﬁona", "fiona"),
            ("Smith 2nd", "smith2nd"),
            ("", ""),
            ("-", ""),
            ("’", ""),
        ] {
            assert_eq!(name_key(name), key, "{name}");
        }
    }

    #[test]
    fn names_in_other_scripts_stay_apart() {
        assert_eq!(name_key("Наталія"), name_key("НАТАЛІЯ"));
        assert_eq!(name_key("Γιώργος"), name_key("ΓΙΏΡΓΟΣ"));
        for (one, other) in [("محمد", "أحمد"), ("王伟", "王芳"), ("Наталія", "Марія"), ("ਸਿੰਘ", "ਕੌਰ"), ("किरण", "करण")]
        {
            assert!(!name_key(one).is_empty());
            assert_ne!(name_key(one), name_key(other), "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key_and_holds_letters_and_digits_only(text in "\\PC{0,12}|.{0,12}") {
            let key = name_key(&text);
            prop_assert_eq!(name_key(&key), key.clone());
            prop_assert!(key.chars().all(char::is_alphanumeric));
        }

        #[test]
        fn case_and_what_stands_between_do_not_matter(text in "[A-Za-zÀ-ÖØ-öø-ÿĀ-ſ]{1,10}") {
            let spaced: String = text.chars().flat_map(|c| [c, '-', ' ']).collect();
            prop_assert_eq!(name_key(&spaced.to_uppercase()), name_key(&text));
        }

        #[test]
        fn plain_names_take_the_short_way_to_the_same_key(text in "[ -~]{0,16}") {
            // The letter that is added keeps the text from being plain.
            prop_assert_eq!(name_key(&format!("{text}é")), format!("{}e", name_key(&text)));
        }
    }
}
