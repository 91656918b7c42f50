//! The same records give the same model, to the last byte.

use linkage::{Files, Layout, Model};

use crate::people::{Person, Seeded, files, register_and_referrals};

fn text(register: &[Person], incoming: &[Person]) -> String {
    let mut files = files(register, incoming);
    let pairs = files.pairs(None);
    files.train(&pairs).to_text()
}

#[test]
fn the_same_records_give_the_same_model() {
    let (register, referrals) = register_and_referrals(3, 1_000);
    let first = text(&register, &referrals);
    assert_eq!(first, text(&register, &referrals));
    assert_eq!(first, Model::read(&first).unwrap().to_text(), "what was written is read back");
    let (others, theirs) = register_and_referrals(4, 1_000);
    assert_ne!(first, text(&others, &theirs));
}

#[test]
fn the_order_of_records_changes_no_model() {
    let (mut register, mut referrals) = register_and_referrals(3, 1_000);
    let before = text(&register, &referrals);
    let mut seeded = Seeded::of(9);
    seeded.shuffle(&mut register);
    seeded.shuffle(&mut referrals);
    assert_eq!(before, text(&register, &referrals));
}

#[test]
fn which_file_comes_first_changes_no_model() {
    let (register, referrals) = register_and_referrals(3, 1_000);
    assert_eq!(text(&register, &referrals), text(&referrals, &register));
}

#[test]
fn the_order_within_one_file_changes_no_model() {
    let (mut records, referrals) = register_and_referrals(8, 600);
    records.extend(referrals);
    let text = |records: &[Person]| {
        let mut file = Files::of_one(Layout::person());
        records.iter().for_each(|person| file.register(person.values()));
        let pairs = file.pairs(None);
        assert!(pairs.len() > 500, "{}", pairs.len());
        file.train(&pairs).to_text()
    };
    let before = text(&records);
    Seeded::of(2).shuffle(&mut records);
    assert_eq!(before, text(&records));
}

#[test]
fn linking_twice_finds_the_same_pairs_in_the_same_order() {
    let (register, referrals) = register_and_referrals(6, 500);
    let model = Model::uk();
    let linked = || {
        let mut files = files(&register, &referrals);
        let pairs = files.pairs(Some(&model));
        pairs.weighed(&model).map(|(pair, weighed)| (pair.left, pair.right, weighed)).collect::<Vec<_>>()
    };
    assert_eq!(linked(), linked());
}
