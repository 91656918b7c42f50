//! What a probability is worth: how often pairs to which the model gave it were found to be one person by somebody who looked.

/// A curve from the model's probability to the calibrated one: straight between knots, in log odds, never falling.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// Log odds as the model gives them, and as they turned out; rising in both.
    pub(crate) knots: Vec<(f64, f64)>,
    /// What comes after this curve.
    next: Option<Box<Calibration>>,
}

/// The log odds of a probability, kept within what can be told apart.
pub(crate) fn log_odds(probability: f64) -> f64 {
    let inside = probability.clamp(1e-9, 1.0 - 1e-9);
    (inside / (1.0 - inside)).ln()
}

/// The probability of log odds.
pub(crate) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Reviewed pairs in one step of the curve, at the least.
const PAIRS_A_STEP: f64 = 40.0;
/// How many reviewed pairs the identity counts for, so that a few decisions move little.
const BELIEF: f64 = 4.0;

impl Calibration {
    /// The curve that reviewed pairs ask for: the model's probability of each, whether it was the same person, and how many such pairs there were.
    ///
    /// Pairs are pooled so that the curve never falls (pool adjacent violators); without enough of them it changes nothing.
    pub fn of(reviewed: &[(f64, bool, f64)]) -> Self {
        let mut pairs: Vec<(f64, f64, f64)> =
            reviewed.iter().map(|(given, same, count)| (log_odds(*given), if *same { *count } else { 0.0 }, *count)).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut steps: Vec<Step> = Vec::new();
        for (given, same, count) in pairs {
            match steps.last_mut() {
                Some(last) if last.count < PAIRS_A_STEP || last.top == given => last.take(given, same, count),
                _ => steps.push(Step { sum: given * count, top: given, same, count }),
            }
        }
        if steps.last().is_some_and(|last| last.count < PAIRS_A_STEP)
            && let Some(last) = steps.pop()
        {
            match steps.last_mut() {
                Some(before) => before.pool(&last),
                None => return Self::default(),
            }
        }
        let mut pooled: Vec<Step> = Vec::new();
        for step in steps {
            pooled.push(step);
            while let [.., before, last] = pooled.as_mut_slice()
                && before.found() >= last.found()
            {
                let last = *last;
                before.pool(&last);
                pooled.pop();
            }
        }
        Self::through(pooled.iter().map(|step| (step.given(), log_odds(step.found()))).collect())
    }

    /// A curve through these knots.
    pub(crate) fn through(knots: Vec<(f64, f64)>) -> Self {
        Self { knots, next: None }
    }

    /// This curve and then another: what was calibrated before the decisions of which the other is made.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let next = self.next.as_ref().map_or_else(|| next.clone(), |before| before.then(next));
        Self { knots: self.knots.clone(), next: Some(Box::new(next)) }
    }

    /// The calibrated probability.
    pub fn apply(&self, given: f64) -> f64 {
        let turned_out = if self.knots.is_empty() { given } else { probability(self.turned_out(log_odds(given))) };
        self.next.as_ref().map_or(turned_out, |next| next.apply(turned_out))
    }

    fn turned_out(&self, at: f64) -> f64 {
        let above = self.knots.partition_point(|knot| knot.0 <= at);
        let below = above.checked_sub(1).and_then(|below| self.knots.get(below));
        match (below, self.knots.get(above)) {
            (Some((x0, y0)), Some((x1, y1))) => y0 + (at - x0) / (x1 - x0) * (y1 - y0),
            // Where nobody has looked, what was found elsewhere may make the engine more careful, never surer.
            (Some((x, y)), None) if y > x => at.max(*y),
            (None, Some((x, y))) if y < x => at.min(*y),
            (Some((x, y)), None) | (None, Some((x, y))) => y + (at - x),
            (None, None) => at,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Step {
    sum: f64,
    top: f64,
    same: f64,
    count: f64,
}

impl Step {
    fn take(&mut self, given: f64, same: f64, count: f64) {
        (self.sum, self.top) = (self.sum + given * count, given);
        (self.same, self.count) = (self.same + same, self.count + count);
    }

    fn pool(&mut self, other: &Self) {
        (self.sum, self.top) = (self.sum + other.sum, other.top);
        (self.same, self.count) = (self.same + other.same, self.count + other.count);
    }

    fn given(&self) -> f64 {
        self.sum / self.count
    }

    fn found(&self) -> f64 {
        (self.same + BELIEF * probability(self.given())) / (self.count + BELIEF)
    }
}

#[cfg(test)]
mod tests {
    use super::Calibration;

    fn decided(given: f64, same: f64, of: f64) -> [(f64, bool, f64); 2] {
        [(given, true, same), (given, false, of - same)]
    }

    #[test]
    fn decisions_move_what_a_probability_is_worth_and_leave_it_alone_where_there_are_too_few() {
        let few = Calibration::of(&decided(0.9, 1.0, 3.0));
        assert_eq!(few.apply(0.9), 0.9);
        let many = Calibration::of(&[decided(0.9, 100.0, 200.0), decided(0.3, 60.0, 600.0)].concat());
        assert!((many.apply(0.9) - 0.5).abs() < 0.02, "half of those called 90 % were the same person");
        assert!((many.apply(0.3) - 0.1).abs() < 0.02);
        assert!(many.apply(0.6) > many.apply(0.3) && many.apply(0.6) < many.apply(0.9));
    }

    #[test]
    fn one_curve_after_another_is_both_in_turn() {
        let shipped = Calibration::of(&[decided(0.2, 50.0, 500.0), decided(0.6, 200.0, 400.0), decided(0.99, 990.0, 1_000.0)].concat());
        let here = Calibration::of(&[decided(0.15, 60.0, 300.0), decided(0.7, 100.0, 200.0)].concat());
        let both = shipped.then(&here);
        for hundredth in 1..100 {
            let given = f64::from(hundredth) / 100.0;
            assert!((both.apply(given) - here.apply(shipped.apply(given))).abs() < 1e-9, "at {given}");
        }
    }
}
