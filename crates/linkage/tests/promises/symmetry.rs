//! Two records are what they are to each other, whichever of them comes first.

use std::collections::BTreeMap;

use linkage::{Files, Layout, Model, Pairs, Register, Weighed};
use proptest::prelude::*;

use crate::any_text::{any_record, lent, near_record};
use crate::people::{files, register_and_referrals};

fn linked(register: &[Vec<String>], incoming: &[Vec<String>], model: &Model) -> BTreeMap<(u32, u32), Weighed> {
    let mut files = Files::new(Layout::person());
    for record in register {
        files.register(lent(record));
    }
    for record in incoming {
        files.incoming(lent(record));
    }
    let pairs = files.pairs(Some(model));
    by_place(&pairs, model)
}

fn by_place(pairs: &Pairs, model: &Model) -> BTreeMap<(u32, u32), Weighed> {
    pairs.weighed(model).map(|(pair, weighed)| ((pair.left, pair.right), weighed)).collect()
}

fn turned(links: BTreeMap<(u32, u32), Weighed>) -> BTreeMap<(u32, u32), Weighed> {
    links.into_iter().map(|((left, right), weighed)| ((right, left), weighed)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn of_two_records_each_is_to_the_other_what_the_other_is_to_it(a in any_record(), b in any_record()) {
        let register: Register<u32> = Register::new(&Layout::person(), Model::uk());
        prop_assert_eq!(register.explain(&lent(&a), &lent(&b)), register.explain(&lent(&b), &lent(&a)));
    }

    #[test]
    fn names_of_few_letters_compare_the_same_both_ways(a in "[a-c]{4,12}", b in "[a-c]{4,12}") {
        let register: Register<u32> = Register::new(&Layout::person(), Model::uk());
        prop_assert_eq!(register.explain(&[&a], &[&b]), register.explain(&[&b], &[&a]));
    }

    #[test]
    fn a_register_says_of_the_asked_what_it_would_say_of_the_answer(a in near_record(), b in near_record()) {
        let ask = |known: &[String], asked: &[String]| {
            let mut register = Register::new(&Layout::person(), Model::uk());
            register.put(1, &[&lent(known)]);
            register.best(&lent(asked), 5)
        };
        prop_assert_eq!(ask(&a, &b), ask(&b, &a));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn two_files_link_the_same_the_other_way_round(
        one in prop::collection::vec(near_record(), 1..30),
        other in prop::collection::vec(near_record(), 1..30),
    ) {
        let model = Model::uk();
        prop_assert_eq!(linked(&one, &other, &model), turned(linked(&other, &one, &model)));
    }
}

#[test]
fn a_register_and_its_referrals_link_the_same_the_other_way_round() {
    let (register, referrals) = register_and_referrals(5, 1_500);
    let model = Model::uk();
    let (mut one, mut other) = (files(&register, &referrals), files(&referrals, &register));
    let (one, other) = (one.pairs(Some(&model)), other.pairs(Some(&model)));
    assert!(one.len() > 1_000, "{}", one.len());
    assert_eq!(by_place(&one, &model), turned(by_place(&other, &model)));
}
