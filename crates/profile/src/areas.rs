//! Postcode areas and districts as a profile writes them: `LN`, `PE10-12`, `DN21`.

use crate::model::PostcodeRange;
use crate::reader::{Found, Section};

/// Every postcode area of the United Kingdom, the Channel Islands and the Isle of Man (Royal Mail).
const AREAS: &str = "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL \
    GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO \
    PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE";

const EXPECTED: &str = "a postcode area like \"LN\", a district like \"DN21\" or districts like \"PE10-12\"";

/// The postcodes listed under `postcodes`: each one an area there is, none within another.
pub(crate) fn read_postcodes(section: &Section<'_>) -> Option<Vec<PostcodeRange>> {
    let listed = section.need("postcodes", EXPECTED, "[\"LN\", \"PE10-12\"]")?.list(&format!("a list, each entry {EXPECTED}"), "\"LN\"")?;
    let mut complete = true;
    let mut ranges: Vec<PostcodeRange> = Vec::new();
    for entry in &listed {
        match read_range(entry) {
            Some(range) => {
                if let Some(earlier) = ranges.iter().find(|earlier| overlap(earlier, &range)) {
                    complete = false;
                    let in_words = format!("{earlier}");
                    entry.wrong(format!("postcodes that {in_words} does not hold already"), "leave one of the two out").unwrap_or(())
                }
                ranges.push(range);
            }
            None => complete = false,
        }
    }
    complete.then_some(ranges)
}

fn read_range(entry: &Found<'_>) -> Option<PostcodeRange> {
    let written = entry.as_text().unwrap_or_default();
    let letters: String = written.chars().take_while(char::is_ascii_uppercase).collect();
    let rest = written.strip_prefix(&letters).unwrap_or_default();
    let number = |digits: &str| digits.parse::<u8>().ok().filter(|_| (1..=2).contains(&digits.len()) && !digits.starts_with('+'));
    let districts = match rest.split_once('-') {
        None if rest.is_empty() => Some(None),
        None => number(rest).map(|only| Some((only, only))),
        Some((first, last)) => number(first).zip(number(last)).filter(|(first, last)| first <= last).map(Some),
    };
    match districts {
        Some(districts) if is_area(&letters) => Some(PostcodeRange { letters, districts }),
        _ => entry.wrong(EXPECTED, range_meant(written)),
    }
}

fn is_area(letters: &str) -> bool {
    AREAS.split_whitespace().any(|area| area == letters)
}

/// `pe10-12`, `PE12-10`, `PE10–12` and `PE10-PE12` all mean `PE10-12`.
fn range_meant(written: &str) -> String {
    let upper = written.trim().to_uppercase();
    let letters: String = upper.chars().take_while(char::is_ascii_alphabetic).collect();
    let rest = upper.replace(&letters, "");
    if !is_area(&letters) || rest.contains(|c: char| c.is_alphabetic()) {
        return "look the area's letters up in an address of the hub's area".to_owned();
    }
    let mut numbers: Vec<u8> =
        rest.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).filter(|n| *n < 100).collect();
    numbers.sort_unstable();
    match (numbers.first(), numbers.last()) {
        (Some(first), Some(last)) if first < last => format!("try \"{letters}{first}-{last}\""),
        (Some(only), _) => format!("try \"{letters}{only}\""),
        _ => format!("try {letters:?}"),
    }
}

/// Whether the two have a postcode in common.
pub(crate) fn overlap(a: &PostcodeRange, b: &PostcodeRange) -> bool {
    a.letters == b.letters
        && match (a.districts, b.districts) {
            (Some((first, last)), Some((other_first, other_last))) => first <= other_last && other_first <= last,
            _ => true,
        }
}

impl std::fmt::Display for PostcodeRange {
    /// As a profile writes it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.districts {
            None => f.write_str(&self.letters),
            Some((first, last)) if first == last => write!(f, "{}{first}", self.letters),
            Some((first, last)) => write!(f, "{}{first}-{last}", self.letters),
        }
    }
}
