//! What somebody typed into the search box, understood. Pure.

use jiff::civil::Date;
use kernel::{CaseReference, Phone, Postcode, Sensitive, name_key};
use web::typed_date;

/// Names in one search; more than anybody has.
const MOST_NAMES: usize = 8;
/// Words that belong together in one telephone number, `07700 900 123`.
const MOST_TOGETHER: usize = 5;

/// One way to understand what was typed: everything in it must hold of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sought {
    /// Names in any order, each perhaps only begun.
    pub names: Vec<Sensitive<String>>,
    /// What is known to the letter.
    pub exact: Vec<Exact>,
    /// The outward half of the postcode of an address.
    pub area: Option<Postcode>,
}

/// Something known to the letter.
#[derive(Clone, PartialEq, Eq)]
pub enum Exact {
    /// The reference of a case.
    Case(CaseReference),
    /// The reference of an incident, in the spellings it may have been sent in.
    Crime(Vec<String>),
    /// A telephone number.
    Phone(Phone),
    /// An e-mail address in lower case, or how it begins up to and with the `@`.
    Email(String),
    /// A whole postcode.
    Postcode(Postcode),
    /// A birth date; two where the year was typed with two digits.
    Born(Vec<Date>),
}

impl std::fmt::Debug for Exact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Exact")
    }
}

/// More names were typed than anybody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyNames;

/// The ways to understand a text; none when it says nothing. The first is the likely one; whatever holds a digit may be a crime reference too,
/// and a case reference without one a name.
///
/// # Errors
/// When there are more names in it than can be looked for.
pub fn understand(text: &str, today: Date) -> Result<Vec<Sought>, TooManyNames> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).filter(|word| !word.is_empty()).collect();
    let mut sought = Sought::default();
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let together = (1..=rest.len().min(MOST_TOGETHER)).rev();
        let found = together.filter_map(|count| rest.split_at_checked(count)).find_map(|(words, after)| Some((told(words, today)?, after)));
        match found {
            Some((Told::Exact(exact), after)) => {
                sought.exact.push(exact);
                rest = after;
            }
            Some((Told::Area(area), after)) => {
                sought.area = Some(area);
                rest = after;
            }
            None => rest = rest.split_first().map(|(word, after)| (name(word, &mut sought), after).1).unwrap_or_default(),
        }
    }
    if sought.names.len() > MOST_NAMES {
        return Err(TooManyNames);
    }
    let whole = Sought { exact: vec![Exact::Crime(spellings(&words.join(" ")))], ..Sought::default() };
    let maybe_crime = text.contains(|c: char| c.is_ascii_digit()) && !text.contains('@') && sought != whole;
    let something = sought != Sought::default();
    // One reference in eleven has no figure in it. Hardly any name has eight letters of just those, and whose has is looked for then.
    let letters = CaseReference::parse(text).filter(|_| !text.contains(|c: char| c.is_ascii_digit()));
    let letters = letters.map(|reference| Sought { exact: vec![Exact::Case(reference)], ..Sought::default() });
    Ok([letters, something.then_some(sought), maybe_crime.then_some(whole)].into_iter().flatten().collect())
}

enum Told {
    Exact(Exact),
    Area(Postcode),
}

/// What these words tell together, unless they are names.
fn told(words: &[&str], today: Date) -> Option<Told> {
    let text = words.join(" ");
    let has_digit = text.contains(|c: char| c.is_ascii_digit());
    if words.len() == 1 && text.contains('@') {
        return Some(Told::Exact(Exact::Email(text.to_lowercase())));
    }
    if !has_digit {
        // Postcodes are read forgivingly, so that some short names look like one.
        return None;
    }
    let case = || CaseReference::parse(&text).map(Exact::Case);
    let born = || Some(born(&text, today)).filter(|dates| !dates.is_empty()).map(Exact::Born);
    let phone = || Phone::parse(&text).map(Exact::Phone);
    if let Some(exact) = case().or_else(born).or_else(phone) {
        return Some(Told::Exact(exact));
    }
    let postcode = Postcode::parse(&text).filter(|_| words.len() <= 2)?;
    Some(if postcode.is_full() { Told::Exact(Exact::Postcode(postcode)) } else { Told::Area(postcode) })
}

/// A word that is nothing else: a name, or with a digit in it part of a crime reference.
fn name(word: &str, sought: &mut Sought) {
    if word.contains(|c: char| c.is_ascii_digit()) {
        sought.exact.push(Exact::Crime(spellings(word)));
    } else if !name_key(word).is_empty() {
        sought.names.push(Sensitive::new(word.to_owned()));
    }
}

/// References are kept as they were sent: as typed, in capitals, and without spaces.
fn spellings(typed: &str) -> Vec<String> {
    let capitals = typed.to_uppercase();
    let tight = capitals.replace(' ', "");
    let mut all = vec![typed.to_owned()];
    for spelling in [capitals, tight] {
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all
}

/// The birth dates that a text may mean: `12/03/1990`, `1990-03-12`, `12 March 1990`, `12.3.90`. The day comes before the month, as people
/// here write it. Nobody is born in the future, or before 1900.
fn born(text: &str, today: Date) -> Vec<Date> {
    let parts: Vec<&str> = text.split([' ', '/', '-', '.']).filter(|part| !part.is_empty()).collect();
    let &[first, month, last] = parts.as_slice() else { return Vec::new() };
    let year_first = first.len() == 4 && first.bytes().all(|b| b.is_ascii_digit());
    let (day, year) = if year_first { (last, first) } else { (first, last) };
    let day = ["st", "nd", "rd", "th"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let years = if year.len() == 2 { vec![format!("19{year}"), format!("20{year}")] } else { vec![year.to_owned()] };
    let dates = years.iter().filter_map(|year| typed_date(day, month, year));
    dates.filter(|date| *date <= today && date.year() >= 1900).collect()
}

impl Sought {
    /// What is looked for, in words, each to follow "with".
    pub fn in_words(&self) -> Vec<String> {
        let mut says = Vec::new();
        if !self.names.is_empty() {
            let names: Vec<&str> = self.names.iter().map(|name| name.reveal().as_str()).collect();
            says.push(format!("a name that begins with {}", names.join(" and ")));
        }
        says.extend(self.exact.iter().map(|exact| match exact {
            Exact::Case(reference) => format!("the case {reference}"),
            Exact::Crime(spellings) => format!("the crime reference {}", spellings.first().map_or("", String::as_str)),
            Exact::Phone(phone) => format!("the phone number {}", phone.for_display()),
            Exact::Email(email) => format!("an email address that begins with {email}"),
            Exact::Postcode(postcode) => format!("the postcode {}", postcode.reveal()),
            Exact::Born(dates) => {
                format!("the birth date {}", dates.iter().map(|date| web::say::date(*date)).collect::<Vec<_>>().join(" or "))
            }
        }));
        says.extend(self.area.iter().map(|area| format!("an address in {}", area.reveal())));
        says
    }

    /// The ways in which the names may be somebody's: how the family name begins, then how the given name does.
    pub fn orders(&self) -> Vec<(String, String)> {
        let keys: Vec<String> = self.names.iter().map(|name| name_key(name.reveal())).collect();
        let mut orders: Vec<(String, String)> = Vec::new();
        let mut add = |family: String, given: String| {
            let order = (family, given);
            if !orders.contains(&order) {
                orders.push(order);
            }
        };
        for (head, tail) in (1..=keys.len()).filter_map(|at| keys.split_at_checked(at)) {
            add(tail.concat(), head.concat());
            add(head.concat(), tail.concat());
        }
        // Names between the first and the last are kept apart from both.
        if let [first, second, .., last] = keys.as_slice() {
            add(last.clone(), first.clone());
            add(first.clone(), second.clone());
        }
        orders
    }

    /// Whether somebody with these keys has the names, in any order.
    pub fn fits(&self, family_key: &str, given_key: &str) -> bool {
        let fits = |(family, given): &(String, String)| family_key.starts_with(family.as_str()) && given_key.starts_with(given.as_str());
        self.names.is_empty() || self.orders().iter().any(fits)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn words(text: &str) -> Vec<String> {
        understand(text, TODAY).expect("few names").first().map(Sought::in_words).unwrap_or_default()
    }

    #[test]
    fn one_box_understands_what_workers_have_in_front_of_them() {
        for (typed, says) in [
            ("7hjn b8kx", vec!["the case 7HJN-B8KX"]),
            ("7HJN-B8KX", vec!["the case 7HJN-B8KX"]),
            // A reference without a figure in it, as about one in eleven is.
            ("HRYZ-BQWK", vec!["the case HRYZ-BQWK"]),
            ("hryz bqwk", vec!["the case HRYZ-BQWK"]),
            ("07700 900 123", vec!["the phone number 07700 900123"]),
            ("+44 7700 900123", vec!["the phone number 07700 900123"]),
            ("(01632) 960001", vec!["the phone number 01632 960001"]),
            ("Ann@Example.org", vec!["an email address that begins with ann@example.org"]),
            ("ln1 1aa", vec!["the postcode LN1 1AA"]),
            ("LN11AA", vec!["the postcode LN1 1AA"]),
            ("ln1", vec!["an address in LN1"]),
            ("12/03/1990", vec!["the birth date 12 March 1990"]),
            ("1990-03-12", vec!["the birth date 12 March 1990"]),
            ("12 March 1990", vec!["the birth date 12 March 1990"]),
            ("12th mar 1990", vec!["the birth date 12 March 1990"]),
            ("12.3.90", vec!["the birth date 12 March 1990"]),
            ("1/2/20", vec!["the birth date 1 February 1920 or 1 February 2020"]),
            ("32/000123/26", vec!["the crime reference 32/000123/26"]),
            ("smi ann", vec!["a name that begins with smi and ann"]),
            ("O'Brien", vec!["a name that begins with O'Brien"]),
            ("Soo, Yoo", vec!["a name that begins with Soo and Yoo"]),
            ("smith 12/03/1990", vec!["a name that begins with smith", "the birth date 12 March 1990"]),
            (
                "12 march 1990 ann smith LN1",
                vec!["a name that begins with ann and smith", "the birth date 12 March 1990", "an address in LN1"],
            ),
            ("smith ln1 1aa", vec!["a name that begins with smith", "the postcode LN1 1AA"]),
            ("ann 07700 900123", vec!["a name that begins with ann", "the phone number 07700 900123"]),
            ("Li LN1 1AA", vec!["a name that begins with Li", "the postcode LN1 1AA"]),
            ("", vec![]),
            (" - , ", vec![]),
        ] {
            assert_eq!(words(typed), says, "{typed}");
        }
    }

    #[test]
    fn what_holds_a_digit_may_be_a_crime_reference_too() {
        let also = |typed| understand(typed, TODAY).unwrap().get(1).map(Sought::in_words);
        assert_eq!(also("07700 900123"), Some(vec!["the crime reference 07700 900123".to_owned()]));
        assert_eq!(also("li 123 26"), Some(vec!["the crime reference li 123 26".to_owned()]));
        assert_eq!(also("32/000123/26"), None, "it is understood so already");
        assert_eq!(also("ann smith"), None);
        let Exact::Crime(spellings) = &understand("li 123 26", TODAY).unwrap()[1].exact[0] else { panic!("a crime reference") };
        assert_eq!(spellings, &["li 123 26", "LI 123 26", "LI12326"]);
    }

    #[test]
    fn a_reference_without_a_figure_may_be_a_name_too() {
        let also = understand("Hryz Bqwk", TODAY).unwrap().get(1).map(Sought::in_words);
        assert_eq!(also, Some(vec!["a name that begins with Hryz and Bqwk".to_owned()]));
        assert_eq!(words("Hryz Bqwx"), ["a name that begins with Hryz and Bqwx"], "its check symbol does not fit");
    }

    #[test]
    fn a_date_that_nobody_was_born_on_is_none() {
        for typed in ["31/02/1990", "24/11/2026", "12/13/1990", "1/1/1899"] {
            assert_eq!(words(typed), [format!("the crime reference {typed}")]);
        }
    }

    #[test]
    fn names_in_any_order_half_typed_and_with_names_between() {
        let fits = |typed: &str, family: &str, given: &str| understand(typed, TODAY).unwrap()[0].fits(&name_key(family), &name_key(given));
        for typed in ["ann smith", "smith ann", "smi ann", "an smi", "SMITH", "ann", "Ann Marie Smith", "Smith Ann Marie"] {
            assert!(fits(typed, "Smith", "Ann"), "{typed}");
        }
        for typed in ["ann jones", "smithson ann", "mith", "ann ann"] {
            assert!(!fits(typed, "Smith", "Ann"), "{typed}");
        }
        for typed in ["smith jones", "smith-jones zoe", "Zoë Smith Jones", "zoe smithjones"] {
            assert!(fits(typed, "Smith-Jones", "Zoë"), "{typed}");
        }
        assert!(fits("van der berg", "van der Berg", "Jan") && fits("jan van der", "van der Berg", "Jan"));
        assert!(fits("наталія", "Шевченко", "Наталія"));
    }

    #[test]
    fn nobody_has_nine_names() {
        assert_eq!(understand("a b c d e f g h i", TODAY), Err(TooManyNames));
        assert!(understand("a b c d e f g h", TODAY).is_ok());
    }

    #[test]
    fn nothing_typed_is_printed() {
        let sought = understand("ann 07700 900123 12/03/1990", TODAY).unwrap();
        let printed = format!("{sought:?}");
        assert!(!printed.contains("ann") && !printed.contains("900123") && !printed.contains("1990"), "{printed}");
    }

    proptest! {
        #[test]
        fn any_text_is_understood_somehow(text in "\\PC{0,40}|[a-zA-Z0-9 /@.+-]{0,40}") {
            if let Ok(readings) = understand(&text, TODAY) {
                prop_assert!(readings.len() <= 2);
                for sought in readings {
                    prop_assert!(!sought.in_words().is_empty());
                }
            }
        }
    }
}
