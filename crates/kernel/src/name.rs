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
