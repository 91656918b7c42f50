//! What people decided corrects what the model says, gently.

use linkage::{Calibration, Model};
use proptest::prelude::*;

/// So many pairs to which the model gave this, of which so many were the same person.
fn reviewed(given: f64, same: u32, of: u32) -> Vec<(f64, bool, f64)> {
    (0..of).map(|pair| (given, pair < same, 1.0)).collect()
}

fn grid() -> impl Iterator<Item = f64> {
    let near_the_ends = [0.0, 1e-300, 1e-12, 1e-6, 1.0 - 1e-6, 1.0 - 1e-12, 1.0];
    let mut grid: Vec<f64> = (0..=200).map(|step| f64::from(step) / 200.0).chain(near_the_ends).collect();
    grid.sort_by(f64::total_cmp);
    grid.into_iter()
}

#[test]
fn without_decisions_nothing_changes() {
    for given in grid() {
        assert_eq!(Calibration::of(&[]).apply(given), given);
        assert_eq!(Calibration::default().apply(given), given);
    }
}

#[test]
fn a_few_decisions_move_little() {
    for given in [0.05, 0.5, 0.95, 0.995] {
        for same in [0, 8] {
            let curve = Calibration::of(&reviewed(given, same, 8));
            let moved = grid().map(|at| (curve.apply(at) - at).abs()).fold(0.0, f64::max);
            assert!(moved < 0.05, "{same} of 8 pairs at {given} moved a probability by {moved}");
        }
    }
}

#[test]
fn many_decisions_correct_a_model_that_is_too_sure() {
    let mut pairs = reviewed(0.9, 500, 1_000);
    pairs.extend(reviewed(0.2, 50, 1_000));
    let curve = Calibration::of(&pairs);
    assert!((curve.apply(0.9) - 0.5).abs() < 0.02, "{}", curve.apply(0.9));
    assert!((curve.apply(0.2) - 0.05).abs() < 0.01, "{}", curve.apply(0.2));
    let between = curve.apply(0.6);
    assert!(between > curve.apply(0.2) && between < curve.apply(0.9), "{between}");
}

#[test]
fn decisions_that_bear_the_model_out_change_next_to_nothing() {
    let pairs: Vec<_> =
        [1_u32, 3, 5, 7, 9].into_iter().flat_map(|tenths| reviewed(f64::from(tenths) / 10.0, tenths * 100, 1_000)).collect();
    let curve = Calibration::of(&pairs);
    for given in grid() {
        assert!((curve.apply(given) - given).abs() < 0.01, "{given} {}", curve.apply(given));
    }
}

#[test]
fn a_calibrated_model_says_the_same_once_written_and_read() {
    let curve = Calibration::of(&reviewed(0.9, 300, 1_000));
    let model = Model::uk().calibrated(curve);
    assert_eq!(Model::read(&model.to_text()).unwrap(), model);
}

fn decisions() -> impl Strategy<Value = Vec<(f64, bool, f64)>> {
    let given = prop_oneof![0.0..=1.0_f64, Just(0.0), Just(1.0), Just(0.5), Just(1e-300)];
    prop::collection::vec((given, any::<bool>(), (0..60_u32).prop_map(f64::from)), 0..60)
}

proptest! {
    #[test]
    fn a_curve_never_falls_and_never_leaves_what_a_probability_is(pairs in decisions()) {
        let curve = Calibration::of(&pairs);
        let mut before = 0.0;
        for given in grid() {
            let found = curve.apply(given);
            prop_assert!((0.0..=1.0).contains(&found), "{given} became {found}");
            prop_assert!(found >= before - 1e-12, "{given} became {found}, less than {before}");
            before = found;
        }
    }

    #[test]
    fn a_curve_after_another_is_both_in_turn_and_never_falls(before in decisions(), after in decisions()) {
        let (before, after) = (Calibration::of(&before), Calibration::of(&after));
        let both = before.then(&after);
        let mut last = 0.0;
        for given in grid() {
            let found = both.apply(given);
            prop_assert!((0.0..=1.0).contains(&found) && found >= last - 1e-9, "{given} became {found} after {last}");
            last = found;
            let between = before.apply(given);
            // Surer than that, a probability is not told apart from certainty.
            if [given, between].iter().all(|probability| (1e-6..1.0 - 1e-6).contains(probability)) {
                prop_assert!((found - after.apply(between)).abs() < 1e-6, "{given}");
            }
        }
    }

    #[test]
    fn the_order_of_decisions_changes_nothing(pairs in decisions(), turn in 0..60_usize) {
        let mut turned = pairs.clone();
        turned.rotate_left(turn.min(pairs.len()));
        let (one, other) = (Calibration::of(&pairs), Calibration::of(&turned));
        for given in grid() {
            prop_assert!((one.apply(given) - other.apply(given)).abs() < 1e-9);
        }
    }

    #[test]
    fn a_calibrated_model_changes_the_probability_and_not_the_classes(pairs in decisions()) {
        let asked = ["Ann", "", "Hartley", "1980-03-12", "F"];
        let plain = linkage::Register::<u32>::new(&linkage::Layout::person(), Model::uk().calibrated(Calibration::default()));
        let curved = linkage::Register::<u32>::new(&linkage::Layout::person(), Model::uk().calibrated(Calibration::of(&pairs)));
        let (plain, curved) = (plain.explain(&asked, &asked), curved.explain(&asked, &asked));
        prop_assert_eq!(plain.weighed.classes, curved.weighed.classes);
        prop_assert_eq!(plain.fields, curved.fields);
        prop_assert_eq!(curved.weighed.probability, Calibration::of(&pairs).apply(plain.weighed.probability));
    }
}
