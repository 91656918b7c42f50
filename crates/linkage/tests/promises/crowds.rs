//! Very many who are alike, and records that say nothing.

use linkage::{Files, Layout, Link, Model, Register, Thresholds, Verdict, clusters, verdict};

use crate::people::ids;

/// A thousand called the same at one address, each with a birth date and a number.
fn crowd() -> Vec<[String; 9]> {
    (0..1_000_u32)
        .map(|one| {
            let (year, month, day) = (1950 + one % 50, 1 + one / 50 % 12, 1 + one % 28);
            let text = |text: &str| text.to_owned();
            [
                text("Mohammed"),
                text(""),
                text("Khan"),
                format!("{year}-{month:02}-{day:02}"),
                text("M"),
                text("12 High Street"),
                text("LS1 4AP"),
                format!("07700{:06}", 100_000 + one * 773),
                text(""),
            ]
        })
        .collect()
}

fn lent(values: &[String; 9]) -> [&str; 9] {
    std::array::from_fn(|at| values[at].as_str())
}

/// Candidates that one question may be compared with, whatever it is: a few keys, each with as many as a block holds.
const BOUND: usize = 500;

#[test]
fn one_of_a_thousand_called_the_same_at_one_address_is_found_by_birth_date_and_number() {
    let crowd = crowd();
    let mut register = Register::new(&Layout::person(), Model::uk());
    for (id, one) in (0_u32..).zip(&crowd) {
        register.put(id, &[&lent(one)]);
    }
    for packed in [false, true] {
        if packed {
            register.pack();
        }
        for (id, one) in (0_u32..).zip(&crowd).step_by(37) {
            let found = register.best(&lent(one), usize::MAX);
            assert_eq!(found[0].id, id, "packed: {packed}");
            assert!(found.len() <= BOUND, "{}", found.len());
            assert!(found[0].weighed.probability > 0.9, "{:?}", found[0]);
        }
    }
}

#[test]
fn nobody_is_picked_out_of_a_thousand_by_name_and_address_alone() {
    let crowd = crowd();
    let mut register = Register::new(&Layout::person(), Model::uk());
    for (id, one) in (0_u32..).zip(&crowd) {
        register.put(id, &[&lent(one)]);
    }
    let found = register.best(&["Mohammed", "", "Khan", "", "M", "12 High Street", "LS1 4AP", "", ""], usize::MAX);
    assert!(found.len() <= BOUND, "{}", found.len());
    assert!(!matches!(verdict(&found, &Thresholds::default()), Verdict::Same(_)));
}

#[test]
fn a_thousand_alike_within_one_file_make_no_million_of_pairs() {
    let mut files = Files::of_one(Layout::person());
    for one in crowd().iter().chain(&crowd()[..10]) {
        files.register(lent(one));
    }
    let pairs = files.pairs(Some(&Model::uk()));
    assert!(pairs.len() < 1_000 * BOUND / 2, "{}", pairs.len());
    let links: Vec<Link> = pairs.weighed(&Model::uk()).map(|(pair, weighed)| Link::of(pair, &weighed)).collect();
    let found = clusters(&links, 0.9, 1_010);
    assert!((0..10).all(|again| found[1_000 + again] == found[again]), "ten who stand there twice are found");
}

/// What people write who know nothing.
const NOTHING: [[&str; 9]; 4] = [
    [""; 9],
    ["unknown", "", "Unknown", "", "unknown", "NFA", "unknown", "none", "none@none"],
    ["N/A", "-", "n/a", "1900-01-01", "not stated", "-", "ZZ99 3VZ", "00000000000", "n/a"],
    ["?", " ", "\u{200f}", "99/99/9999", "\0", ",,,", "??", "-", "@"],
];

#[test]
fn records_that_say_nothing_are_found_by_nobody() {
    let mut register = Register::new(&Layout::person(), Model::uk());
    for (id, nothing) in (0_u32..).zip(NOTHING) {
        register.put(id, &[&nothing]);
    }
    register.put(50, &[]);
    register.put(51, &[&[]]);
    for asked in NOTHING {
        assert_eq!(register.best(&asked, 5), []);
        assert_eq!(verdict(&register.best(&asked, 5), &Thresholds::default()), Verdict::New);
    }
    let mut files = Files::of_one(Layout::person());
    NOTHING.iter().cycle().take(40).for_each(|nothing| files.register(*nothing));
    assert!(files.pairs(None).is_empty());
}

#[test]
fn two_records_that_say_nothing_are_not_called_the_same() {
    let register: Register<u32> = Register::new(&Layout::person(), Model::uk());
    for a in NOTHING {
        for b in NOTHING {
            let told = register.explain(&a, &b);
            assert!(told.fields.iter().all(|field| !field.known), "{told:#?}");
            assert!(told.weighed.probability < Thresholds::default().look, "{:?}", told.weighed);
        }
    }
}

#[test]
fn ten_names_in_one_field_are_each_a_name_to_be_found_by() {
    let ten = "Anna Maria Teresa Francesca Isabella Caterina Lucia Rosa Elena Sofia";
    let mut register = Register::new(&Layout::person(), Model::uk());
    register.put(1, &[&[ten, "", "Hartley", "1980-03-12", "F", "", "", "07700 900123", ""]]);
    register.put(2, &[&["Anna", "", "Brackworth Caldley Dunton Eggfield Fernby", "1981-04-13", "F", "", "", "07700 900456", ""]]);
    assert_eq!(ids(&register.best(&[ten, "", "Hartley"], 5)), [1]);
    for given in ["Anna", "Maria Teresa"] {
        let asked = [given, "", "Hartley", "1980-03-12", "F", "", "", "07700 900123", ""];
        let found = register.best(&asked, 5);
        assert_eq!(found[0].id, 1, "{given}");
        assert_ne!(verdict(&found, &Thresholds::default()), Verdict::New, "{given}");
    }
    for family in ["Brackworth", "Caldley", "Dunton"] {
        let found = register.best(&["Anna", "", family, "1981-04-13"], 5);
        assert_eq!(ids(&found), [2], "{family}");
    }
    let everything = "Ann ".repeat(2_000);
    register.put(3, &[&[&everything, &everything, &everything, "1990-01-02"]]);
    assert_eq!(register.best(&["Ann", "", "Ann", "1990-01-02"], 1)[0].id, 3);
}

#[test]
fn with_a_file_that_is_empty_nobody_is_linked() {
    let ann = ["Ann", "", "Hartley", "1980-03-12"];
    let mut files = Files::new(Layout::person());
    assert!(files.pairs(None).is_empty());
    files.register(ann);
    files.register(ann);
    assert!(files.pairs(None).is_empty(), "nobody came in: those in the register are not linked with each other");
    let mut files = Files::new(Layout::person());
    files.incoming(ann);
    files.incoming(ann);
    assert!(files.pairs(None).is_empty());
    let mut file = Files::of_one(Layout::person());
    file.register(ann);
    assert!(file.pairs(None).is_empty(), "nobody is linked with themselves");
    file.register(ann);
    assert_eq!(file.pairs(None).len(), 1);
}
