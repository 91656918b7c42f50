use proptest::prelude::*;

use super::*;
use crate::kind::FieldKind;
use crate::layout::Field;

fn file_layout() -> Layout {
    let headings = ["given_name", "surname", "dob", "address", "postcode", "phone", "email", "sex", "soc_sec_id", "suburb", "occupation"];
    let mut fields: Vec<Field> = headings.into_iter().filter_map(Field::guess).collect();
    fields.push(Field::of("seen \"last\"\n", FieldKind::Date));
    Layout::new(fields).unwrap()
}

/// A model of every kind of comparison with these shares in turn.
fn model_with(shares: &[f64], knots: Vec<(f64, f64)>, words: Vec<(String, [f32; USES])>) -> Model {
    let mut next = shares.iter().copied().cycle();
    let mut model = Model::untrained(&file_layout());
    for level in model.comparisons.iter_mut().flat_map(|learned| learned.levels.iter_mut().skip(1)) {
        *level = level.map(|_| next.next().unwrap());
    }
    model.classes = model.classes.map(|_| next.next().unwrap());
    model.calibration.knots = knots;
    model.commonness.shares = words.into_iter().map(|(word, shares)| (word.into(), shares)).collect();
    model
}

fn model() -> Model {
    let common = vec![("smith".to_owned(), [0.0, 0.0109, 0.0]), ("o'neil \"x\"".to_owned(), [0.2, 0.0, 0.1])];
    model_with(&[0.25, 0.5, 0.125, 0.0625, 1.0], vec![(-2.0, -1.5), (0.0, 0.5)], common)
}

#[test]
fn a_person_can_read_what_a_level_is_worth() {
    let text = model_with(&[0.4, 0.1, 0.1, 0.1, 0.1], vec![(0.0, 2.0)], Vec::new()).to_text();
    let lines = "# the same, one of the commonest names: +2.0 bits\n\
                 exact_1 = { same_person = 0.4, same_household = 0.1, same_name = 0.1, same_birth_date = 0.1, unrelated = 0.1 }\n";
    assert!(text.contains(lines), "{text}");
    assert!(text.contains("[0.0, 2.0], # 50.00 % turned out to be 88.08 %"), "{text}");
}

#[test]
fn names_that_are_not_common_are_not_written() {
    let model = model_with(&[0.1], Vec::new(), vec![("smith".into(), [0.0, 0.01, 0.0]), ("quillfeather".into(), [0.0, 0.000_001, 0.0])]);
    let text = model.to_text();
    assert!(text.contains("\nsmith = [0.0, 0.01, 0.0]\n"), "{text}");
    assert!(!text.contains("quillfeather"));
}

#[test]
fn a_mistake_is_told_with_its_line_and_what_to_do() {
    let text = model().to_text();
    let line = |needle: &str| text.lines().position(|line| line.contains(needle)).unwrap() + 1;
    let told = |from: &str, to: &str| Model::read(&text.replacen(from, to, 1)).unwrap_err().to_string();
    assert_eq!(
        told("form = 1", "form = 2"),
        format!("line {}: a model's text says  form = 1  at its head: this is none, or one of another version", line("form = 1"))
    );
    assert_eq!(
        Model::read("").unwrap_err().to_string(),
        "line 1: a model's text says  form = 1  at its head: this is none, or one of another version"
    );
    assert_eq!(
        told("kind = \"phone\"", "kind = \"telephone\""),
        format!("line {}: \"telephone\" is not among {}", line("kind = \"phone\""), COMPARED.map(word).join(", "))
    );
    assert_eq!(
        told("exact_1 = { same_person = 0.25", "exact_1 = { same_person = 25"),
        format!("line {}: the share of same_person has to be a number from 0 to 1", line("exact_1 ="))
    );
    assert_eq!(told("exact_2 =", "exact_22 =").split(": ").nth(1).unwrap().split(';').next().unwrap(), "exact_22 is not expected here");
    assert_eq!(
        told("[0.0, 0.5]", "[0.0, -3.0]"),
        format!("line {}: knots have to rise, the first number and the second: put them in order", line("[0.0, 0.5]"))
    );
    assert!(told("smith = [0.0, 0.0109, 0.0]", "smith = [0.0, 0.0109]").starts_with(&format!("line {}: how common", line("smith ="))));
    assert!(told("[calibration]", "[calibrated]").ends_with("[calibration] is missing: add it"));
    assert!(told("form = 1", "form = ").contains("this is not TOML"));
}

#[test]
fn a_model_serves_records_with_fewer_fields_and_other_headings() {
    let layout = |headings: &[&str]| Layout::new(headings.iter().filter_map(|heading| Field::guess(heading)).collect()).unwrap();
    let suited = model().suited(&layout(&["forename", "date_of_birth", "mobile"])).unwrap();
    let names: Vec<&str> = suited.comparisons.iter().map(|learned| learned.name.as_str()).collect();
    assert_eq!(names, ["given_name", "date_of_birth", "mobile"]);
    assert_eq!(suited.comparisons[2].levels, model().comparisons.iter().find(|learned| learned.what == Compared::Phone).unwrap().levels);
    let fault = model().suited(&layout(&["forename", "state"])).unwrap_err();
    assert!(fault.to_string().starts_with("the model was learned without state (category)"), "{fault}");
}

fn any_knots() -> impl Strategy<Value = Vec<(f64, f64)>> {
    prop::collection::vec((0.001..3.0_f64, 0.0..3.0_f64), 0..6).prop_map(|steps| {
        let rise = |at: &mut (f64, f64), step: (f64, f64)| {
            *at = (at.0 + step.0, at.1 + step.1);
            Some(*at)
        };
        steps.into_iter().scan((-9.0, -9.0), rise).collect()
    })
}

proptest! {
    #[test]
    fn what_was_written_is_read_as_the_same_model(
        shares in prop::collection::vec(0.0..1.0_f64, 1..40),
        tiny in 0.0..1e-300_f64,
        knots in any_knots(),
        words in prop::collection::btree_map("[a-z' é\"\\\\.#]{0,9}", (0.01..1.0_f32, 0.0..1.0_f32, 0.0..1.0_f32), 0..12),
    ) {
        let words = words.into_iter().map(|(word, (a, b, c))| (word, [a, b, c])).collect();
        let model = model_with(&[shares, vec![tiny, 0.0, 1.0]].concat(), knots, words);
        let text = model.to_text();
        let read = Model::read(&text);
        prop_assert_eq!(read.as_ref(), Ok(&model));
        prop_assert_eq!(read.unwrap().to_text(), text);
    }

    #[test]
    fn no_text_makes_it_fall(text in "\\PC{0,200}", at in 0..9000_usize) {
        let _ = Model::read(&text);
        let whole = model().to_text();
        let cut: String = whole.chars().take(at).chain(text.chars()).chain(whole.chars().skip(at + 7)).collect();
        let _ = Model::read(&cut);
    }
}
