//! What a probability is worth: how often pairs to which the model gave it were found to be one person by somebody who looked.

/// A curve from the model's probability to the calibrated one: straight between knots, in log odds, never falling.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Calibration {
    /// Log odds as the model gives them, and as they turned out; rising in both.
    pub(crate) knots: Vec<(f64, f64)>,
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
        Self { knots: pooled.iter().map(|step| (step.given(), log_odds(step.found()))).collect() }
    }

    /// The calibrated probability.
    pub fn apply(&self, given: f64) -> f64 {
        let at = log_odds(given);
        let above = self.knots.partition_point(|knot| knot.0 <= at);
        let below = above.checked_sub(1).and_then(|below| self.knots.get(below));
        let turned_out = match (below, self.knots.get(above)) {
            (Some((x0, y0)), Some((x1, y1))) => y0 + (at - x0) / (x1 - x0) * (y1 - y0),
            // Beyond the last knot the curve goes on beside the identity, as far as nobody has looked.
            (Some((x, y)), None) | (None, Some((x, y))) => y + (at - x),
            (None, None) => return given,
        };
        probability(turned_out)
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
