//! What holds of every text: nothing fails, what is written is plain, and cleaning it again changes nothing.

use proptest::prelude::*;

use super::{address, category, date, email, identifier, name, phone, postcode, sound, words};

/// Anything, and what is nearly a value of some kind.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        "[a-zA-Z'’ \\-–]{0,30}",
        "[0-9/.:+() \\-]{0,24}",
        "[0-9]{1,3}[a-z]? [A-Za-z]{1,8} (St|Rd|ave),? ?[A-Z0-9 ]{0,8}",
        "[a-z.]{0,8}@[a-z.]{0,8}",
        "[\\u{590}-\\u{6ff}\\u{200f}\\u{202b} ]{0,20}",
        "[\\u{900}-\\u{97f}\\u{400}-\\u{4ff}\\u{4e00}-\\u{4fff}]{0,20}",
    ]
}

fn cleaned(clean: fn(&str, &mut String), raw: &str) -> String {
    let mut out = "what was there before".to_owned();
    clean(raw, &mut out);
    out
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(raw in any_text()) {
        for clean in [name, words, identifier, category] {
            let once = cleaned(clean, &raw);
            prop_assert!(once.is_ascii() && once.trim() == once && !once.contains("  "));
            prop_assert_eq!(cleaned(clean, &once), once);
        }
        let mut once = String::new();
        let length = email(&raw, &mut once);
        let mut twice = String::new();
        prop_assert_eq!((email(&once, &mut twice), &twice), (length, &once));
        prop_assert!(length.is_none_or(|length| once.get(length..).is_some_and(|rest| rest.starts_with('@'))));
    }

    #[test]
    fn a_name_is_letters_spaces_and_hyphens(raw in any_text()) {
        let name = cleaned(name, &raw);
        prop_assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' ' || byte == b'-'));
        prop_assert!(!name.starts_with('-') && !name.ends_with('-'));
        prop_assert!(sound(&name) != 0 || name.is_empty() || !name.contains(|c: char| c.is_ascii_lowercase() && c != 'h' && c != 'w'));
    }

    #[test]
    fn nothing_fails_on_any_text(raw in any_text()) {
        let mut street = String::new();
        address(&raw, &mut street);
        prop_assert!(street.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b' '));
        prop_assert!(date(&raw).is_none_or(|date| (1..=31).contains(&(date & 31)) && (1..=12).contains(&(date >> 5 & 15))));
        prop_assert!(phone(&raw).is_none_or(|number| (1_000_000..1_000_000_000_000_000).contains(&number)));
        postcode(&raw);
        sound(&raw);
    }

    #[test]
    fn every_day_is_read_back_from_three_orders(year in 1901..2100_u32, month in 1..=12_u32, day in 1..=28_u32) {
        let packed = Some(year << 9 | month << 5 | day);
        prop_assert_eq!(date(&format!("{year}-{month:02}-{day:02}")), packed);
        prop_assert_eq!(date(&format!("{year}{month:02}{day:02}")), packed);
        prop_assert_eq!(date(&format!("{day}/{month}/{year}")), packed);
        if day > 12 {
            prop_assert_eq!(date(&format!("{month}/{day}/{year}")), packed);
        }
    }
}
