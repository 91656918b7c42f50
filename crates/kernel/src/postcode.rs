//! Postcodes, whole or outward only.

/// A UK postcode: `LN1 1AA`, or only its outward half `LN1`. `Debug` prints only the type.
///
/// Has the form of a postcode; whether the Royal Mail delivers there is not asked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode {
    text: String,
    outward: usize,
}

impl Postcode {
    /// Reads a postcode in any case and spacing. The letter O and the digit 0 typed for one another are mended where only one reading
    /// gives a postcode of an area that exists (`L01 1AA` stays unread, `P01 3AX` is `PO1 3AX`).
    pub fn parse(text: &str) -> Option<Self> {
        let typed: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if !typed.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let (outward, inward) = match typed.len() {
            2..=4 if typed == "GIR" || !breaks_district(text) => (typed.as_str(), None),
            5..=7 => typed.split_at_checked(typed.len() - 3).map(|(outward, inward)| (outward, Some(inward)))?,
            _ => return None,
        };
        let outward = read_outward(outward)?;
        let length = outward.len();
        let text = match inward {
            Some(inward) => format!("{outward} {}", read_inward(inward)?),
            None => outward,
        };
        Some(Self { text, outward: length })
    }

    /// The postcode as it is written, for a page, a letter or the database: the places a permission was given for.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The letters of the area: `LN` of `LN1 1AA`.
    pub fn area_letters(&self) -> &str {
        let letters = self.text.bytes().take_while(u8::is_ascii_alphabetic).count();
        self.text.get(..letters).unwrap_or_default()
    }

    /// The number of the district: 1 of `LN1 1AA` and of `EC1A 1BB`. `GIR 0AA` has none.
    pub fn district(&self) -> Option<u8> {
        let rest = self.outward().trim_start_matches(|c: char| c.is_ascii_alphabetic());
        rest.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
    }

    /// The outward half: `LN1`.
    pub fn outward(&self) -> &str {
        self.text.get(..self.outward).unwrap_or_default()
    }

    /// Whether both halves are known: only then can a letter be sent.
    pub fn is_full(&self) -> bool {
        self.text.len() > self.outward
    }
}

impl std::fmt::Debug for Postcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postcode")
    }
}

/// Whether a space stands anywhere but between area and district. `LN1 1` is a sector of LN1, and must not be read as the district LN11.
fn breaks_district(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let area = words.next().unwrap_or_default();
    let Some(district) = words.next() else { return false };
    let between = area.bytes().all(|b| b.is_ascii_alphabetic()) && district.starts_with(|c: char| c.is_ascii_digit());
    !between || words.next().is_some()
}

/// A digit and two letters. The Royal Mail gives out none of C, I, K, M, O, V there, but a slip in one letter is no reason to send no letter.
fn read_inward(typed: &str) -> Option<String> {
    let mut symbols = typed.chars();
    let (digit, letters) = (digit(symbols.next()?)?, symbols.as_str());
    letters.chars().all(|c| c.is_ascii_uppercase()).then(|| format!("{digit}{letters}"))
}

fn read_outward(typed: &str) -> Option<String> {
    if typed == "GIR" || is_outward(typed) {
        return Some(typed.to_owned());
    }
    // One or two letters, then the district; a letter behind a London district is never an O.
    let readings = [1, 2].map(|letters| {
        let (area, district) = typed.split_at_checked(letters)?;
        let area: String = area.chars().map(|c| if c == '0' { 'O' } else { c }).collect();
        let district: String = district.chars().map(|c| if c == 'O' { '0' } else { c }).collect();
        let mended = format!("{area}{district}");
        let divided_here = district.starts_with(|c: char| c.is_ascii_digit());
        (divided_here && AREAS.binary_search(&area.as_str()).is_ok() && is_outward(&mended)).then_some(mended)
    });
    match readings {
        [Some(mended), None] | [None, Some(mended)] => Some(mended),
        _ => None,
    }
}

/// `A9`, `A99`, `AA9`, `AA99`, `A9A` or `AA9A`.
fn is_outward(text: &str) -> bool {
    let area = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let Some((_, district)) = text.split_at_checked(area) else { return false };
    let plausible = match district.as_bytes() {
        // Only two-letter areas have a district 0 (`BS0`).
        [one] => one.is_ascii_digit() && (*one != b'0' || area == 2),
        [b'1'..=b'9', other] => other.is_ascii_digit() || (other.is_ascii_uppercase() && *other != b'O'),
        _ => false,
    };
    matches!(area, 1 | 2) && plausible
}

fn digit(c: char) -> Option<char> {
    let c = if c == 'O' { '0' } else { c };
    c.is_ascii_digit().then_some(c)
}

/// The postcode areas of the United Kingdom and the Crown dependencies, sorted.
#[rustfmt::skip]
const AREAS: [&str; 126] = [
    "AB", "AL", "B", "BA", "BB", "BD", "BF", "BH", "BL", "BN", "BR", "BS", "BT", "BX", "CA", "CB", "CF", "CH", "CM", "CO", "CR", "CT", "CV", "CW",
    "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY", "G", "GL", "GU", "GY", "HA", "HD", "HG",
    "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M",
    "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA",
    "SE", "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W",
    "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Postcode;

    fn read(text: &str) -> Option<String> {
        Postcode::parse(text).map(|postcode| postcode.reveal().to_owned())
    }

    #[test]
    fn any_case_and_spacing() {
        for text in ["LN1 1AA", "ln11aa", " Ln1  1aA ", "LN 1 1AA", "L N 1 1 A A", "LN1\u{a0}1AA", "\tLN1 1AA\r"] {
            assert_eq!(read(text).as_deref(), Some("LN1 1AA"), "{text}");
        }
        for text in ["M1 1AA", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 1HQ", "EC1A 1BB", "BS0 1AA", "BF1 2AT", "JE2 3AB", "GIR 0AA"] {
            assert_eq!(read(text).as_deref(), Some(text));
            assert_eq!(read(&text.replace(' ', "")).as_deref(), Some(text));
        }
    }

    #[test]
    fn outward_half_alone() {
        for (text, outward) in [("LN1", "LN1"), ("ln 1", "LN1"), ("PE12", "PE12"), ("pe 12", "PE12"), ("EC1A", "EC1A"), ("GIR", "GIR")] {
            let postcode = Postcode::parse(text).unwrap();
            assert_eq!((postcode.reveal(), postcode.outward(), postcode.is_full()), (outward, outward, false), "{text}");
        }
        // A sector is not the district LN11.
        for text in ["LN1 1", "LN1 1 ", "LN 1 1", "L N1"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn parts() {
        let parts = |text| {
            let postcode = Postcode::parse(text).unwrap();
            (postcode.area_letters().to_owned(), postcode.district(), postcode.outward().to_owned(), postcode.is_full())
        };
        assert_eq!(parts("LN1 1AA"), ("LN".into(), Some(1), "LN1".into(), true));
        assert_eq!(parts("PE25 3AX"), ("PE".into(), Some(25), "PE25".into(), true));
        assert_eq!(parts("EC1A 1BB"), ("EC".into(), Some(1), "EC1A".into(), true));
        assert_eq!(parts("W1A"), ("W".into(), Some(1), "W1A".into(), false));
        assert_eq!(parts("SS0 7AA"), ("SS".into(), Some(0), "SS0".into(), true));
        assert_eq!(parts("GIR 0AA"), ("GIR".into(), None, "GIR".into(), true));
    }

    #[test]
    fn letter_o_and_zero_are_mended_where_one_reading_is_left() {
        for (typed, meant) in [
            ("P01 3AX", "PO1 3AX"),
            ("0X1 1AA", "OX1 1AA"),
            ("L1O 1AA", "L10 1AA"),
            ("PE1O", "PE10"),
            ("BSO 1AA", "BS0 1AA"),
            ("LN1 OAA", "LN1 0AA"),
            ("P010 0AA", "PO10 0AA"),
            ("GIR OAA", "GIR 0AA"),
        ] {
            assert_eq!(read(typed).as_deref(), Some(meant), "{typed}");
        }
        // No area LO; a digit is no inward letter; no single-letter area with a district 0.
        for typed in ["L01 1AA", "LN1 10A", "E0 1AA", "0 1AA", "000 0OO"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn inward_letters_that_are_not_given_out_are_taken_as_typed() {
        for text in ["LN1 1CA", "PE20 3CC", "LN1 1AO"] {
            assert_eq!(read(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_no_postcode() {
        for text in
            ["", " ", "1", "LN", "LN1 1A", "LN1 1AAA", "LN1 11A", "LNN1 1AA", "LN123 1AA", "LN1-1AA", "unknown", "N/A", "12345", "LN①1AA"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn debug_hides_it() {
        assert_eq!(format!("{:?}", Postcode::parse("LN1 1AA")), "Some(Postcode)");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,12}|[A-Za-z0-9Oo ]{2,9}") {
            if let Some(postcode) = Postcode::parse(&text) {
                prop_assert_eq!(Postcode::parse(postcode.reveal()), Some(postcode.clone()), "what is written is read again");
                prop_assert!(postcode.reveal().starts_with(postcode.outward()) && postcode.outward().starts_with(postcode.area_letters()));
                prop_assert!(!postcode.area_letters().is_empty());
            }
        }

        #[test]
        fn every_well_formed_postcode_is_read_as_it_stands(
            text in "[A-PR-UWYZ][A-HK-Y]?[1-9][0-9]? [0-9][ABD-HJLNP-UW-Z]{2}|[A-PR-UWYZ][A-HK-Y]?[1-9][ABCDEFGHJKPSTUW] [0-9][ABD-HJLNP-UW-Z]{2}"
        ) {
            prop_assert_eq!(read(&text.to_lowercase()), Some(text));
        }
    }
}
