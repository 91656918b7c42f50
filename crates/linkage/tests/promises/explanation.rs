//! What is said of a pair adds up.

use linkage::{Class, Layout, Model, Register};
use proptest::prelude::*;

use crate::any_text::{any_record, lent, near_record};
use crate::people::{Seeded, housemate, learned, person};

fn asked_of(model: Model) -> Register<u32> {
    Register::new(&Layout::person(), model)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, ..ProptestConfig::default() })]

    #[test]
    fn the_start_and_the_fields_add_up_to_the_total(a in any_record(), b in any_record()) {
        let told = asked_of(Model::uk()).explain(&lent(&a), &lent(&b));
        let sum = told.start + told.fields.iter().map(|field| field.bits).sum::<f64>();
        prop_assert!((sum - told.total).abs() < 1e-9, "{sum} {}", told.total);
        prop_assert!(told.fields.iter().all(|field| field.known || field.bits == 0.0));
        prop_assert!(told.fields.iter().all(|field| !field.level.is_empty() && !field.name.is_empty()));
    }

    #[test]
    fn the_total_is_what_the_classes_say(a in near_record(), b in near_record()) {
        let told = asked_of(Model::uk()).explain(&lent(&a), &lent(&b));
        let (same, other) = (told.weighed.share(Class::SamePerson), told.weighed.share(told.against));
        if same > 1e-200 && other > 1e-200 {
            prop_assert!((told.total - (same / other).log2()).abs() < 1e-6, "{} {same} {other}", told.total);
        }
        prop_assert!(Class::ALL[1..].iter().all(|class| told.weighed.share(*class) <= other));
        if told.total.abs() > 1e-6 {
            prop_assert_eq!(told.total > 0.0, told.weighed.class() == Class::SamePerson);
        }
        prop_assert_eq!(told.words, told.weighed.class().in_words());
    }

    #[test]
    fn the_classes_share_one(a in any_record(), b in any_record()) {
        let weighed = asked_of(Model::uk()).explain(&lent(&a), &lent(&b)).weighed;
        prop_assert!((weighed.classes.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert!((0.0..=1.0).contains(&weighed.probability));
    }
}

#[test]
fn of_two_who_live_together_the_address_tells_next_to_nothing() {
    for model in [Model::uk(), learned()] {
        let register = asked_of(model);
        let mut seeded = Seeded::of(21);
        for _ in 0..200 {
            let somebody = person(&mut seeded);
            let mut mate = housemate(&mut seeded, &somebody);
            mate.family.clone_from(&somebody.family);
            let told = register.explain(&somebody.values(), &mate.values());
            assert_eq!(told.words, "looks like someone in the same household", "{told:#?}");
            let address = told.fields.iter().find(|field| field.name == "address").unwrap();
            assert_eq!(address.level, "the same postcode and house number");
            assert!(address.bits.abs() < 1.5, "{address:?}");
        }
    }
}

#[test]
fn every_field_is_named_as_in_the_layout() {
    let told = asked_of(Model::uk()).explain(&[], &[]);
    let mut names: Vec<_> = told.fields.iter().map(|field| field.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["address", "date_of_birth", "email", "family_name", "given_name", "middle_name", "phone", "sex"]);
    assert!(told.fields.iter().all(|field| !field.known && field.bits == 0.0 && field.level == "not known for both"));
}
