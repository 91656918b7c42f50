//! Passwords that whoever guesses tries first: those of accounts that were broken into elsewhere, and those about the person or the hub.
//!
//! A common password made longer in the usual ways is as easy to guess: in capitals, with digits for letters, with a year or signs at its ends,
//! written twice, or two of them together. None of this asks for characters of some kind.

use crate::fingerprint;

/// Fingerprints in order, four bytes each; made by the build script.
static COMMON: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/common_passwords.bin"));

/// Letters of the shortest word that is looked for.
const SHORTEST_WORD: usize = 4;
/// Fewer different characters than this are no password, however often they are repeated.
const FEWEST_DIFFERENT: usize = 5;

/// Words of every hub.
const OURS: [&str; 4] = ["onedoor", "victim", "witness", "police"];

/// Whether the password is a common one, or one of those made longer.
pub(crate) fn is_common(password: &str) -> bool {
    let typed: String = password.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
    let closed: String = typed.chars().filter(|c| c.is_alphanumeric()).collect();
    let core = |form: &String| form.trim_matches(|c: char| !c.is_alphabetic()).to_owned();
    let forms = [core(&typed), core(&closed), typed.clone(), closed];
    forms.iter().any(|form| is_made_of_common(form) || is_made_of_common(&plain(form))) || is_monotonous(&typed)
}

fn is_made_of_common(form: &str) -> bool {
    is_listed(form) || is_listed(repeated(form)) || is_two_listed(form)
}

/// Whether two common ones stand side by side, each with nothing but digits and signs around it.
fn is_two_listed(text: &str) -> bool {
    let ends = text.char_indices().map(|(at, _)| text.split_at(at));
    ends.filter(|(first, second)| first.len() >= SHORTEST_WORD && second.len() >= SHORTEST_WORD).any(|(first, second)| {
        let second = second.trim_start_matches(|c: char| !c.is_alphanumeric());
        is_listed(first) && is_listed(second)
    })
}

/// The shortest text that gives this one when written several times; itself where there is none.
fn repeated(text: &str) -> &str {
    let units = text.char_indices().skip(1).map(|(at, _)| text.split_at(at).0);
    let fits = |unit: &&str| text.len().is_multiple_of(unit.len()) && unit.repeat(text.len() / unit.len()) == text;
    units.into_iter().find(fits).unwrap_or(text)
}

/// Letters in place of the digits and signs that look like them.
fn plain(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// Few different characters, or one long run of the alphabet or of numbers.
fn is_monotonous(text: &str) -> bool {
    let different: std::collections::BTreeSet<char> = text.chars().collect();
    let numbers: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let steps: Vec<i64> = numbers.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).collect();
    let in_order = steps.iter().filter(|step| (-1..=1).contains(*step)).count();
    different.len() < FEWEST_DIFFERENT || in_order * 5 >= steps.len() * 4
}

fn is_listed(text: &str) -> bool {
    if text.chars().count() < SHORTEST_WORD {
        return false;
    }
    let wanted = fingerprint::of(text);
    let (fingerprints, _) = COMMON.as_chunks::<4>();
    fingerprints.binary_search_by_key(&wanted, |bytes| u32::from_be_bytes(*bytes)).is_ok()
}

/// Whether the password contains a word of the hub's name, of the person's, of their address, or of this service.
pub(crate) fn is_about(password: &str, texts: &[&str]) -> bool {
    let typed = password.to_lowercase();
    let forms = [typed.clone(), plain(&typed)];
    let words = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).map(str::to_lowercase);
    let ours = OURS.iter().map(|word| (*word).to_owned());
    words.chain(ours).filter(|word| word.chars().count() >= SHORTEST_WORD).any(|word| forms.iter().any(|form| form.contains(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_there_in_order_and_of_a_size() {
        let (fingerprints, rest) = COMMON.as_chunks::<4>();
        assert!(rest.is_empty() && fingerprints.is_sorted());
        assert!((120_000..160_000).contains(&fingerprints.len()), "{}", fingerprints.len());
    }

    #[test]
    fn what_guessers_try_first_is_refused() {
        for password in [
            "1qaz2wsx3edc4rfv",
            "123456789qwerty",
            "passwordpassword",
            "Password Password",
            "P@ssw0rdP@ssw0rd",
            "Liverpool1234567",
            "liverpool-arsenal",
            "Liv3rp00l!!!2026",
            "2026 sunshine 2026",
            "qwertyuiopasdfgh",
            "qwertyqwertyqwerty",
            "abcdefghijklmnopqrst",
            "9876543210987654",
            "aaaaaaaaaaaaaaaaaaa",
            "monkeymonkeymonkey",
            "abababababababab",
            "iloveyou iloveyou",
        ] {
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn three_words_or_chance_are_not() {
        for password in [
            "correct horse battery",
            "one-door-for-everybody",
            "coffee tin fish",
            "marmalade kettle otter",
            "teapot!gravel!nineteen",
            "0f3a-91bc-77de-4410-aa32",
            "пароль для работы зимой",
            "Vqz7-rTn2-LmW9x",
            "the cat sat under my desk",
        ] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn words_about_the_person_and_the_hub_are_refused_however_they_are_spelt() {
        let about = ["Exampleshire Victim Hub", "Sam Okafor-Lee", "s.okafor@example.org"];
        for password in [
            "my okafor password",
            "0kaf0r makes the tea",
            "exampleshire kettle",
            "EXAMPLE shire tea",
            "a victim of tea leaves",
            "onedoor kettle tea",
        ] {
            assert!(is_about(password, &about), "{password}");
        }
        for password in ["correct horse battery", "sam lee org hub kettle", "one door for everybody"] {
            assert!(!is_about(password, &about), "{password}");
        }
    }
}
