//! Values as they come: of every kind, nearly of one, and of none.

use proptest::prelude::*;

/// Anything at all.
pub fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "\\PC{0,40}",
        "[\\x00-\\x1f\\x7f]{0,10}",
        "[\\u{300}-\\u{36f}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{feff}]{0,20}",
        "[\\u{590}-\\u{6ff}\\u{900}-\\u{97f}\\u{400}-\\u{4ff}\\u{4e00}-\\u{4fff} ]{0,20}",
        "[\\u{1f300}-\\u{1faff}\\u{200d}]{0,8}",
        Just(String::new()),
        Just("unknown".to_owned()),
    ]
}

/// A name of few letters, so that two of them are often nearly the same.
fn near_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-d]{1,9}",
        "[aeimnr]{3,10}",
        "[a-c]{1,4}[ -][a-c]{1,4}",
        "[A-Z]",
        prop::sample::select(vec![
            "Robert",
            "Rob",
            "Robin",
            "Bob",
            "Catherine",
            "Kathryn",
            "Kate",
            "Mohammed",
            "Muhammad",
            "Mohd",
            "محمد",
            "Anne-Marie",
            "Ann Marie",
            "O'Neill",
            "ONeill",
            "van der Berg",
            "Vanderberg",
            "Sian",
            "Siân",
            "Smith",
            "Smyth",
            "Khan",
            "Singh",
            "Kaur",
            "Li",
            "Wong",
            "Nowak",
            "Unknown",
            "",
        ])
        .prop_map(str::to_owned),
    ]
}

fn near_date() -> impl Strategy<Value = String> {
    prop_oneof![
        (1978..1984_u32, 1..=12_u32, 1..=12_u32).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
        (1900..2026_u32, 1..=12_u32, 1..=31_u32).prop_map(|(y, m, d)| format!("{d}/{m}/{y}")),
        Just("1980-01-01".to_owned()),
        Just(String::new()),
    ]
}

fn near_address() -> impl Strategy<Value = String> {
    prop_oneof![
        (1..130_u32, prop::sample::select(vec!["High Street", "High St", "Mill Lane", "Mill Lane, Leeds"]))
            .prop_map(|(n, s)| format!("{n} {s}")),
        (1..4_u32, 1..30_u32).prop_map(|(f, n)| format!("Flat {f}, {n}a High Street")),
        Just("Rose Cottage, Mill Lane".to_owned()),
        Just(String::new()),
    ]
}

/// A record that is like any other: values of [`linkage::Layout::person`] of which many agree or nearly do.
pub fn near_record() -> impl Strategy<Value = Vec<String>> {
    (
        near_name(),
        near_name(),
        near_name(),
        near_date(),
        prop::sample::select(vec!["F", "M", "female", ""]),
        near_address(),
        prop_oneof!["LS[1-3] [12][AB][AB]", "LS[1-3]", "[A-Z]{1,2}[0-9]{1,2} ?[0-9][A-Z]{2}", Just(String::new())],
        prop_oneof!["0770090012[0-9]", "07700 9[0-9]{5}", "016329[0-9]{4,6}", Just(String::new())],
        prop_oneof!["[ab]{1,4}@example\\.(org|com)", "[a-z.]{1,8}@example\\.org", Just(String::new())],
    )
        .prop_map(|(given, middle, family, born, sex, address, postcode, phone, email)| {
            vec![given, middle, family, born, sex.to_owned(), address, postcode, phone, email]
        })
}

/// A record of anything, or of what is nearly somebody else's.
pub fn any_record() -> impl Strategy<Value = Vec<String>> {
    let spoiled = (near_record(), 0..9_usize, hostile()).prop_map(|(mut record, at, value)| {
        record[at] = value;
        record
    });
    prop_oneof![4 => near_record(), 2 => spoiled, 1 => prop::collection::vec(hostile(), 0..12)]
}

/// Its values, lent.
pub fn lent(record: &[String]) -> Vec<&str> {
    record.iter().map(String::as_str).collect()
}
