//! A register answers by who is in it, and not by how they came to be there.

use linkage::{Layout, Model, Register};
use proptest::prelude::*;

use crate::any_text::{lent, near_record};
use crate::people::{Person, Seeded, ids, person, register_and_referrals, register_of};

fn known(people: &[Person]) -> Register<u32> {
    register_of(Model::uk(), people)
}

/// Somebody of whom nothing is like anybody else's.
fn stranger() -> [&'static str; 9] {
    ["Zbigniewa", "Wilfrida", "Quixwood", "1921-11-30", "X", "9099 Zzyzx Crescent", "ZE3 9JW", "01632 960999", "zz.quix@zetland.example"]
}

#[test]
fn somebody_unrelated_changes_no_answer_by_coming_or_by_going() {
    let (people, referrals) = register_and_referrals(31, 800);
    let mut register = known(&people);
    let answers = |register: &Register<u32>| referrals.iter().map(|asked| register.best(&asked.values(), 10)).collect::<Vec<_>>();
    let before = answers(&register);
    assert!(before.iter().filter(|found| !found.is_empty()).count() > 200);
    register.put(90_000, &[&stranger()]);
    assert_eq!(answers(&register), before);
    assert!(register.remove(90_000));
    assert!(!register.remove(90_000));
    assert_eq!(answers(&register), before);
    register.pack();
    assert_eq!(answers(&register), before);
}

#[test]
fn what_was_asked_once_changes_no_later_answer() {
    let john = ["John", "", "Farnworth", "1970-05-06", "M", "4 Mill Lane", "LS1 1AA", "07700 900101", ""];
    let joan = ["Joan", "", "Farnworth", "1972-07-08", "F", "4 Mill Lane", "LS1 1AA", "07700 900101", ""];
    let fresh = || {
        let mut register = Register::new(&Layout::person(), Model::uk());
        register.put(1, &[&john]);
        register
    };
    let (mut asked, mut not_asked) = (fresh(), fresh());
    // A spelling that nobody has is compared with John; then his wife comes, whose given name nobody had either.
    let mut misspelt = john;
    misspelt[0] = "Johnn";
    asked.best(&misspelt, 5);
    asked.put(2, &[&joan]);
    not_asked.put(2, &[&joan]);
    assert_eq!(asked.best(&john, 5), not_asked.best(&john, 5));
}

#[test]
fn taking_in_again_is_taking_out_and_in() {
    let (people, referrals) = register_and_referrals(32, 400);
    let (mut updated, mut renewed) = (known(&people), known(&people));
    let mut seeded = Seeded::of(1);
    for id in (0..u32::try_from(people.len()).unwrap()).step_by(3) {
        let now = person(&mut seeded);
        updated.put(id, &[&now.values()]);
        assert!(renewed.remove(id));
        renewed.put(id, &[&now.values()]);
        assert_eq!(updated.best(&now.values(), 1)[0].id, id);
    }
    assert_eq!(updated.len(), people.len());
    for asked in &referrals {
        assert_eq!(updated.best(&asked.values(), 10), renewed.best(&asked.values(), 10));
    }
}

#[test]
fn nobody_is_found_by_what_they_were_taken_out_with() {
    let mut seeded = Seeded::of(4);
    let (before, now) = (person(&mut seeded), person(&mut seeded));
    let mut register = known(std::slice::from_ref(&before));
    for packed in [false, true] {
        if packed {
            register.put(0, &[&before.values()]);
            register.pack();
        }
        register.put(0, &[&now.values()]);
        assert!(register.best(&before.values(), 5).is_empty(), "packed: {packed}");
        assert_eq!(ids(&register.best(&now.values(), 5)), [0]);
        assert!(register.remove(0));
        assert!(register.best(&now.values(), 5).is_empty());
    }
}

#[test]
fn somebody_is_found_by_any_of_their_guises_and_once() {
    let mut seeded = Seeded::of(6);
    let now = person(&mut seeded);
    let mut before = person(&mut seeded);
    (before.given, before.born) = (now.given.clone(), now.born.clone());
    let mut register = Register::new(&Layout::person(), Model::uk());
    register.put(7, &[&now.values(), &before.values()]);
    assert_eq!(register.len(), 1);
    for guise in [&now, &before] {
        let found = register.best(&guise.values(), 5);
        assert_eq!(ids(&found), [7]);
        let mut alone = Register::new(&Layout::person(), Model::uk());
        alone.put(7, &[&guise.values()]);
        assert_eq!(found, alone.best(&guise.values(), 5), "the guise that fits best counts");
    }
}

#[test]
fn of_equals_the_smaller_id_comes_first() {
    let somebody = person(&mut Seeded::of(8));
    let mut register = Register::new(&Layout::person(), Model::uk());
    for id in [9_u32, 3, 7, 1, 8] {
        register.put(id, &[&somebody.values()]);
    }
    assert_eq!(ids(&register.best(&somebody.values(), 5)), [1, 3, 7, 8, 9]);
    assert_eq!(ids(&register.best(&somebody.values(), 2)), [1, 3]);
    register.pack();
    assert_eq!(ids(&register.best(&somebody.values(), 5)), [1, 3, 7, 8, 9]);
}

#[test]
fn however_it_was_taken_in_a_register_answers_the_same() {
    let (people, referrals) = register_and_referrals(33, 800);
    let one_by_one = known(&people);
    let mut order: Vec<usize> = (0..people.len()).collect();
    Seeded::of(5).shuffle(&mut order);
    let mut filled = Register::new(&Layout::person(), Model::uk());
    filled.fill();
    for at in &order {
        filled.put(u32::try_from(*at).unwrap(), &[&people[*at].values()]);
    }
    filled.pack();
    let mut halves = Register::new(&Layout::person(), Model::uk());
    for (number, at) in order.iter().rev().enumerate() {
        halves.put(u32::try_from(*at).unwrap(), &[&people[*at].values()]);
        if number % 300 == 299 {
            halves.pack();
        }
    }
    for asked in referrals.iter().chain(&people) {
        let answer = one_by_one.best(&asked.values(), 20);
        assert_eq!(filled.best(&asked.values(), 20), answer);
        assert_eq!(halves.best(&asked.values(), 20), answer);
    }
}

#[test]
fn many_updates_of_a_packed_register_hide_nobody() {
    // Namesakes of whom little else is known: fewer than a block holds.
    let namesakes = 60_u32;
    let values = |id: u32| ["Mohammed".to_owned(), "Khan".to_owned(), format!("LS{} 1AA", id % 20 + 1), format!("077009{id:05}")];
    let put = |register: &mut Register<u32>, id: u32| {
        let [given, family, postcode, phone] = values(id);
        register.put(id, &[&[&given, "", &family, "", "", "", &postcode, &phone, ""]]);
    };
    let asked = ["Mohammed", "", "Khan"];
    let mut register = Register::new(&Layout::person(), Model::uk());
    (0..namesakes).for_each(|id| put(&mut register, id));
    let before = register.best(&asked, usize::MAX);
    assert_eq!(before.len(), namesakes as usize);
    register.pack();
    assert_eq!(register.best(&asked, usize::MAX), before);
    (0..namesakes).for_each(|id| put(&mut register, id));
    assert_eq!(register.best(&asked, usize::MAX), before);
    (0..namesakes).for_each(|id| put(&mut register, id));
    register.pack();
    assert_eq!(register.best(&asked, usize::MAX), before);
}

#[test]
fn who_was_there_is_found_while_many_are_taken_in() {
    let (people, _) = register_and_referrals(34, 200);
    let (early, late) = people.split_at(people.len() / 2);
    let mut register = known(early);
    let before: Vec<_> = early.iter().map(|asked| register.best(&asked.values(), 3)).collect();
    register.fill();
    for (id, person) in (1_000..).zip(late) {
        register.put(id, &[&person.values()]);
    }
    let meanwhile: Vec<_> = early.iter().map(|asked| register.best(&asked.values(), 3)).collect();
    assert_eq!(meanwhile, before);
    register.pack();
    assert!((1_000..).zip(late).all(|(id, person)| register.best(&person.values(), 1)[0].id == id || person.values()[3].is_empty()));
    assert_eq!(register.len(), people.len());
}

/// What happens to a register.
#[derive(Debug, Clone)]
enum Act {
    Put(u8, Vec<usize>),
    Remove(u8),
    Pack,
    Fill,
    Ask(usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (0..12_u8, prop::collection::vec(0..16_usize, 1..4)).prop_map(|(id, guises)| Act::Put(id, guises)),
        3 => (0..12_u8).prop_map(Act::Remove),
        1 => Just(Act::Pack),
        1 => Just(Act::Fill),
        3 => (0..16_usize).prop_map(Act::Ask),
    ];
    prop::collection::vec(act, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happened_before_a_register_answers_as_one_built_anew(
        records in prop::collection::vec(near_record(), 16),
        acts in acts(),
    ) {
        let guises = |numbers: &[usize]| numbers.iter().map(|number| lent(&records[*number])).collect::<Vec<_>>();
        let mut register = Register::new(&Layout::person(), Model::uk());
        let mut now = std::collections::BTreeMap::new();
        for act in acts {
            match act {
                Act::Put(id, numbers) => {
                    register.put(id, &guises(&numbers).iter().map(Vec::as_slice).collect::<Vec<_>>());
                    now.insert(id, numbers);
                }
                Act::Remove(id) => prop_assert_eq!(register.remove(id), now.remove(&id).is_some()),
                Act::Pack => register.pack(),
                Act::Fill => register.fill(),
                Act::Ask(number) => drop(register.best(&lent(&records[number]), 5)),
            }
        }
        register.pack();
        prop_assert_eq!(register.len(), now.len());
        let mut anew = Register::new(&Layout::person(), Model::uk());
        for (id, numbers) in &now {
            anew.put(*id, &guises(numbers).iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
        for asked in &records {
            prop_assert_eq!(register.best(&lent(asked), 20), anew.best(&lent(asked), 20));
        }
    }
}
