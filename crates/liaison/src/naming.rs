//! Whether a text tells who somebody is or where to find them: for what goes to the force without their name.
//!
//! It finds what stands on the record, however it is spelt: a name in any case, a number with other gaps, a reference by which the force finds
//! them in its own systems. It cannot find what the record does not know, such as a nickname or a number written in words; whoever writes
//! reads it through as well.

use jiff::civil::Date;
use kernel::{name_key, words};
use people::record::{PersonRecord, PointKind};

words! {
    /// What a text tells of somebody.
    pub enum Telling { Name = "name", Number = "number", Email = "email", Postcode = "postcode", Address = "address", BirthDate = "birth_date", Reference = "reference" }
}

impl Telling {
    /// It as a form asks to take it out.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "a name of theirs",
            Self::Number => "a phone number of theirs",
            Self::Email => "an email address of theirs",
            Self::Postcode => "a postcode of theirs",
            Self::Address => "the house and street of theirs",
            Self::BirthDate => "their birth date",
            Self::Reference => "a reference of their case or of the crime",
        }
    }
}

/// What this text tells of these records of one person, who is known by these references, in the order of the list; nothing where it tells
/// nothing.
pub fn telling(text: &str, records: &[PersonRecord], references: &[String]) -> Vec<Telling> {
    let text = Text::of(text);
    let tells = |what: Telling| match what {
        Telling::Reference => references.iter().any(|reference| text.has_reference(reference)),
        _ => records.iter().any(|record| text.tells(what, record)),
    };
    Telling::ALL.iter().copied().filter(|what| tells(*what)).collect()
}

/// A text in the forms in which it is compared.
struct Text {
    /// Its words, folded as names are.
    words: Vec<String>,
    /// Its letters and digits, in lower case and without anything between.
    run: String,
    /// In lower case.
    lower: String,
    /// Runs of digits, with what people put between digits taken out.
    numbers: Vec<String>,
}

fn folded(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).map(name_key).filter(|word| !word.is_empty()).collect()
}

fn has(words: &[String], wanted: &[String]) -> bool {
    !wanted.is_empty() && words.windows(wanted.len()).any(|window| window == wanted)
}

/// Digits of a number that count: the last nine are the same with 0 and with +44 before them.
const DIGITS: usize = 9;

/// Letters and digits of the shortest reference that is looked for.
const SHORTEST_REFERENCE: usize = 5;

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

/// A number of a day: `27`, `27th`.
fn number(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok()
}

/// Whether a word says this month: `3`, `03`, `mar`, `march`.
fn is_month(word: &str, month: i8) -> bool {
    let name = usize::try_from(month - 1).ok().and_then(|place| MONTHS.get(place));
    word.parse() == Ok(month) || word.len() >= 3 && name.is_some_and(|name| name.starts_with(word))
}

impl Text {
    fn of(text: &str) -> Self {
        let is_between =
            |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '/' | '+') || ('\u{2010}'..='\u{2015}').contains(&c);
        let numbers = text.split(|c: char| !c.is_ascii_digit() && !is_between(c));
        Self {
            words: folded(text),
            run: text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
            lower: text.to_lowercase(),
            numbers: numbers.map(|run| run.chars().filter(char::is_ascii_digit).collect()).filter(|run: &String| !run.is_empty()).collect(),
        }
    }

    fn tells(&self, what: Telling, record: &PersonRecord) -> bool {
        let known = &record.known;
        let keys = |kinds: &'static [PointKind]| {
            let points = record.points.iter().filter(move |kept| kinds.contains(&kept.point.kind));
            points.filter_map(|kept| Some((kept.point.key.as_ref()?.reveal().as_str(), kept.point.value.reveal().as_str())))
        };
        match what {
            Telling::Name => [&known.given_name, &known.middle_names, &known.family_name, &known.previous_family_name]
                .into_iter()
                .flatten()
                .any(|name| self.names(name.reveal())),
            Telling::Number => keys(&[PointKind::Mobile, PointKind::HomePhone]).any(|(key, _)| self.has_number(key)),
            Telling::Email => keys(&[PointKind::Email]).any(|(key, _)| self.lower.contains(&key.to_lowercase())),
            Telling::Postcode => keys(&[PointKind::Address]).any(|(key, _)| self.has_postcode(key)),
            Telling::Address => keys(&[PointKind::Address]).any(|(_, value)| self.has_first_line(value)),
            Telling::BirthDate => known.date_of_birth.as_ref().is_some_and(|born| self.has_date(*born.reveal())),
            // Of no record: see `has_reference`.
            Telling::Reference => false,
        }
    }

    /// Whether a word of the name of two letters or more stands in it, or the whole name written as one word.
    fn names(&self, name: &str) -> bool {
        let parts = folded(name);
        let whole = parts.concat();
        let is_word = |wanted: &String| wanted.chars().count() > 1 && self.words.contains(wanted);
        parts.iter().any(is_word) || is_word(&whole)
    }

    fn has_number(&self, key: &str) -> bool {
        let digits: String = key.chars().filter(char::is_ascii_digit).collect();
        let end = digits.get(digits.len().saturating_sub(DIGITS)..).unwrap_or_default();
        !end.is_empty() && self.numbers.iter().any(|run| run.contains(end))
    }

    fn has_postcode(&self, key: &str) -> bool {
        let key: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        // An outward half alone is a district with thousands of people in it.
        key.len() > 4 && self.run.contains(&key)
    }

    /// Whether this day of this year stands in it: in digits or with the month in words, the day first, the month or the year.
    fn has_date(&self, date: Date) -> bool {
        let (day, month, year) = (date.day(), date.month(), date.year());
        let (day_of, month_of) = (|word: &str| number(word) == Some(day), |word: &str| is_month(word, month));
        let year_of = |word: &str| word == year.to_string() || word == format!("{:02}", year.rem_euclid(100));
        let runs = ["%d%m%Y", "%Y%m%d", "%d%m%y"].map(|format| date.strftime(format).to_string());
        let words: Vec<&str> = self.words.iter().map(String::as_str).filter(|word| !matches!(*word, "of" | "the")).collect();
        let is_it = |three: &[&str]| match three {
            [a, b, c] => (day_of(a) && month_of(b) || month_of(a) && day_of(b)) && year_of(c) || year_of(a) && month_of(b) && day_of(c),
            _ => false,
        };
        words.windows(3).any(is_it) || words.iter().any(|word| runs.iter().any(|run| run == word))
    }

    /// Whether this reference stands in it, whatever stands between its letters and digits. A very short one would be found in any text.
    fn has_reference(&self, reference: &str) -> bool {
        let reference: String = reference.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        reference.chars().count() >= SHORTEST_REFERENCE && self.run.contains(&reference)
    }

    fn has_first_line(&self, value: &str) -> bool {
        let line = folded(value.lines().next().unwrap_or_default());
        line.len() > 1 && has(&self.words, &line)
    }
}
