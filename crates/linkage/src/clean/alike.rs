//! Sets of names that are the same name: short forms, spellings and transliterations.
//!
//! Being alike does not carry over: Robin may be Rob, and Rob may be Robert, but Robin is no Robert. So a name has the sets it is in, and
//! two names are alike when they share one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// One set a line, in cleaned form, the full name or commonest spelling first; `#` begins a remark.
const TABLE: &str = include_str!("alike.txt");

static SETS: LazyLock<FxHashMap<&'static str, Vec<u16>>> = LazyLock::new(|| {
    let mut sets: FxHashMap<&str, Vec<u16>> = FxHashMap::default();
    for (number, line) in (0..=u16::MAX).zip(lines()) {
        for name in line.split_whitespace() {
            let of = sets.entry(name).or_default();
            if of.last() != Some(&number) {
                of.push(number);
            }
        }
    }
    sets
});

fn lines() -> impl Iterator<Item = &'static str> {
    TABLE.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).filter(|line| !line.is_empty())
}

/// The sets a cleaned name is in, ascending; empty for most names.
pub(crate) fn sets(name: &str) -> &'static [u16] {
    SETS.get(name).map(Vec::as_slice).unwrap_or_default()
}

/// Whether two cleaned names share a set.
#[cfg(test)]
pub(crate) fn alike(one: &str, other: &str) -> bool {
    sets(one).iter().any(|set| sets(other).contains(set))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{SETS, alike, lines, sets};

    #[test]
    fn every_name_of_the_table_is_in_its_cleaned_form() {
        let mut cleaned = String::new();
        for name in lines().flat_map(str::split_whitespace) {
            super::super::name(name, &mut cleaned);
            assert_eq!(cleaned, name);
        }
    }

    #[test]
    fn every_set_has_two_names_or_more_and_none_stands_twice() {
        let mut seen = BTreeSet::new();
        for line in lines() {
            let names: BTreeSet<&str> = line.split_whitespace().collect();
            assert!(names.len() > 1 && names.len() == line.split_whitespace().count(), "{line}");
            assert!(seen.insert(names), "{line}");
        }
        assert!(seen.len() >= 600, "{}", seen.len());
    }

    #[test]
    fn a_set_within_another_says_nothing() {
        for line in lines() {
            let mut names = line.split_whitespace().map(|name| sets(name).iter().copied().collect::<BTreeSet<u16>>());
            let first = names.next().unwrap();
            let shared = names.fold(first, |shared, of| &shared & &of);
            assert_eq!(shared.len(), 1, "all of \"{line}\" stands in another set too");
        }
    }

    #[test]
    fn names_are_alike_within_a_set_and_not_across() {
        assert!(alike("rob", "robert") && alike("rob", "robin") && !alike("robert", "robin"));
        assert!(!alike("nosuchname", "nosuchname") && sets("nosuchname").is_empty());
    }

    #[test]
    fn every_heritage_has_its_own() {
        let pairs = [
            ("elizabeth", "beth"),
            ("tadhg", "tim"),
            ("eilidh", "ailidh"),
            ("sian", "shan"),
            ("rhys", "reece"),
            ("yitzchak", "isaac"),
            ("mohammed", "mohd"),
            ("chowdhury", "choudhry"),
            ("jaswinder", "jasvinder"),
            ("banerjee", "bandyopadhyay"),
            ("subramaniam", "subramanian"),
            ("lakshmi", "laxmi"),
            ("maxamed", "mohamed"),
            ("chukwuemeka", "emeka"),
            ("oluwaseun", "seun"),
            ("kasia", "katarzyna"),
            ("gosia", "malgorzata"),
            ("ola", "aleksandra"),
            ("ionut", "ion"),
            ("sasha", "aleksandr"),
            ("yevgeny", "evgenii"),
            ("pepe", "jose"),
            ("huseyin", "hussein"),
            ("haris", "charalambos"),
            ("cheung", "zhang"),
            ("huynh", "hoang"),
        ];
        for (one, other) in pairs {
            assert!(alike(one, other), "{one} {other}");
        }
        assert!(alike("wong", "wang") && alike("wong", "huang") && !alike("wang", "huang"));
        assert!(!alike("katarzyna", "malgorzata"));
    }

    #[test]
    fn a_name_is_in_few_sets() {
        let most = SETS.iter().max_by_key(|(_, sets)| sets.len()).unwrap();
        assert!(most.1.len() <= 16, "{most:?}");
        assert!(SETS.values().all(|sets| sets.is_sorted()));
    }
}
