//! Which of the cases are open and who works them.
//!
//! A worker has as many open cases in a large hub's database as in a small one's; what grows is what is closed, and what nobody has taken.

/// Everybody who works cases.
pub const WORKERS: usize = 50;
/// The fewest cases that make a hub of so many workers.
pub const FEWEST: u64 = 300;
/// Open cases of one worker, where there are enough cases.
const CASELOAD: usize = 60;

/// How a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Closed,
    /// Open, and nobody has taken it.
    Nobodys,
    /// Open, with this worker.
    Worked(usize),
}

/// So many cases and how they stand.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub cases: usize,
    /// Open, with a worker.
    pub worked: usize,
    /// Open, with nobody: 2 % of all.
    pub nobodys: usize,
}

impl Shape {
    /// That of a hub with so many cases, of which [`FEWEST`] are the fewest.
    pub fn of(cases: usize) -> Self {
        Self { cases, worked: WORKERS * (cases / (3 * WORKERS)).clamp(1, CASELOAD), nobodys: cases / 50 }
    }

    /// How the case with this number stands. Open ones lie evenly among the later half, so that no list finds its cases side by side.
    pub const fn standing(&self, number: usize) -> Standing {
        let (later, open) = (self.cases / 2, self.worked + self.nobodys);
        let Some(at) = number.checked_sub(self.cases - later) else { return Standing::Closed };
        if !is_chosen(at, open, later) {
            return Standing::Closed;
        }
        let which = at * open / later;
        if is_chosen(which, self.worked, open) { Standing::Worked(which * self.worked / open % WORKERS) } else { Standing::Nobodys }
    }
}

/// Whether this one is among so many chosen evenly out of all.
const fn is_chosen(at: usize, chosen: usize, all: usize) -> bool {
    (at + 1) * chosen / all > at * chosen / all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caseloads_stay_and_the_rest_grows() {
        for (cases, caseload, nobodys) in [(300, 2, 6), (10_000, 60, 200), (1_000_000, 60, 20_000)] {
            let shape = Shape::of(cases);
            let all: Vec<Standing> = (0..cases).map(|number| shape.standing(number)).collect();
            let count = |standing| all.iter().filter(|one| **one == standing).count();
            assert_eq!(count(Standing::Nobodys), nobodys, "{cases}");
            assert_eq!(count(Standing::Closed), cases - nobodys - WORKERS * caseload, "{cases}");
            for worker in [0, 1, WORKERS - 1] {
                assert_eq!(count(Standing::Worked(worker)), caseload, "{cases}");
            }
        }
    }
}
