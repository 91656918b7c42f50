//! Addresses: the number of the house, and the street.

use super::letters;

/// As many words of an address as are looked at; the street is among the first.
const WORDS: usize = 20;
/// As much of one word as is kept.
const LONGEST_WORD: usize = 32;

/// Gives the house number and writes the street: lower case, abbreviations in full, `flat 3` before it where there is one. Of several lines,
/// or parts between commas, the one with the number is the street, and what comes after (town, postcode) is dropped; without a number the
/// name of the house stays before the street. The number is 27 times the number plus its letter (a is 1, none 0); 0 when there is none.
pub(crate) fn address(raw: &str, out: &mut String) -> u32 {
    out.clear();
    if raw.is_ascii() {
        return write(raw.as_bytes(), out);
    }
    let mut text = Vec::with_capacity(raw.len());
    letters::each(raw, |byte| text.push(byte));
    write(&text, out)
}

fn write(text: &[u8], out: &mut String) -> u32 {
    let (mut words, mut count) = ([Word::default(); WORDS], 0);
    collect(text, &mut words, &mut count);
    let words = words.get_mut(..count).unwrap_or_default();
    let flat = take_flat(words);
    let Numbered { number, flat: before, from, to } = number(words).unwrap_or_else(|| unnumbered(words));
    if let Some(flat) = flat.or(before) {
        out.push_str("flat ");
        push(flat, out);
    }
    let street = words.get(from..to).unwrap_or_default();
    for (at, word) in street.iter().enumerate().filter(|(_, word)| !word.used) {
        if !out.is_empty() {
            out.push(' ');
        }
        match in_full(word.text) {
            Some("street") if is_saint(street, at, word.part) => out.push_str("saint"),
            Some(full) => out.push_str(full),
            None => push(word.text, out),
        }
    }
    if matches!(
        out.as_str(),
        "no fixed abode" | "nfa" | "unknown" | "not known" | "none" | "null" | "nk" | "n a" | "no fixed address" | "homeless"
    ) {
        out.clear();
    }
    number
}

/// Whether the "st" there is a saint: it leads the name of the street, or a word for a street follows.
fn is_saint(street: &[Word<'_>], at: usize, part: u32) -> bool {
    let leads = at.checked_sub(1).and_then(|at| street.get(at)).is_none_or(|before| before.part != part || before.used);
    let after = street.get(at + 1..).unwrap_or_default().split(|later| later.part != part).next().unwrap_or_default();
    (leads && !after.is_empty()) || after.iter().any(Word::is_street)
}

#[derive(Clone, Copy, Default)]
struct Word<'a> {
    text: &'a [u8],
    /// Which of the parts between commas and ends of lines.
    part: u32,
    /// Taken as the number of the flat, or said to be one.
    used: bool,
}

impl Word<'_> {
    fn is_street(&self) -> bool {
        let named = |full: &str| STREETS.contains(&full);
        in_full(self.text).is_some_and(named) || STREETS.iter().any(|street| self.text.eq_ignore_ascii_case(street.as_bytes()))
    }
}

/// What was found to be the street: words `from..to`, of which the used ones are left out.
struct Numbered<'a> {
    number: u32,
    flat: Option<&'a [u8]>,
    from: usize,
    to: usize,
}

fn collect<'a>(text: &'a [u8], words: &mut [Word<'a>], count: &mut usize) {
    let (mut part, mut from, mut hyphen, mut number) = (0, None, false, false);
    for (at, byte) in text.iter().chain(b" ").enumerate() {
        if byte.is_ascii_alphanumeric() {
            from = from.or(Some(at));
            continue;
        }
        if matches!(byte, b'\'' | b'`') {
            continue;
        }
        if let Some(word) = from.take().and_then(|from| text.get(from..at)) {
            // Of the numbers 12-14 the first is the house's.
            let begins = word.first().is_some_and(u8::is_ascii_digit);
            if !(hyphen && number && begins) {
                let Some(place) = words.get_mut(*count) else { return };
                *place = Word { text: word.get(..LONGEST_WORD).unwrap_or(word), part, used: false };
                *count += 1;
            }
            number = begins;
        }
        hyphen = *byte == b'-';
        if matches!(byte, b',' | b';' | b'|' | b'\n' | b'\r') {
            part += 1;
        }
    }
}

/// A house number and perhaps its letter.
fn house(text: &[u8]) -> Option<u32> {
    let (digits, letter) = match text {
        [digits @ .., letter] if letter.is_ascii_alphabetic() => (digits, u32::from(letter.to_ascii_lowercase() - b'a') + 1),
        digits => (digits, 0),
    };
    if digits.is_empty() || digits.len() > 5 {
        return None;
    }
    let number = digits.iter().try_fold(0, |sum: u32, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))?;
    (number > 0).then_some(number * 27 + letter)
}

fn take_flat<'a>(words: &mut [Word<'a>]) -> Option<&'a [u8]> {
    let at = words.windows(2).position(|pair| match pair {
        [says, which] => (which.text.len() == 1 || house(which.text).is_some()) && says.part == which.part && is_flat(says.text),
        _ => false,
    })?;
    let taken = words.get_mut(at..at + 2)?;
    taken.iter_mut().for_each(|word| word.used = true);
    taken.last().map(|word| word.text)
}

fn is_flat(text: &[u8]) -> bool {
    ["flat", "apartment", "apt", "unit", "room", "studio", "flt", "maisonette", "plot", "caravan", "fflat"]
        .iter()
        .any(|says| text.eq_ignore_ascii_case(says.as_bytes()))
}

fn number<'a>(words: &mut [Word<'a>]) -> Option<Numbered<'a>> {
    let mut flat = None;
    for at in 0..words.len() {
        let (before, rest) = words.split_at_mut(at);
        let Some((word, rest)) = rest.split_first_mut() else { break };
        let Some(mut number) = house(word.text).filter(|_| !word.used) else { continue };
        let alone = before.last().is_none_or(|before| before.part != word.part || before.used)
            && rest.iter().find(|next| !next.used).is_none_or(|next| next.part != word.part);
        let Some(skipped) = rest.iter().position(|next| !next.used) else { break };
        let Some((next, later)) = rest.get_mut(skipped..).and_then(|rest| rest.split_first_mut()) else { break };
        let named = |word: &Word| !word.used && word.text.iter().any(u8::is_ascii_alphabetic) && house(word.text).is_none();
        if next.part == word.part && house(next.text).is_some() && flat.is_none() {
            // 3/12 High Street: the flat goes before the house.
            flat = Some(word.text);
            continue;
        }
        if !named(next) || (next.part != word.part && !alone) {
            continue;
        }
        // 12 A High Street.
        let letter = next.text.first().filter(|_| next.text.len() == 1 && number % 27 == 0 && next.part == word.part);
        if let Some(letter) = letter.filter(|_| later.first().is_some_and(|later| later.part == word.part && named(later))) {
            number += u32::from(letter.to_ascii_lowercase().saturating_sub(b'a')) + 1;
            next.used = true;
        }
        let part = next.part;
        let length = later.iter().take_while(|later| later.part == part).count();
        let from = at + 1 + skipped;
        return Some(Numbered { number, flat, from, to: from + 1 + length });
    }
    None
}

/// Without a number the street is the first part that is called one, and what comes before names the house; else the first part.
fn unnumbered<'a>(words: &[Word<'a>]) -> Numbered<'a> {
    let left = |word: &&Word| !word.used;
    let part = words.iter().filter(left).find(|word| word.is_street()).or_else(|| words.iter().find(left)).map(|word| word.part);
    let to = words.iter().take_while(|word| part.is_some_and(|part| word.part <= part)).count();
    Numbered { number: 0, flat: None, from: 0, to }
}

fn push(text: &[u8], out: &mut String) {
    let from = out.len();
    match str::from_utf8(text) {
        Ok(plain) if text.iter().all(u8::is_ascii_alphanumeric) => out.push_str(plain),
        _ => out.extend(text.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|byte| char::from(*byte))),
    }
    if let Some(written) = out.get_mut(from..) {
        written.make_ascii_lowercase();
    }
}

const STREETS: &[&str] = &[
    "road",
    "street",
    "avenue",
    "close",
    "lane",
    "drive",
    "court",
    "place",
    "crescent",
    "gardens",
    "terrace",
    "square",
    "park",
    "grove",
    "way",
    "walk",
    "rise",
    "mews",
    "hill",
    "view",
    "green",
    "parade",
    "row",
    "yard",
    "wharf",
    "highway",
    "boulevard",
    "circuit",
    "heol",
    "ffordd",
    "stryd",
];

/// An abbreviation in full.
fn in_full(text: &[u8]) -> Option<&'static str> {
    if text.is_empty() || text.len() > 5 {
        return None;
    }
    let packed = pack(text);
    SHORT.iter().find(|(short, _)| *short == packed).map(|(_, full)| *full)
}

/// A few letters as one number, so that the list is gone through quickly.
const fn pack(mut text: &[u8]) -> u64 {
    let mut packed = 0;
    while let [first, rest @ ..] = text {
        packed = packed << 8 | first.to_ascii_lowercase() as u64;
        text = rest;
    }
    packed
}

const SHORT: &[(u64, &str)] = &[
    (pack(b"rd"), "road"),
    (pack(b"st"), "street"),
    (pack(b"str"), "street"),
    (pack(b"ave"), "avenue"),
    (pack(b"av"), "avenue"),
    (pack(b"cl"), "close"),
    (pack(b"ln"), "lane"),
    (pack(b"dr"), "drive"),
    (pack(b"drv"), "drive"),
    (pack(b"ct"), "court"),
    (pack(b"crt"), "court"),
    (pack(b"pl"), "place"),
    (pack(b"cres"), "crescent"),
    (pack(b"cr"), "crescent"),
    (pack(b"gdns"), "gardens"),
    (pack(b"gdn"), "gardens"),
    (pack(b"terr"), "terrace"),
    (pack(b"ter"), "terrace"),
    (pack(b"tce"), "terrace"),
    (pack(b"sq"), "square"),
    (pack(b"pk"), "park"),
    (pack(b"gr"), "grove"),
    (pack(b"grv"), "grove"),
    (pack(b"gro"), "grove"),
    (pack(b"hse"), "house"),
    (pack(b"ho"), "house"),
    (pack(b"bldg"), "building"),
    (pack(b"bldgs"), "buildings"),
    (pack(b"blvd"), "boulevard"),
    (pack(b"wlk"), "walk"),
    (pack(b"wy"), "way"),
    (pack(b"hwy"), "highway"),
    (pack(b"pde"), "parade"),
    (pack(b"cct"), "circuit"),
    (pack(b"esp"), "esplanade"),
    (pack(b"mt"), "mount"),
    (pack(b"nth"), "north"),
    (pack(b"sth"), "south"),
    (pack(b"gn"), "green"),
    (pack(b"vw"), "view"),
    (pack(b"yd"), "yard"),
    (pack(b"est"), "estate"),
    (pack(b"cott"), "cottage"),
    (pack(b"cotts"), "cottages"),
    (pack(b"mws"), "mews"),
    (pack(b"gt"), "great"),
    (pack(b"upr"), "upper"),
    (pack(b"lwr"), "lower"),
    (pack(b"vlg"), "village"),
];

#[cfg(test)]
mod tests {
    fn address(raw: &str) -> (u32, String) {
        let mut out = "before".to_owned();
        (super::address(raw, &mut out), out)
    }

    fn of(number: u32, letter: u32, street: &str) -> (u32, String) {
        (number * 27 + letter, street.to_owned())
    }

    #[test]
    fn the_number_and_the_street_are_told_apart() {
        for raw in
            ["12 High Street", "12 HIGH ST.", "12, High Street", "No. 12 High St", "12-14 High Street", "The Old Mill 12 High Street"]
        {
            assert_eq!(address(raw), of(12, 0, "high street"), "{raw}");
        }
        assert_eq!(address("Church Lane"), of(0, 0, "church lane"));
        assert_eq!(address("12 2nd Ave"), of(12, 0, "2nd avenue"));
    }

    #[test]
    fn the_letter_of_a_number_is_folded_in() {
        for raw in ["12a Park Rd", "12A Park Road", "12 A Park Road"] {
            assert_eq!(address(raw), of(12, 1, "park road"), "{raw}");
        }
    }

    #[test]
    fn abbreviations_are_written_in_full() {
        let pairs = [
            ("1 A Ave", "a avenue"),
            ("1 Elm Cl", "elm close"),
            ("1 Elm Ln", "elm lane"),
            ("1 Elm Dr", "elm drive"),
            ("1 Elm Ct", "elm court"),
            ("1 Elm Pl", "elm place"),
            ("1 Elm Cres", "elm crescent"),
            ("1 Elm Gdns", "elm gardens"),
            ("1 Elm Terr", "elm terrace"),
            ("1 Elm Sq", "elm square"),
            ("1 Elm Pk", "elm park"),
            ("1 St John's Rd", "saint johns road"),
            ("1 St. Giles St", "saint giles street"),
            ("1 Old St Mary St", "old saint mary street"),
            ("1 High St West", "high street west"),
        ];
        for (raw, street) in pairs.into_iter().skip(1) {
            assert_eq!(address(raw), of(1, 0, street), "{raw}");
        }
        assert_eq!(address("1 A Ave"), of(1, 1, "avenue"), "a street called A cannot be told from the house 1a");
    }

    #[test]
    fn a_flat_goes_before_the_street() {
        for raw in [
            "Flat 3, 12 High Street",
            "flat 3 12 High St",
            "12 High Street, Flat 3",
            "Apt 3, 12 High Street",
            "3/12 High Street",
            "Flat 3, Mill House, 12 High Street",
        ] {
            assert_eq!(address(raw), of(12, 0, "flat 3 high street"), "{raw}");
        }
        assert_eq!(address("Flat B, 12a High Street"), of(12, 1, "flat b high street"));
        assert_eq!(address("Flat 3, Mill House, Leeds"), of(0, 0, "flat 3 mill house"));
    }

    #[test]
    fn the_town_and_the_postcode_are_dropped() {
        for raw in [
            "12 High Street, Leeds, LS1 1AA",
            "12 High Street\nLeeds\r\nLS1 1AA",
            "Mill House\n12 High Street\nLeeds",
            "c/o Ann Example, 12 High Street, Leeds",
        ] {
            assert_eq!(address(raw), of(12, 0, "high street"), "{raw}");
        }
        assert_eq!(address("Rose Cottage, Church Ln, Long Melford"), of(0, 0, "rose cottage church lane"));
    }

    #[test]
    fn what_is_no_address_is_nothing() {
        for raw in ["", "NFA", "No fixed abode", "unknown", "N/A", "-", ", ,"] {
            assert_eq!(address(raw), (0, String::new()), "{raw}");
        }
    }

    #[test]
    fn other_scripts_and_long_texts_are_read() {
        assert_eq!(address("12 Heol Tŷ Gwyn, Llanelli"), of(12, 0, "heol ty gwyn"));
        assert!(address(&"12 High Street, ".repeat(1000)).1.starts_with("high street"));
        assert!(address(&"a".repeat(100_000)).1.len() <= super::LONGEST_WORD);
    }
}
